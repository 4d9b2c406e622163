/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The SASL exchange of a sign-in, with SASL2 (XEP-0388) or as RFC 6120, section 6, has it. */

#include "beckon-login-private.h"
#include "beckon-ns.h"
#include "beckon-sasl-choice.h"
#include "beckon-sasl-ht.h"
#include "beckon-sasl-oauthbearer.h"
#include "beckon-sasl-plain.h"
#include "beckon-sasl-scram.h"
#include "beckon-wipe.h"

/* The strongest first */
static const char *const binding_types[] = { "tls-exporter", "tls-unique", "tls-server-end-point" };

typedef struct
{
  const char *types[G_N_ELEMENTS (binding_types) + 1];
  GBytes *data[G_N_ELEMENTS (binding_types)];
} Bindings;

static void
bindings_clear (Bindings *bindings)
{
  for (gsize i = 0; bindings->types[i] != NULL; i++)
    g_bytes_unref (bindings->data[i]);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Bindings, bindings_clear)

static void
bindings_init (Bindings *bindings, BeckonStream *stream)
{
  gsize n = 0;

  *bindings = (Bindings){ { NULL } };
  for (gsize i = 0; i < G_N_ELEMENTS (binding_types); i++)
    {
      bindings->data[n] = beckon_stream_dup_channel_binding (stream, binding_types[i], NULL);
      if (bindings->data[n] != NULL)
        bindings->types[n++] = binding_types[i];
    }
}

static GBytes *
bindings_get (const Bindings *bindings, const char *type)
{
  for (gsize i = 0; type != NULL && bindings->types[i] != NULL; i++)
    if (g_str_equal (bindings->types[i], type))
      return bindings->data[i];
  return NULL;
}

static const char *
get_ns (BeckonLogin *self)
{
  return self->offer == NULL || self->offer->sasl2 ? BECKON_NS_SASL2 : BECKON_NS_SASL;
}

/* Makes the exchange with the token, if this connection can have it. */
static gboolean
use_fast (BeckonLogin *self, const Bindings *bindings)
{
  GChecksumType hash;
  const char *type;

  if (self->fast_token == NULL || self->fast_refused
      || !beckon_ht_parse_name (self->fast_mechanism, &hash, &type)
      || (type != NULL && bindings_get (bindings, type) == NULL))
    return FALSE;

  self->using_fast = TRUE;
  g_set_object (&self->mechanism, NULL);
  self->mechanism = beckon_sasl_ht_new (self->fast_mechanism, beckon_jid_get_local (self->jid),
                                        self->fast_token, bindings_get (bindings, type));
  return TRUE;
}

/**
 * beckon_login_pipeline:
 *
 * Returns: (transfer full) (nullable): the request that goes out with the stream header, before the
 *   server has said anything. That there is a token tells what it can do
 */
BeckonElement *
beckon_login_pipeline (BeckonStream *stream, gpointer login)
{
  BeckonLogin *self = login;
  g_auto (Bindings) bindings = { { NULL } };
  g_autoptr (GBytes) initial = NULL;

  bindings_init (&bindings, stream);
  self->pipelined = use_fast (self, &bindings);
  if (!self->pipelined)
    return NULL;
  initial = beckon_sasl_mechanism_begin (self->mechanism, NULL);
  return beckon_login_new_sasl2_request (self, initial);
}

static BeckonSaslMechanism *
new_scram (BeckonLogin *self, const BeckonSaslChoice *choice, const Bindings *bindings)
{
  BeckonScramBinding binding
    = { choice->gs2_flag, choice->binding, bindings_get (bindings, choice->binding) };
  BeckonSaslMechanism *mechanism
    = beckon_sasl_scram_new (choice->mechanism, beckon_jid_get_local (self->jid), self->password,
                             &binding, NULL);
  g_autofree char *offer
    = beckon_scram_describe_offer ((const char *const *) self->offer->mechanisms,
                                   (const char *const *) self->offer->bindings);

  beckon_sasl_scram_set_offer (BECKON_SASL_SCRAM (mechanism), offer, choice->confirm_offer);
  return mechanism;
}

