/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "beckon-notifier.h"

#include <glib/gi18n.h>

#include "beckon-account-notifier.h"
#include "beckon-composer.h"
#include "beckon-picture.h"
#include "beckon-text.h"
#include "beckon-window.h"

/* What comes in quick succession is told at once, and not at all if it is read meanwhile, in
 * milliseconds. */
#define DELAY 300

#define MAX_CHARS 300
#define PICTURE_SIZE 96

#define STRANGERS "strangers"

struct _BeckonNotifier
{
  GObject parent_instance;

  GtkApplication *application; /* not owned: it owns this */
  BeckonClient *client;
  BeckonNotificationServer *server;
  GSettings *settings;
  GListModel *chats;
  BeckonAccountNotifier *accounts;
  GHashTable *unread;  /* BeckonChat → how many were unread when last looked at */
  GHashTable *waiting; /* BeckonChat that has something new */
  BeckonChat *stranger;
  guint timeout_id;
  guint badge;
  GCancellable *cancellable;
};

enum
{
  PROP_BADGE = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (BeckonNotifier, beckon_notifier, G_TYPE_OBJECT)

static gboolean
is_looked_at (BeckonNotifier *self, BeckonChat *chat)
{
  BeckonWindow *window = beckon_window_find (self->application);

  return window != NULL && gtk_window_is_active (GTK_WINDOW (window))
         && beckon_window_get_chat (window) == chat;
}

static char *
make_id (BeckonChat *chat)
{
  return g_strdup_printf ("chat-%" G_GINT64_FORMAT, beckon_chat_get_id (chat));
}

static gboolean
is_stranger (BeckonChat *chat)
{
  return !beckon_contact_get_in_roster (beckon_chat_get_contact (chat));
}

/* Messages */

static gboolean
wants_notification (BeckonNotifier *self, BeckonChat *chat)
{
  BeckonAccount *account = beckon_chat_get_account (chat);
  BeckonMessage *message = beckon_chat_get_last_message (chat);

  return account != NULL && beckon_account_get_show (account) != BECKON_SHOW_BUSY
         && beckon_chat_get_unread (chat) > 0 && !beckon_chat_get_muted (chat) && message != NULL
         && !beckon_message_get_outgoing (message) && !is_looked_at (self, chat)
         && g_settings_get_boolean (self->settings, "notify");
}

static void
show_stranger (BeckonNotifier *self, BeckonChat *chat)
{
  const char *address = beckon_jid_get_bare (beckon_contact_get_jid (beckon_chat_get_contact (chat)));
  BeckonNotification notification = {
    .title = _ ("Message From a Stranger"),
    .body = g_settings_get_boolean (self->settings, "notify-text") ? address : NULL,
    .category = "im.received",
    .urgency = BECKON_URGENCY_LOW,
  };

  g_set_object (&self->stranger, chat);
  beckon_notification_server_show (self->server, STRANGERS, &notification);
}

static char *
dup_text (BeckonNotifier *self, BeckonChat *chat)
{
  const guint unread = beckon_chat_get_unread (chat);
  const char *body = beckon_message_get_body (beckon_chat_get_last_message (chat));
  g_autofree char *text = NULL;

  if (!g_settings_get_boolean (self->settings, "notify-text"))
    return g_strdup_printf (ngettext ("%u new message", "%u new messages", unread), unread);
  text = beckon_text_dup_block (body);
  if (g_utf8_strlen (text, -1) > MAX_CHARS)
    {
      g_autofree char *start = g_utf8_substring (text, 0, MAX_CHARS);

      return g_strconcat (start, "…", NULL);
    }
  return g_steal_pointer (&text);
}

static void
show_chat (BeckonNotifier *self, BeckonChat *chat, GdkTexture *picture)
{
  const guint unread = beckon_chat_get_unread (chat);
  g_autofree char *id = make_id (chat);
  g_autofree char *text = dup_text (self, chat);
  g_autofree char *title = unread > 1
                             /* Translators: a name, and how many messages from there are new. */
                             ? g_strdup_printf (_ ("%s (%u)"), beckon_chat_get_title (chat), unread)
                             : g_strdup (beckon_chat_get_title (chat));
  BeckonNotification notification = {
    .title = title,
    .body = text,
    .picture = picture,
    .category = "im.received",
    .urgency = BECKON_URGENCY_NORMAL,
    .sound = g_settings_get_boolean (self->settings, "notify-sound"),
    .can_mark_read = TRUE,
    .can_reply = TRUE,
  };

  beckon_notification_server_show (self->server, id, &notification);
}

typedef struct
{
  BeckonNotifier *self;
  BeckonChat *chat;
} PictureCall;

static void
picture_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  PictureCall *call = user_data;
  g_autoptr (BeckonNotifier) self = call->self;
  g_autoptr (BeckonChat) chat = call->chat;
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkTexture) picture = beckon_picture_decode_finish (result, &error);

  g_free (call);
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) && wants_notification (self, chat))
    show_chat (self, chat, picture);
}

