/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-connection.h"
#include "beckon-keepalive.h"

G_BEGIN_DECLS

struct _BeckonConnection
{
  GObject parent_instance;

  BeckonJid *jid;
  BeckonAccountRecord *record;
  BeckonCredentials *credentials;
  BeckonTap *tap;

  gboolean wanted;
  BeckonAccountState state;
  GError *error;
  gint64 retry_time;
  guint failures; /* since it last worked */

  char *other_host; /* (nullable): to which the server has sent us on */
  guint16 other_port;
  guint n_moves; /* without a pause */

  GCancellable *attempt; /* (nullable): the one that is under way */
  BeckonSession *session;
  gint64 online_since;

  guint retry_id; /* after a pause, or instead of an attempt that hangs */
  BeckonKeepalive *keepalive; /* (nullable): while we are online */
};

void beckon_connection_set_state (BeckonConnection *self,
                                  BeckonAccountState state,
                                  const GError *error,
                                  gint64 retry_time);
void beckon_connection_fail (BeckonConnection *self, const GError *error);
void beckon_connection_run_attempt (BeckonConnection *self);
void beckon_connection_stop_attempt (BeckonConnection *self);
void beckon_connection_stop_keepalive (BeckonConnection *self);
void beckon_connection_drop_session (BeckonConnection *self);

gboolean beckon_connection_error_is_refusal (const GError *error);
guint beckon_connection_choose_pause (guint failures);

G_END_DECLS
