/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-wipe.h"

#include <string.h>

typedef struct
{
  gpointer memory;
  gsize length;
} Wiped;

/**
 * beckon_wipe:
 * @memory: (nullable): what held a secret
 * @length: in bytes
 *
 * Overwrites @memory in a way that the compiler does not leave out.
 */
void
beckon_wipe (gpointer memory, gsize length)
{
  if (length > 0)
    explicit_bzero (memory, length);
}

/**
 * beckon_wipe_string:
 * @secret: (nullable) (transfer full): a string
 *
 * Overwrites and frees @secret. Fits where a #GDestroyNotify is asked for.
 */
void
beckon_wipe_string (char *secret)
{
  if (secret != NULL)
    explicit_bzero (secret, strlen (secret));
  g_free (secret);
}

static void
wiped_free (gpointer data)
{
  Wiped *wiped = data;

  beckon_wipe (wiped->memory, wiped->length);
  g_free (wiped->memory);
  g_free (wiped);
}

/**
 * beckon_wiped_bytes_new_take:
 * @memory: (transfer full): memory from g_malloc()
 * @length: in bytes
 *
 * Returns: (transfer full): bytes that are overwritten when the last reference goes
 */
GBytes *
beckon_wiped_bytes_new_take (gpointer memory, gsize length)
{
  Wiped *wiped = g_new (Wiped, 1);

  wiped->memory = memory;
  wiped->length = length;
  return g_bytes_new_with_free_func (memory, length, wiped_free, wiped);
}
