/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-net-error.h"

#include "fake-monitor.h"

static void
assert_code (GQuark domain, int code, int expected)
{
  g_autoptr (GError) cause = g_error_new_literal (domain, code, "why");
  g_autoptr (GError) error = beckon_net_error_new_from (cause, "host.test:5222");

  g_assert_error (error, BECKON_NET_ERROR, expected);
  g_assert_cmpstr (error->message, ==, "host.test:5222: why");
  g_assert_null (beckon_net_error_get_certificate (error));
}

static void
test_codes (void)
{
  fake_monitor_set_available (TRUE);
  assert_code (G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, BECKON_NET_ERROR_HOST_NOT_FOUND);
  assert_code (G_RESOLVER_ERROR, G_RESOLVER_ERROR_TEMPORARY_FAILURE,
               BECKON_NET_ERROR_HOST_NOT_FOUND);
  assert_code (G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED, BECKON_NET_ERROR_UNREACHABLE);
  assert_code (G_IO_ERROR, G_IO_ERROR_NETWORK_UNREACHABLE, BECKON_NET_ERROR_UNREACHABLE);
  assert_code (G_IO_ERROR, G_IO_ERROR_TIMED_OUT, BECKON_NET_ERROR_TIMEOUT);
  assert_code (G_IO_ERROR, G_IO_ERROR_PROXY_NEED_AUTH, BECKON_NET_ERROR_PROXY);
  assert_code (G_TLS_ERROR, G_TLS_ERROR_HANDSHAKE, BECKON_NET_ERROR_TLS);
}

/* Only for what the lack of a network explains. */
static void
test_no_network (void)
{
  fake_monitor_set_available (FALSE);
  assert_code (G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, BECKON_NET_ERROR_NO_NETWORK);
  assert_code (G_IO_ERROR, G_IO_ERROR_NETWORK_UNREACHABLE, BECKON_NET_ERROR_NO_NETWORK);
  assert_code (G_IO_ERROR, G_IO_ERROR_HOST_UNREACHABLE, BECKON_NET_ERROR_NO_NETWORK);
  assert_code (G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED, BECKON_NET_ERROR_UNREACHABLE);
  assert_code (G_TLS_ERROR, G_TLS_ERROR_HANDSHAKE, BECKON_NET_ERROR_TLS);
}

static void
test_kept (void)
{
  g_autoptr (GError) cancelled = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "why");
  g_autoptr (GError) still_cancelled = beckon_net_error_new_from (cancelled, "host.test:5222");
  g_autoptr (GError) proxy = g_error_new_literal (BECKON_NET_ERROR, BECKON_NET_ERROR_PROXY, "why");
  g_autoptr (GError) still_proxy = beckon_net_error_new_from (proxy, "host.test:5222");

  g_assert_error (still_cancelled, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_error (still_proxy, BECKON_NET_ERROR, BECKON_NET_ERROR_PROXY);
  g_assert_null (beckon_net_error_get_certificate (cancelled));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fake_monitor_install ();

  g_test_add_func ("/net-error/codes", test_codes);
  g_test_add_func ("/net-error/no-network", test_no_network);
  g_test_add_func ("/net-error/kept", test_kept);

  return g_test_run ();
}
