/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * BeckonServerChoice:
 * @domain: (nullable): the server's domain, filled in where one is asked for
 * @host: (nullable): the host to connect to, else found by the domain
 * @port: its port, or 0
 * @direct_tls: with @host: TLS from the first byte
 * @proxy: (nullable): what to go through, or %NULL for what the system says
 *
 * A server that was chosen: on the command line, before the person says anything, or for an account
 * that is to be made there.
 */
typedef struct
{
  char *domain;
  char *host;
  guint16 port;
  gboolean direct_tls;
  char *proxy;
} BeckonServerChoice;

BeckonServerChoice *beckon_server_choice_new (const char *domain,
                                              const char *host_and_port,
                                              gboolean direct_tls,
                                              GError **error);
BeckonServerChoice *beckon_server_choice_copy (const BeckonServerChoice *self);
void beckon_server_choice_free (BeckonServerChoice *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BeckonServerChoice, beckon_server_choice_free)

G_END_DECLS
