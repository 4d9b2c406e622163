/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-message-list.h"

#include <string.h>

/* A page of long messages has fewer of them: what is laid out at once, which takes some
 * hundredths of a second, is not more than this, in bytes. Of a message only the beginning counts,
 * as more is not shown at first. */
#define MAX_PAGE_TEXT 8000
#define MAX_MESSAGE_TEXT 2000

typedef enum
{
  LOAD_NEWEST,
  LOAD_OLDER,
  LOAD_NEWER,
  LOAD_UP_TO, /* a message in the middle, then */
  LOAD_FROM,  /* what is behind it */
} Load;

struct _BeckonMessageList
{
  GObject parent_instance;

  BeckonChat *chat;
  GPtrArray *messages; /* of BeckonMessage, by sort key */
  GPtrArray *arrived;  /* of BeckonMessage, waiting for flush_arrived_cb() */
  guint flush_source;

  GCancellable *cancellable; /* of the page on its way */
  Load load;
  gint64 middle;    /* where LOAD_UP_TO and LOAD_FROM meet */
  GPtrArray *up_to; /* (nullable): what LOAD_UP_TO has brought */
  gboolean before_up_to; /* there is more before that */
  gboolean loading;
  gboolean has_older;
  gboolean has_newer;
  gint64 unread_after;
  guint newer_count;
  GError *error;
};

enum
{
  PROP_0,
  PROP_CHAT,
  PROP_HAS_OLDER,
  PROP_HAS_NEWER,
  PROP_LOADING,
  PROP_ERROR,
  PROP_UNREAD_AFTER,
  PROP_NEWER_COUNT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static GType
get_item_type (GListModel *model)
{
  return BECKON_TYPE_MESSAGE;
}

static guint
get_n_items (GListModel *model)
{
  return BECKON_MESSAGE_LIST (model)->messages->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  BeckonMessageList *self = BECKON_MESSAGE_LIST (model);

  return position < self->messages->len ? g_object_ref (self->messages->pdata[position]) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (BeckonMessageList,
                               beckon_message_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static gint64
key_at (BeckonMessageList *self, guint position)
{
  return beckon_message_get_sort_key (self->messages->pdata[position]);
}

/* Where a message with that key is, or would be. */
static guint
find (BeckonMessageList *self, gint64 key, gboolean *found)
{
  guint low = 0, high = self->messages->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (key_at (self, middle) < key)
        low = middle + 1;
      else
        high = middle;
    }
  *found = low < self->messages->len && key_at (self, low) == key;
  return low;
}

#define DEFINE_SETTER(name, type, PROP)                                                            \
  static void set_##name (BeckonMessageList *self, type value)                                     \
  {                                                                                                \
    if (self->name == value)                                                                       \
      return;                                                                                      \
    self->name = value;                                                                            \
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP]);                                  \
  }

DEFINE_SETTER (has_older, gboolean, PROP_HAS_OLDER)
DEFINE_SETTER (has_newer, gboolean, PROP_HAS_NEWER)
DEFINE_SETTER (loading, gboolean, PROP_LOADING)
DEFINE_SETTER (newer_count, guint, PROP_NEWER_COUNT)
DEFINE_SETTER (unread_after, gint64, PROP_UNREAD_AFTER)

static void
take_error (BeckonMessageList *self, GError *error)
{
  if (self->error == NULL && error == NULL)
    return;
  g_clear_error (&self->error);
  self->error = error;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR]);
}

static void
insert (BeckonMessageList *self, guint position, GPtrArray *messages)
{
  guint old = self->messages->len, n = messages->len;

  if (n == 0)
    return;

  g_ptr_array_set_size (self->messages, old + n);
  memmove (self->messages->pdata + position + n,
           self->messages->pdata + position,
           (old - position) * sizeof (gpointer));
  for (guint i = 0; i < n; i++)
    self->messages->pdata[position + i] = g_object_ref (messages->pdata[i]);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 0, n);
}

static void
drop (BeckonMessageList *self, guint position, guint n)
{
  if (n == 0)
    return;
  g_ptr_array_remove_range (self->messages, position, n);
  g_list_model_items_changed (G_LIST_MODEL (self), position, n, 0);
}

/* Lets go of what is furthest from where the person is going. */
static void
trim_newest (BeckonMessageList *self)
{
  if (self->messages->len <= BECKON_MESSAGE_LIST_MAX)
    return;
  drop (self, BECKON_MESSAGE_LIST_MAX, self->messages->len - BECKON_MESSAGE_LIST_MAX);
  set_has_newer (self, TRUE);
}

