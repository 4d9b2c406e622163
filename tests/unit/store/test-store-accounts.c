/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-store-contacts.h"
#include "store-test.h"

#define ALICE "alice@example.org"
#define BOB "bob@example.net"
#define CAROL "carol@example.net"

static GPtrArray *
load_accounts (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *accounts = CALL (beckon_store_load_accounts, &error, fixture->store);

  g_assert_no_error (error);
  return accounts;
}

static BeckonAccountRecord *
make_account (void)
{
  BeckonAccountRecord *account = beckon_account_record_new ();

  account->jid = g_strdup (ALICE);
  account->host = g_strdup ("xmpp.example.org");
  account->port = 5223;
  account->direct_tls = TRUE;
  account->resource_id = g_strdup ("id");
  account->mechanism = g_strdup ("SCRAM-SHA-256-PLUS");
  account->enabled = TRUE;
  account->keep_password = TRUE;
  account->show = g_strdup ("away");
  account->status = g_strdup ("at lunch");
  account->nick = g_strdup ("Alice");
  return account;
}

static void
assert_account (BeckonAccountRecord *account, BeckonAccountRecord *expected)
{
  g_assert_cmpstr (account->jid, ==, expected->jid);
  g_assert_cmpstr (account->host, ==, expected->host);
  g_assert_cmpuint (account->port, ==, expected->port);
  g_assert_cmpint (account->direct_tls, ==, expected->direct_tls);
  g_assert_cmpstr (account->resource_id, ==, expected->resource_id);
  g_assert_cmpstr (account->mechanism, ==, expected->mechanism);
  g_assert_cmpint (account->enabled, ==, expected->enabled);
  g_assert_cmpint (account->keep_password, ==, expected->keep_password);
  g_assert_cmpstr (account->show, ==, expected->show);
  g_assert_cmpstr (account->status, ==, expected->status);
  g_assert_cmpstr (account->nick, ==, expected->nick);
}

static void
test_save (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BeckonAccountRecord) given = make_account ();
  g_autoptr (BeckonAccountRecord) added = NULL;
  g_autoptr (BeckonAccountRecord) changed = NULL;
  g_autoptr (BeckonAccountRecord) missing = NULL;
  g_autoptr (BeckonAccountRecord) saved = NULL;
  g_autoptr (GPtrArray) contacts = g_ptr_array_new ();
  g_autoptr (GPtrArray) accounts = NULL;
  BeckonAccountRecord *loaded;

  added = CALL (beckon_store_save_account, &error, fixture->store, given);
  g_assert_no_error (error);
  assert_account (added, given);
  g_assert_cmpint (added->id, >, 0);

  /* How far the roster and the archive are is not undone by an older record. */
  g_assert_true (
    WRITE (beckon_store_save_roster, &error, fixture->store, added->id, contacts, TRUE, "v1"));
  g_assert_true (WRITE (beckon_store_set_archive_id, &error, fixture->store, added->id, "a1"));
  changed = beckon_account_record_copy (added);
  g_clear_pointer (&changed->host, g_free);
  changed->port = 0;
  changed->enabled = FALSE;
  saved = CALL (beckon_store_save_account, &error, fixture->store, changed);
  g_assert_no_error (error);
  g_assert_cmpint (saved->id, ==, added->id);

  reopen_store (fixture);
  accounts = load_accounts (fixture);
  g_assert_cmpuint (accounts->len, ==, 1);
  loaded = g_ptr_array_index (accounts, 0);
  assert_account (loaded, changed);
  g_assert_cmpstr (loaded->roster_version, ==, "v1");
  g_assert_cmpstr (loaded->archive_id, ==, "a1");

  g_assert_cmpint (add_account (fixture, ALICE), ==, added->id);

  changed->id = 77;
  missing = CALL (beckon_store_save_account, &error, fixture->store, changed);
  g_assert_error (error, BECKON_STORE_ERROR, BECKON_STORE_ERROR_NOT_FOUND);
  g_assert_null (missing);
}

static gboolean
folder_contains (Fixture *fixture, const char *text)
{
  g_autoptr (GDir) folder = g_dir_open (fixture->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);
      g_autofree char *bytes = NULL;
      gsize length;

      g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
      if (g_strstr_len (bytes, length, text) != NULL)
        return TRUE;
      for (gsize i = 0; i + strlen (text) <= length; i++)
        if (memcmp (bytes + i, text, strlen (text)) == 0)
          return TRUE;
    }
  return FALSE;
}

