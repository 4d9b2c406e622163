/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Each state of signing in by scanning, with a service and a server that are scripts, and a clock
 * that stands. What needs an account to come of it is in tests/integration/test-scan.c. */

#include "beckon-account-private.h"
#include "beckon-client-private.h"
#include "beckon-device-error.h"
#include "beckon-login-error.h"
#include "beckon-net-error.h"
#include "beckon-scan-sign-in-private.h"
#include "fake-monitor.h"
#include "fake-proxy.h"
#include "fake-resolver.h"
#include "fake-server.h"
#include "fake-service.h"
#include "stopped-clock.h"
#include "wait-until.h"

#include <string.h>

#define WELL_KNOWN "/.well-known/oauth-authorization-server"
#define OURS                                                                                       \
  "{\"issuer\":\"~\",\"device_authorization_endpoint\":\"~/device\",\"token_endpoint\":\"~/"       \
  "token\",\"revocation_endpoint\":\"~/revoke\",\"scan_login\":{\"version\":0,\"max_wait\":20}}"
#define CODE(n)                                                                                    \
  "{\"device_code\":\"secret" n "\",\"user_code\":\"BCDF-GHJ" n "\","                              \
  "\"verification_uri\":\"~/code\",\"verification_uri_complete\":\"~/s/" n "\","                   \
  "\"expires_in\":120,\"interval\":1}"
#define WAITING "{\"error\":\"authorization_pending\",\"scan_state\":\"waiting\"}"
#define SCANNED                                                                                    \
  "{\"error\":\"authorization_pending\",\"scan_state\":\"scanned\",\"scan_account\":"              \
  "\"alice@beckon.test\",\"scan_name\":\"Alice\",\"scan_picture\":\"data:image/png;base64,"        \
  "QUJD\",\"scan_number\":\"07\"}"
#define SCANNED_BY_TWO                                                                             \
  "{\"error\":\"authorization_pending\",\"scan_state\":\"scanned\",\"scan_other\":true,"           \
  "\"scan_account\":\"alice@beckon.test\",\"scan_number\":\"07\"}"
#define TOKEN                                                                                      \
  "{\"access_token\":\"the-token\",\"token_type\":\"Bearer\",\"expires_in\":120,"                  \
  "\"scan_account\":\"alice@beckon.test\"}"
#define OFFERED                                                                                    \
  "<authentication xmlns='urn:xmpp:sasl:2'><mechanism>OAUTHBEARER</mechanism></authentication>"
#define NOT_OFFERED                                                                                \
  "<authentication xmlns='urn:xmpp:sasl:2'><mechanism>PLAIN</mechanism></authentication>"
/* n,,^Aauth=^A^A */
#define EMPTY_TOKEN "biwsAWF1dGg9AQE="

typedef struct
{
  FakeService *service;
  FakeServer *server;
  BeckonClient *client;
  BeckonDeviceClock *clock;
  BeckonScanSignIn *scan;

  GMutex lock;
  const char *features;
  gboolean hold; /* whether the server keeps who signs in waiting */
  guint n_sign_ins;
} Fixture;

static FakeResolver *resolver;

static gboolean
is_held (Fixture *fixture)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&fixture->lock);

  return fixture->hold;
}

/* The XMPP server: names the service to who has no token, and takes no token. */
static void
script (FakeConnection *connection, gpointer user_data)
{
  Fixture *fixture = user_data;
  g_autofree char *request = NULL, *text = NULL, *data = NULL, *answer = NULL, *rest = NULL;

  if (!fake_connection_start_tls (connection, "good")
      || !fake_connection_open_stream (connection, fixture->features))
    return;
  if (strstr (fixture->features, "OAUTHBEARER") == NULL)
    {
      rest = fake_connection_read_to (connection, "</stream:stream>");
      return;
    }
  request = fake_connection_read_to (connection, "</authenticate>");
  if (request == NULL)
    return;
  if (strstr (request, EMPTY_TOKEN) == NULL)
    {
      g_mutex_lock (&fixture->lock);
      fixture->n_sign_ins++;
      g_mutex_unlock (&fixture->lock);
      g_main_context_wakeup (NULL);
      while (is_held (fixture))
        g_usleep (1000);
      fake_connection_send (connection, "<failure xmlns='urn:xmpp:sasl:2'><not-authorized "
                                        "xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/></failure>");
      return;
    }
  text = g_strdup_printf ("{\"status\":\"invalid_token\",\"openid-configuration\":\"%s%s\"}",
                          fake_service_get_origin (fixture->service), WELL_KNOWN);
  data = g_base64_encode ((const guchar *) text, strlen (text));
  answer = g_strdup_printf ("<challenge xmlns='urn:xmpp:sasl:2'>%s</challenge>", data);
  fake_connection_send (connection, answer);
  rest = fake_connection_read_to (connection, "</stream:stream>");
}