static void
trim_oldest (BeckonMessageList *self)
{
  if (self->messages->len <= BECKON_MESSAGE_LIST_MAX)
    return;
  drop (self, 0, self->messages->len - BECKON_MESSAGE_LIST_MAX);
  set_has_older (self, TRUE);
}

/* What of a page is not in the window yet: a live message may have come before its page did. */
static GPtrArray *
without_known (BeckonMessageList *self, GPtrArray *page)
{
  GPtrArray *fresh = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < page->len; i++)
    {
      gboolean found;

      find (self, beckon_message_get_sort_key (page->pdata[i]), &found);
      if (!found)
        g_ptr_array_add (fresh, g_object_ref (page->pdata[i]));
    }
  return fresh;
}

static gboolean
is_backwards (Load load)
{
  return load != LOAD_NEWER && load != LOAD_FROM;
}

/* Leaves of a page what there is time to lay out, next to where the window is. Returns: whether
 * there may be more in that direction. */
static gboolean
shorten (GPtrArray *page, Load load)
{
  gboolean backwards = is_backwards (load);
  gboolean half = load == LOAD_UP_TO || load == LOAD_FROM;
  gboolean full = page->len >= BECKON_MESSAGE_LIST_PAGE;
  gsize text = 0;

  for (guint n = 0; n < page->len; n++)
    {
      guint i = backwards ? page->len - 1 - n : n;

      text += MIN (strlen (beckon_message_get_body (page->pdata[i])), MAX_MESSAGE_TEXT);
      if (text <= MAX_PAGE_TEXT / (half ? 2 : 1) || n == 0)
        continue;
      g_ptr_array_remove_range (page, backwards ? 0 : n, page->len - n);
      return TRUE;
    }
  return full;
}

static void schedule_flush (BeckonMessageList *self);
static void start_load (BeckonMessageList *self, Load load);

static void
load_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonMessageList) self = user_data;
  g_autoptr (GPtrArray) page = NULL;
  g_autoptr (GError) error = NULL;
  gboolean full;

  page = beckon_chat_load_finish (BECKON_CHAT (source), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  full = page != NULL && shorten (page, self->load);

  if (page != NULL && self->load == LOAD_UP_TO)
    {
      self->up_to = g_steal_pointer (&page);
      self->before_up_to = full;
      start_load (self, LOAD_FROM);
      return;
    }
  if (page != NULL)
    {
      g_autoptr (GPtrArray) fresh = NULL;

      switch (self->load)
        {
        case LOAD_NEWEST:
          drop (self, 0, self->messages->len);
          insert (self, 0, page);
          set_has_older (self, full);
          set_has_newer (self, FALSE);
          set_newer_count (self, 0);
          break;
        case LOAD_OLDER:
          fresh = without_known (self, page);
          insert (self, 0, fresh);
          set_has_older (self, full);
          trim_newest (self);
          break;
        case LOAD_NEWER:
          fresh = without_known (self, page);
          insert (self, self->messages->len, fresh);
          set_has_newer (self, full);
          if (!full)
            set_newer_count (self, 0);
          trim_oldest (self);
          break;
        case LOAD_FROM:
          drop (self, 0, self->messages->len);
          insert (self, 0, self->up_to);
          insert (self, self->up_to->len, page);
          set_has_older (self, self->before_up_to);
          set_has_newer (self, full);
          if (!full)
            set_newer_count (self, 0);
          g_clear_pointer (&self->up_to, g_ptr_array_unref);
          break;
        default:
          g_assert_not_reached ();
        }
    }
  take_error (self, g_steal_pointer (&error));
  set_loading (self, FALSE);
  schedule_flush (self);
}

static void
start_load (BeckonMessageList *self, Load load)
{
  gint64 key = G_MAXINT64;

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  self->load = load;
  if (load != LOAD_FROM)
    g_clear_pointer (&self->up_to, g_ptr_array_unref);

  if (load == LOAD_OLDER)
    key = key_at (self, 0);
  else if (load == LOAD_NEWER)
    key = key_at (self, self->messages->len - 1);
  else if (load == LOAD_UP_TO)
    key = self->middle + 1;
  else if (load == LOAD_FROM)
    key = self->middle;
  beckon_chat_load_async (self->chat,
                          key,
                          is_backwards (load),
                          BECKON_MESSAGE_LIST_PAGE,
                          self->cancellable,
                          load_cb,
                          g_object_ref (self));
  set_loading (self, TRUE);
}

