/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-account.h"
#include "beckon-credentials.h"
#include "beckon-store-records.h"
#include "beckon-tap.h"

G_BEGIN_DECLS

/**
 * BeckonConnection:
 *
 * Keeps one account connected, as far as it can be and for as long as that is wanted: signs in,
 * tries again after pauses that are random and grow, resumes the session, notices when the link
 * is dead, and stops where only the person can help.
 *
 * Properties: `state` (BeckonAccountState).
 *
 * Signals:
 * - `changed`: the state, the error or the time of the next attempt is another one
 * - `signed-in` (BeckonLogin, GError): a login succeeded, before `online`; the error (nullable) is
 *   the keyring's
 * - `online` (BeckonSession): stanzas flow; if it is the session from before, it was resumed
 * - `session-lost` (BeckonSession): this session will not be resumed
 */
#define BECKON_TYPE_CONNECTION (beckon_connection_get_type ())
G_DECLARE_FINAL_TYPE (BeckonConnection, beckon_connection, BECKON, CONNECTION, GObject)

BeckonConnection *beckon_connection_new (BeckonJid *jid, BeckonCredentials *credentials);
void beckon_connection_set_record (BeckonConnection *self, BeckonAccountRecord *record);

void beckon_connection_start (BeckonConnection *self);
void beckon_connection_stop (BeckonConnection *self);
void beckon_connection_try_now (BeckonConnection *self);
void beckon_connection_network_changed (BeckonConnection *self, gboolean available);
void beckon_connection_check (BeckonConnection *self);

BeckonAccountState beckon_connection_get_state (BeckonConnection *self);
const GError *beckon_connection_get_error (BeckonConnection *self);
gint64 beckon_connection_get_retry_time (BeckonConnection *self);
BeckonSession *beckon_connection_get_session (BeckonConnection *self);
BeckonTap *beckon_connection_get_tap (BeckonConnection *self);

gboolean beckon_connection_error_is_final (const GError *error);

G_END_DECLS