static guint
count_sign_ins (Fixture *fixture)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&fixture->lock);

  return fixture->n_sign_ins;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BeckonSecretStore) secrets = beckon_secret_store_new_memory ();
  g_autoptr (BeckonJid) domain = beckon_jid_new (FAKE_SERVER_DOMAIN, NULL);

  fake_monitor_set_available (TRUE);
  g_mutex_init (&fixture->lock);
  fixture->features = data != NULL ? data : OFFERED;
  fixture->service = fake_service_new ("good");
  fixture->server = fake_server_new (script, fixture);
  fixture->client = beckon_client_new (NULL, secrets);
  fixture->clock = beckon_device_clock_new_stopped ();
  fixture->scan = beckon_scan_sign_in_new (fixture->client, domain);
  beckon_scan_sign_in_set_clock (fixture->scan, fixture->clock);
  beckon_scan_sign_in_set_host (fixture->scan, "127.0.0.1", fake_server_get_port (fixture->server),
                                TRUE);
  fake_service_say (fixture->service, WELL_KNOWN, 200, OURS);
  fake_service_say (fixture->service, "/device", 200, CODE ("1"));
  fake_service_say (fixture->service, "/token", 400, WAITING);
  fake_service_say (fixture->service, "/revoke", 200, "{}");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gpointer http = beckon_scan_sign_in_get_http (fixture->scan);

  /* What is under way holds on to them until it has ended. */
  g_object_add_weak_pointer (http, &http);
  g_object_add_weak_pointer (G_OBJECT (fixture->scan), (gpointer *) &fixture->scan);
  g_object_unref (fixture->scan);
  wait_until (fixture->scan == NULL && http == NULL);
  g_object_unref (fixture->clock);
  g_assert_finalize_object (fixture->client);
  fake_server_free (fixture->server);
  fake_service_free (fixture->service);
  fake_resolver_clear (resolver);
  g_mutex_clear (&fixture->lock);
}

static void
reach (Fixture *fixture, BeckonScanState state)
{
  pass_time_until (fixture->clock, beckon_scan_sign_in_get_state (fixture->scan) == state
                                     || beckon_scan_sign_in_get_state (fixture->scan) >= BECKON_SCAN_DONE);
  g_assert_cmpint (beckon_scan_sign_in_get_state (fixture->scan), ==, state);
}

static void
start (Fixture *fixture)
{
  beckon_scan_sign_in_start (fixture->scan);
  g_assert_cmpint (beckon_scan_sign_in_get_state (fixture->scan), ==, BECKON_SCAN_FINDING);
  reach (fixture, BECKON_SCAN_WAITING);
}

static void
say_and_reach (Fixture *fixture, guint status, const char *body, BeckonScanState state)
{
  fake_service_say (fixture->service, "/token", status, body);
  reach (fixture, state);
}

static void
fall_asleep (Fixture *fixture, guint seconds)
{
  beckon_device_clock_sleep (fixture->clock, seconds * (gint64) G_USEC_PER_SEC);
}

static void
assert_user_code (Fixture *fixture, const char *user_code)
{
  g_assert_cmpstr (beckon_scan_sign_in_get_user_code (fixture->scan), ==, user_code);
}

