/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What people tell of themselves, with a real server: one that makes vcard-temp of vCard4 and back,
 * or one that keeps them apart. */

#include "beckon-account-profile.h"
#include "talk.h"

#include <string.h>

#define PICTURE                                                                                    \
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGMAAQAABQABDQottAAAAABJRU5ErkJggg=="

static gboolean apart;

/* What the server answers to a request; @format has no id. */
static const char *
ask (Peer *peer, const char *type, const char *to, const char *payload)
{
  static guint n;
  g_autofree char *id = g_strdup_printf ("vcard-%u", ++n);
  g_autofree char *wanted = g_strdup_printf ("id=\"%s\"", id);
  g_autofree char *attribute = to != NULL ? g_strdup_printf ("to='%s'", to) : g_strdup ("");

  peer_send (peer, "<iq type='%s' id='%s' %s>%s</iq>", type, id, attribute, payload);
  return peer_expect (peer, wanted);
}

static const char *
ask_old (Peer *peer, const char *to)
{
  return ask (peer, "get", to, "<vCard xmlns='vcard-temp'/>");
}

static const char *
ask_new (Peer *peer, const char *to)
{
  return ask (peer, "get", to,
              "<pubsub xmlns='http://jabber.org/protocol/pubsub'>"
              "<items node='urn:xmpp:vcard4'/></pubsub>");
}

static void
assert_has (const char *answer, const char *text)
{
  if (strstr (answer, text) == NULL)
    g_error ("“%s” is not in: %s", text, answer);
}

static void
publish (Peer *peer, const char *access_model, const char *content)
{
  g_autofree char *payload = g_strdup_printf (
    "<pubsub xmlns='http://jabber.org/protocol/pubsub'>"
    "<publish node='urn:xmpp:vcard4'><item id='mine'>"
    "<vcard xmlns='urn:ietf:params:xml:ns:vcard-4.0'>%s"
    "<lang><language-tag>en</language-tag></lang></vcard></item></publish>"
    "<publish-options><x xmlns='jabber:x:data' type='submit'>"
    "<field var='FORM_TYPE' type='hidden'>"
    "<value>http://jabber.org/protocol/pubsub#publish-options</value></field>"
    "<field var='pubsub#access_model'><value>%s</value></field></x></publish-options></pubsub>",
    content, access_model);

  assert_has (ask (peer, "set", NULL, payload), "type=\"result\"");
}

static BeckonProfile *
load_own (BeckonAccount *account, gboolean *restricted)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  BeckonProfile *profile;

  beckon_account_load_own_profile_async (account, NULL, talk_result_cb, &result);
  wait_until (result != NULL);
  profile = beckon_account_load_own_profile_finish (account, result, restricted, &error);
  g_assert_no_error (error);
  return profile;
}

static void
save_own (BeckonAccount *account, BeckonProfile *profile)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  beckon_account_save_own_profile_async (account, profile, NULL, talk_result_cb, &result);
  wait_until (result != NULL);
  g_assert_true (beckon_account_save_own_profile_finish (account, result, &error));
  g_assert_no_error (error);
}

static BeckonProfile *
fetch (BeckonAccount *account, const char *name)
{
  g_autoptr (BeckonJid) jid = talk_jid (name);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  BeckonProfile *profile;

  beckon_account_fetch_profile_async (account, jid, NULL, talk_result_cb, &result);
  wait_until (result != NULL);
  profile = beckon_account_fetch_profile_finish (account, result, &error);
  g_assert_no_error (error);
  return profile;
}

/* Another program has a card there, with a picture. Beckon's edit shows in both formats, and the
 * rest stays. */
