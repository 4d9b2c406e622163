/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-stream-reader.h"

#include <malloc.h>
#include <string.h>

#define HEADER                                                                                     \
  "<?xml version='1.0'?><stream:stream xmlns='jabber:client' "                                     \
  "xmlns:stream='http://etherx.jabber.org/streams' from='example.org' id='x' version='1.0' "       \
  "xml:lang='en'>"

typedef struct
{
  BeckonStreamReader *reader;
  GString *events;
  const char *restart_at;
  gboolean drop;
} Fixture;

static void
write_event (Fixture *fixture, char kind, BeckonElement *element)
{
  g_autofree char *xml = beckon_element_to_xml (element);

  g_string_append_printf (fixture->events, "%c:%s\n", kind, xml);
}

static void
opened_cb (BeckonElement *header, gpointer user_data)
{
  write_event (user_data, 'o', header);
}

static void
element_cb (BeckonElement *element, gpointer user_data)
{
  Fixture *fixture = user_data;

  write_event (fixture, 'e', element);
  if (fixture->restart_at != NULL
      && g_str_equal (beckon_element_get_name (element), fixture->restart_at))
    {
      beckon_stream_reader_restart (fixture->reader);
      if (fixture->drop)
        g_clear_object (&fixture->reader);
    }
}

static void
closed_cb (gpointer user_data)
{
  Fixture *fixture = user_data;

  g_string_append (fixture->events, "c\n");
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  const BeckonStreamReaderEvents events = { opened_cb, element_cb, closed_cb };

  fixture->reader = beckon_stream_reader_new (&events, fixture);
  fixture->events = g_string_new (NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->reader != NULL)
    g_assert_finalize_object (fixture->reader);
  g_string_free (fixture->events, TRUE);
}

static void
feed (Fixture *fixture, const char *xml)
{
  g_autoptr (GError) error = NULL;

  beckon_stream_reader_feed (fixture->reader, xml, strlen (xml), &error);
  g_assert_no_error (error);
}

static void
feed_wrong (Fixture *fixture, const char *xml, BeckonStreamReaderError code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) again = NULL;

  g_assert_false (beckon_stream_reader_feed (fixture->reader, xml, strlen (xml), &error));
  g_assert_error (error, BECKON_STREAM_READER_ERROR, (int) code);
  g_string_truncate (fixture->events, 0);
  g_assert_false (beckon_stream_reader_feed (fixture->reader, "<a/>", 4, &again));
  g_assert_error (again, BECKON_STREAM_READER_ERROR, (int) code);
  g_assert_cmpstr (fixture->events->str, ==, "");
}

#define assert_events(fixture, expected)                                                           \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_assert_cmpstr ((fixture)->events->str, ==, (expected));                                      \
    g_string_truncate ((fixture)->events, 0);                                                      \
  }                                                                                                \
  G_STMT_END

static void
test_stream (Fixture *fixture, gconstpointer data)
{
  feed (fixture, HEADER);
  g_assert_true (g_str_has_prefix (fixture->events->str, "o:<stream "));
  g_assert_nonnull (strstr (fixture->events->str, "from=\"example.org\""));
  g_assert_nonnull (strstr (fixture->events->str, "xml:lang=\"en\""));
  g_string_truncate (fixture->events, 0);

  feed (fixture, " \n<message><body>a &lt; b<![CDATA[ & c]]></body></message>\n<presence/>");
  assert_events (fixture, "e:<message><body>a &lt; b &amp; c</body></message>\ne:<presence/>\n");
  feed (fixture, "</stream:stream>");
  assert_events (fixture, "c\n");
  feed (fixture, "<message/>");
  assert_events (fixture, "");
}