static void
test_scanned (Fixture *fixture, gconstpointer data)
{
  start (fixture);
  g_assert_true (g_str_has_prefix (beckon_scan_sign_in_get_host (fixture->scan), "127.0.0.1:"));
  g_assert_true (g_str_has_suffix (beckon_scan_sign_in_get_code_uri (fixture->scan), "/s/1"));
  assert_user_code (fixture, "BCDF-GHJ1");
  g_assert_true (
    g_str_has_suffix (beckon_scan_sign_in_get_verification_uri (fixture->scan), "/code"));
  g_assert_null (beckon_scan_sign_in_get_jid (fixture->scan));
  g_assert_null (beckon_scan_sign_in_get_number (fixture->scan));

  say_and_reach (fixture, 400, SCANNED, BECKON_SCAN_SCANNED);
  g_assert_cmpstr (beckon_jid_get_full (beckon_scan_sign_in_get_jid (fixture->scan)), ==,
                   "alice@beckon.test");
  g_assert_cmpstr (beckon_scan_sign_in_get_name (fixture->scan), ==, "Alice");
  g_assert_cmpstr (beckon_scan_sign_in_get_number (fixture->scan), ==, "07");
  g_assert_nonnull (beckon_scan_sign_in_get_picture (fixture->scan));
  g_assert_false (beckon_scan_sign_in_get_other_scanned (fixture->scan));
  g_assert_cmpint (beckon_scan_sign_in_get_code_end (fixture->scan)
                     - beckon_scan_sign_in_get_code_start (fixture->scan),
                   ==, 300 * (gint64) G_USEC_PER_SEC);

  fake_service_say (fixture->service, "/token", 400, SCANNED_BY_TWO);
  pass_time_until (fixture->clock, beckon_scan_sign_in_get_other_scanned (fixture->scan));
}

typedef struct
{
  const char *name;
  const char *answer;
  BeckonScanState state;
} End;

static const End ends[] = {
  { "declined", "{\"error\":\"access_denied\",\"scan_reason\":\"declined\"}",
    BECKON_SCAN_DECLINED },
  { "wrong-number", "{\"error\":\"access_denied\",\"scan_reason\":\"number\"}",
    BECKON_SCAN_WRONG_NUMBER },
  { "expired", "{\"error\":\"expired_token\"}", BECKON_SCAN_EXPIRED },
  { "failed", "{\"error\":\"invalid_client\"}", BECKON_SCAN_FAILED },
};

/* From each end there is a way on. */
static void
test_ends (Fixture *fixture, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_test_message ("%s", ends[i].name);
      fake_service_say (fixture->service, "/token", 400, SCANNED);
      if (i == 0)
        beckon_scan_sign_in_start (fixture->scan);
      else
        beckon_scan_sign_in_renew (fixture->scan);
      reach (fixture, BECKON_SCAN_SCANNED);
      say_and_reach (fixture, 400, ends[i].answer, ends[i].state);
      g_assert_null (beckon_scan_sign_in_get_code_uri (fixture->scan));
      g_assert_true ((beckon_scan_sign_in_get_error (fixture->scan) != NULL)
                     == (ends[i].state == BECKON_SCAN_FAILED));
    }
}

static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  start (fixture);
  beckon_scan_sign_in_cancel (fixture->scan);
  g_assert_cmpint (beckon_scan_sign_in_get_state (fixture->scan), ==, BECKON_SCAN_CANCELLED);
  wait_until (fake_service_count (fixture->service, "/revoke") == 1);
  beckon_scan_sign_in_renew (fixture->scan);
  reach (fixture, BECKON_SCAN_WAITING);
}

static void
test_cancelled_early (Fixture *fixture, gconstpointer data)
{
  beckon_scan_sign_in_start (fixture->scan);
  beckon_scan_sign_in_cancel (fixture->scan);
  g_assert_cmpint (beckon_scan_sign_in_get_state (fixture->scan), ==, BECKON_SCAN_CANCELLED);
  beckon_scan_sign_in_renew (fixture->scan);
  reach (fixture, BECKON_SCAN_WAITING);
}

static void
test_paused (Fixture *fixture, gconstpointer data)
{
  start (fixture);
  for (guint i = 2; i <= 6; i++)
    {
      advance (fixture->clock, 61);
      wait_until (fake_service_count (fixture->service, "/device") == i);
      wait_until (beckon_scan_sign_in_get_code_end (fixture->scan) > get_now (fixture->clock));
    }
  /* The last one is shown for all of its life. */
  g_assert_cmpint (beckon_scan_sign_in_get_code_end (fixture->scan)
                     - beckon_scan_sign_in_get_code_start (fixture->scan),
                   ==, 120 * G_USEC_PER_SEC);
  advance (fixture->clock, 121);
  g_assert_cmpint (beckon_scan_sign_in_get_state (fixture->scan), ==, BECKON_SCAN_PAUSED);
  g_assert_cmpuint (fake_service_count (fixture->service, "/device"), ==, 6);
  g_assert_null (beckon_scan_sign_in_get_code_uri (fixture->scan));
  advance (fixture->clock, 1000);
  g_assert_cmpuint (fake_service_count (fixture->service, "/device"), ==, 6);

  beckon_scan_sign_in_renew (fixture->scan);
  reach (fixture, BECKON_SCAN_WAITING);
  g_assert_cmpuint (fake_service_count (fixture->service, "/device"), ==, 7);
}

