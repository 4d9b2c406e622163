/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-element.h"
#include "beckon-tap.h"

G_BEGIN_DECLS

#define BECKON_STREAM_ERROR (beckon_stream_error_quark ())
GQuark beckon_stream_error_quark (void);

/**
 * BeckonStreamError:
 * @BECKON_STREAM_ERROR_CLOSED: the connection ended, by the other side or by the network
 * @BECKON_STREAM_ERROR_PROTOCOL: what came was not XMPP, or over a limit; we closed
 * @BECKON_STREAM_ERROR_NO_TLS: the server offers no encryption
 * @BECKON_STREAM_ERROR_SERVER: a stream error (RFC 6120, section 4.9), see
 *   beckon_stream_error_get_condition()
 * @BECKON_STREAM_ERROR_TIMEOUT: no answer in time
 */
typedef enum
{
  BECKON_STREAM_ERROR_CLOSED,
  BECKON_STREAM_ERROR_PROTOCOL,
  BECKON_STREAM_ERROR_NO_TLS,
  BECKON_STREAM_ERROR_SERVER,
  BECKON_STREAM_ERROR_TIMEOUT,
} BeckonStreamError;

const char *beckon_stream_error_get_condition (const GError *error);
const char *beckon_stream_error_get_text (const GError *error);
const char *beckon_stream_error_get_other_host (const GError *error);

/**
 * BeckonStream:
 *
 * An XMPP stream over TLS: elements in, elements out, in order. It knows nothing of what they
 * mean. There is no way to get one that is not encrypted and verified.
 *
 * A stream begins with elements that are asked for, one by one, by beckon_stream_receive_async();
 * as long as one waits to be asked for, nothing more is read from the server. With
 * beckon_stream_start() it goes over to the signals, for good: what came and was not asked for is
 * emitted first, so that nothing is lost, doubled or out of order on the way.
 *
 * Signals, only after beckon_stream_start():
 * - `element` (BeckonElement): a first-level element came
 * - `closed` (GError): the stream ended, exactly once; nothing is emitted after it. Also after
 *   beckon_stream_close(), when what was sent before has gone out
 */
#define BECKON_TYPE_STREAM (beckon_stream_get_type ())
G_DECLARE_FINAL_TYPE (BeckonStream, beckon_stream, BECKON, STREAM, GObject)

/**
 * BeckonStreamPipeline:
 * @stream: a stream on which nothing was sent but its header
 *
 * Says what to send right behind the header, without waiting for the features: with what is known
 * from an earlier time, signing in needs one round trip then. TLS is up and verified, so
 * beckon_stream_dup_channel_binding() works. The answer to it is what beckon_stream_receive_async()
 * finds first. Called again for each place that is tried.
 *
 * Returns: (transfer full) (nullable): the element, or %NULL for none
 */
typedef BeckonElement *(*BeckonStreamPipeline) (BeckonStream *stream, gpointer user_data);

/**
 * BeckonStreamTarget:
 * @domain: the XMPP domain, against which the certificate is checked
 * @host: (nullable): a host set by hand, else found by SRV
 * @port: a port set by hand, or 0
 * @direct_tls: with @host: TLS from the first byte, not STARTTLS
 * @proxy: (nullable): a proxy set by hand, else what the system says
 * @from: (nullable): the account's bare address, for the stream header. Only ever sent over TLS
 * @lang: (nullable): the person's language, for texts from the server
 * @tap: (nullable): who is told of what is sent and what comes
 * @pipeline: (nullable): what to send without waiting
 * @pipeline_data: for @pipeline
 * @timeout: milliseconds that each step of connecting, and each answer before
 *   beckon_stream_start(), may take, or 0 for the usual (10 and 30 seconds)
 */
typedef struct
{
  const char *domain;
  const char *host;
  guint16 port;
  gboolean direct_tls;
  const char *proxy;
  const char *from;
  const char *lang;
  BeckonTap *tap;
  BeckonStreamPipeline pipeline;
  gpointer pipeline_data;
  guint timeout;
} BeckonStreamTarget;

void beckon_stream_connect_async (const BeckonStreamTarget *target,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
BeckonStream *beckon_stream_connect_finish (GAsyncResult *result, GError **error);

const char *beckon_stream_get_domain (BeckonStream *self);
BeckonElement *beckon_stream_get_features (BeckonStream *self);
GBytes *beckon_stream_dup_channel_binding (BeckonStream *self, const char *type, GError **error);

void beckon_stream_send (BeckonStream *self, BeckonElement *element);
void beckon_stream_restart_async (BeckonStream *self,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
BeckonElement *
beckon_stream_restart_finish (BeckonStream *self, GAsyncResult *result, GError **error);
void beckon_stream_receive_async (BeckonStream *self,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
BeckonElement *
beckon_stream_receive_finish (BeckonStream *self, GAsyncResult *result, GError **error);
void beckon_stream_start (BeckonStream *self);
void beckon_stream_set_keepalive (BeckonStream *self, guint seconds);
void beckon_stream_set_max_stanza_size (BeckonStream *self, gsize bytes);
void beckon_stream_close (BeckonStream *self);

G_END_DECLS
