/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "xep-0227-private.h"
#include "xep-0227.h"

#include "xep-0054.h"
#include "xep-0060.h"
#include "xep-0082.h"
#include "xep-0084.h"
#include "xep-0172.h"
#include "xep-0191.h"
#include "xep-0203.h"
#include "xep-0292.h"
#include "xep-0297.h"

typedef struct
{
  const char *name;
  const char *ns;
} Part;

static const Part roster = { "query", BECKON_NS_ROSTER };
static const Part blocklist = { "blocklist", BECKON_NS_BLOCKING };
static const Part archive = { "archive", NS_ARCHIVE };

struct _BeckonPieWriter
{
  GString *text;
  const Part *part; /* (nullable): that is open */
};

/**
 * beckon_pie_writer_new:
 * @account: whose account it is, a bare address with a local part
 *
 * Returns: (transfer full): a writer that has begun
 */
BeckonPieWriter *
beckon_pie_writer_new (BeckonJid *account)
{
  BeckonPieWriter *self = g_new0 (BeckonPieWriter, 1);
  g_autofree char *begin = g_markup_printf_escaped (
    "<?xml version='1.0' encoding='UTF-8'?>\n"
    "<server-data xmlns='" NS_PIE "'>\n<host jid='%s'>\n<user name='%s'>\n",
    beckon_jid_get_domain (account), beckon_jid_get_local (account));

  self->text = g_string_new (begin);
  return self;
}

void
beckon_pie_writer_free (BeckonPieWriter *self)
{
  g_string_free (self->text, TRUE);
  g_free (self);
}

static void
set_part (BeckonPieWriter *self, const Part *part)
{
  if (self->part == part)
    return;
  if (self->part != NULL)
    g_string_append_printf (self->text, "</%s>\n", self->part->name);
  self->part = part;
  if (part != NULL)
    g_string_append_printf (self->text, "<%s xmlns='%s'>\n", part->name, part->ns);
}

static void
append (BeckonPieWriter *self, const Part *part, BeckonElement *element)
{
  g_autofree char *xml = beckon_element_to_xml (element);

  set_part (self, part);
  g_string_append (self->text, xml);
  g_string_append_c (self->text, '\n');
}

void
beckon_pie_writer_add_contact (BeckonPieWriter *self, const BeckonRosterItem *item)
{
  g_autoptr (BeckonElement) set
    = beckon_roster_set_new (item->jid, item->name, (const char *const *) item->groups);
  BeckonElement *element = beckon_element_get_first_child (beckon_element_get_first_child (set));

  beckon_element_set_attribute (element, "subscription", item->subscription);
  beckon_element_set_attribute (element, "ask", item->ask ? "subscribe" : NULL);
  append (self, &roster, element);
}

void
beckon_pie_writer_add_blocked (BeckonPieWriter *self, BeckonJid *jid)
{
  g_autoptr (BeckonElement) element = beckon_element_new ("item", BECKON_NS_BLOCKING);

  beckon_element_set_attribute (element, "jid", beckon_jid_get_full (jid));
  append (self, &blocklist, element);
}

/* The nodes of the person: first how each is set up, then what it has (section 4.9). */
typedef struct
{
  BeckonElement *setups;
  BeckonElement *contents;
} Nodes;

/* Takes the payload. */
static void
add_node (
  Nodes *nodes, const char *node, const char *access_model, const char *id, BeckonElement *payload)
{
  const BeckonPubsubOption option = { "pubsub#access_model", access_model };
  g_autoptr (BeckonElement) set = beckon_pubsub_configure_new (node, &option, 1);
  BeckonElement *pubsub = beckon_element_get_first_child (set);
  g_autoptr (BeckonElement) setup = beckon_element_copy (beckon_element_get_first_child (pubsub));
  BeckonElement *items = beckon_element_add_child (nodes->contents, "items", BECKON_NS_PUBSUB);
  BeckonElement *item = beckon_element_add_child (items, "item", BECKON_NS_PUBSUB);

  beckon_element_append (nodes->setups, setup);
  beckon_element_set_attribute (items, "node", node);
  beckon_element_set_attribute (item, "id", id);
  beckon_element_append (item, payload);
  beckon_element_unref (payload);
}

