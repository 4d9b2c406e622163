/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * BeckonConnector:
 *
 * Finds the places where a domain's server may be reached, and connects to one after the other
 * until whoever asks is satisfied. One connector serves one attempt to connect.
 */
#define BECKON_TYPE_CONNECTOR (beckon_connector_get_type ())
G_DECLARE_FINAL_TYPE (BeckonConnector, beckon_connector, BECKON, CONNECTOR, GObject)

BeckonConnector *beckon_connector_new (const char *domain);
void beckon_connector_set_host (BeckonConnector *self,
                                const char *host,
                                guint16 port,
                                gboolean direct_tls);
void beckon_connector_set_timeout (BeckonConnector *self, guint milliseconds);
guint beckon_connector_get_timeout (BeckonConnector *self);
void beckon_connector_set_proxy (BeckonConnector *self, const char *uri);

void beckon_connector_next_async (BeckonConnector *self,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
GIOStream *
beckon_connector_next_finish (BeckonConnector *self, GAsyncResult *result, GError **error);

void beckon_connector_start_tls_async (BeckonConnector *self,
                                       GIOStream *connection,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
GTlsConnection *
beckon_connector_start_tls_finish (BeckonConnector *self, GAsyncResult *result, GError **error);

void beckon_connector_add_failure (BeckonConnector *self, const GError *error);

G_END_DECLS
