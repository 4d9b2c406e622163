/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-session.h"

#include "beckon-ns.h"
#include "beckon-text.h"

#define MAX_TEXT_CHARS 500

G_DEFINE_QUARK (BeckonStanzaError, beckon_stanza_error)

/* RFC 6120, section 8.3.3: the condition and the type that goes with it */
static const struct
{
  const char *name;
  const char *type;
} conditions[] = {
  [BECKON_STANZA_ERROR_UNDEFINED_CONDITION] = { "undefined-condition", "cancel" },
  [BECKON_STANZA_ERROR_BAD_REQUEST] = { "bad-request", "modify" },
  [BECKON_STANZA_ERROR_CONFLICT] = { "conflict", "cancel" },
  [BECKON_STANZA_ERROR_FEATURE_NOT_IMPLEMENTED] = { "feature-not-implemented", "cancel" },
  [BECKON_STANZA_ERROR_FORBIDDEN] = { "forbidden", "auth" },
  [BECKON_STANZA_ERROR_GONE] = { "gone", "cancel" },
  [BECKON_STANZA_ERROR_INTERNAL_SERVER_ERROR] = { "internal-server-error", "cancel" },
  [BECKON_STANZA_ERROR_ITEM_NOT_FOUND] = { "item-not-found", "cancel" },
  [BECKON_STANZA_ERROR_JID_MALFORMED] = { "jid-malformed", "modify" },
  [BECKON_STANZA_ERROR_NOT_ACCEPTABLE] = { "not-acceptable", "modify" },
  [BECKON_STANZA_ERROR_NOT_ALLOWED] = { "not-allowed", "cancel" },
  [BECKON_STANZA_ERROR_NOT_AUTHORIZED] = { "not-authorized", "auth" },
  [BECKON_STANZA_ERROR_POLICY_VIOLATION] = { "policy-violation", "modify" },
  [BECKON_STANZA_ERROR_RECIPIENT_UNAVAILABLE] = { "recipient-unavailable", "wait" },
  [BECKON_STANZA_ERROR_REDIRECT] = { "redirect", "modify" },
  [BECKON_STANZA_ERROR_REGISTRATION_REQUIRED] = { "registration-required", "auth" },
  [BECKON_STANZA_ERROR_REMOTE_SERVER_NOT_FOUND] = { "remote-server-not-found", "cancel" },
  [BECKON_STANZA_ERROR_REMOTE_SERVER_TIMEOUT] = { "remote-server-timeout", "wait" },
  [BECKON_STANZA_ERROR_RESOURCE_CONSTRAINT] = { "resource-constraint", "wait" },
  [BECKON_STANZA_ERROR_SERVICE_UNAVAILABLE] = { "service-unavailable", "cancel" },
  [BECKON_STANZA_ERROR_SUBSCRIPTION_REQUIRED] = { "subscription-required", "auth" },
  [BECKON_STANZA_ERROR_UNEXPECTED_REQUEST] = { "unexpected-request", "wait" },
};

/**
 * beckon_stanza_error_new_from_element:
 * @stanza: a stanza of type error
 *
 * Returns: (transfer full): a %BECKON_STANZA_ERROR, %BECKON_STANZA_ERROR_UNDEFINED_CONDITION where
 *   the stanza says nothing that we know. Its message is one line
 */
GError *
beckon_stanza_error_new_from_element (BeckonElement *stanza)
{
  BeckonElement *error = beckon_element_get_child (stanza, "error", BECKON_NS_CLIENT);
  guint code = BECKON_STANZA_ERROR_UNDEFINED_CONDITION;
  g_autofree char *text = NULL;
  g_autofree char *line = NULL;

  for (guint i = 0; error != NULL && i < G_N_ELEMENTS (conditions); i++)
    if (beckon_element_get_child (error, conditions[i].name, BECKON_NS_STANZA_ERRORS) != NULL)
      {
        code = i;
        break;
      }
  if (error != NULL)
    text = beckon_element_dup_child_text (error, "text", BECKON_NS_STANZA_ERRORS);
  line = beckon_text_dup_line (text, MAX_TEXT_CHARS);
  return g_error_new_literal (BECKON_STANZA_ERROR, code,
                              line != NULL ? line : conditions[code].name);
}

/**
 * beckon_session_reply_new:
 * @request: an `iq` of type get or set
 *
 * Returns: (transfer full): an empty result for it
 */
BeckonElement *
beckon_session_reply_new (BeckonElement *request)
{
  BeckonElement *reply = beckon_element_new ("iq", BECKON_NS_CLIENT);

  beckon_element_set_attribute (reply, "type", "result");
  beckon_element_set_attribute (reply, "id", beckon_element_get_attribute (request, "id"));
  beckon_element_set_attribute (reply, "to", beckon_element_get_attribute (request, "from"));
  return reply;
}

/**
 * beckon_session_reply_error:
 * @request: an `iq` of type get or set; anything else is not answered
 */
void
beckon_session_reply_error (BeckonSession *self,
                            BeckonElement *request,
                            BeckonStanzaError condition)
{
  const char *type = beckon_element_get_attribute (request, "type");
  g_autoptr (BeckonElement) reply = NULL;
  BeckonElement *error;

  if (!beckon_element_is (request, "iq", BECKON_NS_CLIENT)
      || beckon_element_get_attribute (request, "id") == NULL
      || (g_strcmp0 (type, "get") != 0 && g_strcmp0 (type, "set") != 0))
    return;

  reply = beckon_session_reply_new (request);
  beckon_element_set_attribute (reply, "type", "error");
  error = beckon_element_add_child (reply, "error", BECKON_NS_CLIENT);
  beckon_element_set_attribute (error, "type", conditions[condition].type);
  beckon_element_add_child (error, conditions[condition].name, BECKON_NS_STANZA_ERRORS);
  beckon_session_send (self, reply);
}
