/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "beckon-client.h"
#include "beckon-server-choice.h"

G_BEGIN_DECLS

/**
 * BeckonRegisterPage:
 *
 * Creating an account on a server, by the form that the server has for it; then signing in.
 *
 * Signals:
 * - `done` (BeckonAccount): the account is online
 */
#define BECKON_TYPE_REGISTER_PAGE (beckon_register_page_get_type ())
G_DECLARE_FINAL_TYPE (BeckonRegisterPage, beckon_register_page, BECKON, REGISTER_PAGE, AdwBin)

GtkWidget *beckon_register_page_new (BeckonClient *client,
                                     const BeckonServerChoice *server,
                                     const char *token,
                                     const char *username);

void beckon_register_page_set_inviter (BeckonRegisterPage *self,
                                       BeckonJid *inviter,
                                       const char *token);

G_END_DECLS