static gboolean
choose_mechanism (BeckonLogin *self, const Bindings *bindings, GError **error)
{
  BeckonSaslOffer offer = {
    .mechanisms = (const char *const *) self->offer->mechanisms,
    .bindings = (const char *const *) self->offer->bindings,
    .sasl2 = self->offer->sasl2,
  };
  BeckonSaslMeans means = {
    .password = self->password != NULL,
    .oauth_token = self->oauth_token != NULL,
    .bindings = bindings->types,
    .pinned = self->pinned_mechanism,
  };
  BeckonSaslChoice choice;

  if (!beckon_sasl_choose (&offer, &means, &choice, error))
    return FALSE;

  self->using_fast = FALSE;
  g_clear_object (&self->mechanism);
  if (g_str_equal (choice.mechanism, "OAUTHBEARER"))
    self->mechanism
      = beckon_sasl_oauthbearer_new (beckon_login_get_account (self), self->oauth_token);
  else if (g_str_equal (choice.mechanism, "PLAIN"))
    self->mechanism = beckon_sasl_plain_new (beckon_jid_get_local (self->jid), self->password);
  else
    self->mechanism = new_scram (self, &choice, bindings);
  return TRUE;
}

static void
append_data (BeckonElement *element, GBytes *data, const char *for_nothing)
{
  char *text = g_base64_encode (g_bytes_get_data (data, NULL), g_bytes_get_size (data));

  beckon_element_add_text (element, *text != '\0' ? text : for_nothing, -1);
  beckon_wipe_string (text);
}

static void received_cb (GObject *source, GAsyncResult *result, gpointer user_data);

static void
start_exchange (BeckonLogin *self)
{
  g_auto (Bindings) bindings = { { NULL } };
  g_autoptr (GBytes) initial = NULL;
  g_autoptr (BeckonElement) request = NULL;
  GError *error = NULL;

  bindings_init (&bindings, self->stream);
  g_free (self->requested_token);
  self->requested_token
    = g_strdup (beckon_ht_choose ((const char *const *) self->offer->fast, bindings.types));
  self->fast_offered = self->requested_token != NULL;

  if (self->fast_token != NULL
      && !g_strv_contains ((const char *const *) self->offer->fast, self->fast_mechanism))
    self->fast_refused = TRUE;
  if (!use_fast (self, &bindings) && !choose_mechanism (self, &bindings, &error))
    {
      beckon_login_fail (self, error);
      return;
    }
  initial = beckon_sasl_mechanism_begin (self->mechanism, &error);
  if (initial == NULL)
    {
      beckon_login_fail (self, error);
      return;
    }

  if (self->offer->sasl2)
    request = beckon_login_new_sasl2_request (self, initial);
  else
    {
      request = beckon_element_new ("auth", BECKON_NS_SASL);
      beckon_element_set_attribute (request, "mechanism",
                                    beckon_sasl_mechanism_get_name (self->mechanism));
      append_data (request, initial, "=");
    }
  beckon_stream_send (self->stream, request);
  beckon_login_receive (self, received_cb);
}

/* Our side of the exchange has found something wrong: the server shall not wait for us. */
static void
abort_exchange (BeckonLogin *self, GError *error)
{
  g_autoptr (BeckonElement) element = beckon_element_new ("abort", get_ns (self));

  beckon_stream_send (self->stream, element);
  beckon_login_fail (self, error);
}

static void
responded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonLogin) self = user_data;
  g_autoptr (GBytes) response = NULL;
  g_autoptr (BeckonElement) element = NULL;
  GError *error = NULL;

  response = beckon_sasl_mechanism_respond_finish (BECKON_SASL_MECHANISM (source), result, &error);
  if (response == NULL)
    {
      abort_exchange (self, error);
      return;
    }

  element = beckon_element_new ("response", get_ns (self));
  append_data (element, response, "");
  beckon_stream_send (self->stream, element);
  beckon_login_receive (self, received_cb);
}

static void
handle_challenge (BeckonLogin *self, BeckonElement *element)
{
  g_autoptr (GBytes) challenge = NULL;
  GError *error = NULL;

  if (!beckon_sasl_data_parse (element, &challenge, &error))
    abort_exchange (self, error);
  else
    beckon_sasl_mechanism_respond_async (self->mechanism, challenge,
                                         g_task_get_cancellable (self->task), responded_cb,
                                         g_object_ref (self));
}

static void
restarted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonLogin) self = user_data;
  g_autoptr (BeckonElement) features = NULL;
  GError *error = NULL;

  features = beckon_stream_restart_finish (BECKON_STREAM (source), result, &error);
  if (features == NULL)
    beckon_login_fail (self, error);
  else
    beckon_login_bind (self);
}

