/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-sasl-plain.h"

#include "beckon-wipe.h"

#include <string.h>

/* PLAIN (RFC 4616): hands the password to the server, and gets no proof from it. */
struct _BeckonSaslPlain
{
  BeckonSaslMechanism parent_instance;

  char *username;
  char *password;
};

G_DEFINE_FINAL_TYPE (BeckonSaslPlain, beckon_sasl_plain, BECKON_TYPE_SASL_MECHANISM)

static GBytes *
plain_begin (BeckonSaslMechanism *mechanism, GError **error)
{
  BeckonSaslPlain *self = BECKON_SASL_PLAIN (mechanism);
  gsize username_length = strlen (self->username), password_length = strlen (self->password);
  gsize length = username_length + password_length + 2;
  char *message = g_malloc0 (length);

  memcpy (message + 1, self->username, username_length);
  memcpy (message + username_length + 2, self->password, password_length);
  return beckon_wiped_bytes_new_take (message, length);
}

static gboolean
plain_finish (BeckonSaslMechanism *mechanism, GBytes *additional, GError **error)
{
  return TRUE;
}

static void
beckon_sasl_plain_finalize (GObject *object)
{
  BeckonSaslPlain *self = BECKON_SASL_PLAIN (object);

  g_free (self->username);
  beckon_wipe_string (self->password);

  G_OBJECT_CLASS (beckon_sasl_plain_parent_class)->finalize (object);
}

static void
beckon_sasl_plain_class_init (BeckonSaslPlainClass *klass)
{
  BeckonSaslMechanismClass *mechanism_class = BECKON_SASL_MECHANISM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = beckon_sasl_plain_finalize;
  mechanism_class->begin = plain_begin;
  mechanism_class->finish = plain_finish;
}

static void
beckon_sasl_plain_init (BeckonSaslPlain *self)
{
}

/**
 * beckon_sasl_plain_new:
 * @username: the local part of the address
 * @password: the password as typed; preparing it is the server's part (RFC 4616, section 2)
 *
 * Returns: (transfer full): one PLAIN exchange
 */
BeckonSaslMechanism *
beckon_sasl_plain_new (const char *username, const char *password)
{
  BeckonSaslPlain *self = g_object_new (BECKON_TYPE_SASL_PLAIN, NULL);

  beckon_sasl_mechanism_set_name (BECKON_SASL_MECHANISM (self), "PLAIN");
  self->username = g_strdup (username);
  self->password = g_strdup (password);
  return BECKON_SASL_MECHANISM (self);
}
