/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-message-list.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * BeckonHistoryView:
 *
 * Shows a #BeckonMessageList in a #GtkScrolledWindow. It stays where the person is when messages
 * come and go above or below, follows the newest message when that is on show, and asks the list
 * for more when an end comes near.
 *
 * Properties: `at-newest` (boolean, read-only): whether the newest message of the chat is on
 * show.
 */
#define BECKON_TYPE_HISTORY_VIEW (beckon_history_view_get_type ())
G_DECLARE_FINAL_TYPE (BeckonHistoryView, beckon_history_view, BECKON, HISTORY_VIEW, GtkWidget)

void beckon_history_view_set_list (BeckonHistoryView *self, BeckonMessageList *list);
gboolean beckon_history_view_get_at_newest (BeckonHistoryView *self);
void beckon_history_view_scroll_to_newest (BeckonHistoryView *self);
void beckon_history_view_scroll_to (BeckonHistoryView *self, gint64 sort_key);

G_END_DECLS
