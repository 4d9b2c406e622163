/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "fake-server.h"

G_BEGIN_DECLS

/* The server's side of signing in, for scripts of a FakeServer. The password of everybody is
 * "pencil", the token "secret-token". */

#define FAKE_SASL_NS "urn:ietf:params:xml:ns:xmpp-sasl"
#define FAKE_SASL2_NS "urn:xmpp:sasl:2"

char *fake_sasl_dup_data (const char *request);

gboolean fake_sasl_scram (FakeConnection *connection,
                          const char *ns,
                          const char *request,
                          const char *mechanism,
                          const char *offer,
                          char **proof);
char *fake_sasl_ht (FakeConnection *connection, const char *request, gboolean bound);

G_END_DECLS
