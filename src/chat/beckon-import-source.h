/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "xep-0227.h"

G_BEGIN_DECLS

/**
 * BeckonImportSource:
 *
 * A file that is read piece by piece, so that whoever takes what is in it can keep up.
 */
#define BECKON_TYPE_IMPORT_SOURCE (beckon_import_source_get_type ())
G_DECLARE_FINAL_TYPE (BeckonImportSource, beckon_import_source, BECKON, IMPORT_SOURCE, GObject)

BeckonImportSource *
beckon_import_source_new (GFile *file, const BeckonPieEvents *events, gpointer user_data);

void beckon_import_source_read_async (BeckonImportSource *self,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
gboolean beckon_import_source_read_finish (BeckonImportSource *self,
                                           GAsyncResult *result,
                                           gboolean *more,
                                           GError **error);

G_END_DECLS
