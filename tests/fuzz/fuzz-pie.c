/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "fuzz.h"
#include "xep-0084.h"
#include "xep-0227.h"

static void
account_cb (BeckonJid *account, gpointer user_data)
{
  g_assert_nonnull (beckon_jid_get_local (account));
  g_string_append_printf (user_data, "a %s\n", beckon_jid_get_full (account));
}

static void
contact_cb (const BeckonRosterItem *item, gpointer user_data)
{
  g_assert_true (beckon_jid_is_bare (item->jid));
  g_string_append_printf (user_data, "c %s %s\n", beckon_jid_get_full (item->jid),
                          item->subscription);
}

static void
blocked_cb (BeckonJid *jid, gpointer user_data)
{
  g_string_append_printf (user_data, "b %s\n", beckon_jid_get_full (jid));
}

static void
nick_cb (const char *nick, gpointer user_data)
{
  g_string_append_printf (user_data, "n %s\n", nick);
}

static void
profile_cb (BeckonProfile *profile, gpointer user_data)
{
  g_assert_false (beckon_profile_is_empty (profile));
  for (guint field = 0; field < BECKON_PROFILE_N_FIELDS; field++)
    for (guint i = 0; i < beckon_profile_get_n (profile, field); i++)
      g_string_append_printf (user_data, "p %u %s\n", field, beckon_profile_get (profile, field, i));
}

static void
picture_cb (GBytes *picture, gpointer user_data)
{
  g_assert_nonnull (beckon_avatar_find_type (picture));
  g_assert_cmpuint (g_bytes_get_size (picture), <=, BECKON_AVATAR_MAX_BYTES);
  g_string_append_printf (user_data, "i %x\n", g_bytes_hash (picture));
}

static void
message_cb (const BeckonMamItem *item, gpointer user_data)
{
  g_autofree char *xml = beckon_element_to_xml (item->message);

  g_assert_cmpint (item->time, >, 0);
  g_string_append_printf (user_data, "m %s %s\n", item->archive_id, xml);
}

static char *
read_all (const guint8 *data, gsize size, gsize slice)
{
  static const BeckonPieEvents events
    = { account_cb, contact_cb, blocked_cb, nick_cb, profile_cb, picture_cb, message_cb };
  GString *told = g_string_new (NULL);
  g_autoptr (BeckonPieReader) reader = beckon_pie_reader_new (&events, told);
  gboolean good = TRUE;

  for (gsize i = 0; i < size && good; i += slice)
    good = beckon_pie_reader_feed (reader, (const char *) data + i, MIN (slice, size - i), NULL);
  g_string_append (told, good && beckon_pie_reader_end (reader, NULL) ? "right" : "wrong");
  return g_string_free (told, FALSE);
}

/* However the bytes are cut, the same is in the file. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *whole = read_all (data, size, MAX (size, 1));
  g_autofree char *single = read_all (data, size, 1);
  g_autofree char *sliced = read_all (data, size, 7);

  g_assert_cmpstr (whole, ==, single);
  g_assert_cmpstr (whole, ==, sliced);
  return 0;
}
