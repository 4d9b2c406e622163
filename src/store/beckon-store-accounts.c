/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-store-accounts.h"

#include "beckon-store-private.h"

static gpointer
read_account (BeckonStatement *statement)
{
  BeckonAccountRecord *account = beckon_account_record_new ();

  account->id = beckon_statement_get_int64 (statement, 0);
  account->jid = beckon_statement_dup_text (statement, 1);
  account->host = beckon_statement_dup_text (statement, 2);
  account->port = beckon_statement_get_int64 (statement, 3);
  account->direct_tls = beckon_statement_get_int64 (statement, 4) != 0;
  account->resource_id = beckon_statement_dup_text (statement, 5);
  account->mechanism = beckon_statement_dup_text (statement, 6);
  account->enabled = beckon_statement_get_int64 (statement, 7) != 0;
  account->keep_password = beckon_statement_get_int64 (statement, 8) != 0;
  account->show = beckon_statement_dup_text (statement, 9);
  account->status = beckon_statement_dup_text (statement, 10);
  account->nick = beckon_statement_dup_text (statement, 11);
  account->roster_version = beckon_statement_dup_text (statement, 12);
  account->archive_id = beckon_statement_dup_text (statement, 13);
  account->proxy = beckon_statement_dup_text (statement, 14);
  return account;
}

static gboolean
load_rows (BeckonDatabase *database, const char *sql, gpointer *result, GError **error)
{
  g_autoptr (BeckonStatement) statement = beckon_database_prepare (database, sql, error);

  return statement != NULL
         && beckon_statement_collect (statement, read_account,
                                      (GDestroyNotify) beckon_account_record_unref, result, error);
}

static gboolean
load_accounts (BeckonDatabase *database, gpointer data, gpointer *result, GError **error)
{
  return load_rows (database,
                    "SELECT id, jid, host, port, direct_tls, resource_id, mechanism, enabled,"
                    " keep_password, show, status, nick, roster_version, archive_id, proxy"
                    " FROM accounts ORDER BY id",
                    result, error);
}

static const BeckonStoreCall load_accounts_call = {
  .func = load_accounts,
  .free_result = (GDestroyNotify) g_ptr_array_unref,
};

void
beckon_store_load_accounts_async (BeckonStore *self,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  beckon_store_call_async (self, &load_accounts_call, NULL, cancellable, callback, user_data);
}

GPtrArray *
beckon_store_load_accounts_finish (BeckonStore *self, GAsyncResult *result, GError **error)
{
  return beckon_store_call_finish (self, &load_accounts_call, result, error);
}

#define ACCOUNT_VALUES                                                                             \
  "jid = ?2, host = ?3, port = ?4, direct_tls = ?5, resource_id = ?6, mechanism = ?7,"             \
  " enabled = ?8, keep_password = ?9, show = ?10, status = ?11, nick = ?12,"    \
  " proxy = ?13"

static gboolean
save_account (BeckonDatabase *database, gpointer data, gpointer *result, GError **error)
{
  BeckonAccountRecord *account = data;
  g_autoptr (BeckonStatement) statement = beckon_database_prepare (
    database,
    account->id != 0
      ? "UPDATE accounts SET " ACCOUNT_VALUES " WHERE id = ?1 RETURNING id, jid, host, port,"
        " direct_tls, resource_id, mechanism, enabled, keep_password, show, status, nick,"
        " roster_version, archive_id, proxy"
      : "INSERT INTO accounts (jid, host, port, direct_tls, resource_id, mechanism, enabled,"
        " keep_password, show, status, nick, proxy)"
        " VALUES (?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)"
        " ON CONFLICT (jid) DO UPDATE SET " ACCOUNT_VALUES " RETURNING id, jid, host, port,"
        " direct_tls, resource_id, mechanism, enabled, keep_password, show, status, nick,"
        " roster_version, archive_id, proxy",
    error);

  if (statement == NULL)
    return FALSE;

  if (account->id != 0)
    beckon_statement_bind_int64 (statement, 1, account->id);
  beckon_statement_bind_text (statement, 2, account->jid);
  beckon_statement_bind_text (statement, 3, account->host);
  beckon_statement_bind_int64 (statement, 4, account->port);
  beckon_statement_bind_int64 (statement, 5, account->direct_tls);
  beckon_statement_bind_text (statement, 6, account->resource_id);
  beckon_statement_bind_text (statement, 7, account->mechanism);
  beckon_statement_bind_int64 (statement, 8, account->enabled);
  beckon_statement_bind_int64 (statement, 9, account->keep_password);
  beckon_statement_bind_text (statement, 10, account->show);
  beckon_statement_bind_text (statement, 11, account->status);
  beckon_statement_bind_text (statement, 12, account->nick);
  beckon_statement_bind_text (statement, 13, account->proxy);
  return beckon_statement_read_one (statement, read_account,
                                    (GDestroyNotify) beckon_account_record_unref, result, error)
         && beckon_store_check_found (*result, error);
}

static const BeckonStoreCall save_account_call = {
  .func = save_account,
  .writes = TRUE,
  .free_data = (GDestroyNotify) beckon_account_record_unref,
  .free_result = (GDestroyNotify) beckon_account_record_unref,
};

