/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-element.h"

G_BEGIN_DECLS

char *beckon_stream_log_describe (BeckonElement *element);
void beckon_stream_log_element (const char *what, BeckonElement *element);

G_END_DECLS
