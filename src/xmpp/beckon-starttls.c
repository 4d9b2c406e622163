/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-starttls-private.h"

#include "beckon-ns.h"
#include "beckon-stream-error-private.h"
#include "beckon-time-limit.h"
#include "beckon-wire-private.h"

/* Features and one answer: on plaintext there is nothing else to say. */
#define MAX_STANZA_SIZE (16 * 1024)

typedef struct
{
  BeckonWire *wire;
  BeckonTimeLimit *limit;
  GSource *source;
  gboolean asked;
} Negotiation;

static void
negotiation_free (gpointer data)
{
  Negotiation *negotiation = data;

  g_source_destroy (negotiation->source);
  g_source_unref (negotiation->source);
  beckon_time_limit_free (negotiation->limit);
  beckon_wire_detach (negotiation->wire);
  g_object_unref (negotiation->wire);
  g_free (negotiation);
}

/* Exactly one of the events below, or the limit, comes here. */
static void
finish (GTask *task, GError *error)
{
  Negotiation *negotiation = g_task_get_task_data (task);

  /* Without the wire's events and the source, nobody else has the task. */
  beckon_wire_detach (negotiation->wire);
  g_source_destroy (negotiation->source);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static void
finish_new_error (GTask *task, BeckonStreamError code, const char *message)
{
  finish (task, g_error_new_literal (BECKON_STREAM_ERROR, code, message));
}

static gboolean
limit_cb (GCancellable *cancellable, gpointer user_data)
{
  GTask *task = user_data;
  Negotiation *negotiation = g_task_get_task_data (task);

  if (beckon_time_limit_is_over (negotiation->limit))
    finish_new_error (task, BECKON_STREAM_ERROR_TIMEOUT, "The server does not answer");
  else
    finish (task, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled"));
  return G_SOURCE_REMOVE;
}

static void
opened_cb (BeckonElement *header, gpointer user_data)
{
}

static void
element_cb (BeckonElement *element, gpointer user_data)
{
  GTask *task = user_data;
  Negotiation *negotiation = g_task_get_task_data (task);

  if (!negotiation->asked && beckon_element_is (element, "features", BECKON_NS_STREAM))
    {
      g_autoptr (BeckonElement) starttls = NULL;

      if (beckon_element_get_child (element, "starttls", BECKON_NS_STARTTLS) == NULL)
        {
          finish_new_error (task, BECKON_STREAM_ERROR_NO_TLS, "The server offers no encryption");
          return;
        }
      starttls = beckon_element_new ("starttls", BECKON_NS_STARTTLS);
      beckon_wire_send (negotiation->wire, starttls);
      negotiation->asked = TRUE;
    }
  else if (negotiation->asked && beckon_element_is (element, "proceed", BECKON_NS_STARTTLS))
    beckon_wire_release (negotiation->wire);
  else if (negotiation->asked && beckon_element_is (element, "failure", BECKON_NS_STARTTLS))
    finish_new_error (task, BECKON_STREAM_ERROR_NO_TLS, "The server refuses encryption");
  else if (beckon_element_is (element, "error", BECKON_NS_STREAM))
    finish (task, beckon_stream_error_new_from_element (element));
  else
    finish_new_error (task, BECKON_STREAM_ERROR_PROTOCOL,
                      "Something else came than what starts encryption");
}

static void
ended_cb (const GError *error, gpointer user_data)
{
  finish (user_data, g_error_copy (error));
}

static void
released_cb (gsize unread, gpointer user_data)
{
  /* It is not from the server, or the server takes somebody else's words for ours. */
  if (unread > 0)
    finish_new_error (user_data, BECKON_STREAM_ERROR_PROTOCOL,
                      "Something unencrypted came where TLS starts");
  else
    finish (user_data, NULL);
}

/**
 * beckon_starttls_negotiate_async:
 * @connection: a connection that is not encrypted
 * @timeout: how long it may take, in milliseconds
 *
 * Agrees with the server that TLS starts now (RFC 6120, section 5). What it sends says nothing but
 * the domain; all that it reads is forgotten.
 *
 * Errors: those of #BeckonStreamError, %G_IO_ERROR_CANCELLED. On any of them @connection gets
 * closed.
 */
void
beckon_starttls_negotiate_async (GIOStream *connection,
                                 const char *domain,
                                 guint timeout,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  static const BeckonWireEvents events = { opened_cb, element_cb, ended_cb, released_cb };
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Negotiation *negotiation = g_new0 (Negotiation, 1);

  g_task_set_source_tag (task, beckon_starttls_negotiate_async);
  negotiation->wire = beckon_wire_new (connection, &events, task);
  negotiation->limit = beckon_time_limit_new (cancellable, timeout);
  negotiation->source
    = g_cancellable_source_new (beckon_time_limit_get_cancellable (negotiation->limit));
  g_task_set_task_data (task, negotiation, negotiation_free);
  g_source_set_callback (negotiation->source, G_SOURCE_FUNC (limit_cb), task, NULL);
  g_source_attach (negotiation->source, g_main_context_get_thread_default ());

  beckon_wire_set_max_stanza_size (negotiation->wire, MAX_STANZA_SIZE);
  beckon_wire_open (negotiation->wire, domain, NULL, NULL);
}

/**
 * beckon_starttls_negotiate_finish:
 *
 * Returns: whether TLS is to be started on the connection now
 */
gboolean
beckon_starttls_negotiate_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
