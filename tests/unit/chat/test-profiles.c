/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "talk-server.h"

#include <string.h>

#define BOB "bob@" FAKE_SERVER_DOMAIN
#define EVE "eve@" FAKE_SERVER_DOMAIN
#define ROSTER "<item jid='" BOB "' subscription='both'/>"
#define EVENT(from, node, payload)                                                                 \
  "<message from='" from                                                                           \
  "' type='headline'><event xmlns='http://jabber.org/protocol/pubsub#event'>"                      \
  "<items node='" node "'><item id='i'>" payload "</item></items></event></message>"
#define METADATA(info) "<metadata xmlns='urn:xmpp:avatar:metadata'>" info "</metadata>"

/* The smallest PNG there is: one pixel. */
static const guint8 picture[] = {
  0x89, 'P',  'N',  'G',  '\r', '\n', 0x1a, '\n', 0x00, 0x00, 0x00, 0x0d, 'I',  'H',
  'D',  'R',  0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x01, 0x08, 0x06, 0x00, 0x00,
  0x00, 0x1f, 0x15, 0xc4, 0x89, 0x00, 0x00, 0x00, 0x0d, 'I',  'D',  'A',  'T',  0x78,
  0x9c, 0x63, 0x00, 0x01, 0x00, 0x00, 0x05, 0x00, 0x01, 0x0d, 0x0a, 0x2d, 0xb4, 0x00,
  0x00, 0x00, 0x00, 'I',  'E',  'N',  'D',  0xae, 0x42, 0x60, 0x82,
};

static void
set_up (TalkServer *server, gconstpointer data)
{
  talk_server_set_up (server, data);
  talk_server_sign_in (server);
  talk_server_answer_start (server, ROSTER);
  g_free (talk_server_settle (server));
}

static BeckonContact *
find (TalkServer *server, const char *address)
{
  g_autoptr (BeckonJid) jid = beckon_jid_new (address, NULL);

  return beckon_account_find_contact (server->account, jid);
}

static char *
dup_hash (void)
{
  return g_compute_checksum_for_data (G_CHECKSUM_SHA1, picture, sizeof picture);
}

static void
announce (TalkServer *server, const char *hash)
{
  g_autofree char *event
    = g_strdup_printf (EVENT (BOB, "urn:xmpp:avatar:metadata",
                              METADATA ("<info id='%s' type='image/png' bytes='%u'/>")),
                       hash, (guint) sizeof picture);

  talk_server_send (server, event);
  g_free (talk_server_settle (server));
}

static char *
dup_data (const guint8 *data, gsize length, const char *hash)
{
  g_autofree char *text = g_base64_encode (data, length);

  return g_strdup_printf ("<pubsub xmlns='http://jabber.org/protocol/pubsub'>"
                          "<items node='urn:xmpp:avatar:data'><item id='%s'>"
                          "<data xmlns='urn:xmpp:avatar:data'>%s</data></item></items></pubsub>",
                          hash, text);
}

static void
test_avatar (TalkServer *server, gconstpointer data)
{
  g_autofree char *hash = dup_hash ();
  g_autofree char *answer = dup_data (picture, sizeof picture, hash);
  g_autofree char *quiet = NULL;
  BeckonContact *bob = find (server, BOB);

  g_assert_null (beckon_contact_get_avatar (bob));
  announce (server, hash);
  /* It is fetched when somebody looks, and once. */
  g_assert_null (beckon_contact_get_avatar (bob));
  g_assert_null (beckon_contact_get_avatar (bob));
  talk_server_answer (server, "urn:xmpp:avatar:data", answer);
  wait_until (beckon_contact_get_avatar (bob) != NULL);
  g_assert_cmpmem (g_bytes_get_data (beckon_contact_get_avatar (bob), NULL),
                   g_bytes_get_size (beckon_contact_get_avatar (bob)), picture, sizeof picture);

  /* The next time from the disk. */
  g_mutex_lock (&server->lock);
  server->token = NULL;
  g_mutex_unlock (&server->lock);
  talk_server_reopen (server);
  bob = find (server, BOB);
  g_assert_null (beckon_contact_get_avatar (bob));
  wait_until (beckon_contact_get_avatar (bob) != NULL);
  wait_until (beckon_account_get_state (server->account) == BECKON_ACCOUNT_ONLINE);
  quiet = talk_server_settle (server);
  g_assert_null (strstr (quiet, "urn:xmpp:avatar:data"));

  talk_server_send (server, EVENT (BOB, "urn:xmpp:avatar:metadata", METADATA ("")));
  g_free (talk_server_settle (server));
  g_assert_null (beckon_contact_get_avatar (bob));
}

/* What is not what was announced, or is no picture, is not shown. */
static void
test_false_avatar (TalkServer *server, gconstpointer data)
{
  const guint8 text[] = "#!/bin/sh\necho no picture";
  g_autofree char *hash = dup_hash ();
  g_autofree char *text_hash = g_compute_checksum_for_data (G_CHECKSUM_SHA1, text, sizeof text);
  g_autofree char *other = dup_data (text, sizeof text, hash);
  g_autofree char *no_picture = dup_data (text, sizeof text, text_hash);
  BeckonContact *bob = find (server, BOB);

  announce (server, hash);
  g_assert_null (beckon_contact_get_avatar (bob));
  talk_server_answer (server, "urn:xmpp:avatar:data", other);
  g_free (talk_server_settle (server));
  g_assert_null (beckon_contact_get_avatar (bob));

  announce (server, text_hash);
  g_assert_null (beckon_contact_get_avatar (bob));
  talk_server_answer (server, "urn:xmpp:avatar:data", no_picture);
  g_free (talk_server_settle (server));
  g_assert_null (beckon_contact_get_avatar (bob));
}

