/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>
#include <sqlite3.h>

G_BEGIN_DECLS

/* A connection, and a prepared statement that the connection keeps for the next use. Both belong
 * to the thread that opened the connection. */
typedef struct _BeckonDatabase BeckonDatabase;
typedef struct _BeckonStatement BeckonStatement;

BeckonStatement *beckon_statement_new (sqlite3 *connection, const char *sql, GError **error);
void beckon_statement_free (BeckonStatement *self);
const char *beckon_statement_get_sql (BeckonStatement *self);

void beckon_statement_bind_int64 (BeckonStatement *self, int index, gint64 value);
void beckon_statement_bind_text (BeckonStatement *self, int index, const char *text);
void beckon_statement_bind_bytes (BeckonStatement *self, int index, GBytes *bytes);

gboolean beckon_statement_next (BeckonStatement *self, GError **error);
gboolean beckon_statement_run (BeckonStatement *self, GError **error);
typedef gpointer (*BeckonStatementRead) (BeckonStatement *self);
gboolean beckon_statement_collect (BeckonStatement *self,
                                   BeckonStatementRead read,
                                   GDestroyNotify free_row,
                                   gpointer *rows,
                                   GError **error);
gboolean beckon_statement_read_one (BeckonStatement *self,
                                    BeckonStatementRead read,
                                    GDestroyNotify free_row,
                                    gpointer *row,
                                    GError **error);
void beckon_statement_reset (BeckonStatement *self);

gint64 beckon_statement_get_int64 (BeckonStatement *self, int column);
const char *beckon_statement_get_text (BeckonStatement *self, int column);
char *beckon_statement_dup_text (BeckonStatement *self, int column);
GBytes *beckon_statement_dup_bytes (BeckonStatement *self, int column);

void beckon_statement_set_error (sqlite3 *connection, int code, GError **error);

/* A borrowed statement goes back to its connection at the end of the scope. */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BeckonStatement, beckon_statement_reset)

G_END_DECLS
