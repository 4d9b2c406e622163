/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-account.h"

G_BEGIN_DECLS

BeckonJid *beckon_address_text_parse (const char *text, GError **error);
char *beckon_address_text_dup_token (const char *text);
const char *beckon_address_text_get_warning (BeckonJid *jid);
char *beckon_address_text_dup_warning (BeckonJid *jid, BeckonAccount *account);

G_END_DECLS
