/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A network monitor that says what the test wants; to be installed before anybody asks. */
void fake_monitor_install (void);
void fake_monitor_set_available (gboolean available);

G_END_DECLS
