/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "beckon-client.h"

G_BEGIN_DECLS

/**
 * BeckonExportRow:
 *
 * Writes all chats to a file that the person chooses, shows how far it is, and can be stopped. It
 * stops when its window is closed.
 */
#define BECKON_TYPE_EXPORT_ROW (beckon_export_row_get_type ())
G_DECLARE_FINAL_TYPE (BeckonExportRow, beckon_export_row, BECKON, EXPORT_ROW, AdwActionRow)

void beckon_export_row_set_client (BeckonExportRow *self, BeckonClient *client);
void beckon_export_row_start (BeckonExportRow *self, GFile *file);

G_END_DECLS
