/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "beckon-server-choice.h"

/**
 * beckon_server_choice_new:
 * @domain: (nullable): the server's domain
 * @host_and_port: (nullable): `HOST:PORT`, an IPv6 address in brackets; the port may be left out
 * @direct_tls: TLS from the first byte
 * @error: return location, for a @host_and_port that is not one
 *
 * Returns: (transfer full): the choice, or %NULL with @error set
 */
BeckonServerChoice *
beckon_server_choice_new (const char *domain,
                          const char *host_and_port,
                          gboolean direct_tls,
                          GError **error)
{
  BeckonServerChoice *self;
  g_autoptr (GNetworkAddress) address = NULL;
  const guint16 default_port = direct_tls ? 5223 : 5222;

  if (host_and_port != NULL)
    {
      g_autoptr (GSocketConnectable) parsed
        = g_network_address_parse (host_and_port, default_port, error);

      if (parsed == NULL)
        return NULL;
      if (!G_IS_NETWORK_ADDRESS (parsed))
        {
          g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "Not a host");
          return NULL;
        }
      address = G_NETWORK_ADDRESS (g_steal_pointer (&parsed));
    }

  self = g_new0 (BeckonServerChoice, 1);
  self->domain = g_strdup (domain);
  self->direct_tls = direct_tls;
  if (address != NULL)
    {
      self->host = g_strdup (g_network_address_get_hostname (address));
      self->port = g_network_address_get_port (address);
    }
  return self;
}

/**
 * beckon_server_choice_copy:
 * @self: (nullable): a choice
 *
 * Returns: (transfer full) (nullable): the same again
 */
BeckonServerChoice *
beckon_server_choice_copy (const BeckonServerChoice *self)
{
  BeckonServerChoice *copy;

  if (self == NULL)
    return NULL;
  copy = g_new0 (BeckonServerChoice, 1);
  copy->domain = g_strdup (self->domain);
  copy->host = g_strdup (self->host);
  copy->port = self->port;
  copy->direct_tls = self->direct_tls;
  copy->proxy = g_strdup (self->proxy);
  return copy;
}

/**
 * beckon_server_choice_free:
 * @self: (transfer full): what beckon_server_choice_new() gave
 */
void
beckon_server_choice_free (BeckonServerChoice *self)
{
  g_free (self->domain);
  g_free (self->host);
  g_free (self->proxy);
  g_free (self);
}
