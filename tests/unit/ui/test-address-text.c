/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-address-text.h"

static void
assert_address (const char *text, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BeckonJid) jid = beckon_address_text_parse (text, &error);

  g_assert_cmpstr (jid != NULL ? beckon_jid_get_full (jid) : NULL, ==, expected);
  g_assert_true ((jid == NULL) == (error != NULL));
}

static void
test_parse (void)
{
  assert_address (" Bob@Example.org \n", "bob@example.org");
  assert_address ("bob@example.org/phone", "bob@example.org");
  assert_address ("XMPP:bob@example.org?message;body=hi", "bob@example.org");
  assert_address ("xmpp:bob@example.org?roster;preauth=1", "bob@example.org");
  assert_address ("example.org", NULL);
  assert_address ("xmpp:example.org?register;preauth=1", NULL);
  assert_address ("", NULL);
  assert_address ("bob@exa mple", NULL);
  assert_address ("bob\xe2\x80\xae@example.org", NULL);
  assert_address ("https://example.org/", NULL);
}

static void
assert_token (const char *text, const char *expected)
{
  g_autofree char *token = beckon_address_text_dup_token (text);

  g_assert_cmpstr (token, ==, expected);
}

static void
test_token (void)
{
  assert_token (" xmpp:bob@example.org?roster;preauth=a%26b ", "a&b");
  assert_token ("xmpp:bob@example.org?roster;preauth=t;ibr=y", "t");
  assert_token ("xmpp:bob@example.org?roster", NULL);
  assert_token ("xmpp:bob@example.org?register;preauth=t", NULL);
  assert_token ("xmpp:bob@example.org?message;preauth=t", NULL);
  assert_token ("bob@example.org", NULL);
  assert_token ("", NULL);
}

static gboolean
is_warned_of (const char *address)
{
  g_autoptr (BeckonJid) jid = beckon_jid_new (address, NULL);

  g_assert_nonnull (jid);
  return beckon_address_text_get_warning (jid) != NULL;
}

/* Letters of another script among others look like those of a known address. */
static void
test_warning (void)
{
  g_assert_false (is_warned_of ("bob@example.org"));
  g_assert_false (is_warned_of ("jürgen@münchen.example"));
  g_assert_false (is_warned_of ("борис@example.org"));
  g_assert_true (is_warned_of ("b\xd0\xbe"
                               "b@example.org")); /* Cyrillic o */
  g_assert_true (is_warned_of ("bob@ex\xd0\xb0mple.org")); /* Cyrillic a */
  g_assert_true (is_warned_of ("bob@p\xce\xb1ypal.example")); /* Greek alpha */
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/address-text/parse", test_parse);
  g_test_add_func ("/address-text/token", test_token);
  g_test_add_func ("/address-text/warning", test_warning);
  return g_test_run ();
}
