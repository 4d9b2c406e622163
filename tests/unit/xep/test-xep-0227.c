/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "xep-0227.h"

#include "xml.h"

#include <malloc.h>
#include <string.h>

#define BEGIN "<server-data xmlns='urn:xmpp:pie:0'><host jid='example.org'><user name='alice'>"
#define END "</user></host></server-data>"
#define ROSTER(items) "<query xmlns='jabber:iq:roster'>" items "</query>"
#define ARCHIVE(results) "<archive xmlns='urn:xmpp:pie:0#mam'>" results "</archive>"
#define RESULT(id, body)                                                                           \
  "<result xmlns='urn:xmpp:mam:2' id='" id "'><forwarded xmlns='urn:xmpp:forward:0'>"              \
  "<delay xmlns='urn:xmpp:delay' stamp='2020-01-02T03:04:05Z'/>"                                   \
  "<message xmlns='jabber:client' from='bob@example.net/a' to='alice@example.org' type='chat'>"    \
  "<body>" body "</body></message></forwarded></result>"

#define PNG "\x89PNG\r\n\x1a\nof alice"
#define PNG_HASH "d059f48c268954b90276be851f20a87d8bec6f16"
#define PNG_BASE64 "iVBORw0KGgpvZiBhbGljZQ=="
#define OTHER_HASH "dd73449f4d2d3d605c64983116aaea9ab2e136a3"
#define OTHER_BASE64 "iVBORw0KGgpvZiBib2I="

#define NODE(node, id, payload)                                                                    \
  "<pubsub xmlns='http://jabber.org/protocol/pubsub'><items node='" node "'><item id='" id "'>"    \
  payload "</item></items></pubsub>"
#define SETUP(model)                                                                               \
  "<pubsub xmlns='http://jabber.org/protocol/pubsub#owner'><configure node='urn:xmpp:vcard4'>"     \
  "<x xmlns='jabber:x:data'><field var='pubsub#access_model'><value>" model "</value></field></x>" \
  "</configure></pubsub>"
#define VCARD "<vCard xmlns='vcard-temp'><FN>Old</FN></vCard>"
#define VCARD4                                                                                     \
  NODE ("urn:xmpp:vcard4", "current",                                                              \
        "<vcard xmlns='urn:ietf:params:xml:ns:vcard-4.0'><fn><text>New</text></fn></vcard>")
#define DATA_BEGIN(id)                                                                             \
  "<pubsub xmlns='http://jabber.org/protocol/pubsub'><items node='urn:xmpp:avatar:data'>"          \
  "<item id='" id "'><data xmlns='urn:xmpp:avatar:data'>"
#define DATA_END "</data></item></items></pubsub>"
#define DATA(id, base64) DATA_BEGIN (id) base64 DATA_END
#define METADATA(id)                                                                               \
  NODE ("urn:xmpp:avatar:metadata", id,                                                            \
        "<metadata xmlns='urn:xmpp:avatar:metadata'><info id='" id "' type='image/png'"            \
        " bytes='10'/></metadata>")

static void
account_cb (BeckonJid *account, gpointer user_data)
{
  g_string_append_printf (user_data, "account %s\n", beckon_jid_get_full (account));
}

static void
contact_cb (const BeckonRosterItem *item, gpointer user_data)
{
  g_autofree char *groups = g_strjoinv (",", item->groups);

  g_string_append_printf (user_data, "contact %s %s %s %d [%s]\n", beckon_jid_get_full (item->jid),
                          item->name != NULL ? item->name : "-", item->subscription, item->ask,
                          groups);
}

static void
blocked_cb (BeckonJid *jid, gpointer user_data)
{
  g_string_append_printf (user_data, "blocked %s\n", beckon_jid_get_full (jid));
}

static void
nick_cb (const char *nick, gpointer user_data)
{
  g_string_append_printf (user_data, "nick %s\n", nick);
}

static void
profile_cb (BeckonProfile *profile, gpointer user_data)
{
  g_string_append_printf (user_data, "profile %s %s %s\n",
                          beckon_profile_get (profile, BECKON_PROFILE_FULL_NAME, 0),
                          beckon_profile_get (profile, BECKON_PROFILE_EMAIL, 0),
                          beckon_profile_get (profile, BECKON_PROFILE_LOCALITY, 0));
}

