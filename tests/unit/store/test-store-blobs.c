/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-store-blobs.h"
#include "store-test.h"

static void
save (Fixture *fixture, BeckonStoreBlobKind kind, const char *key, gconstpointer data, gsize length)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_bytes_new (data, length);

  g_assert_true (WRITE (beckon_store_save_blob, &error, fixture->store, kind, key, bytes));
  g_assert_no_error (error);
}

static GBytes *
load (Fixture *fixture, BeckonStoreBlobKind kind, const char *key)
{
  g_autoptr (GError) error = NULL;
  GBytes *bytes = CALL (beckon_store_load_blob, &error, fixture->store, kind, key);

  g_assert_no_error (error);
  return bytes;
}

static void
test_save (Fixture *fixture, gconstpointer data)
{
  const char binary[] = "a\0b\xff";
  g_autoptr (GBytes) caps = NULL;
  g_autoptr (GBytes) avatar = NULL;
  g_autoptr (GBytes) empty = NULL;

  save (fixture, BECKON_STORE_BLOB_CAPS, "key", "old", 3);
  save (fixture, BECKON_STORE_BLOB_CAPS, "key", "new", 3);
  save (fixture, BECKON_STORE_BLOB_AVATAR, "key", binary, sizeof binary);
  save (fixture, BECKON_STORE_BLOB_AVATAR, "empty", NULL, 0);
  reopen_store (fixture);

  caps = load (fixture, BECKON_STORE_BLOB_CAPS, "key");
  g_assert_cmpmem (g_bytes_get_data (caps, NULL), g_bytes_get_size (caps), "new", 3);
  avatar = load (fixture, BECKON_STORE_BLOB_AVATAR, "key");
  g_assert_cmpmem (g_bytes_get_data (avatar, NULL), g_bytes_get_size (avatar), binary,
                   sizeof binary);
  empty = load (fixture, BECKON_STORE_BLOB_AVATAR, "empty");
  g_assert_cmpuint (g_bytes_get_size (empty), ==, 0);
  g_assert_null (load (fixture, BECKON_STORE_BLOB_CAPS, "other"));
}

/* The oldest go when there are too many, and only of this kind. */
static void
test_bound (Fixture *fixture, gconstpointer data)
{
  const gsize size = 1024 * 1024;
  g_autofree char *big = g_malloc0 (5 * size);
  g_autoptr (GBytes) avatar = NULL;
  g_autoptr (GBytes) newest = NULL;

  save (fixture, BECKON_STORE_BLOB_AVATAR, "avatar", "x", 1);
  for (char key[] = "0"; key[0] <= '5'; key[0]++)
    save (fixture, BECKON_STORE_BLOB_CAPS, key, big, size);
  for (char key[] = "0"; key[0] <= '5'; key[0]++)
    {
      g_autoptr (GBytes) bytes = load (fixture, BECKON_STORE_BLOB_CAPS, key);

      g_assert_cmpint (bytes != NULL, ==, key[0] >= '2');
    }
  avatar = load (fixture, BECKON_STORE_BLOB_AVATAR, "avatar");
  g_assert_nonnull (avatar);

  /* One that does not fit at all is not kept, and takes nothing with it. */
  save (fixture, BECKON_STORE_BLOB_CAPS, "huge", big, 5 * size);
  g_assert_null (load (fixture, BECKON_STORE_BLOB_CAPS, "huge"));
  newest = load (fixture, BECKON_STORE_BLOB_CAPS, "5");
  g_assert_nonnull (newest);
}

/* What is looked at stays longer than what nobody looks at. */
static void
test_used (Fixture *fixture, gconstpointer data)
{
  const gsize size = 1024 * 1024;
  g_autofree char *big = g_malloc0 (3 * size);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) looked_at = NULL;
  g_autoptr (GBytes) still_there = NULL;
  BeckonDatabase *database;

  save (fixture, BECKON_STORE_BLOB_CAPS, "looked at", "x", 1);
  save (fixture, BECKON_STORE_BLOB_CAPS, "not looked at", big, size);
  close_store (fixture);
  database = beckon_database_open (fixture->path, &error);
  g_assert_no_error (error);
  beckon_database_exec (database, "UPDATE blobs SET used = used - 48 * 3600 * 1000000", &error);
  g_assert_no_error (error);
  beckon_database_close (database);
  open_store (fixture);

  looked_at = load (fixture, BECKON_STORE_BLOB_CAPS, "looked at");
  g_assert_nonnull (looked_at);
  save (fixture, BECKON_STORE_BLOB_CAPS, "new", big, 3 * size);
  save (fixture, BECKON_STORE_BLOB_CAPS, "newer", big, size / 2);
  g_assert_null (load (fixture, BECKON_STORE_BLOB_CAPS, "not looked at"));
  still_there = load (fixture, BECKON_STORE_BLOB_CAPS, "looked at");
  g_assert_nonnull (still_there);
}

static void
test_measure (Fixture *fixture, gconstpointer data)
{
  const gsize size = 1024 * 1024;
  g_autofree char *big = g_malloc0 (size);
  g_autoptr (GError) error = NULL;
  guint64 total, cached;

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GVariant) sizes = NULL;

      if (i == 1)
        {
          save (fixture, BECKON_STORE_BLOB_AVATAR, "a", big, size);
          save (fixture, BECKON_STORE_BLOB_CAPS, "b", big, 3);
        }
      if (i == 2)
        g_assert_true (WRITE (beckon_store_clear_blobs, &error, fixture->store));
      sizes = CALL (beckon_store_measure, &error, fixture->store);
      g_assert_no_error (error);
      g_variant_get (sizes, "(tt)", &total, &cached);
      g_assert_cmpuint (cached, ==, i == 1 ? size + 3 : 0);
      g_assert_cmpuint (total, >, cached);
      g_assert_cmpint (total > size, ==, i == 1);
    }
  g_assert_null (load (fixture, BECKON_STORE_BLOB_AVATAR, "a"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/store/blobs/save", Fixture, NULL, set_up, test_save, tear_down);
  g_test_add ("/store/blobs/bound", Fixture, NULL, set_up, test_bound, tear_down);
  g_test_add ("/store/blobs/used", Fixture, NULL, set_up, test_used, tear_down);
  g_test_add ("/store/blobs/measure", Fixture, NULL, set_up, test_measure, tear_down);
  return g_test_run ();
}
