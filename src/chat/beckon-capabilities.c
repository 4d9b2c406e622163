/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-capabilities.h"

#include "beckon-parse.h"
#include "beckon-store-blobs.h"
#include "xep-0030.h"
#include "xep-0115.h"

#include <string.h>

/* How many kinds of software are known at a time, and how many are asked for. What is over that
 * is asked for when it comes again. */
#define MAX_KNOWN 500
#define MAX_ASKED 20

struct _BeckonCapabilities
{
  BeckonModule parent_instance;

  BeckonStore *store;
  BeckonContactBook *book;
  GHashTable *known; /* key → BeckonDiscoInfo */
  GHashTable *asked; /* key → Question */
};

G_DEFINE_FINAL_TYPE (BeckonCapabilities, beckon_capabilities, BECKON_TYPE_MODULE)

/* One kind of software that is not known yet, and all who announce it. */
typedef struct
{
  BeckonCapabilities *self;
  char *key; /* the hash function and the hash */
  char *hash;
  char *ver;
  char *node;
  BeckonJid *first;    /* who is asked */
  GHashTable *devices; /* set of BeckonJid: each once, however often it says so */
} Question;

static void
question_free (Question *question)
{
  g_free (question->key);
  g_free (question->hash);
  g_free (question->ver);
  g_free (question->node);
  beckon_jid_unref (question->first);
  g_hash_table_unref (question->devices);
  g_free (question);
}

/* A question on its way, which may be forgotten meanwhile. */
typedef struct
{
  BeckonCapabilities *self;
  char *key;
} Pending;

static Pending *
pending_new (Question *question)
{
  Pending *pending = g_new0 (Pending, 1);

  pending->self = g_object_ref (question->self);
  pending->key = g_strdup (question->key);
  return pending;
}

static void
pending_free (Pending *pending)
{
  g_object_unref (pending->self);
  g_free (pending->key);
  g_free (pending);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Pending, pending_free)

static void
tell (BeckonCapabilities *self, BeckonJid *device, BeckonDiscoInfo *info)
{
  BeckonContact *contact = beckon_contact_book_find (self->book, device);

  if (contact != NULL)
    beckon_contact_set_info (contact, beckon_jid_get_resource (device), info);
}

/* The answer is there, or there is none. */
static void
settle (BeckonCapabilities *self, Question *question, BeckonDiscoInfo *info)
{
  if (info != NULL)
    {
      GHashTableIter iter;
      gpointer device;

      if (g_hash_table_size (self->known) >= MAX_KNOWN)
        g_hash_table_remove_all (self->known);
      g_hash_table_insert (self->known, g_strdup (question->key), beckon_disco_info_ref (info));
      g_hash_table_iter_init (&iter, question->devices);
      while (g_hash_table_iter_next (&iter, &device, NULL))
        tell (self, device, info);
    }
  g_hash_table_remove (self->asked, question->key);
}

static BeckonDiscoInfo *
parse_verified (Question *question, BeckonElement *query)
{
  BeckonCaps caps = { question->node, question->ver, question->hash };

  if (!beckon_element_is (query, "query", BECKON_NS_DISCO_INFO)
      || !beckon_caps_verify (&caps, query))
    return NULL;
  return beckon_disco_info_parse (query, NULL);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!beckon_store_write_finish (BECKON_STORE (source), result, &error))
    g_info ("What a client can do is not stored: %s", error->message);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Pending) pending = user_data;
  BeckonCapabilities *self = pending->self;
  Question *question = g_hash_table_lookup (self->asked, pending->key);
  g_autoptr (BeckonElement) reply = NULL;
  g_autoptr (BeckonDiscoInfo) info = NULL;
  BeckonElement *query = NULL;

  reply = beckon_session_send_iq_finish (BECKON_SESSION (source), result, NULL);
  if (question == NULL)
    return;
  if (reply != NULL)
    query = beckon_element_get_child (reply, "query", BECKON_NS_DISCO_INFO);
  if (query != NULL)
    info = parse_verified (question, query);
  if (info != NULL)
    {
      char *xml = beckon_element_to_xml (query);
      g_autoptr (GBytes) data = g_bytes_new_take (xml, strlen (xml));

      beckon_store_save_blob_async (self->store, BECKON_STORE_BLOB_CAPS, question->key, data, NULL,
                                    saved_cb, NULL);
    }
  settle (self, question, info);
}