static void
picture_cb (GBytes *picture, gpointer user_data)
{
  g_autofree char *hash = g_compute_checksum_for_bytes (G_CHECKSUM_SHA1, picture);

  g_string_append_printf (user_data, "picture %s\n", hash);
}

static void
message_cb (const BeckonMamItem *item, gpointer user_data)
{
  g_autofree char *body = beckon_element_dup_child_text (item->message, "body", "jabber:client");

  g_string_append_printf (user_data, "message %s %" G_GINT64_FORMAT " %s %s\n", item->archive_id,
                          item->time, beckon_element_get_attribute (item->message, "from"), body);
}

static const BeckonPieEvents events
  = { account_cb, contact_cb, blocked_cb, nick_cb, profile_cb, picture_cb, message_cb };

static char *
read_all (const char *text, gsize length, gsize slice, GError **error)
{
  GString *told = g_string_new (NULL);
  g_autoptr (BeckonPieReader) reader = beckon_pie_reader_new (&events, told);
  gboolean good = TRUE;

  for (gsize i = 0; i < length && good; i += slice)
    good = beckon_pie_reader_feed (reader, text + i, MIN (slice, length - i), error);
  if (good)
    beckon_pie_reader_end (reader, error);
  return g_string_free (told, FALSE);
}

static void
assert_read (const char *text, const char *expected)
{
  for (gsize slice = 1; slice < 100000; slice *= 7)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *told = read_all (text, strlen (text), slice, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (told, ==, expected);
    }
}

static void
assert_refused (const char *text, gsize length, BeckonPieError code)
{
  g_autoptr (GError) error = NULL;

  g_free (read_all (text, length, 1000, &error));
  g_assert_error (error, BECKON_PIE_ERROR, (int) code);
}

/* What we write is read as it was. */
static void
write_and_read (gboolean restricted, const char *person)
{
  g_autoptr (BeckonProfile) profile = beckon_profile_new ();
  g_autoptr (GBytes) picture = g_bytes_new_static (PNG, strlen (PNG));
  g_autofree char *expected = NULL;
  g_autoptr (BeckonJid) alice = beckon_jid_new ("alice@example.org", NULL);
  g_autoptr (BeckonJid) bob = beckon_jid_new ("bob@example.net", NULL);
  g_autoptr (BeckonJid) eve = beckon_jid_new ("evil.example", NULL);
  char *groups[] = { (char *) "Friends & Foes", (char *) "<Work>", NULL };
  BeckonRosterItem first = { bob, (char *) "Bob \"B\"", "both", FALSE, groups };
  BeckonRosterItem second = { eve, NULL, "none", TRUE, NULL };
  g_autoptr (BeckonElement) one = xml ("<message from='bob@example.net/x'>"
                                       "<body>5 &lt; 6\n ]]&gt;</body></message>");
  g_autoptr (BeckonElement) two = xml ("<message from='alice@example.org'><body/></message>");
  BeckonMamItem message = { (char *) "a1", one, G_GINT64_CONSTANT (1577934245123456) };
  BeckonMamItem answer = { (char *) "a2", two, G_GINT64_CONSTANT (1577934245123457) };
  g_autoptr (BeckonPieWriter) writer = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *text = NULL;

  writer = beckon_pie_writer_new (alice);
  beckon_pie_writer_add_contact (writer, &first);
  beckon_pie_writer_add_contact (writer, &second);
  beckon_pie_writer_add_blocked (writer, eve);
  beckon_profile_add (profile, BECKON_PROFILE_FULL_NAME, "Alice <A>");
  beckon_profile_add (profile, BECKON_PROFILE_EMAIL, "a@example.org");
  beckon_profile_add (profile, BECKON_PROFILE_LOCALITY, "Oslo");
  beckon_pie_writer_set_person (writer, "Alice & Bob", profile, restricted, picture);
  beckon_pie_writer_add_message (writer, &message);
  beckon_pie_writer_add_message (writer, &answer);
  beckon_pie_writer_end (writer);
  bytes = beckon_pie_writer_take (writer);
  text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_assert_null (strstr (text, "password"));
  expected = g_strconcat ("account alice@example.org\n"
                          "contact bob@example.net Bob \"B\" both 0 [Friends & Foes,<Work>]\n"
                          "contact evil.example - none 1 []\n"
                          "blocked evil.example\n"
                          "nick Alice & Bob\n"
                          "message a1 1577934245123456 bob@example.net/x 5 < 6\n ]]>\n"
                          "message a2 1577934245123457 alice@example.org \n",
                          person, NULL);
  assert_read (text, expected);
  g_assert_true (restricted == (strstr (text, "<vCard") == NULL));
}

