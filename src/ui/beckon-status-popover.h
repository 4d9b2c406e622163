/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * BeckonStatusPopover:
 *
 * The person's own availability and status text, for all accounts, and the way to the accounts.
 */
#define BECKON_TYPE_STATUS_POPOVER (beckon_status_popover_get_type ())
G_DECLARE_FINAL_TYPE (
  BeckonStatusPopover, beckon_status_popover, BECKON, STATUS_POPOVER, GtkPopover)

GtkWidget *beckon_status_popover_new (GListModel *accounts);

G_END_DECLS
