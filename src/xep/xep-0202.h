/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-session.h"

G_BEGIN_DECLS

#define BECKON_NS_TIME "urn:xmpp:time"

guint beckon_time_answer (BeckonSession *session);

G_END_DECLS
