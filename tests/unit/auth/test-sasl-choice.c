/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-sasl-choice.h"

#define LIST(...) ((const char *const[]){ __VA_ARGS__ __VA_OPT__ (, ) NULL })

#define EXPORTER "tls-exporter"
#define UNIQUE "tls-unique"
#define END_POINT "tls-server-end-point"

enum
{
  CHOSEN = -1
};

typedef struct
{
  const char *name;
  const char *const *mechanisms;
  const char *const *bindings;
  gboolean sasl1;
  const char *const *our_bindings;
  const char *pinned;

  int outcome; /* CHOSEN or a BeckonLoginError */
  const char *mechanism;
  char gs2_flag;
  const char *binding;
  gboolean confirm_offer;
} Case;

#define ALL_SCRAM                                                                                  \
  "SCRAM-SHA-1", "SCRAM-SHA-1-PLUS", "SCRAM-SHA-256", "SCRAM-SHA-256-PLUS", "SCRAM-SHA-512"

static const Case cases[] = {
  { .name = "strongest binding wins over strongest hash",
    .mechanisms = LIST (ALL_SCRAM, "PLAIN"),
    .bindings = LIST (END_POINT, EXPORTER),
    .our_bindings = LIST (EXPORTER, END_POINT),
    .outcome = CHOSEN,
    .mechanism = "SCRAM-SHA-256-PLUS",
    .gs2_flag = 'p',
    .binding = EXPORTER },
  { .name = "TLS 1.2 without an exporter",
    .mechanisms = LIST (ALL_SCRAM),
    .bindings = LIST (END_POINT, EXPORTER, UNIQUE),
    .our_bindings = LIST (UNIQUE, END_POINT),
    .outcome = CHOSEN,
    .mechanism = "SCRAM-SHA-256-PLUS",
    .gs2_flag = 'p',
    .binding = UNIQUE },
  { .name = "only the certificate in common",
    .mechanisms = LIST (ALL_SCRAM),
    .bindings = LIST (END_POINT, UNIQUE),
    .our_bindings = LIST (EXPORTER, END_POINT),
    .outcome = CHOSEN,
    .mechanism = "SCRAM-SHA-256-PLUS",
    .gs2_flag = 'p',
    .binding = END_POINT },
  { .name = "server cannot bind",
    .mechanisms = LIST ("PLAIN", "SCRAM-SHA-1", "SCRAM-SHA-512", "SCRAM-SHA-256"),
    .our_bindings = LIST (EXPORTER, END_POINT),
    .outcome = CHOSEN,
    .mechanism = "SCRAM-SHA-512",
    .gs2_flag = 'y' },
  { .name = "neither can bind",
    .mechanisms = LIST ("SCRAM-SHA-1"),
    .our_bindings = LIST (),
    .outcome = CHOSEN,
    .mechanism = "SCRAM-SHA-1",
    .gs2_flag = 'n' },
  { .name = "we cannot bind",
    .mechanisms = LIST (ALL_SCRAM),
    .bindings = LIST (EXPORTER),
    .our_bindings = LIST (),
    .outcome = CHOSEN,
    .mechanism = "SCRAM-SHA-512",
    .gs2_flag = 'n' },
  { .name = "SASL2 without the types of binding",
    .mechanisms = LIST (ALL_SCRAM),
    .our_bindings = LIST (EXPORTER, END_POINT),
    .outcome = BECKON_LOGIN_ERROR_DOWNGRADE },
  { .name = "SASL without the types of binding",
    .mechanisms = LIST (ALL_SCRAM),
    .sasl1 = TRUE,
    .our_bindings = LIST (UNIQUE, END_POINT),
    .outcome = CHOSEN,
    .mechanism = "SCRAM-SHA-256-PLUS",
    .gs2_flag = 'p',
    .binding = UNIQUE },
  { .name = "types of binding without a mechanism",
    .mechanisms = LIST ("SCRAM-SHA-256", "SCRAM-SHA-1"),
    .bindings = LIST (EXPORTER, END_POINT),
    .our_bindings = LIST (EXPORTER, END_POINT),
    .outcome = BECKON_LOGIN_ERROR_DOWNGRADE },
  { .name = "types of binding replaced",
    .mechanisms = LIST (ALL_SCRAM),
    .bindings = LIST ("tls-imaginary"),
    .our_bindings = LIST (EXPORTER, END_POINT),
    .outcome = CHOSEN,
    .mechanism = "SCRAM-SHA-512",
    .gs2_flag = 'n',
    .confirm_offer = TRUE },
  { .name = "types of binding replaced and no other mechanism",
    .mechanisms = LIST ("SCRAM-SHA-1-PLUS", "PLAIN"),
    .bindings = LIST ("tls-imaginary"),
    .our_bindings = LIST (EXPORTER, END_POINT),
    .outcome = BECKON_LOGIN_ERROR_NO_MECHANISM },
  { .name = "the certificate cannot be bound to",
    .mechanisms = LIST (ALL_SCRAM),
    .bindings = LIST (END_POINT),
    .our_bindings = LIST (EXPORTER),
    .outcome = CHOSEN,
    .mechanism = "SCRAM-SHA-512",
    .gs2_flag = 'n' },
  { .name = "PLAIN as the last resort",
    .mechanisms = LIST ("EXTERNAL", "PLAIN"),
    .our_bindings = LIST (EXPORTER),
    .outcome = CHOSEN,
    .mechanism = "PLAIN" },
  { .name = "PLAIN with types of binding announced",
    .mechanisms = LIST ("PLAIN"),
    .bindings = LIST (EXPORTER),
    .our_bindings = LIST (EXPORTER),
    .outcome = CHOSEN,
    .mechanism = "PLAIN" },
  { .name = "PLAIN again",
    .mechanisms = LIST ("PLAIN"),
    .our_bindings = LIST (EXPORTER),
    .pinned = "PLAIN",
    .outcome = CHOSEN,
    .mechanism = "PLAIN" },
  { .name = "PLAIN after SCRAM",
    .mechanisms = LIST ("PLAIN"),
    .our_bindings = LIST (EXPORTER),
    .pinned = "SCRAM-SHA-1",
    .outcome = BECKON_LOGIN_ERROR_DOWNGRADE },
  { .name = "SCRAM after PLAIN",
    .mechanisms = LIST ("SCRAM-SHA-1", "PLAIN"),
    .our_bindings = LIST (EXPORTER),
    .pinned = "PLAIN",
    .outcome = CHOSEN,
    .mechanism = "SCRAM-SHA-1",
    .gs2_flag = 'y' },
  { .name = "weaker than pinned",
    .mechanisms = LIST ("SCRAM-SHA-256"),
    .our_bindings = LIST (EXPORTER),
    .pinned = "SCRAM-SHA-256-PLUS",
    .outcome = CHOSEN,
    .mechanism = "SCRAM-SHA-256",
    .gs2_flag = 'y',
    .confirm_offer = TRUE },
  { .name = "weaker hash than pinned",
    .mechanisms = LIST ("SCRAM-SHA-1-PLUS", "SCRAM-SHA-512"),
    .bindings = LIST (EXPORTER),
    .our_bindings = LIST (EXPORTER),
    .pinned = "SCRAM-SHA-256-PLUS",
    .outcome = CHOSEN,
    .mechanism = "SCRAM-SHA-1-PLUS",
    .gs2_flag = 'p',
    .binding = EXPORTER,
    .confirm_offer = TRUE },
  { .name = "as strong as pinned",
    .mechanisms = LIST (ALL_SCRAM),
    .bindings = LIST (EXPORTER, END_POINT),
    .our_bindings = LIST (EXPORTER, END_POINT),
    .pinned = "SCRAM-SHA-256-PLUS",
    .outcome = CHOSEN,
    .mechanism = "SCRAM-SHA-256-PLUS",
    .gs2_flag = 'p',
    .binding = EXPORTER },
  { .name = "nothing known",
    .mechanisms = LIST ("DIGEST-MD5", "X-OAUTH2", "SCRAM-SHA3-512", "plain"),
    .our_bindings = LIST (EXPORTER),
    .outcome = BECKON_LOGIN_ERROR_NO_MECHANISM },
  { .name = "no SCRAM made of tokens",
    .mechanisms = LIST ("OAUTHBEARER", "HT-SHA-256-NONE", "EXTERNAL"),
    .our_bindings = LIST (EXPORTER),
    .outcome = BECKON_LOGIN_ERROR_NO_MECHANISM },
  { .name = "nothing offered",
    .mechanisms = LIST (),
    .our_bindings = LIST (EXPORTER),
    .outcome = BECKON_LOGIN_ERROR_NO_MECHANISM },
};

