/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What SASL2 does in the same breath as authenticating: XEP-0388 with XEP-0386 (Bind 2), XEP-0484
 * (FAST), XEP-0198 (stream management) and XEP-0280 (carbons). */

#include "beckon-login-private.h"
#include "beckon-ns.h"
#include "beckon-wipe.h"

#include <string.h>

/* Longer ones are refused: they go into a keyring. */
#define MAX_TOKEN_LENGTH 4096

/* What shows in our full address, see XEP-0386. */
#define TAG "Beckon"

static void
append_user_agent (BeckonLogin *self, BeckonElement *request)
{
  BeckonElement *agent;

  if (self->agent_id == NULL)
    return;
  agent = beckon_element_add_child (request, "user-agent", BECKON_NS_SASL2);
  beckon_element_set_attribute (agent, "id", self->agent_id);
  if (self->agent_software != NULL)
    beckon_element_add_text_child (agent, "software", BECKON_NS_SASL2, self->agent_software);
  if (self->agent_device != NULL)
    beckon_element_add_text_child (agent, "device", BECKON_NS_SASL2, self->agent_device);
}

static void
append_fast (BeckonLogin *self, BeckonElement *request)
{
  BeckonElement *fast;

  if (self->using_fast)
    {
      fast = beckon_element_add_child (request, "fast", BECKON_NS_FAST);
      if (self->fast_count > 0)
        {
          g_autofree char *count = g_strdup_printf ("%u", self->fast_count);

          beckon_element_set_attribute (fast, "count", count);
        }
      if (self->invalidate_fast)
        beckon_element_set_attribute (fast, "invalidate", "true");
    }
  else if (self->requested_token != NULL && self->agent_id != NULL && !self->invalidate_fast)
    {
      fast = beckon_element_add_child (request, "request-token", BECKON_NS_FAST);
      beckon_element_set_attribute (fast, "mechanism", self->requested_token);
    }
}

static void
append_bind (BeckonLogin *self, BeckonElement *request)
{
  const BeckonSaslFeatures *offer = self->offer;
  BeckonElement *bind, *enable;

  if (self->resume_session != NULL && (offer == NULL || offer->resume))
    {
      g_autoptr (BeckonElement) resume = beckon_login_new_resume (self);

      beckon_element_append (request, resume);
    }
  if (offer != NULL && !offer->bind)
    return;

  bind = beckon_element_add_child (request, "bind", BECKON_NS_BIND2);
  beckon_element_add_text_child (bind, "tag", BECKON_NS_BIND2, TAG);
  if (offer == NULL || offer->carbons)
    beckon_element_add_child (bind, "enable", BECKON_NS_CARBONS);
  if (offer == NULL || offer->sm)
    {
      enable = beckon_element_add_child (bind, "enable", BECKON_NS_SM);
      beckon_element_set_attribute (enable, "resume", "true");
    }
}

/**
 * beckon_login_new_sasl2_request:
 * @initial: the initial response
 *
 * Returns: (transfer full): the `authenticate` that asks for all that the server offers; for all
 *   that there is when the offer is not known yet, as a server ignores what it does not know
 */
BeckonElement *
beckon_login_new_sasl2_request (BeckonLogin *self, GBytes *initial)
{
  BeckonElement *request = beckon_element_new ("authenticate", BECKON_NS_SASL2);
  char *text = g_base64_encode (g_bytes_get_data (initial, NULL), g_bytes_get_size (initial));

  beckon_element_set_attribute (request, "mechanism",
                                beckon_sasl_mechanism_get_name (self->mechanism));
  beckon_element_add_text_child (request, "initial-response", BECKON_NS_SASL2, text);
  beckon_wipe_string (text);
  append_user_agent (self, request);
  append_fast (self, request);
  if (!self->invalidate_fast)
    append_bind (self, request);
  return request;
}

static void
read_token (BeckonLogin *self, BeckonElement *success)
{
  BeckonElement *element = beckon_element_get_child (success, "token", BECKON_NS_FAST);
  const char *token, *expiry;
  const char *mechanism = self->using_fast ? self->fast_mechanism : self->requested_token;

  if (element == NULL || mechanism == NULL)
    return;
  token = beckon_element_get_attribute (element, "token");
  expiry = beckon_element_get_attribute (element, "expiry");
  if (token == NULL || *token == '\0' || strlen (token) > MAX_TOKEN_LENGTH)
    return;
  self->new_fast_mechanism = g_strdup (mechanism);
  self->new_fast_token = g_strdup (token);
  self->new_fast_expiry = expiry != NULL ? g_date_time_new_from_iso8601 (expiry, NULL) : NULL;
}

static void
features_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonLogin) self = user_data;
  g_autoptr (BeckonElement) features = NULL;
  g_autoptr (BeckonSession) session = NULL;
  GError *error = NULL;

  features = beckon_stream_receive_finish (BECKON_STREAM (source), result, &error);
  if (features == NULL)
    {
      beckon_login_fail (self, error);
      return;
    }
  if (!beckon_element_is (features, "features", BECKON_NS_STREAM))
    {
      beckon_login_fail_protocol (self, "No features came after signing in");
      return;
    }
  if (self->bound_jid == NULL && !self->invalidate_fast)
    {
      beckon_login_bind (self);
      return;
    }

  session
    = beckon_session_new (self->stream, self->bound_jid != NULL ? self->bound_jid : self->jid);
  if (self->sm_enabled != NULL)
    beckon_login_enable_sm (session, self->sm_enabled);
  beckon_login_succeed (self, session);
}

/**
 * beckon_login_read_success:
 * @success: of SASL2, from a server that has proved itself
 */
void
beckon_login_read_success (BeckonLogin *self, BeckonElement *success)
{
  g_autofree char *identifier
    = beckon_element_dup_child_text (success, "authorization-identifier", BECKON_NS_SASL2);
  g_autoptr (BeckonJid) jid = identifier != NULL ? beckon_jid_new (identifier, NULL) : NULL;
  BeckonElement *resumed = beckon_element_get_child (success, "resumed", BECKON_NS_SM);
  BeckonElement *failed = beckon_element_get_child (success, "failed", BECKON_NS_SM);
  BeckonElement *bound = beckon_element_get_child (success, "bound", BECKON_NS_BIND2);

  if (!beckon_login_accept_jid (self, jid))
    {
      beckon_login_fail_protocol (self, "The server has signed us in as somebody else");
      return;
    }

  read_token (self, success);
  if (failed != NULL && self->resume_session != NULL)
    beckon_session_take_failed (self->resume_session, failed);
  if (resumed != NULL)
    {
      beckon_login_resume (self, resumed);
      return;
    }
  if (bound != NULL)
    {
      BeckonElement *enabled = beckon_element_get_child (bound, "enabled", BECKON_NS_SM);

      if (beckon_jid_is_bare (jid))
        {
          beckon_login_fail_protocol (self, "The server has bound no resource");
          return;
        }
      self->bound_jid = beckon_jid_ref (jid);
      self->sm_enabled = enabled != NULL ? beckon_element_copy (enabled) : NULL;
      /* What is asked for in a bind happens (XEP-0386), if it was offered. */
      self->carbons_enabled = self->offer->carbons;
      self->csi_offered = self->offer->csi;
    }
  beckon_login_receive (self, features_cb);
}
