/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-element.h"

G_BEGIN_DECLS

#define BECKON_NS_MEDIA "urn:xmpp:media-element"

char *beckon_media_dup_picture_cid (BeckonElement *field);

G_END_DECLS
