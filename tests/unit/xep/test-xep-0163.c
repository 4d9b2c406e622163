/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What people publish about themselves: XEP-0060, 0163, 0084, 0153, 0054 and 0172. */

#include "beckon-parse.h"
#include "xep-0054.h"
#include "xep-0084.h"
#include "xep-0153.h"
#include "xep-0163.h"
#include "xep-0172.h"
#include "xml.h"

#include <string.h>

#define EVENT(from, content)                                                                       \
  "<message" from "><event xmlns='http://jabber.org/protocol/pubsub#event'>" content               \
  "</event></message>"
#define ITEMS "<items node='urn:n'><item id='1'><a xmlns='urn:n'/></item><retract id='0'/></items>"

static void
test_event (void)
{
  g_autoptr (BeckonJid) alice = beckon_jid_new ("alice@example.com", NULL);
  g_autoptr (BeckonElement) message = xml (EVENT (" from='bob@example.com'", ITEMS));
  g_autoptr (BeckonElement) own = xml (EVENT ("", "<purge node='urn:n'/>"));
  g_auto (BeckonPepEvent) event = { NULL };
  g_auto (BeckonPepEvent) own_event = { NULL };
  BeckonPubsubItem *item;

  g_assert_true (beckon_pep_event_parse (message, alice, &event));
  g_assert_cmpstr (beckon_jid_get_full (event.owner), ==, "bob@example.com");
  g_assert_cmpstr (event.node, ==, "urn:n");
  g_assert_cmpuint (event.items->len, ==, 2);
  item = &g_array_index (event.items, BeckonPubsubItem, 0);
  g_assert_cmpstr (item->id, ==, "1");
  g_assert_true (beckon_element_is (item->payload, "a", "urn:n"));
  item = &g_array_index (event.items, BeckonPubsubItem, 1);
  g_assert_cmpstr (item->id, ==, "0");
  g_assert_null (item->payload);

  g_assert_true (beckon_pep_event_parse (own, alice, &own_event));
  g_assert_cmpstr (beckon_jid_get_full (own_event.owner), ==, "alice@example.com");
  g_assert_cmpuint (own_event.items->len, ==, 0);
}

static void
test_event_forged (void)
{
  static const char *const bad[] = {
    EVENT (" from='bob@example.com/pc'", ITEMS),
    EVENT (" from='pubsub.example.com'", ITEMS),
    EVENT (" from='@'", ITEMS),
    EVENT (" from='bob@example.com' type='error'", ITEMS),
    EVENT (" from='bob@example.com'", ""),
    EVENT (" from='bob@example.com'", ITEMS ITEMS),
    EVENT (" from='bob@example.com'", "<items/>"),
    EVENT (" from='bob@example.com'", "<items xmlns='urn:other' node='urn:n'/>"),
    "<message from='bob@example.com'><event xmlns='urn:other'>" ITEMS "</event></message>",
    "<message from='bob@example.com'><x><event "
    "xmlns='http://jabber.org/protocol/pubsub#event'>" ITEMS "</event></x></message>",
  };
  g_autoptr (BeckonJid) alice = beckon_jid_new ("alice@example.com", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (BeckonElement) message = xml (bad[i]);
      BeckonPepEvent event;

      g_test_message ("%s", bad[i]);
      g_assert_false (beckon_pep_event_parse (message, alice, &event));
    }
}

static void
test_items (void)
{
  g_autoptr (BeckonElement) iq
    = xml ("<iq type='result'><pubsub xmlns='http://jabber.org/protocol/pubsub'>"
           "<items node='urn:n'><item id='a'/><item id='b'><x xmlns='urn:n'/></item></items>"
           "</pubsub></iq>");
  BeckonPubsubItem item;

  g_assert_true (beckon_pubsub_items_parse (iq, "urn:n", &item));
  g_assert_cmpstr (item.id, ==, "b");
  g_assert_true (beckon_element_is (item.payload, "x", "urn:n"));
  g_assert_false (beckon_pubsub_items_parse (iq, "urn:other", &item));
}