/* However the bytes are cut, the events are the same. */
static void
test_slices (void)
{
  const char *xml = HEADER
    " <stream:features><a xmlns='urn:a' b='&amp;&#x20AC;'><c xmlns='' xmlns:d='urn:d' d:e='1'/>"
    "<d:f xmlns:d='urn:d'>\xe2\x82\xac &gt;\r\n\r</d:f></a></stream:features>\n"
    "<message xml:lang='de'>x<b/>y<![CDATA[<]]>z</message><iq/></stream:stream> ";
  g_autofree char *whole = NULL;

  for (guint round = 0; round < 200; round++)
    {
      Fixture fixture = { 0 };
      gsize length = strlen (xml);
      gsize position = 0;

      set_up (&fixture, NULL);
      while (position < length)
        {
          g_autoptr (GError) error = NULL;
          gsize n = round == 0 ? length : round == 1 ? 1 : (gsize) g_test_rand_int_range (1, 60);
          /* In memory of its own, to see reads behind its end. */
          g_autofree char *slice = NULL;

          n = MIN (n, length - position);
          slice = g_memdup2 (xml + position, n);
          beckon_stream_reader_feed (fixture.reader, slice, n, &error);
          g_assert_no_error (error);
          position += n;
        }
      if (whole == NULL)
        whole = g_strdup (fixture.events->str);
      g_assert_cmpstr (fixture.events->str, ==, whole);
      tear_down (&fixture, NULL);
    }
  g_assert_true (g_str_has_suffix (whole, "e:<iq/>\nc\n"));
}

static void
test_delivered_at_once (Fixture *fixture, gconstpointer data)
{
  const char *xml = "<message id='1234567890'><body>something longer</body></message>";

  feed (fixture, HEADER);
  g_string_truncate (fixture->events, 0);
  for (const char *p = xml; *p != '\0'; p++)
    {
      g_assert_cmpstr (fixture->events->str, ==, "");
      feed (fixture, (const char[]){ *p, '\0' });
    }
  g_assert_true (g_str_has_prefix (fixture->events->str, "e:<message"));
}

static void
test_namespaces (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BeckonElement) element = beckon_element_parse (
    "<m:message xmlns:m='jabber:client' xmlns:e='urn:evil' from='a@b' e:from='c@d' id='1' "
    "e:id='2' e:lang='xx' xml:lang='de' xml:space='preserve'>"
    "<e:body>1</e:body><body>2</body><none xmlns=''/></m:message>",
    -1, &error);
  BeckonElement *child;

  g_assert_no_error (error);
  g_assert_true (beckon_element_is (element, "message", "jabber:client"));
  g_assert_cmpstr (beckon_element_get_attribute (element, "from"), ==, "a@b");
  g_assert_cmpstr (beckon_element_get_attribute (element, "id"), ==, "1");
  g_assert_cmpstr (beckon_element_get_attribute (element, "xml:lang"), ==, "de");
  g_assert_null (beckon_element_get_attribute (element, "lang"));
  g_assert_null (beckon_element_get_attribute (element, "xml:space"));
  g_assert_null (beckon_element_get_attribute (element, "e:from"));
  child = beckon_element_get_first_child (element);
  g_assert_true (beckon_element_is (child, "body", "urn:evil"));
  child = beckon_element_get_next_sibling (child);
  g_assert_true (beckon_element_is (child, "body", "jabber:client"));
  child = beckon_element_get_next_sibling (child);
  g_assert_true (beckon_element_is (child, "none", ""));
  g_assert_null (beckon_element_get_next_sibling (child));
}

static void
test_forged_attribute_alone (void)
{
  g_autoptr (BeckonElement) element
    = beckon_element_parse ("<message e:from='c@d' xmlns:e='urn:evil'/>", -1, NULL);

  g_assert_nonnull (element);
  g_assert_null (beckon_element_get_attribute (element, "from"));
}

