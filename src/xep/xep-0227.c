/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "xep-0227.h"

#include "beckon-document-reader.h"
#include "beckon-parse.h"
#include "beckon-stream-reader.h"
#include "xep-0060.h"
#include "xep-0082.h"
#include "xep-0172.h"
#include "xep-0191.h"
#include "xep-0203.h"
#include "xep-0297.h"

#include <string.h>

#define NS_PIE "urn:xmpp:pie:0"
#define NS_ARCHIVE "urn:xmpp:pie:0#mam"

/* Of each kind of content. */
#define MAX_CONTACTS BECKON_ROSTER_MAX_ITEMS
#define MAX_MESSAGES (50 * 1000 * 1000)

G_DEFINE_QUARK (BeckonPieError, beckon_pie_error)

/* Writing */

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

/**
 * beckon_pie_writer_set_nick:
 * @nick: the name that the person goes by
 *
 * A node comes with how it is set up (section 4.9).
 */
void
beckon_pie_writer_set_nick (BeckonPieWriter *self, const char *nick)
{
  const BeckonPubsubOption option = { "pubsub#access_model", "presence" };
  g_autoptr (BeckonElement) setup = beckon_pubsub_configure_new (BECKON_NS_NICK, &option, 1);
  g_autoptr (BeckonElement) content = beckon_element_new ("pubsub", BECKON_NS_PUBSUB);
  BeckonElement *items = beckon_element_add_child (content, "items", BECKON_NS_PUBSUB);
  BeckonElement *item = beckon_element_add_child (items, "item", BECKON_NS_PUBSUB);
  g_autoptr (BeckonElement) payload = beckon_nick_new (nick);

  beckon_element_set_attribute (items, "node", BECKON_NS_NICK);
  beckon_element_set_attribute (item, "id", "current");
  beckon_element_append (item, payload);
  append (self, NULL, beckon_element_get_first_child (setup));
  append (self, NULL, content);
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

/* Reading */

struct _BeckonPieReader
{
  BeckonPieEvents events;
  gpointer user_data;
  BeckonDocumentReader *document;
  gboolean begun; /* it is what it should be */
  BeckonJid *host;
  gboolean has_account;
  guint n_contacts;
  guint n_blocked;
  guint n_messages;
};

/* What is looked at, by how deep it is: nothing has the same name and namespace as the children of
 * something else. */
static const struct
{
  guint depth;
  const char *name;
  const char *ns;
  BeckonDocumentStep step;
} known[] = {
  { 3, "query", BECKON_NS_ROSTER, BECKON_DOCUMENT_ENTER },
  { 4, "item", BECKON_NS_ROSTER, BECKON_DOCUMENT_TAKE },
  { 3, "blocklist", BECKON_NS_BLOCKING, BECKON_DOCUMENT_ENTER },
  { 4, "item", BECKON_NS_BLOCKING, BECKON_DOCUMENT_TAKE },
  { 3, "pubsub", BECKON_NS_PUBSUB, BECKON_DOCUMENT_ENTER },
  { 5, "item", BECKON_NS_PUBSUB, BECKON_DOCUMENT_TAKE },
  { 3, "archive", NS_ARCHIVE, BECKON_DOCUMENT_ENTER },
  { 4, "result", BECKON_NS_MAM, BECKON_DOCUMENT_TAKE },
};

static BeckonDocumentStep
begin_root (BeckonPieReader *self, BeckonElement *tag, GError **error)
{
  self->begun = beckon_element_is (tag, "server-data", NS_PIE);
  if (self->begun)
    return BECKON_DOCUMENT_ENTER;
  g_set_error_literal (error, BECKON_PIE_ERROR, BECKON_PIE_ERROR_FORMAT, "This is no server data");
  return BECKON_DOCUMENT_FAIL;
}

static BeckonDocumentStep
begin_host (BeckonPieReader *self, BeckonElement *tag)
{
  g_clear_pointer (&self->host, beckon_jid_unref);
  if (!beckon_element_is (tag, "host", NS_PIE))
    return BECKON_DOCUMENT_SKIP;
  self->host = beckon_parse_jid (tag, "jid");
  return self->host != NULL ? BECKON_DOCUMENT_ENTER : BECKON_DOCUMENT_SKIP;
}

static BeckonDocumentStep
begin_user (BeckonPieReader *self, BeckonElement *tag, GError **error)
{
  const char *name = beckon_element_get_attribute (tag, "name");
  g_autoptr (BeckonJid) account = NULL;

  if (!beckon_element_is (tag, "user", NS_PIE) || name == NULL)
    return BECKON_DOCUMENT_SKIP;
  account = beckon_jid_new_from_parts (name, beckon_jid_get_domain (self->host), NULL, NULL);
  if (account == NULL)
    return BECKON_DOCUMENT_SKIP;
  if (self->has_account)
    {
      g_set_error_literal (error, BECKON_PIE_ERROR, BECKON_PIE_ERROR_SEVERAL,
                           "There are several users");
      return BECKON_DOCUMENT_FAIL;
    }
  self->has_account = TRUE;
  if (self->events.account != NULL)
    self->events.account (account, self->user_data);
  return BECKON_DOCUMENT_ENTER;
}

static BeckonDocumentStep
begin_cb (BeckonElement *tag, guint depth, gpointer user_data, GError **error)
{
  BeckonPieReader *self = user_data;

  if (depth == 0)
    return begin_root (self, tag, error);
  if (depth == 1)
    return begin_host (self, tag);
  if (depth == 2)
    return begin_user (self, tag, error);
  if (depth == 4 && beckon_element_is (tag, "items", BECKON_NS_PUBSUB))
    return g_strcmp0 (beckon_element_get_attribute (tag, "node"), BECKON_NS_NICK) == 0
             ? BECKON_DOCUMENT_ENTER
             : BECKON_DOCUMENT_SKIP;
  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (known[i].depth == depth && beckon_element_is (tag, known[i].name, known[i].ns))
      return known[i].step;
  return BECKON_DOCUMENT_SKIP;
}

static gboolean
count (guint *n, guint max, GError **error)
{
  if ((*n)++ < max)
    return TRUE;
  g_set_error_literal (error, BECKON_PIE_ERROR, BECKON_PIE_ERROR_LIMIT, "There is too much of it");
  return FALSE;
}

static void
take_contact (BeckonPieReader *self, BeckonElement *element)
{
  g_autoptr (BeckonRosterItem) item = beckon_roster_item_parse (element);

  if (item != NULL && strcmp (item->subscription, "remove") != 0 && self->events.contact != NULL)
    self->events.contact (item, self->user_data);
}

static void
take_blocked (BeckonPieReader *self, BeckonElement *element)
{
  g_autoptr (BeckonJid) jid = beckon_parse_jid (element, "jid");

  if (jid != NULL && self->events.blocked != NULL)
    self->events.blocked (jid, self->user_data);
}

static void
take_nick (BeckonPieReader *self, BeckonElement *element)
{
  g_autofree char *nick = beckon_nick_dup_from_child (element);

  if (nick != NULL && self->events.nick != NULL)
    self->events.nick (nick, self->user_data);
}

static void
take_message (BeckonPieReader *self, BeckonElement *element)
{
  g_autoptr (BeckonMamItem) item = beckon_mam_result_parse (element);

  if (item != NULL && item->time > 0 && self->events.message != NULL)
    self->events.message (item, self->user_data);
}

static gboolean
element_cb (BeckonElement *element, gpointer user_data, GError **error)
{
  BeckonPieReader *self = user_data;

  if (beckon_element_is (element, "item", BECKON_NS_ROSTER))
    {
      if (!count (&self->n_contacts, MAX_CONTACTS, error))
        return FALSE;
      take_contact (self, element);
    }
  else if (beckon_element_is (element, "item", BECKON_NS_BLOCKING))
    {
      if (!count (&self->n_blocked, MAX_CONTACTS, error))
        return FALSE;
      take_blocked (self, element);
    }
  else if (beckon_element_is (element, "result", BECKON_NS_MAM))
    {
      if (!count (&self->n_messages, MAX_MESSAGES, error))
        return FALSE;
      take_message (self, element);
    }
  else
    take_nick (self, element);
  return TRUE;
}

/**
 * beckon_pie_reader_new:
 * @events: what to call; copied
 * @user_data: for the functions in @events
 *
 * Returns: (transfer full): a reader that waits for the beginning of the file
 */
BeckonPieReader *
beckon_pie_reader_new (const BeckonPieEvents *events, gpointer user_data)
{
  static const BeckonDocumentReaderEvents document_events = { begin_cb, element_cb };
  BeckonPieReader *self = g_new0 (BeckonPieReader, 1);

  self->events = *events;
  self->user_data = user_data;
  self->document = beckon_document_reader_new (&document_events, self);
  return self;
}

void
beckon_pie_reader_free (BeckonPieReader *self)
{
  beckon_document_reader_free (self->document);
  g_clear_pointer (&self->host, beckon_jid_unref);
  g_free (self);
}

/* What the document's reader says, in the words of this format. Takes it. */
static gboolean
fail (BeckonPieReader *self, GError *error, GError **result)
{
  if (error->domain == BECKON_STREAM_READER_ERROR)
    {
      BeckonPieError code = self->begun ? BECKON_PIE_ERROR_DAMAGED : BECKON_PIE_ERROR_FORMAT;

      if (error->code == BECKON_STREAM_READER_ERROR_LIMIT)
        code = BECKON_PIE_ERROR_LIMIT;
      error->domain = BECKON_PIE_ERROR;
      error->code = code;
    }
  g_propagate_error (result, error);
  return FALSE;
}

/**
 * beckon_pie_reader_feed:
 * @data: (array length=length): the next bytes of the file, cut anywhere
 *
 * Returns: %FALSE with a %BECKON_PIE_ERROR, now and in every later call; nothing that was read
 *   before it is taken back
 */
gboolean
beckon_pie_reader_feed (BeckonPieReader *self, const char *data, gsize length, GError **error)
{
  GError *reason = NULL;

  return beckon_document_reader_feed (self->document, data, length, &reason)
         || fail (self, reason, error);
}

/**
 * beckon_pie_reader_end:
 *
 * There are no more bytes.
 *
 * Returns: whether it was an account, and all of it; if not, with a %BECKON_PIE_ERROR
 */
gboolean
beckon_pie_reader_end (BeckonPieReader *self, GError **error)
{
  GError *reason = NULL;

  if (!beckon_document_reader_end (self->document, &reason))
    return fail (self, reason, error);
  if (self->has_account)
    return TRUE;
  g_set_error_literal (error, BECKON_PIE_ERROR, BECKON_PIE_ERROR_EMPTY, "There is no user");
  return FALSE;
}
