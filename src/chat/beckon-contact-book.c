/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-contact-book.h"

/* More open requests than these are spam; the server will bring the rest another time. */
#define MAX_REQUESTS 200

struct _BeckonContactBook
{
  GObject parent_instance;

  BeckonAccount *account; /* weak */
  GHashTable *known;      /* bare address → BeckonContact */
  GListStore *roster;
  GListStore *requests;
  GListStore *blocked;
};

G_DEFINE_FINAL_TYPE (BeckonContactBook, beckon_contact_book, G_TYPE_OBJECT)

static void
beckon_contact_book_dispose (GObject *object)
{
  BeckonContactBook *self = BECKON_CONTACT_BOOK (object);

  beckon_contact_book_clear (self);
  g_clear_weak_pointer (&self->account);
  G_OBJECT_CLASS (beckon_contact_book_parent_class)->dispose (object);
}

static void
beckon_contact_book_finalize (GObject *object)
{
  BeckonContactBook *self = BECKON_CONTACT_BOOK (object);

  g_hash_table_unref (self->known);
  g_object_unref (self->roster);
  g_object_unref (self->requests);
  g_object_unref (self->blocked);
  G_OBJECT_CLASS (beckon_contact_book_parent_class)->finalize (object);
}

static void
beckon_contact_book_class_init (BeckonContactBookClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = beckon_contact_book_dispose;
  object_class->finalize = beckon_contact_book_finalize;
}

static void
beckon_contact_book_init (BeckonContactBook *self)
{
  /* The keys belong to the contacts. */
  self->known = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_object_unref);
  self->roster = g_list_store_new (BECKON_TYPE_CONTACT);
  self->requests = g_list_store_new (BECKON_TYPE_CONTACT);
  self->blocked = g_list_store_new (BECKON_TYPE_CONTACT);
}

/**
 * beckon_contact_book_new:
 * @account: whose contacts; not kept alive
 *
 * Returns: (transfer full): an empty book
 */
BeckonContactBook *
beckon_contact_book_new (BeckonAccount *account)
{
  BeckonContactBook *self = g_object_new (BECKON_TYPE_CONTACT_BOOK, NULL);

  g_set_weak_pointer (&self->account, account);
  return self;
}

/**
 * beckon_contact_book_find:
 * @jid: an address, of which the bare part counts
 *
 * Returns: (transfer none) (nullable): who has it, if known
 */
BeckonContact *
beckon_contact_book_find (BeckonContactBook *self, BeckonJid *jid)
{
  return g_hash_table_lookup (self->known, beckon_jid_get_bare (jid));
}

/**
 * beckon_contact_book_ensure:
 *
 * Returns: (transfer none): who has the address; somebody new if it is not known
 */
BeckonContact *
beckon_contact_book_ensure (BeckonContactBook *self, BeckonJid *jid)
{
  BeckonContact *contact = beckon_contact_book_find (self, jid);
  g_autoptr (BeckonJid) bare = NULL;

  if (contact != NULL)
    return contact;
  bare = beckon_jid_dup_bare (jid);
  contact = beckon_contact_new (self->account, bare);
  g_hash_table_insert (self->known, (char *) beckon_jid_get_bare (bare), contact);
  return contact;
}

static void
remove_from (GListStore *list, gpointer item)
{
  guint position;

  if (g_list_store_find (list, item, &position))
    g_list_store_remove (list, position);
}

/* What the record says of the roster, with what is known of the nick and the picture. */
static BeckonContactRecord *
merge_record (BeckonContact *contact, BeckonContactRecord *record)
{
  BeckonContactRecord *known = beckon_contact_get_record (contact);
  BeckonContactRecord *merged = beckon_contact_record_copy (record);

  if (merged->nick == NULL)
    merged->nick = g_strdup (known->nick);
  if (merged->avatar_hash == NULL)
    merged->avatar_hash = g_strdup (known->avatar_hash);
  return merged;
}

static void
take_off_roster (BeckonContact *contact)
{
  g_autoptr (BeckonContactRecord) record
    = beckon_contact_record_copy (beckon_contact_get_record (contact));

  g_clear_pointer (&record->name, g_free);
  g_clear_pointer (&record->subscription, g_free);
  g_clear_pointer (&record->groups, g_strfreev);
  record->ask = FALSE;
  beckon_contact_set_record (contact, record);
  beckon_contact_set_leaving (contact, FALSE);
  beckon_contact_clear_presence (contact);
}

/* Takes off the roster whoever is not in the set. */
static void
keep_only (BeckonContactBook *self, GHashTable *kept)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->roster));
  g_autoptr (GPtrArray) gone = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) staying = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < n; i++)
    {
      BeckonContact *contact = g_list_model_get_item (G_LIST_MODEL (self->roster), i);

      g_ptr_array_add (g_hash_table_contains (kept, contact) ? staying : gone, contact);
    }
  if (gone->len == 0)
    return;
  g_list_store_splice (self->roster, 0, n, staying->pdata, staying->len);
  for (guint i = 0; i < gone->len; i++)
    take_off_roster (g_ptr_array_index (gone, i));
}

/**
 * beckon_contact_book_update:
 * @records: (element-type BeckonContactRecord): contacts as they are now; without a subscription,
 *   not in the roster
 * @replace: whether nobody else is in the roster
 *
 * Whoever is new in the roster comes with one change of the list, however many there are.
 */
