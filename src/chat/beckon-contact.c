/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-contact-private.h"

#include "beckon-account-private.h"
#include "beckon-account-modules-private.h"
#include "beckon-text.h"
#include "xep-0030.h"

/* More devices of one contact than these are not kept apart. */
#define MAX_RESOURCES 32

#define MAX_NAME_CHARS 200
#define MAX_STATUS_CHARS 1000

typedef struct
{
  char *resource;
  BeckonShow show;
  int priority;
  char *status;
  BeckonDiscoInfo *info; /* (nullable): what the device can do, as far as known */
} Presence;

struct _BeckonContact
{
  GObject parent_instance;

  BeckonAccount *account; /* weak */
  BeckonJid *jid;
  BeckonContactRecord *record; /* without a subscription: not in the roster */
  gboolean leaving;
  char *name;
  gboolean blocked;
  GBytes *avatar;
  gboolean avatar_wanted; /* since it was last another one */

  GPtrArray *presences; /* (nullable), of Presence */
  BeckonShow show;
  char *status;
};

G_DEFINE_FINAL_TYPE (BeckonContact, beckon_contact, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_ACCOUNT,
  PROP_JID,
  PROP_NAME,
  PROP_IN_ROSTER,
  PROP_SUBSCRIPTION,
  PROP_ASKED,
  PROP_BLOCKED,
  PROP_SHOW,
  PROP_STATUS,
  PROP_AVATAR,
  PROP_GROUPS,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static void
presence_free (gpointer data)
{
  Presence *presence = data;

  g_free (presence->resource);
  g_free (presence->status);
  g_clear_pointer (&presence->info, beckon_disco_info_unref);
  g_free (presence);
}

static void
beckon_contact_dispose (GObject *object)
{
  BeckonContact *self = BECKON_CONTACT (object);

  g_clear_weak_pointer (&self->account);
  G_OBJECT_CLASS (beckon_contact_parent_class)->dispose (object);
}

static void
beckon_contact_finalize (GObject *object)
{
  BeckonContact *self = BECKON_CONTACT (object);

  g_clear_pointer (&self->jid, beckon_jid_unref);
  g_clear_pointer (&self->record, beckon_contact_record_unref);
  g_clear_pointer (&self->avatar, g_bytes_unref);
  g_clear_pointer (&self->presences, g_ptr_array_unref);
  g_free (self->name);
  g_free (self->status);
  G_OBJECT_CLASS (beckon_contact_parent_class)->finalize (object);
}

static void
beckon_contact_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  BeckonContact *self = BECKON_CONTACT (object);

  switch (id)
    {
    case PROP_ACCOUNT:
      g_value_set_object (value, self->account);
      break;
    case PROP_JID:
      g_value_set_boxed (value, self->jid);
      break;
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_IN_ROSTER:
      g_value_set_boolean (value, beckon_contact_get_in_roster (self));
      break;
    case PROP_SUBSCRIPTION:
      g_value_set_uint (value, beckon_contact_get_subscription (self));
      break;
    case PROP_ASKED:
      g_value_set_boolean (value, self->record->ask);
      break;
    case PROP_BLOCKED:
      g_value_set_boolean (value, self->blocked);
      break;
    case PROP_SHOW:
      g_value_set_enum (value, self->show);
      break;
    case PROP_STATUS:
      g_value_set_string (value, self->status);
      break;
    case PROP_AVATAR:
      g_value_set_boxed (value, beckon_contact_get_avatar (self));
      break;
    case PROP_GROUPS:
      g_value_set_boxed (value, self->record->groups);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
beckon_contact_class_init (BeckonContactClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->dispose = beckon_contact_dispose;
  object_class->finalize = beckon_contact_finalize;
  object_class->get_property = beckon_contact_get_property;

  properties[PROP_ACCOUNT]
    = g_param_spec_object ("account", NULL, NULL, BECKON_TYPE_ACCOUNT, flags);
  properties[PROP_JID] = g_param_spec_boxed ("jid", NULL, NULL, BECKON_TYPE_JID, flags);
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  properties[PROP_IN_ROSTER] = g_param_spec_boolean ("in-roster", NULL, NULL, FALSE, flags);
  properties[PROP_SUBSCRIPTION]
    = g_param_spec_uint ("subscription", NULL, NULL, 0, BECKON_SUBSCRIPTION_BOTH,
                         BECKON_SUBSCRIPTION_NONE, flags);
  properties[PROP_ASKED] = g_param_spec_boolean ("asked", NULL, NULL, FALSE, flags);
  properties[PROP_BLOCKED] = g_param_spec_boolean ("blocked", NULL, NULL, FALSE, flags);
  properties[PROP_SHOW]
    = g_param_spec_enum ("show", NULL, NULL, BECKON_TYPE_SHOW, BECKON_SHOW_OFFLINE, flags);
  properties[PROP_STATUS] = g_param_spec_string ("status", NULL, NULL, NULL, flags);
  properties[PROP_AVATAR] = g_param_spec_boxed ("avatar", NULL, NULL, G_TYPE_BYTES, flags);
  properties[PROP_GROUPS] = g_param_spec_boxed ("groups", NULL, NULL, G_TYPE_STRV, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
beckon_contact_init (BeckonContact *self)
{
}

static char *
make_name (BeckonContact *self)
{
  const char *local = beckon_jid_get_local (self->jid);
  char *name = beckon_text_dup_line (self->record->name, MAX_NAME_CHARS);

  if (name == NULL)
    name = beckon_text_dup_line (self->record->nick, MAX_NAME_CHARS);
  if (name == NULL)
    name = g_strdup (local != NULL ? local : beckon_jid_get_domain (self->jid));
  return name;
}

/**
 * beckon_contact_new:
 * @account: whose contact; not kept alive
 * @jid: a bare address
 *
 * Returns: (transfer full): a contact that is not in the roster and of whom nothing is known
 */
BeckonContact *
beckon_contact_new (BeckonAccount *account, BeckonJid *jid)
{
  BeckonContact *self = g_object_new (BECKON_TYPE_CONTACT, NULL);

  g_set_weak_pointer (&self->account, account);
  self->jid = beckon_jid_ref (jid);
  self->record = beckon_contact_record_new ();
  self->record->jid = g_strdup (beckon_jid_get_bare (jid));
  self->name = make_name (self);
  return self;
}

/**
 * beckon_contact_set_record:
 * @record: what is known of the contact from now on; without a subscription, it is not in the
 *   roster
 */
void
beckon_contact_set_record (BeckonContact *self, BeckonContactRecord *record)
{
  g_autoptr (BeckonContactRecord) old = g_steal_pointer (&self->record);
  const char *const empty[] = { NULL };
  GObject *object = G_OBJECT (self);
  g_autofree char *name = NULL;

  self->record = beckon_contact_record_ref (record);

  g_object_freeze_notify (object);
  name = make_name (self);
  if (g_strcmp0 (self->name, name) != 0)
    {
      g_free (self->name);
      self->name = g_steal_pointer (&name);
      g_object_notify_by_pspec (object, properties[PROP_NAME]);
    }
  if ((old->subscription != NULL) != (record->subscription != NULL) && !self->leaving)
    g_object_notify_by_pspec (object, properties[PROP_IN_ROSTER]);
  if (g_strcmp0 (old->subscription, record->subscription) != 0)
    g_object_notify_by_pspec (object, properties[PROP_SUBSCRIPTION]);
  if (old->ask != record->ask)
    g_object_notify_by_pspec (object, properties[PROP_ASKED]);
  if (!g_strv_equal (old->groups != NULL ? (const char *const *) old->groups : empty,
                     record->groups != NULL ? (const char *const *) record->groups : empty))
    g_object_notify_by_pspec (object, properties[PROP_GROUPS]);
  g_object_thaw_notify (object);
}

BeckonContactRecord *
beckon_contact_get_record (BeckonContact *self)
{
  return self->record;
}

/**
 * beckon_contact_set_leaving:
 * @leaving: whether it counts as not in the roster, though it still is
 */
void
beckon_contact_set_leaving (BeckonContact *self, gboolean leaving)
{
  if (self->leaving == leaving)
    return;
  self->leaving = leaving;
  if (self->record->subscription != NULL)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IN_ROSTER]);
}

void
beckon_contact_set_blocked (BeckonContact *self, gboolean blocked)
{
  if (self->blocked == blocked)
    return;
  self->blocked = blocked;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BLOCKED]);
}