/* Nothing of an account is left, not even between the rows or in the journal; another one's things
 * are all there. */
static void
test_remove (Fixture *fixture, gconstpointer data)
{
  const char *secret = "xylophone";
  gint64 account = add_account (fixture, ALICE);
  gint64 other = add_account (fixture, "alice@example.com");
  gint64 chat = add_chat (fixture, account, BOB);
  gint64 other_chat = add_chat (fixture, other, BOB);
  g_autoptr (GError) error = NULL;
  g_autoptr (BeckonMessageRecord) message
    = add_message (fixture, make_message (chat, BOB, NULL, secret), NULL);
  g_autoptr (BeckonMessageRecord) other_message
    = add_message (fixture, make_message (other_chat, BOB, NULL, "zither"), NULL);
  g_autoptr (BeckonMessageRecord) late = NULL;
  g_autoptr (GPtrArray) page = NULL;
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (GPtrArray) not_found = NULL;
  g_autoptr (GPtrArray) contacts = NULL;
  g_autoptr (GPtrArray) accounts = NULL;
  g_autoptr (GPtrArray) revocations = NULL;

  g_assert_true (
    WRITE (beckon_store_set_contact_nick, &error, fixture->store, account, BOB, secret));
  g_assert_true (WRITE (beckon_store_set_chat_draft, &error, fixture->store, chat, secret));
  g_assert_true (folder_contains (fixture, secret));

  g_assert_true (WRITE (beckon_store_remove_account, &error, fixture->store, account, FALSE));
  g_assert_no_error (error);
  page = load_messages (fixture, chat, G_MAXINT64, TRUE, 10);
  g_assert_cmpuint (page->len, ==, 0);
  g_assert_false (folder_contains (fixture, secret));

  not_found = CALL (beckon_store_search_messages, &error, fixture->store, secret, 0, 10);
  g_assert_cmpuint (not_found->len, ==, 0);
  found = CALL (beckon_store_search_messages, &error, fixture->store, "zither", 0, 10);
  g_assert_cmpuint (found->len, ==, 1);
  contacts = CALL (beckon_store_load_contacts, &error, fixture->store, account);
  g_assert_cmpuint (contacts->len, ==, 0);
  accounts = load_accounts (fixture);
  g_assert_cmpuint (accounts->len, ==, 1);
  revocations = CALL (beckon_store_load_revocations, &error, fixture->store);
  g_assert_cmpuint (revocations->len, ==, 0);
  g_assert_no_error (error);

  /* What comes late finds nothing, and nobody else. */
  g_assert_cmpint (add_account (fixture, ALICE), >, other);
  late = CALL (beckon_store_set_message_state, &error, fixture->store, message->id,
               BECKON_MESSAGE_SENT, NULL);
  g_assert_error (error, BECKON_STORE_ERROR, BECKON_STORE_ERROR_NOT_FOUND);
}

static void
test_revocations (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BeckonAccountRecord) given = make_account ();
  g_autoptr (BeckonAccountRecord) added
    = CALL (beckon_store_save_account, &error, fixture->store, given);
  g_autoptr (GPtrArray) revocations = NULL;
  g_autoptr (GPtrArray) none = NULL;
  BeckonAccountRecord *revocation;

  g_assert_true (WRITE (beckon_store_remove_account, &error, fixture->store, added->id, TRUE));
  reopen_store (fixture);
  revocations = CALL (beckon_store_load_revocations, &error, fixture->store);
  g_assert_no_error (error);
  g_assert_cmpuint (revocations->len, ==, 1);
  revocation = g_ptr_array_index (revocations, 0);
  g_assert_cmpstr (revocation->jid, ==, ALICE);
  g_assert_cmpstr (revocation->host, ==, "xmpp.example.org");
  g_assert_cmpuint (revocation->port, ==, 5223);
  g_assert_true (revocation->direct_tls);
  g_assert_cmpstr (revocation->resource_id, ==, "id");
  g_assert_cmpstr (revocation->mechanism, ==, "SCRAM-SHA-256-PLUS");

  g_assert_true (WRITE (beckon_store_remove_revocation, &error, fixture->store, revocation->id));
  none = CALL (beckon_store_load_revocations, &error, fixture->store);
  g_assert_no_error (error);
  g_assert_cmpuint (none->len, ==, 0);
}

