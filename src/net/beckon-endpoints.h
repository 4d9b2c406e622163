/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* More places than this are not tried for one domain, however many DNS names. */
#define BECKON_ENDPOINTS_MAX 8

/**
 * BeckonEndpoint:
 * @host: a host name or an IP address
 * @port: a TCP port
 * @direct_tls: TLS from the first byte, else STARTTLS
 *
 * One place where a server may be reached.
 */
typedef struct
{
  char *host;
  guint16 port;
  gboolean direct_tls;
} BeckonEndpoint;

BeckonEndpoint *beckon_endpoint_new (const char *host, guint16 port, gboolean direct_tls);
void beckon_endpoint_free (BeckonEndpoint *self);

GPtrArray *beckon_endpoints_new_default (const char *domain);
void beckon_endpoints_look_up_async (const char *domain,
                                     guint timeout,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
GPtrArray *beckon_endpoints_look_up_finish (GAsyncResult *result, GError **error);

G_END_DECLS
