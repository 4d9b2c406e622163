/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "stream-fixture.h"

#include <string.h>

void
stream_fixture_set_up (StreamFixture *self, gconstpointer data)
{
  self->events = g_string_new (NULL);
  self->slice = 4096;
}

void
stream_fixture_tear_down (StreamFixture *self, gconstpointer data)
{
  stream_fixture_end_server (self);
  g_free (self->seen);
  g_string_free (self->events, TRUE);
}

/**
 * stream_fixture_serve:
 *
 * Starts a server, the script of which gets the fixture.
 */
void
stream_fixture_serve (StreamFixture *self, FakeServerScript script, gboolean direct_tls)
{
  self->server = fake_server_new (script, self);
  self->target.domain = FAKE_SERVER_DOMAIN;
  self->target.host = "127.0.0.1";
  self->target.port = fake_server_get_port (self->server);
  self->target.direct_tls = direct_tls;
  self->target.from = "alice@" FAKE_SERVER_DOMAIN;
  self->target.lang = "de";
}

static void
text_script (FakeConnection *connection, gpointer user_data)
{
  StreamFixture *self = user_data;

  g_assert_true (fake_connection_start_tls (connection, "good"));
  g_assert_true (fake_connection_open_stream (connection, SASL_FEATURES));
  fake_connection_send_sliced (connection, self->text, self->slice);
  self->seen = fake_connection_read_to (connection, "</stream:stream>");
}

/**
 * stream_fixture_serve_text:
 *
 * Starts a server that sends @text on an open stream, notes all that comes back and cuts the
 * connection when the client ends the stream.
 */
void
stream_fixture_serve_text (StreamFixture *self, const char *text)
{
  self->text = text;
  stream_fixture_serve (self, text_script, TRUE);
}

/**
 * stream_fixture_end_server:
 *
 * Lets the script come to its end.
 *
 * Returns: (transfer none): what it has seen
 */
const char *
stream_fixture_end_server (StreamFixture *self)
{
  g_clear_pointer (&self->server, fake_server_free);
  return self->seen;
}

void
stream_fixture_result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  StreamFixture *self = user_data;

  g_assert_null (self->result);
  self->result = g_object_ref (result);
}

GAsyncResult *
stream_fixture_wait (StreamFixture *self)
{
  while (self->result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return g_steal_pointer (&self->result);
}

BeckonStream *
stream_fixture_connect (StreamFixture *self, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  beckon_stream_connect_async (&self->target, NULL, stream_fixture_result_cb, self);
  result = stream_fixture_wait (self);
  return beckon_stream_connect_finish (result, error);
}

BeckonStream *
stream_fixture_connect_well (StreamFixture *self)
{
  g_autoptr (GError) error = NULL;
  BeckonStream *stream = stream_fixture_connect (self, &error);

  g_assert_no_error (error);
  return stream;
}

BeckonElement *
stream_fixture_receive (StreamFixture *self, BeckonStream *stream, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  beckon_stream_receive_async (stream, NULL, stream_fixture_result_cb, self);
  result = stream_fixture_wait (self);
  return beckon_stream_receive_finish (stream, result, error);
}

BeckonElement *
stream_fixture_restart (StreamFixture *self, BeckonStream *stream, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  beckon_stream_restart_async (stream, NULL, stream_fixture_result_cb, self);
  result = stream_fixture_wait (self);
  return beckon_stream_restart_finish (stream, result, error);
}

static void
element_cb (BeckonStream *stream, BeckonElement *element, gpointer user_data)
{
  StreamFixture *self = user_data;
  const char *id = beckon_element_get_attribute (element, "id");

  g_string_append_printf (self->events, "%s%s ", beckon_element_get_name (element),
                          id != NULL ? id : "");
}

static void
closed_cb (BeckonStream *stream, GError *error, gpointer user_data)
{
  StreamFixture *self = user_data;

  g_assert_true (error->domain == BECKON_STREAM_ERROR);
  g_string_append_printf (self->events, "closed:%d ", error->code);
}

/**
 * stream_fixture_start:
 *
 * Goes over to the signals, and notes them as events.
 */
void
stream_fixture_start (StreamFixture *self, BeckonStream *stream)
{
  g_signal_connect (stream, "element", G_CALLBACK (element_cb), self);
  g_signal_connect (stream, "closed", G_CALLBACK (closed_cb), self);
  beckon_stream_start (stream);
}

void
stream_fixture_wait_for_event (StreamFixture *self, const char *event)
{
  while (strstr (self->events->str, event) == NULL)
    g_main_context_iteration (NULL, TRUE);
}
