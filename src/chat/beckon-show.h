/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-contact.h"

G_BEGIN_DECLS

const char *beckon_show_to_string (BeckonShow show);
BeckonShow beckon_show_from_string (const char *name);

G_END_DECLS