static void
test_restart_in_event (Fixture *fixture, gconstpointer data)
{
  fixture->restart_at = "proceed";
  fixture->drop = GPOINTER_TO_INT (data);
  feed (fixture, HEADER "<proceed/><message>forged</message>");
  g_assert_null (strstr (fixture->events->str, "forged"));
  g_assert_nonnull (strstr (fixture->events->str, "e:<proceed/>\n"));
  if (fixture->drop)
    return;

  g_assert_cmpuint (beckon_stream_reader_get_unread (fixture->reader), ==,
                    strlen ("<message>forged</message>"));
  g_string_truncate (fixture->events, 0);
  feed (fixture, HEADER "<message/>");
  g_assert_nonnull (strstr (fixture->events->str, "e:<message/>\n"));
  feed (fixture, "<proceed/>");
  g_assert_cmpuint (beckon_stream_reader_get_unread (fixture->reader), ==, 0);
}

/* What follows is in another slice of the reader, or only begun. */
static void
test_restart_unread (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) xml = g_string_new (HEADER "<proceed/>");
  gsize length = xml->len;

  fixture->restart_at = "proceed";
  while (xml->len < 40000)
    g_string_append (xml, "<message>forged</message>");
  g_string_append (xml, "<broken <");
  feed (fixture, xml->str);
  g_assert_cmpuint (beckon_stream_reader_get_unread (fixture->reader), ==, xml->len - length);

  feed (fixture, HEADER "<proceed/><beg");
  g_assert_cmpuint (beckon_stream_reader_get_unread (fixture->reader), ==, 4);

  feed (fixture, HEADER "<begun");
  beckon_stream_reader_restart (fixture->reader);
  g_assert_cmpuint (beckon_stream_reader_get_unread (fixture->reader), ==, 6);
  g_assert_null (strstr (fixture->events->str, "forged"));
}

typedef struct
{
  const char *name;
  const char *xml;
  BeckonStreamReaderError code;
} Wrong;

static const Wrong wrongs[] = {
  { "doctype", "<!DOCTYPE stream>" HEADER, BECKON_STREAM_READER_ERROR_RESTRICTED },
  { "entity-declaration", "<!DOCTYPE s [<!ENTITY a 'b'>]>" HEADER,
    BECKON_STREAM_READER_ERROR_RESTRICTED },
  { "entity", HEADER "<message>&a;</message>", BECKON_STREAM_READER_ERROR_RESTRICTED },
  { "comment-first", "<!-- -->" HEADER, BECKON_STREAM_READER_ERROR_RESTRICTED },
  { "comment-between", HEADER "<!-- --><message/>", BECKON_STREAM_READER_ERROR_RESTRICTED },
  { "comment-inside", HEADER "<message><!-- --></message>", BECKON_STREAM_READER_ERROR_RESTRICTED },
  { "instruction", HEADER "<?a b?>", BECKON_STREAM_READER_ERROR_RESTRICTED },
  { "instruction-inside", HEADER "<message><?a b?></message>",
    BECKON_STREAM_READER_ERROR_RESTRICTED },
  { "xml-twice", HEADER "<?xml version='1.0'?>", BECKON_STREAM_READER_ERROR_XML },
  { "latin-1", "<?xml version='1.0' encoding='ISO-8859-1'?>", BECKON_STREAM_READER_ERROR_XML },
  { "utf-8", HEADER "<message>\xc0\xaf</message>", BECKON_STREAM_READER_ERROR_XML },
  { "utf-8-attribute", HEADER "<message a='\xed\xa0\x80'/>", BECKON_STREAM_READER_ERROR_XML },
  { "control", HEADER "<message>\x01</message>", BECKON_STREAM_READER_ERROR_XML },
  { "control-reference", HEADER "<message>&#1;</message>", BECKON_STREAM_READER_ERROR_XML },
  { "separator", HEADER "<a xmlns='urn:a&#x1f;b'/>", BECKON_STREAM_READER_ERROR_XML },
  { "unbalanced", HEADER "<a></b>", BECKON_STREAM_READER_ERROR_XML },
  { "unbound", HEADER "<a:b/>", BECKON_STREAM_READER_ERROR_XML },
  { "attribute-twice", HEADER "<a b='1' b='2'/>", BECKON_STREAM_READER_ERROR_XML },
  { "attribute-twice-by-prefix", HEADER "<a xmlns:x='urn:x' xmlns:y='urn:x' x:b='1' y:b='2'/>",
    BECKON_STREAM_READER_ERROR_XML },
  { "text-between", HEADER "<a/>text", BECKON_STREAM_READER_ERROR_STREAM },
  { "text-cdata-between", HEADER "<![CDATA[x]]>", BECKON_STREAM_READER_ERROR_STREAM },
  { "no-stream", "<message xmlns='jabber:client'/>", BECKON_STREAM_READER_ERROR_STREAM },
  { "stream-elsewhere", "<stream xmlns='jabber:client'>", BECKON_STREAM_READER_ERROR_STREAM },
  { "other-in-stream", "<a xmlns='http://etherx.jabber.org/streams'>",
    BECKON_STREAM_READER_ERROR_STREAM },
  { "text-first", "HTTP/1.1 400 Bad Request\r\n", BECKON_STREAM_READER_ERROR_XML },
};

