/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-net-error.h"

/* A monitor that says what the test wants. */
#define FAKE_TYPE_MONITOR (fake_monitor_get_type ())
G_DECLARE_FINAL_TYPE (FakeMonitor, fake_monitor, FAKE, MONITOR, GObject)

struct _FakeMonitor
{
  GObject parent_instance;
};

enum
{
  PROP_0,
  PROP_NETWORK_AVAILABLE,
  PROP_NETWORK_METERED,
  PROP_CONNECTIVITY,
};

static gboolean available;

static gboolean
fake_monitor_initable_init (GInitable *initable, GCancellable *cancellable, GError **error)
{
  return TRUE;
}

static void
fake_monitor_initable_iface_init (GInitableIface *iface)
{
  iface->init = fake_monitor_initable_init;
}

static void
fake_monitor_iface_init (GNetworkMonitorInterface *iface)
{
}

G_DEFINE_FINAL_TYPE_WITH_CODE (FakeMonitor,
                               fake_monitor,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_INITABLE,
                                                      fake_monitor_initable_iface_init)
                                 G_IMPLEMENT_INTERFACE (G_TYPE_NETWORK_MONITOR,
                                                        fake_monitor_iface_init))

static void
fake_monitor_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_CONNECTIVITY)
    g_value_set_enum (value, G_NETWORK_CONNECTIVITY_FULL);
  else
    g_value_set_boolean (value, id == PROP_NETWORK_AVAILABLE && available);
}

static void
fake_monitor_class_init (FakeMonitorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = fake_monitor_get_property;
  g_object_class_override_property (object_class, PROP_NETWORK_AVAILABLE, "network-available");
  g_object_class_override_property (object_class, PROP_NETWORK_METERED, "network-metered");
  g_object_class_override_property (object_class, PROP_CONNECTIVITY, "connectivity");
}

static void
fake_monitor_init (FakeMonitor *self)
{
}

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
  available = TRUE;
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
  available = FALSE;
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
  g_setenv ("GIO_USE_NETWORK_MONITOR", "fake", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_io_extension_point_register (G_NETWORK_MONITOR_EXTENSION_POINT_NAME);
  g_io_extension_point_implement (G_NETWORK_MONITOR_EXTENSION_POINT_NAME, FAKE_TYPE_MONITOR, "fake",
                                  100);
  g_assert_true (FAKE_IS_MONITOR (g_network_monitor_get_default ()));

  g_test_add_func ("/net-error/codes", test_codes);
  g_test_add_func ("/net-error/no-network", test_no_network);
  g_test_add_func ("/net-error/kept", test_kept);

  return g_test_run ();
}
