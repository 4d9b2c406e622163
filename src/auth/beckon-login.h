/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-login-error.h"
#include "beckon-session.h"

G_BEGIN_DECLS

/**
 * BeckonLogin:
 *
 * One attempt to get from an address and something secret to a session that is ready: connects,
 * authenticates (SASL2, XEP-0388, or RFC 6120), binds (XEP-0386, or RFC 6120), enables carbons,
 * stream management and client state, and resumes an earlier session if it can. It stores
 * nothing: what is to be kept is read from it afterwards.
 *
 * Tokens (XEP-0484) are kept in two places, so that no cut connection signs the person out: one in
 * use, and the one that came last and was not used yet.
 * - A new token is stored as the next one, and the one in use stays: the server takes both until it
 *   has seen the new one.
 * - To sign in, use the next one if there is one. When that succeeds it becomes the one in use.
 * - When it is refused, see beckon_login_get_fast_refused(), forget it and use the other; when that
 *   is refused as well, forget it and ask for the password.
 * The count goes up by one with every attempt, whatever comes of it, and starts anew with a new
 * token.
 *
 * Set it up with the functions below, call beckon_login_run_async() once, then read the results.
 */
#define BECKON_TYPE_LOGIN (beckon_login_get_type ())
G_DECLARE_FINAL_TYPE (BeckonLogin, beckon_login, BECKON, LOGIN, GObject)

BeckonLogin *beckon_login_new (BeckonJid *jid);

/* What to do */
void beckon_login_set_host (BeckonLogin *self, const char *host, guint16 port, gboolean direct_tls);
void beckon_login_set_password (BeckonLogin *self, const char *password);
void beckon_login_set_oauth_token (BeckonLogin *self, const char *token);
void beckon_login_set_fast_token (BeckonLogin *self,
                                  const char *mechanism,
                                  const char *token,
                                  guint count);
void beckon_login_set_proxy (BeckonLogin *self, const char *proxy);
void beckon_login_set_tap (BeckonLogin *self, BeckonTap *tap);
void beckon_login_set_user_agent (BeckonLogin *self,
                                  const char *id,
                                  const char *software,
                                  const char *device);
void beckon_login_set_pinned_mechanism (BeckonLogin *self, const char *mechanism);
void beckon_login_set_resume_session (BeckonLogin *self, BeckonSession *session);
void beckon_login_set_invalidate_fast (BeckonLogin *self, gboolean invalidate);

void beckon_login_run_async (BeckonLogin *self,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
BeckonSession *beckon_login_run_finish (BeckonLogin *self, GAsyncResult *result, GError **error);

/* What came of it */
BeckonJid *beckon_login_get_jid (BeckonLogin *self);
gboolean beckon_login_get_resumed (BeckonLogin *self);
const char *beckon_login_get_mechanism (BeckonLogin *self);
const char *beckon_login_get_pinned_mechanism (BeckonLogin *self);
gboolean beckon_login_get_fast_refused (BeckonLogin *self);
const char *beckon_login_get_new_fast_mechanism (BeckonLogin *self);
const char *beckon_login_get_new_fast_token (BeckonLogin *self);
GDateTime *beckon_login_get_new_fast_expiry (BeckonLogin *self);
gboolean beckon_login_get_fast_offered (BeckonLogin *self);
gboolean beckon_login_get_carbons_enabled (BeckonLogin *self);
gboolean beckon_login_get_csi_offered (BeckonLogin *self);

G_END_DECLS
