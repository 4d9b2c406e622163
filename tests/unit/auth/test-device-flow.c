/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-device-flow.h"

#include "beckon-net-error.h"
#include "fake-server.h"
#include "fake-service.h"
#include "stopped-clock.h"
#include "wait-until.h"

#include <string.h>

#define PLAIN                                                                                      \
  "{\"issuer\":\"~\",\"device_authorization_endpoint\":\"~/device\",\"token_endpoint\":\"~/"       \
  "token\","                                                                                       \
  "\"revocation_endpoint\":\"~/revoke\"}"
#define OURS                                                                                       \
  "{\"issuer\":\"~\",\"device_authorization_endpoint\":\"~/device\",\"token_endpoint\":\"~/"       \
  "token\","                                                                                       \
  "\"revocation_endpoint\":\"~/revoke\",\"scopes_supported\":[\"xmpp:client:normal\"],"            \
  "\"scan_login\":{\"version\":0,\"max_wait\":20}}"

#define CODE(n)                                                                                    \
  "{\"device_code\":\"secret" n "\",\"user_code\":\"BCDF-GHJ" n "\","                              \
  "\"verification_uri\":\"~/code\",\"verification_uri_complete\":\"~/s/" n "\","                   \
  "\"expires_in\":120,\"interval\":1}"
#define WAITING "{\"error\":\"authorization_pending\",\"scan_state\":\"waiting\"}"
#define SCANNED                                                                                    \
  "{\"error\":\"authorization_pending\",\"scan_state\":\"scanned\","                               \
  "\"scan_account\":\"alice@beckon.test\",\"scan_name\":\"Al\\u202eice\\nB\","                     \
  "\"scan_picture\":\"data:image/png;base64,QUJD\",\"scan_number\":\"07\"}"
#define TOKEN                                                                                      \
  "{\"access_token\":\"the-token\",\"token_type\":\"Bearer\",\"expires_in\":120,"                  \
  "\"scan_account\":\"alice@beckon.test\"}"

/* Longer than the interval, and shorter than half the life of a code. */
#define A_WHILE (10 * G_USEC_PER_SEC)

typedef struct
{
  FakeService *service;
  BeckonHttp *http;
  BeckonDeviceClock *clock;
  BeckonDeviceFlow *flow;
  guint changes;
} Fixture;

static void
changed_cb (Fixture *fixture)
{
  fixture->changes++;
}

static void
set_up (Fixture *fixture, gconstpointer metadata)
{
  BeckonDeviceInfo info
    = { "0d1c0c1c-aaaa-4bbb-8ccc-000000000001", "Desk & <b>", "Debian", "Beckon" };
  g_autoptr (BeckonDeviceService) service = NULL;
  g_autoptr (BeckonDeviceClient) client = NULL;
  g_autoptr (BeckonHttpResponse) response = g_new0 (BeckonHttpResponse, 1);
  g_autoptr (GString) text = g_string_new (metadata);
  g_autofree char *uri = NULL;
  g_autoptr (GError) error = NULL;

  fixture->service = fake_service_new ("good");
  fixture->http = beckon_http_new ();
  g_string_replace (text, "~", fake_service_get_origin (fixture->service), 0);
  response->status = 200;
  response->type = g_strdup ("application/json");
  response->body = g_bytes_new (text->str, text->len);
  uri = g_strconcat (fake_service_get_origin (fixture->service),
                     "/.well-known/oauth-authorization-server", NULL);
  service = beckon_device_service_parse (FAKE_SERVER_DOMAIN, uri, response, &error);
  g_assert_no_error (error);
  client = beckon_device_client_new (fixture->http, service, &info);
  fixture->clock = beckon_device_clock_new_stopped ();
  fixture->flow = beckon_device_flow_new (client, fixture->clock);
  g_signal_connect_swapped (fixture->flow, "changed", G_CALLBACK (changed_cb), fixture);

  fake_service_say (fixture->service, "/device", 200, CODE ("1"));
  fake_service_say (fixture->service, "/token", 400, WAITING);
  fake_service_say (fixture->service, "/revoke", 200, "{}");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  /* What is under way holds on to them until it has ended. */
  if (fixture->flow != NULL)
    {
      g_object_add_weak_pointer (G_OBJECT (fixture->flow), (gpointer *) &fixture->flow);
      g_object_unref (fixture->flow);
      wait_until (fixture->flow == NULL);
    }
  g_object_unref (fixture->clock);
  g_object_add_weak_pointer (G_OBJECT (fixture->http), (gpointer *) &fixture->http);
  g_object_unref (fixture->http);
  wait_until (fixture->http == NULL);
  fake_service_free (fixture->service);
}

static void
reach (Fixture *fixture, BeckonDeviceFlowState state)
{
  pass_time_until (fixture->clock, beckon_device_flow_get_state (fixture->flow) == state
                                     || beckon_device_flow_get_state (fixture->flow)
                                          >= BECKON_DEVICE_FLOW_CONFIRMED);
  g_assert_no_error (beckon_device_flow_get_error (fixture->flow));
  g_assert_cmpint (beckon_device_flow_get_state (fixture->flow), ==, state);
}

