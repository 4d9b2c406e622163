/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-account-export.h"

G_BEGIN_DECLS

/**
 * BeckonImport:
 *
 * A file with an account (XEP-0227), to be taken over into one of the person's: whom they know, whom
 * they have blocked, how they want to be seen, and what was written. At first it has only been looked at, all of it; nothing
 * changes before beckon_import_run_async().
 */
#define BECKON_TYPE_IMPORT (beckon_import_get_type ())
G_DECLARE_FINAL_TYPE (BeckonImport, beckon_import, BECKON, IMPORT, GObject)

void beckon_import_open_async (BeckonAccount *account,
                               GFile *file,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
BeckonImport *beckon_import_open_finish (GAsyncResult *result, GError **error);

BeckonJid *beckon_import_get_jid (BeckonImport *self);
guint beckon_import_get_n_contacts (BeckonImport *self);
guint beckon_import_get_n_blocked (BeckonImport *self);
guint beckon_import_get_n_messages (BeckonImport *self);
guint beckon_import_count_new_contacts (BeckonImport *self);
guint beckon_import_count_new_blocked (BeckonImport *self);

void beckon_import_run_async (BeckonImport *self,
                              GCancellable *cancellable,
                              BeckonTransferProgress progress,
                              gpointer progress_data,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean beckon_import_run_finish (BeckonImport *self,
                                   GAsyncResult *result,
                                   guint *n_new_messages,
                                   guint *n_refused,
                                   GError **error);

G_END_DECLS
