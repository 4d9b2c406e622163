/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-sasl-scram.h"

#include "beckon-random.h"
#include "beckon-sasl-hash.h"
#include "beckon-wipe.h"

#include <string.h>

typedef enum
{
  STATE_INITIAL,
  STATE_FIRST_SENT,
  STATE_FINAL_SENT,
  STATE_VERIFIED,
  STATE_FAILED,
} State;

/* SCRAM (RFC 5802, RFC 7677) with every hash alike. */
struct _BeckonSaslScram
{
  BeckonSaslMechanism parent_instance;

  GChecksumType hash;
  char *username; /* prepared and escaped */
  char *password; /* prepared; wiped as soon as the proof is made */
  char *nonce;
  char *gs2_header;
  GBytes *binding_data;
  char *offer;
  gboolean offer_required;

  State state;
  char *first_bare;
  guint8 server_signature[BECKON_SASL_DIGEST_MAX];
  gsize digest_length;
};

G_DEFINE_FINAL_TYPE (BeckonSaslScram, beckon_sasl_scram, BECKON_TYPE_SASL_MECHANISM)

static GBytes *
bytes_from_string (char *string)
{
  return g_bytes_new_take (string, strlen (string));
}

static void
clear_password (BeckonSaslScram *self)
{
  g_clear_pointer (&self->password, beckon_wipe_string);
}

static GBytes *
scram_begin (BeckonSaslMechanism *mechanism, GError **error)
{
  BeckonSaslScram *self = BECKON_SASL_SCRAM (mechanism);

  g_return_val_if_fail (self->state == STATE_INITIAL, NULL);

  if (self->password == NULL || self->username == NULL)
    {
      g_set_error_literal (error, BECKON_LOGIN_ERROR, BECKON_LOGIN_ERROR_NOT_AUTHORIZED,
                           "No account can have this user name or password");
      return NULL;
    }

  self->first_bare = g_strdup_printf ("n=%s,r=%s", self->username, self->nonce);
  self->state = STATE_FIRST_SENT;
  return bytes_from_string (g_strconcat (self->gs2_header, self->first_bare, NULL));
}

/* XEP-0474, section "Client Verifies The Downgrade Protection Hash" */
static gboolean
check_offer (BeckonSaslScram *self, GBytes *offer_hash, GError **error)
{
  guint8 digest[BECKON_SASL_DIGEST_MAX];
  gsize length;

  if (offer_hash == NULL)
    {
      if (!self->offer_required)
        return TRUE;
      g_set_error_literal (
        error, BECKON_LOGIN_ERROR, BECKON_LOGIN_ERROR_DOWNGRADE,
        "The server's offer is weaker than expected, and it does not confirm it");
      return FALSE;
    }
  if (self->offer == NULL)
    return TRUE;

  length = beckon_sasl_hash (self->hash, self->offer, strlen (self->offer), digest);
  if (g_bytes_get_size (offer_hash) == length
      && beckon_sasl_equal (g_bytes_get_data (offer_hash, NULL), digest, length))
    return TRUE;
  g_set_error_literal (error, BECKON_LOGIN_ERROR, BECKON_LOGIN_ERROR_DOWNGRADE,
                       "The server's offer of mechanisms was changed on the way");
  return FALSE;
}

static char *
encode_channel_binding (BeckonSaslScram *self)
{
  g_autoptr (GByteArray) input = g_byte_array_new ();

  g_byte_array_append (input, (const guint8 *) self->gs2_header, strlen (self->gs2_header));
  if (self->binding_data != NULL)
    g_byte_array_append (input, g_bytes_get_data (self->binding_data, NULL),
                         g_bytes_get_size (self->binding_data));
  return g_base64_encode (input->data, input->len);
}

/* RFC 5802, section 3. Returns the proof in base64 and keeps the signature that the server has to
 * send. */
static char *
make_proof (BeckonSaslScram *self,
            const BeckonScramChallenge *challenge,
            const char *auth_message,
            GCancellable *cancellable,
            GError **error)
{
  guint8 salted_password[BECKON_SASL_DIGEST_MAX];
  guint8 client_key[BECKON_SASL_DIGEST_MAX];
  guint8 stored_key[BECKON_SASL_DIGEST_MAX];
  guint8 server_key[BECKON_SASL_DIGEST_MAX];
  guint8 proof[BECKON_SASL_DIGEST_MAX];
  gsize length, message_length = strlen (auth_message);
  char *encoded = NULL;

  if (beckon_sasl_pbkdf2 (self->hash, self->password, challenge->salt, challenge->iterations,
                          salted_password, cancellable, error))
    {
      length = g_checksum_type_get_length (self->hash);
      beckon_sasl_hmac (self->hash, salted_password, length, "Client Key", strlen ("Client Key"),
                        client_key);
      beckon_sasl_hmac (self->hash, salted_password, length, "Server Key", strlen ("Server Key"),
                        server_key);
      beckon_sasl_hash (self->hash, client_key, length, stored_key);
      beckon_sasl_hmac (self->hash, stored_key, length, auth_message, message_length, proof);
      for (gsize i = 0; i < length; i++)
        proof[i] ^= client_key[i];
      beckon_sasl_hmac (self->hash, server_key, length, auth_message, message_length,
                        self->server_signature);
      self->digest_length = length;
      encoded = g_base64_encode (proof, length);
    }

  beckon_wipe (salted_password, sizeof salted_password);
  beckon_wipe (client_key, sizeof client_key);
  beckon_wipe (stored_key, sizeof stored_key);
  beckon_wipe (server_key, sizeof server_key);
  beckon_wipe (proof, sizeof proof);
  return encoded;
}