static void
add_picture (Nodes *nodes, GBytes *picture)
{
  BeckonAvatarInfo info
    = { .type = beckon_avatar_find_type (picture), .bytes = g_bytes_get_size (picture) };
  g_autofree char *hash = g_compute_checksum_for_bytes (G_CHECKSUM_SHA1, picture);

  if (info.type == NULL)
    return;
  g_strlcpy (info.id, hash, sizeof info.id);
  add_node (nodes, BECKON_NS_AVATAR_DATA, "presence", hash, beckon_avatar_data_new (picture));
  add_node (nodes, BECKON_NS_AVATAR_METADATA, "presence", hash, beckon_avatar_metadata_new (&info));
}

/**
 * beckon_pie_writer_set_person:
 * @nick: (nullable): the name that the person goes by
 * @profile: (nullable): what the person tells of themselves
 * @restricted: whether not everyone may see @profile; the format that has no such thing is left out
 * @picture: (nullable): the picture file that the person is seen by
 */
void
beckon_pie_writer_set_person (BeckonPieWriter *self,
                              const char *nick,
                              BeckonProfile *profile,
                              gboolean restricted,
                              GBytes *picture)
{
  g_autoptr (BeckonElement) setups = beckon_element_new ("pubsub", BECKON_NS_PUBSUB_OWNER);
  g_autoptr (BeckonElement) contents = beckon_element_new ("pubsub", BECKON_NS_PUBSUB);
  Nodes nodes = { setups, contents };

  if (profile != NULL && beckon_profile_is_empty (profile))
    profile = NULL;
  if (nick != NULL)
    add_node (&nodes, BECKON_NS_NICK, "presence", "current", beckon_nick_new (nick));
  if (profile != NULL)
    add_node (&nodes, BECKON_NODE_VCARD4, restricted ? "presence" : "open", "current",
              beckon_vcard4_edit (NULL, profile));
  if (picture != NULL)
    add_picture (&nodes, picture);
  if (beckon_element_get_first_child (setups) != NULL)
    {
      append (self, NULL, setups);
      append (self, NULL, contents);
    }
  if (profile != NULL && !restricted)
    {
      g_autoptr (BeckonElement) set = beckon_vcard_edit_new (NULL, profile);

      append (self, NULL, beckon_element_get_first_child (set));
    }
}

/**
 * beckon_pie_writer_add_message:
 * @item: the message, which must have no parent, its time, and an id
 */
void
beckon_pie_writer_add_message (BeckonPieWriter *self, const BeckonMamItem *item)
{
  g_autoptr (BeckonElement) result = beckon_element_new ("result", BECKON_NS_MAM);
  BeckonElement *forwarded = beckon_element_add_child (result, "forwarded", BECKON_NS_FORWARD);
  BeckonElement *delay = beckon_element_add_child (forwarded, "delay", BECKON_NS_DELAY);
  g_autofree char *stamp = beckon_datetime_format (item->time);

  beckon_element_set_attribute (result, "id", item->archive_id);
  beckon_element_set_attribute (delay, "stamp", stamp);
  beckon_element_append (forwarded, item->message);
  append (self, &archive, result);
}

/**
 * beckon_pie_writer_end:
 *
 * There is no more.
 */
void
beckon_pie_writer_end (BeckonPieWriter *self)
{
  set_part (self, NULL);
  g_string_append (self->text, "</user>\n</host>\n</server-data>\n");
}

/**
 * beckon_pie_writer_get_length:
 *
 * Returns: how many bytes beckon_pie_writer_take() would give now
 */
gsize
beckon_pie_writer_get_length (BeckonPieWriter *self)
{
  return self->text->len;
}

/**
 * beckon_pie_writer_take:
 *
 * Returns: (transfer full): what has been written since the last time
 */
GBytes *
beckon_pie_writer_take (BeckonPieWriter *self)
{
  GString *text = g_steal_pointer (&self->text);

  self->text = g_string_new (NULL);
  return g_string_free_to_bytes (text);
}