/* While the next code is shown, the one before it still counts. */
static void
test_previous_code (Fixture *fixture, gconstpointer data)
{
  start (fixture);
  fake_service_say (fixture->service, "/device", 200, CODE ("2"));
  advance (fixture->clock, 61);
  wait_until (g_strcmp0 (beckon_scan_sign_in_get_user_code (fixture->scan), "BCDF-GHJ2") == 0);
  fake_service_say_to (fixture->service, "/token", "device_code", "secret1", SCANNED);
  reach (fixture, BECKON_SCAN_SCANNED);
  assert_user_code (fixture, "BCDF-GHJ1");
  wait_until (fake_service_count (fixture->service, "/revoke") == 1);
  g_assert_cmpstr (fake_service_get_parameter (fixture->service, "/revoke", "token"), ==,
                   "secret2");
}

/* But not longer than it lives. */
static void
test_previous_code_too_late (Fixture *fixture, gconstpointer data)
{
  start (fixture);
  fake_service_say (fixture->service, "/device", 200, CODE ("2"));
  advance (fixture->clock, 61);
  wait_until (g_strcmp0 (beckon_scan_sign_in_get_user_code (fixture->scan), "BCDF-GHJ2") == 0);
  advance (fixture->clock, 58);
  fake_service_say_to (fixture->service, "/token", "device_code", "secret1", SCANNED);
  advance (fixture->clock, 2);
  /* The last request about it may still be on its way; what it brings is too late. */
  for (guint i = 0; i < 5; i++)
    {
      guint count = fake_service_count (fixture->service, "/token");

      pass_time_until (fixture->clock, fake_service_count (fixture->service, "/token") > count);
    }
  g_assert_cmpstr (fake_service_get_parameter (fixture->service, "/token", "device_code"), ==,
                   "secret2");
  g_assert_cmpint (beckon_scan_sign_in_get_state (fixture->scan), ==, BECKON_SCAN_WAITING);
}

static void
test_slow_down (Fixture *fixture, gconstpointer data)
{
  start (fixture);
  fake_service_say (fixture->service, "/token", 400, "{\"error\":\"slow_down\"}");
  wait_until (beckon_device_clock_get_next (fixture->clock)
                - beckon_device_clock_get_time (fixture->clock)
              <= A_PAUSE);
  for (guint i = 0; i < 2; i++)
    {
      guint count = fake_service_count (fixture->service, "/token");

      pass_time_until (fixture->clock, fake_service_count (fixture->service, "/token") > count);
    }
  g_assert_cmpint (beckon_scan_sign_in_get_state (fixture->scan), ==, BECKON_SCAN_WAITING);
  say_and_reach (fixture, 400, SCANNED, BECKON_SCAN_SCANNED);
}

static void
test_not_offered (Fixture *fixture, gconstpointer data)
{
  beckon_scan_sign_in_start (fixture->scan);
  reach (fixture, BECKON_SCAN_NOT_OFFERED);
  g_assert_nonnull (beckon_scan_sign_in_get_error (fixture->scan));
}

/* A server that would not be right is not one without the service. */
static void
test_bad_service (Fixture *fixture, gconstpointer data)
{
  fake_service_say (fixture->service, WELL_KNOWN, 200, "{\"issuer\":\"https://b.test\"}");
  beckon_scan_sign_in_start (fixture->scan);
  reach (fixture, BECKON_SCAN_FAILED);
  g_assert_error (beckon_scan_sign_in_get_error (fixture->scan), BECKON_DEVICE_ERROR,
                  BECKON_DEVICE_ERROR_PROTOCOL);
}