static GBytes *
answer_first (BeckonSaslScram *self, GBytes *message, GCancellable *cancellable, GError **error)
{
  g_autoptr (BeckonScramChallenge) challenge = beckon_scram_parse_challenge (message, error);
  g_autofree char *binding = NULL, *without_proof = NULL, *auth_message = NULL, *proof = NULL;
  gsize nonce_length = strlen (self->nonce);

  if (challenge == NULL)
    return NULL;
  if (strncmp (challenge->nonce, self->nonce, nonce_length) != 0
      || challenge->nonce[nonce_length] == '\0')
    {
      g_set_error_literal (error, BECKON_LOGIN_ERROR, BECKON_LOGIN_ERROR_PROTOCOL,
                           "The server did not extend our nonce");
      return NULL;
    }
  if (!check_offer (self, challenge->offer_hash, error))
    return NULL;

  binding = encode_channel_binding (self);
  without_proof = g_strdup_printf ("c=%s,r=%s", binding, challenge->nonce);
  auth_message = g_strdup_printf ("%s,%.*s,%s", self->first_bare, (int) g_bytes_get_size (message),
                                  (const char *) g_bytes_get_data (message, NULL), without_proof);
  proof = make_proof (self, challenge, auth_message, cancellable, error);
  if (proof == NULL)
    return NULL;

  clear_password (self);
  self->state = STATE_FINAL_SENT;
  return bytes_from_string (g_strdup_printf ("%s,p=%s", without_proof, proof));
}

/* RFC 5802, section 7: server-error-value */
static void
set_server_error (GError **error, const char *value, gsize length)
{
  static const char *const about_binding[] = {
    "server-does-support-channel-binding",
    "channel-bindings-dont-match",
    "channel-binding-not-supported",
    "unsupported-channel-binding-type",
  };
  BeckonLoginError code = BECKON_LOGIN_ERROR_NOT_AUTHORIZED;

  for (gsize i = 0; i < G_N_ELEMENTS (about_binding); i++)
    if (length == strlen (about_binding[i]) && memcmp (value, about_binding[i], length) == 0)
      code = BECKON_LOGIN_ERROR_DOWNGRADE;
  g_set_error_literal (error, BECKON_LOGIN_ERROR, code, "The server refused the SCRAM proof");
}

static gboolean
verify_server (BeckonSaslScram *self, GBytes *message, GError **error)
{
  gsize length;
  const char *text = g_bytes_get_data (message, &length);
  const char *end;
  g_autoptr (GBytes) signature = NULL;

  if (length > 2 && strncmp (text, "e=", 2) == 0)
    {
      set_server_error (error, text + 2, length - 2);
      return FALSE;
    }
  if (length > 2 && length <= BECKON_SCRAM_MAX_CHALLENGE && strncmp (text, "v=", 2) == 0)
    {
      end = memchr (text, ',', length);
      signature
        = beckon_sasl_base64_decode (text + 2, (end != NULL ? end : text + length) - text - 2);
    }
  if (signature != NULL && g_bytes_get_size (signature) == self->digest_length
      && beckon_sasl_equal (g_bytes_get_data (signature, NULL), self->server_signature,
                            self->digest_length))
    return TRUE;

  g_set_error_literal (error, BECKON_LOGIN_ERROR, BECKON_LOGIN_ERROR_SERVER_PROOF,
                       "The server does not know the password");
  return FALSE;
}