static void
test_publish (void)
{
  g_autoptr (BeckonElement) nick = beckon_nick_new ("A & B");
  g_autoptr (BeckonElement) iq
    = beckon_pubsub_publish_new (BECKON_NS_NICK, "current", "presence", nick);
  g_autofree char *text = beckon_element_to_xml (iq);

  g_assert_nonnull (strstr (text, "A &amp; B</nick>"));
  g_assert_nonnull (strstr (text, "<value>presence</value>"));
  g_assert_nonnull (strstr (text, "publish-options"));
}

/* The smallest thing that starts like a PNG. */
#define PICTURE "iVBORw0KGgo="

static GBytes *
new_picture (void)
{
  return beckon_parse_base64 (PICTURE, 100, NULL);
}

static void
test_avatar (void)
{
  g_autoptr (GBytes) picture = new_picture ();
  g_autoptr (GBytes) again = NULL;
  g_autofree char *hash = g_compute_checksum_for_bytes (G_CHECKSUM_SHA1, picture);
  BeckonAvatarInfo info = { .type = "image/png", .bytes = 8, .width = 64, .height = 32 };
  BeckonAvatarInfo parsed;
  g_autoptr (BeckonElement) metadata = NULL;
  g_autoptr (BeckonElement) data = beckon_avatar_data_new (picture);
  g_autoptr (GError) error = NULL;

  g_assert_true (beckon_avatar_parse_hash (hash, info.id));
  metadata = beckon_avatar_metadata_new (&info);
  g_assert_true (beckon_avatar_metadata_parse (metadata, &parsed));
  g_assert_cmpstr (parsed.id, ==, hash);
  g_assert_cmpstr (parsed.type, ==, "image/png");
  g_assert_cmpuint (parsed.bytes, ==, 8);
  g_assert_cmpuint (parsed.width, ==, 64);
  g_assert_cmpuint (parsed.height, ==, 32);

  again = beckon_avatar_data_parse (data, &parsed, &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (again, picture));
  g_clear_pointer (&again, g_bytes_unref);

  parsed.id[0] = parsed.id[0] == '0' ? '1' : '0';
  again = beckon_avatar_data_parse (data, &parsed, &error);
  g_assert_null (again);
  g_assert_error (error, BECKON_XEP_ERROR, BECKON_XEP_ERROR_MISMATCH);
}

#define HASH "111f4b3c50d7b0df729d299bc6f8e9ef9066971f"
#define INFO(attributes)                                                                           \
  "<metadata xmlns='urn:xmpp:avatar:metadata'><info " attributes "/></metadata>"

static void
test_avatar_metadata (void)
{
  static const char *const bad[] = {
    INFO ("id='" HASH "' type='image/png' bytes='1' url='https://example.com/a.png'"),
    INFO ("id='" HASH "' type='image/svg+xml' bytes='1'"),
    INFO ("id='" HASH "' type='image/png' bytes='0'"),
    INFO ("id='" HASH "' type='image/png' bytes='-1'"),
    INFO ("id='" HASH "' type='image/png' bytes='99999999'"),
    INFO ("id='" HASH "' type='image/png' bytes='99999999999999999999'"),
    INFO ("id='" HASH "' type='image/png'"),
    INFO ("id='" HASH "' type='image/png' bytes='1' width='100000' height='100000'"),
    INFO ("id='../../etc/passwd' type='image/png' bytes='1'"),
    INFO ("id='111f' type='image/png' bytes='1'"),
    INFO ("type='image/png' bytes='1'"),
    "<metadata xmlns='urn:xmpp:avatar:metadata'/>",
    "<metadata xmlns='urn:other'><info id='" HASH "' type='image/png' bytes='1'/></metadata>",
    "<metadata xmlns='urn:xmpp:avatar:metadata'><info xmlns='urn:other' id='" HASH
    "' type='image/png' bytes='1'/></metadata>",
  };
  g_autoptr (BeckonElement) several
    = xml ("<metadata xmlns='urn:xmpp:avatar:metadata'>"
           "<info id='" HASH "' type='image/png' bytes='5' url='https://example.com/'/>"
           "<info id='222F4B3C50D7B0DF729D299BC6F8E9EF9066971F' type='image/webp' bytes='7'/>"
           "</metadata>");
  g_autoptr (BeckonElement) empty = xml ("<metadata xmlns='urn:xmpp:avatar:metadata'/>");
  BeckonAvatarInfo info;

  g_assert_true (beckon_avatar_metadata_parse (several, &info));
  g_assert_cmpstr (info.id, ==, "222f4b3c50d7b0df729d299bc6f8e9ef9066971f");
  g_assert_cmpuint (info.bytes, ==, 7);

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (BeckonElement) metadata = xml (bad[i]);

      g_test_message ("%s", bad[i]);
      g_assert_false (beckon_avatar_metadata_parse (metadata, &info));
    }
}

