/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Resuming and binding one step after the other, as RFC 6120, section 7, and XEP-0198 have it. */

#include "beckon-login-private.h"
#include "beckon-ns.h"
#include "beckon-random.h"

#define BECKON_NS_SESSION "urn:ietf:params:xml:ns:xmpp-session"

/**
 * beckon_login_new_resume:
 *
 * Returns: (transfer full): the wish to go on with the earlier session
 */
BeckonElement *
beckon_login_new_resume (BeckonLogin *self)
{
  BeckonElement *resume = beckon_element_new ("resume", BECKON_NS_SM);
  g_autofree char *h
    = g_strdup_printf ("%u", beckon_session_get_handled_count (self->resume_session));

  beckon_element_set_attribute (resume, "h", h);
  beckon_element_set_attribute (resume, "previd",
                                beckon_session_get_resume_id (self->resume_session));
  return resume;
}

static gboolean
parse_count (const char *text, guint32 *count)
{
  guint64 value;

  if (text == NULL || !g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT32, &value, NULL))
    return FALSE;
  *count = value;
  return TRUE;
}

/**
 * beckon_login_resume:
 * @resumed: the server's word that it goes on with the earlier session
 */
void
beckon_login_resume (BeckonLogin *self, BeckonElement *resumed)
{
  const char *previd = beckon_element_get_attribute (resumed, "previd");
  g_autoptr (BeckonSession) session = NULL;
  guint32 h;
  GError *error = NULL;

  if (self->resume_session == NULL
      || g_strcmp0 (previd, beckon_session_get_resume_id (self->resume_session)) != 0
      || !parse_count (beckon_element_get_attribute (resumed, "h"), &h))
    {
      beckon_login_fail_protocol (self, "The server has resumed another session");
      return;
    }

  session = g_object_ref (self->resume_session);
  self->resumed = beckon_session_resume (session, self->stream, h, &error);
  if (self->resumed)
    beckon_login_succeed (self, session);
  else
    beckon_login_fail (self, error);
}

/**
 * beckon_login_enable_sm:
 * @enabled: the server's word that it counts (XEP-0198)
 */
void
beckon_login_enable_sm (BeckonSession *session, BeckonElement *enabled)
{
  const char *resume = beckon_element_get_attribute (enabled, "resume");
  const char *id = beckon_element_get_attribute (enabled, "id");
  gboolean can_resume = g_strcmp0 (resume, "true") == 0 || g_strcmp0 (resume, "1") == 0;
  guint32 seconds = 0;

  parse_count (beckon_element_get_attribute (enabled, "max"), &seconds);
  beckon_session_enable_sm (session, can_resume ? id : NULL, seconds);
}

static void
start_session (BeckonLogin *self)
{
  g_autoptr (BeckonSession) session = beckon_session_new (self->stream, self->bound_jid);

  if (self->sm_enabled != NULL)
    beckon_login_enable_sm (session, self->sm_enabled);
  beckon_login_succeed (self, session);
}

static gboolean
is_reply (BeckonLogin *self, BeckonElement *element)
{
  return beckon_element_is (element, "iq", BECKON_NS_CLIENT)
         && g_strcmp0 (beckon_element_get_attribute (element, "id"), self->request_id) == 0;
}

static gboolean
is_result (BeckonElement *iq)
{
  return g_strcmp0 (beckon_element_get_attribute (iq, "type"), "result") == 0;
}

/* A server without carbons says so, and that is all. Stanzas from others are not answered yet, and
 * messages come again from the archive. */
static void
enabled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonLogin) self = user_data;
  g_autoptr (BeckonElement) element = NULL;
  GError *error = NULL;

  element = beckon_stream_receive_finish (BECKON_STREAM (source), result, &error);
  if (element == NULL)
    {
      beckon_login_fail (self, error);
      return;
    }

  if (self->awaiting_carbons && is_reply (self, element))
    {
      self->carbons_enabled = is_result (element);
      self->awaiting_carbons = FALSE;
    }
  else if (self->awaiting_sm && beckon_element_is (element, "enabled", BECKON_NS_SM))
    {
      self->sm_enabled = beckon_element_ref (element);
      self->awaiting_sm = FALSE;
    }
  else if (self->awaiting_sm && beckon_element_is (element, "failed", BECKON_NS_SM))
    self->awaiting_sm = FALSE;
  else if (!beckon_element_is (element, NULL, BECKON_NS_CLIENT))
    {
      beckon_login_fail_protocol (self, "What the server sent is no part of signing in");
      return;
    }

  if (self->awaiting_carbons || self->awaiting_sm)
    beckon_login_receive (self, enabled_cb);
  else
    start_session (self);
}

static void
send_request (BeckonLogin *self, BeckonElement *iq)
{
  g_free (self->request_id);
  self->request_id = beckon_random_id ();
  beckon_element_set_attribute (iq, "type", "set");
  beckon_element_set_attribute (iq, "id", self->request_id);
  beckon_stream_send (self->stream, iq);
}

/* Carbons first: what is sent after the wish for stream management is counted. */
static void
enable_features (BeckonLogin *self)
{
  BeckonElement *features = beckon_stream_get_features (self->stream);
  g_autoptr (BeckonElement) iq = beckon_element_new ("iq", BECKON_NS_CLIENT);

  beckon_element_add_child (iq, "enable", BECKON_NS_CARBONS);
  send_request (self, iq);
  self->awaiting_carbons = TRUE;
  if (beckon_element_get_child (features, "sm", BECKON_NS_SM) != NULL)
    {
      g_autoptr (BeckonElement) enable = beckon_element_new ("enable", BECKON_NS_SM);

      beckon_element_set_attribute (enable, "resume", "true");
      beckon_stream_send (self->stream, enable);
      self->awaiting_sm = TRUE;
    }
  beckon_login_receive (self, enabled_cb);
}

