/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-sasl-oauthbearer.h"

#include "beckon-wipe.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define MAX_ERROR_SIZE 8192
#define MAX_STATUS_SIZE 64

/* OAUTHBEARER (RFC 7628) */
struct _BeckonSaslOauthbearer
{
  BeckonSaslMechanism parent_instance;

  char *address;
  char *token;
  char *status;
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

  if (!is_token (self->token))
    {
      g_set_error_literal (error, BECKON_LOGIN_ERROR, BECKON_LOGIN_ERROR_NOT_AUTHORIZED,
                           "That is not a bearer token");
      return NULL;
    }

  /* RFC 5801, section 4: `=` and `,` have a meaning of their own */
  g_string_replace (authzid, "=", "=3D", 0);
  g_string_replace (authzid, ",", "=2C", 0);
  message = g_strconcat ("n,a=", authzid->str, ",\001auth=Bearer ", self->token, "\001\001", NULL);
  return beckon_wiped_bytes_new_take (message, strlen (message));
}

static char *
parse_status (GBytes *message)
{
  gsize length;
  const char *text = g_bytes_get_data (message, &length);
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  JsonNode *root, *status;

  if (length == 0 || length > MAX_ERROR_SIZE || !g_utf8_validate_len (text, length, NULL)
      || !json_parser_load_from_data (parser, text, length, NULL))
    return NULL;
  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return NULL;
  status = json_object_get_member (json_node_get_object (root), "status");
  if (status == NULL || json_node_get_value_type (status) != G_TYPE_STRING
      || strlen (json_node_get_string (status)) > MAX_STATUS_SIZE)
    return NULL;
  return json_node_dup_string (status);
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
  self->status = parse_status (challenge);
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
 * @address: the account's bare address
 * @token: an access token for it
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