static void
test_avatar_data (void)
{
  g_autofree char *large = g_strnfill (BECKON_AVATAR_MAX_BYTES / 3 * 4 + 400, 'A');
  g_autofree char *large_text
    = g_strdup_printf ("<data xmlns='urn:xmpp:avatar:data'>%s</data>", large);
  g_autoptr (BeckonElement) too_large = xml (large_text);
  g_autoptr (BeckonElement) broken = xml ("<data xmlns='urn:xmpp:avatar:data'>!!!!</data>");
  g_autoptr (BeckonElement) other = xml ("<data xmlns='urn:other'>" PICTURE "</data>");
  g_autoptr (BeckonElement) text = xml ("<data xmlns='urn:xmpp:avatar:data'>aGVsbG8=</data>");
  BeckonAvatarInfo info = { .id = "aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d" }; /* of "hello" */
  g_autoptr (GError) error = NULL;

  g_assert_null (beckon_avatar_data_parse (too_large, &info, &error));
  g_assert_error (error, BECKON_XEP_ERROR, BECKON_XEP_ERROR_LIMIT);
  g_clear_error (&error);
  g_assert_null (beckon_avatar_data_parse (broken, &info, &error));
  g_assert_error (error, BECKON_XEP_ERROR, BECKON_XEP_ERROR_MALFORMED);
  g_clear_error (&error);
  g_assert_null (beckon_avatar_data_parse (other, &info, &error));
  g_assert_error (error, BECKON_XEP_ERROR, BECKON_XEP_ERROR_MALFORMED);
  g_clear_error (&error);
  g_assert_null (beckon_avatar_data_parse (text, &info, &error));
  g_assert_error (error, BECKON_XEP_ERROR, BECKON_XEP_ERROR_MALFORMED);
}

static void
test_avatar_type (void)
{
  static const struct
  {
    const char *data;
    gsize length;
    const char *type;
  } cases[] = {
    { "\x89PNG\r\n\x1a\n", 8, "image/png" },
    { "\xff\xd8\xff\xe0", 4, "image/jpeg" },
    { "RIFF\0\0\0\0WEBP", 12, "image/webp" },
    { "RIFF\0\0\0\0WAVE", 12, NULL },
    { "<svg/>", 6, NULL },
    { "\x89PNG", 4, NULL },
    { "", 0, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new_static (cases[i].data, cases[i].length);

      g_assert_cmpstr (beckon_avatar_find_type (bytes), ==, cases[i].type);
    }
}

static void
test_vcard_update (void)
{
#define UPDATE(content) "<presence><x xmlns='vcard-temp:x:update'>" content "</x></presence>"
  static const struct
  {
    const char *presence;
    BeckonVcardUpdate update;
  } cases[] = {
    { "<presence/>", BECKON_VCARD_UPDATE_NONE },
    { UPDATE (""), BECKON_VCARD_UPDATE_NONE },
    { UPDATE ("<photo/>"), BECKON_VCARD_UPDATE_NO_PICTURE },
    { UPDATE ("<photo>" HASH "</photo>"), BECKON_VCARD_UPDATE_PICTURE },
    { UPDATE ("<photo> 111F4B3C50D7B0DF729D299BC6F8E9EF9066971F\n</photo>"),
      BECKON_VCARD_UPDATE_PICTURE },
    { UPDATE ("<photo>../x</photo>"), BECKON_VCARD_UPDATE_NONE },
    { UPDATE ("<photo xmlns='urn:other'>" HASH "</photo>"), BECKON_VCARD_UPDATE_NONE },
  };
  char hash[41];

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (BeckonElement) presence = xml (cases[i].presence);

      g_test_message ("%s", cases[i].presence);
      g_assert_cmpint (beckon_vcard_update_parse (presence, hash), ==, cases[i].update);
      if (cases[i].update == BECKON_VCARD_UPDATE_PICTURE)
        g_assert_cmpstr (hash, ==, HASH);
    }
}

