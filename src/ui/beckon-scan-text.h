/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-scan-sign-in.h"

G_BEGIN_DECLS

/**
 * BeckonScanAction:
 *
 * What the button of a message does.
 */
typedef enum
{
  BECKON_SCAN_ACTION_NEW_CODE,
  BECKON_SCAN_ACTION_PASSWORD,
  BECKON_SCAN_ACTION_OPEN,
} BeckonScanAction;

/**
 * BeckonScanMessage:
 * @icon: the name of an icon
 * @title: what happened, in a few words
 * @body: what it means, or what to do
 * @button: what the button says
 * @action: what the button does
 * @other_server: whether another server may help
 * @details: (nullable): for who knows more
 *
 * Words for an end of signing in by scanning. All texts are plain.
 */
typedef struct
{
  const char *icon;
  char *title;
  char *body;
  const char *button;
  BeckonScanAction action;
  gboolean other_server;
  char *details;
} BeckonScanMessage;

BeckonScanMessage *beckon_scan_message_new (BeckonScanSignIn *sign_in, const char *domain);
void beckon_scan_message_free (BeckonScanMessage *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BeckonScanMessage, beckon_scan_message_free)

char *beckon_scan_text_dup_busy (BeckonScanSignIn *sign_in, const char *domain);
char *beckon_scan_text_dup_time_left (BeckonScanSignIn *sign_in, gint64 left);
const char *beckon_scan_text_get_warning (BeckonScanSignIn *sign_in, gboolean slow);

G_END_DECLS