static void
test_password (gconstpointer data)
{
  const Case *c = data;
  BeckonSaslOffer offer = { c->mechanisms, c->bindings, !c->sasl1 };
  BeckonSaslMeans means = { .password = TRUE, .bindings = c->our_bindings, .pinned = c->pinned };
  BeckonSaslChoice choice;
  g_autoptr (GError) error = NULL;

  if (c->outcome != CHOSEN)
    {
      g_assert_false (beckon_sasl_choose (&offer, &means, &choice, &error));
      g_assert_error (error, BECKON_LOGIN_ERROR, c->outcome);
      return;
    }

  g_assert_true (beckon_sasl_choose (&offer, &means, &choice, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (choice.mechanism, ==, c->mechanism);
  g_assert_cmpint (choice.gs2_flag, ==, c->gs2_flag);
  g_assert_cmpstr (choice.binding, ==, c->binding);
  g_assert_cmpint (choice.confirm_offer, ==, c->confirm_offer);
}

static void
test_oauth (void)
{
  BeckonSaslOffer with = { LIST ("SCRAM-SHA-1", "OAUTHBEARER", "PLAIN"), NULL, TRUE };
  BeckonSaslOffer without = { LIST ("SCRAM-SHA-1", "PLAIN"), NULL, TRUE };
  BeckonSaslMeans token = { .oauth_token = TRUE, .bindings = LIST (EXPORTER) };
  BeckonSaslMeans both = { .oauth_token = TRUE, .password = TRUE, .bindings = LIST (EXPORTER) };
  BeckonSaslChoice choice;
  g_autoptr (GError) error = NULL;

  g_assert_true (beckon_sasl_choose (&with, &token, &choice, NULL));
  g_assert_cmpstr (choice.mechanism, ==, "OAUTHBEARER");
  g_assert_true (beckon_sasl_choose (&without, &both, &choice, NULL));
  g_assert_cmpstr (choice.mechanism, ==, "SCRAM-SHA-1");
  g_assert_false (beckon_sasl_choose (&without, &token, &choice, &error));
  g_assert_error (error, BECKON_LOGIN_ERROR, BECKON_LOGIN_ERROR_NO_MECHANISM);
}

static void
test_nothing (void)
{
  BeckonSaslOffer offer = { LIST ("SCRAM-SHA-1", "OAUTHBEARER", "PLAIN"), NULL, TRUE };
  BeckonSaslMeans means = { .bindings = LIST (EXPORTER) };
  BeckonSaslChoice choice;
  g_autoptr (GError) error = NULL;

  g_assert_false (beckon_sasl_choose (&offer, &means, &choice, &error));
  g_assert_error (error, BECKON_LOGIN_ERROR, BECKON_LOGIN_ERROR_NO_CREDENTIALS);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path
        = g_strdelimit (g_strdup_printf ("/choice/password/%s", cases[i].name), " ", '-');

      g_test_add_data_func (path, &cases[i], test_password);
    }
  g_test_add_func ("/choice/oauth", test_oauth);
  g_test_add_func ("/choice/nothing", test_nothing);

  return g_test_run ();
}
