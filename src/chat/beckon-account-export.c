/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-account-export.h"

#include "beckon-account-private.h"
#include "beckon-account-profile.h"
#include "beckon-contact-private.h"
#include "beckon-export-file.h"
#include "beckon-ns.h"
#include "beckon-store-transfer.h"
#include "xep-0227.h"
#include "xep-0393.h"

/* An account as a file that other programs and servers read (XEP-0227): contacts, whom the person
 * has blocked, how they want to be seen, and all messages that anybody else has seen. */

/* How much of it is made in one go, which is some milliseconds: a page of messages, of which the
 * long ones are many bytes, and of contacts. */
#define PAGE 100
#define SLICE (128 * 1024)

typedef struct
{
  BeckonTransferProgress progress;
  gpointer progress_data;
  BeckonStore *store;
  BeckonExportFile *file;
  BeckonPieWriter *writer;
  GBytes *bytes;       /* (nullable): that are being written */
  GPtrArray *contacts; /* of BeckonContact, as they were in the beginning */
  GPtrArray *blocked;  /* the same */
  guint n_blocked;     /* that are written, as all these */
  gboolean told_person;
  GArray *ids;         /* (nullable): of the messages */
  guint n_loaded;      /* of these */
  GPtrArray *messages; /* (nullable): of BeckonMessageRecord, the last that were loaded */
  guint n_taken;       /* of these */
  gboolean ended;
  guint n_contacts;
  guint n_messages;
} Export;

static void
export_free (gpointer data)
{
  Export *export = data;

  g_clear_object (&export->store);
  g_clear_pointer (&export->file, beckon_export_file_free);
  beckon_pie_writer_free (export->writer);
  g_clear_pointer (&export->bytes, g_bytes_unref);
  g_ptr_array_unref (export->contacts);
  g_ptr_array_unref (export->blocked);
  g_clear_pointer (&export->ids, g_array_unref);
  g_clear_pointer (&export->messages, g_ptr_array_unref);
  g_free (export);
}

static gboolean
is_full (Export *export)
{
  return beckon_pie_writer_get_length (export->writer) >= SLICE;
}

static void
add_contacts (Export *export)
{
  while (export->n_contacts < export->contacts->len && !is_full (export))
    {
      BeckonContact *contact = g_ptr_array_index (export->contacts, export->n_contacts++);
      BeckonContactRecord *record = beckon_contact_get_record (contact);
      const BeckonRosterItem item = { beckon_contact_get_jid (contact), record->name,
                                      record->subscription, record->ask, record->groups };

      beckon_pie_writer_add_contact (export->writer, &item);
    }
}

static void
add_blocked (Export *export)
{
  while (export->n_blocked < export->blocked->len && !is_full (export))
    {
      BeckonContact *contact = g_ptr_array_index (export->blocked, export->n_blocked++);

      beckon_pie_writer_add_blocked (export->writer, beckon_contact_get_jid (contact));
    }
}

static BeckonElement *
make_stanza (BeckonMessageRecord *message, BeckonJid *account, BeckonJid *peer)
{
  BeckonElement *stanza = beckon_element_new ("message", BECKON_NS_CLIENT);
  g_autofree char *from = message->resource != NULL
                            ? g_strdup_printf ("%s/%s", message->sender, message->resource)
                            : g_strdup (message->sender);

  beckon_element_set_attribute (stanza, "from", from);
  beckon_element_set_attribute (stanza, "to",
                                beckon_jid_get_bare (message->outgoing ? peer : account));
  beckon_element_set_attribute (stanza, "id", message->origin_id);
  beckon_element_set_attribute (stanza, "type", "chat");
  beckon_element_add_text_child (stanza, "body", BECKON_NS_CLIENT, message->body);
  if (message->unstyled)
    beckon_element_add_child (stanza, "unstyled", BECKON_NS_STYLING);
  return stanza;
}

static void
add_message (Export *export, BeckonAccount *account, BeckonMessageRecord *message)
{
  BeckonChat *chat = beckon_account_find_chat_by_id (account, message->chat_id);
  g_autofree char *row = g_strdup_printf ("%" G_GINT64_FORMAT, message->id);
  g_autoptr (BeckonElement) stanza = NULL;
  BeckonMamItem item;

  if (chat == NULL)
    return;
  stanza = make_stanza (message, beckon_account_get_jid (account),
                        beckon_contact_get_jid (beckon_chat_get_contact (chat)));
  item = (BeckonMamItem){ message->archive_id != NULL ? message->archive_id : row, stanza,
                          message->time };
  beckon_pie_writer_add_message (export->writer, &item);
  export->n_messages++;
}

static void
add_messages (Export *export, BeckonAccount *account)
{
  while (export->n_taken < export->messages->len && !is_full (export))
    add_message (export, account, g_ptr_array_index (export->messages, export->n_taken++));
  if (export->n_taken == export->messages->len)
    g_clear_pointer (&export->messages, g_ptr_array_unref);
}

/* Some may be gone by the time they are loaded. */
static guint
get_n_done (Export *export)
{
  guint n_waiting = export->messages != NULL ? export->messages->len - export->n_taken : 0;

  return export->n_loaded - n_waiting;
}

static void go_on (GTask *task);

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
  if (export->progress != NULL && export->ids != NULL)
    export->progress (get_n_done (export), export->ids->len, export->progress_data);
  go_on (g_steal_pointer (&task));
}

/* Takes the task. */
static void
write_out (GTask *task)
{
  Export *export = g_task_get_task_data (task);

  g_clear_pointer (&export->bytes, g_bytes_unref);
  export->bytes = beckon_pie_writer_take (export->writer);
  g_output_stream_write_all_async (beckon_export_file_get_stream (export->file),
                                   g_bytes_get_data (export->bytes, NULL),
                                   g_bytes_get_size (export->bytes), G_PRIORITY_DEFAULT,
                                   g_task_get_cancellable (task), written_cb, task);
}

