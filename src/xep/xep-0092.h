/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-session.h"

G_BEGIN_DECLS

#define BECKON_NS_VERSION "jabber:iq:version"

guint beckon_version_answer (BeckonSession *session, const char *name, const char *version);

G_END_DECLS