static void
start (Fixture *fixture)
{
  beckon_device_flow_start (fixture->flow);
  reach (fixture, BECKON_DEVICE_FLOW_WAITING);
}

static void
start_scanned (Fixture *fixture)
{
  fake_service_say (fixture->service, "/token", 400, SCANNED);
  beckon_device_flow_start (fixture->flow);
  reach (fixture, BECKON_DEVICE_FLOW_SCANNED);
}

/* The next answer, of which the flow shall make that state. */
static void
say_and_reach (Fixture *fixture, guint status, const char *body, BeckonDeviceFlowState state)
{
  fake_service_say (fixture->service, "/token", status, body);
  reach (fixture, state);
}

static void
wait_for_poll (Fixture *fixture)
{
  guint count = fake_service_count (fixture->service, "/token");

  pass_time_until (fixture->clock, fake_service_count (fixture->service, "/token") > count);
}

/* Until then the next thing to come is a new code, much later. */
static void
wait_for_answer (Fixture *fixture)
{
  wait_until (get_pause (fixture->clock) <= A_PAUSE);
}

static const char *
get_user_code (Fixture *fixture)
{
  const BeckonDeviceCode *code = beckon_device_flow_get_code (fixture->flow);

  return code != NULL ? code->user_code : NULL;
}

static void
assert_parameter (Fixture *fixture, const char *path, const char *name, const char *value)
{
  g_assert_cmpstr (fake_service_get_parameter (fixture->service, path, name), ==, value);
}

static void
test_plain (Fixture *fixture, gconstpointer data)
{
  start (fixture);
  assert_parameter (fixture, "/device", "client_id", "beckon");
  assert_parameter (fixture, "/device", "scope", NULL);
  assert_parameter (fixture, "/device", "device_id", NULL);
  g_assert_cmpstr (get_user_code (fixture), ==, "BCDF-GHJ1");
  g_assert_true (g_str_has_suffix (beckon_device_flow_get_code (fixture->flow)->code_uri, "/s/1"));
  g_assert_true (
    g_str_has_suffix (beckon_device_flow_get_code (fixture->flow)->verification_uri, "/code"));
  g_assert_cmpint (beckon_device_flow_get_code_end (fixture->flow)
                     - beckon_device_flow_get_code_start (fixture->flow),
                   ==, 60 * G_USEC_PER_SEC);

  /* RFC 8628, section 3.5: not before the interval is over */
  beckon_device_clock_advance (fixture->clock, G_USEC_PER_SEC - 1);
  g_assert_cmpint (beckon_device_clock_get_next (fixture->clock), ==,
                   beckon_device_clock_get_time (fixture->clock) + 1);
  g_assert_cmpuint (fake_service_count (fixture->service, "/token"), ==, 0);
  wait_for_poll (fixture);
  assert_parameter (fixture, "/token", "grant_type",
                    "urn:ietf:params:oauth:grant-type:device_code");
  assert_parameter (fixture, "/token", "device_code", "secret1");
  assert_parameter (fixture, "/token", "client_id", "beckon");
  assert_parameter (fixture, "/token", "scan_known", NULL);
  g_assert_null (fake_service_get_request_header (fixture->service, "/token", "Prefer"));

  /* What a plain provider may say in passing is nothing to us. */
  say_and_reach (fixture, 400, SCANNED, BECKON_DEVICE_FLOW_WAITING);
  wait_for_poll (fixture);
  g_assert_null (beckon_device_flow_get_scan (fixture->flow));
  say_and_reach (fixture, 200, TOKEN, BECKON_DEVICE_FLOW_CONFIRMED);
  g_assert_cmpstr (beckon_device_flow_get_token (fixture->flow)->token, ==, "the-token");
  g_assert_null (beckon_device_flow_get_token (fixture->flow)->jid);
  g_assert_null (beckon_device_flow_get_code (fixture->flow));
  g_assert_cmpuint (fake_service_count (fixture->service, "/revoke"), ==, 0);
}

