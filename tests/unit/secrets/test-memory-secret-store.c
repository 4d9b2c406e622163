/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "secrets-test.h"

static void
test_store (void)
{
  g_autoptr (BeckonSecretStore) store = beckon_secret_store_new_memory ();

  check_store (store);
}

static void
test_order (void)
{
  g_autoptr (BeckonSecretStore) store = beckon_secret_store_new_memory ();

  check_order (store);
}

static void
test_cancel (void)
{
  g_autoptr (BeckonSecretStore) store = beckon_secret_store_new_memory ();

  check_cancel (store);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/secrets/memory/store", test_store);
  g_test_add_func ("/secrets/memory/order", test_order);
  g_test_add_func ("/secrets/memory/cancel", test_cancel);
  return g_test_run ();
}