/**
 * beckon_contact_set_avatar:
 * @avatar: (nullable): the picture, or %NULL for another one than before, that has to be fetched
 *   when it is asked for, or none
 */
void
beckon_contact_set_avatar (BeckonContact *self, GBytes *avatar)
{
  if (avatar == NULL)
    self->avatar_wanted = FALSE;
  if (self->avatar == avatar && avatar != NULL)
    return;
  g_clear_pointer (&self->avatar, g_bytes_unref);
  if (avatar != NULL)
    self->avatar = g_bytes_ref (avatar);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_AVATAR]);
}

static Presence *
find_presence (BeckonContact *self, const char *resource, guint *index)
{
  for (guint i = 0; self->presences != NULL && i < self->presences->len; i++)
    {
      Presence *presence = g_ptr_array_index (self->presences, i);

      if (g_strcmp0 (presence->resource, resource) == 0)
        {
          if (index != NULL)
            *index = i;
          return presence;
        }
    }
  return NULL;
}

/* What to show of several devices: the most reachable one; of equals, the one that asks for
 * precedence. */
static void
update_best_presence (BeckonContact *self)
{
  const Presence *best = NULL;
  BeckonShow show;

  for (guint i = 0; self->presences != NULL && i < self->presences->len; i++)
    {
      const Presence *presence = g_ptr_array_index (self->presences, i);

      if (best == NULL || presence->show > best->show
          || (presence->show == best->show && presence->priority > best->priority))
        best = presence;
    }

  g_object_freeze_notify (G_OBJECT (self));
  show = best != NULL ? best->show : BECKON_SHOW_OFFLINE;
  if (self->show != show)
    {
      self->show = show;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SHOW]);
    }
  if (g_strcmp0 (self->status, best != NULL ? best->status : NULL) != 0)
    {
      g_free (self->status);
      self->status = g_strdup (best != NULL ? best->status : NULL);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATUS]);
    }
  g_object_thaw_notify (G_OBJECT (self));
}