/* Before there is a resource nobody but the server can reach us, so that what comes is its reply.
 * Returns it, or ends the attempt. */
static BeckonElement *
receive_reply (BeckonLogin *self, GAsyncResult *result)
{
  g_autoptr (BeckonElement) element = NULL;
  GError *error = NULL;

  element = beckon_stream_receive_finish (self->stream, result, &error);
  if (element == NULL)
    {
      beckon_login_fail (self, error);
      return NULL;
    }
  if (!is_reply (self, element))
    {
      beckon_login_fail_protocol (self, "No reply to binding a resource");
      return NULL;
    }
  if (!is_result (element))
    {
      error = beckon_stanza_error_new_from_element (element);
      if (g_error_matches (error, BECKON_STANZA_ERROR, BECKON_STANZA_ERROR_RESOURCE_CONSTRAINT))
        beckon_login_fail (self,
                           g_error_new_literal (BECKON_LOGIN_ERROR, BECKON_LOGIN_ERROR_TRY_LATER,
                                                error->message));
      else
        beckon_login_fail_protocol (self, error->message);
      g_error_free (error);
      return NULL;
    }
  return g_steal_pointer (&element);
}

static void
session_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonLogin) self = user_data;
  g_autoptr (BeckonElement) reply = receive_reply (self, result);

  if (reply != NULL)
    enable_features (self);
}

/* RFC 3921, section 3: servers of old want it. */
static void
establish_session (BeckonLogin *self)
{
  BeckonElement *feature = beckon_element_get_child (beckon_stream_get_features (self->stream),
                                                     "session", BECKON_NS_SESSION);
  g_autoptr (BeckonElement) iq = NULL;

  if (feature == NULL || beckon_element_get_child (feature, "optional", BECKON_NS_SESSION) != NULL)
    {
      enable_features (self);
      return;
    }
  iq = beckon_element_new ("iq", BECKON_NS_CLIENT);
  beckon_element_add_child (iq, "session", BECKON_NS_SESSION);
  send_request (self, iq);
  beckon_login_receive (self, session_cb);
}

static void
bound_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonLogin) self = user_data;
  g_autoptr (BeckonElement) reply = receive_reply (self, result);
  g_autofree char *text = NULL;
  BeckonElement *bind;

  if (reply == NULL)
    return;
  bind = beckon_element_get_child (reply, "bind", BECKON_NS_BIND);
  text = bind != NULL ? beckon_element_dup_child_text (bind, "jid", BECKON_NS_BIND) : NULL;
  self->bound_jid = text != NULL ? beckon_jid_new (text, NULL) : NULL;
  if (!beckon_login_accept_jid (self, self->bound_jid) || beckon_jid_is_bare (self->bound_jid))
    beckon_login_fail_protocol (self, "The server has signed us in as somebody else");
  else
    establish_session (self);
}

static void
bind_resource (BeckonLogin *self)
{
  BeckonElement *features = beckon_stream_get_features (self->stream);
  g_autoptr (BeckonElement) iq = NULL;
  g_autofree char *id = NULL, *resource = NULL;

  if (beckon_element_get_child (features, "bind", BECKON_NS_BIND) == NULL)
    {
      beckon_login_fail_protocol (self, "The server binds no resource");
      return;
    }
  id = beckon_random_id ();
  resource = g_strdup_printf ("Beckon.%.8s", id);
  iq = beckon_element_new ("iq", BECKON_NS_CLIENT);
  beckon_element_add_text_child (beckon_element_add_child (iq, "bind", BECKON_NS_BIND), "resource",
                                 BECKON_NS_BIND, resource);
  send_request (self, iq);
  beckon_login_receive (self, bound_cb);
}

static void
resumed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonLogin) self = user_data;
  g_autoptr (BeckonElement) element = NULL;
  GError *error = NULL;

  element = beckon_stream_receive_finish (BECKON_STREAM (source), result, &error);
  if (element == NULL)
    beckon_login_fail (self, error);
  else if (beckon_element_is (element, "resumed", BECKON_NS_SM))
    beckon_login_resume (self, element);
  else if (beckon_element_is (element, "failed", BECKON_NS_SM))
    {
      beckon_session_take_failed (self->resume_session, element);
      bind_resource (self);
    }
  else
    beckon_login_fail_protocol (self, "No answer to resuming a session");
}

/**
 * beckon_login_bind:
 *
 * Gets from being authenticated to a session, with the features that came after authenticating.
 */
void
beckon_login_bind (BeckonLogin *self)
{
  BeckonElement *features = beckon_stream_get_features (self->stream);

  self->csi_offered = beckon_element_get_child (features, "csi", BECKON_NS_CSI) != NULL;
  if (self->resume_session != NULL && beckon_session_can_resume (self->resume_session)
      && beckon_element_get_child (features, "sm", BECKON_NS_SM) != NULL)
    {
      g_autoptr (BeckonElement) resume = beckon_login_new_resume (self);

      beckon_stream_send (self->stream, resume);
      beckon_login_receive (self, resumed_cb);
    }
  else
    bind_resource (self);
}
