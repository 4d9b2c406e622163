/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-database-private.h"
#include "beckon-store-accounts.h"
#include "beckon-store-chats.h"
#include "beckon-store-messages.h"
#include "beckon-store-reading.h"

#include <glib/gstdio.h>

/* A folder of its own for a test, and calls that wait. */

typedef struct
{
  char *folder;
  char *path;
  BeckonStore *store;
} Fixture;

static inline void
keep_result (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **kept = user_data;

  g_assert_null (*kept);
  *kept = g_object_ref (result);
}

static inline GAsyncResult *
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *result;
}

/* CALL (call_async, call_finish, (arguments of call_async but for the last three), error): what
 * the finish gives. */
#define CALL(name, error, ...)                                                                     \
  ({                                                                                               \
    g_autoptr (GAsyncResult) result_ = NULL;                                                       \
    name##_async (__VA_ARGS__, NULL, keep_result, &result_);                                       \
    name##_finish (fixture->store, wait_for (&result_), error);                                    \
  })
#define WRITE(name, error, ...)                                                                    \
  ({                                                                                               \
    g_autoptr (GAsyncResult) result_ = NULL;                                                       \
    name##_async (__VA_ARGS__, NULL, keep_result, &result_);                                       \
    beckon_store_write_finish (fixture->store, wait_for (&result_), error);                        \
  })

static inline gboolean
try_open (Fixture *fixture, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  beckon_store_open_async (fixture->path, NULL, keep_result, &result);
  fixture->store = beckon_store_open_finish (wait_for (&result), error);
  return fixture->store != NULL;
}

static inline void
open_store (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  try_open (fixture, &error);
  g_assert_no_error (error);
}

static inline void
close_store (Fixture *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  beckon_store_close_async (fixture->store, keep_result, &result);
  beckon_store_close_finish (fixture->store, wait_for (&result), &error);
  g_assert_no_error (error);
  g_clear_object (&result);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (g_steal_pointer (&fixture->store));
}

/* The search index has what the messages say, and nothing else. */
static inline void
check_index (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  BeckonDatabase *database = beckon_database_open (fixture->path, &error);

  g_assert_no_error (error);
  beckon_database_exec (
    database, "INSERT INTO message_index (message_index, rank) VALUES ('integrity-check', 1)",
    &error);
  g_assert_no_error (error);
  beckon_database_close (database);
}

static inline void
reopen_store (Fixture *fixture)
{
  close_store (fixture);
  open_store (fixture);
}

static inline void
set_up_folder (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("beckon-store-XXXXXX", NULL);
  g_assert_nonnull (fixture->folder);
  fixture->path = g_build_filename (fixture->folder, "beckon.sqlite", NULL);
}

static inline void
set_up (Fixture *fixture, gconstpointer data)
{
  set_up_folder (fixture, data);
  open_store (fixture);
}

static inline void
remove_folder (Fixture *fixture)
{
  g_autoptr (GDir) folder = g_dir_open (fixture->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

      g_assert_cmpint (g_unlink (path), ==, 0);
    }
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
}

static inline void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->store != NULL)
    close_store (fixture);
  remove_folder (fixture);
  g_free (fixture->path);
  g_free (fixture->folder);
}

/* For a store that is in order. */
static inline void
check_and_tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->store != NULL)
    close_store (fixture);
  check_index (fixture);
  tear_down (fixture, data);
}

static inline gint64
add_account (Fixture *fixture, const char *jid)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BeckonAccountRecord) account = beckon_account_record_new ();
  g_autoptr (BeckonAccountRecord) stored = NULL;

  account->jid = g_strdup (jid);
  account->enabled = TRUE;
  stored = CALL (beckon_store_save_account, &error, fixture->store, account);
  g_assert_no_error (error);
  return stored->id;
}

static inline gint64
add_chat (Fixture *fixture, gint64 account_id, const char *peer)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BeckonChatRecord) chat
    = CALL (beckon_store_open_chat, &error, fixture->store, account_id, peer);

  g_assert_no_error (error);
  return chat->id;
}

static inline BeckonMessageRecord *
make_message (gint64 chat_id, const char *sender, const char *origin_id, const char *body)
{
  BeckonMessageRecord *message = beckon_message_record_new ();

  message->chat_id = chat_id;
  message->sender = g_strdup (sender);
  message->origin_id = g_strdup (origin_id);
  message->time = g_get_real_time ();
  message->body = g_strdup (body);
  return message;
}

static inline GPtrArray *
message_list (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) beckon_message_record_unref);
}

static inline GPtrArray *
add_messages (Fixture *fixture, GPtrArray *messages, GArray **is_new, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  beckon_store_add_messages_async (fixture->store, messages, NULL, keep_result, &result);
  return beckon_store_add_messages_finish (fixture->store, wait_for (&result), is_new, error);
}

/* Adds one and takes it. */
static inline BeckonMessageRecord *
add_message (Fixture *fixture, BeckonMessageRecord *message, gboolean *is_new)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) messages = message_list ();
  g_autoptr (GPtrArray) stored = NULL;
  g_autoptr (GArray) news = NULL;

  g_ptr_array_add (messages, message);
  stored = add_messages (fixture, messages, &news, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (stored->len, ==, 1);
  if (is_new != NULL)
    *is_new = g_array_index (news, gboolean, 0);
  return beckon_message_record_ref (g_ptr_array_index (stored, 0));
}

/* Corrects the message, as its writer would. */
static inline BeckonMessageRecord *
correct_message (Fixture *fixture, BeckonMessageRecord *message, const char *body, GError **error)
{
  g_autoptr (GPtrArray) messages = message_list ();
  g_autoptr (GPtrArray) stored = NULL;
  BeckonMessageRecord *correction = make_message (message->chat_id, message->sender, NULL, body);

  correction->replaces_id = g_strdup (message->origin_id);
  g_ptr_array_add (messages, correction);
  stored = add_messages (fixture, messages, NULL, error);
  return stored != NULL ? beckon_message_record_ref (g_ptr_array_index (stored, 0)) : NULL;
}

static inline GPtrArray *
load_messages (Fixture *fixture, gint64 chat_id, gint64 sort_key, gboolean backwards, guint limit)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *messages = CALL (beckon_store_load_messages, &error, fixture->store, chat_id, sort_key,
                              backwards, limit);

  g_assert_no_error (error);
  return messages;
}

/* The texts of a list of messages, with spaces between. */
static inline char *
join_bodies (GPtrArray *messages)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < messages->len; i++)
    {
      BeckonMessageRecord *message = g_ptr_array_index (messages, i);

      g_string_append_printf (text, "%s%s", i > 0 ? " " : "", message->body);
    }
  return g_string_free (text, FALSE);
}
