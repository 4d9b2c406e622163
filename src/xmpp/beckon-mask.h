/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-element.h"

G_BEGIN_DECLS

/* Stands where something is not shown. It does not tell how long that was. */
#define BECKON_MASK "•••"

BeckonElement *beckon_mask_dup_without_secrets (BeckonElement *element);
BeckonElement *beckon_mask_dup_without_texts (BeckonElement *element);

G_END_DECLS
