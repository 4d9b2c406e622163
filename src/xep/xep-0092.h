/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-session.h"

G_BEGIN_DECLS

#define BECKON_NS_VERSION "jabber:iq:version"

BeckonElement *beckon_version_request_new (BeckonJid *to);
char *beckon_version_parse (BeckonElement *reply);
guint beckon_version_answer (BeckonSession *session, const char *name, const char *version);

G_END_DECLS
