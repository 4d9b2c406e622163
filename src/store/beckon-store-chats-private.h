/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-database-private.h"
#include "beckon-store-chats.h"

G_BEGIN_DECLS

/* The row of a chat as a BeckonChatRecord; an error when there is none. */
gboolean
beckon_store_load_chat (BeckonDatabase *database, gint64 id, gpointer *result, GError **error);

G_END_DECLS
