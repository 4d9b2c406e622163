/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * BeckonConsoleView:
 *
 * Shows a list of #BeckonConsoleEntry as one text, and follows its end when that is on show. To be in
 * a #GtkScrolledWindow.
 */
#define BECKON_TYPE_CONSOLE_VIEW (beckon_console_view_get_type ())
G_DECLARE_FINAL_TYPE (BeckonConsoleView, beckon_console_view, BECKON, CONSOLE_VIEW, GtkTextView)

void beckon_console_view_set_entries (BeckonConsoleView *self, GListModel *entries);
void beckon_console_view_set_with_texts (BeckonConsoleView *self, gboolean with_texts);
char *beckon_console_view_dup_text (BeckonConsoleView *self);

G_END_DECLS
