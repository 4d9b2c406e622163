/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-sasl-oauthbearer.h"

#include "beckon-json.h"
#include "beckon-wipe.h"

#include <string.h>

#define MAX_ERROR_SIZE 8192
#define MAX_STATUS_SIZE 64
#define MAX_ADDRESS_LENGTH 2048

/* OAUTHBEARER (RFC 7628) */
struct _BeckonSaslOauthbearer
{
  BeckonSaslMechanism parent_instance;

  char *address;
  char *token;
  char *status;
  char *configuration;
  gboolean failed;
};

G_DEFINE_FINAL_TYPE (BeckonSaslOauthbearer, beckon_sasl_oauthbearer, BECKON_TYPE_SASL_MECHANISM)

/* RFC 6749, appendix A.12: visible characters. What else it held could add fields of its own. */
static gboolean
is_token (const char *token)
{
  if (*token == '\0')
    return FALSE;
  for (; *token != '\0'; token++)
    if (*token < 0x21 || *token > 0x7e)
      return FALSE;
  return TRUE;
}

static GBytes *
oauthbearer_begin (BeckonSaslMechanism *mechanism, GError **error)
{
  BeckonSaslOauthbearer *self = BECKON_SASL_OAUTHBEARER (mechanism);
  g_autoptr (GString) authzid = g_string_new (self->address);
  char *message;

  if (self->token != NULL && !is_token (self->token))
    {
      g_set_error_literal (error, BECKON_LOGIN_ERROR, BECKON_LOGIN_ERROR_NOT_AUTHORIZED,
                           "That is not a bearer token");
      return NULL;
    }

  /* RFC 5801, section 4: `=` and `,` have a meaning of their own */
  g_string_replace (authzid, "=", "=3D", 0);
  g_string_replace (authzid, ",", "=2C", 0);
  message = g_strconcat ("n,", self->address != NULL ? "a=" : "", authzid->str, ",\001auth=",
                         self->token != NULL ? "Bearer " : "\001\001", self->token, "\001\001",
                         NULL);
  return beckon_wiped_bytes_new_take (message, strlen (message));
}

static void
parse_error (BeckonSaslOauthbearer *self, GBytes *message)
{
  g_autoptr (BeckonJson) json = NULL;

  if (g_bytes_get_size (message) <= MAX_ERROR_SIZE)
    json = beckon_json_parse (message, NULL);
  if (json == NULL)
    return;
  self->status = g_strdup (beckon_json_get_string (json, "status", MAX_STATUS_SIZE));
  self->configuration
    = g_strdup (beckon_json_get_visible (json, "openid-configuration", MAX_ADDRESS_LENGTH));
}

/* A challenge is how the server says no (section 3.2.2): it waits for a lone control-A before it
 * fails the exchange (section 3.2.3). */
static GBytes *
oauthbearer_respond (BeckonSaslMechanism *mechanism,
                     GBytes *challenge,
                     GCancellable *cancellable,
                     GError **error)
{
  BeckonSaslOauthbearer *self = BECKON_SASL_OAUTHBEARER (mechanism);

  if (self->failed)
    {
      g_set_error_literal (error, BECKON_LOGIN_ERROR, BECKON_LOGIN_ERROR_PROTOCOL,
                           "A challenge where none belongs");
      return NULL;
    }
  self->failed = TRUE;
  parse_error (self, challenge);
  return g_bytes_new_static ("\001", 1);
}

static gboolean
oauthbearer_finish (BeckonSaslMechanism *mechanism, GBytes *additional, GError **error)
{
  if (!BECKON_SASL_OAUTHBEARER (mechanism)->failed)
    return TRUE;
  g_set_error_literal (error, BECKON_LOGIN_ERROR, BECKON_LOGIN_ERROR_PROTOCOL,
                       "The server refused the token and then said that it succeeded");
  return FALSE;
}

static void
beckon_sasl_oauthbearer_finalize (GObject *object)
{
  BeckonSaslOauthbearer *self = BECKON_SASL_OAUTHBEARER (object);

  g_free (self->address);
  g_free (self->status);
  g_free (self->configuration);
  beckon_wipe_string (self->token);

  G_OBJECT_CLASS (beckon_sasl_oauthbearer_parent_class)->finalize (object);
}

static void
beckon_sasl_oauthbearer_class_init (BeckonSaslOauthbearerClass *klass)
{
  BeckonSaslMechanismClass *mechanism_class = BECKON_SASL_MECHANISM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = beckon_sasl_oauthbearer_finalize;
  mechanism_class->begin = oauthbearer_begin;
  mechanism_class->respond = oauthbearer_respond;
  mechanism_class->finish = oauthbearer_finish;
}

static void
beckon_sasl_oauthbearer_init (BeckonSaslOauthbearer *self)
{
}

/**
 * beckon_sasl_oauthbearer_new:
 * @address: (nullable): the account's bare address, or %NULL for the one that the token is for
 * @token: (nullable): an access token for it, or %NULL, to be told where to get one (section 4.3)
 *
 * Returns: (transfer full): one OAUTHBEARER exchange
 */
BeckonSaslMechanism *
beckon_sasl_oauthbearer_new (const char *address, const char *token)
{
  BeckonSaslOauthbearer *self = g_object_new (BECKON_TYPE_SASL_OAUTHBEARER, NULL);

  beckon_sasl_mechanism_set_name (BECKON_SASL_MECHANISM (self), "OAUTHBEARER");
  self->address = g_strdup (address);
  self->token = g_strdup (token);
  return BECKON_SASL_MECHANISM (self);
}

/**
 * beckon_sasl_oauthbearer_get_status:
 *
 * Returns: (nullable): why the server refused the token, as it says itself (RFC 7628, section
 *   3.2.2): `invalid_token`, `insufficient_scope` or anything else
 */
const char *
beckon_sasl_oauthbearer_get_status (BeckonSaslOauthbearer *self)
{
  return self->status;
}

/**
 * beckon_sasl_oauthbearer_get_configuration:
 *
 * Returns: (nullable): where the server that refused the token describes how to get one, as it says
 *   itself. Not checked
 */
const char *
beckon_sasl_oauthbearer_get_configuration (BeckonSaslOauthbearer *self)
{
  return self->configuration;
}