static void
test_ours (Fixture *fixture, gconstpointer data)
{
  GBytes *picture;

  start (fixture);
  assert_parameter (fixture, "/device", "scope", "xmpp:client:normal");
  assert_parameter (fixture, "/device", "device_id", "0d1c0c1c-aaaa-4bbb-8ccc-000000000001");
  assert_parameter (fixture, "/device", "device_name", "Desk & <b>");
  assert_parameter (fixture, "/device", "device_os", "Debian");
  assert_parameter (fixture, "/device", "software", "Beckon");
  wait_for_poll (fixture);
  assert_parameter (fixture, "/token", "scan_known", "waiting");
  g_assert_cmpstr (fake_service_get_request_header (fixture->service, "/token", "Prefer"), ==,
                   "wait=20");

  say_and_reach (fixture, 400, SCANNED, BECKON_DEVICE_FLOW_SCANNED);
  g_assert_cmpstr (beckon_jid_get_full (beckon_device_flow_get_scan (fixture->flow)->jid), ==,
                   "alice@beckon.test");
  g_assert_cmpstr (beckon_device_flow_get_scan (fixture->flow)->name, ==, "Alice B");
  g_assert_cmpstr (beckon_device_flow_get_scan (fixture->flow)->number, ==, "07");
  picture = beckon_device_flow_get_scan (fixture->flow)->picture;
  g_assert_cmpmem (g_bytes_get_data (picture, NULL), g_bytes_get_size (picture), "ABC", 3);
  g_assert_false (beckon_device_flow_get_other_scanned (fixture->flow));
  g_assert_cmpint (beckon_device_flow_get_code_end (fixture->flow)
                     - beckon_device_flow_get_code_start (fixture->flow),
                   ==, 300 * G_USEC_PER_SEC);

  say_and_reach (
    fixture, 400,
    "{\"error\":\"authorization_pending\",\"scan_state\":\"scanned\",\"scan_other\":true,"
    "\"scan_account\":\"alice@beckon.test\",\"scan_number\":\"07\"}",
    BECKON_DEVICE_FLOW_SCANNED);
  pass_time_until (fixture->clock, beckon_device_flow_get_other_scanned (fixture->flow));
  assert_parameter (fixture, "/token", "scan_known", "scanned");
  g_assert_nonnull (beckon_device_flow_get_scan (fixture->flow)->picture);

  say_and_reach (fixture, 200, TOKEN, BECKON_DEVICE_FLOW_CONFIRMED);
  g_assert_cmpstr (beckon_device_flow_get_token (fixture->flow)->token, ==, "the-token");
  /* Waiting, scanned, scanned by two, confirmed: not each answer. */
  g_assert_cmpuint (fixture->changes, ==, 4);
}

/* An answer that was held back is asked for again at once; one that only says so is not. */
static void
test_long_poll (Fixture *fixture, gconstpointer data)
{
  start (fixture);
  fake_service_set_header (fixture->service, "/token", "Preference-Applied", "wait=20");
  wait_for_poll (fixture);
  wait_for_answer (fixture);
  g_assert_cmpint (get_pause (fixture->clock), ==, G_USEC_PER_SEC);

  /* Nor is it the time that was granted, when it is over at once. */
  fake_service_hold (fixture->service, "/token");
  wait_for_poll (fixture);
  beckon_device_clock_advance (fixture->clock, 20 * G_USEC_PER_SEC);
  fake_service_say (fixture->service, "/token", 400, WAITING);
  fake_service_set_header (fixture->service, "/token", "Preference-Applied", "wait=20");
  fake_service_release (fixture->service);
  wait_for_answer (fixture);
  g_assert_cmpint (get_pause (fixture->clock), ==, 0);

  fake_service_say (fixture->service, "/token", 400, SCANNED);
  fake_service_set_header (fixture->service, "/token", "Preference-Applied", "wait=20");
  reach (fixture, BECKON_DEVICE_FLOW_SCANNED);
  g_assert_cmpint (get_pause (fixture->clock), ==, 0);
}

typedef struct
{
  const char *body;
  BeckonDeviceFlowState state;
} End;

static const End ends[] = {
  { "{\"error\":\"access_denied\"}", BECKON_DEVICE_FLOW_DECLINED },
  { "{\"error\":\"access_denied\",\"scan_reason\":\"declined\"}", BECKON_DEVICE_FLOW_DECLINED },
  { "{\"error\":\"access_denied\",\"scan_reason\":7}", BECKON_DEVICE_FLOW_DECLINED },
  { "{\"error\":\"access_denied\",\"scan_reason\":\"number\"}", BECKON_DEVICE_FLOW_WRONG_NUMBER },
  { "{\"error\":\"access_denied\",\"scan_reason\":\"cancelled\"}", BECKON_DEVICE_FLOW_CANCELLED },
  { "{\"error\":\"expired_token\"}", BECKON_DEVICE_FLOW_EXPIRED },
};

static void
test_ends (Fixture *fixture, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      start_scanned (fixture);
      say_and_reach (fixture, 400, ends[i].body, ends[i].state);
      g_assert_null (beckon_device_flow_get_code (fixture->flow));
      tear_down (fixture, data);
      set_up (fixture, data);
    }
}

/* Nobody decides in five minutes, and nobody says so. */
static void
test_no_decision (Fixture *fixture, gconstpointer data)
{
  start_scanned (fixture);
  fake_service_hold (fixture->service, "/token");
  beckon_device_clock_sleep (fixture->clock, 295 * (gint64) G_USEC_PER_SEC);
  g_assert_cmpint (beckon_device_flow_get_state (fixture->flow), ==, BECKON_DEVICE_FLOW_SCANNED);
  beckon_device_clock_sleep (fixture->clock, A_WHILE);
  g_assert_cmpint (beckon_device_flow_get_state (fixture->flow), ==, BECKON_DEVICE_FLOW_EXPIRED);
}

