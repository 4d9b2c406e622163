/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Addresses as links, and invitations: XEP-0147, 0379, 0401 and 0445. */

#include "beckon-parse.h"
#include "xep-0147.h"
#include "xep-0401.h"

#include <string.h>

static void
test_uri (void)
{
  static const struct
  {
    const char *text;
    const char *jid;
    const char *action;
    const char *name;
    const char *value;
  } cases[] = {
    { "xmpp:bob@example.com", "bob@example.com", NULL, NULL, NULL },
    { "XMPP:Bob@Example.com", "bob@example.com", NULL, NULL, NULL },
    { "xmpp:bob@example.com?message;body=hello%20world%0a", "bob@example.com", "message", "body",
      "hello world\n" },
    { "xmpp:bob@example.com?roster;name=A%20%26%20B;group=x", "bob@example.com", "roster", "name",
      "A & B" },
    { "xmpp:room@rooms.example.com?join;nick", "room@rooms.example.com", "join", "nick", "" },
    { "xmpp:room@rooms.example.com?join;a=1;a=2", "room@rooms.example.com", "join", "a", "1" },
    { "xmpp://guest@example.org/bob@example.com?message#part", "bob@example.com", "message", NULL,
      NULL },
    { "xmpp:example.com?register;preauth=T", "example.com", "register", "preauth", "T" },
    { "xmpp:bob%40example.com", "bob@example.com", NULL, NULL, NULL },
    { "xmpp:bob@example.com?", "bob@example.com", NULL, NULL, NULL },
    { "xmpp:caf\303\251@example.com", "caf\303\251@example.com", NULL, NULL, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (BeckonXmppUri) uri = beckon_xmpp_uri_parse (cases[i].text, &error);

      g_test_message ("%s", cases[i].text);
      g_assert_no_error (error);
      g_assert_cmpstr (beckon_jid_get_full (uri->jid), ==, cases[i].jid);
      g_assert_cmpstr (uri->action, ==, cases[i].action);
      if (cases[i].name != NULL)
        g_assert_cmpstr (beckon_xmpp_uri_get_parameter (uri, cases[i].name), ==, cases[i].value);
    }
}

static void
test_uri_bad (void)
{
  static const char *const bad[] = {
    "",
    "xmpp:",
    "xmpp:?message",
    "xmpp:@",
    "xmpp://bob@example.com",
    "https://example.com",
    "bob@example.com",
    " xmpp:bob@example.com",
    "xmpp:bob@example.com?message;body=%00",
    "xmpp:bob@example.com?message;body=%zz",
    "xmpp:bob@example.com?message;body=%ff",
    "xmpp:bob@example.com?message;body=%1b",
    "xmpp:bob@example.com?mess%00age",
    "xmpp:bob%00@example.com",
    "xmpp:bob@example.com\377",
  };
  g_autofree char *x = g_strnfill (5000, 'x');
  g_autofree char *long_text = g_strconcat ("xmpp:bob@example.com?message;body=", x, NULL);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *shown = g_strescape (bad[i], NULL);

      g_test_message ("%s", shown);
      g_assert_null (beckon_xmpp_uri_parse (bad[i], &error));
      g_assert_error (error, BECKON_XEP_ERROR, BECKON_XEP_ERROR_MALFORMED);
      g_clear_error (&error);
    }
  g_assert_null (beckon_xmpp_uri_parse (long_text, &error));
  g_assert_error (error, BECKON_XEP_ERROR, BECKON_XEP_ERROR_LIMIT);
}

