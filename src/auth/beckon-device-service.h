/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-device-error.h"
#include "beckon-http.h"

G_BEGIN_DECLS

/**
 * BeckonDeviceService:
 * @domain: the XMPP domain, prepared
 * @issuer: who it says it is (RFC 8414): all that follows is on the same host and port
 * @device_endpoint: where to ask for a code (RFC 8628)
 * @token_endpoint: where to ask what became of it
 * @revocation_endpoint: (nullable): where to give back a code or a token (RFC 7009)
 * @registration_endpoint: (nullable): where to introduce oneself (RFC 7591)
 * @scope: (nullable): what to ask for
 * @scan_login: whether it knows what server/PROTOCOL.md adds
 * @max_wait: with @scan_login: seconds that it holds back an answer, or 0
 *
 * An authorization server that signs in devices. Read only.
 */
typedef struct
{
  char *domain;
  GUri *issuer;
  char *device_endpoint;
  char *token_endpoint;
  char *revocation_endpoint;
  char *registration_endpoint;
  char *scope;
  gboolean scan_login;
  guint max_wait;
} BeckonDeviceService;

/**
 * BeckonDevicePlace:
 * @domain: the XMPP domain, prepared
 * @host, @port, @direct_tls: where its server is, as a person has set it, or %NULL and 0
 * @proxy: (nullable): what to go through, or %NULL for what the system says
 * @web: (nullable): where its web site is, when it is not at the domain: for tests
 */
typedef struct
{
  const char *domain;
  const char *host;
  guint16 port;
  gboolean direct_tls;
  const char *proxy;
  const char *web;
} BeckonDevicePlace;

BeckonDeviceService *beckon_device_service_parse (const char *domain,
                                                  const char *uri,
                                                  BeckonHttpResponse *response,
                                                  GError **error);
BeckonDeviceService *beckon_device_service_ref (BeckonDeviceService *self);
void beckon_device_service_unref (BeckonDeviceService *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BeckonDeviceService, beckon_device_service_unref)

void beckon_device_service_find_async (BeckonHttp *http,
                                       const BeckonDevicePlace *place,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
BeckonDeviceService *beckon_device_service_find_finish (GAsyncResult *result, GError **error);

G_END_DECLS
