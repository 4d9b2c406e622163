/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-text.h"
#include "fuzz.h"

/* What is shown is UTF-8 and stays what it is when it is made showable again. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *legal = beckon_text_dup_xml_legal ((const char *) data, size);
  g_autofree char *line = beckon_text_dup_line (legal, 100000);
  g_autofree char *same_line = beckon_text_dup_line (line, 100000);
  g_autofree char *short_line = beckon_text_dup_line (legal, 10);
  g_autofree char *block = beckon_text_dup_block (legal);
  g_autofree char *same_block = beckon_text_dup_block (block);

  g_assert_true (g_utf8_validate (legal, -1, NULL));
  g_assert_cmpstr (line, ==, same_line);
  if (short_line != NULL)
    g_assert_cmpint (g_utf8_strlen (short_line, -1), <=, 11);
  g_assert_true (g_utf8_validate (block, -1, NULL));
  g_assert_cmpstr (block, ==, same_block);
  beckon_text_looks_deceptive (legal);
  return 0;
}
