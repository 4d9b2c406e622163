/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "beckon-server-choice.h"

G_BEGIN_DECLS

/**
 * BeckonServerPage:
 *
 * Choosing the server for a new account: from a short list, by name, or by an invitation.
 *
 * Signals:
 * - `chosen` (string: the domain, string, nullable: what to go through, string, nullable: the
 *   invitation's token, string, nullable: the user name that it asks for, BeckonJid, nullable:
 *   whose it is)
 */
#define BECKON_TYPE_SERVER_PAGE (beckon_server_page_get_type ())
G_DECLARE_FINAL_TYPE (BeckonServerPage, beckon_server_page, BECKON, SERVER_PAGE, AdwBin)

GtkWidget *beckon_server_page_new (const BeckonServerChoice *server);

G_END_DECLS
