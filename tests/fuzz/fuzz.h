/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

/* What libFuzzer, or driver.c in its place, calls with each input. */
int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);
