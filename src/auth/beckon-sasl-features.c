/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-sasl-features.h"

#include "beckon-ns.h"
#include "beckon-sasl-hash.h"
#include "beckon-wipe.h"

#include <string.h>

/* More than any server offers, and few enough to look at each. */
#define MAX_NAMES 64
#define MAX_NAME_LENGTH 64

static void
add_name (GPtrArray *names, char *name)
{
  if (name != NULL && *name != '\0' && strlen (name) <= MAX_NAME_LENGTH && names->len < MAX_NAMES)
    g_ptr_array_add (names, name);
  else
    g_free (name);
}

static char **
names_to_strv (GPtrArray *names)
{
  g_ptr_array_add (names, NULL);
  return (char **) g_ptr_array_free (names, FALSE);
}

static char **
parse_mechanisms (BeckonElement *parent, const char *ns)
{
  GPtrArray *names = g_ptr_array_new ();

  if (parent != NULL)
    for (BeckonElement *child = beckon_element_get_first_child (parent); child != NULL;
         child = beckon_element_get_next_sibling (child))
      if (beckon_element_is (child, "mechanism", ns))
        add_name (names, beckon_element_dup_text (child));
  return names_to_strv (names);
}

static char **
parse_bindings (BeckonElement *parent)
{
  GPtrArray *names;

  if (parent == NULL)
    return NULL;

  names = g_ptr_array_new ();
  for (BeckonElement *child = beckon_element_get_first_child (parent); child != NULL;
       child = beckon_element_get_next_sibling (child))
    if (beckon_element_is (child, "channel-binding", BECKON_NS_CHANNEL_BINDING))
      add_name (names, g_strdup (beckon_element_get_attribute (child, "type")));
  return names_to_strv (names);
}

static void
parse_bind (BeckonSaslFeatures *self, BeckonElement *bind)
{
  BeckonElement *inline_features = beckon_element_get_child (bind, "inline", BECKON_NS_BIND2);

  self->bind = TRUE;
  if (inline_features == NULL)
    return;
  for (BeckonElement *child = beckon_element_get_first_child (inline_features); child != NULL;
       child = beckon_element_get_next_sibling (child))
    {
      const char *var = beckon_element_get_attribute (child, "var");

      if (!beckon_element_is (child, "feature", BECKON_NS_BIND2))
        continue;
      self->carbons |= g_strcmp0 (var, BECKON_NS_CARBONS) == 0;
      self->csi |= g_strcmp0 (var, BECKON_NS_CSI) == 0;
      self->sm |= g_strcmp0 (var, BECKON_NS_SM) == 0;
    }
}

static void
parse_inline (BeckonSaslFeatures *self, BeckonElement *authentication)
{
  BeckonElement *inline_features
    = beckon_element_get_child (authentication, "inline", BECKON_NS_SASL2);
  BeckonElement *fast, *bind;

  if (inline_features == NULL)
    return;
  fast = beckon_element_get_child (inline_features, "fast", BECKON_NS_FAST);
  if (fast != NULL)
    {
      g_strfreev (self->fast);
      self->fast = parse_mechanisms (fast, BECKON_NS_FAST);
    }
  self->resume = beckon_element_get_child (inline_features, "sm", BECKON_NS_SM) != NULL;
  bind = beckon_element_get_child (inline_features, "bind", BECKON_NS_BIND2);
  if (bind != NULL)
    parse_bind (self, bind);
}

/**
 * beckon_sasl_features_parse:
 * @features: the stream features of a server, which may say anything
 *
 * Returns: (transfer full) (nullable): how it lets people sign in; %NULL when it does not
 */
