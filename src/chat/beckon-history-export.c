/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-history-export.h"

#include "beckon-export-file.h"

#include <string.h>

/* Everything that is stored, as text for people: for each chat a heading with the two addresses,
 * then its messages, oldest first. Only what Beckon writes begins at the beginning of a line, so
 * that no message looks like another one's. */
#define PAGE 100

/* How many bytes are made of it in one go, which is some milliseconds; a message that is longer
 * is made in one. */
#define SLICE (128 * 1024)

typedef struct
{
  GPtrArray *chats; /* of BeckonChat, the first is being written */
  char *unsent;
  BeckonHistoryProgress progress;
  gpointer progress_data;

  BeckonExportFile *file;
  GString *text;       /* that is being written */
  GPtrArray *messages; /* (nullable): of BeckonMessage, the last that were loaded */
  guint n_taken;       /* of these */
  gint64 sort_key;     /* of the last message of the chat that has been written */
  guint n_messages;
} Export;

static void
export_free (Export *export)
{
  g_ptr_array_unref (export->chats);
  g_free (export->unsent);
  g_clear_pointer (&export->file, beckon_export_file_free);
  g_string_free (export->text, TRUE);
  g_clear_pointer (&export->messages, g_ptr_array_unref);
  g_free (export);
}

static void go_on (GTask *task);

/* A line of the body is any that a text editor shows as one. */
static void
append_body (GString *text, const char *body)
{
  for (const char *p = body; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c == '\r' && p[1] == '\n')
        continue;
      if (c == '\n' || c == '\r' || c == '\f' || c == '\v' || c == 0x85 || c == 0x2028
          || c == 0x2029)
        g_string_append (text, "\n    ");
      else
        g_string_append_unichar (text, c);
    }
  g_string_append_c (text, '\n');
}

static void
append_message (Export *export, BeckonMessage *message)
{
  g_autoptr (GDateTime) time = g_date_time_to_local (beckon_message_get_time (message));
  g_autofree char *stamp = g_date_time_format (time, "%Y-%m-%d %H:%M:%S %z");
  BeckonMessageState state = beckon_message_get_state (message);
  gboolean unsent = beckon_message_get_outgoing (message)
                    && (state < BECKON_MESSAGE_SENT || state == BECKON_MESSAGE_FAILED);

  g_string_append_printf (export->text, "[%s] %s%s%s%s: ", stamp, beckon_message_get_sender (message),
                          unsent ? " (" : "", unsent ? export->unsent : "", unsent ? ")" : "");
  append_body (export->text, beckon_message_get_body (message));
}

static void
append_heading (Export *export, BeckonChat *chat)
{
  BeckonJid *peer = beckon_contact_get_jid (beckon_chat_get_contact (chat));
  BeckonJid *own = beckon_account_get_jid (beckon_chat_get_account (chat));

  g_string_append_printf (export->text, "%s\n%s – %s\n\n", export->n_messages > 0 ? "\n" : "",
                          beckon_jid_get_bare (own), beckon_jid_get_bare (peer));
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Export *export = g_task_get_task_data (task);
  GError *error = NULL;

  if (!g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, &error))
    {
      beckon_export_file_drop (export->file, g_steal_pointer (&task), error);
      return;
    }
  if (export->progress != NULL)
    export->progress (export->n_messages, export->progress_data);
  go_on (g_steal_pointer (&task));
}

