/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * BeckonSleepMonitor:
 *
 * Says when the computer has slept, in a sandbox too: the kernel's clocks tell, and nobody has to be
 * asked. A hint only: where they do not tell, nothing depends on it.
 *
 * Signals:
 * - `awake`: it was asleep
 */
#define BECKON_TYPE_SLEEP_MONITOR (beckon_sleep_monitor_get_type ())
G_DECLARE_FINAL_TYPE (BeckonSleepMonitor, beckon_sleep_monitor, BECKON, SLEEP_MONITOR, GObject)

BeckonSleepMonitor *beckon_sleep_monitor_new (void);

G_END_DECLS