/* There is no network when it is to begin, and then there is. */
static void
test_no_network_at_first (Fixture *fixture, gconstpointer data)
{
  guint16 port = fake_server_get_port (fixture->server);

  fake_monitor_set_available (FALSE);
  beckon_scan_sign_in_set_host (fixture->scan, NULL, 0, FALSE);
  beckon_scan_sign_in_start (fixture->scan);
  wait_until (beckon_scan_sign_in_get_no_network (fixture->scan));
  advance (fixture->clock, 3);
  g_assert_cmpint (beckon_scan_sign_in_get_state (fixture->scan), ==, BECKON_SCAN_FINDING);

  fake_resolver_add_host (resolver, "a.test", "127.0.0.1");
  fake_resolver_add_service (resolver, "_xmpps-client._tcp." FAKE_SERVER_DOMAIN, "a.test", port, 0,
                             0);
  fake_monitor_set_available (TRUE);
  reach (fixture, BECKON_SCAN_WAITING);
  g_assert_false (beckon_scan_sign_in_get_no_network (fixture->scan));
}

/* Nobody waits for ever. */
static void
test_no_network_for_long (Fixture *fixture, gconstpointer data)
{
  fake_monitor_set_available (FALSE);
  beckon_scan_sign_in_set_host (fixture->scan, NULL, 0, FALSE);
  beckon_scan_sign_in_start (fixture->scan);
  wait_until (beckon_scan_sign_in_get_no_network (fixture->scan));
  fall_asleep (fixture, 300);
  reach (fixture, BECKON_SCAN_FAILED);
  g_assert_error (beckon_scan_sign_in_get_error (fixture->scan), BECKON_NET_ERROR,
                  BECKON_NET_ERROR_NO_NETWORK);
  g_assert_false (beckon_scan_sign_in_get_no_network (fixture->scan));
}

static void
test_no_network_while_waiting (Fixture *fixture, gconstpointer data)
{
  start (fixture);
  fake_service_disappear (fixture->service);
  fall_asleep (fixture, 10);
  pass_time_until (fixture->clock, beckon_scan_sign_in_get_no_network (fixture->scan));
  g_assert_cmpint (beckon_scan_sign_in_get_state (fixture->scan), ==, BECKON_SCAN_WAITING);
  assert_user_code (fixture, "BCDF-GHJ1");
  fake_service_reappear (fixture->service);
  fake_monitor_set_available (TRUE);
  say_and_reach (fixture, 400, SCANNED, BECKON_SCAN_SCANNED);
  g_assert_false (beckon_scan_sign_in_get_no_network (fixture->scan));

  fake_service_disappear (fixture->service);
  fall_asleep (fixture, 10);
  pass_time_until (fixture->clock, beckon_scan_sign_in_get_no_network (fixture->scan));
  g_assert_cmpint (beckon_scan_sign_in_get_state (fixture->scan), ==, BECKON_SCAN_SCANNED);
  g_assert_cmpstr (beckon_scan_sign_in_get_number (fixture->scan), ==, "07");
  fake_service_reappear (fixture->service);
  say_and_reach (fixture, 400, "{\"error\":\"access_denied\"}", BECKON_SCAN_DECLINED);
}

/* The computer sleeps: in each state, for a while and for longer than that state may last. */

static void
test_sleep_finding (Fixture *fixture, gconstpointer data)
{
  beckon_scan_sign_in_start (fixture->scan);
  fall_asleep (fixture, 4000);
  reach (fixture, BECKON_SCAN_WAITING);
}

static void
test_sleep_waiting (Fixture *fixture, gconstpointer data)
{
  start (fixture);
  fall_asleep (fixture, 20);
  assert_user_code (fixture, "BCDF-GHJ1");
  g_assert_cmpint (beckon_scan_sign_in_get_code_end (fixture->scan), <=,
                   get_now (fixture->clock) + 40 * G_USEC_PER_SEC);

  /* The code has died meanwhile. */
  fake_service_say (fixture->service, "/device", 200, CODE ("2"));
  fall_asleep (fixture, 4000);
  g_assert_cmpint (beckon_scan_sign_in_get_state (fixture->scan), ==, BECKON_SCAN_FINDING);
  reach (fixture, BECKON_SCAN_WAITING);
  assert_user_code (fixture, "BCDF-GHJ2");
}

static void
test_sleep_scanned (Fixture *fixture, gconstpointer data)
{
  start (fixture);
  say_and_reach (fixture, 400, SCANNED, BECKON_SCAN_SCANNED);
  fall_asleep (fixture, 100);
  g_assert_cmpint (beckon_scan_sign_in_get_state (fixture->scan), ==, BECKON_SCAN_SCANNED);
  fall_asleep (fixture, 200);
  g_assert_cmpint (beckon_scan_sign_in_get_state (fixture->scan), ==, BECKON_SCAN_EXPIRED);
}

