/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-account.h"
#include "beckon-incoming.h"
#include "beckon-store.h"

G_BEGIN_DECLS

/**
 * BeckonReadMarks:
 *
 * How far our other devices have read each chat, as they say (XEP-0490). What is before a mark is
 * read here, too, as soon as the message is here that it names.
 */
#define BECKON_TYPE_READ_MARKS (beckon_read_marks_get_type ())
G_DECLARE_FINAL_TYPE (BeckonReadMarks, beckon_read_marks, BECKON, READ_MARKS, GObject)

BeckonReadMarks *beckon_read_marks_new (BeckonAccount *account, BeckonStore *store);

void beckon_read_marks_take_items (BeckonReadMarks *self, GArray *items);
void beckon_read_marks_take_stored (BeckonReadMarks *self, BeckonIncoming *incoming);
gboolean beckon_read_marks_knows (BeckonReadMarks *self, const char *peer);
gboolean beckon_read_marks_is_ahead (BeckonReadMarks *self, const char *peer);

G_END_DECLS
