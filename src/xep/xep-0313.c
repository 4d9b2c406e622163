/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "xep-0313.h"

#include "beckon-parse.h"
#include "beckon-random.h"
#include "xep-0059.h"
#include "xep-0082.h"
#include "xep-0297.h"

#define NS_DATA_FORMS "jabber:x:data"

void
beckon_mam_item_free (BeckonMamItem *self)
{
  g_free (self->archive_id);
  beckon_element_unref (self->message);
  g_free (self);
}

void
beckon_mam_page_free (BeckonMamPage *self)
{
  g_ptr_array_unref (self->items);
  g_free (self->first);
  g_free (self->last);
  g_free (self);
}

static void
add_field (BeckonElement *form, const char *var, const char *type, const char *value)
{
  BeckonElement *field = beckon_element_add_child (form, "field", NS_DATA_FORMS);

  beckon_element_set_attribute (field, "var", var);
  beckon_element_set_attribute (field, "type", type);
  beckon_element_add_text_child (field, "value", NS_DATA_FORMS, value);
}

/**
 * beckon_mam_query_new:
 * @query: what to ask for
 * @query_id: an id that nobody can guess, by which the messages are known as the answer
 *
 * Returns: (transfer full): the request to an archive (XEP-0313, section 4)
 */
BeckonElement *
beckon_mam_query_new (const BeckonMamQuery *query, const char *query_id)
{
  BeckonElement *iq = beckon_iq_new ("set", query->archive);
  BeckonElement *element = beckon_element_add_child (iq, "query", BECKON_NS_MAM);

  beckon_element_set_attribute (element, "queryid", query_id);
  if (query->with != NULL || query->start > 0)
    {
      BeckonElement *form = beckon_element_add_child (element, "x", NS_DATA_FORMS);

      beckon_element_set_attribute (form, "type", "submit");
      add_field (form, "FORM_TYPE", "hidden", BECKON_NS_MAM);
      if (query->with != NULL)
        add_field (form, "with", "jid-single", beckon_jid_get_full (query->with));
      if (query->start > 0)
        {
          g_autofree char *start = beckon_datetime_format (query->start);

          add_field (form, "start", "text-single", start);
        }
    }
  beckon_rsm_add (element, query->before, query->after, query->max);
  return iq;
}

static gboolean
is_from_archive (BeckonElement *message, BeckonJid *account, BeckonJid *archive)
{
  g_autoptr (BeckonJid) from = NULL;

  if (archive == NULL || beckon_jid_equal (archive, account))
    return beckon_parse_is_from_account (message, account);
  from = beckon_parse_jid (message, "from");
  return from != NULL && beckon_jid_equal (from, archive);
}

/**
 * beckon_mam_parse_item:
 * @message: a message that came while the query is open
 * @account: our own bare address
 * @archive: (nullable): who was asked, %NULL for our own account
 * @query_id: the query's id
 *
 * Returns: (transfer full) (nullable): the archived message, or %NULL when @message is no answer
 *   to the query or does not come from who was asked
 */
BeckonMamItem *
beckon_mam_parse_item (BeckonElement *message,
                       BeckonJid *account,
                       BeckonJid *archive,
                       const char *query_id)
{
  BeckonElement *result = beckon_element_get_child (message, "result", BECKON_NS_MAM);
  g_autoptr (BeckonElement) archived = NULL;
  BeckonMamItem *item;
  gint64 time;

  if (result == NULL || !is_from_archive (message, account, archive)
      || g_strcmp0 (beckon_element_get_attribute (result, "queryid"), query_id) != 0
      || beckon_parse_id (result, "id") == NULL)
    return NULL;
  archived = beckon_forwarded_unwrap (result, &time);
  if (archived == NULL)
    return NULL;

  item = g_new0 (BeckonMamItem, 1);
  item->archive_id = g_strdup (beckon_parse_id (result, "id"));
  item->message = g_steal_pointer (&archived);
  item->time = time;
  return item;
}

/**
 * beckon_mam_parse_fin:
 * @iq: the result of the query, which comes after all of its messages
 * @page: the page whose ends it says
 *
 * Returns: %FALSE with a %BECKON_XEP_ERROR when it is not the end of a query
 */
