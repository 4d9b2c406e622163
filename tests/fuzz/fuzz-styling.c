/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "fuzz.h"
#include "xep-0393.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (GArray) spans = NULL;

  if (g_utf8_validate (text, -1, NULL))
    spans = beckon_styling_parse (text);
  return 0;
}
