/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-account-private.h"
#include "beckon-chat-list-model.h"
#include "beckon-chat-private.h"
#include "beckon-contact-list-model.h"
#include "beckon-contact-private.h"

#include <string.h>

typedef struct
{
  GListStore *accounts;
  BeckonAccount *alice;
  GString *changes; /* as position-removed+added */
  gint64 next_id;
} Fixture;

static BeckonAccount *
add_account (Fixture *fixture, const char *jid)
{
  g_autoptr (BeckonAccountRecord) record = beckon_account_record_new ();
  g_autoptr (BeckonAccount) account = NULL;

  record->jid = g_strdup (jid);
  account = beckon_account_new (NULL, record);
  g_list_store_append (fixture->accounts, account);
  return account;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->accounts = g_list_store_new (BECKON_TYPE_ACCOUNT);
  fixture->alice = add_account (fixture, "alice@x.example");
  fixture->changes = g_string_new (NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_list_store_remove_all (fixture->accounts);
  g_assert_finalize_object (fixture->accounts);
  g_string_free (fixture->changes, TRUE);
}

static void
changed_cb (GListModel *model, guint position, guint removed, guint added, Fixture *fixture)
{
  g_string_append_printf (fixture->changes, "%u-%u+%u ", position, removed, added);
}

/* What the list has told of its changes, after all that is gathered has been dealt with. */
#define assert_changes(fixture, expected)                                                          \
  G_STMT_START                                                                                     \
  {                                                                                                \
    while (g_main_context_iteration (NULL, FALSE))                                                 \
      ;                                                                                            \
    g_assert_cmpstr ((fixture)->changes->str, ==, expected);                                       \
    g_string_truncate ((fixture)->changes, 0);                                                     \
  }                                                                                                \
  G_STMT_END

static void
assert_titles (gpointer list, const char *expected)
{
  g_autoptr (GString) titles = g_string_new (NULL);

  while (g_main_context_iteration (NULL, FALSE))
    ;
  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (list, i);

      g_string_append_printf (titles, "%s ",
                              BECKON_IS_CHAT (item)
                                ? beckon_chat_get_title (BECKON_CHAT (item))
                                : beckon_contact_get_name (BECKON_CONTACT (item)));
    }
  g_assert_cmpstr (titles->str, ==, expected);
}

static BeckonChat *
add_chat (Fixture *fixture, BeckonAccount *account, const char *peer)
{
  g_autoptr (BeckonChatRecord) record = beckon_chat_record_new ();

  record->id = ++fixture->next_id;
  record->peer = g_strdup (peer);
  return beckon_account_add_chat (account, record);
}

static void
add_message (Fixture *fixture, BeckonChat *chat, gint64 time)
{
  g_autoptr (BeckonMessageRecord) record = beckon_message_record_new ();

  record->id = ++fixture->next_id;
  record->sort_key = record->id;
  record->chat_id = beckon_chat_get_id (chat);
  record->sender = g_strdup ("bob@x.example");
  record->body = g_strdup ("Hello");
  record->time = time * G_USEC_PER_SEC;
  beckon_chat_take_stored (chat, record, TRUE);
}

static void
add_contacts (BeckonAccount *account, const char *const *jids)
{
  g_autoptr (GPtrArray) records
    = g_ptr_array_new_with_free_func ((GDestroyNotify) beckon_contact_record_unref);

  for (guint i = 0; jids[i] != NULL; i++)
    {
      BeckonContactRecord *record = beckon_contact_record_new ();

      record->jid = g_strdup (jids[i]);
      record->subscription = g_strdup ("both");
      g_ptr_array_add (records, record);
    }
  beckon_account_update_roster (account, records);
}

static void
test_chats (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BeckonChatListModel) list
    = beckon_chat_list_model_new (G_LIST_MODEL (fixture->accounts));
  BeckonAccount *work;
  BeckonChat *bob, *carol, *dora;

  g_signal_connect (list, "items-changed", G_CALLBACK (changed_cb), fixture);
  bob = add_chat (fixture, fixture->alice, "bob@x.example");
  carol = add_chat (fixture, fixture->alice, "carol@x.example");
  add_message (fixture, bob, 100);
  assert_titles (list, "bob carol ");
  g_string_truncate (fixture->changes, 0);

  /* What moves, moves alone. */
  add_message (fixture, carol, 200);
  assert_titles (list, "carol bob ");
  assert_changes (fixture, "1-1+0 0-0+1 ");
  add_message (fixture, carol, 300);
  assert_changes (fixture, "");

  work = add_account (fixture, "alice@work.example");
  dora = add_chat (fixture, work, "dora@x.example");
  add_message (fixture, dora, 250);
  assert_titles (list, "carol dora bob ");
  beckon_chat_set_pinned (bob, TRUE);
  assert_titles (list, "bob carol dora ");
  beckon_chat_set_pinned (bob, FALSE);
  assert_titles (list, "carol dora bob ");

  /* What is archived is out of the way, in a list of its own, but found. A message brings it back. */
  beckon_chat_set_archived (carol, TRUE);
  beckon_chat_set_archived (bob, TRUE);
  assert_titles (list, "dora ");
  beckon_sorted_list_set_search (BECKON_SORTED_LIST (list), "caro");
  assert_titles (list, "carol ");
  beckon_sorted_list_set_search (BECKON_SORTED_LIST (list), "");
  beckon_chat_list_model_set_show_archived (list, TRUE);
  assert_titles (list, "carol bob ");
  add_message (fixture, carol, 310);
  assert_titles (list, "bob ");
  g_assert_false (beckon_chat_get_archived (carol));
  beckon_chat_set_archived (bob, FALSE);
  assert_titles (list, "");
  beckon_chat_list_model_set_show_archived (list, FALSE);
  assert_titles (list, "carol dora bob ");

  beckon_sorted_list_set_search (BECKON_SORTED_LIST (list), "DO");
  assert_titles (list, "dora ");
  beckon_sorted_list_set_search (BECKON_SORTED_LIST (list), "@X.ex");
  assert_titles (list, "carol dora bob ");
  beckon_sorted_list_set_search (BECKON_SORTED_LIST (list), "nobody");
  assert_titles (list, "");
  beckon_sorted_list_set_search (BECKON_SORTED_LIST (list), "");
  assert_titles (list, "carol dora bob ");

  g_list_store_remove (fixture->accounts, 0);
  assert_titles (list, "dora ");
}