/**
 * beckon_contact_set_presence:
 * @resource: (nullable): which device
 * @show: its availability; offline takes the device away
 * @priority: RFC 6121, section 4.7.2.3
 * @status: (nullable): a text
 */
void
beckon_contact_set_presence (
  BeckonContact *self, const char *resource, BeckonShow show, int priority, const char *status)
{
  guint index;
  Presence *presence = find_presence (self, resource, &index);

  if (show == BECKON_SHOW_OFFLINE)
    {
      if (presence == NULL)
        return;
      g_ptr_array_remove_index_fast (self->presences, index);
    }
  else
    {
      if (presence == NULL)
        {
          if (self->presences == NULL)
            self->presences = g_ptr_array_new_with_free_func (presence_free);
          if (self->presences->len >= MAX_RESOURCES)
            return;
          presence = g_new0 (Presence, 1);
          presence->resource = g_strdup (resource);
          g_ptr_array_add (self->presences, presence);
        }
      presence->show = show;
      presence->priority = priority;
      g_free (presence->status);
      presence->status = beckon_text_dup_line (status, MAX_STATUS_CHARS);
    }
  update_best_presence (self);
}

/**
 * beckon_contact_clear_presence:
 *
 * Forgets all devices, as when we are not connected any more.
 */
void
beckon_contact_clear_presence (BeckonContact *self)
{
  if (self->presences == NULL)
    return;
  g_clear_pointer (&self->presences, g_ptr_array_unref);
  update_best_presence (self);
}

gboolean
beckon_contact_has_resource (BeckonContact *self, const char *resource)
{
  return find_presence (self, resource, NULL) != NULL;
}

/**
 * beckon_contact_set_info:
 * @resource: (nullable): one of its devices
 * @info: what that can do
 */