/* Without a connection, or where the server has no profiles, there is none of the person. */
static void
profile_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  BeckonAccount *account = BECKON_ACCOUNT (source);
  Export *export = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (BeckonProfile) profile = NULL;
  gboolean restricted;

  profile = beckon_account_load_own_profile_finish (account, result, &restricted, &error);
  if (profile == NULL)
    g_info ("Exporting without the profile: %s", error->message);
  beckon_pie_writer_set_person (export->writer, beckon_account_get_nick (account), profile,
                                restricted, beckon_account_get_avatar (account));
  write_out (g_steal_pointer (&task));
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Export *export = g_task_get_task_data (task);
  GError *error = NULL;

  export->messages = beckon_store_get_messages_finish (BECKON_STORE (source), result, &error);
  export->n_taken = 0;
  if (export->messages == NULL)
    beckon_export_file_drop (export->file, g_steal_pointer (&task), error);
  else
    go_on (g_steal_pointer (&task));
}

/* Takes the task. */
static void
load_messages (GTask *task)
{
  Export *export = g_task_get_task_data (task);
  guint n = MIN (PAGE, export->ids->len - export->n_loaded);
  const gint64 *ids = &g_array_index (export->ids, gint64, export->n_loaded);

  export->n_loaded += n;
  beckon_store_get_messages_async (export->store, ids, n, g_task_get_cancellable (task), loaded_cb,
                                   task);
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Export *export = g_task_get_task_data (task);
  GError *error = NULL;

  export->ids = beckon_store_list_messages_finish (BECKON_STORE (source), result, &error);
  if (export->ids == NULL)
    beckon_export_file_drop (export->file, g_steal_pointer (&task), error);
  else
    go_on (g_steal_pointer (&task));
}

/* Takes the task. */
static void
go_on (GTask *task)
{
  BeckonAccount *account = g_task_get_source_object (task);
  Export *export = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  GError *error = NULL;

  if (g_cancellable_set_error_if_cancelled (cancellable, &error))
    {
      beckon_export_file_drop (export->file, task, error);
    }
  else if (export->n_contacts < export->contacts->len)
    {
      add_contacts (export);
      write_out (task);
    }
  else if (export->n_blocked < export->blocked->len)
    {
      add_blocked (export);
      write_out (task);
    }
  else if (!export->told_person)
    {
      export->told_person = TRUE;
      beckon_account_load_own_profile_async (account, cancellable, profile_cb, task);
    }
  else if (export->ids == NULL)
    {
      beckon_store_list_messages_async (export->store, beckon_account_get_row (account),
                                        cancellable, listed_cb, task);
    }
  else if (export->messages != NULL)
    {
      add_messages (export, account);
      write_out (task);
    }
  else if (export->n_loaded < export->ids->len)
    {
      load_messages (task);
    }
  else if (!export->ended)
    {
      export->ended = TRUE;
      beckon_pie_writer_end (export->writer);
      write_out (task);
    }
  else
    {
      beckon_export_file_complete (export->file, task);
    }
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Export *export = g_task_get_task_data (task);
  GError *error = NULL;

  export->file = beckon_export_file_open_finish (result, &error);
  if (export->file == NULL)
    g_task_return_error (task, error);
  else
    go_on (g_steal_pointer (&task));
}

static GPtrArray *
copy_list (GListModel *list)
{
  GPtrArray *copy = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    g_ptr_array_add (copy, g_list_model_get_item (list, i));
  return copy;
}

/**
 * beckon_account_export_async:
 * @file: where to; one that is there is replaced once the new one is complete
 * @cancellable: (nullable): to give up
 * @progress: (nullable): called from time to time
 * @progress_data: for @progress
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Writes what there is of the account, but for anything to sign in with, to a file which
 * beckon_import_open_async() and servers read. The profile is asked for at the server; without a
 * connection it is left out.
 */
void
beckon_account_export_async (BeckonAccount *account,
                             GFile *file,
                             GCancellable *cancellable,
                             BeckonTransferProgress progress,
                             gpointer progress_data,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (account, cancellable, callback, user_data);
  Export *export = g_new0 (Export, 1);

  g_task_set_source_tag (task, beckon_account_export_async);
  g_task_set_task_data (task, export, export_free);
  g_task_set_check_cancellable (task, FALSE);
  export->progress = progress;
  export->progress_data = progress_data;
  export->writer = beckon_pie_writer_new (beckon_account_get_jid (account));
  export->contacts = copy_list (beckon_account_get_contacts (account));
  export->blocked = copy_list (beckon_account_get_blocked (account));
  g_set_object (&export->store, beckon_account_get_store (account));
  if (export->store == NULL)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CLOSED, "The account is gone");
  else
    beckon_export_file_open_async (file, cancellable, opened_cb, g_steal_pointer (&task));
}

/**
 * beckon_account_export_finish:
 * @n_contacts: (out) (optional): how many were written
 * @n_messages: (out) (optional): how many were written
 *
 * Returns: whether the file is complete; if not, it is as it was before
 */
gboolean
beckon_account_export_finish (BeckonAccount *account,
                              GAsyncResult *result,
                              guint *n_contacts,
                              guint *n_messages,
                              GError **error)
{
  Export *export = g_task_get_task_data (G_TASK (result));

  if (n_contacts != NULL)
    *n_contacts = export->n_contacts;
  if (n_messages != NULL)
    *n_messages = export->n_messages;
  return g_task_propagate_boolean (G_TASK (result), error);
}
