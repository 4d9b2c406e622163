/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-net-error.h"

typedef struct
{
  BeckonCertificateInfo *certificate;
} BeckonNetErrorPrivate;

static void
beckon_net_error_private_init (BeckonNetErrorPrivate *private)
{
}

static void
beckon_net_error_private_copy (const BeckonNetErrorPrivate *from, BeckonNetErrorPrivate *to)
{
  if (from->certificate != NULL)
    to->certificate = beckon_certificate_info_ref (from->certificate);
}

static void
beckon_net_error_private_clear (BeckonNetErrorPrivate *private)
{
  g_clear_pointer (&private->certificate, beckon_certificate_info_unref);
}

G_DEFINE_EXTENDED_ERROR (BeckonNetError, beckon_net_error)

static BeckonNetError
get_io_code (int code)
{
  switch (code)
    {
    case G_IO_ERROR_TIMED_OUT:
      return BECKON_NET_ERROR_TIMEOUT;
    case G_IO_ERROR_HOST_NOT_FOUND:
      return BECKON_NET_ERROR_HOST_NOT_FOUND;
    case G_IO_ERROR_PROXY_FAILED:
    case G_IO_ERROR_PROXY_AUTH_FAILED:
    case G_IO_ERROR_PROXY_NEED_AUTH:
    case G_IO_ERROR_PROXY_NOT_ALLOWED:
      return BECKON_NET_ERROR_PROXY;
    default:
      return BECKON_NET_ERROR_UNREACHABLE;
    }
}

/**
 * beckon_net_error_new_from:
 * @error: what GIO says
 * @where: the host and port it says it about
 *
 * Sorts the many errors of GIO into the few of this domain. One that belongs to it already, and
 * %G_IO_ERROR_CANCELLED, stay what they are.
 *
 * Returns: (transfer full): the error to report
 */
GError *
beckon_net_error_new_from (const GError *error, const char *where)
{
  BeckonNetError code = BECKON_NET_ERROR_UNREACHABLE;

  if (error->domain == BECKON_NET_ERROR
      || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_error_copy (error);

  if (error->domain == G_IO_ERROR)
    code = get_io_code (error->code);
  else if (error->domain == G_RESOLVER_ERROR)
    code = BECKON_NET_ERROR_HOST_NOT_FOUND;
  else if (error->domain == G_TLS_ERROR)
    code = BECKON_NET_ERROR_TLS;

  /* Whether the computer has a network is only asked about a failure that the lack of one
   * explains: the monitor is wrong at times. */
  if ((code == BECKON_NET_ERROR_HOST_NOT_FOUND
       || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NETWORK_UNREACHABLE)
       || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_HOST_UNREACHABLE))
      && !g_network_monitor_get_network_available (g_network_monitor_get_default ()))
    code = BECKON_NET_ERROR_NO_NETWORK;

  return g_error_new (BECKON_NET_ERROR, code, "%s: %s", where, error->message);
}

/**
 * beckon_net_error_blame_proxy:
 * @error: (inout): what beckon_net_error_new_from() gave, from before the proxy was reached
 *
 * That nobody was there is then said of the proxy.
 */
void
beckon_net_error_blame_proxy (GError **error)
{
  if (g_error_matches (*error, BECKON_NET_ERROR, BECKON_NET_ERROR_UNREACHABLE)
      || g_error_matches (*error, BECKON_NET_ERROR, BECKON_NET_ERROR_HOST_NOT_FOUND))
    (*error)->code = BECKON_NET_ERROR_PROXY;
}

/**
 * beckon_net_error_new_for_certificate:
 * @where: the host and port that showed it
 *
 * Returns: (transfer full): a %BECKON_NET_ERROR_CERTIFICATE that carries @certificate
 */
GError *
beckon_net_error_new_for_certificate (BeckonCertificateInfo *certificate, const char *where)
{
  GError *error = g_error_new (BECKON_NET_ERROR, BECKON_NET_ERROR_CERTIFICATE,
                               "%s: the certificate with the fingerprint %s is not to be trusted",
                               where, certificate->fingerprint);

  beckon_net_error_get_private (error)->certificate = beckon_certificate_info_ref (certificate);
  return error;
}

/**
 * beckon_net_error_get_certificate:
 * @error: any error
 *
 * Returns: (transfer none) (nullable): the certificate that was refused, if that is what @error is
 *   about
 */
BeckonCertificateInfo *
beckon_net_error_get_certificate (const GError *error)
{
  BeckonNetErrorPrivate *private;

  if (error->domain != BECKON_NET_ERROR)
    return NULL;
  private = beckon_net_error_get_private (error);
  return private->certificate;
}
