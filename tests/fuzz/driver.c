/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Runs a fuzz target as an ordinary test, where there is no libFuzzer: with everything in the kept
 * corpus, and with random changes to that. */

#include "fuzz.h"

#include <string.h>

#define N_CHANGED 2000
#define MAX_LENGTH 4096

static GPtrArray *
load_corpus (const char *path)
{
  GPtrArray *corpus = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = g_dir_open (path, 0, &error);
  const char *name;

  g_assert_no_error (error);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);
      char *data;
      gsize length;

      g_file_get_contents (file, &data, &length, &error);
      g_assert_no_error (error);
      g_ptr_array_add (corpus, g_bytes_new_take (data, length));
    }
  g_assert_cmpuint (corpus->len, >, 0);
  return corpus;
}

/* In memory that is exactly as large, so that the sanitizer sees each read behind the end. */
static void
run (gconstpointer data, gsize length)
{
  g_autofree guint8 *copy = g_memdup2 (data, length);

  LLVMFuzzerTestOneInput (copy, length);
}

static gconstpointer
pick (GPtrArray *corpus, gsize *length)
{
  return g_bytes_get_data (g_ptr_array_index (corpus, g_test_rand_int_range (0, corpus->len)),
                           length);
}

static void
change (GPtrArray *corpus, GByteArray *input)
{
  static const char interesting[] = "<>&'\"/=:;@.,[](){}\0\xff\xe2\x80\xae \n-";
  gsize length, at = input->len > 0 ? g_test_rand_int_range (0, input->len) : 0;
  const guint8 *other;
  guint8 byte;

  switch (g_test_rand_int_range (0, 4))
    {
    case 0:
      byte = interesting[g_test_rand_int_range (0, sizeof interesting - 1)];
      if (input->len > 0)
        input->data[at] = byte;
      break;
    case 1:
      if (input->len > 0)
        input->data[at] ^= 1 << g_test_rand_int_range (0, 8);
      break;
    case 2:
      if (input->len > at + 1)
        g_byte_array_remove_range (input, at, g_test_rand_int_range (1, input->len - at));
      break;
    default:
      other = pick (corpus, &length);
      if (length > 0)
        {
          gsize from = g_test_rand_int_range (0, length);

          g_byte_array_set_size (input, at);
          g_byte_array_append (input, other + from, length - from);
        }
    }
}

static void
test_corpus (gconstpointer path)
{
  g_autoptr (GPtrArray) corpus = load_corpus (path);

  for (guint i = 0; i < corpus->len; i++)
    {
      gsize length;
      gconstpointer data = g_bytes_get_data (g_ptr_array_index (corpus, i), &length);

      run (data, length);
    }
}

static void
test_changed (gconstpointer path)
{
  g_autoptr (GPtrArray) corpus = load_corpus (path);

  for (guint i = 0; i < N_CHANGED; i++)
    {
      g_autoptr (GByteArray) input = g_byte_array_new ();
      gsize length;
      gconstpointer data = pick (corpus, &length);

      g_byte_array_append (input, data, MIN (length, MAX_LENGTH));
      for (int n = g_test_rand_int_range (1, 6); n > 0; n--)
        change (corpus, input);
      run (input->data, MIN (input->len, MAX_LENGTH));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  if (argc != 2)
    {
      g_printerr ("Usage: %s CORPUS\n", argv[0]);
      return 2;
    }

  g_test_add_data_func ("/fuzz/corpus", argv[1], test_corpus);
  g_test_add_data_func ("/fuzz/changed", argv[1], test_changed);

  return g_test_run ();
}
