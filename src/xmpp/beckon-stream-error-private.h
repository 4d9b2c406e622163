/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-stream.h"

G_BEGIN_DECLS

GError *beckon_stream_error_new_from_element (BeckonElement *element);

G_END_DECLS