static void
test_slow_down (Fixture *fixture, gconstpointer data)
{
  start (fixture);
  fake_service_say (fixture->service, "/token", 400, "{\"error\":\"slow_down\"}");
  for (guint seconds = 6; seconds <= 11; seconds += 5)
    {
      /* The interval of one second, and five more each time. */
      wait_for_poll (fixture);
      wait_for_answer (fixture);
      g_assert_cmpint (get_pause (fixture->clock), ==, seconds * G_USEC_PER_SEC);
    }

  /* Also when the computer sleeps in between. */
  fake_service_say (fixture->service, "/token", 400, WAITING);
  beckon_device_clock_sleep (fixture->clock, 10 * G_USEC_PER_SEC);
  g_assert_cmpint (get_pause (fixture->clock), ==, G_USEC_PER_SEC);
  wait_for_poll (fixture);
  wait_for_answer (fixture);
  g_assert_cmpint (get_pause (fixture->clock), ==, 11 * G_USEC_PER_SEC);
}

/* Half of its life a code is shown, and counts for all of it. */
static void
test_next_code (Fixture *fixture, gconstpointer data)
{
  start (fixture);
  fake_service_say (fixture->service, "/device", 200, CODE ("2"));
  advance (fixture->clock, 61);
  wait_until (g_strcmp0 (get_user_code (fixture), "BCDF-GHJ2") == 0);
  g_assert_cmpint (beckon_device_flow_get_state (fixture->flow), ==, BECKON_DEVICE_FLOW_WAITING);
  g_assert_cmpint (beckon_device_flow_get_code_start (fixture->flow), <=, get_now (fixture->clock));

  do
    wait_for_poll (fixture);
  while (
    g_strcmp0 (fake_service_get_parameter (fixture->service, "/token", "device_code"), "secret2")
    != 0);
  do
    wait_for_poll (fixture);
  while (
    g_strcmp0 (fake_service_get_parameter (fixture->service, "/token", "device_code"), "secret1")
    != 0);

  /* Whichever is asked about first has been scanned; the other one is given back. */
  fake_service_say (fixture->service, "/token", 400, SCANNED);
  reach (fixture, BECKON_DEVICE_FLOW_SCANNED);
  wait_until (fake_service_count (fixture->service, "/revoke") == 1);
}

/* Whether the time goes by awake or asleep is the same to it. */
static void
test_pause (Fixture *fixture, gconstpointer data)
{
  start (fixture);
  for (guint i = 2; i <= 6; i++)
    {
      g_assert_cmpuint (fake_service_count (fixture->service, "/device"), ==, i - 1);
      if (i % 2 == 0)
        advance (fixture->clock, 61);
      else
        beckon_device_clock_sleep (fixture->clock, 61 * G_USEC_PER_SEC);
      wait_until (fake_service_count (fixture->service, "/device") == i);
      wait_until (beckon_device_flow_get_code_end (fixture->flow) > get_now (fixture->clock));
    }
  advance (fixture->clock, 119);
  g_assert_cmpint (beckon_device_flow_get_state (fixture->flow), ==, BECKON_DEVICE_FLOW_WAITING);
  advance (fixture->clock, 2);
  g_assert_cmpint (beckon_device_flow_get_state (fixture->flow), ==, BECKON_DEVICE_FLOW_PAUSED);
  g_assert_cmpuint (fake_service_count (fixture->service, "/device"), ==, 6);
  g_assert_null (beckon_device_flow_get_code (fixture->flow));
}

/* The service has forgotten the code sooner than it said. */
static void
test_expired_early (Fixture *fixture, gconstpointer data)
{
  start (fixture);
  fake_service_say (fixture->service, "/device", 200, CODE ("2"));
  fake_service_say (fixture->service, "/token", 400, "{\"error\":\"expired_token\"}");
  beckon_device_clock_sleep (fixture->clock, A_WHILE);
  pass_time_until (fixture->clock, g_strcmp0 (get_user_code (fixture), "BCDF-GHJ2") == 0);
}

static void
test_no_network (Fixture *fixture, gconstpointer data)
{
  fake_service_disappear (fixture->service);
  beckon_device_flow_start (fixture->flow);
  pass_time_until (fixture->clock, beckon_device_flow_get_no_network (fixture->flow));
  g_assert_cmpint (beckon_device_flow_get_state (fixture->flow), ==, BECKON_DEVICE_FLOW_STARTING);
  fake_service_reappear (fixture->service);
  reach (fixture, BECKON_DEVICE_FLOW_WAITING);
  g_assert_false (beckon_device_flow_get_no_network (fixture->flow));

  fake_service_disappear (fixture->service);
  beckon_device_clock_sleep (fixture->clock, A_WHILE);
  pass_time_until (fixture->clock, beckon_device_flow_get_no_network (fixture->flow));
  g_assert_cmpint (beckon_device_flow_get_state (fixture->flow), ==, BECKON_DEVICE_FLOW_WAITING);
  fake_service_reappear (fixture->service);
  say_and_reach (fixture, 400, SCANNED, BECKON_DEVICE_FLOW_SCANNED);
  g_assert_false (beckon_device_flow_get_no_network (fixture->flow));

  fake_service_disappear (fixture->service);
  beckon_device_clock_sleep (fixture->clock, A_WHILE);
  pass_time_until (fixture->clock, beckon_device_flow_get_no_network (fixture->flow));
  fake_service_reappear (fixture->service);
  say_and_reach (fixture, 200, TOKEN, BECKON_DEVICE_FLOW_CONFIRMED);
}