static gboolean
flush_arrived_cb (gpointer user_data)
{
  BeckonMessageList *self = user_data;
  g_autoptr (GPtrArray) arrived = g_steal_pointer (&self->arrived);
  g_autoptr (GPtrArray) behind = g_ptr_array_new_with_free_func (g_object_unref);
  gint64 last = self->messages->len > 0 ? key_at (self, self->messages->len - 1) : G_MININT64;
  guint missed = 0;

  self->flush_source = 0;
  if (self->loading)
    {
      self->arrived = g_steal_pointer (&arrived);
      return G_SOURCE_REMOVE;
    }
  self->arrived = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < arrived->len; i++)
    {
      BeckonMessage *message = arrived->pdata[i];
      gint64 key = beckon_message_get_sort_key (message);
      gboolean found;
      guint position = find (self, key, &found);

      if (found)
        continue;
      if (key > last)
        {
          if (self->has_newer)
            missed++;
          else
            {
              g_ptr_array_add (behind, g_object_ref (message));
              last = key;
            }
        }
      else if (position > 0 || !self->has_older)
        {
          g_autoptr (GPtrArray) one = g_ptr_array_new ();

          g_ptr_array_add (one, message);
          insert (self, position, one);
        }
      /* Else it is older than the window: its page will bring it. */
    }
  insert (self, self->messages->len, behind);
  /* A window that shows the newest stays there, and so loses its oldest. */
  if (!self->has_newer)
    trim_oldest (self);
  if (missed > 0)
    set_newer_count (self, self->newer_count + missed);
  return G_SOURCE_REMOVE;
}

/* A burst of messages is one change of the model: they are gathered until the loop is idle, and
 * while a page is on its way, as only then it is known whether the window ends at the newest. */
static void
schedule_flush (BeckonMessageList *self)
{
  if (self->flush_source == 0 && !self->loading && self->arrived->len > 0)
    self->flush_source = g_idle_add_full (G_PRIORITY_HIGH_IDLE, flush_arrived_cb, self, NULL);
}

static void
message_added_cb (BeckonMessageList *self, BeckonMessage *message)
{
  g_ptr_array_add (self->arrived, g_object_ref (message));
  schedule_flush (self);
}

static void
beckon_message_list_dispose (GObject *object)
{
  BeckonMessageList *self = BECKON_MESSAGE_LIST (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->flush_source, g_source_remove);
  g_ptr_array_set_size (self->arrived, 0);
  g_ptr_array_set_size (self->messages, 0);
  g_clear_pointer (&self->up_to, g_ptr_array_unref);
  g_clear_object (&self->chat);
  G_OBJECT_CLASS (beckon_message_list_parent_class)->dispose (object);
}

static void
beckon_message_list_finalize (GObject *object)
{
  BeckonMessageList *self = BECKON_MESSAGE_LIST (object);

  g_ptr_array_unref (self->arrived);
  g_ptr_array_unref (self->messages);
  g_clear_error (&self->error);
  G_OBJECT_CLASS (beckon_message_list_parent_class)->finalize (object);
}

