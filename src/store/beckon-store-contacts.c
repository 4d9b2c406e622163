/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-store-contacts.h"

#include "beckon-store-private.h"

/* Between the names of groups in their column: a character that XML cannot carry. */
#define GROUP_SEPARATOR "\x1f"

static gpointer
read_contact (BeckonStatement *statement)
{
  BeckonContactRecord *contact = beckon_contact_record_new ();
  const char *groups = beckon_statement_get_text (statement, 5);

  contact->account_id = beckon_statement_get_int64 (statement, 0);
  contact->jid = beckon_statement_dup_text (statement, 1);
  contact->name = beckon_statement_dup_text (statement, 2);
  contact->subscription = beckon_statement_dup_text (statement, 3);
  contact->ask = beckon_statement_get_int64 (statement, 4) != 0;
  contact->groups = groups != NULL ? g_strsplit (groups, GROUP_SEPARATOR, -1) : NULL;
  contact->nick = beckon_statement_dup_text (statement, 6);
  contact->avatar_hash = beckon_statement_dup_text (statement, 7);
  return contact;
}

static gboolean
load_contacts (BeckonDatabase *database, gpointer data, gpointer *result, GError **error)
{
  g_autoptr (BeckonStatement) statement
    = beckon_database_prepare (database,
                               "SELECT account_id, jid, name, subscription, ask, groups, nick,"
                               " avatar_hash FROM contacts WHERE account_id = ?1",
                               error);

  if (statement == NULL)
    return FALSE;

  beckon_statement_bind_int64 (statement, 1, g_variant_get_int64 (data));
  return beckon_statement_collect (statement, read_contact,
                                   (GDestroyNotify) beckon_contact_record_unref, result, error);
}

static const BeckonStoreCall load_contacts_call = {
  .func = load_contacts,
  .free_data = (GDestroyNotify) g_variant_unref,
  .free_result = (GDestroyNotify) g_ptr_array_unref,
};

void
beckon_store_load_contacts_async (BeckonStore *self,
                                  gint64 account_id,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  beckon_store_call_async (self, &load_contacts_call, beckon_store_values ("x", account_id),
                           cancellable, callback, user_data);
}

GPtrArray *
beckon_store_load_contacts_finish (BeckonStore *self, GAsyncResult *result, GError **error)
{
  return beckon_store_call_finish (self, &load_contacts_call, result, error);
}

typedef struct
{
  gint64 account_id;
  GPtrArray *contacts;
  gboolean replace;
  char *version;
} Roster;

static void
roster_free (Roster *roster)
{
  g_ptr_array_unref (roster->contacts);
  g_free (roster->version);
  g_free (roster);
}

static gpointer
ref_contact (gconstpointer contact, gpointer user_data)
{
  return beckon_contact_record_ref ((BeckonContactRecord *) contact);
}

static gboolean
take_off_all (BeckonDatabase *database, gint64 account_id, GError **error)
{
  g_autoptr (BeckonStatement) statement
    = beckon_database_prepare (database,
                               "UPDATE contacts SET name = NULL, subscription = NULL, ask = 0,"
                               " groups = NULL WHERE account_id = ?1",
                               error);

  if (statement == NULL)
    return FALSE;

  beckon_statement_bind_int64 (statement, 1, account_id);
  return beckon_statement_run (statement, error);
}

static gboolean
save_contact (BeckonDatabase *database,
              gint64 account_id,
              BeckonContactRecord *contact,
              GError **error)
{
  g_autofree char *groups = contact->groups != NULL && contact->groups[0] != NULL
                              ? g_strjoinv (GROUP_SEPARATOR, contact->groups)
                              : NULL;
  g_autoptr (BeckonStatement) statement = beckon_database_prepare (
    database,
    "INSERT INTO contacts (account_id, jid, name, subscription, ask, groups)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (account_id, jid) DO UPDATE"
    " SET name = ?3, subscription = ?4, ask = ?5, groups = ?6",
    error);

  if (statement == NULL)
    return FALSE;

  beckon_statement_bind_int64 (statement, 1, account_id);
  beckon_statement_bind_text (statement, 2, contact->jid);
  beckon_statement_bind_text (statement, 3, contact->name);
  beckon_statement_bind_text (statement, 4, contact->subscription);
  beckon_statement_bind_int64 (statement, 5, contact->ask);
  beckon_statement_bind_text (statement, 6, groups);
  return beckon_statement_run (statement, error);
}