static void
test_wrong (Fixture *fixture, gconstpointer data)
{
  const Wrong *wrong = data;

  feed_wrong (fixture, wrong->xml, wrong->code);
}

static void
test_utf_16 (Fixture *fixture, gconstpointer data)
{
  g_autofree gunichar2 *header = g_utf8_to_utf16 (HEADER "<a/>", -1, NULL, NULL, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (beckon_stream_reader_feed (fixture->reader, (const char *) header,
                                             2 * strlen (HEADER "<a/>"), &error));
  g_assert_error (error, BECKON_STREAM_READER_ERROR, BECKON_STREAM_READER_ERROR_XML);
  assert_events (fixture, "");
}

/* Feeds start, then unit again and again in pieces; must fail in time. */
static void
flood (Fixture *fixture, const char *start, const char *unit, gsize n)
{
  g_autoptr (GString) xml = g_string_new (start);
  g_autoptr (GError) error = NULL;
  gsize position = 0;

  for (gsize i = 0; i < n; i++)
    g_string_append (xml, unit);
  while (position < xml->len
         && beckon_stream_reader_feed (fixture->reader, xml->str + position,
                                       MIN (xml->len - position, 16384), &error))
    position += MIN (xml->len - position, 16384);
  g_assert_error (error, BECKON_STREAM_READER_ERROR, BECKON_STREAM_READER_ERROR_LIMIT);
}

static void
test_limit_stanza (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = g_strnfill (65536 - strlen ("<a></a>"), 'x');
  g_autofree char *fits = g_strdup_printf (HEADER "<a>%s</a>", text);

  feed (fixture, fits);
  g_assert_nonnull (strstr (fixture->events->str, "x</a>"));
  g_string_truncate (fixture->events, 0);
  flood (fixture, "<a>", "x", 65536 - 2);
  assert_events (fixture, "");
}

static void
test_limit_stanza_at_end (Fixture *fixture, gconstpointer data)
{
  beckon_stream_reader_set_max_stanza_size (fixture->reader, 20);
  feed (fixture, HEADER "<a>0123456789012</a>");
  g_string_truncate (fixture->events, 0);
  feed_wrong (fixture, "<a>01234567890123</a>", BECKON_STREAM_READER_ERROR_LIMIT);
}

/* Also where the tag that goes over it has not ended. */
static void
test_limit_stanza_in_tag (Fixture *fixture, gconstpointer data)
{
  beckon_stream_reader_set_max_stanza_size (fixture->reader, 20);
  feed_wrong (fixture, HEADER "<a><b c='0123456789012", BECKON_STREAM_READER_ERROR_LIMIT);
}

static void
test_limit_raised (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = g_strnfill (3 * 1024 * 1024, 'x');
  g_autofree char *xml = g_strdup_printf ("<a>%s</a>", text);

  beckon_stream_reader_set_max_stanza_size (fixture->reader, 4 * 1024 * 1024);
  feed (fixture, HEADER);
  feed (fixture, xml);
  g_assert_cmpuint (fixture->events->len, >, 3 * 1024 * 1024);
  flood (fixture, "<a>", "0123456789abcdef", 300000);
}

static void
test_limit_depth (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) deepest = g_string_new (HEADER);

  beckon_stream_reader_set_max_stanza_size (fixture->reader, 4 * 1024 * 1024);
  for (guint i = 0; i < 64; i++)
    g_string_append (deepest, "<a>");
  for (guint i = 0; i < 64; i++)
    g_string_append (deepest, "</a>");
  feed (fixture, deepest->str);
  flood (fixture, "", "<a>", 65);
}