void
beckon_store_save_account_async (BeckonStore *self,
                                 BeckonAccountRecord *account,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  beckon_store_call_async (self, &save_account_call, beckon_account_record_ref (account),
                           cancellable, callback, user_data);
}

BeckonAccountRecord *
beckon_store_save_account_finish (BeckonStore *self, GAsyncResult *result, GError **error)
{
  return beckon_store_call_finish (self, &save_account_call, result, error);
}

static gboolean
set_archive_id (BeckonDatabase *database, gpointer data, gpointer *result, GError **error)
{
  gint64 account_id;
  const char *archive_id;
  g_autoptr (BeckonStatement) statement
    = beckon_database_prepare (database, "UPDATE accounts SET archive_id = ?2 WHERE id = ?1",
                               error);

  if (statement == NULL)
    return FALSE;

  g_variant_get (data, "(xm&s)", &account_id, &archive_id);
  beckon_statement_bind_int64 (statement, 1, account_id);
  beckon_statement_bind_text (statement, 2, archive_id);
  return beckon_statement_run (statement, error);
}

static const BeckonStoreCall set_archive_id_call = {
  .func = set_archive_id,
  .writes = TRUE,
  .free_data = (GDestroyNotify) g_variant_unref,
};

void
beckon_store_set_archive_id_async (BeckonStore *self,
                                   gint64 account_id,
                                   const char *archive_id,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  beckon_store_call_async (self, &set_archive_id_call,
                           beckon_store_values ("(xms)", account_id, archive_id), cancellable,
                           callback, user_data);
}

static gboolean
run_with_id (BeckonDatabase *database, const char *sql, gint64 id, GError **error)
{
  g_autoptr (BeckonStatement) statement = beckon_database_prepare (database, sql, error);

  if (statement == NULL)
    return FALSE;

  beckon_statement_bind_int64 (statement, 1, id);
  return beckon_statement_run (statement, error);
}

static gboolean
remove_account (BeckonDatabase *database, gpointer data, gpointer *result, GError **error)
{
  gint64 account_id;
  gboolean revoke;

  g_variant_get (data, "(xb)", &account_id, &revoke);
  return (!revoke
          || run_with_id (database,
                          "INSERT OR REPLACE INTO revocations"
                          " (jid, host, port, direct_tls, resource_id, mechanism, proxy)"
                          " SELECT jid, host, port, direct_tls, resource_id, mechanism, proxy"
                          " FROM accounts WHERE id = ?1",
                          account_id, error))
         && run_with_id (database,
                         "INSERT INTO message_index (message_index, rowid, body)"
                         " SELECT 'delete', m.id, m.body FROM messages AS m"
                         " JOIN chats AS c ON c.id = m.chat_id WHERE c.account_id = ?1",
                         account_id, error)
         && run_with_id (database, "DELETE FROM accounts WHERE id = ?1", account_id, error)
         && beckon_store_forget_words (database, error);
}

static const BeckonStoreCall remove_account_call = {
  .func = remove_account,
  .writes = TRUE,
  .free_data = (GDestroyNotify) g_variant_unref,
};

void
beckon_store_remove_account_async (BeckonStore *self,
                                   gint64 account_id,
                                   gboolean revoke,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  beckon_store_call_async (self, &remove_account_call,
                           beckon_store_values ("(xb)", account_id, revoke), cancellable, callback,
                           user_data);
  beckon_store_empty_journal (self);
}

static gboolean
load_revocations (BeckonDatabase *database, gpointer data, gpointer *result, GError **error)
{
  return load_rows (database,
                    "SELECT id, jid, host, port, direct_tls, resource_id, mechanism, 0, 0, NULL,"
                    " NULL, NULL, NULL, NULL, proxy FROM revocations ORDER BY id",
                    result, error);
}

static const BeckonStoreCall load_revocations_call = {
  .func = load_revocations,
  .free_result = (GDestroyNotify) g_ptr_array_unref,
};

void
beckon_store_load_revocations_async (BeckonStore *self,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data)
{
  beckon_store_call_async (self, &load_revocations_call, NULL, cancellable, callback, user_data);
}

GPtrArray *
beckon_store_load_revocations_finish (BeckonStore *self, GAsyncResult *result, GError **error)
{
  return beckon_store_call_finish (self, &load_revocations_call, result, error);
}

static gboolean
remove_revocation (BeckonDatabase *database, gpointer data, gpointer *result, GError **error)
{
  return run_with_id (database, "DELETE FROM revocations WHERE id = ?1", g_variant_get_int64 (data),
                      error);
}

static const BeckonStoreCall remove_revocation_call = {
  .func = remove_revocation,
  .writes = TRUE,
  .free_data = (GDestroyNotify) g_variant_unref,
};

void
beckon_store_remove_revocation_async (BeckonStore *self,
                                      gint64 revocation_id,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data)
{
  beckon_store_call_async (self, &remove_revocation_call, beckon_store_values ("x", revocation_id),
                           cancellable, callback, user_data);
}
