/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-requests.h"

#include "beckon-random.h"
#include "beckon-session.h"

typedef struct
{
  BeckonRequests *requests;
  char *id;
  BeckonJid *to; /* (nullable) */
  BeckonWaiter *waiter;
  guint timeout_id;
} Request;

struct _BeckonRequests
{
  BeckonJid *jid; /* (nullable) */
  char *domain;
  GHashTable *by_id;
};

static void
request_free (gpointer data)
{
  Request *request = data;

  g_clear_handle_id (&request->timeout_id, g_source_remove);
  g_clear_pointer (&request->to, beckon_jid_unref);
  g_free (request->id);
  g_free (request);
}

/* Takes the request out. Returns: (transfer full): who waits */
static BeckonWaiter *
end_request (Request *request)
{
  BeckonWaiter *waiter = request->waiter;

  g_hash_table_remove (request->requests->by_id, request->id);
  return waiter;
}

/**
 * beckon_requests_new:
 * @jid: (nullable): the own address
 * @domain: the own server
 *
 * Returns: (transfer full): no requests
 */
BeckonRequests *
beckon_requests_new (BeckonJid *jid, const char *domain)
{
  BeckonRequests *self = g_new0 (BeckonRequests, 1);

  self->jid = jid != NULL ? beckon_jid_ref (jid) : NULL;
  self->domain = g_strdup (domain);
  self->by_id = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, request_free);
  return self;
}

void
beckon_requests_free (BeckonRequests *self)
{
  g_autoptr (GError) error
    = g_error_new_literal (BECKON_STREAM_ERROR, BECKON_STREAM_ERROR_CLOSED, "The session is over");

  beckon_requests_fail (self, error);
  g_hash_table_unref (self->by_id);
  g_clear_pointer (&self->jid, beckon_jid_unref);
  g_free (self->domain);
  g_free (self);
}

static gboolean
timeout_cb (gpointer user_data)
{
  Request *request = user_data;

  request->timeout_id = 0;
  beckon_waiter_return_error (end_request (request),
                              g_error_new_literal (BECKON_STREAM_ERROR, BECKON_STREAM_ERROR_TIMEOUT,
                                                   "There is no answer"));
  return G_SOURCE_REMOVE;
}

/**
 * beckon_requests_add:
 * @to: (nullable): whom the request is for
 * @timeout: how long to wait, in milliseconds
 * @waiter: (transfer full): who wants the reply: the `iq` of type result, or an error
 *
 * Returns: (transfer none): the id for the request, which nobody can guess
 */
const char *
beckon_requests_add (BeckonRequests *self, BeckonJid *to, guint timeout, BeckonWaiter *waiter)
{
  Request *request = g_new0 (Request, 1);

  request->requests = self;
  request->id = beckon_random_id ();
  request->to = to != NULL ? beckon_jid_ref (to) : NULL;
  request->waiter = waiter;
  request->timeout_id = g_timeout_add (timeout, timeout_cb, request);
  g_hash_table_insert (self->by_id, request->id, request);
  return request->id;
}

static gboolean
is_server (BeckonRequests *self, BeckonJid *jid)
{
  return beckon_jid_get_local (jid) == NULL && beckon_jid_is_bare (jid)
         && g_str_equal (beckon_jid_get_domain (jid), self->domain);
}

/* RFC 6120, sections 8.1.2.1 and 10.3.3: what our server answers for our account comes from
 * nobody or from the bare address. Only our own server can leave out the sender. */
static gboolean
is_answer_from (Request *request, BeckonJid *from)
{
  BeckonRequests *self = request->requests;

  if (request->to == NULL
      || (beckon_jid_is_bare (request->to) && beckon_jid_equal_bare (request->to, self->jid)))
    return from == NULL || (self->jid == NULL && is_server (self, from))
           || (beckon_jid_is_bare (from) && beckon_jid_equal_bare (from, self->jid));
  if (from == NULL)
    return is_server (self, request->to);
  return beckon_jid_equal (from, request->to);
}

/**
 * beckon_requests_take_reply:
 * @stanza: any stanza
 * @from: (nullable): who sent it
 *
 * Returns: whether @stanza is the reply to an open request, from whom the request was for, and
 *   has been given to who waited for it
 */
gboolean
beckon_requests_take_reply (BeckonRequests *self, BeckonElement *stanza, BeckonJid *from)
{
  const char *type = beckon_element_get_attribute (stanza, "type");
  const char *id = beckon_element_get_attribute (stanza, "id");
  gboolean is_error = g_strcmp0 (type, "error") == 0;
  Request *request;

  if (!beckon_element_is (stanza, "iq", NULL) || id == NULL
      || (!is_error && g_strcmp0 (type, "result") != 0))
    return FALSE;
  request = g_hash_table_lookup (self->by_id, id);
  if (request == NULL || !is_answer_from (request, from))
    return FALSE;

  if (is_error)
    beckon_waiter_return_error (end_request (request),
                                beckon_stanza_error_new_from_element (stanza));
  else
    beckon_waiter_return_pointer (end_request (request), beckon_element_ref (stanza),
                                  (GDestroyNotify) beckon_element_unref);
  return TRUE;
}

/**
 * beckon_requests_fail:
 * @error: why no replies will come
 */
void
beckon_requests_fail (BeckonRequests *self, const GError *error)
{
  g_autoptr (GList) requests = g_hash_table_get_values (self->by_id);
  g_autoptr (GPtrArray) waiters = g_ptr_array_new ();

  for (GList *l = requests; l != NULL; l = l->next)
    g_ptr_array_add (waiters, end_request (l->data));
  for (guint i = 0; i < waiters->len; i++)
    beckon_waiter_return_error (g_ptr_array_index (waiters, i), g_error_copy (error));
}