static void
test_vcard (void)
{
  g_autoptr (BeckonElement) iq
    = xml ("<iq type='result'><vCard xmlns='vcard-temp'><FN>Bob B.</FN><NICKNAME>bob\n</NICKNAME>"
           "<PHOTO><TYPE>image/gif</TYPE><BINVAL>" PICTURE "</BINVAL></PHOTO></vCard></iq>");
  g_autoptr (BeckonElement) odd
    = xml ("<iq type='result'><vCard xmlns='vcard-temp'><FN>Bob</FN><PHOTO>"
           "<EXTVAL>https://example.com/a.png</EXTVAL><BINVAL>aGVsbG8=</BINVAL></PHOTO>"
           "</vCard></iq>");
  g_autoptr (BeckonElement) none = xml ("<iq type='result'/>");
  g_auto (BeckonVcard) card = { NULL };
  g_auto (BeckonVcard) odd_card = { NULL };
  g_auto (BeckonVcard) no_card = { NULL };

  g_assert_true (beckon_vcard_parse (iq, &card));
  g_assert_cmpstr (card.name, ==, "bob");
  g_assert_cmpstr (beckon_avatar_find_type (card.photo), ==, "image/png");

  g_assert_true (beckon_vcard_parse (odd, &odd_card));
  g_assert_cmpstr (odd_card.name, ==, "Bob");
  g_assert_null (odd_card.photo);

  g_assert_false (beckon_vcard_parse (none, &no_card));
}

static void
test_nick (void)
{
  g_autoptr (BeckonElement) presence
    = xml ("<presence type='subscribe'><nick xmlns='http://jabber.org/protocol/nick'> Bob\n"
           " the &lt;b&gt;Builder</nick></presence>");
  g_autoptr (BeckonElement) other = xml ("<nick xmlns='urn:other'>Bob</nick>");
  g_autoptr (BeckonElement) empty = beckon_nick_new (NULL);
  g_autofree char *nick = beckon_nick_dup_from_child (presence);
  g_autofree char *x = g_strnfill (5000, 'x');
  g_autoptr (BeckonElement) long_element = beckon_nick_new (x);
  g_autofree char *long_nick = beckon_nick_parse (long_element);

  g_assert_cmpstr (nick, ==, "Bob the <b>Builder");
  g_assert_null (beckon_nick_parse (other));
  g_assert_null (beckon_nick_parse (empty));
  g_assert_null (beckon_nick_parse (NULL));
  g_assert_cmpuint (strlen (long_nick), ==, 256);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/xep/pep/event", test_event);
  g_test_add_func ("/xep/pep/event-forged", test_event_forged);
  g_test_add_func ("/xep/pep/items", test_items);
  g_test_add_func ("/xep/pep/publish", test_publish);
  g_test_add_func ("/xep/avatar/round-trip", test_avatar);
  g_test_add_func ("/xep/avatar/metadata", test_avatar_metadata);
  g_test_add_func ("/xep/avatar/data", test_avatar_data);
  g_test_add_func ("/xep/avatar/type", test_avatar_type);
  g_test_add_func ("/xep/vcard/update", test_vcard_update);
  g_test_add_func ("/xep/vcard/parse", test_vcard);
  g_test_add_func ("/xep/nick", test_nick);

  return g_test_run ();
}
