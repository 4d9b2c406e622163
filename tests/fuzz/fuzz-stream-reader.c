/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-stream-reader.h"
#include "fuzz.h"

/* A seed begins where the stream is open, as most of what is interesting comes then. */
#define HEADER                                                                                     \
  "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>"

static void
write_element (GString *events, char kind, BeckonElement *element)
{
  g_autofree char *xml = beckon_element_to_xml (element);
  g_autoptr (BeckonElement) again = beckon_element_parse (xml, -1, NULL);

  g_assert_nonnull (again);
  g_assert_true (
    beckon_element_is (again, beckon_element_get_name (element), beckon_element_get_ns (element)));
  g_string_append_printf (events, "%c %s\n", kind, xml);
}

static void
opened_cb (BeckonElement *header, gpointer user_data)
{
  write_element (user_data, 'o', header);
}

static void
element_cb (BeckonElement *element, gpointer user_data)
{
  write_element (user_data, 'e', element);
}

static void
closed_cb (gpointer user_data)
{
  g_string_append (user_data, "c\n");
}

static char *
read_all (const guint8 *data, gsize size, gsize slice)
{
  static const BeckonStreamReaderEvents reader_events = { opened_cb, element_cb, closed_cb };
  GString *events = g_string_new (NULL);
  g_autoptr (BeckonStreamReader) reader = beckon_stream_reader_new (&reader_events, events);
  g_autoptr (GError) error = NULL;

  if (size > 0 && data[0] != '<')
    beckon_stream_reader_feed (reader, HEADER, sizeof HEADER - 1, NULL);
  for (gsize i = 0; i < size && error == NULL; i += slice)
    beckon_stream_reader_feed (reader, (const char *) data + i, MIN (slice, size - i), &error);
  g_string_append (events, error != NULL ? "wrong" : "right");
  return g_string_free (events, FALSE);
}

/* However the bytes are cut, the events are the same, and so is whether they end with an error. And
 * each element can be written and read. */
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