static GBytes *
scram_respond (BeckonSaslMechanism *mechanism,
               GBytes *challenge,
               GCancellable *cancellable,
               GError **error)
{
  BeckonSaslScram *self = BECKON_SASL_SCRAM (mechanism);
  GBytes *response = NULL;

  switch (self->state)
    {
    case STATE_FIRST_SENT:
      response = answer_first (self, challenge, cancellable, error);
      break;
    case STATE_FINAL_SENT: /* The proof may come in a challenge of its own, with an empty answer */
      if (verify_server (self, challenge, error))
        {
          self->state = STATE_VERIFIED;
          response = g_bytes_new_static ("", 0);
        }
      break;
    default:
      g_set_error_literal (error, BECKON_LOGIN_ERROR, BECKON_LOGIN_ERROR_PROTOCOL,
                           "A challenge where none belongs");
    }

  if (response == NULL)
    {
      self->state = STATE_FAILED;
      clear_password (self);
    }
  return response;
}

static gboolean
scram_finish (BeckonSaslMechanism *mechanism, GBytes *additional, GError **error)
{
  BeckonSaslScram *self = BECKON_SASL_SCRAM (mechanism);

  if (self->state == STATE_FINAL_SENT && additional != NULL)
    self->state = verify_server (self, additional, error) ? STATE_VERIFIED : STATE_FAILED;
  else if (self->state != STATE_VERIFIED || additional != NULL)
    {
      self->state = STATE_FAILED;
      g_set_error_literal (error, BECKON_LOGIN_ERROR, BECKON_LOGIN_ERROR_SERVER_PROOF,
                           "The server did not prove that it knows the password");
    }
  return self->state == STATE_VERIFIED;
}

static void
beckon_sasl_scram_finalize (GObject *object)
{
  BeckonSaslScram *self = BECKON_SASL_SCRAM (object);

  clear_password (self);
  beckon_wipe (self->server_signature, sizeof self->server_signature);
  g_free (self->username);
  g_free (self->nonce);
  g_free (self->gs2_header);
  g_free (self->offer);
  g_free (self->first_bare);
  g_clear_pointer (&self->binding_data, g_bytes_unref);

  G_OBJECT_CLASS (beckon_sasl_scram_parent_class)->finalize (object);
}

static void
beckon_sasl_scram_class_init (BeckonSaslScramClass *klass)
{
  BeckonSaslMechanismClass *mechanism_class = BECKON_SASL_MECHANISM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = beckon_sasl_scram_finalize;
  mechanism_class->begin = scram_begin;
  mechanism_class->respond = scram_respond;
  mechanism_class->finish = scram_finish;
}

static void
beckon_sasl_scram_init (BeckonSaslScram *self)
{
}

/* RFC 5802, section 5.1: `=` and `,` have a meaning of their own */
static char *
escape_username (const char *username)
{
  g_autofree char *prepared = beckon_sasl_prepare (username);
  GString *escaped;

  if (prepared == NULL)
    return NULL;
  escaped = g_string_new (prepared);
  g_string_replace (escaped, "=", "=3D", 0);
  g_string_replace (escaped, ",", "=2C", 0);
  return g_string_free (escaped, FALSE);
}

/**
 * beckon_sasl_scram_new:
 * @mechanism: a name that beckon_scram_parse_name() knows
 * @username: the local part of the address
 * @password: the password as typed
 * @binding: the channel binding; `p` goes with the names that end in `-PLUS`, and only with them
 * @nonce: (nullable): a fixed nonce, for tests; else it is random
 *
 * Returns: (transfer full): one SCRAM exchange
 */
BeckonSaslMechanism *
beckon_sasl_scram_new (const char *mechanism,
                       const char *username,
                       const char *password,
                       const BeckonScramBinding *binding,
                       const char *nonce)
{
  g_autoptr (BeckonSaslScram) self = g_object_new (BECKON_TYPE_SASL_SCRAM, NULL);
  gboolean plus;

  g_return_val_if_fail (beckon_scram_parse_name (mechanism, &self->hash, &plus), NULL);
  g_return_val_if_fail (plus == (binding->flag == 'p'), NULL);

  beckon_sasl_mechanism_set_name (BECKON_SASL_MECHANISM (self), mechanism);
  self->username = escape_username (username);
  self->password = beckon_sasl_prepare (password);
  self->nonce = nonce != NULL ? g_strdup (nonce) : beckon_random_id ();
  if (plus)
    {
      self->gs2_header = g_strdup_printf ("p=%s,,", binding->type);
      self->binding_data = g_bytes_ref (binding->data);
    }
  else
    self->gs2_header = g_strdup_printf ("%c,,", binding->flag);
  return BECKON_SASL_MECHANISM (g_steal_pointer (&self));
}

/**
 * beckon_sasl_scram_set_offer:
 * @description: what beckon_scram_describe_offer() made of the server's offer
 * @required: whether to fail when the server does not confirm it
 *
 * Lets the server confirm what it offered (XEP-0474).
 */
void
beckon_sasl_scram_set_offer (BeckonSaslScram *self, const char *description, gboolean required)
{
  g_free (self->offer);
  self->offer = g_strdup (description);
  self->offer_required = required;
}