static void
beckon_message_list_get_property (GObject *object,
                                  guint property_id,
                                  GValue *value,
                                  GParamSpec *pspec)
{
  BeckonMessageList *self = BECKON_MESSAGE_LIST (object);

  switch (property_id)
    {
    case PROP_CHAT:
      g_value_set_object (value, self->chat);
      break;
    case PROP_HAS_OLDER:
      g_value_set_boolean (value, self->has_older);
      break;
    case PROP_HAS_NEWER:
      g_value_set_boolean (value, self->has_newer);
      break;
    case PROP_LOADING:
      g_value_set_boolean (value, self->loading);
      break;
    case PROP_ERROR:
      g_value_set_boxed (value, self->error);
      break;
    case PROP_UNREAD_AFTER:
      g_value_set_int64 (value, self->unread_after);
      break;
    case PROP_NEWER_COUNT:
      g_value_set_uint (value, self->newer_count);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
beckon_message_list_class_init (BeckonMessageListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = beckon_message_list_dispose;
  object_class->finalize = beckon_message_list_finalize;
  object_class->get_property = beckon_message_list_get_property;

  properties[PROP_CHAT] = g_param_spec_object ("chat", NULL, NULL, BECKON_TYPE_CHAT, flags);
  properties[PROP_HAS_OLDER] = g_param_spec_boolean ("has-older", NULL, NULL, FALSE, flags);
  properties[PROP_HAS_NEWER] = g_param_spec_boolean ("has-newer", NULL, NULL, FALSE, flags);
  properties[PROP_LOADING] = g_param_spec_boolean ("loading", NULL, NULL, FALSE, flags);
  properties[PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, flags);
  properties[PROP_UNREAD_AFTER]
    = g_param_spec_int64 ("unread-after", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_NEWER_COUNT]
    = g_param_spec_uint ("newer-count", NULL, NULL, 0, G_MAXUINT, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
beckon_message_list_init (BeckonMessageList *self)
{
  self->messages = g_ptr_array_new_with_free_func (g_object_unref);
  self->arrived = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * beckon_message_list_new:
 * @chat: a chat
 *
 * Makes a window over the history of @chat and starts to load its newest page. What is unread
 * now is marked off by `unread-after` for as long as the list lives.
 *
 * Returns: (transfer full): the list, still empty
 */
BeckonMessageList *
beckon_message_list_new (BeckonChat *chat)
{
  BeckonMessageList *self = g_object_new (BECKON_TYPE_MESSAGE_LIST, NULL);

  self->chat = g_object_ref (chat);
  self->unread_after
    = beckon_chat_get_unread (chat) > 0 ? beckon_chat_get_read_sort_key (chat) : 0;
  g_signal_connect_object (
    chat, "message-added", G_CALLBACK (message_added_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (chat,
                           "history-reset",
                           G_CALLBACK (beckon_message_list_load_newest),
                           self,
                           G_CONNECT_SWAPPED);
  start_load (self, LOAD_NEWEST);
  return self;
}

BeckonChat *
beckon_message_list_get_chat (BeckonMessageList *self)
{
  return self->chat;
}

gboolean
beckon_message_list_get_has_older (BeckonMessageList *self)
{
  return self->has_older;
}

gboolean
beckon_message_list_get_has_newer (BeckonMessageList *self)
{
  return self->has_newer;
}

gboolean
beckon_message_list_get_loading (BeckonMessageList *self)
{
  return self->loading;
}

const GError *
beckon_message_list_get_error (BeckonMessageList *self)
{
  return self->error;
}

gint64
beckon_message_list_get_unread_after (BeckonMessageList *self)
{
  return self->unread_after;
}

guint
beckon_message_list_get_newer_count (BeckonMessageList *self)
{
  return self->newer_count;
}

/**
 * beckon_message_list_load_older:
 *
 * Adds a page at the old end, unless there is none or a page is already on its way. An `error`
 * does not keep it from being tried again. Where all that is stored is here the chat may still get
 * something older.
 */
void
beckon_message_list_load_older (BeckonMessageList *self)
{
  g_return_if_fail (BECKON_IS_MESSAGE_LIST (self));

  if (self->loading)
    return;
  if (self->has_older && self->messages->len > 0)
    start_load (self, LOAD_OLDER);
  else if (!self->has_older)
    beckon_chat_want_older (self->chat);
}

/**
 * beckon_message_list_load_newer:
 *
 * The same at the new end.
 */
void
beckon_message_list_load_newer (BeckonMessageList *self)
{
  g_return_if_fail (BECKON_IS_MESSAGE_LIST (self));

  if (!self->loading && self->has_newer && self->messages->len > 0)
    start_load (self, LOAD_NEWER);
}

/**
 * beckon_message_list_load_newest:
 *
 * Moves the window to the newest messages, whatever it shows now.
 */
void
beckon_message_list_load_newest (BeckonMessageList *self)
{
  g_return_if_fail (BECKON_IS_MESSAGE_LIST (self));

  start_load (self, LOAD_NEWEST);
}

/**
 * beckon_message_list_load_around:
 * @sort_key: of a message of the chat
 *
 * Moves the window to that message, with a page before and one behind it, unless it is in the
 * window already.
 */
void
beckon_message_list_load_around (BeckonMessageList *self, gint64 sort_key)
{
  gboolean found;

  g_return_if_fail (BECKON_IS_MESSAGE_LIST (self));

  find (self, sort_key, &found);
  if (found && (!self->loading || self->load == LOAD_OLDER || self->load == LOAD_NEWER))
    return;
  self->middle = sort_key;
  start_load (self, LOAD_UP_TO);
}

/**
 * beckon_message_list_clear_unread:
 *
 * Takes the unread divider away, for example because the person has answered.
 */
void
beckon_message_list_clear_unread (BeckonMessageList *self)
{
  g_return_if_fail (BECKON_IS_MESSAGE_LIST (self));

  set_unread_after (self, 0);
}