/* What was confirmed while it slept is found when it wakes up. */
static void
test_sleep_confirmed (Fixture *fixture, gconstpointer data)
{
  start (fixture);
  say_and_reach (fixture, 400, SCANNED, BECKON_SCAN_SCANNED);
  fake_service_say (fixture->service, "/token", 200, TOKEN);
  fall_asleep (fixture, 100);
  reach (fixture, BECKON_SCAN_SIGNING_IN);
  reach (fixture, BECKON_SCAN_FAILED); /* this server takes no token */
}

static void
test_sleep_signing_in (Fixture *fixture, gconstpointer data)
{
  fixture->hold = TRUE;
  start (fixture);
  say_and_reach (fixture, 400, SCANNED, BECKON_SCAN_SCANNED);
  say_and_reach (fixture, 200, TOKEN, BECKON_SCAN_SIGNING_IN);
  wait_until (count_sign_ins (fixture) == 1);
  fall_asleep (fixture, 4000);
  beckon_scan_sign_in_cancel (fixture->scan);
  g_assert_cmpint (beckon_scan_sign_in_get_state (fixture->scan), ==, BECKON_SCAN_SIGNING_IN);

  g_mutex_lock (&fixture->lock);
  fixture->hold = FALSE;
  g_mutex_unlock (&fixture->lock);
  reach (fixture, BECKON_SCAN_FAILED);
}

static void
test_sleep_at_the_end (Fixture *fixture, gconstpointer data)
{
  start (fixture);
  say_and_reach (fixture, 400, "{\"error\":\"access_denied\"}", BECKON_SCAN_DECLINED);
  fall_asleep (fixture, 4000);
  g_assert_cmpint (beckon_scan_sign_in_get_state (fixture->scan), ==, BECKON_SCAN_DECLINED);
}

/* A token that is of no use is given back, and leaves no account behind. */
static void
test_refused_token (Fixture *fixture, gconstpointer data)
{
  start (fixture);
  say_and_reach (fixture, 400, SCANNED, BECKON_SCAN_SCANNED);
  say_and_reach (fixture, 200, TOKEN, BECKON_SCAN_FAILED);
  g_assert_error (beckon_scan_sign_in_get_error (fixture->scan), BECKON_LOGIN_ERROR,
                  BECKON_LOGIN_ERROR_SCAN_AGAIN);
  g_assert_cmpuint (g_list_model_get_n_items (beckon_client_get_accounts (fixture->client)), ==, 0);
  wait_until (fake_service_count (fixture->service, "/revoke") == 1);
  g_assert_cmpstr (fake_service_get_parameter (fixture->service, "/revoke", "token"), ==,
                   "the-token");
}

static guint
count_names (FakeProxy *proxy, guint16 port)
{
  g_autofree char *end = g_strdup_printf (":%u", port);
  guint n = 0;

  for (guint i = 0; i < fake_proxy_get_n_names (proxy); i++)
    n += g_str_has_suffix (fake_proxy_get_name (proxy, i), end) ? 1 : 0;
  return n;
}

/* The server and the service hear of us from the proxy only, to the end. */
static void
test_proxy (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FakeProxy) proxy = fake_proxy_new ("socks5");
  g_autoptr (GUri) origin
    = g_uri_parse (fake_service_get_origin (fixture->service), G_URI_FLAGS_NONE, NULL);

  beckon_scan_sign_in_set_proxy (fixture->scan, fake_proxy_get_uri (proxy));
  start (fixture);
  say_and_reach (fixture, 400, SCANNED, BECKON_SCAN_SCANNED);
  say_and_reach (fixture, 200, TOKEN, BECKON_SCAN_FAILED); /* this server takes no token */
  g_assert_cmpuint (count_sign_ins (fixture), ==, 1);
  g_assert_cmpuint (fake_server_get_n_connections (fixture->server), ==, 2);
  g_assert_cmpuint (count_names (proxy, fake_server_get_port (fixture->server)), ==, 2);
  g_assert_cmpuint (count_names (proxy, g_uri_get_port (origin)), >=, 1);
  wait_until (fake_service_count (fixture->service, "/revoke") == 1);
}

