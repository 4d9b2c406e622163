/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "beckon-client.h"

G_BEGIN_DECLS

/**
 * BeckonSidebarList:
 *
 * What the list of chats shows: the chats, or those that are archived, or what is found in a search: the #BeckonChats and
 * #BeckonContacts by their names and addresses, and behind a heading, a #GtkStringObject, each
 * #BeckonFoundMessage.
 *
 * Properties: `pending` (boolean, read-only): whether messages are still being looked for.
 */
#define BECKON_TYPE_SIDEBAR_LIST (beckon_sidebar_list_get_type ())
G_DECLARE_FINAL_TYPE (BeckonSidebarList, beckon_sidebar_list, BECKON, SIDEBAR_LIST, GObject)

BeckonSidebarList *beckon_sidebar_list_new (BeckonClient *client);

GListModel *beckon_sidebar_list_get_items (BeckonSidebarList *self);
GListModel *beckon_sidebar_list_get_chats (BeckonSidebarList *self);
gboolean beckon_sidebar_list_get_pending (BeckonSidebarList *self);
void beckon_sidebar_list_set_show_archived (BeckonSidebarList *self, gboolean show_archived);
void beckon_sidebar_list_set_search (BeckonSidebarList *self, const char *text);

G_END_DECLS