static void
test_limit_depth_flood (Fixture *fixture, gconstpointer data)
{
  beckon_stream_reader_set_max_stanza_size (fixture->reader, 4 * 1024 * 1024);
  flood (fixture, HEADER, "<a>", 90000);
}

static void
test_limit_children (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) roster = g_string_new ("<roster>");

  beckon_stream_reader_set_max_stanza_size (fixture->reader, 4 * 1024 * 1024);
  feed (fixture, HEADER);
  for (guint i = 0; i < 10000; i++)
    g_string_append (roster, "<item jid='somebody@example.org'><group>a</group></item>");
  g_string_append (roster, "</roster>");
  feed (fixture, roster->str);
  flood (fixture, "<a>", "<b/>", 64000);
}

static void
test_limit_text_children (Fixture *fixture, gconstpointer data)
{
  beckon_stream_reader_set_max_stanza_size (fixture->reader, 4 * 1024 * 1024);
  flood (fixture, HEADER "<a>", "x<b/>", 10000);
}

static void
test_limit_elements (Fixture *fixture, gconstpointer data)
{
  beckon_stream_reader_set_max_stanza_size (fixture->reader, 4 * 1024 * 1024);
  flood (fixture, HEADER "<a>", "<b><c/><c/><c/><c/><c/><c/><c/></b>", 8200);
}

static void
test_limit_attributes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) xml = g_string_new (HEADER "<a");

  for (guint i = 0; i < 65; i++)
    g_string_append_printf (xml, " a%u=''", i);
  g_string_append (xml, "/>");
  feed_wrong (fixture, xml->str, BECKON_STREAM_READER_ERROR_LIMIT);
}

static void
test_limit_attribute_value (Fixture *fixture, gconstpointer data)
{
  beckon_stream_reader_set_max_stanza_size (fixture->reader, 16 * 1024 * 1024);
  flood (fixture, HEADER "<a b='", "xxxxxxxxxxxxxxxx", 10 * 1024 * 1024 / 16);
}

static void
test_limit_name (Fixture *fixture, gconstpointer data)
{
  beckon_stream_reader_set_max_stanza_size (fixture->reader, 16 * 1024 * 1024);
  flood (fixture, HEADER "<a", "xxxxxxxxxxxxxxxx", 10 * 1024 * 1024 / 16);
}

static void
test_limit_ns (Fixture *fixture, gconstpointer data)
{
  g_autofree char *ns = g_strnfill (257, 'x');
  g_autofree char *fits = g_strdup_printf (HEADER "<a xmlns='%s'/>", ns + 1);
  g_autofree char *xml = g_strdup_printf ("<a xmlns='%s'/>", ns);

  feed (fixture, fits);
  feed_wrong (fixture, xml, BECKON_STREAM_READER_ERROR_LIMIT);
}

static void
test_limit_before_header (Fixture *fixture, gconstpointer data)
{
  flood (fixture, "", " ", 40000);
}

static void
test_limit_header (Fixture *fixture, gconstpointer data)
{
  flood (fixture, "<stream:stream xmlns='jabber:client'", " a='0123456789abcdef'", 40000);
}

/* A long stream uses several parsers, so that the names in it are not kept, and nobody sees that.
 */
