/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The clocks of this program, in place of those of the C library, for it and all libraries. */

/* The time that passes, and with it all that the main loop waits for, goes so many times as fast. */
void ledger_clock_hurry (guint times);

/* The time of day is wrong by so many seconds. */
void ledger_clock_set (int seconds);

G_END_DECLS
