/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "beckon-client.h"

G_BEGIN_DECLS

void beckon_attention_watch (GtkWindow *window, BeckonClient *client, guint seconds);

G_END_DECLS