/* The network stays away. */
static void
test_no_network_for_long (Fixture *fixture, gconstpointer data)
{
  start (fixture);
  fake_service_disappear (fixture->service);
  beckon_device_clock_sleep (fixture->clock, 130 * G_USEC_PER_SEC);
  pass_time_until (fixture->clock, beckon_device_flow_get_no_network (fixture->flow));
  g_assert_cmpint (beckon_device_flow_get_state (fixture->flow), ==, BECKON_DEVICE_FLOW_STARTING);
  beckon_device_clock_sleep (fixture->clock, 301 * (gint64) G_USEC_PER_SEC);
  g_assert_cmpint (beckon_device_flow_get_state (fixture->flow), ==, BECKON_DEVICE_FLOW_PAUSED);
  g_assert_false (beckon_device_flow_get_no_network (fixture->flow));
  fake_service_reappear (fixture->service);
}

/* A proxy in front of the service speaks for it. */
static void
test_bad_gateway (Fixture *fixture, gconstpointer data)
{
  start (fixture);
  fake_service_say (fixture->service, "/token", 502, "<html>Bad gateway</html>");
  fake_service_set_header (fixture->service, "/token", "Content-Type", "text/html");
  beckon_device_clock_sleep (fixture->clock, A_WHILE);
  wait_for_poll (fixture);
  say_and_reach (fixture, 400, SCANNED, BECKON_DEVICE_FLOW_SCANNED);
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  start (fixture);
  beckon_device_flow_cancel (fixture->flow);
  g_assert_cmpint (beckon_device_flow_get_state (fixture->flow), ==, BECKON_DEVICE_FLOW_CANCELLED);
  g_assert_null (beckon_device_flow_get_code (fixture->flow));
  beckon_device_flow_cancel (fixture->flow);
  wait_until (fake_service_count (fixture->service, "/revoke") == 1);
  assert_parameter (fixture, "/revoke", "token", "secret1");
}

static void
test_cancel_early (Fixture *fixture, gconstpointer data)
{
  beckon_device_flow_start (fixture->flow);
  beckon_device_flow_cancel (fixture->flow);
  g_assert_cmpint (beckon_device_flow_get_state (fixture->flow), ==, BECKON_DEVICE_FLOW_CANCELLED);
}

/* Whoever only lets go of it has cancelled, too. */
static void
test_drop (Fixture *fixture, gconstpointer data)
{
  start_scanned (fixture);
  g_assert_finalize_object (g_steal_pointer (&fixture->flow));
  wait_until (fake_service_count (fixture->service, "/revoke") == 1);
}

static void
fail (Fixture *fixture, GQuark domain, int code)
{
  pass_time_until (fixture->clock,
                   beckon_device_flow_get_state (fixture->flow) >= BECKON_DEVICE_FLOW_CONFIRMED);
  g_assert_cmpint (beckon_device_flow_get_state (fixture->flow), ==, BECKON_DEVICE_FLOW_FAILED);
  g_assert_true (g_error_matches (beckon_device_flow_get_error (fixture->flow), domain, code));
  g_assert_null (beckon_device_flow_get_token (fixture->flow));
  g_assert_null (beckon_device_flow_get_code (fixture->flow));
}

typedef struct
{
  guint status;
  const char *body;
  BeckonDeviceError code;
} Hostile;

#define CODE_WITH(members) "{\"device_code\":\"secret\",\"user_code\":\"BCDF\"," members "}"
#define LINKS "\"verification_uri\":\"~/c\",\"verification_uri_complete\":\"~/s\""