BeckonSaslFeatures *
beckon_sasl_features_parse (BeckonElement *features)
{
  BeckonElement *authentication
    = beckon_element_get_child (features, "authentication", BECKON_NS_SASL2);
  BeckonElement *mechanisms = beckon_element_get_child (features, "mechanisms", BECKON_NS_SASL);
  BeckonSaslFeatures *self;

  if (authentication == NULL && mechanisms == NULL)
    return NULL;

  self = g_new0 (BeckonSaslFeatures, 1);
  self->sasl2 = authentication != NULL;
  self->mechanisms = self->sasl2 ? parse_mechanisms (authentication, BECKON_NS_SASL2)
                                 : parse_mechanisms (mechanisms, BECKON_NS_SASL);
  self->bindings = parse_bindings (
    beckon_element_get_child (features, "sasl-channel-binding", BECKON_NS_CHANNEL_BINDING));
  self->fast = g_new0 (char *, 1);
  if (self->sasl2)
    parse_inline (self, authentication);
  return self;
}

void
beckon_sasl_features_free (BeckonSaslFeatures *self)
{
  g_strfreev (self->mechanisms);
  g_strfreev (self->bindings);
  g_strfreev (self->fast);
  g_free (self);
}

/**
 * beckon_sasl_failure_to_error:
 * @failure: a `failure` of SASL2 or of RFC 6120, section 6.5
 *
 * Returns: (transfer full): the %BECKON_LOGIN_ERROR that says the same, with the server's text
 */
GError *
beckon_sasl_failure_to_error (BeckonElement *failure)
{
  static const struct
  {
    const char *condition;
    BeckonLoginError code;
  } conditions[] = {
    { "not-authorized", BECKON_LOGIN_ERROR_NOT_AUTHORIZED },
    { "account-disabled", BECKON_LOGIN_ERROR_ACCOUNT_DISABLED },
    { "credentials-expired", BECKON_LOGIN_ERROR_EXPIRED },
    { "temporary-auth-failure", BECKON_LOGIN_ERROR_TRY_LATER },
    { "mechanism-too-weak", BECKON_LOGIN_ERROR_NO_MECHANISM },
    { "invalid-mechanism", BECKON_LOGIN_ERROR_NO_MECHANISM },
    { "encryption-required", BECKON_LOGIN_ERROR_NO_MECHANISM },
  };
  BeckonElement *condition = beckon_element_get_child (failure, NULL, BECKON_NS_SASL);
  g_autofree char *text
    = beckon_element_dup_child_text (failure, "text", beckon_element_get_ns (failure));
  const char *name;
  BeckonLoginError code = BECKON_LOGIN_ERROR_PROTOCOL;

  /* In RFC 6120 the text has the namespace of the conditions, and may come first. */
  while (condition != NULL
         && (beckon_element_is (condition, "text", NULL)
             || !beckon_element_is (condition, NULL, BECKON_NS_SASL)))
    condition = beckon_element_get_next_sibling (condition);
  name = condition != NULL ? beckon_element_get_name (condition) : "undefined";

  for (gsize i = 0; i < G_N_ELEMENTS (conditions); i++)
    if (strcmp (name, conditions[i].condition) == 0)
      code = conditions[i].code;
  return g_error_new_literal (BECKON_LOGIN_ERROR, code,
                              text != NULL && *text != '\0' ? text : name);
}

/**
 * beckon_sasl_data_parse:
 * @element: (nullable): what carries SASL data as its text
 * @data: (out) (transfer full) (nullable): the data, or %NULL when there is none
 *
 * Knows that `=` is no data at all in RFC 6120 (section 6.4.2): data that is there and empty.
 *
 * Returns: %FALSE with a %BECKON_LOGIN_ERROR_PROTOCOL when that is not base64
 */
gboolean
beckon_sasl_data_parse (BeckonElement *element, GBytes **data, GError **error)
{
  g_autofree char *text = element != NULL ? beckon_element_dup_text (element) : NULL;

  *data = NULL;
  if (text == NULL)
    return TRUE;
  g_strstrip (text);
  if (strcmp (text, "=") == 0)
    *text = '\0';
  *data = beckon_sasl_base64_decode (text, strlen (text));
  if (*data == NULL)
    g_set_error_literal (error, BECKON_LOGIN_ERROR, BECKON_LOGIN_ERROR_PROTOCOL,
                         "SASL data is not base64");
  return *data != NULL;
}
