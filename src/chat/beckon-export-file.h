/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * BeckonExportFile:
 *
 * A file that is being written, which nobody else may read. One that was there before stays as it was
 * until the new one is complete.
 */
typedef struct _BeckonExportFile BeckonExportFile;

void beckon_export_file_open_async (GFile *file,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
BeckonExportFile *beckon_export_file_open_finish (GAsyncResult *result, GError **error);
void beckon_export_file_free (BeckonExportFile *self);

GOutputStream *beckon_export_file_get_stream (BeckonExportFile *self);
void beckon_export_file_complete (BeckonExportFile *self, GTask *task);
void beckon_export_file_drop (BeckonExportFile *self, GTask *task, GError *error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BeckonExportFile, beckon_export_file_free)

G_END_DECLS