static void
tell (BeckonNotifier *self, BeckonChat *chat)
{
  GBytes *picture = beckon_contact_get_avatar (beckon_chat_get_contact (chat));
  PictureCall *call;

  if (!wants_notification (self, chat))
    return;
  if (is_stranger (chat))
    {
      show_stranger (self, chat);
    }
  else if (picture == NULL)
    {
      show_chat (self, chat, NULL);
    }
  else
    {
      call = g_new0 (PictureCall, 1);
      call->self = g_object_ref (self);
      call->chat = g_object_ref (chat);
      beckon_picture_decode_async (picture, PICTURE_SIZE, self->cancellable, picture_cb, call);
    }
}

static void
update_badge (BeckonNotifier *self)
{
  guint total = 0;

  for (guint i = 0; i < g_list_model_get_n_items (self->chats); i++)
    {
      g_autoptr (BeckonChat) chat = g_list_model_get_item (self->chats, i);

      if (!beckon_chat_get_muted (chat))
        total += beckon_chat_get_unread (chat);
    }
  if (total == self->badge)
    return;
  beckon_notification_server_set_badge (self->server, total);
  self->badge = total;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BADGE]);
}

static gboolean
timeout_cb (gpointer user_data)
{
  BeckonNotifier *self = user_data;
  GHashTableIter iter;
  gpointer chat;

  self->timeout_id = 0;
  update_badge (self);
  g_hash_table_iter_init (&iter, self->waiting);
  while (g_hash_table_iter_next (&iter, &chat, NULL))
    tell (self, chat);
  g_hash_table_remove_all (self->waiting);
  return G_SOURCE_REMOVE;
}

static void
schedule (BeckonNotifier *self)
{
  if (self->timeout_id == 0)
    self->timeout_id = g_timeout_add (DELAY, timeout_cb, self);
}

static gboolean
has_unread_stranger (BeckonNotifier *self)
{
  for (guint i = 0; i < g_list_model_get_n_items (self->chats); i++)
    {
      g_autoptr (BeckonChat) chat = g_list_model_get_item (self->chats, i);

      if (beckon_chat_get_unread (chat) > 0 && is_stranger (chat))
        return TRUE;
    }
  return FALSE;
}

static void
withdraw (BeckonNotifier *self, BeckonChat *chat)
{
  g_autofree char *id = make_id (chat);

  g_hash_table_remove (self->waiting, chat);
  beckon_notification_server_withdraw (self->server, id);
  if (self->stranger != NULL && !has_unread_stranger (self))
    {
      beckon_notification_server_withdraw (self->server, STRANGERS);
      g_clear_object (&self->stranger);
    }
}

static void
unread_changed_cb (BeckonNotifier *self, GParamSpec *pspec, BeckonChat *chat)
{
  const guint before = GPOINTER_TO_UINT (g_hash_table_lookup (self->unread, chat));
  const guint now = beckon_chat_get_unread (chat);

  g_hash_table_insert (self->unread, g_object_ref (chat), GUINT_TO_POINTER (now));
  if (now == 0)
    withdraw (self, chat);
  else if (now > before)
    g_hash_table_add (self->waiting, g_object_ref (chat));
  schedule (self);
}

static void
muted_changed_cb (BeckonNotifier *self, GParamSpec *pspec, BeckonChat *chat)
{
  if (beckon_chat_get_muted (chat))
    withdraw (self, chat);
  schedule (self);
}