/* What not everyone may see is written for who knows how to keep it so, and not taken from a file. */
static void
test_round_trip (void)
{
  write_and_read (FALSE, "profile Alice <A> a@example.org Oslo\npicture " PNG_HASH "\n");
  write_and_read (TRUE, "picture " PNG_HASH "\n");
}

/* As servers write it, with much that is nothing to us; and no secret is looked at. */
static void
test_of_server (void)
{
  assert_read (
    "\xef\xbb\xbf<?xml version='1.0' encoding='utf-8'?>\n<!-- made by a server -->\n"
    "<?look there?><p:server-data xmlns:p='urn:xmpp:pie:0' xmlns:xi='http://www.w3.org/2001/XInclude'>"
    "<xi:include href='/etc/passwd'/><p:other/>text"
    "<p:host jid='Example.ORG'><p:user name='alice' password='secret'>"
    "<scram-credentials xmlns='urn:xmpp:pie:0#scram' mechanism='SCRAM-SHA-1'><salt>c2FsdA==</salt>"
    "</scram-credentials><vCard xmlns='vcard-temp'><FN>Alice</FN></vCard>"
    "<offline-messages xmlns='urn:xmpp:pie:0'><message xmlns='jabber:client'/></offline-messages>"
    "<query xmlns='jabber:iq:private'><item jid='not@a.contact'/></query>"
    ROSTER ("<item jid='Bob@Example.net' subscription='to'><group>A</group></item>"
            "<item jid='bob@@'/><item subscription='both'/><item jid='bob@example.net/full'/>"
            "<item xmlns='urn:other' jid='x@y'/><item jid='gone@example.net' subscription='remove'/>")
    "<blocklist xmlns='urn:xmpp:blocking'><item jid='spam.example'/><item jid='@'/></blocklist>"
    "<pubsub xmlns='http://jabber.org/protocol/pubsub#owner'/>"
    "<pubsub xmlns='http://jabber.org/protocol/pubsub'><items node='urn:xmpp:bookmarks:1'>"
    "<item id='a'><nick xmlns='http://jabber.org/protocol/nick'>no</nick></item></items>"
    "<items node='http://jabber.org/protocol/nick'><item id='current'>"
    "<nick xmlns='http://jabber.org/protocol/nick'> Al\nice </nick></item></items></pubsub>"
    ARCHIVE (RESULT ("1", "one &amp; <![CDATA[<two>]]>") "<result xmlns='urn:xmpp:mam:2' id='2'/>"
             "<result xmlns='urn:xmpp:mam:2' id='3'><forwarded xmlns='urn:xmpp:forward:0'>"
             "<message xmlns='jabber:client'><body>no time</body></message></forwarded></result>")
    "</p:user></p:host></p:server-data>\n",
    "account alice@example.org\n"
    "contact bob@example.net - to 0 [A]\n"
    "blocked spam.example\n"
    "nick Al ice\n"
    "message 1 1577934245000000 bob@example.net/a one & <two>\n"
    "profile Alice (null) (null)\n");
}