static void
test_invitation (void)
{
  static const struct
  {
    const char *text;
    const char *domain;
    const char *username;
    const char *inviter;
    const char *token;
    gboolean can_register;
  } cases[] = {
    { "xmpp:juliet@example.com?register;preauth=T", "example.com", "juliet", NULL, "T", TRUE },
    { "xmpp:example.com?register;preauth=T%3D", "example.com", NULL, NULL, "T=", TRUE },
    { "xmpp:example.com?register", "example.com", NULL, NULL, NULL, TRUE },
    { "xmpp:romeo@example.com?roster;preauth=T;ibr=y", "example.com", NULL, "romeo@example.com",
      "T", TRUE },
    { "xmpp:romeo@example.com?roster;preauth=T", "example.com", NULL, "romeo@example.com", "T",
      FALSE },
  };
  static const char *const bad[] = {
    "xmpp:example.com?roster;preauth=T;ibr=y",
    "xmpp:romeo@example.com?message;preauth=T",
    "xmpp:romeo@example.com",
    "xmpp:romeo@example.com/x?register;preauth=T",
    "https://example.com/invite?T",
  };
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (BeckonInvitation) invitation = beckon_invitation_parse (cases[i].text, &error);

      g_test_message ("%s", cases[i].text);
      g_assert_no_error (error);
      g_assert_cmpstr (invitation->domain, ==, cases[i].domain);
      g_assert_cmpstr (invitation->username, ==, cases[i].username);
      g_assert_cmpstr (invitation->inviter != NULL ? beckon_jid_get_full (invitation->inviter)
                                                   : NULL,
                       ==, cases[i].inviter);
      g_assert_cmpstr (invitation->token, ==, cases[i].token);
      g_assert_cmpint (invitation->can_register, ==, cases[i].can_register);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *shown = g_strescape (bad[i], NULL);

      g_test_message ("%s", shown);
      g_assert_null (beckon_invitation_parse (bad[i], &error));
      g_assert_error (error, BECKON_XEP_ERROR, BECKON_XEP_ERROR_MALFORMED);
      g_clear_error (&error);
    }
}

static void
test_preauth (void)
{
  g_autoptr (BeckonJid) server = beckon_jid_new ("example.com", NULL);
  g_autoptr (BeckonElement) iq = beckon_preauth_new (server, "T<");
  g_autoptr (BeckonElement) presence = beckon_element_new ("presence", "jabber:client");
  BeckonElement *preauth;

  g_assert_cmpstr (beckon_element_get_attribute (iq, "to"), ==, "example.com");
  preauth = beckon_element_get_child (iq, "preauth", BECKON_NS_PREAUTH);
  g_assert_cmpstr (beckon_element_get_attribute (preauth, "token"), ==, "T<");
  beckon_preauth_add (presence, "T");
  preauth = beckon_element_get_child (presence, "preauth", BECKON_NS_PREAUTH);
  g_assert_cmpstr (beckon_element_get_attribute (preauth, "token"), ==, "T");
}

/* What was written is read as the same address. */
static void
test_format (void)
{
  static const struct
  {
    const char *address;
    const char *uri;
  } cases[] = {
    { "alice@example.org", "xmpp:alice@example.org" },
    { "alice@example.org/phone", "xmpp:alice@example.org" },
    { "example.org", "xmpp:example.org" },
    { "nasty!#$%()*+,-.;=?[\\]^_`{|}~node@example.com",
      "xmpp:nasty!%23$%25()*+,-.;=%3F%5B%5C%5D%5E_%60%7B%7C%7D~node@example.com" },
    { "\xe6\x9e\x97@example.org", "xmpp:%E6%9E%97@example.org" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (BeckonJid) jid = beckon_jid_new (cases[i].address, NULL);
      g_autofree char *uri = beckon_xmpp_uri_format (jid);
      g_autoptr (BeckonXmppUri) parsed = beckon_xmpp_uri_parse (uri, NULL);

      g_assert_cmpstr (uri, ==, cases[i].uri);
      g_assert_cmpstr (beckon_jid_get_bare (parsed->jid), ==, beckon_jid_get_bare (jid));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/xep/uri/parse", test_uri);
  g_test_add_func ("/xep/uri/bad", test_uri_bad);
  g_test_add_func ("/xep/invitation/parse", test_invitation);
  g_test_add_func ("/xep/invitation/preauth", test_preauth);

  g_test_add_func ("/xep/uri/format", test_format);
  return g_test_run ();
}
