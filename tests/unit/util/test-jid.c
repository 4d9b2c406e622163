/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-jid.h"

#include <string.h>

typedef struct
{
  const char *text;
  const char *full;
  const char *local;
  const char *domain;
  const char *resource;
} Valid;

static const Valid valids[] = {
  { "juliet@example.com", "juliet@example.com", "juliet", "example.com", NULL },
  { "juliet@example.com/foo", "juliet@example.com/foo", "juliet", "example.com", "foo" },
  { "juliet@example.com/foo bar", "juliet@example.com/foo bar", "juliet", "example.com",
    "foo bar" },
  { "juliet@example.com/foo@bar", "juliet@example.com/foo@bar", "juliet", "example.com",
    "foo@bar" },
  { "a@b/c/d", "a@b/c/d", "a", "b", "c/d" },
  { "b/a@c", "b/a@c", NULL, "b", "a@c" },
  { "foo\\20bar@example.com", "foo\\20bar@example.com", "foo\\20bar", "example.com", NULL },
  { "fußball@example.com", "fußball@example.com", "fußball", "example.com", NULL },
  { "π@example.com", "π@example.com", "π", "example.com", NULL },
  { "Σ@example.com/foo", "σ@example.com/foo", "σ", "example.com", "foo" },
  { "ς@example.com/foo", "ς@example.com/foo", "ς", "example.com", "foo" },
  { "king@example.com/♚", "king@example.com/♚", "king", "example.com", "♚" },
  { "example.com", "example.com", NULL, "example.com", NULL },
  { "JULIET@Example.COM/Foo", "juliet@example.com/Foo", "juliet", "example.com", "Foo" },
  { "a@example.com.", "a@example.com", "a", "example.com", NULL },
  { "Ａｌｉｃｅ@example.com", "alice@example.com", "alice", "example.com", NULL },
  { "İ@example.com", "i\xcc\x87@example.com", "i\xcc\x87", "example.com", NULL },
  { "e\xcc\x81@example.com/e\xcc\x81", "é@example.com/é", "é", "example.com", "é" },
  { "a@example.com/x\xe3\x80\x80y", "a@example.com/x y", "a", "example.com", "x y" },
  { "a@example.com/Ａ", "a@example.com/Ａ", "a", "example.com", "Ａ" },
  { "a@BÜCHER.example", "a@bücher.example", "a", "bücher.example", NULL },
  { "a@xn--bcher-kva.example", "a@bücher.example", "a", "bücher.example", NULL },
  { "a@XN--BCHER-KVA.example.", "a@bücher.example", "a", "bücher.example", NULL },
  { "a@straße.example", "a@straße.example", "a", "straße.example", NULL },
  { "a@例え。テスト", "a@例え.テスト", "a", "例え.テスト", NULL },
  { "a@127.0.0.1", "a@127.0.0.1", "a", "127.0.0.1", NULL },
  { "a@[::1]", "a@[::1]", "a", "[::1]", NULL },
  { "a@[2001:DB8::0:1]/r", "a@[2001:db8::1]/r", "a", "[2001:db8::1]", "r" },
  { "a@localhost", "a@localhost", "a", "localhost", NULL },
  { "a@b--c.example", "a@b--c.example", "a", "b--c.example", NULL },
  { "אבג@example.com", "אבג@example.com", "אבג", "example.com", NULL },
  { "l·l@example.com", "l·l@example.com", "l·l", "example.com", NULL },
  { "क्‍ष@example.com", "क्‍ष@example.com", "क्‍ष", "example.com", NULL },
  { "نامه‌ای@example.com", "نامه‌ای@example.com", "نامه‌ای", "example.com",
    NULL },
};

static void
test_valid (gconstpointer data)
{
  const Valid *valid = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (BeckonJid) jid = beckon_jid_new (valid->text, &error);
  g_autoptr (BeckonJid) again = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (beckon_jid_get_full (jid), ==, valid->full);
  g_assert_cmpstr (beckon_jid_get_local (jid), ==, valid->local);
  g_assert_cmpstr (beckon_jid_get_domain (jid), ==, valid->domain);
  g_assert_cmpstr (beckon_jid_get_resource (jid), ==, valid->resource);
  g_assert_true (beckon_jid_is_bare (jid) == (valid->resource == NULL));

  again = beckon_jid_new (valid->full, &error);
  g_assert_no_error (error);
  g_assert_true (beckon_jid_equal (jid, again));
  g_assert_cmpuint (beckon_jid_hash (jid), ==, beckon_jid_hash (again));
}

typedef struct
{
  const char *text;
  BeckonJidError code;
} Invalid;