static void
ask (BeckonCapabilities *self, Question *question)
{
  BeckonSession *session = beckon_module_get_session (BECKON_MODULE (self));
  BeckonCaps caps = { question->node, question->ver, question->hash };
  g_autofree char *node = beckon_caps_dup_query_node (&caps);
  g_autoptr (BeckonElement) request = beckon_disco_info_request_new (question->first, node);

  beckon_session_send_iq_async (session, request,
                                beckon_module_get_cancellable (BECKON_MODULE (self)), answered_cb,
                                pending_new (question));
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Pending) pending = user_data;
  BeckonCapabilities *self = pending->self;
  Question *question = g_hash_table_lookup (self->asked, pending->key);
  g_autoptr (GBytes) data = NULL;
  g_autoptr (BeckonElement) query = NULL;
  g_autoptr (BeckonDiscoInfo) info = NULL;

  data = beckon_store_load_blob_finish (BECKON_STORE (source), result, NULL);
  if (question == NULL)
    return;
  if (data != NULL)
    query = beckon_element_parse (g_bytes_get_data (data, NULL), g_bytes_get_size (data), NULL);
  if (query != NULL)
    info = parse_verified (question, query);
  if (info != NULL)
    settle (self, question, info);
  else
    ask (self, question);
}

static gboolean
presence_cb (BeckonSession *session,
             BeckonElement *stanza,
             BeckonElement *payload,
             gpointer user_data)
{
  BeckonCapabilities *self = user_data;
  g_autoptr (BeckonJid) from = beckon_parse_jid (stanza, "from");
  BeckonContact *contact = from != NULL ? beckon_contact_book_find (self->book, from) : NULL;
  g_autofree char *key = NULL;
  BeckonDiscoInfo *info;
  Question *question;
  BeckonCaps caps;

  if (contact == NULL || !beckon_contact_has_resource (contact, beckon_jid_get_resource (from))
      || !beckon_caps_parse (stanza, &caps) || !beckon_caps_can_verify (&caps))
    return FALSE;
  key = g_strdup_printf ("%s %s", caps.hash, caps.ver);
  info = g_hash_table_lookup (self->known, key);
  if (info != NULL)
    {
      tell (self, from, info);
      return FALSE;
    }
  question = g_hash_table_lookup (self->asked, key);
  if (question != NULL)
    {
      g_hash_table_add (question->devices, g_steal_pointer (&from));
      return FALSE;
    }
  if (g_hash_table_size (self->asked) >= MAX_ASKED)
    return FALSE;
  question = g_new0 (Question, 1);
  question->self = self;
  question->key = g_steal_pointer (&key);
  question->hash = g_strdup (caps.hash);
  question->ver = g_strdup (caps.ver);
  question->node = g_strdup (caps.node);
  question->first = beckon_jid_ref (from);
  question->devices
    = g_hash_table_new_full ((GHashFunc) beckon_jid_hash, (GEqualFunc) beckon_jid_equal,
                             (GDestroyNotify) beckon_jid_unref, NULL);
  g_hash_table_add (question->devices, g_steal_pointer (&from));
  g_hash_table_insert (self->asked, question->key, question);
  beckon_store_load_blob_async (self->store, BECKON_STORE_BLOB_CAPS, question->key,
                                beckon_module_get_cancellable (BECKON_MODULE (self)), loaded_cb,
                                pending_new (question));
  return FALSE;
}

static void
beckon_capabilities_attached (BeckonModule *module, BeckonSession *session)
{
  /* After who is there has been noted. */
  beckon_module_add_handler (module, "presence", "c", BECKON_NS_CAPS, -10, presence_cb);
}

static void
beckon_capabilities_detached (BeckonModule *module)
{
  g_hash_table_remove_all (BECKON_CAPABILITIES (module)->asked);
}

static void
beckon_capabilities_finalize (GObject *object)
{
  BeckonCapabilities *self = BECKON_CAPABILITIES (object);

  g_hash_table_unref (self->known);
  g_hash_table_unref (self->asked);
  g_clear_object (&self->book);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (beckon_capabilities_parent_class)->finalize (object);
}

static void
beckon_capabilities_class_init (BeckonCapabilitiesClass *klass)
{
  BeckonModuleClass *module_class = BECKON_MODULE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = beckon_capabilities_finalize;
  module_class->attached = beckon_capabilities_attached;
  module_class->detached = beckon_capabilities_detached;
}

static void
beckon_capabilities_init (BeckonCapabilities *self)
{
  self->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                       (GDestroyNotify) beckon_disco_info_unref);
  self->asked
    = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) question_free);
}

BeckonCapabilities *
beckon_capabilities_new (BeckonAccount *account, BeckonStore *store, BeckonContactBook *book)
{
  BeckonCapabilities *self = beckon_module_new (BECKON_TYPE_CAPABILITIES, account);

  self->store = g_object_ref (store);
  self->book = g_object_ref (book);
  return self;
}