static void
watch (BeckonNotifier *self, BeckonChat *chat)
{
  g_hash_table_insert (
    self->unread, g_object_ref (chat), GUINT_TO_POINTER (beckon_chat_get_unread (chat)));
  g_signal_connect_object (
    chat, "notify::unread", G_CALLBACK (unread_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
    chat, "notify::muted", G_CALLBACK (muted_changed_cb), self, G_CONNECT_SWAPPED);
}

/* A chat that somebody has just begun has something new. */
static void
chats_changed_cb (BeckonNotifier *self, guint position, guint removed, guint added)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (BeckonChat) chat = g_list_model_get_item (self->chats, i);

      if (g_hash_table_contains (self->unread, chat))
        continue;
      watch (self, chat);
      if (beckon_chat_get_unread (chat) > 0)
        g_hash_table_add (self->waiting, g_object_ref (chat));
    }
  if (removed > 0)
    {
      g_autoptr (GHashTable) left = g_hash_table_new (NULL, NULL);
      GHashTableIter iter;
      gpointer chat;

      for (guint i = 0; i < g_list_model_get_n_items (self->chats); i++)
        {
          g_autoptr (BeckonChat) item = g_list_model_get_item (self->chats, i);

          g_hash_table_add (left, item);
        }
      g_hash_table_iter_init (&iter, self->unread);
      while (g_hash_table_iter_next (&iter, &chat, NULL))
        if (!g_hash_table_contains (left, chat))
          {
            g_signal_handlers_disconnect_by_data (chat, self);
            withdraw (self, chat);
            g_hash_table_iter_remove (&iter);
          }
    }
  schedule (self);
}

/* What the person chose */

static BeckonChat *
dup_chat (BeckonNotifier *self, const char *id)
{
  if (g_str_equal (id, STRANGERS))
    return self->stranger != NULL ? g_object_ref (self->stranger) : NULL;
  for (guint i = 0; i < g_list_model_get_n_items (self->chats); i++)
    {
      g_autoptr (BeckonChat) chat = g_list_model_get_item (self->chats, i);
      g_autofree char *chat_id = make_id (chat);

      if (g_str_equal (chat_id, id))
        return g_steal_pointer (&chat);
    }
  return NULL;
}

typedef struct
{
  BeckonNotifier *self;
  char *text;
} ReplyCall;

/* What could not be stored is not sent. It waits in the chat. */
static void
sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ReplyCall *call = user_data;
  g_autoptr (BeckonNotifier) self = call->self;
  g_autofree char *text = call->text;
  BeckonChat *chat = BECKON_CHAT (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (BeckonMessage) message = beckon_chat_send_finish (chat, result, &error);
  g_autofree char *id = make_id (chat);
  BeckonNotification notification = {
    .title = _ ("Not Sent"),
    .body = _ ("The message could not be saved, so it was not sent. Make sure that there is free "
               "disk space, then send it again."),
    .category = "im.error",
    .urgency = BECKON_URGENCY_NORMAL,
  };

  g_free (call);
  if (message != NULL)
    return;
  if (beckon_chat_get_draft (chat) == NULL)
    beckon_chat_set_draft (chat, text);
  beckon_notification_server_show (self->server, id, &notification);
}

static void
reply (BeckonNotifier *self, BeckonChat *chat, const char *text)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  ReplyCall *call;

  if (*stripped == '\0' || g_utf8_strlen (stripped, -1) > BECKON_COMPOSER_MAX_CHARS)
    return;
  call = g_new0 (ReplyCall, 1);
  call->self = g_object_ref (self);
  call->text = g_strdup (stripped);
  beckon_chat_send_async (chat, stripped, NULL, sent_cb, call);
}

static void
activated_cb (BeckonNotifier *self, const char *id, const char *action, const char *text)
{
  g_autoptr (BeckonChat) chat = dup_chat (self, id);
  BeckonWindow *window;

  if (chat != NULL && g_str_equal (action, "mark-read"))
    {
      BeckonMessage *message = beckon_chat_get_last_message (chat);

      if (message != NULL)
        beckon_chat_mark_read (chat, message);
      return;
    }
  if (g_str_equal (action, "reply"))
    {
      if (chat != NULL && text != NULL)
        reply (self, chat, text);
      return;
    }

  if (chat == NULL)
    return;
  g_application_activate (G_APPLICATION (self->application));
  window = beckon_window_find (self->application);
  if (window != NULL)
    beckon_window_open_chat (window, chat);
}