void
beckon_contact_set_info (BeckonContact *self, const char *resource, BeckonDiscoInfo *info)
{
  Presence *presence = find_presence (self, resource, NULL);

  if (presence == NULL)
    return;
  g_clear_pointer (&presence->info, beckon_disco_info_unref);
  presence->info = beckon_disco_info_ref (info);
}

/**
 * beckon_contact_may_understand:
 * @feature: the namespace of an extension
 *
 * Returns: whether there may be a device that knows the extension: %FALSE only when it is known
 *   of all of them that they do not
 */
gboolean
beckon_contact_may_understand (BeckonContact *self, const char *feature)
{
  for (guint i = 0; self->presences != NULL && i < self->presences->len; i++)
    {
      const Presence *presence = g_ptr_array_index (self->presences, i);

      if (presence->info == NULL || beckon_disco_info_has_feature (presence->info, feature))
        return TRUE;
    }
  return self->presences == NULL;
}

/**
 * beckon_contact_may_see_us:
 *
 * Returns: whether the contact may learn that we are here: only then it gets receipts and typing
 *   notices
 */
gboolean
beckon_contact_may_see_us (BeckonContact *self)
{
  BeckonSubscription subscription = beckon_contact_get_subscription (self);

  return !self->blocked
         && (subscription == BECKON_SUBSCRIPTION_FROM || subscription == BECKON_SUBSCRIPTION_BOTH);
}

/**
 * beckon_subscription_from_string:
 * @subscription: (nullable): as RFC 6121 writes it
 *
 * Returns: its value; none for what is unknown
 */
BeckonSubscription
beckon_subscription_from_string (const char *subscription)
{
  if (g_strcmp0 (subscription, "both") == 0)
    return BECKON_SUBSCRIPTION_BOTH;
  if (g_strcmp0 (subscription, "to") == 0)
    return BECKON_SUBSCRIPTION_TO;
  if (g_strcmp0 (subscription, "from") == 0)
    return BECKON_SUBSCRIPTION_FROM;
  return BECKON_SUBSCRIPTION_NONE;
}

/**
 * beckon_contact_get_account:
 *
 * Returns: (transfer none) (nullable): the account, or %NULL when it is gone
 */
BeckonAccount *
beckon_contact_get_account (BeckonContact *self)
{
  return self->account;
}

BeckonJid *
beckon_contact_get_jid (BeckonContact *self)
{
  return self->jid;
}

const char *
beckon_contact_get_name (BeckonContact *self)
{
  return self->name;
}

gboolean
beckon_contact_get_in_roster (BeckonContact *self)
{
  return self->record->subscription != NULL && !self->leaving;
}

BeckonSubscription
beckon_contact_get_subscription (BeckonContact *self)
{
  return beckon_subscription_from_string (self->record->subscription);
}

gboolean
beckon_contact_get_asked (BeckonContact *self)
{
  return self->record->ask;
}

gboolean
beckon_contact_get_blocked (BeckonContact *self)
{
  return self->blocked;
}

BeckonShow
beckon_contact_get_show (BeckonContact *self)
{
  return self->show;
}

const char *
beckon_contact_get_status (BeckonContact *self)
{
  return self->status;
}

/**
 * beckon_contact_get_avatar:
 *
 * Asking for a picture that is not here yet brings it: there will be a notification.
 *
 * Returns: (transfer none) (nullable): a picture file, checked for size and type
 */
GBytes *
beckon_contact_get_avatar (BeckonContact *self)
{
  BeckonAccountModules *modules
    = self->account != NULL ? beckon_account_get_modules (self->account) : NULL;

  if (self->avatar == NULL && !self->avatar_wanted && modules != NULL
      && self->record->avatar_hash != NULL)
    {
      self->avatar_wanted = TRUE;
      beckon_avatars_want (modules->avatars, self);
    }
  return self->avatar;
}

/**
 * beckon_contact_get_groups:
 *
 * Returns: (transfer none) (nullable): the names of its groups
 */
const char *const *
beckon_contact_get_groups (BeckonContact *self)
{
  return (const char *const *) self->record->groups;
}
