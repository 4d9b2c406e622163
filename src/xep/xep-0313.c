/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "xep-0313.h"

#include "beckon-parse.h"
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
beckon_mam_page_clear (BeckonMamPage *page)
{
  g_clear_pointer (&page->first, g_free);
  g_clear_pointer (&page->last, g_free);
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
 * beckon_mam_result_parse:
 * @result: a `result` element; whoever gave it is believed
 *
 * Returns: (transfer full) (nullable): the archived message, or %NULL when there is none in it
 */
BeckonMamItem *
beckon_mam_result_parse (BeckonElement *result)
{
  const char *archive_id = beckon_parse_id (result, "id");
  g_autoptr (BeckonElement) archived = NULL;
  BeckonMamItem *item;
  gint64 time;

  if (archive_id == NULL)
    return NULL;
  archived = beckon_forwarded_unwrap (result, &time);
  if (archived == NULL)
    return NULL;

  item = g_new0 (BeckonMamItem, 1);
  item->archive_id = g_strdup (archive_id);
  item->message = g_steal_pointer (&archived);
  item->time = time;
  return item;
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

  if (result == NULL || !is_from_archive (message, account, archive)
      || g_strcmp0 (beckon_element_get_attribute (result, "queryid"), query_id) != 0)
    return NULL;
  return beckon_mam_result_parse (result);
}

/**
 * beckon_mam_parse_fin:
 * @iq: the result of the query, which comes after all of its messages
 * @page: (out caller-allocates): where the page ends; beckon_mam_page_clear() frees that
 *
 * Returns: %FALSE with a %BECKON_XEP_ERROR when it is not the end of a query
 */
gboolean
beckon_mam_parse_fin (BeckonElement *iq, BeckonMamPage *page, GError **error)
{
  BeckonElement *fin = beckon_element_get_child (iq, "fin", BECKON_NS_MAM);
  g_auto (BeckonRsmPage) rsm = { NULL, NULL, -1 };

  *page = (BeckonMamPage){ NULL, NULL, FALSE };
  if (fin == NULL)
    {
      g_set_error_literal (error, BECKON_XEP_ERROR, BECKON_XEP_ERROR_MALFORMED,
                           "The archive does not say where its page ends");
      return FALSE;
    }
  beckon_rsm_page_parse (fin, &rsm);
  page->complete = beckon_parse_boolean (beckon_element_get_attribute (fin, "complete"));
  page->first = g_steal_pointer (&rsm.first);
  page->last = g_steal_pointer (&rsm.last);
  return TRUE;
}

/**
 * beckon_mam_parse_page:
 * @iq: the result of the query
 * @items: (element-type BeckonMamItem): the messages that have come; in their order after that
 * @page: (out caller-allocates): where the page ends; beckon_mam_page_clear() frees that
 *
 * Archives have the oldest first (section 4.1); one that begins with the end says so itself.
 *
 * Returns: %FALSE with a %BECKON_XEP_ERROR when it is not the end of a query, or of a page that was
 *   not sent
 */
gboolean
beckon_mam_parse_page (BeckonElement *iq, GPtrArray *items, BeckonMamPage *page, GError **error)
{
  guint n = items->len;

  if (!beckon_mam_parse_fin (iq, page, error))
    return FALSE;
  if (n == 0 && page->first != NULL && !page->complete)
    {
      beckon_mam_page_clear (page);
      g_set_error_literal (error, BECKON_XEP_ERROR, BECKON_XEP_ERROR_MALFORMED,
                           "The archive has not sent its page");
      return FALSE;
    }
  if (n < 2 || g_strcmp0 (((BeckonMamItem *) items->pdata[0])->archive_id, page->last) != 0)
    return TRUE;
  for (guint i = 0; i < n / 2; i++)
    {
      gpointer item = items->pdata[i];

      items->pdata[i] = items->pdata[n - 1 - i];
      items->pdata[n - 1 - i] = item;
    }
  return TRUE;
}