static void
beckon_notifier_dispose (GObject *object)
{
  BeckonNotifier *self = BECKON_NOTIFIER (object);
  GHashTableIter iter;
  gpointer chat;

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->timeout_id, g_source_remove);
  if (self->server != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->server, self);
      g_hash_table_iter_init (&iter, self->unread);
      while (g_hash_table_iter_next (&iter, &chat, NULL))
        {
          g_autofree char *id = make_id (chat);

          beckon_notification_server_withdraw (self->server, id);
        }
      beckon_notification_server_withdraw (self->server, STRANGERS);
      if (self->badge != 0)
        beckon_notification_server_set_badge (self->server, 0);
    }
  g_clear_object (&self->server);
  g_clear_object (&self->chats);
  g_clear_object (&self->accounts);
  g_clear_object (&self->stranger);
  g_clear_object (&self->settings);
  g_clear_object (&self->client);
  g_clear_object (&self->cancellable);
  g_hash_table_remove_all (self->unread);
  g_hash_table_remove_all (self->waiting);
  G_OBJECT_CLASS (beckon_notifier_parent_class)->dispose (object);
}

static void
beckon_notifier_finalize (GObject *object)
{
  BeckonNotifier *self = BECKON_NOTIFIER (object);

  g_hash_table_unref (self->unread);
  g_hash_table_unref (self->waiting);
  G_OBJECT_CLASS (beckon_notifier_parent_class)->finalize (object);
}

static void
beckon_notifier_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_BADGE:
      g_value_set_uint (value, BECKON_NOTIFIER (object)->badge);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
beckon_notifier_class_init (BeckonNotifierClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = beckon_notifier_get_property;
  object_class->dispose = beckon_notifier_dispose;
  object_class->finalize = beckon_notifier_finalize;

  properties[PROP_BADGE]
    = g_param_spec_uint ("badge", NULL, NULL, 0, G_MAXUINT, 0,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
beckon_notifier_init (BeckonNotifier *self)
{
  self->settings = g_settings_new (APPLICATION_ID);
  self->cancellable = g_cancellable_new ();
  self->unread = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  self->waiting = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
}

static gpointer
map_chats (gpointer item, gpointer user_data)
{
  g_autoptr (BeckonAccount) account = item;

  return g_object_ref (beckon_account_get_chats (account));
}

/**
 * beckon_notifier_new:
 * @application: whose windows may show what comes in
 * @client: where it comes in
 * @server: where to tell of it
 *
 * Returns: (transfer full): a notifier. What is unread already is not told of again
 */
BeckonNotifier *
beckon_notifier_new (GtkApplication *application,
                     BeckonClient *client,
                     BeckonNotificationServer *server)
{
  BeckonNotifier *self = g_object_new (BECKON_TYPE_NOTIFIER, NULL);
  GListModel *accounts = beckon_client_get_accounts (client);
  GtkMapListModel *lists;

  self->application = application;
  self->client = g_object_ref (client);
  self->server = g_object_ref (server);
  g_signal_connect_object (
    server, "activated", G_CALLBACK (activated_cb), self, G_CONNECT_SWAPPED);

  lists = gtk_map_list_model_new (g_object_ref (accounts), map_chats, NULL, NULL);
  self->chats = G_LIST_MODEL (gtk_flatten_list_model_new (G_LIST_MODEL (lists)));
  for (guint i = 0; i < g_list_model_get_n_items (self->chats); i++)
    {
      g_autoptr (BeckonChat) chat = g_list_model_get_item (self->chats, i);

      watch (self, chat);
    }
  g_signal_connect_object (
    self->chats, "items-changed", G_CALLBACK (chats_changed_cb), self, G_CONNECT_SWAPPED);
  self->accounts = beckon_account_notifier_new (application, client, server);
  schedule (self);
  return self;
}
