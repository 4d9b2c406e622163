/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-jid.h"
#include "beckon-registration-error.h"
#include "beckon-session.h"

G_BEGIN_DECLS

struct _BeckonRegistration
{
  GObject parent_instance;

  char *domain;
  char *host;
  guint16 port;
  gboolean direct_tls;
  char *proxy;
  char *preauth_token;

  BeckonJid *server;
  BeckonSession *session;
  BeckonDataForm *form;
  gboolean is_data_form;
  char *web_url;
  char *error_field;
  char *username;
  char *password;
};

/* What one call does. Both start with a stream and a form, if there are none. */
typedef struct
{
  gboolean submits;
  GError *error; /* what the server said to the form, while a new one is fetched */
} BeckonRegistrationCall;

/* Each takes the task, and in the end returns from it. */
void beckon_registration_fetch_form (GTask *task);
void beckon_registration_request_form (GTask *task);
void beckon_registration_submit_form (GTask *task);

void beckon_registration_close_session (BeckonRegistration *self);
void beckon_registration_set_error_field (BeckonRegistration *self, const char *var);
GError *beckon_registration_translate_error (BeckonRegistration *self,
                                             const GError *error,
                                             BeckonDataForm *submitted);

G_END_DECLS
