/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "beckon-client.h"

G_BEGIN_DECLS

/**
 * BeckonSidebar:
 *
 * The list of chats with what belongs to it: the own status, the state of the connections, requests
 * of others, and the search over chats, contacts and messages.
 *
 * Properties: `selected` (BeckonChat, nullable), `show-archived` (boolean): whether the list is of the
 * archived chats.
 *
 * Signals:
 * - `open` (GObject): the person wants to see this #BeckonChat or #BeckonFoundMessage, or to begin
 *   a chat with this #BeckonContact
 */
#define BECKON_TYPE_SIDEBAR (beckon_sidebar_get_type ())
G_DECLARE_FINAL_TYPE (BeckonSidebar, beckon_sidebar, BECKON, SIDEBAR, AdwBin)

void beckon_sidebar_set_client (BeckonSidebar *self, BeckonClient *client);
BeckonChat *beckon_sidebar_get_selected (BeckonSidebar *self);
void beckon_sidebar_set_selected (BeckonSidebar *self, BeckonChat *chat);
void beckon_sidebar_set_show_title_buttons (BeckonSidebar *self, gboolean show);
void beckon_sidebar_search (BeckonSidebar *self);
void beckon_sidebar_step (BeckonSidebar *self, int steps);

G_END_DECLS
