/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The domain that the certificate "good" is for, and most others pretend to be for. */
#define FAKE_SERVER_DOMAIN "beckon.test"

#define FAKE_SERVER_HEADER                                                                         \
  "<?xml version='1.0'?><stream:stream xmlns='jabber:client' "                                     \
  "xmlns:stream='http://etherx.jabber.org/streams' version='1.0' from='" FAKE_SERVER_DOMAIN        \
  "' id='fake'>"

/**
 * FakeServer:
 *
 * A server on 127.0.0.1 and a free port, that does to each connection, one after the other, what a
 * script says. The script runs in a thread of its own, so it is plain blocking code: it sends what
 * it likes and waits for what it expects, while the test runs the main loop. When the script
 * returns the connection is cut.
 */
typedef struct _FakeServer FakeServer;
typedef struct _FakeConnection FakeConnection;

typedef void (*FakeServerScript) (FakeConnection *connection, gpointer user_data);

FakeServer *fake_server_new (FakeServerScript script, gpointer user_data);
void fake_server_free (FakeServer *self);
guint16 fake_server_get_port (FakeServer *self);
guint fake_server_get_n_connections (FakeServer *self);

void fake_server_trust_certificates (void);

gboolean fake_connection_start_tls (FakeConnection *self, const char *certificate);
GTlsConnection *fake_connection_get_tls (FakeConnection *self);
gboolean fake_connection_expect (FakeConnection *self, const char *text);
char *fake_connection_read_to (FakeConnection *self, const char *text);
char *fake_connection_read_to_end (FakeConnection *self);
void fake_connection_send (FakeConnection *self, const char *text);
gboolean fake_connection_send_bytes (FakeConnection *self, const char *data, gsize length);
void fake_connection_send_sliced (FakeConnection *self, const char *text, gsize slice);
gboolean fake_connection_open_stream (FakeConnection *self, const char *features);
void fake_connection_cut (FakeConnection *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FakeServer, fake_server_free)

G_END_DECLS
