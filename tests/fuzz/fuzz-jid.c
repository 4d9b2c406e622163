/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-jid.h"
#include "beckon-text.h"
#include "fuzz.h"

/* Whatever is accepted stays what it is when it is prepared again, and can be sent. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (BeckonJid) jid = beckon_jid_new (text, NULL);
  g_autoptr (BeckonJid) again = NULL;
  g_autofree char *legal = NULL;

  if (jid == NULL)
    return 0;

  again = beckon_jid_new (beckon_jid_get_full (jid), NULL);
  g_assert_nonnull (again);
  g_assert_cmpstr (beckon_jid_get_full (again), ==, beckon_jid_get_full (jid));
  g_assert_cmpstr (beckon_jid_get_local (again), ==, beckon_jid_get_local (jid));
  g_assert_cmpstr (beckon_jid_get_resource (again), ==, beckon_jid_get_resource (jid));
  legal = beckon_text_dup_xml_legal (beckon_jid_get_full (jid), -1);
  g_assert_cmpstr (legal, ==, beckon_jid_get_full (jid));
  beckon_jid_looks_deceptive (jid);
  return 0;
}
