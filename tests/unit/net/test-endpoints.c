/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-endpoints.h"

#include "beckon-net-error.h"
#include "fake-resolver.h"

#define STARTTLS "_xmpp-client._tcp.beckon.test"
#define DIRECT "_xmpps-client._tcp.beckon.test"

static FakeResolver *resolver;

static void
result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **out = user_data;

  g_assert_null (*out);
  *out = g_object_ref (result);
}

static GPtrArray *
look_up_with (const char *domain, guint timeout, GCancellable *cancellable, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  beckon_endpoints_look_up_async (domain, timeout, cancellable, result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return beckon_endpoints_look_up_finish (result, error);
}

/* The endpoints of beckon.test as text: "host:port" with a "!" for direct TLS. */
static char *
look_up (const char *domain)
{
  g_autoptr (GPtrArray) endpoints = NULL;
  g_autoptr (GError) error = NULL;
  GString *text = g_string_new (NULL);

  endpoints = look_up_with (domain, 60000, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < endpoints->len; i++)
    {
      BeckonEndpoint *endpoint = endpoints->pdata[i];

      g_string_append_printf (text, "%s:%u%s ", endpoint->host, endpoint->port,
                              endpoint->direct_tls ? "!" : "");
    }
  return g_string_free (text, FALSE);
}

static void
test_none (void)
{
  g_autofree char *text = NULL;

  fake_resolver_clear (resolver);
  text = look_up ("beckon.test");
  g_assert_cmpstr (text, ==, "beckon.test:5222 beckon.test:5223! ");
}

/* Both kinds together, by priority (XEP-0368). */
static void
test_mixed (void)
{
  g_autofree char *text = NULL;

  fake_resolver_clear (resolver);
  fake_resolver_add_service (resolver, STARTTLS, "c", 3, 30, 0);
  fake_resolver_add_service (resolver, STARTTLS, "a", 1, 10, 0);
  fake_resolver_add_service (resolver, DIRECT, "b", 2, 20, 0);
  fake_resolver_add_service (resolver, DIRECT, "d", 4, 40, 0);
  text = look_up ("beckon.test");
  g_assert_cmpstr (text, ==, "a:1 b:2! c:3 d:4! ");
}

/* Within a priority chance decides, by weight: here it is far beyond doubt which comes first more
 * often, whichever list it is in. */
static void
test_weights (void)
{
  guint first = 0;

  fake_resolver_clear (resolver);
  fake_resolver_add_service (resolver, STARTTLS, "light", 1, 10, 1);
  fake_resolver_add_service (resolver, DIRECT, "heavy", 2, 10, 60000);
  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *text = look_up ("beckon.test");

      first += g_str_has_prefix (text, "heavy");
    }
  g_assert_cmpuint (first, >, 50);
}

static void
test_one_kind (void)
{
  g_autofree char *direct = NULL;
  g_autofree char *starttls = NULL;

  fake_resolver_clear (resolver);
  fake_resolver_add_service (resolver, DIRECT, "a", 443, 10, 0);
  direct = look_up ("beckon.test");
  g_assert_cmpstr (direct, ==, "a:443! ");

  /* The other one is decidedly not offered. */
  fake_resolver_clear (resolver);
  fake_resolver_add_service (resolver, DIRECT, ".", 0, 0, 0);
  fake_resolver_add_service (resolver, STARTTLS, "a", 5222, 10, 0);
  starttls = look_up ("beckon.test");
  g_assert_cmpstr (starttls, ==, "a:5222 ");
}

/* Then the domain itself must not be tried. */
static void
test_not_offered (void)
{
  static const char *const targets[] = { ".", NULL };

  for (guint i = 0; i < G_N_ELEMENTS (targets); i++)
    {
      g_autoptr (GError) error = NULL;

      fake_resolver_clear (resolver);
      fake_resolver_add_service (resolver, STARTTLS, targets[i], 0, 0, 0);
      g_assert_null (look_up_with ("beckon.test", 60000, NULL, &error));
      g_assert_error (error, BECKON_NET_ERROR, BECKON_NET_ERROR_NOT_OFFERED);
    }
}

static void
test_bounded (void)
{
  g_autoptr (GPtrArray) endpoints = NULL;

  fake_resolver_clear (resolver);
  for (guint i = 0; i < 500; i++)
    fake_resolver_add_service (resolver, i % 2 ? STARTTLS : DIRECT, "a", 1 + i, i, 0);
  endpoints = look_up_with ("beckon.test", 60000, NULL, NULL);
  g_assert_cmpuint (endpoints->len, ==, BECKON_ENDPOINTS_MAX);
}

/* DNS that says nothing to one question does not keep the answer to the other. */
static void
test_silent_dns (void)
{
  g_autoptr (GPtrArray) endpoints = NULL;

  fake_resolver_clear (resolver);
  fake_resolver_hang_service (resolver, DIRECT);
  fake_resolver_add_service (resolver, STARTTLS, "a", 5222, 10, 0);
  endpoints = look_up_with ("beckon.test", 20, NULL, NULL);
  g_assert_cmpuint (endpoints->len, ==, 1);
}

static void
test_ip_address (void)
{
  g_autofree char *text = NULL;

  fake_resolver_clear (resolver);
  fake_resolver_hang_service (resolver, "_xmpp-client._tcp.::1");
  fake_resolver_hang_service (resolver, "_xmpps-client._tcp.::1");
  text = look_up ("::1");
  g_assert_cmpstr (text, ==, "::1:5222 ::1:5223! ");
}

static void
test_cancel (void)
{
  g_autoptr (GCancellable) before = g_cancellable_new ();
  g_autoptr (GCancellable) during = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  fake_resolver_clear (resolver);
  fake_resolver_hang_service (resolver, STARTTLS);
  g_cancellable_cancel (before);
  g_assert_null (look_up_with ("beckon.test", 60000, before, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);

  beckon_endpoints_look_up_async ("beckon.test", 60000, during, result_cb, &result);
  g_main_context_iteration (NULL, FALSE);
  g_assert_null (result);
  g_cancellable_cancel (during);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (beckon_endpoints_look_up_finish (result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  resolver = fake_resolver_install ();

  g_test_add_func ("/endpoints/none", test_none);
  g_test_add_func ("/endpoints/mixed", test_mixed);
  g_test_add_func ("/endpoints/weights", test_weights);
  g_test_add_func ("/endpoints/one-kind", test_one_kind);
  g_test_add_func ("/endpoints/not-offered", test_not_offered);
  g_test_add_func ("/endpoints/bounded", test_bounded);
  g_test_add_func ("/endpoints/silent-dns", test_silent_dns);
  g_test_add_func ("/endpoints/ip-address", test_ip_address);
  g_test_add_func ("/endpoints/cancel", test_cancel);

  return g_test_run ();
}
