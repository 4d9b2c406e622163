/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The disk of this program is slow: to be sure that something is on it takes up to so many
 * milliseconds, and much less most of the time. */
void ledger_disk_slow_down (guint most);

G_END_DECLS