static const Hostile hostile_codes[] = {
  { 200, "{}", BECKON_DEVICE_ERROR_PROTOCOL },
  { 200, "{\"device_code\":1,\"user_code\":\"BCDF\"," LINKS ",\"expires_in\":120}",
    BECKON_DEVICE_ERROR_PROTOCOL },
  { 200, "{\"device_code\":\"a b\",\"user_code\":\"BCDF\"," LINKS ",\"expires_in\":120}",
    BECKON_DEVICE_ERROR_PROTOCOL },
  { 200,
    "{\"device_code\":\"a\\u0000\",\"user_code\":\"BC\\u0007DF\"," LINKS ",\"expires_in\":120}",
    BECKON_DEVICE_ERROR_PROTOCOL },
  { 200,
    "{\"device_code\":\"a\",\"user_code\":\"012345678901234567890123456789012\"," LINKS
    ",\"expires_in\":120}",
    BECKON_DEVICE_ERROR_PROTOCOL },
  { 200,
    CODE_WITH ("\"verification_uri\":\"~/c\",\"verification_uri_complete\":\"https://example.net/"
               "s\",\"expires_in\":120"),
    BECKON_DEVICE_ERROR_PROTOCOL },
  { 200, CODE_WITH ("\"verification_uri\":\"https://127.0.0.1/c\",\"expires_in\":120"),
    BECKON_DEVICE_ERROR_PROTOCOL },
  { 200,
    CODE_WITH ("\"verification_uri\":\"~/"
               "c\",\"verification_uri_complete\":\"javascript:alert(1)\",\"expires_in\":120"),
    BECKON_DEVICE_ERROR_PROTOCOL },
  { 200,
    CODE_WITH ("\"verification_uri\":\"~/c\",\"verification_uri_complete\":\"~/"
               "s\\u202e\",\"expires_in\":120"),
    BECKON_DEVICE_ERROR_PROTOCOL },
  { 200,
    CODE_WITH (
      "\"verification_uri\":\"~/c\",\"verification_uri_complete\":[\"~/s\"],\"expires_in\":120"),
    BECKON_DEVICE_ERROR_PROTOCOL },
  { 200, CODE_WITH (LINKS ",\"expires_in\":\"120\""), BECKON_DEVICE_ERROR_PROTOCOL },
  { 200, CODE_WITH (LINKS ",\"expires_in\":0"), BECKON_DEVICE_ERROR_PROTOCOL },
  { 200, CODE_WITH (LINKS ",\"expires_in\":-5"), BECKON_DEVICE_ERROR_PROTOCOL },
  { 200, CODE_WITH (LINKS), BECKON_DEVICE_ERROR_PROTOCOL },
  { 200, CODE_WITH (LINKS ",\"expires_in\":120,\"interval\":\"1\""), BECKON_DEVICE_ERROR_PROTOCOL },
  { 200, CODE_WITH (LINKS ",\"expires_in\":120,\"interval\":99999999999"),
    BECKON_DEVICE_ERROR_PROTOCOL },
  { 302, "{}", BECKON_DEVICE_ERROR_PROTOCOL },
  { 404, "{}", BECKON_DEVICE_ERROR_PROTOCOL },
  { 400, "{\"error\":[]}", BECKON_DEVICE_ERROR_PROTOCOL },
  { 401, "{\"error\":\"invalid_client\"}", BECKON_DEVICE_ERROR_REFUSED },
  { 429, "{\"error\":\"slow_down\"}", BECKON_DEVICE_ERROR_TRY_LATER },
  { 503, "{\"error\":\"temporarily_unavailable\"}", BECKON_DEVICE_ERROR_TRY_LATER },
};

static void
test_hostile_codes (Fixture *fixture, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (hostile_codes); i++)
    {
      const Hostile *hostile = &hostile_codes[i];

      g_test_message ("%s", hostile->body);
      fake_service_say (fixture->service, "/device", hostile->status, hostile->body);
      fake_service_set_header (fixture->service, "/device", "Location", "~/other");
      beckon_device_flow_start (fixture->flow);
      fail (fixture, BECKON_DEVICE_ERROR, hostile->code);
      tear_down (fixture, data);
      set_up (fixture, data);
    }
  g_assert_cmpuint (fake_service_count (fixture->service, "/other"), ==, 0);
}

/* An interval that makes no sense is the one of RFC 8628, section 3.2. */
static void
test_no_interval (Fixture *fixture, gconstpointer data)
{
  static const char *const codes[]
    = { CODE_WITH (LINKS ",\"expires_in\":99999999999,\"interval\":0"),
        CODE_WITH (LINKS ",\"expires_in\":99999999999,\"interval\":-3"),
        CODE_WITH (LINKS ",\"expires_in\":99999999999") };

  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      fake_service_say (fixture->service, "/device", 200, codes[i]);
      start (fixture);
      g_assert_cmpuint (fake_service_count (fixture->service, "/token"), ==, 0);
      g_assert_cmpint (get_pause (fixture->clock), ==, 5 * G_USEC_PER_SEC);
      /* Nor does it live for ever. */
      g_assert_cmpint (beckon_device_flow_get_code_end (fixture->flow)
                         - beckon_device_flow_get_code_start (fixture->flow),
                       ==, 150 * G_USEC_PER_SEC);
      tear_down (fixture, data);
      set_up (fixture, data);
    }
}

#define SCANNED_BY(members)                                                                        \
  "{\"error\":\"authorization_pending\",\"scan_state\":\"scanned\"," members "}"

