/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* From one account to another one: what the first had, the second has, too. */

#include "beckon-account-profile.h"
#include "beckon-import.h"
#include "talk.h"

#define PICTURE                                                                                    \
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGMAAQAABQABDQottAAAAABJRU5ErkJggg=="

static void
set_picture (BeckonAccount *account, GBytes *picture)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  beckon_account_set_profile_async (account, NULL, picture, NULL, talk_result_cb, &result);
  wait_until (result != NULL);
  beckon_account_call_finish (account, result, &error);
  g_assert_no_error (error);
}

static void
tell (BeckonAccount *account, const char *nick, const char *name)
{
  g_autoptr (BeckonProfile) profile = beckon_profile_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  beckon_profile_add (profile, BECKON_PROFILE_NICKNAME, nick);
  beckon_profile_add (profile, BECKON_PROFILE_FULL_NAME, name);
  beckon_account_save_own_profile_async (account, profile, NULL, talk_result_cb, &result);
  wait_until (result != NULL);
  beckon_account_save_own_profile_finish (account, result, &error);
  g_assert_no_error (error);
  wait_until (g_strcmp0 (beckon_account_get_nick (account), nick) == 0);
}

static void
assert_told (BeckonAccount *account, const char *nick, const char *name)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (BeckonProfile) profile = NULL;
  gboolean restricted;

  beckon_account_load_own_profile_async (account, NULL, talk_result_cb, &result);
  wait_until (result != NULL);
  profile = beckon_account_load_own_profile_finish (account, result, &restricted, &error);
  g_assert_no_error (error);
  g_assert_false (restricted);
  g_assert_cmpstr (beckon_profile_get (profile, BECKON_PROFILE_NICKNAME, 0), ==, nick);
  g_assert_cmpstr (beckon_profile_get (profile, BECKON_PROFILE_FULL_NAME, 0), ==, name);
  wait_until (g_strcmp0 (beckon_account_get_nick (account), nick) == 0);
}

static void
export (BeckonAccount *account, GFile *file)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  guint n_contacts, n_messages;

  beckon_account_export_async (account, file, NULL, NULL, NULL, talk_result_cb, &result);
  wait_until (result != NULL);
  beckon_account_export_finish (account, result, &n_contacts, &n_messages, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n_contacts, ==, 1);
  g_assert_cmpuint (n_messages, ==, 3);
}

/* Returns: how many messages were new. */
static guint
import (BeckonAccount *account, GFile *file)
{
  g_autoptr (GAsyncResult) opened = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (BeckonImport) import = NULL;
  g_autoptr (GError) error = NULL;
  guint n_new, n_refused;

  beckon_import_open_async (account, file, NULL, talk_result_cb, &opened);
  wait_until (opened != NULL);
  import = beckon_import_open_finish (opened, &error);
  g_assert_no_error (error);
  beckon_import_run_async (import, NULL, NULL, NULL, talk_result_cb, &result);
  wait_until (result != NULL);
  beckon_import_run_finish (import, result, &n_new, &n_refused, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n_refused, ==, 0);
  g_assert_cmpuint (beckon_import_count_new_contacts (import), ==, 0);
  return n_new;
}

static void
block (BeckonAccount *account, const char *name)
{
  g_autoptr (BeckonJid) jid = talk_jid (name);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  beckon_account_set_blocked_async (account, jid, TRUE, NULL, talk_result_cb, &result);
  wait_until (result != NULL);
  beckon_account_call_finish (account, result, &error);
  g_assert_no_error (error);
}

static char *
dup_history (BeckonAccount *account)
{
  g_autoptr (BeckonChat) chat = talk_open_chat (account, "bob");
  g_autoptr (GPtrArray) messages = talk_load (chat);
  GString *text = g_string_new (NULL);

  g_assert_cmpuint (beckon_chat_get_unread (chat), ==, 0);
  for (guint i = 0; i < messages->len; i++)
    {
      BeckonMessage *message = g_ptr_array_index (messages, i);
      BeckonMessageRecord *record = beckon_message_get_record (message);

      g_string_append_printf (text, "%" G_GINT64_FORMAT " %s %d %s\n", record->time,
                              record->origin_id, record->outgoing, record->body);
      g_assert_cmpint (record->outgoing, ==, record->state != BECKON_MESSAGE_RECEIVED);
    }
  return g_string_free (text, FALSE);
}