void
beckon_contact_book_update (BeckonContactBook *self, GPtrArray *records, gboolean replace)
{
  g_autoptr (GPtrArray) added = g_ptr_array_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < records->len; i++)
    {
      BeckonContactRecord *record = g_ptr_array_index (records, i);
      g_autoptr (BeckonJid) jid = beckon_jid_new (record->jid, NULL);
      g_autoptr (BeckonContactRecord) merged = NULL;
      BeckonContact *contact;
      gboolean was_in_roster;

      if (jid == NULL)
        continue;
      contact = beckon_contact_book_ensure (self, jid);
      was_in_roster = beckon_contact_get_record (contact)->subscription != NULL;
      g_hash_table_add (seen, contact);
      if (record->subscription == NULL && was_in_roster)
        {
          remove_from (self->roster, contact);
          take_off_roster (contact);
          continue;
        }
      merged = merge_record (contact, record);
      beckon_contact_set_record (contact, merged);
      if (record->subscription != NULL && !was_in_roster)
        g_ptr_array_add (added, contact);
      if (beckon_contact_may_see_us (contact))
        beckon_contact_book_remove_request (self, contact);
    }

  if (replace)
    keep_only (self, seen);
  if (added->len > 0)
    g_list_store_splice (self->roster, g_list_model_get_n_items (G_LIST_MODEL (self->roster)), 0,
                         added->pdata, added->len);
}

/**
 * beckon_contact_book_set_leaving:
 * @leaving: whether @contact is to be removed from the roster, and not to be seen there any more
 */
void
beckon_contact_book_set_leaving (BeckonContactBook *self, BeckonContact *contact, gboolean leaving)
{
  if (beckon_contact_get_record (contact)->subscription == NULL
      || beckon_contact_get_in_roster (contact) != leaving)
    return;
  if (leaving)
    remove_from (self->roster, contact);
  beckon_contact_set_leaving (contact, leaving);
  if (!leaving)
    g_list_store_append (self->roster, contact);
}

/**
 * beckon_contact_book_set_blocked:
 * @jid: an address; blocking a whole server, or one device, is not shown at anybody
 */
void
beckon_contact_book_set_blocked (BeckonContactBook *self, BeckonJid *jid, gboolean blocked)
{
  BeckonContact *contact;

  if (!beckon_jid_is_bare (jid))
    return;
  contact = blocked ? beckon_contact_book_ensure (self, jid) : beckon_contact_book_find (self, jid);
  if (contact == NULL || beckon_contact_get_blocked (contact) == blocked)
    return;
  beckon_contact_set_blocked (contact, blocked);
  if (blocked)
    {
      g_list_store_append (self->blocked, contact);
      beckon_contact_book_remove_request (self, contact);
    }
  else
    remove_from (self->blocked, contact);
}

void
beckon_contact_book_unblock_all (BeckonContactBook *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->blocked));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (BeckonContact) contact = g_list_model_get_item (G_LIST_MODEL (self->blocked), i);

      beckon_contact_set_blocked (contact, FALSE);
    }
  g_list_store_remove_all (self->blocked);
}

/**
 * beckon_contact_book_add_request:
 * @contact: who asks to see our presence
 */
void
beckon_contact_book_add_request (BeckonContactBook *self, BeckonContact *contact)
{
  if (g_list_model_get_n_items (G_LIST_MODEL (self->requests)) < MAX_REQUESTS
      && !g_list_store_find (self->requests, contact, NULL))
    g_list_store_append (self->requests, contact);
}

gboolean
beckon_contact_book_has_request (BeckonContactBook *self, BeckonContact *contact)
{
  return g_list_store_find (self->requests, contact, NULL);
}

void
beckon_contact_book_remove_request (BeckonContactBook *self, BeckonContact *contact)
{
  remove_from (self->requests, contact);
}

void
beckon_contact_book_clear_requests (BeckonContactBook *self)
{
  g_list_store_remove_all (self->requests);
}

/**
 * beckon_contact_book_clear_presence:
 *
 * Forgets who is there, as nobody tells us any more.
 */
void
beckon_contact_book_clear_presence (BeckonContactBook *self)
{
  GHashTableIter iter;
  gpointer contact;

  g_hash_table_iter_init (&iter, self->known);
  while (g_hash_table_iter_next (&iter, NULL, &contact))
    beckon_contact_clear_presence (contact);
}

/**
 * beckon_contact_book_clear:
 *
 * Forgets everybody.
 */
void
beckon_contact_book_clear (BeckonContactBook *self)
{
  g_list_store_remove_all (self->roster);
  g_list_store_remove_all (self->requests);
  g_list_store_remove_all (self->blocked);
  g_hash_table_remove_all (self->known);
}

GListModel *
beckon_contact_book_get_roster (BeckonContactBook *self)
{
  return G_LIST_MODEL (self->roster);
}

GListModel *
beckon_contact_book_get_requests (BeckonContactBook *self)
{
  return G_LIST_MODEL (self->requests);
}

GListModel *
beckon_contact_book_get_blocked (BeckonContactBook *self)
{
  return G_LIST_MODEL (self->blocked);
}
