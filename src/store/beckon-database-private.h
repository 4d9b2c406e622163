/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-statement-private.h"

G_BEGIN_DECLS

BeckonDatabase *beckon_database_open (const char *path, GError **error);
void beckon_database_close (BeckonDatabase *self);
gboolean beckon_database_configure (BeckonDatabase *self, GError **error);

gboolean beckon_database_exec (BeckonDatabase *self, const char *sql, GError **error);
gboolean
beckon_database_get_int64 (BeckonDatabase *self, const char *sql, gint64 *value, GError **error);
gint64 beckon_database_get_last_row (BeckonDatabase *self);
gboolean beckon_database_in_transaction (BeckonDatabase *self);
BeckonStatement *beckon_database_prepare (BeckonDatabase *self, const char *sql, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BeckonDatabase, beckon_database_close)

G_END_DECLS
