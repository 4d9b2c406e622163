/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-element.h"

G_BEGIN_DECLS

#define BECKON_NS_OOB "jabber:x:oob"

char *beckon_oob_dup_https_url (BeckonElement *parent);

G_END_DECLS