static void
test_own (Talk *fixture, gconstpointer data)
{
  g_autoptr (Peer) bob = peer_new ("bob");
  g_autoptr (Peer) other = peer_new ("alice");
  g_autoptr (BeckonAccount) alice = NULL;
  g_autoptr (BeckonProfile) before = NULL;
  g_autoptr (BeckonProfile) profile = beckon_profile_new ();
  g_autoptr (BeckonProfile) after = NULL;
  const char *answer;
  gboolean restricted;

  answer = ask (other, "set", NULL,
                "<vCard xmlns='vcard-temp'><FN>Alice A</FN><N><FAMILY>A</FAMILY></N>"
                "<EMAIL><WORK/><USERID>a@example.org</USERID></EMAIL><TZ>+01:00</TZ>"
                "<JABBERID>alice@example.org</JABBERID><PHOTO><TYPE>image/png</TYPE>"
                "<BINVAL>" PICTURE "</BINVAL></PHOTO></vCard>");
  assert_has (answer, "type=\"result\"");
  publish (other, "open",
           "<fn><text>Alice A</text></fn><email><parameters><type><text>work</text></type>"
           "</parameters><text>a@example.org</text></email>"
           "<impp><uri>xmpp:alice@example.org</uri></impp>");
  alice = talk_sign_in (fixture->client, "alice");
  before = load_own (alice, &restricted);
  g_assert_cmpstr (beckon_profile_get (before, BECKON_PROFILE_FULL_NAME, 0), ==, "Alice A");
  g_assert_false (restricted);

  beckon_profile_add (profile, BECKON_PROFILE_NICKNAME, "al");
  beckon_profile_add (profile, BECKON_PROFILE_FULL_NAME, "Alice B");
  beckon_profile_add (profile, BECKON_PROFILE_BIRTHDAY, "2000-01-31");
  beckon_profile_add (profile, BECKON_PROFILE_EMAIL, "a@example.org");
  beckon_profile_add (profile, BECKON_PROFILE_PHONE, "+47-1234");
  beckon_profile_add (profile, BECKON_PROFILE_LOCALITY, "Oslo");
  beckon_profile_add (profile, BECKON_PROFILE_NOTE, "Here\nand <there>");
  save_own (alice, profile);

  answer = ask_old (bob, "alice@localhost");
  assert_has (answer, "<FN>Alice B</FN>");
  assert_has (answer, "2000-01-31");
  assert_has (answer, "<NUMBER>+47-1234</NUMBER>");
  assert_has (answer, "<LOCALITY>Oslo</LOCALITY>");
  assert_has (answer, "<WORK");
  assert_has (answer, "alice@example.org");
  assert_has (answer, PICTURE);
  if (apart)
    assert_has (answer, "<TZ>+01:00</TZ>");
  answer = ask_new (bob, "alice@localhost");
  assert_has (answer, "<text>Alice B</text>");
  assert_has (answer, "<uri>tel:+47-1234</uri>");
  assert_has (answer, "language-tag");
  after = load_own (alice, &restricted);
  g_assert_true (beckon_profile_equal (after, profile));
  g_assert_false (restricted);
  wait_until (g_strcmp0 (beckon_account_get_nick (alice), "al") == 0);
}

static void
test_others (Talk *fixture, gconstpointer data)
{
  g_autoptr (Peer) bob = peer_new ("bob");
  g_autoptr (BeckonAccount) alice = talk_sign_in (fixture->client, "alice");
  g_autoptr (BeckonProfile) told = NULL;
  g_autoptr (BeckonProfile) nothing = NULL;
  g_autoptr (BeckonProfile) nobody = NULL;

  ask (bob, "set", NULL, "<vCard xmlns='vcard-temp'><FN>Bob &lt;B&gt;</FN></vCard>");
  told = fetch (alice, "bob");
  g_assert_cmpstr (beckon_profile_get (told, BECKON_PROFILE_FULL_NAME, 0), ==, "Bob <B>");
  nothing = fetch (alice, "carol");
  g_assert_true (beckon_profile_is_empty (nothing));
  nobody = fetch (alice, "nobody");
  g_assert_true (beckon_profile_is_empty (nobody));
}

/* What another program let only contacts see, Beckon lets nobody else see, in neither format. */
static void
test_restricted (Talk *fixture, gconstpointer data)
{
  g_autoptr (Peer) stranger = peer_new ("bob");
  g_autoptr (Peer) other = peer_new ("carol");
  g_autoptr (BeckonAccount) carol = talk_sign_in (fixture->client, "carol");
  g_autoptr (BeckonProfile) before = NULL;
  g_autoptr (BeckonProfile) profile = beckon_profile_new ();
  g_autoptr (BeckonProfile) after = NULL;
  const char *answer;
  gboolean restricted;

  publish (other, "presence", "<fn><text>Carol A</text></fn>");
  before = load_own (carol, &restricted);
  g_assert_true (restricted);

  beckon_profile_add (profile, BECKON_PROFILE_FULL_NAME, "Carol B");
  save_own (carol, profile);
  assert_has (ask_new (stranger, "carol@localhost"), "type=\"error\"");
  g_assert_null (strstr (ask_old (stranger, "carol@localhost"), "Carol"));
  answer = ask_new (other, "carol@localhost");
  assert_has (answer, "Carol B");
  assert_has (answer, "language-tag");
  after = load_own (carol, &restricted);
  g_assert_true (beckon_profile_equal (after, profile));
  g_assert_true (restricted);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  talk_trust_server ();
  apart = argc > 1 && g_str_equal (argv[1], "vcards-apart");

  g_test_add ("/vcards/own", Talk, NULL, talk_set_up, test_own, talk_tear_down);
  g_test_add ("/vcards/others", Talk, NULL, talk_set_up, test_others, talk_tear_down);
  g_test_add ("/vcards/restricted", Talk, NULL, talk_set_up, test_restricted, talk_tear_down);
  return g_test_run ();
}
