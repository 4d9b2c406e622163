/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-database-private.h"

G_BEGIN_DECLS

/* Written into the file, so that another program's database is not taken for ours: "Bckn". */
#define BECKON_STORE_APPLICATION_ID 0x42636b6e

extern const char *const beckon_store_schema_steps[];
extern const guint beckon_store_schema_n_steps;

gboolean beckon_store_schema_check (BeckonDatabase *database, guint n_steps, GError **error);
gboolean beckon_store_schema_migrate (BeckonDatabase *database,
                                      const char *path,
                                      const char *const *steps,
                                      guint n_steps,
                                      GError **error);

G_END_DECLS