static void
handle_success (BeckonLogin *self, BeckonElement *element)
{
  g_autoptr (GBytes) additional = NULL;
  g_autofree char *text = NULL;
  BeckonElement *data = element;
  GError *error = NULL;

  if (self->offer->sasl2)
    data = beckon_element_get_child (element, "additional-data", BECKON_NS_SASL2);
  else
    {
      text = beckon_element_dup_text (element);
      if (*text == '\0')
        data = NULL;
    }

  if (!beckon_sasl_data_parse (data, &additional, &error)
      || !beckon_sasl_mechanism_finish (self->mechanism, additional, &error))
    {
      beckon_login_fail (self, error);
      return;
    }

  g_free (self->used_mechanism);
  self->used_mechanism = g_strdup (beckon_sasl_mechanism_get_name (self->mechanism));
  beckon_login_allow_large_stanzas (self);
  if (self->offer->sasl2)
    beckon_login_read_success (self, element);
  else
    beckon_stream_restart_async (self->stream, g_task_get_cancellable (self->task), restarted_cb,
                                 g_object_ref (self));
}

/* XEP-0484, section "Client responsibilities": a refused token is discarded, and something else
 * is tried. That the server cannot tell just now is no refusal. */
static void
handle_failure (BeckonLogin *self, BeckonElement *element)
{
  g_autoptr (GError) error = beckon_sasl_failure_to_error (element);

  if (!self->using_fast || g_error_matches (error, BECKON_LOGIN_ERROR, BECKON_LOGIN_ERROR_TRY_LATER)
      || g_error_matches (error, BECKON_LOGIN_ERROR, BECKON_LOGIN_ERROR_ACCOUNT_DISABLED))
    {
      beckon_login_fail (self, g_steal_pointer (&error));
      return;
    }

  self->fast_refused = TRUE;
  if (self->password != NULL || self->oauth_token != NULL)
    start_exchange (self);
  else
    beckon_login_fail (self,
                       g_error_new_literal (BECKON_LOGIN_ERROR, BECKON_LOGIN_ERROR_NOT_AUTHORIZED,
                                            error->message));
}

/* RFC 6120, section 6.4, has no word for "too many attempts" but to end the stream. */
static GError *
translate_stream_error (GError *error)
{
  const char *condition = beckon_stream_error_get_condition (error);
  const char *text = beckon_stream_error_get_text (error);
  GError *translated;

  if (g_strcmp0 (condition, "policy-violation") != 0
      && g_strcmp0 (condition, "resource-constraint") != 0)
    return error;
  translated = g_error_new_literal (BECKON_LOGIN_ERROR, BECKON_LOGIN_ERROR_TRY_LATER,
                                    text != NULL ? text : condition);
  g_error_free (error);
  return translated;
}

static void
received_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonLogin) self = user_data;
  g_autoptr (BeckonElement) element = NULL;
  const char *ns = get_ns (self);
  GError *error = NULL;

  element = beckon_stream_receive_finish (BECKON_STREAM (source), result, &error);
  if (element == NULL)
    {
      beckon_login_fail (self, translate_stream_error (error));
      return;
    }

  self->pipelined = FALSE;
  if (beckon_element_is (element, "challenge", ns))
    handle_challenge (self, element);
  else if (beckon_element_is (element, "success", ns))
    handle_success (self, element);
  else if (beckon_element_is (element, "failure", ns))
    handle_failure (self, element);
  else if (beckon_element_is (element, "continue", BECKON_NS_SASL2))
    abort_exchange (self, g_error_new_literal (BECKON_LOGIN_ERROR, BECKON_LOGIN_ERROR_PROTOCOL,
                                               "The server wants a further step to sign in"));
  else
    beckon_login_fail_protocol (self, "What the server sent is no part of signing in");
}

/**
 * beckon_login_authenticate:
 *
 * Signs in to a stream whose features have come.
 */
void
beckon_login_authenticate (BeckonLogin *self)
{
  g_clear_pointer (&self->offer, beckon_sasl_features_free);
  self->offer = beckon_sasl_features_parse (beckon_stream_get_features (self->stream));
  if (self->offer == NULL)
    beckon_login_fail_protocol (self, "The server offers no way to sign in");
  else if (!self->pipelined)
    start_exchange (self);
  else if (self->offer->sasl2)
    {
      g_auto (Bindings) bindings = { { NULL } };

      bindings_init (&bindings, self->stream);
      self->fast_offered
        = beckon_ht_choose ((const char *const *) self->offer->fast, bindings.types) != NULL;
      beckon_login_receive (self, received_cb);
    }
  else
    {
      /* What we sent is nothing to this server, and it may do anything about it. */
      beckon_stream_close (self->stream);
      g_clear_object (&self->stream);
      self->no_pipelining = TRUE;
      beckon_login_connect (self);
    }
}
