/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* GtkListView makes and measures two hundred rows at once, seen or not, which takes longer than
 * anybody should wait for a frame. So a long list is shown a portion more with each frame. */

void beckon_list_portions_begin (GtkSliceListModel *shown, GtkWidget *widget);

G_END_DECLS
