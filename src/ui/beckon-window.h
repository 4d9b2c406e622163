/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "beckon-chat.h"
#include "beckon-client.h"
#include "beckon-server-choice.h"

G_BEGIN_DECLS

/**
 * BeckonWindow:
 *
 * The window: the way to an account where there is none, the chats otherwise.
 *
 * Signals:
 * - `retry`: opening what Beckon remembers has failed, and the person wants to try again
 */
#define BECKON_TYPE_WINDOW (beckon_window_get_type ())
G_DECLARE_FINAL_TYPE (BeckonWindow, beckon_window, BECKON, WINDOW, AdwApplicationWindow)

BeckonWindow *beckon_window_new (GtkApplication *application, const BeckonServerChoice *server);

BeckonWindow *beckon_window_find (GtkApplication *application);
BeckonClient *beckon_window_get_client (BeckonWindow *self);
void beckon_window_set_client (BeckonWindow *self, BeckonClient *client);
void beckon_window_show_error (BeckonWindow *self, const GError *error);

BeckonChat *beckon_window_get_chat (BeckonWindow *self);
void beckon_window_open_chat (BeckonWindow *self, BeckonChat *chat);
void beckon_window_open_address (BeckonWindow *self, BeckonAccount *account, BeckonJid *jid);
void beckon_window_write_to (BeckonWindow *self,
                             BeckonAccount *account,
                             BeckonJid *jid,
                             const char *text);
void beckon_window_open_link (BeckonWindow *self, const char *link);
void beckon_window_new_chat (BeckonWindow *self);
void beckon_window_register (BeckonWindow *self, const char *link);
void beckon_window_add_account (BeckonWindow *self);
void beckon_window_scan_again (BeckonWindow *self, BeckonAccount *account);
void beckon_window_tell_kept_file (BeckonWindow *self, const char *path);
void beckon_window_add_toast (BeckonWindow *self, AdwToast *toast);

G_END_DECLS