static const Invalid invalids[] = {
  { "\"juliet\"@example.com", BECKON_JID_ERROR_LOCAL },
  { "foo bar@example.com", BECKON_JID_ERROR_LOCAL },
  { "@example.com", BECKON_JID_ERROR_LOCAL },
  { "henryⅣ@example.com", BECKON_JID_ERROR_LOCAL },
  { "♚@example.com", BECKON_JID_ERROR_LOCAL },
  { "a&b@example.com", BECKON_JID_ERROR_LOCAL },
  { "a'b@example.com", BECKON_JID_ERROR_LOCAL },
  { "a:b@example.com", BECKON_JID_ERROR_LOCAL },
  { "a<b@example.com", BECKON_JID_ERROR_LOCAL },
  { "a\x7f@example.com", BECKON_JID_ERROR_LOCAL },
  { "a\xef\xbc\xa0@example.com", BECKON_JID_ERROR_LOCAL }, /* fullwidth @ */
  { "a\xe2\x80\xae@example.com", BECKON_JID_ERROR_LOCAL }, /* right-to-left override */
  { "a\xe2\x80\x8b"
    "b@example.com",
    BECKON_JID_ERROR_LOCAL }, /* zero width space */
  { "a\xe2\x80\x8d"
    "b@example.com",
    BECKON_JID_ERROR_LOCAL },                          /* joiner out of place */
  { "a\xc2\xad@example.com", BECKON_JID_ERROR_LOCAL }, /* soft hyphen */
  { "a·b@example.com", BECKON_JID_ERROR_LOCAL },
  { "aאb@example.com", BECKON_JID_ERROR_LOCAL },
  { "١۱@example.com", BECKON_JID_ERROR_LOCAL },
  { "\xee\x80\x80@example.com", BECKON_JID_ERROR_LOCAL }, /* private use */
  { "a\xff@example.com", BECKON_JID_ERROR_LOCAL },
  { "juliet@", BECKON_JID_ERROR_DOMAIN },
  { "", BECKON_JID_ERROR_DOMAIN },
  { "/foobar", BECKON_JID_ERROR_DOMAIN },
  { "a@/b", BECKON_JID_ERROR_DOMAIN },
  { "a@b@c", BECKON_JID_ERROR_DOMAIN },
  { "a@.", BECKON_JID_ERROR_DOMAIN },
  { "a@b..", BECKON_JID_ERROR_DOMAIN },
  { "a@b..c", BECKON_JID_ERROR_DOMAIN },
  { "a@b_c", BECKON_JID_ERROR_DOMAIN },
  { "a@-b", BECKON_JID_ERROR_DOMAIN },
  { "a@b c", BECKON_JID_ERROR_DOMAIN },
  { "a@\xff", BECKON_JID_ERROR_DOMAIN },
  { "a@♚.example", BECKON_JID_ERROR_DOMAIN },
  { "a@b\xe2\x80\xae.example", BECKON_JID_ERROR_DOMAIN },
  { "a@xn--.example", BECKON_JID_ERROR_DOMAIN },
  { "a@xn--a.example", BECKON_JID_ERROR_DOMAIN },
  { "a@xn--strasse-.example", BECKON_JID_ERROR_DOMAIN },
  { "a@[::1", BECKON_JID_ERROR_DOMAIN },
  { "a@[]", BECKON_JID_ERROR_DOMAIN },
  { "a@[127.0.0.1]", BECKON_JID_ERROR_DOMAIN },
  { "a@[fe80::1%lo]", BECKON_JID_ERROR_DOMAIN },
  { "a@::1", BECKON_JID_ERROR_DOMAIN },
  { "a@b/", BECKON_JID_ERROR_RESOURCE },
  { "a@b/\n", BECKON_JID_ERROR_RESOURCE },
  { "a@b/\x7f", BECKON_JID_ERROR_RESOURCE },
  { "a@b/\xe2\x80\xae", BECKON_JID_ERROR_RESOURCE },
  { "a@b/\xff", BECKON_JID_ERROR_RESOURCE },
};

static void
test_invalid (gconstpointer data)
{
  const Invalid *invalid = data;
  g_autoptr (GError) error = NULL;

  g_assert_null (beckon_jid_new (invalid->text, &error));
  g_assert_error (error, BECKON_JID_ERROR, (int) invalid->code);
}