static void
test_refused (void)
{
  static const struct
  {
    const char *text;
    BeckonPieError code;
  } cases[] = {
    { "", BECKON_PIE_ERROR_FORMAT },
    { "hello", BECKON_PIE_ERROR_FORMAT },
    { "PK\003\004", BECKON_PIE_ERROR_FORMAT },
    { "<html/>", BECKON_PIE_ERROR_FORMAT },
    { "<server-data/>", BECKON_PIE_ERROR_FORMAT },
    { "<server-data xmlns='urn:xmpp:pie:1'/>", BECKON_PIE_ERROR_FORMAT },
    { "<?xml version='1.0' encoding='iso-8859-1'?>" BEGIN END, BECKON_PIE_ERROR_FORMAT },
    { "<!DOCTYPE server-data [<!ENTITY a 'aaaa'>]>" BEGIN "&a;" END, BECKON_PIE_ERROR_FORMAT },
    { "<!DOCTYPE server-data SYSTEM 'file:///etc/passwd'>" BEGIN END, BECKON_PIE_ERROR_FORMAT },
    { "<server-data xmlns='urn:xmpp:pie:0'/>", BECKON_PIE_ERROR_EMPTY },
    { "<server-data xmlns='urn:xmpp:pie:0'><host jid='a..b'><user name='alice'/></host>"
      "<host jid='example.org'><user/><user name='a b'/><user name='alice@x'/></host></server-data>",
      BECKON_PIE_ERROR_EMPTY },
    { BEGIN "</user><user name='bob'>" END, BECKON_PIE_ERROR_SEVERAL },
    { BEGIN, BECKON_PIE_ERROR_DAMAGED },
    { BEGIN "</user></host></server-data", BECKON_PIE_ERROR_DAMAGED },
    { BEGIN "</host></server-data>", BECKON_PIE_ERROR_DAMAGED },
    { BEGIN END "<more/>", BECKON_PIE_ERROR_DAMAGED },
    { BEGIN "&lol;" END, BECKON_PIE_ERROR_DAMAGED },
    { BEGIN "\xff" END, BECKON_PIE_ERROR_DAMAGED },
    { BEGIN "&#0;" END, BECKON_PIE_ERROR_DAMAGED },
  };
  const char utf16[] = "<\0s\0e\0r\0v\0e\0r\0";
  const char nul[] = BEGIN "\0" END;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_refused (cases[i].text, strlen (cases[i].text), cases[i].code);
  assert_refused (utf16, sizeof utf16 - 1, BECKON_PIE_ERROR_FORMAT);
  assert_refused (nul, sizeof nul - 1, BECKON_PIE_ERROR_DAMAGED);
}

/* With numbers between. */
static char *
repeat (const char *before, const char *after, guint n)
{
  GString *string = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (string, "%s%u%s", before, i, after);
  return g_string_free (string, FALSE);
}

static void
assert_too_large (const char *begin, const char *before, const char *after, guint n)
{
  g_autofree char *many = repeat (before, after, n);
  g_autofree char *whole = g_strconcat (begin, many, NULL);

  assert_refused (whole, strlen (whole), BECKON_PIE_ERROR_LIMIT);
}

/* Each limit is met while the bytes come, wherever in the file. */
static void
test_limits (void)
{
  assert_too_large ("<", "server", "", 10000);
  assert_too_large ("<!--", "a comment ", "", 10000);
  assert_too_large (BEGIN "<a b='", "x", "", 10000);
  assert_too_large (BEGIN, "<deep a='", "'>", 200);
  assert_too_large (BEGIN, "<name", "/>", 100000);
  assert_too_large (BEGIN "<a", " x", "=''", 20000);
  assert_too_large (BEGIN, "<a xmlns:prefix", "='urn:a'/>", 100000);
  assert_too_large (BEGIN "<query xmlns='jabber:iq:roster'>", "<item jid='a", "@b'/>", 50001);
  assert_too_large (BEGIN "<query xmlns='jabber:iq:roster'><item jid='a@b'>", "<group>",
                    "</group>", 20000);
  assert_too_large (BEGIN "<archive xmlns='urn:xmpp:pie:0#mam'><result xmlns='urn:xmpp:mam:2'>",
                    "A very long text", "", 100000);
}

/* What nobody wants, or nobody can show, may be of any size. */
static void
test_skipped (void)
{
  static const char *const places[][2] = {
    { "<vCard xmlns='vcard-temp'><PHOTO><BINVAL>", "</BINVAL></PHOTO><FN>A</FN></vCard>" },
    { "<big xmlns='urn:other'>", "</big><vCard xmlns='vcard-temp'><FN>A</FN></vCard>" },
    { DATA_BEGIN (PNG_HASH), DATA_END "<vCard xmlns='vcard-temp'><FN>A</FN></vCard>" },
  };
  g_autofree char *photo = repeat ("Zm9v", "YmFy", 500000);

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autofree char *text
        = g_strconcat (BEGIN, places[i][0], photo, places[i][1], END, NULL);
      g_autoptr (GError) error = NULL;
      g_autofree char *told = read_all (text, strlen (text), 4096, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (told, ==, "account alice@example.org\nprofile A (null) (null)\n");
    }
}

