/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

void beckon_help_show (GtkWindow *parent, const char *page);

G_END_DECLS
