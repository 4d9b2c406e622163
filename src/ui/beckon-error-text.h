/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * BeckonErrorAction:
 * @BECKON_ERROR_ACTION_NONE: there is nothing to press: wait, or do what the text says
 * @BECKON_ERROR_ACTION_TRY_AGAIN: the same again may work
 * @BECKON_ERROR_ACTION_PASSWORD: enter the password
 * @BECKON_ERROR_ACTION_START_ANEW: put the file aside that is in the way
 *
 * What the person can do about an error, as a button.
 */
typedef enum
{
  BECKON_ERROR_ACTION_NONE,
  BECKON_ERROR_ACTION_TRY_AGAIN,
  BECKON_ERROR_ACTION_PASSWORD,
  BECKON_ERROR_ACTION_START_ANEW,
} BeckonErrorAction;

/**
 * BeckonErrorText:
 * @title: what happened, in a few words without a full stop
 * @body: a sentence or two that say more and what to do next
 * @details: (nullable): for who knows more: a certificate, what the server said; as it came
 * @help: (nullable): the page of the help that says more
 * @action: the button to offer
 *
 * An error in words for a person. All texts are plain.
 */
typedef struct
{
  char *title;
  char *body;
  char *details;
  const char *help;
  BeckonErrorAction action;
} BeckonErrorText;

BeckonErrorText *beckon_error_text_new (const GError *error, const char *server);
BeckonErrorText *beckon_error_text_new_in (const GError *error,
                                           const char *server,
                                           GNetworkConnectivity connectivity);
void beckon_error_text_free (BeckonErrorText *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BeckonErrorText, beckon_error_text_free)

G_END_DECLS
