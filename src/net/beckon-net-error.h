/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-certificate-info.h"

G_BEGIN_DECLS

#define BECKON_NET_ERROR (beckon_net_error_quark ())
GQuark beckon_net_error_quark (void);

/**
 * BeckonNetError:
 * @BECKON_NET_ERROR_NO_NETWORK: this computer is not connected
 * @BECKON_NET_ERROR_HOST_NOT_FOUND: there is no such host, or names cannot be looked up
 * @BECKON_NET_ERROR_NOT_OFFERED: the domain says that it has no XMPP service (RFC 2782, target `.`)
 * @BECKON_NET_ERROR_UNREACHABLE: the host exists and takes no connection
 * @BECKON_NET_ERROR_TIMEOUT: no answer in time
 * @BECKON_NET_ERROR_CERTIFICATE: the certificate is not to be trusted, see
 *   beckon_net_error_get_certificate()
 * @BECKON_NET_ERROR_TLS: encryption could not be agreed on
 * @BECKON_NET_ERROR_PROXY: the proxy that this computer is told to use does not do its work
 *
 * The message is for a log or behind "details", in English.
 */
typedef enum
{
  BECKON_NET_ERROR_NO_NETWORK,
  BECKON_NET_ERROR_HOST_NOT_FOUND,
  BECKON_NET_ERROR_NOT_OFFERED,
  BECKON_NET_ERROR_UNREACHABLE,
  BECKON_NET_ERROR_TIMEOUT,
  BECKON_NET_ERROR_CERTIFICATE,
  BECKON_NET_ERROR_TLS,
  BECKON_NET_ERROR_PROXY,
} BeckonNetError;

GError *beckon_net_error_new_from (const GError *error, const char *where);
void beckon_net_error_blame_proxy (GError **error);
GError *beckon_net_error_new_for_certificate (BeckonCertificateInfo *certificate,
                                              const char *where);
BeckonCertificateInfo *beckon_net_error_get_certificate (const GError *error);

G_END_DECLS
