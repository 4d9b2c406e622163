/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "beckon-client.h"

G_BEGIN_DECLS

/**
 * BeckonMainView:
 *
 * The chats at the side and the open one beside them; in a narrow window one or the other.
 */
#define BECKON_TYPE_MAIN_VIEW (beckon_main_view_get_type ())
G_DECLARE_FINAL_TYPE (BeckonMainView, beckon_main_view, BECKON, MAIN_VIEW, AdwBin)

GtkWidget *beckon_main_view_new (BeckonClient *client);

BeckonChat *beckon_main_view_get_chat (BeckonMainView *self);
void beckon_main_view_open_chat (BeckonMainView *self, BeckonChat *chat);
void beckon_main_view_open_address (BeckonMainView *self, BeckonAccount *account, BeckonJid *jid);
void beckon_main_view_write_to (BeckonMainView *self,
                                BeckonAccount *account,
                                BeckonJid *jid,
                                const char *text);
void beckon_main_view_close_chat (BeckonMainView *self);
void beckon_main_view_search (BeckonMainView *self);
void beckon_main_view_step (BeckonMainView *self, int steps);

G_END_DECLS