static const Hostile hostile_answers[] = {
  { 200, "{}", BECKON_DEVICE_ERROR_PROTOCOL },
  { 200, "{\"access_token\":\"a b\",\"token_type\":\"bearer\",\"scan_account\":\"a@beckon.test\"}",
    BECKON_DEVICE_ERROR_PROTOCOL },
  { 200,
    "{\"access_token\":\"a\\u0001auth=x\",\"token_type\":\"bearer\",\"scan_account\":\"a@beckon."
    "test\"}",
    BECKON_DEVICE_ERROR_PROTOCOL },
  { 200, "{\"access_token\":7,\"token_type\":\"bearer\",\"scan_account\":\"a@beckon.test\"}",
    BECKON_DEVICE_ERROR_PROTOCOL },
  { 200, "{\"access_token\":\"a\",\"token_type\":\"mac\",\"scan_account\":\"a@beckon.test\"}",
    BECKON_DEVICE_ERROR_PROTOCOL },
  { 200, "{\"access_token\":\"a\",\"token_type\":\"bearer\"}", BECKON_DEVICE_ERROR_PROTOCOL },
  { 200, "{\"access_token\":\"a\",\"token_type\":\"bearer\",\"scan_account\":\"a@example.net\"}",
    BECKON_DEVICE_ERROR_PROTOCOL },
  { 400, "{}", BECKON_DEVICE_ERROR_PROTOCOL },
  { 302, "{\"error\":\"authorization_pending\"}", BECKON_DEVICE_ERROR_PROTOCOL },
  { 400, "{\"error\":\"invalid_client\"}", BECKON_DEVICE_ERROR_REFUSED },
  { 400, SCANNED_BY ("\"scan_number\":\"12\""), BECKON_DEVICE_ERROR_PROTOCOL },
  { 400, SCANNED_BY ("\"scan_number\":\"12\",\"scan_account\":\"a@example.net\""),
    BECKON_DEVICE_ERROR_PROTOCOL },
  { 400, SCANNED_BY ("\"scan_number\":\"12\",\"scan_account\":\"beckon.test\""),
    BECKON_DEVICE_ERROR_PROTOCOL },
  { 400, SCANNED_BY ("\"scan_number\":\"12\",\"scan_account\":\"a@beckon.test/x\""),
    BECKON_DEVICE_ERROR_PROTOCOL },
  { 400, SCANNED_BY ("\"scan_number\":\"12\",\"scan_account\":[]"), BECKON_DEVICE_ERROR_PROTOCOL },
  { 400, SCANNED_BY ("\"scan_number\":12,\"scan_account\":\"a@beckon.test\""),
    BECKON_DEVICE_ERROR_PROTOCOL },
  { 400, SCANNED_BY ("\"scan_number\":\"1\",\"scan_account\":\"a@beckon.test\""),
    BECKON_DEVICE_ERROR_PROTOCOL },
  { 400, SCANNED_BY ("\"scan_number\":\"<b\",\"scan_account\":\"a@beckon.test\""),
    BECKON_DEVICE_ERROR_PROTOCOL },
};

static void
test_hostile_answers (Fixture *fixture, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (hostile_answers); i++)
    {
      const Hostile *hostile = &hostile_answers[i];

      g_test_message ("%s", hostile->body);
      fake_service_say (fixture->service, "/token", hostile->status, hostile->body);
      fake_service_set_header (fixture->service, "/token", "Location", "~/other");
      beckon_device_flow_start (fixture->flow);
      fail (fixture, BECKON_DEVICE_ERROR, hostile->code);
      tear_down (fixture, data);
      set_up (fixture, data);
    }
}

static void
test_not_json (Fixture *fixture, gconstpointer data)
{
  g_autofree char *huge = g_strnfill (BECKON_HTTP_MAX_SIZE + 1, ' ');

  fake_service_say (fixture->service, "/token", 400, "authorization_pending");
  beckon_device_flow_start (fixture->flow);
  fail (fixture, BECKON_HTTP_ERROR, BECKON_HTTP_ERROR_CONTENT);
  tear_down (fixture, data);

  set_up (fixture, data);
  fake_service_say (fixture->service, "/device", 200, huge);
  beckon_device_flow_start (fixture->flow);
  fail (fixture, BECKON_HTTP_ERROR, BECKON_HTTP_ERROR_TOO_LARGE);
}

static void
test_bad_pictures (Fixture *fixture, gconstpointer data)
{
  static const char *const pictures[]
    = { "7", "\"https://example.net/a.png\"", "\"data:image/svg+xml;base64,QUJD\"",
        "\"data:image/png;base64,\"", "\"data:text/html,x\"" };

  for (gsize i = 0; i < G_N_ELEMENTS (pictures); i++)
    {
      g_autofree char *body
        = g_strdup_printf (SCANNED_BY ("\"scan_account\":\"a@beckon.test\",\"scan_number\":\"07\","
                                       "\"scan_name\":\"\\u202e\",\"scan_picture\":%s"),
                           pictures[i]);

      fake_service_say (fixture->service, "/token", 400, body);
      beckon_device_flow_start (fixture->flow);
      reach (fixture, BECKON_DEVICE_FLOW_SCANNED);
      g_assert_null (beckon_device_flow_get_scan (fixture->flow)->picture);
      g_assert_null (beckon_device_flow_get_scan (fixture->flow)->name);
      tear_down (fixture, data);
      set_up (fixture, data);
    }
}

