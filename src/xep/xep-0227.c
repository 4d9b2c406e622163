/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "xep-0227.h"
#include "xep-0227-private.h"

#include "beckon-document-reader.h"
#include "beckon-parse.h"
#include "beckon-stream-reader.h"
#include "xep-0054.h"
#include "xep-0060.h"
#include "xep-0172.h"
#include "xep-0191.h"

#include <string.h>

/* Of each kind of content. */
#define MAX_CONTACTS BECKON_ROSTER_MAX_ITEMS
#define MAX_MESSAGES (50 * 1000 * 1000)

G_DEFINE_QUARK (BeckonPieError, beckon_pie_error)

struct _BeckonPieReader
{
  BeckonPieEvents events;
  gpointer user_data;
  BeckonDocumentReader *document;
  gboolean begun; /* it is what it should be */
  BeckonJid *host;
  gboolean has_account;
  BeckonPiePerson *person;
  char *node; /* (nullable): whose items come */
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
  { 3, "pubsub", BECKON_NS_PUBSUB_OWNER, BECKON_DOCUMENT_ENTER },
  { 4, "configure", BECKON_NS_PUBSUB_OWNER, BECKON_DOCUMENT_TRY },
  { 3, "pubsub", BECKON_NS_PUBSUB, BECKON_DOCUMENT_ENTER },
  { 5, "item", BECKON_NS_PUBSUB, BECKON_DOCUMENT_TRY },
  { 3, "vCard", BECKON_NS_VCARD, BECKON_DOCUMENT_ENTER },
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
begin_items (BeckonPieReader *self, BeckonElement *tag)
{
  const char *node = beckon_element_get_attribute (tag, "node");

  g_free (self->node);
  self->node = g_strdup (node);
  return g_strcmp0 (node, BECKON_NS_NICK) == 0 || beckon_pie_person_wants_node (node)
           ? BECKON_DOCUMENT_ENTER
           : BECKON_DOCUMENT_SKIP;
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
    return begin_items (self, tag);
  /* All that a vCard has; a picture may be of any size. */
  if (depth == 4 && g_strcmp0 (beckon_element_get_ns (tag), BECKON_NS_VCARD) == 0)
    return BECKON_DOCUMENT_TRY;
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
  else if (beckon_element_is (element, "configure", BECKON_NS_PUBSUB_OWNER))
    beckon_pie_person_take_setup (self->person, element);
  else if (g_strcmp0 (beckon_element_get_ns (element), BECKON_NS_VCARD) == 0)
    beckon_pie_person_take_property (self->person, element);
  else if (strcmp (self->node, BECKON_NS_NICK) == 0)
    take_nick (self, element);
  else
    beckon_pie_person_take_item (self->person, self->node, element);
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
  self->person = beckon_pie_person_new ();
  self->document = beckon_document_reader_new (&document_events, self);
  return self;
}

void
beckon_pie_reader_free (BeckonPieReader *self)
{
  beckon_document_reader_free (self->document);
  g_clear_pointer (&self->host, beckon_jid_unref);
  beckon_pie_person_free (self->person);
  g_free (self->node);
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

static void
tell_person (BeckonPieReader *self)
{
  BeckonProfile *profile = beckon_pie_person_get_profile (self->person);
  GBytes *picture = beckon_pie_person_get_picture (self->person);

  if (profile != NULL && self->events.profile != NULL)
    self->events.profile (profile, self->user_data);
  if (picture != NULL && self->events.picture != NULL)
    self->events.picture (picture, self->user_data);
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
    {
      tell_person (self);
      return TRUE;
    }
  g_set_error_literal (error, BECKON_PIE_ERROR, BECKON_PIE_ERROR_EMPTY, "There is no user");
  return FALSE;
}