/* Those of whom nothing is left to know. */
static gboolean
forget_unknown (BeckonDatabase *database, gint64 account_id, GError **error)
{
  g_autoptr (BeckonStatement) statement
    = beckon_database_prepare (database,
                               "DELETE FROM contacts WHERE account_id = ?1 AND subscription IS NULL"
                               " AND nick IS NULL AND avatar_hash IS NULL",
                               error);

  if (statement == NULL)
    return FALSE;

  beckon_statement_bind_int64 (statement, 1, account_id);
  return beckon_statement_run (statement, error);
}

static gboolean
set_version (BeckonDatabase *database, gint64 account_id, const char *version, GError **error)
{
  g_autoptr (BeckonStatement) statement
    = beckon_database_prepare (database, "UPDATE accounts SET roster_version = ?2 WHERE id = ?1",
                               error);

  if (statement == NULL)
    return FALSE;

  beckon_statement_bind_int64 (statement, 1, account_id);
  beckon_statement_bind_text (statement, 2, version);
  return beckon_statement_run (statement, error);
}

static gboolean
save_roster (BeckonDatabase *database, gpointer data, gpointer *result, GError **error)
{
  Roster *roster = data;

  if (roster->replace && !take_off_all (database, roster->account_id, error))
    return FALSE;
  for (guint i = 0; i < roster->contacts->len; i++)
    if (!save_contact (database, roster->account_id, g_ptr_array_index (roster->contacts, i),
                       error))
      return FALSE;
  return forget_unknown (database, roster->account_id, error)
         && set_version (database, roster->account_id, roster->version, error);
}

static const BeckonStoreCall save_roster_call = {
  .func = save_roster,
  .writes = TRUE,
  .free_data = (GDestroyNotify) roster_free,
};

void
beckon_store_save_roster_async (BeckonStore *self,
                                gint64 account_id,
                                GPtrArray *contacts,
                                gboolean replace,
                                const char *version,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  Roster *roster = g_new0 (Roster, 1);

  roster->account_id = account_id;
  roster->contacts = g_ptr_array_new_with_free_func ((GDestroyNotify) beckon_contact_record_unref);
  g_ptr_array_extend (roster->contacts, contacts, ref_contact, NULL);
  roster->replace = replace;
  roster->version = g_strdup (version);
  beckon_store_call_async (self, &save_roster_call, roster, cancellable, callback, user_data);
}

static gboolean
set_profile (BeckonDatabase *database, const char *sql, GVariant *values, GError **error)
{
  gint64 account_id;
  const char *jid;
  const char *value;
  g_autoptr (BeckonStatement) statement = beckon_database_prepare (database, sql, error);

  if (statement == NULL)
    return FALSE;

  g_variant_get (values, "(x&sm&s)", &account_id, &jid, &value);
  beckon_statement_bind_int64 (statement, 1, account_id);
  beckon_statement_bind_text (statement, 2, jid);
  beckon_statement_bind_text (statement, 3, value);
  return beckon_statement_run (statement, error);
}

static gboolean
set_nick (BeckonDatabase *database, gpointer data, gpointer *result, GError **error)
{
  return set_profile (database,
                      "INSERT INTO contacts (account_id, jid, nick) VALUES (?1, ?2, ?3)"
                      " ON CONFLICT (account_id, jid) DO UPDATE SET nick = ?3",
                      data, error);
}

static const BeckonStoreCall set_nick_call = {
  .func = set_nick,
  .writes = TRUE,
  .free_data = (GDestroyNotify) g_variant_unref,
};

void
beckon_store_set_contact_nick_async (BeckonStore *self,
                                     gint64 account_id,
                                     const char *jid,
                                     const char *nick,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data)
{
  beckon_store_call_async (self, &set_nick_call,
                           beckon_store_values ("(xsms)", account_id, jid, nick), cancellable,
                           callback, user_data);
}

static gboolean
set_avatar (BeckonDatabase *database, gpointer data, gpointer *result, GError **error)
{
  return set_profile (database,
                      "INSERT INTO contacts (account_id, jid, avatar_hash) VALUES (?1, ?2, ?3)"
                      " ON CONFLICT (account_id, jid) DO UPDATE SET avatar_hash = ?3",
                      data, error);
}

static const BeckonStoreCall set_avatar_call = {
  .func = set_avatar,
  .writes = TRUE,
  .free_data = (GDestroyNotify) g_variant_unref,
};

void
beckon_store_set_contact_avatar_async (BeckonStore *self,
                                       gint64 account_id,
                                       const char *jid,
                                       const char *avatar_hash,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data)
{
  beckon_store_call_async (self, &set_avatar_call,
                           beckon_store_values ("(xsms)", account_id, jid, avatar_hash),
                           cancellable, callback, user_data);
}