/* Between scanning and confirming it has to stay the same. */
static void
test_swapped (Fixture *fixture, gconstpointer data)
{
  static const Hostile swaps[] = {
    { 400, SCANNED_BY ("\"scan_account\":\"mallory@beckon.test\",\"scan_number\":\"07\"") },
    { 400, SCANNED_BY ("\"scan_account\":\"alice@beckon.test\",\"scan_number\":\"08\"") },
    { 400, WAITING },
    { 200, "{\"access_token\":\"t\",\"token_type\":\"bearer\",\"scan_account\":\"mallory@beckon."
           "test\"}" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (swaps); i++)
    {
      start_scanned (fixture);
      fake_service_say (fixture->service, "/token", swaps[i].status, swaps[i].body);
      beckon_device_clock_sleep (fixture->clock, A_WHILE);
      fail (fixture, BECKON_DEVICE_ERROR, BECKON_DEVICE_ERROR_PROTOCOL);
      wait_until (fake_service_count (fixture->service, "/revoke") > 0);
      tear_down (fixture, data);
      set_up (fixture, data);
    }
}

static void
test_certificate (void)
{
  g_autoptr (FakeService) service = fake_service_new ("expired");
  g_autofree char *uri = g_strconcat (fake_service_get_origin (service), "/device", NULL);
  g_autoptr (BeckonHttp) http = beckon_http_new ();
  BeckonDeviceService *described = g_rc_box_new0 (BeckonDeviceService);
  g_autoptr (BeckonDeviceClient) client = NULL;
  g_autoptr (BeckonDeviceClock) clock = beckon_device_clock_new ();
  g_autoptr (BeckonDeviceFlow) flow = NULL;
  BeckonDeviceInfo info = { "id", NULL, NULL, NULL };

  described->domain = g_strdup (FAKE_SERVER_DOMAIN);
  described->issuer = g_uri_parse (uri, G_URI_FLAGS_NONE, NULL);
  described->device_endpoint = g_steal_pointer (&uri);
  client = beckon_device_client_new (http, described, &info);
  beckon_device_service_unref (described);
  flow = beckon_device_flow_new (client, clock);
  beckon_device_flow_start (flow);
  wait_until (beckon_device_flow_get_state (flow) == BECKON_DEVICE_FLOW_FAILED);
  g_assert_true (g_error_matches (beckon_device_flow_get_error (flow), BECKON_NET_ERROR,
                                  BECKON_NET_ERROR_CERTIFICATE));
  g_assert_cmpuint (fake_service_count (service, "/device"), ==, 0);
}

#define WITH_REGISTRATION                                                                          \
  "{\"issuer\":\"~\",\"device_authorization_endpoint\":\"~/device\",\"token_endpoint\":\"~/"       \
  "token\","                                                                                       \
  "\"registration_endpoint\":\"~/register\",\"scopes_supported\":[\"xmpp\"]}"

static void
test_register (Fixture *fixture, gconstpointer data)
{
  fake_service_say (fixture->service, "/register", 201,
                    "{\"client_id\":\"me\",\"client_secret\":\"hush\"}");
  start (fixture);
  assert_parameter (fixture, "/device", "scope", "xmpp");
  assert_parameter (fixture, "/device", "client_id", NULL);
  g_assert_cmpstr (fake_service_get_request_header (fixture->service, "/device", "Authorization"),
                   ==, "Basic bWU6aHVzaA==");
  say_and_reach (fixture, 200, TOKEN, BECKON_DEVICE_FLOW_CONFIRMED);
  g_assert_cmpstr (fake_service_get_request_header (fixture->service, "/token", "Authorization"),
                   ==, "Basic bWU6aHVzaA==");
}

static void
test_register_refused (Fixture *fixture, gconstpointer data)
{
  static const Hostile answers[] = {
    { 403, "{\"error\":\"access_denied\"}", BECKON_DEVICE_ERROR_REFUSED },
    { 201, "{}", BECKON_DEVICE_ERROR_PROTOCOL },
    { 201, "{\"client_id\":\"a\\nb\"}", BECKON_DEVICE_ERROR_PROTOCOL },
    { 201, "{\"client_id\":\"a\",\"client_secret\":{}}", BECKON_DEVICE_ERROR_PROTOCOL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      fake_service_say (fixture->service, "/register", answers[i].status, answers[i].body);
      beckon_device_flow_start (fixture->flow);
      fail (fixture, BECKON_DEVICE_ERROR, answers[i].code);
      tear_down (fixture, data);
      set_up (fixture, data);
    }
}

static void
add (const char *name, const char *metadata, void (*test) (Fixture *fixture, gconstpointer data))
{
  g_autofree char *path = g_strconcat ("/device-flow/", name, NULL);

  g_test_add (path, Fixture, metadata, set_up, test, tear_down);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  fake_server_trust_certificates ();

  add ("plain", PLAIN, test_plain);
  add ("ours", OURS, test_ours);
  add ("long-poll", OURS, test_long_poll);
  add ("ends", OURS, test_ends);
  add ("no-decision", OURS, test_no_decision);
  add ("slow-down", OURS, test_slow_down);
  add ("next-code", OURS, test_next_code);
  add ("pause", OURS, test_pause);
  add ("expired-early", OURS, test_expired_early);
  add ("no-network", OURS, test_no_network);
  add ("no-network-for-long", OURS, test_no_network_for_long);
  add ("bad-gateway", OURS, test_bad_gateway);
  add ("cancel", OURS, test_cancel);
  add ("cancel-early", OURS, test_cancel_early);
  add ("drop", OURS, test_drop);
  add ("hostile-codes", OURS, test_hostile_codes);
  add ("no-interval", PLAIN, test_no_interval);
  add ("hostile-answers", OURS, test_hostile_answers);
  add ("not-json", OURS, test_not_json);
  add ("bad-pictures", OURS, test_bad_pictures);
  add ("swapped", OURS, test_swapped);
  add ("register", WITH_REGISTRATION, test_register);
  add ("register-refused", WITH_REGISTRATION, test_register_refused);
  g_test_add_func ("/device-flow/certificate", test_certificate);
  return g_test_run ();
}