static void
test_lengths (void)
{
  g_autofree char *fits = g_strnfill (1023, 'x');
  g_autofree char *longer = g_strnfill (1024, 'x');
  g_autofree char *huge = g_strnfill (10 * 1024 * 1024, 'x');
  g_autofree char *label = g_strnfill (64, 'x');
  g_autoptr (BeckonJid) jid = beckon_jid_new_from_parts (fits, "b", fits, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (jid);
  g_assert_null (beckon_jid_new_from_parts (longer, "b", NULL, &error));
  g_assert_error (error, BECKON_JID_ERROR, BECKON_JID_ERROR_LOCAL);
  g_clear_error (&error);
  g_assert_null (beckon_jid_new_from_parts ("a", "b", longer, &error));
  g_assert_error (error, BECKON_JID_ERROR, BECKON_JID_ERROR_RESOURCE);
  g_assert_null (beckon_jid_new (longer, NULL));
  g_assert_null (beckon_jid_new (huge, NULL));
  g_assert_null (beckon_jid_new_from_parts (huge, "b", huge, NULL));
  g_assert_null (beckon_jid_new (label, NULL));
  g_assert_nonnull (jid = (beckon_jid_unref (jid), beckon_jid_new (label + 1, NULL)));
}

/* Parts are not taken apart again. */
static void
test_parts (void)
{
  g_autoptr (BeckonJid) jid = beckon_jid_new_from_parts ("A", "B.c", "D", NULL);

  g_assert_cmpstr (beckon_jid_get_full (jid), ==, "a@b.c/D");
  g_assert_null (beckon_jid_new_from_parts ("a@b", "c", NULL, NULL));
  g_assert_null (beckon_jid_new_from_parts ("a", "b/c", NULL, NULL));
  g_assert_null (beckon_jid_new_from_parts ("a", "b@c", NULL, NULL));
  g_assert_null (beckon_jid_new_from_parts ("", "c", NULL, NULL));
  g_assert_null (beckon_jid_new_from_parts (NULL, "", NULL, NULL));
  g_assert_null (beckon_jid_new_from_parts (NULL, "c", "", NULL));
}

static void
test_compare (void)
{
  g_autoptr (BeckonJid) full = beckon_jid_new ("a@b/c", NULL);
  g_autoptr (BeckonJid) bare = beckon_jid_dup_bare (full);
  g_autoptr (BeckonJid) same = beckon_jid_dup_bare (bare);
  g_autoptr (BeckonJid) other = beckon_jid_new ("a@b/C", NULL);
  g_autoptr (BeckonJid) longer = beckon_jid_new ("a@b.c", NULL);

  g_assert_cmpstr (beckon_jid_get_full (bare), ==, "a@b");
  g_assert_true (same == bare);
  g_assert_cmpstr (beckon_jid_get_full (other), ==, "a@b/C");
  g_assert_false (beckon_jid_equal (full, other));
  g_assert_true (beckon_jid_equal_bare (full, other));
  g_assert_true (beckon_jid_equal_bare (full, bare));
  g_assert_false (beckon_jid_equal_bare (bare, longer));
  g_assert_false (beckon_jid_equal (NULL, bare));
  g_assert_false (beckon_jid_equal (NULL, NULL));
  g_assert_false (beckon_jid_equal_bare (bare, NULL));
}

static void
test_deceptive (void)
{
  static const char *const fine[]
    = { "alice@example.com", "müller@bücher.example",  "павел@example.com",
        "田中@例え.テスト",  "иван@почта.рф",          "νίκος@example.gr",
        "김철수@example.kr", "tanaka田中@example.com", "alice@пример.example" };
  static const char *const deceptive[]
    = { "аlice@example.com", "аре@example.com",  "alice@ехаmple.com",
        "alice@хеа.com",     "αβгд@example.com", "раураl@example.com" };

  for (guint i = 0; i < G_N_ELEMENTS (fine); i++)
    {
      g_autoptr (BeckonJid) jid = beckon_jid_new (fine[i], NULL);

      g_test_message ("%s", fine[i]);
      g_assert_nonnull (jid);
      g_assert_false (beckon_jid_looks_deceptive (jid));
    }
  for (guint i = 0; i < G_N_ELEMENTS (deceptive); i++)
    {
      g_autoptr (BeckonJid) jid = beckon_jid_new (deceptive[i], NULL);

      g_test_message ("%s", deceptive[i]);
      g_assert_nonnull (jid);
      g_assert_true (beckon_jid_looks_deceptive (jid));
    }
}

static void
test_resembles (void)
{
  static const struct
  {
    const char *one;
    const char *other;
    gboolean resembles;
  } pairs[] = {
    { "bob@example.org", "b0b@example.org", TRUE },
    { "bob@example.org", "b\xc3\xb3" "b@example.org", TRUE },
    { "bob@example.org", "bob@examp1e.org", TRUE },
    { "carmen@example.org", "carrnen@example.org", TRUE },
    { "will@example.org", "vvill@example.org", TRUE },
    { "a_b@example.org", "a-b@example.org", TRUE },
    { "bob@example.org", "bob@example.org/phone", FALSE },
    { "bob@example.org", "bob@example.com", FALSE },
    { "bob@example.org", "rob@example.org", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autoptr (BeckonJid) one = beckon_jid_new (pairs[i].one, NULL);
      g_autoptr (BeckonJid) other = beckon_jid_new (pairs[i].other, NULL);

      g_test_message ("%s %s", pairs[i].one, pairs[i].other);
      g_assert_cmpint (beckon_jid_resembles (one, other), ==, pairs[i].resembles);
      g_assert_cmpint (beckon_jid_resembles (other, one), ==, pairs[i].resembles);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (valids); i++)
    {
      g_autofree char *path = g_strdup_printf ("/jid/valid/%u", i);

      g_test_add_data_func (path, &valids[i], test_valid);
    }
  for (guint i = 0; i < G_N_ELEMENTS (invalids); i++)
    {
      g_autofree char *path = g_strdup_printf ("/jid/invalid/%u", i);

      g_test_add_data_func (path, &invalids[i], test_invalid);
    }
  g_test_add_func ("/jid/lengths", test_lengths);
  g_test_add_func ("/jid/parts", test_parts);
  g_test_add_func ("/jid/compare", test_compare);
  g_test_add_func ("/jid/deceptive", test_deceptive);
  g_test_add_func ("/jid/resembles", test_resembles);

  return g_test_run ();
}
