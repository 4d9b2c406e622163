/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-secret-store.h"

/* Calls of a secret store that wait, and what every secret store can do. */

static inline void
keep_result (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **kept = user_data;

  g_assert_null (*kept);
  *kept = g_object_ref (result);
}

static inline GAsyncResult *
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *result;
}

static inline gboolean
store_secret (BeckonSecretStore *store,
              const char *account,
              BeckonSecretKind kind,
              const char *secret,
              GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  beckon_secret_store_store_async (store, account, kind, secret, NULL, keep_result, &result);
  return beckon_secret_store_store_finish (store, wait_for (&result), error);
}

static inline char *
look_up (BeckonSecretStore *store, const char *account, BeckonSecretKind kind, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  beckon_secret_store_lookup_async (store, account, kind, NULL, keep_result, &result);
  return beckon_secret_store_lookup_finish (store, wait_for (&result), error);
}

static inline gboolean
clear (BeckonSecretStore *store, const char *account, BeckonSecretKind kind, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  beckon_secret_store_clear_async (store, account, kind, NULL, keep_result, &result);
  return beckon_secret_store_clear_finish (store, wait_for (&result), error);
}

static inline void
assert_secret (BeckonSecretStore *store,
               const char *account,
               BeckonSecretKind kind,
               const char *expected)
{
  g_autoptr (GError) error = NULL;
  char *secret = look_up (store, account, kind, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (secret, ==, expected);
  beckon_secret_free (secret);
}

#define ALICE "alice@example.org"

/* Each secret is found by its account and kind, and by nothing else. */
static inline void
check_store (BeckonSecretStore *store)
{
  const char *other = "alice@example.com";
  g_autoptr (GError) error = NULL;

  assert_secret (store, ALICE, BECKON_SECRET_FAST_TOKEN, NULL);
  g_assert_true (store_secret (store, ALICE, BECKON_SECRET_FAST_TOKEN, "one", &error));
  g_assert_no_error (error);
  g_assert_true (store_secret (store, ALICE, BECKON_SECRET_FAST_TOKEN_NEXT, "two", &error));
  g_assert_no_error (error);
  g_assert_true (store_secret (store, other, BECKON_SECRET_FAST_TOKEN, "pässword\n\"'", &error));
  g_assert_no_error (error);
  assert_secret (store, ALICE, BECKON_SECRET_FAST_TOKEN, "one");
  assert_secret (store, ALICE, BECKON_SECRET_FAST_TOKEN_NEXT, "two");
  assert_secret (store, ALICE, BECKON_SECRET_PASSWORD, NULL);
  assert_secret (store, ALICE, BECKON_SECRET_REVOKE, NULL);
  assert_secret (store, other, BECKON_SECRET_FAST_TOKEN, "pässword\n\"'");

  g_assert_true (store_secret (store, ALICE, BECKON_SECRET_FAST_TOKEN, "three", &error));
  g_assert_no_error (error);
  assert_secret (store, ALICE, BECKON_SECRET_FAST_TOKEN, "three");

  for (int i = 0; i < 2; i++)
    {
      g_assert_true (clear (store, ALICE, BECKON_SECRET_FAST_TOKEN, &error));
      g_assert_no_error (error);
      assert_secret (store, ALICE, BECKON_SECRET_FAST_TOKEN, NULL);
    }
  assert_secret (store, ALICE, BECKON_SECRET_FAST_TOKEN_NEXT, "two");
  assert_secret (store, other, BECKON_SECRET_FAST_TOKEN, "pässword\n\"'");
  g_assert_true (clear (store, ALICE, BECKON_SECRET_FAST_TOKEN_NEXT, &error));
  g_assert_true (clear (store, other, BECKON_SECRET_FAST_TOKEN, &error));
}

/* What is asked for at once happens in this order. */
static inline void
check_order (BeckonSecretStore *store)
{
  g_autoptr (GAsyncResult) first = NULL;
  g_autoptr (GAsyncResult) second = NULL;
  g_autoptr (GAsyncResult) cleared = NULL;
  g_autoptr (GAsyncResult) third = NULL;

  beckon_secret_store_store_async (store, ALICE, BECKON_SECRET_PASSWORD, "1", NULL, keep_result,
                                   &first);
  beckon_secret_store_store_async (store, ALICE, BECKON_SECRET_PASSWORD, "2", NULL, keep_result,
                                   &second);
  beckon_secret_store_clear_async (store, ALICE, BECKON_SECRET_PASSWORD, NULL, keep_result,
                                   &cleared);
  beckon_secret_store_store_async (store, ALICE, BECKON_SECRET_PASSWORD, "3", NULL, keep_result,
                                   &third);
  assert_secret (store, ALICE, BECKON_SECRET_PASSWORD, "3");
  g_assert_true (beckon_secret_store_store_finish (store, first, NULL));
  g_assert_true (beckon_secret_store_store_finish (store, second, NULL));
  g_assert_true (beckon_secret_store_clear_finish (store, cleared, NULL));
  g_assert_true (beckon_secret_store_store_finish (store, third, NULL));
  g_assert_true (clear (store, ALICE, BECKON_SECRET_PASSWORD, NULL));
}

/* A call that is cancelled, before or while it runs, says so, and those behind it go on. */
static inline void
check_cancel (BeckonSecretStore *store)
{
  g_autoptr (GCancellable) before = g_cancellable_new ();
  g_autoptr (GCancellable) during = g_cancellable_new ();
  g_autoptr (GAsyncResult) first = NULL;
  g_autoptr (GAsyncResult) second = NULL;
  g_autoptr (GAsyncResult) third = NULL;
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (before);
  beckon_secret_store_lookup_async (store, ALICE, BECKON_SECRET_PASSWORD, during, keep_result,
                                    &first);
  beckon_secret_store_store_async (store, ALICE, BECKON_SECRET_PASSWORD, "1", before, keep_result,
                                   &second);
  beckon_secret_store_clear_async (store, ALICE, BECKON_SECRET_REVOKE, NULL, keep_result, &third);
  g_cancellable_cancel (during);

  g_assert_null (beckon_secret_store_lookup_finish (store, wait_for (&first), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_false (beckon_secret_store_store_finish (store, wait_for (&second), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_true (beckon_secret_store_clear_finish (store, wait_for (&third), &error));
  g_assert_no_error (error);
  assert_secret (store, ALICE, BECKON_SECRET_PASSWORD, NULL);
}