static void
test_vcard_avatar (TalkServer *server, gconstpointer data)
{
  g_autofree char *hash = dup_hash ();
  g_autofree char *text = g_base64_encode (picture, sizeof picture);
  g_autofree char *presence
    = g_strdup_printf ("<presence from='" BOB "/a'><x xmlns='vcard-temp:x:update'>"
                       "<photo>%s</photo></x></presence>",
                       hash);
  g_autofree char *answer = g_strdup_printf ("<vCard xmlns='vcard-temp'><PHOTO>"
                                             "<TYPE>image/png</TYPE><BINVAL>%s</BINVAL></PHOTO>"
                                             "</vCard>",
                                             text);
  const char *other = "<presence from='" BOB "/a'><x xmlns='vcard-temp:x:update'>"
                      "<photo>da39a3ee5e6b4b0d3255bfef95601890afd80709</photo></x></presence>";
  BeckonContact *bob = find (server, BOB);

  /* One that is not the one that was announced. */
  talk_server_send (server, other);
  g_free (talk_server_settle (server));
  g_assert_null (beckon_contact_get_avatar (bob));
  talk_server_answer (server, "vcard-temp", answer);
  g_free (talk_server_settle (server));
  g_assert_null (beckon_contact_get_avatar (bob));

  talk_server_send (server, presence);
  g_free (talk_server_settle (server));
  g_assert_null (beckon_contact_get_avatar (bob));
  talk_server_answer (server, "vcard-temp", answer);
  wait_until (beckon_contact_get_avatar (bob) != NULL);
}

#define NICK(name) "<nick xmlns='http://jabber.org/protocol/nick'>" name "</nick>"

static void
test_nick (TalkServer *server, gconstpointer data)
{
  BeckonContact *bob = find (server, BOB);

  g_assert_cmpstr (beckon_contact_get_name (bob), ==, "bob");
  talk_server_send (server, EVENT (BOB, "http://jabber.org/protocol/nick",
                                   NICK ("  Bobby\nTables &#x202e;evil ")));
  talk_server_send (server, EVENT (ALICE, "http://jabber.org/protocol/nick", NICK ("Alice!")));
  g_free (talk_server_settle (server));
  g_assert_cmpstr (beckon_contact_get_name (bob), ==, "Bobby Tables evil");
  g_assert_cmpstr (beckon_account_get_nick (server->account), ==, "Alice!");

  /* The name that the person gives counts more; and nothing of it is lost in a restart. */
  talk_server_send (server, "<iq type='set' id='p'><query xmlns='jabber:iq:roster'>"
                            "<item jid='" BOB "' name='Robert' subscription='both'/></query></iq>");
  g_free (talk_server_settle (server));
  g_assert_cmpstr (beckon_contact_get_name (bob), ==, "Robert");
  talk_server_reopen (server);
  g_assert_cmpstr (beckon_contact_get_name (find (server, BOB)), ==, "Robert");
  g_assert_cmpstr (beckon_account_get_nick (server->account), ==, "Alice!");
}

/* Strangers do not become known by what they publish, and nothing is fetched from them. */
static void
test_strangers (TalkServer *server, gconstpointer data)
{
  g_autofree char *sent = NULL;

  talk_server_send (server, "<message from='" EVE "/x' type='chat'><body>Hello</body></message>");
  g_free (talk_server_settle (server));
  talk_server_send (server, EVENT (EVE, "http://jabber.org/protocol/nick", NICK ("Bob")));
  talk_server_send (server, EVENT (EVE, "urn:xmpp:avatar:metadata",
                                   METADATA ("<info id='da39a3ee5e6b4b0d3255bfef95601890afd80709'"
                                             " type='image/png' bytes='100'/>")));
  g_free (talk_server_settle (server));
  g_assert_cmpstr (beckon_contact_get_name (find (server, EVE)), ==, "eve");
  g_assert_null (beckon_contact_get_avatar (find (server, EVE)));
  sent = talk_server_settle (server);
  g_assert_cmpstr (sent, ==, "");
}

static void
test_publish (TalkServer *server, gconstpointer data)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (picture, sizeof picture);
  g_autoptr (GBytes) text = g_bytes_new_static ("no picture", 10);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) refused = NULL;
  g_autoptr (GError) error = NULL;

  beckon_account_set_profile_async (server->account, "Alice", bytes, NULL, talk_server_result_cb,
                                    &result);
  talk_server_answer (server, "<nick xmlns=\"http://jabber.org/protocol/nick\">Alice</nick>", "");
  talk_server_answer (server, "<publish node=\"urn:xmpp:avatar:data\">", "");
  talk_server_answer (server, "<publish node=\"urn:xmpp:avatar:metadata\">", "");
  wait_until (result != NULL);
  g_assert_true (beckon_account_call_finish (server->account, result, &error));
  g_assert_no_error (error);

  beckon_account_set_profile_async (server->account, NULL, text, NULL, talk_server_result_cb,
                                    &refused);
  wait_until (refused != NULL);
  g_assert_false (beckon_account_call_finish (server->account, refused, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
}

#define T(name)                                                                                    \
  g_test_add ("/profiles/" #name, TalkServer, NULL, set_up, test_##name, talk_server_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fake_server_trust_certificates ();

  T (avatar);
  T (false_avatar);
  T (vcard_avatar);
  T (nick);
  T (strangers);
  T (publish);
  return g_test_run ();
}