/* Whose the token is is asked in the same way. */
static void
test_proxy_plain (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FakeProxy) proxy = fake_proxy_new ("socks5");

  fake_service_say (fixture->service, WELL_KNOWN, 200,
                    "{\"issuer\":\"~\",\"device_authorization_endpoint\":\"~/device\","
                    "\"token_endpoint\":\"~/token\"}");
  beckon_scan_sign_in_set_proxy (fixture->scan, fake_proxy_get_uri (proxy));
  start (fixture);
  say_and_reach (fixture, 200, "{\"access_token\":\"the-token\",\"token_type\":\"Bearer\"}",
                 BECKON_SCAN_FAILED);
  g_assert_cmpuint (count_sign_ins (fixture), ==, 1);
  g_assert_cmpuint (fake_server_get_n_connections (fixture->server), ==, 2);
  g_assert_cmpuint (count_names (proxy, fake_server_get_port (fixture->server)), ==, 2);
}

/* An account that is signed in again goes its own way; when that is closed, no other one. */
static void
test_proxy_again (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FakeProxy) proxy = fake_proxy_new ("socks5");
  g_autoptr (BeckonAccountRecord) record = beckon_account_record_new ();
  g_autoptr (BeckonAccount) account = NULL;

  record->jid = g_strdup ("alice@" FAKE_SERVER_DOMAIN);
  record->host = g_strdup ("127.0.0.1");
  record->port = fake_server_get_port (fixture->server);
  record->direct_tls = TRUE;
  record->proxy = g_strdup (fake_proxy_get_uri (proxy));
  account = beckon_account_new (NULL, record);
  g_object_unref (fixture->scan);
  fixture->scan = beckon_scan_sign_in_new_again (fixture->client, account);
  beckon_scan_sign_in_set_clock (fixture->scan, fixture->clock);

  fake_proxy_set_open (proxy, FALSE);
  beckon_scan_sign_in_start (fixture->scan);
  reach (fixture, BECKON_SCAN_FAILED);
  g_assert_error (beckon_scan_sign_in_get_error (fixture->scan), BECKON_NET_ERROR,
                  BECKON_NET_ERROR_PROXY);
  g_assert_cmpuint (fake_server_get_n_connections (fixture->server), ==, 0);

  fake_proxy_set_open (proxy, TRUE);
  beckon_scan_sign_in_renew (fixture->scan);
  reach (fixture, BECKON_SCAN_WAITING);
  g_assert_cmpuint (fake_server_get_n_connections (fixture->server), ==, 1);
}

static void
add (const char *name, const char *features, void (*test) (Fixture *fixture, gconstpointer data))
{
  g_autofree char *path = g_strconcat ("/scan-states/", name, NULL);

  g_test_add (path, Fixture, features, set_up, test, tear_down);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  fake_monitor_install ();
  resolver = fake_resolver_install ();
  fake_server_trust_certificates ();

  add ("scanned", NULL, test_scanned);
  add ("ends", NULL, test_ends);
  add ("cancelled", NULL, test_cancelled);
  add ("cancelled-early", NULL, test_cancelled_early);
  add ("paused", NULL, test_paused);
  add ("previous-code", NULL, test_previous_code);
  add ("previous-code-too-late", NULL, test_previous_code_too_late);
  add ("slow-down", NULL, test_slow_down);
  add ("not-offered", NOT_OFFERED, test_not_offered);
  add ("bad-service", NULL, test_bad_service);
  add ("no-network-at-first", NULL, test_no_network_at_first);
  add ("no-network-for-long", NULL, test_no_network_for_long);
  add ("no-network-while-waiting", NULL, test_no_network_while_waiting);
  add ("sleep-finding", NULL, test_sleep_finding);
  add ("sleep-waiting", NULL, test_sleep_waiting);
  add ("sleep-scanned", NULL, test_sleep_scanned);
  add ("sleep-confirmed", NULL, test_sleep_confirmed);
  add ("sleep-signing-in", NULL, test_sleep_signing_in);
  add ("sleep-at-the-end", NULL, test_sleep_at_the_end);
  add ("refused-token", NULL, test_refused_token);
  add ("proxy", NULL, test_proxy);
  add ("proxy-plain", NULL, test_proxy_plain);
  add ("proxy-again", NULL, test_proxy_again);
  return g_test_run ();
}