static void
test_long_stream (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) xml
    = g_string_new ("<s:stream xmlns:s='http://etherx.jabber.org/streams' xmlns='jabber:client' "
                    "xmlns:q='urn:&apos;&amp;q'>");
  gsize before;

  feed (fixture, xml->str);
  before = mallinfo2 ().uordblks;
  for (guint i = 0; i < 40000; i++)
    {
      g_autofree char *expected = NULL;

      /* Half a stanza ahead, so that a parser has something left over when it goes. */
      g_string_truncate (xml, 0);
      if (i > 0)
        g_string_append (xml, "</b></q:a>");
      g_string_append_printf (xml, "<q:a><b>0123456789012345678901234567890<q:c%u/>", i);
      g_string_truncate (fixture->events, 0);
      feed (fixture, xml->str);
      if (i == 0)
        continue;
      expected = g_strdup_printf ("e:<a xmlns=\"urn:'&amp;q\"><b xmlns=\"jabber:client\">"
                                  "0123456789012345678901234567890"
                                  "<c%u xmlns=\"urn:'&amp;q\"/></b></a>\n",
                                  i - 1);
      g_assert_cmpstr (fixture->events->str, ==, expected);
    }
  feed (fixture, "</b></q:a>");
  g_assert_cmpuint (mallinfo2 ().uordblks, <, before + 2 * 1024 * 1024);
  g_string_truncate (fixture->events, 0);
  feed (fixture, "</s:stream>");
  assert_events (fixture, "c\n");
}

static void
test_parse_element (void)
{
  static const char *const wrong[] = { "",
                                       " ",
                                       "text",
                                       "<a>",
                                       "<a/",
                                       "<a/><b/>",
                                       "<a/>text",
                                       "<a/><b",
                                       "</stream:stream>",
                                       "<a/></stream:stream>",
                                       "<?xml version='1.0'?><a/>",
                                       "<a/><!-- -->" };
  g_autoptr (BeckonElement) element = beckon_element_parse (" <a/>\n", -1, NULL);

  g_assert_true (beckon_element_is (element, "a", "jabber:client"));
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (beckon_element_parse (wrong[i], -1, &error));
      g_assert_true (error != NULL && error->domain == BECKON_STREAM_READER_ERROR);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, function)                                                                        \
  g_test_add ("/stream-reader/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("stream", test_stream);
  g_test_add_func ("/stream-reader/slices", test_slices);
  ADD ("delivered-at-once", test_delivered_at_once);
  g_test_add_func ("/stream-reader/namespaces", test_namespaces);
  g_test_add_func ("/stream-reader/forged-attribute-alone", test_forged_attribute_alone);
  ADD ("restart-in-event", test_restart_in_event);
  g_test_add ("/stream-reader/restart-and-drop-in-event", Fixture, GINT_TO_POINTER (TRUE), set_up,
              test_restart_in_event, tear_down);
  ADD ("restart-unread", test_restart_unread);
  for (guint i = 0; i < G_N_ELEMENTS (wrongs); i++)
    {
      g_autofree char *path = g_strdup_printf ("/stream-reader/wrong/%s", wrongs[i].name);

      g_test_add (path, Fixture, &wrongs[i], set_up, test_wrong, tear_down);
    }
  ADD ("wrong/utf-16", test_utf_16);
  ADD ("limit/stanza", test_limit_stanza);
  ADD ("limit/stanza-at-end", test_limit_stanza_at_end);
  ADD ("limit/stanza-in-tag", test_limit_stanza_in_tag);
  ADD ("limit/raised", test_limit_raised);
  ADD ("limit/depth", test_limit_depth);
  ADD ("limit/depth-flood", test_limit_depth_flood);
  ADD ("limit/children", test_limit_children);
  ADD ("limit/text-children", test_limit_text_children);
  ADD ("limit/elements", test_limit_elements);
  ADD ("limit/attributes", test_limit_attributes);
  ADD ("limit/attribute-value", test_limit_attribute_value);
  ADD ("limit/name", test_limit_name);
  ADD ("limit/ns", test_limit_ns);
  ADD ("limit/before-header", test_limit_before_header);
  ADD ("limit/header", test_limit_header);
  ADD ("long-stream", test_long_stream);
  g_test_add_func ("/stream-reader/parse-element", test_parse_element);

  return g_test_run ();
}