/* Takes the task. */
static void
write_slice (GTask *task)
{
  Export *export = g_task_get_task_data (task);

  g_string_truncate (export->text, 0);
  if (export->sort_key == G_MININT64)
    append_heading (export, g_ptr_array_index (export->chats, 0));
  while (export->n_taken < export->messages->len && export->text->len < SLICE)
    {
      BeckonMessage *message = g_ptr_array_index (export->messages, export->n_taken++);

      append_message (export, message);
      export->sort_key = beckon_message_get_sort_key (message);
      export->n_messages++;
    }
  if (export->n_taken == export->messages->len)
    g_clear_pointer (&export->messages, g_ptr_array_unref);
  g_output_stream_write_all_async (beckon_export_file_get_stream (export->file),
                                   export->text->str, export->text->len, G_PRIORITY_DEFAULT,
                                   g_task_get_cancellable (task), written_cb, task);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  BeckonChat *chat = BECKON_CHAT (source);
  Export *export = g_task_get_task_data (task);
  GError *error = NULL;

  export->messages = beckon_chat_load_finish (chat, result, &error);
  export->n_taken = 0;
  if (export->messages == NULL)
    {
      beckon_export_file_drop (export->file, g_steal_pointer (&task), error);
      return;
    }
  if (export->messages->len == 0 || beckon_chat_get_account (chat) == NULL)
    {
      g_clear_pointer (&export->messages, g_ptr_array_unref);
      g_ptr_array_remove_index (export->chats, 0);
      export->sort_key = G_MININT64;
    }
  go_on (g_steal_pointer (&task));
}

/* Takes the task. */
static void
go_on (GTask *task)
{
  Export *export = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  GError *error = NULL;

  if (g_cancellable_set_error_if_cancelled (cancellable, &error))
    beckon_export_file_drop (export->file, task, error);
  else if (export->messages != NULL)
    write_slice (task);
  else if (export->chats->len == 0)
    beckon_export_file_complete (export->file, task);
  else
    beckon_chat_load_async (g_ptr_array_index (export->chats, 0), export->sort_key, FALSE, PAGE,
                            cancellable, loaded_cb, task);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Export *export = g_task_get_task_data (task);
  GError *error = NULL;

  export->file = beckon_export_file_open_finish (result, &error);
  if (export->file == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  go_on (g_steal_pointer (&task));
}

static void
add_chats (GPtrArray *chats, BeckonAccount *account)
{
  GListModel *model = beckon_account_get_chats (account);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    g_ptr_array_add (chats, g_list_model_get_item (model, i));
}

/**
 * beckon_history_export_async:
 * @file: where to; one that is there is replaced once the new one is complete
 * @unsent: a note for people at messages that the server does not have
 * @cancellable: (nullable): to give up
 * @progress: (nullable): called from time to time
 * @progress_data: for @progress
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Writes all messages of all chats to a text file, a page at a time.
 */
void
beckon_history_export_async (BeckonClient *client,
                             GFile *file,
                             const char *unsent,
                             GCancellable *cancellable,
                             BeckonHistoryProgress progress,
                             gpointer progress_data,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  GTask *task = g_task_new (client, cancellable, callback, user_data);
  GListModel *accounts = beckon_client_get_accounts (client);
  Export *export = g_new0 (Export, 1);

  g_task_set_source_tag (task, beckon_history_export_async);
  g_task_set_task_data (task, export, (GDestroyNotify) export_free);
  g_task_set_check_cancellable (task, FALSE);
  export->chats = g_ptr_array_new_with_free_func (g_object_unref);
  export->unsent = g_strdup (unsent);
  export->text = g_string_new (NULL);
  export->sort_key = G_MININT64;
  export->progress = progress;
  export->progress_data = progress_data;
  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (BeckonAccount) account = g_list_model_get_item (accounts, i);

      add_chats (export->chats, account);
    }
  beckon_export_file_open_async (file, cancellable, opened_cb, task);
}

/**
 * beckon_history_export_finish:
 * @n_messages: (out) (optional): how many were written
 *
 * Returns: whether the file is complete; if not, it is as it was before
 */
gboolean
beckon_history_export_finish (GAsyncResult *result, guint *n_messages, GError **error)
{
  Export *export = g_task_get_task_data (G_TASK (result));

  if (n_messages != NULL)
    *n_messages = export->n_messages;
  return g_task_propagate_boolean (G_TASK (result), error);
}