static gboolean
is_first (BeckonContactListModel *list, BeckonContact *contact)
{
  g_autoptr (BeckonContact) first = g_list_model_get_item (G_LIST_MODEL (list), 0);

  return first == contact;
}

static void
test_contacts (Fixture *fixture, gconstpointer data)
{
  const char *const names[] = { "zoe@x.example", "Émile@x.example", "bob@x.example", NULL };
  g_autoptr (BeckonContactListModel) list
    = beckon_contact_list_model_new (G_LIST_MODEL (fixture->accounts));
  g_autoptr (BeckonJid) jid = beckon_jid_new ("zoe@x.example", NULL);
  g_autoptr (BeckonContactRecord) renamed = NULL;
  BeckonContact *zoe;

  g_signal_connect (list, "items-changed", G_CALLBACK (changed_cb), fixture);
  add_contacts (fixture->alice, names);
  zoe = beckon_account_find_contact (fixture->alice, jid);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 3);

  beckon_contact_set_presence (zoe, "a", BECKON_SHOW_AWAY, 0, NULL);
  g_string_truncate (fixture->changes, 0);
  assert_changes (fixture, "");
  beckon_contact_list_model_set_available_first (list, TRUE);
  g_assert_true (is_first (list, zoe));
  beckon_contact_set_presence (zoe, "a", BECKON_SHOW_OFFLINE, 0, NULL);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_false (is_first (list, zoe));

  renamed = beckon_contact_record_copy (beckon_contact_get_record (zoe));
  renamed->name = g_strdup ("Ada");
  beckon_contact_set_record (zoe, renamed);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_true (is_first (list, zoe));
}

/* Many at once are one change, of adding, of moving and of going. */
static void
test_many (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) jids = NULL;
  g_autoptr (BeckonContactListModel) list
    = beckon_contact_list_model_new (G_LIST_MODEL (fixture->accounts));
  GListModel *contacts = beckon_account_get_contacts (fixture->alice);

  for (guint i = 0; i < 2000; i++)
    {
      g_autofree char *jid = g_strdup_printf ("c%04u@x.example", i * 7919 % 2000);

      g_strv_builder_add (builder, jid);
    }
  jids = g_strv_builder_end (builder);
  beckon_contact_list_model_set_available_first (list, TRUE);
  g_signal_connect (list, "items-changed", G_CALLBACK (changed_cb), fixture);
  add_contacts (fixture->alice, (const char *const *) jids);
  assert_changes (fixture, "0-0+2000 ");
  for (guint i = 0; i < 2000; i++)
    {
      g_autoptr (BeckonContact) contact = g_list_model_get_item (G_LIST_MODEL (list), i);
      g_autofree char *name = g_strdup_printf ("c%04u", i);

      g_assert_cmpstr (beckon_contact_get_name (contact), ==, name);
    }

  for (guint i = 0; i < 2000; i += 2)
    {
      g_autoptr (BeckonContact) contact = g_list_model_get_item (contacts, i);

      beckon_contact_set_presence (contact, "a", BECKON_SHOW_ONLINE, 0, NULL);
    }
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_null (strchr (strchr (fixture->changes->str, ' ') + 1, ' '));
  g_string_truncate (fixture->changes, 0);

  /* The order was never wrong meanwhile: the same again changes nothing. */
  beckon_sorted_list_resort (BECKON_SORTED_LIST (list));
  assert_changes (fixture, "");
  g_list_store_remove_all (fixture->accounts);
  assert_changes (fixture, "0-2000+0 ");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/lists/chats", Fixture, NULL, set_up, test_chats, tear_down);
  g_test_add ("/lists/contacts", Fixture, NULL, set_up, test_contacts, tear_down);
  g_test_add ("/lists/many", Fixture, NULL, set_up, test_many, tear_down);
  return g_test_run ();
}
