/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-sasl-ht.h"

#include "beckon-sasl-hash.h"
#include "beckon-wipe.h"

#include <string.h>

/* The HT family (draft-schmaus-kitten-sasl-ht), with the tokens of XEP-0484: each side shows in
 * one message that it has the token. */
struct _BeckonSaslHt
{
  BeckonSaslMechanism parent_instance;

  GChecksumType hash;
  char *username;
  char *token;
  GBytes *binding_data;
};

G_DEFINE_FINAL_TYPE (BeckonSaslHt, beckon_sasl_ht, BECKON_TYPE_SASL_MECHANISM)

/* Strongest first: tls-server-end-point does not notice who has stolen the server's key. */
static const struct
{
  const char *suffix;
  const char *binding;
} variants[] = {
  { "-EXPR", "tls-exporter" },
  { "-UNIQ", "tls-unique" },
  { "-ENDP", "tls-server-end-point" },
  { "-NONE", NULL },
};

/**
 * beckon_ht_parse_name:
 * @mechanism: a SASL mechanism's name
 * @hash: (out): its hash
 * @binding: (out) (nullable): its type of channel binding, if it has one
 *
 * Returns: whether it is an HT that Beckon knows
 */
gboolean
beckon_ht_parse_name (const char *mechanism, GChecksumType *hash, const char **binding)
{
  if (!g_str_has_prefix (mechanism, "HT-"))
    return FALSE;
  mechanism += strlen ("HT-");
  for (gsize i = 0; i < G_N_ELEMENTS (variants); i++)
    if (g_str_has_suffix (mechanism, variants[i].suffix))
      {
        *binding = variants[i].binding;
        return beckon_sasl_hash_from_name (mechanism,
                                           strlen (mechanism) - strlen (variants[i].suffix), hash)
               && *hash != G_CHECKSUM_SHA1;
      }
  return FALSE;
}

/**
 * beckon_ht_choose:
 * @offered: the mechanisms for which the server gives tokens
 * @bindings: the types of channel binding that our TLS can do
 *
 * Returns: (nullable): the strongest that both can do: the binding counts more than the hash
 */
const char *
beckon_ht_choose (const char *const *offered, const char *const *bindings)
{
  static const char *const hashes[] = { "SHA-512", "SHA-256" };

  for (gsize i = 0; i < G_N_ELEMENTS (variants); i++)
    {
      if (variants[i].binding != NULL && !g_strv_contains (bindings, variants[i].binding))
        continue;
      for (gsize j = 0; j < G_N_ELEMENTS (hashes); j++)
        {
          g_autofree char *name = g_strconcat ("HT-", hashes[j], variants[i].suffix, NULL);

          for (const char *const *o = offered; *o != NULL; o++)
            if (strcmp (*o, name) == 0)
              return *o;
        }
    }
  return NULL;
}

static gsize
ht_digest (BeckonSaslHt *self, const char *role, guint8 *digest)
{
  g_autoptr (GByteArray) input = g_byte_array_new ();

  g_byte_array_append (input, (const guint8 *) role, strlen (role));
  if (self->binding_data != NULL)
    g_byte_array_append (input, g_bytes_get_data (self->binding_data, NULL),
                         g_bytes_get_size (self->binding_data));
  return beckon_sasl_hmac (self->hash, self->token, strlen (self->token), input->data, input->len,
                           digest);
}

static GBytes *
ht_begin (BeckonSaslMechanism *mechanism, GError **error)
{
  BeckonSaslHt *self = BECKON_SASL_HT (mechanism);
  gsize name_size = strlen (self->username) + 1, length;
  guint8 *message = g_malloc (name_size + BECKON_SASL_DIGEST_MAX);

  memcpy (message, self->username, name_size);
  length = ht_digest (self, "Initiator", message + name_size);
  return beckon_wiped_bytes_new_take (message, name_size + length);
}

static gboolean
ht_finish (BeckonSaslMechanism *mechanism, GBytes *additional, GError **error)
{
  BeckonSaslHt *self = BECKON_SASL_HT (mechanism);
  guint8 expected[BECKON_SASL_DIGEST_MAX];
  gsize length = ht_digest (self, "Responder", expected);
  gboolean same = additional != NULL && g_bytes_get_size (additional) == length
                  && beckon_sasl_equal (g_bytes_get_data (additional, NULL), expected, length);

  beckon_wipe (expected, sizeof expected);
  if (!same)
    g_set_error_literal (error, BECKON_LOGIN_ERROR, BECKON_LOGIN_ERROR_SERVER_PROOF,
                         "The server does not know the token");
  return same;
}

static void
beckon_sasl_ht_finalize (GObject *object)
{
  BeckonSaslHt *self = BECKON_SASL_HT (object);

  g_free (self->username);
  beckon_wipe_string (self->token);
  g_clear_pointer (&self->binding_data, g_bytes_unref);

  G_OBJECT_CLASS (beckon_sasl_ht_parent_class)->finalize (object);
}

static void
beckon_sasl_ht_class_init (BeckonSaslHtClass *klass)
{
  BeckonSaslMechanismClass *mechanism_class = BECKON_SASL_MECHANISM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = beckon_sasl_ht_finalize;
  mechanism_class->begin = ht_begin;
  mechanism_class->finish = ht_finish;
}

static void
beckon_sasl_ht_init (BeckonSaslHt *self)
{
}

/**
 * beckon_sasl_ht_new:
 * @mechanism: a name that beckon_ht_parse_name() knows
 * @username: the local part of the address
 * @token: the token
 * @binding_data: (nullable): what binds, for the mechanisms that bind
 *
 * Returns: (transfer full): one HT exchange
 */
BeckonSaslMechanism *
beckon_sasl_ht_new (const char *mechanism,
                    const char *username,
                    const char *token,
                    GBytes *binding_data)
{
  g_autoptr (BeckonSaslHt) self = g_object_new (BECKON_TYPE_SASL_HT, NULL);
  const char *binding;

  g_return_val_if_fail (beckon_ht_parse_name (mechanism, &self->hash, &binding), NULL);
  g_return_val_if_fail ((binding != NULL) == (binding_data != NULL), NULL);

  beckon_sasl_mechanism_set_name (BECKON_SASL_MECHANISM (self), mechanism);
  self->username = g_strdup (username);
  self->token = g_strdup (token);
  self->binding_data = binding_data != NULL ? g_bytes_ref (binding_data) : NULL;
  return BECKON_SASL_MECHANISM (g_steal_pointer (&self));
}