/* Of what is in several places the newer format counts, and of a picture what is announced. */
static void
test_person (void)
{
  static const char *const cases[][2] = {
    { VCARD VCARD4, "" }, /* may be seen by some only */
    { VCARD4 VCARD SETUP ("presence"), "" },
    { VCARD4 VCARD SETUP ("open"), "profile New (null) (null)\n" },
    { SETUP ("open") VCARD4 VCARD, "profile New (null) (null)\n" },
    { VCARD SETUP ("presence"), "profile Old (null) (null)\n" },
    { "<vCard xmlns='vcard-temp'><PHOTO><BINVAL>" PNG_BASE64 "</BINVAL></PHOTO></vCard>",
      "picture " PNG_HASH "\n" },
    { "<vCard xmlns='vcard-temp'><PHOTO><EXTVAL>http://example.org/</EXTVAL></PHOTO></vCard>", "" },
    { "<vCard xmlns='vcard-temp'><PHOTO><BINVAL>R0lGODlh</BINVAL></PHOTO></vCard>", "" },
    { DATA (PNG_HASH, PNG_BASE64), "picture " PNG_HASH "\n" },
    { DATA (PNG_HASH, OTHER_BASE64), "" },
    { DATA ("../../etc/passwd", PNG_BASE64), "" },
    { DATA (PNG_HASH, "@@@"), "" },
    { DATA (PNG_HASH, PNG_BASE64) METADATA (PNG_HASH), "picture " PNG_HASH "\n" },
    { METADATA (PNG_HASH) DATA (PNG_HASH, PNG_BASE64), "picture " PNG_HASH "\n" },
    { METADATA (OTHER_HASH) DATA (PNG_HASH, PNG_BASE64), "" },
    { NODE ("urn:xmpp:avatar:metadata", "x", "<metadata xmlns='urn:xmpp:avatar:metadata'/>")
      DATA (PNG_HASH, PNG_BASE64), "" },
    { NODE ("urn:xmpp:avatar:metadata", "x", "") METADATA (PNG_HASH), "" },
    { NODE ("urn:xmpp:vcard4", "x", "<vCard xmlns='vcard-temp'><FN>no</FN></vCard>"), "" },
    { "<items xmlns='http://jabber.org/protocol/pubsub' node='urn:xmpp:vcard4'/>", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strconcat (BEGIN, cases[i][0], END, NULL);
      g_autofree char *expected = g_strconcat ("account alice@example.org\n", cases[i][1], NULL);

      assert_read (text, expected);
    }
}

static void
count_cb (const BeckonMamItem *item, gpointer user_data)
{
  (*(guint *) user_data)++;
}

/* However long an archive is, reading it takes no more memory. */
static void
test_memory (void)
{
  const BeckonPieEvents counting = { .message = count_cb };
  guint n = 0;
  gsize before = 0;
  g_autoptr (BeckonPieReader) reader = beckon_pie_reader_new (&counting, &n);
  g_autoptr (GError) error = NULL;
  const char *begin = BEGIN "<archive xmlns='urn:xmpp:pie:0#mam'>";
  const char *end = "</archive>" END;

  g_assert_true (beckon_pie_reader_feed (reader, begin, strlen (begin), &error));
  for (guint i = 0; i < 20000; i++)
    {
      g_autofree char *result = g_strdup_printf (RESULT ("%u", "message %u %01000d"), i, i, i);

      g_assert_true (beckon_pie_reader_feed (reader, result, strlen (result), &error));
      if (i == 100)
        before = mallinfo2 ().uordblks;
    }
  g_assert_cmpuint (mallinfo2 ().uordblks, <, before + 256 * 1024);
  g_assert_true (beckon_pie_reader_feed (reader, end, strlen (end), &error));
  g_assert_true (beckon_pie_reader_end (reader, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (n, ==, 20000);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/xep-0227/round-trip", test_round_trip);
  g_test_add_func ("/xep-0227/of-server", test_of_server);
  g_test_add_func ("/xep-0227/refused", test_refused);
  g_test_add_func ("/xep-0227/limits", test_limits);
  g_test_add_func ("/xep-0227/skipped", test_skipped);
  g_test_add_func ("/xep-0227/person", test_person);
  g_test_add_func ("/xep-0227/memory", test_memory);
  return g_test_run ();
}