static BeckonContactRecord *
make_contact (const char *jid, const char *name, const char *subscription)
{
  BeckonContactRecord *contact = beckon_contact_record_new ();

  contact->jid = g_strdup (jid);
  contact->name = g_strdup (name);
  contact->subscription = g_strdup (subscription);
  return contact;
}

/* The contacts with this address, or NULL. */
static BeckonContactRecord *
load_contact (Fixture *fixture, gint64 account, const char *jid)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) contacts
    = CALL (beckon_store_load_contacts, &error, fixture->store, account);

  g_assert_no_error (error);
  for (guint i = 0; i < contacts->len; i++)
    {
      BeckonContactRecord *contact = g_ptr_array_index (contacts, i);

      if (g_str_equal (contact->jid, jid))
        return beckon_contact_record_ref (contact);
    }
  return NULL;
}

static void
save_roster (Fixture *fixture,
             gint64 account,
             BeckonContactRecord *contact,
             gboolean replace,
             const char *version)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) contacts
    = g_ptr_array_new_with_free_func ((GDestroyNotify) beckon_contact_record_unref);

  g_ptr_array_add (contacts, contact);
  g_assert_true (
    WRITE (beckon_store_save_roster, &error, fixture->store, account, contacts, replace, version));
  g_assert_no_error (error);
}

static void
test_roster (Fixture *fixture, gconstpointer data)
{
  const char *groups[] = { "Friends", "Work, \"and\" more", NULL };
  gint64 account = add_account (fixture, ALICE);
  gint64 other = add_account (fixture, "alice@example.com");
  BeckonContactRecord *given = make_contact (BOB, "Bob", "both");
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) accounts = NULL;

  given->ask = TRUE;
  given->groups = g_strdupv ((GStrv) groups);
  save_roster (fixture, account, given, TRUE, "1");
  g_assert_true (
    WRITE (beckon_store_set_contact_nick, &error, fixture->store, account, BOB, "Bobby"));
  g_assert_true (
    WRITE (beckon_store_set_contact_avatar, &error, fixture->store, account, BOB, "abc"));
  g_assert_true (WRITE (beckon_store_set_contact_nick, &error, fixture->store, account,
                        "stranger@example.net", "Nobody"));
  g_assert_no_error (error);
  save_roster (fixture, account, make_contact (CAROL, NULL, "to"), FALSE, "2");

  reopen_store (fixture);
  accounts = load_accounts (fixture);
  g_assert_cmpstr (((BeckonAccountRecord *) accounts->pdata[0])->roster_version, ==, "2");
  {
    g_autoptr (BeckonContactRecord) bob = load_contact (fixture, account, BOB);
    g_autoptr (BeckonContactRecord) carol = load_contact (fixture, account, CAROL);
    g_autoptr (BeckonContactRecord) stranger
      = load_contact (fixture, account, "stranger@example.net");

    g_assert_cmpint (bob->account_id, ==, account);
    g_assert_cmpstr (bob->name, ==, "Bob");
    g_assert_cmpstr (bob->subscription, ==, "both");
    g_assert_true (bob->ask);
    g_assert_cmpstrv (bob->groups, groups);
    g_assert_cmpstr (bob->nick, ==, "Bobby");
    g_assert_cmpstr (bob->avatar_hash, ==, "abc");
    g_assert_null (carol->name);
    g_assert_null (carol->groups);
    g_assert_cmpstr (carol->subscription, ==, "to");
    g_assert_null (stranger->subscription);
    g_assert_cmpstr (stranger->nick, ==, "Nobody");
    g_assert_null (load_contact (fixture, other, BOB));
  }

  /* A whole new list: Bob is off it, but known; Carol is forgotten when she is taken off. */
  save_roster (fixture, account, make_contact (CAROL, "Carol", "both"), TRUE, "3");
  save_roster (fixture, account, make_contact (CAROL, NULL, NULL), FALSE, "4");
  {
    g_autoptr (BeckonContactRecord) bob = load_contact (fixture, account, BOB);

    g_assert_null (bob->subscription);
    g_assert_null (bob->name);
    g_assert_null (bob->groups);
    g_assert_false (bob->ask);
    g_assert_cmpstr (bob->nick, ==, "Bobby");
    g_assert_null (load_contact (fixture, account, CAROL));
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define TEST(name, function)                                                                       \
  g_test_add ("/store/accounts/" name, Fixture, NULL, set_up, function, check_and_tear_down)
  TEST ("save", test_save);
  TEST ("remove", test_remove);
  TEST ("revocations", test_revocations);
  TEST ("roster", test_roster);
  return g_test_run ();
}
