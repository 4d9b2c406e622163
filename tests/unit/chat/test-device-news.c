/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "talk-server.h"

#include "beckon-account-devices.h"

#include <string.h>

#define BOB "bob@" FAKE_SERVER_DOMAIN
#define NEW_DEVICE(attributes) "<new-device xmlns='urn:im.beckon:scan-login:0' " attributes "/>"
#define GOOD NEW_DEVICE ("id='d1' name='D&#x202e;esk\n1' os='Debian' stamp='2026-11-20T14:00:00Z'")
#define FROM(from, type, payload)                                                                  \
  "<message from='" from "' to='" ALICE "/x' type='" type                                          \
  "' id='m'><body>Signed in</body>" payload "</message>"

static GString *news;

static void
new_device_cb (BeckonAccount *account, BeckonDevice *device, gpointer data)
{
  g_autofree char *time
    = device->first_seen != NULL ? g_date_time_format_iso8601 (device->first_seen) : NULL;

  g_string_append_printf (news, "%s %s %s %s %s\n", device->id, device->name, device->os,
                          device->software, time);
}

static void
set_up (TalkServer *server, gconstpointer data)
{
  talk_server_set_up (server, data);
  talk_server_sign_in (server);
  talk_server_answer_start (server, "<item jid='" BOB "' subscription='both'/>");
  news = g_string_new (NULL);
  g_signal_connect (server->account, "new-device", G_CALLBACK (new_device_cb), NULL);
}

static void
tear_down (TalkServer *server, gconstpointer data)
{
  g_string_free (g_steal_pointer (&news), TRUE);
  talk_server_tear_down (server, data);
}

static gboolean
has_chat (TalkServer *server)
{
  g_autoptr (BeckonJid) jid = beckon_jid_new (FAKE_SERVER_DOMAIN, NULL);

  return beckon_account_find_chat (server->account, jid) != NULL;
}

/* The server says it, and it is not a chat. */
static void
test_news (TalkServer *server, gconstpointer data)
{
  talk_server_send (server, FROM (FAKE_SERVER_DOMAIN, "headline", GOOD));
  g_free (talk_server_settle (server));
  g_assert_cmpstr (news->str, ==, "d1 Desk 1 Debian (null) 2026-11-20T14:00:00Z\n");

  /* Also from one that has not heard of headlines. */
  talk_server_send (server, FROM (FAKE_SERVER_DOMAIN, "chat",
                                  NEW_DEVICE ("id='d2' stamp='2026-11-20T14:00:00Z' name=''")));
  g_free (talk_server_settle (server));
  g_assert_nonnull (strstr (news->str, "\nd2 (null) (null) (null) "));
  g_assert_false (has_chat (server));
}

/* Nobody else may say it. */
static void
test_forged (TalkServer *server, gconstpointer data)
{
  static const char *const forged[] = {
    FROM (BOB "/phone", "headline", GOOD),
    FROM (ALICE "/other", "headline", GOOD),
    FROM (FAKE_SERVER_DOMAIN "/resource", "headline", GOOD),
    FROM ("example.net", "headline", GOOD),
    FROM (FAKE_SERVER_DOMAIN, "error", GOOD),
    FROM (FAKE_SERVER_DOMAIN, "headline", "<new-device xmlns='urn:example' id='d1'/>"),
    FROM (FAKE_SERVER_DOMAIN, "headline", "<x xmlns='urn:example'>" GOOD "</x>"),
    "<message from='" BOB "' to='" ALICE "/x'><received xmlns='urn:xmpp:carbons:2'>"
    "<forwarded xmlns='urn:xmpp:forward:0'>" FROM (FAKE_SERVER_DOMAIN, "headline",
                                                   GOOD) "</forwarded></received></message>",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (forged); i++)
    {
      talk_server_send (server, forged[i]);
      g_free (talk_server_settle (server));
      g_assert_cmpstr (news->str, ==, "");
    }
}

static void
test_malformed (TalkServer *server, gconstpointer data)
{
  static const char *const malformed[] = {
    FROM (FAKE_SERVER_DOMAIN, "headline", NEW_DEVICE ("stamp='2026-11-20T14:00:00Z'")),
    FROM (FAKE_SERVER_DOMAIN, "headline", NEW_DEVICE ("id='' stamp='2026-11-20T14:00:00Z'")),
    FROM (FAKE_SERVER_DOMAIN, "headline", NEW_DEVICE ("id='d1'")),
    FROM (FAKE_SERVER_DOMAIN, "headline", NEW_DEVICE ("id='d1' stamp='yesterday'")),
  };

  for (gsize i = 0; i < G_N_ELEMENTS (malformed); i++)
    {
      talk_server_send (server, malformed[i]);
      g_free (talk_server_settle (server));
      g_assert_cmpstr (news->str, ==, "");
      g_assert_false (has_chat (server));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  fake_server_trust_certificates ();

  g_test_add ("/device-news/news", TalkServer, NULL, set_up, test_news, tear_down);
  g_test_add ("/device-news/forged", TalkServer, NULL, set_up, test_forged, tear_down);
  g_test_add ("/device-news/malformed", TalkServer, NULL, set_up, test_malformed, tear_down);
  return g_test_run ();
}
