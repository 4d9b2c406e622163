/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-sasl-choice.h"

#include <string.h>

/* What a password can be used with, the strongest first. Binding to the channel counts more than
 * the hash. */
static const char *const by_strength[] = {
  "SCRAM-SHA-512-PLUS",
  "SCRAM-SHA-256-PLUS",
  "SCRAM-SHA-1-PLUS",
  "SCRAM-SHA-512",
  "SCRAM-SHA-256",
  "SCRAM-SHA-1",
  "PLAIN",
};

/**
 * beckon_sasl_mechanism_strength:
 * @mechanism: (nullable): a mechanism's name
 *
 * Returns: a number that is higher for a stronger mechanism; 0 for what a password is never used
 *   with
 */
int
beckon_sasl_mechanism_strength (const char *mechanism)
{
  for (gsize i = 0; mechanism != NULL && i < G_N_ELEMENTS (by_strength); i++)
    if (strcmp (mechanism, by_strength[i]) == 0)
      return G_N_ELEMENTS (by_strength) - i;
  return 0;
}

static gboolean
is_plus (const char *mechanism)
{
  return g_str_has_suffix (mechanism, "-PLUS");
}

static const char *
find_strongest (const BeckonSaslOffer *offer, gboolean plus)
{
  const char *best = NULL;

  for (const char *const *m = offer->mechanisms; *m != NULL; m++)
    if (is_plus (*m) == plus
        && beckon_sasl_mechanism_strength (*m) > beckon_sasl_mechanism_strength (best))
      best = *m;
  return best;
}

static const char *
find_common_binding (const BeckonSaslOffer *offer, const BeckonSaslMeans *means)
{
  /* Before XEP-0440 the two could only hope to mean the same one. */
  if (offer->bindings == NULL)
    return means->bindings[0];
  for (const char *const *b = means->bindings; *b != NULL; b++)
    if (g_strv_contains (offer->bindings, *b))
      return *b;
  return NULL;
}

static gboolean
refuse (GError **error, BeckonLoginError code, const char *message)
{
  g_set_error_literal (error, BECKON_LOGIN_ERROR, code, message);
  return FALSE;
}

/* The rules of XEP-0440, section "Business Rules", with the sixth as XEP-0474 has it. */
static gboolean
choose_scram (const BeckonSaslOffer *offer,
              const BeckonSaslMeans *means,
              const char *with_plus,
              const char *without_plus,
              BeckonSaslChoice *choice,
              GError **error)
{
  gboolean can_bind = means->bindings[0] != NULL;

  if (with_plus != NULL && offer->bindings == NULL && offer->sasl2)
    return refuse (error, BECKON_LOGIN_ERROR_DOWNGRADE,
                   "The server binds to channels and does not say how");
  if (with_plus == NULL && offer->bindings != NULL)
    return refuse (error, BECKON_LOGIN_ERROR_DOWNGRADE,
                   "The server says how it binds to channels and offers no mechanism for it");

  if (with_plus != NULL)
    {
      choice->binding = find_common_binding (offer, means);
      if (choice->binding != NULL)
        {
          choice->mechanism = with_plus;
          choice->gs2_flag = 'p';
          return TRUE;
        }
      if (without_plus == NULL)
        return refuse (error, BECKON_LOGIN_ERROR_NO_MECHANISM,
                       "No way to bind to the channel that both sides know");
      choice->confirm_offer = can_bind && offer->bindings != NULL
                              && !g_strv_contains (offer->bindings, "tls-server-end-point");
    }

  choice->mechanism = without_plus;
  choice->gs2_flag = with_plus == NULL && can_bind ? 'y' : 'n';
  return TRUE;
}

/**
 * beckon_sasl_choose:
 * @choice: (out): the choice
 *
 * Chooses how to sign in. PLAIN is only chosen where there is nothing else and never was. Another
 * mechanism than the pinned one, when it is weaker, is only chosen on condition that the server
 * confirms that this is what it offers now: XEP-0474 wants a server to be able to change its mind.
 *
 * Returns: whether there is a choice, else a %BECKON_LOGIN_ERROR_NO_CREDENTIALS,
 *   %BECKON_LOGIN_ERROR_NO_MECHANISM or %BECKON_LOGIN_ERROR_DOWNGRADE
 */
gboolean
beckon_sasl_choose (const BeckonSaslOffer *offer,
                    const BeckonSaslMeans *means,
                    BeckonSaslChoice *choice,
                    GError **error)
{
  const char *with_plus = find_strongest (offer, TRUE);
  const char *without_plus = find_strongest (offer, FALSE);
  gboolean plain = with_plus == NULL && g_strcmp0 (without_plus, "PLAIN") == 0;
  int pinned = beckon_sasl_mechanism_strength (means->pinned);

  *choice = (BeckonSaslChoice){ NULL };

  if (means->oauth_token && g_strv_contains (offer->mechanisms, "OAUTHBEARER"))
    {
      choice->mechanism = "OAUTHBEARER";
      return TRUE;
    }
  if (!means->password && !means->oauth_token)
    return refuse (error, BECKON_LOGIN_ERROR_NO_CREDENTIALS,
                   "There is no password or token to sign in with");

  /* It may be offered next to what only the other side knows how to bind. */
  if (g_strcmp0 (without_plus, "PLAIN") == 0 && !plain)
    without_plus = NULL;

  if (!means->password || (with_plus == NULL && without_plus == NULL))
    return refuse (error, BECKON_LOGIN_ERROR_NO_MECHANISM,
                   "The server offers no mechanism that we would use");

  if (plain)
    {
      if (pinned > beckon_sasl_mechanism_strength ("PLAIN"))
        return refuse (error, BECKON_LOGIN_ERROR_DOWNGRADE,
                       "The server wants the password itself, and did not want it before");
      choice->mechanism = without_plus;
      return TRUE;
    }

  if (!choose_scram (offer, means, with_plus, without_plus, choice, error))
    return FALSE;
  if (beckon_sasl_mechanism_strength (choice->mechanism) < pinned)
    choice->confirm_offer = TRUE;
  return TRUE;
}
