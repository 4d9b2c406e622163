/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "xep-0060.h"

G_BEGIN_DECLS

/**
 * BeckonPepEvent:
 * @owner: whose event: a bare address
 * @node: what it is about; belongs to the message
 * @items: array of #BeckonPubsubItem, in the order of publication; empty when all were removed
 */
typedef struct
{
  BeckonJid *owner;
  const char *node;
  GArray *items;
} BeckonPepEvent;

gboolean beckon_pep_event_parse (BeckonElement *message, BeckonJid *account, BeckonPepEvent *event);
void beckon_pep_event_clear (BeckonPepEvent *event);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BeckonPepEvent, beckon_pep_event_clear)

G_END_DECLS
