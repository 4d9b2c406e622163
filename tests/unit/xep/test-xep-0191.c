/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-parse.h"
#include "xep-0191.h"
#include "xml.h"

static void
test_list (void)
{
  g_autoptr (BeckonElement) iq = xml (
    "<iq type='result'><blocklist xmlns='urn:xmpp:blocking'><item jid='Mallory@example.com'/>"
    "<item jid='evil.org'/><item/><item jid='@'/><item xmlns='urn:other' jid='a@b.c'/>"
    "</blocklist></iq>");
  g_autoptr (BeckonElement) other = xml ("<iq type='result'/>");
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) jids = beckon_blocking_parse_list (iq, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (jids->len, ==, 2);
  g_assert_cmpstr (beckon_jid_get_full (jids->pdata[0]), ==, "mallory@example.com");
  g_assert_cmpstr (beckon_jid_get_full (jids->pdata[1]), ==, "evil.org");

  g_assert_null (beckon_blocking_parse_list (other, &error));
  g_assert_error (error, BECKON_XEP_ERROR, BECKON_XEP_ERROR_MALFORMED);
}

static void
test_set (void)
{
  g_autoptr (BeckonJid) mallory = beckon_jid_new ("mallory@example.com", NULL);
  g_autoptr (BeckonElement) block = beckon_blocking_set_new (mallory, TRUE);
  g_autoptr (BeckonElement) unblock = beckon_blocking_set_new (mallory, FALSE);
  g_auto (BeckonBlockingPush) push = { FALSE, NULL };
  g_autoptr (GError) error = NULL;

  g_assert_true (
    beckon_blocking_parse_push (beckon_element_get_first_child (block), &push, &error));
  g_assert_true (push.blocked);
  g_assert_cmpuint (push.jids->len, ==, 1);
  beckon_blocking_push_clear (&push);
  g_assert_true (
    beckon_blocking_parse_push (beckon_element_get_first_child (unblock), &push, &error));
  g_assert_false (push.blocked);
  g_assert_cmpuint (push.jids->len, ==, 1);
}

static void
test_push (void)
{
  static const char *const bad[] = {
    "<block xmlns='urn:xmpp:blocking'/>",
    "<block xmlns='urn:xmpp:blocking'><item jid='@'/></block>",
    "<unblock xmlns='urn:xmpp:blocking'><item jid='@'/></unblock>",
    "<unblock xmlns='urn:xmpp:blocking'><item xmlns='urn:other' jid='a@b.c'/></unblock>",
    "<blocklist xmlns='urn:xmpp:blocking'/>",
    "<unblock xmlns='urn:other'/>",
  };
  g_autoptr (BeckonElement) all = xml ("<unblock xmlns='urn:xmpp:blocking'/>");
  g_auto (BeckonBlockingPush) push = { FALSE, NULL };
  g_autoptr (GError) error = NULL;

  g_assert_true (beckon_blocking_parse_push (all, &push, &error));
  g_assert_false (push.blocked);
  g_assert_cmpuint (push.jids->len, ==, 0);

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (BeckonElement) payload = xml (bad[i]);
      g_auto (BeckonBlockingPush) none = { FALSE, NULL };

      g_test_message ("%s", bad[i]);
      g_assert_false (beckon_blocking_parse_push (payload, &none, &error));
      g_assert_error (error, BECKON_XEP_ERROR, BECKON_XEP_ERROR_MALFORMED);
      g_clear_error (&error);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/xep/blocking/list", test_list);
  g_test_add_func ("/xep/blocking/set", test_set);
  g_test_add_func ("/xep/blocking/push", test_push);

  return g_test_run ();
}