static void
test_move (Talk *talk, gconstpointer data)
{
  g_autoptr (Peer) bob = peer_new ("bob");
  g_autoptr (BeckonAccount) alice = talk_sign_in (talk->client, "alice");
  g_autoptr (BeckonAccount) carol = NULL;
  g_autoptr (BeckonChat) chat = NULL;
  g_autoptr (BeckonMessage) hello = NULL;
  g_autoptr (GFile) file = g_file_new_build_filename (talk->folder, "account.xml", NULL);
  gsize length;
  g_autofree guchar *png = g_base64_decode (PICTURE, &length);
  g_autoptr (GBytes) picture = g_bytes_new (png, length);
  g_autoptr (GBytes) none = g_bytes_new (NULL, 0);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  BeckonContact *contact;

  wait_until (talk_find_contact (beckon_account_get_contacts (alice), "bob") != NULL);
  chat = talk_open_chat (alice, "bob");
  hello = talk_send (chat, "Hello <Bob> & you\nall");
  wait_until (beckon_message_get_state (hello) >= BECKON_MESSAGE_SENT);
  peer_send (bob, "<message to='alice@localhost' type='chat' id='b1'><body>Hi 你好</body></message>");
  peer_send (bob, "<message to='alice@localhost' type='chat' id='b2'><body>Bye</body></message>");
  wait_until (beckon_chat_get_unread (chat) == 2);
  beckon_chat_mark_read (chat, beckon_chat_get_last_message (chat));
  block (alice, "spam");
  tell (alice, "al", "Alice <A>");
  set_picture (alice, picture);
  wait_until (beckon_account_get_avatar (alice) != NULL);
  before = dup_history (alice);
  export (alice, file);

  carol = talk_sign_in (talk->client, "carol");
  g_assert_cmpuint (g_list_model_get_n_items (beckon_account_get_contacts (carol)), ==, 0);
  peer_forget (bob);
  g_assert_cmpuint (import (carol, file), ==, 3);
  peer_expect (bob, "type=\"subscribe\"");
  after = dup_history (carol);
  g_assert_cmpstr (after, ==, before);
  contact = talk_find_contact (beckon_account_get_contacts (carol), "bob");
  g_assert_nonnull (contact);
  g_assert_cmpstr (beckon_contact_get_name (contact), ==, "Bob");
  g_assert_cmpstr (beckon_contact_get_groups (contact)[0], ==, "Friends");
  wait_until (beckon_contact_get_asked (contact)
              || beckon_contact_get_subscription (contact) != BECKON_SUBSCRIPTION_NONE);
  g_assert_nonnull (talk_find_contact (beckon_account_get_blocked (carol), "spam"));
  assert_told (carol, "al", "Alice <A>");
  wait_until (beckon_account_get_avatar (carol) != NULL);
  g_assert_true (g_bytes_equal (beckon_account_get_avatar (carol), picture));

  /* Once more: what there is stays as it is, also that there is no picture any more. */
  tell (carol, "carol", "Carol");
  set_picture (carol, none);
  wait_until (beckon_account_get_avatar (carol) == NULL);
  g_assert_cmpuint (import (carol, file), ==, 0);
  assert_told (carol, "carol", "Carol");
  g_assert_null (beckon_account_get_avatar (carol));

  /* And what the server's archive says of it, where it comes from, is nothing new. */
  g_assert_cmpuint (import (alice, file), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  talk_trust_server ();

  g_test_add ("/move", Talk, NULL, talk_set_up, test_move, talk_tear_down);
  return g_test_run ();
}
