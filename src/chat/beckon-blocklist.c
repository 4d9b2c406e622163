/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-blocklist.h"

#include "xep-0191.h"

struct _BeckonBlocklist
{
  BeckonModule parent_instance;

  BeckonContactBook *book;
};

G_DEFINE_FINAL_TYPE (BeckonBlocklist, beckon_blocklist, BECKON_TYPE_MODULE)

static void
set_all (BeckonBlocklist *self, GPtrArray *jids, gboolean blocked)
{
  for (guint i = 0; i < jids->len; i++)
    beckon_contact_book_set_blocked (self->book, g_ptr_array_index (jids, i), blocked);
}

static void
fetched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonBlocklist) self = user_data;
  g_autoptr (BeckonElement) reply = NULL;
  g_autoptr (GPtrArray) jids = NULL;

  /* A server that cannot block says so by an error. */
  reply = beckon_session_send_iq_finish (BECKON_SESSION (source), result, NULL);
  if (reply != NULL)
    jids = beckon_blocking_parse_list (reply, NULL);
  if (jids == NULL)
    return;
  beckon_contact_book_unblock_all (self->book);
  set_all (self, jids, TRUE);
}

static gboolean
push_cb (BeckonSession *session, BeckonElement *stanza, BeckonElement *payload, gpointer user_data)
{
  BeckonBlocklist *self = user_data;
  g_auto (BeckonBlockingPush) push = { FALSE, NULL };
  g_autoptr (BeckonElement) reply = NULL;

  if (!beckon_session_is_from_own_account (session, stanza)
      || g_strcmp0 (beckon_element_get_attribute (stanza, "type"), "set") != 0)
    {
      beckon_session_reply_error (session, stanza, BECKON_STANZA_ERROR_SERVICE_UNAVAILABLE);
      return TRUE;
    }
  if (!beckon_blocking_parse_push (payload, &push, NULL))
    {
      beckon_session_reply_error (session, stanza, BECKON_STANZA_ERROR_BAD_REQUEST);
      return TRUE;
    }
  reply = beckon_session_reply_new (stanza);
  beckon_session_send (session, reply);
  if (!push.blocked && push.jids->len == 0)
    beckon_contact_book_unblock_all (self->book);
  else
    set_all (self, push.jids, push.blocked);
  return TRUE;
}

static void
beckon_blocklist_attached (BeckonModule *module, BeckonSession *session)
{
  g_autoptr (BeckonElement) request = beckon_blocking_list_request_new ();

  beckon_module_add_handler (module, "iq", "block", BECKON_NS_BLOCKING, 0, push_cb);
  beckon_module_add_handler (module, "iq", "unblock", BECKON_NS_BLOCKING, 0, push_cb);
  beckon_session_send_iq_async (session, request, beckon_module_get_cancellable (module),
                                fetched_cb, g_object_ref (module));
}

static void
beckon_blocklist_finalize (GObject *object)
{
  g_clear_object (&BECKON_BLOCKLIST (object)->book);
  G_OBJECT_CLASS (beckon_blocklist_parent_class)->finalize (object);
}

static void
beckon_blocklist_class_init (BeckonBlocklistClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = beckon_blocklist_finalize;
  BECKON_MODULE_CLASS (klass)->attached = beckon_blocklist_attached;
}

static void
beckon_blocklist_init (BeckonBlocklist *self)
{
}

BeckonBlocklist *
beckon_blocklist_new (BeckonAccount *account, BeckonContactBook *book)
{
  BeckonBlocklist *self = beckon_module_new (BECKON_TYPE_BLOCKLIST, account);

  self->book = g_object_ref (book);
  return self;
}

typedef struct
{
  BeckonJid *jid;
  gboolean blocked;
} Change;

static void
change_free (gpointer data)
{
  Change *change = data;

  beckon_jid_unref (change->jid);
  g_free (change);
}

static void
changed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  BeckonBlocklist *self = g_task_get_source_object (task);
  Change *change = g_task_get_task_data (task);
  g_autoptr (BeckonElement) reply = NULL;
  GError *error = NULL;

  reply = beckon_session_send_iq_finish (BECKON_SESSION (source), result, &error);
  if (reply == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  beckon_contact_book_set_blocked (self->book, change->jid, change->blocked);
  g_task_return_boolean (task, TRUE);
}

/**
 * beckon_blocklist_set_async:
 *
 * Blocks or unblocks an address on the server.
 */
void
beckon_blocklist_set_async (BeckonBlocklist *self,
                            BeckonJid *jid,
                            gboolean blocked,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (BeckonElement) request = NULL;
  Change *change;

  g_task_set_source_tag (task, beckon_blocklist_set_async);
  if (!beckon_module_check_online (BECKON_MODULE (self), task))
    return;
  change = g_new0 (Change, 1);
  change->jid = beckon_jid_dup_bare (jid);
  change->blocked = blocked;
  g_task_set_task_data (task, change, change_free);
  request = beckon_blocking_set_new (change->jid, blocked);
  beckon_session_send_iq_async (beckon_module_get_session (BECKON_MODULE (self)), request,
                                cancellable, changed_cb, g_steal_pointer (&task));
}

gboolean
beckon_blocklist_set_finish (BeckonBlocklist *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
