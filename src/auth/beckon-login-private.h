/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-login.h"
#include "beckon-sasl-features.h"
#include "beckon-sasl-mechanism.h"

G_BEGIN_DECLS

struct _BeckonLogin
{
  GObject parent_instance;

  /* What to do */
  BeckonJid *jid; /* bare, or a domain */
  char *host;
  char *proxy;    /* (nullable) */
  BeckonTap *tap; /* (nullable) */
  guint16 port;
  gboolean direct_tls;
  char *password;
  char *oauth_token;
  char *fast_mechanism;
  char *fast_token;
  guint fast_count;
  char *agent_id;
  char *agent_software;
  char *agent_device;
  char *pinned_mechanism;
  BeckonSession *resume_session;
  gboolean invalidate_fast;

  /* On the way */
  GTask *task;
  BeckonStream *stream;
  BeckonSaslFeatures *offer;
  BeckonSaslMechanism *mechanism;
  gboolean pipelined;     /* the request went out before the features came */
  gboolean no_pipelining; /* the server did not understand that */
  gboolean using_fast;
  char *requested_token; /* the mechanism that a token is asked for */
  BeckonJid *bound_jid;
  BeckonElement *sm_enabled;
  char *request_id;
  gboolean awaiting_carbons;
  gboolean awaiting_sm;

  /* What came of it */
  gboolean resumed;
  char *used_mechanism;
  gboolean fast_offered;
  gboolean fast_refused;
  char *new_fast_mechanism;
  char *new_fast_token;
  GDateTime *new_fast_expiry;
  gboolean carbons_enabled;
  gboolean csi_offered;
};

/* The steps. Each goes on to the next, or ends in beckon_login_succeed() or beckon_login_fail(). */
void beckon_login_connect (BeckonLogin *self);
void beckon_login_authenticate (BeckonLogin *self);
void beckon_login_read_success (BeckonLogin *self, BeckonElement *success);
void beckon_login_bind (BeckonLogin *self);

BeckonElement *beckon_login_pipeline (BeckonStream *stream, gpointer login);
BeckonElement *beckon_login_new_sasl2_request (BeckonLogin *self, GBytes *initial);

void beckon_login_allow_large_stanzas (BeckonLogin *self);
void beckon_login_receive (BeckonLogin *self, GAsyncReadyCallback callback);
void beckon_login_succeed (BeckonLogin *self, BeckonSession *session);
void beckon_login_fail (BeckonLogin *self, GError *error);
void beckon_login_fail_protocol (BeckonLogin *self, const char *message);

const char *beckon_login_get_account (BeckonLogin *self);
gboolean beckon_login_accept_jid (BeckonLogin *self, BeckonJid *jid);

BeckonElement *beckon_login_new_resume (BeckonLogin *self);
void beckon_login_resume (BeckonLogin *self, BeckonElement *resumed);
void beckon_login_enable_sm (BeckonSession *session, BeckonElement *enabled);

G_END_DECLS
