/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-ns.h"
#include "beckon-stream.h"
#include "fake-server.h"

G_BEGIN_DECLS

#define SASL_FEATURES                                                                              \
  "<mechanisms xmlns='" BECKON_NS_SASL "'><mechanism>PLAIN</mechanism></mechanisms>"
#define STARTTLS_FEATURES "<starttls xmlns='" BECKON_NS_STARTTLS "'><required/></starttls>"

/**
 * StreamFixture:
 * @server: what stream_fixture_serve() started
 * @target: that server
 * @text: for the script
 * @slice: for the script: how many bytes to send at once
 * @seen: for the script: what it got
 * @result: of the call that runs
 * @events: what the signals of a stream said, such as "message1 closed:0 "
 */
typedef struct
{
  FakeServer *server;
  BeckonStreamTarget target;

  const char *text;
  gsize slice;
  char *seen;

  GAsyncResult *result;
  GString *events;
} StreamFixture;

void stream_fixture_set_up (StreamFixture *self, gconstpointer data);
void stream_fixture_tear_down (StreamFixture *self, gconstpointer data);

void stream_fixture_serve (StreamFixture *self, FakeServerScript script, gboolean direct_tls);
void stream_fixture_serve_text (StreamFixture *self, const char *text);

void stream_fixture_result_cb (GObject *source, GAsyncResult *result, gpointer user_data);
GAsyncResult *stream_fixture_wait (StreamFixture *self);

BeckonStream *stream_fixture_connect (StreamFixture *self, GError **error);
BeckonStream *stream_fixture_connect_well (StreamFixture *self);
BeckonElement *stream_fixture_receive (StreamFixture *self, BeckonStream *stream, GError **error);
BeckonElement *stream_fixture_restart (StreamFixture *self, BeckonStream *stream, GError **error);
void stream_fixture_start (StreamFixture *self, BeckonStream *stream);
void stream_fixture_wait_for_event (StreamFixture *self, const char *event);
const char *stream_fixture_end_server (StreamFixture *self);

G_END_DECLS
