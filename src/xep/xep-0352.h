/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-element.h"

G_BEGIN_DECLS

#define BECKON_NS_CSI "urn:xmpp:csi:0"

BeckonElement *beckon_csi_new (gboolean active);

G_END_DECLS