gboolean
beckon_mam_parse_fin (BeckonElement *iq, BeckonMamPage *page, GError **error)
{
  BeckonElement *fin = beckon_element_get_child (iq, "fin", BECKON_NS_MAM);
  g_auto (BeckonRsmPage) rsm = { NULL, NULL, -1 };

  if (fin == NULL)
    {
      g_set_error_literal (error, BECKON_XEP_ERROR, BECKON_XEP_ERROR_MALFORMED,
                           "The archive does not say where its page ends");
      return FALSE;
    }
  beckon_rsm_page_parse (fin, &rsm);
  page->complete = beckon_parse_boolean (beckon_element_get_attribute (fin, "complete"));
  g_free (page->first);
  g_free (page->last);
  page->first = g_steal_pointer (&rsm.first);
  page->last = g_steal_pointer (&rsm.last);
  return TRUE;
}

typedef struct
{
  BeckonJid *account;
  BeckonJid *archive;
  char *query_id;
  guint max;
  guint handler_id;
  BeckonMamPage *page;
} Query;

static void
query_free (gpointer data)
{
  Query *query = data;

  g_clear_pointer (&query->account, beckon_jid_unref);
  g_clear_pointer (&query->archive, beckon_jid_unref);
  g_clear_pointer (&query->page, beckon_mam_page_free);
  g_free (query->query_id);
  g_free (query);
}

static gboolean
result_cb (BeckonSession *session,
           BeckonElement *message,
           BeckonElement *result,
           gpointer user_data)
{
  Query *query = user_data;
  g_autoptr (BeckonMamItem) item
    = beckon_mam_parse_item (message, query->account, query->archive, query->query_id);

  if (item == NULL)
    return FALSE;
  /* One more than the page may have is enough to see that the archive does not keep to it. */
  if (query->page->items->len <= query->max)
    g_ptr_array_add (query->page->items, g_steal_pointer (&item));
  return TRUE;
}

static void
fin_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  BeckonSession *session = BECKON_SESSION (source);
  g_autoptr (GTask) task = user_data;
  Query *query = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (BeckonElement) iq = beckon_session_send_iq_finish (session, result, &error);

  beckon_session_remove_handler (session, query->handler_id);
  if (iq == NULL || !beckon_mam_parse_fin (iq, query->page, &error))
    g_task_return_error (task, g_steal_pointer (&error));
  else if (query->page->items->len > query->max)
    g_task_return_new_error (task, BECKON_XEP_ERROR, BECKON_XEP_ERROR_LIMIT,
                             "The archive's page is too long");
  else
    g_task_return_pointer (task, g_steal_pointer (&query->page),
                           (GDestroyNotify) beckon_mam_page_free);
}

/**
 * beckon_mam_query_async:
 * @session: a session with an own address
 * @query: what to ask for
 *
 * Gets one page of an archive: the messages that come from who was asked, for this query and
 * before its end.
 */
void
beckon_mam_query_async (BeckonSession *session,
                        const BeckonMamQuery *query,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (session, cancellable, callback, user_data);
  g_autoptr (BeckonElement) iq = NULL;
  Query *data = g_new0 (Query, 1);

  g_task_set_source_tag (task, beckon_mam_query_async);
  g_task_set_task_data (task, data, query_free);
  data->account = beckon_jid_dup_bare (beckon_session_get_jid (session));
  data->archive = query->archive != NULL ? beckon_jid_ref (query->archive) : NULL;
  data->query_id = beckon_random_id ();
  data->max = query->max;
  data->page = g_new0 (BeckonMamPage, 1);
  data->page->items = g_ptr_array_new_with_free_func ((GDestroyNotify) beckon_mam_item_free);
  data->handler_id = beckon_session_add_handler (session, "message", "result", BECKON_NS_MAM,
                                                 G_MAXINT, result_cb, data, NULL);

  iq = beckon_mam_query_new (query, data->query_id);
  beckon_session_send_iq_async (session, iq, cancellable, fin_cb, g_steal_pointer (&task));
}

/**
 * beckon_mam_query_finish:
 *
 * Returns: (transfer full) (nullable): the page, or %NULL with an error: %BECKON_STANZA_ERROR as
 * the archive says, of which %BECKON_STANZA_ERROR_ITEM_NOT_FOUND means that it does not know the id
 *   before or after which was asked; %BECKON_XEP_ERROR; %BECKON_STREAM_ERROR;
 *   %G_IO_ERROR_CANCELLED
 */
BeckonMamPage *
beckon_mam_query_finish (BeckonSession *session, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
