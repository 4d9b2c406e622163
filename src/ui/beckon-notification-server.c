/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "beckon-notification-server.h"

#include <glib/gi18n.h>

#define NAME "org.freedesktop.Notifications"
#define PATH "/org/freedesktop/Notifications"

/* No answer within this time is none. */
#define TIMEOUT_MS 10000

typedef struct
{
  char *id;
  guint32 number;      /* what the server calls it, or 0 */
  GVariant *waiting;   /* (nullable): what it is to show */
  gboolean sending;    /* a call is under way, and nothing else is sent until it ends */
  gboolean withdrawn;  /* while it was under way */
} Shown;

struct _BeckonNotificationServer
{
  GObject parent_instance;

  GApplication *application; /* not owned: it owns this */
  gboolean sandboxed;
  GDBusConnection *bus; /* (nullable) */
  guint watch_id;
  guint subscription_id;
  GCancellable *cancellable;

  gboolean asking; /* what the server can do */
  gboolean knows;
  gboolean has_actions;
  gboolean has_markup;
  gboolean has_reply;
  GHashTable *shown; /* id → Shown */
};

enum
{
  ACTIVATED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BeckonNotificationServer, beckon_notification_server, G_TYPE_OBJECT)

static void
shown_free (gpointer data)
{
  Shown *shown = data;

  g_clear_pointer (&shown->waiting, g_variant_unref);
  g_free (shown->id);
  g_free (shown);
}

static void
activated (BeckonNotificationServer *self, const char *id, const char *action, const char *text)
{
  g_signal_emit (self, signals[ACTIVATED], 0, id, action, text);
}

/* What the person chose in a notification of GIO, which may be from before this start. */
static void
action_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  const char *id, *key;

  g_variant_get (parameter, "(&s&s)", &id, &key);
  activated (user_data, id, key, NULL);
}

/* In a sandbox */

static void
show_by_portal (BeckonNotificationServer *self, const char *id, const BeckonNotification *n)
{
  g_autoptr (GNotification) notification = g_notification_new (n->title);

  if (n->body != NULL)
    g_notification_set_body (notification, n->body);
  if (n->picture != NULL)
    {
      g_autoptr (GBytes) png = gdk_texture_save_to_png_bytes (n->picture);
      g_autoptr (GIcon) icon = g_bytes_icon_new (png);

      g_notification_set_icon (notification, icon);
    }
  g_notification_set_category (notification, n->category);
  g_notification_set_priority (notification,
                               n->urgency == BECKON_URGENCY_CRITICAL ? G_NOTIFICATION_PRIORITY_URGENT
                               : n->urgency == BECKON_URGENCY_LOW    ? G_NOTIFICATION_PRIORITY_LOW
                                                                     : G_NOTIFICATION_PRIORITY_NORMAL);
  g_notification_set_default_action_and_target (
    notification, "app.notification", "(ss)", id, "default");
  if (n->can_mark_read)
    g_notification_add_button_with_target (
      notification, _ ("Mark as Read"), "app.notification", "(ss)", id, "mark-read");
  g_application_send_notification (self->application, id, notification);
}

/* org.freedesktop.Notifications */

static void send_waiting (BeckonNotificationServer *self);

static void
call (BeckonNotificationServer *self,
      const char *method,
      GVariant *parameters,
      const GVariantType *reply_type,
      GAsyncReadyCallback callback,
      gpointer user_data)
{
  g_dbus_connection_call (self->bus, NAME, PATH, NAME, method, parameters, reply_type,
                          G_DBUS_CALL_FLAGS_NONE, TIMEOUT_MS, self->cancellable, callback,
                          user_data);
}

static void
close_number (BeckonNotificationServer *self, guint32 number)
{
  if (number != 0)
    g_dbus_connection_call (self->bus, NAME, PATH, NAME, "CloseNotification",
                            g_variant_new ("(u)", number), NULL, G_DBUS_CALL_FLAGS_NO_AUTO_START,
                            TIMEOUT_MS, NULL, NULL, NULL);
}

typedef struct
{
  BeckonNotificationServer *self;
  char *id;
} NotifyCall;

static void
notified_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  NotifyCall *notify_call = user_data;
  g_autoptr (BeckonNotificationServer) self = notify_call->self;
  g_autofree char *id = notify_call->id;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply
    = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  Shown *shown = g_hash_table_lookup (self->shown, id);

  g_free (notify_call);
  if (shown == NULL) /* only when disposed */
    return;
  shown->sending = FALSE;
  if (reply != NULL)
    g_variant_get (reply, "(u)", &shown->number);
  else
    g_info ("A notification is not shown: %s", error->message);

  if (shown->withdrawn)
    close_number (self, shown->number);
  if (shown->withdrawn || (reply == NULL && shown->waiting == NULL))
    g_hash_table_remove (self->shown, id);
  else
    send_waiting (self);
}

static char *
dup_body (BeckonNotificationServer *self, const char *body)
{
  return self->has_markup ? g_markup_escape_text (body, -1) : g_strdup (body);
}

static void
send_one (BeckonNotificationServer *self, Shown *shown)
{
  g_autoptr (GVariant) waiting = g_steal_pointer (&shown->waiting);
  g_autoptr (GVariant) hints = NULL;
  g_autofree char *body = NULL;
  const char *title, *plain;
  gboolean can_mark_read, can_reply;
  GVariantBuilder actions;
  NotifyCall *notify_call = g_new0 (NotifyCall, 1);

  g_variant_get (waiting, "(&s&sbb@a{sv})", &title, &plain, &can_mark_read, &can_reply, &hints);
  body = dup_body (self, plain);
  g_variant_builder_init (&actions, G_VARIANT_TYPE ("as"));
  if (self->has_actions)
    {
      g_variant_builder_add (&actions, "s", "default");
      g_variant_builder_add (&actions, "s", _ ("Open"));
      if (can_mark_read)
        {
          g_variant_builder_add (&actions, "s", "mark-read");
          g_variant_builder_add (&actions, "s", _ ("Mark as Read"));
        }
      if (can_reply && self->has_reply)
        {
          g_variant_builder_add (&actions, "s", "inline-reply");
          g_variant_builder_add (&actions, "s", _ ("Reply"));
        }
    }
  shown->sending = TRUE;
  notify_call->self = g_object_ref (self);
  notify_call->id = g_strdup (shown->id);
  call (self, "Notify",
        g_variant_new ("(susssas@a{sv}i)", "Beckon", shown->number, APPLICATION_ID, title, body,
                       &actions, hints, -1),
        G_VARIANT_TYPE ("(u)"), notified_cb, notify_call);
}

static void
capabilities_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonNotificationServer) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply
    = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  g_autofree const char **names = NULL;

  self->asking = FALSE;
  if (reply == NULL)
    {
      g_info ("There are no notifications: %s", error->message);
      g_hash_table_remove_all (self->shown);
      return;
    }
  g_variant_get (reply, "(^a&s)", &names);
  self->knows = TRUE;
  self->has_actions = g_strv_contains (names, "actions");
  self->has_markup = g_strv_contains (names, "body-markup");
  self->has_reply = g_strv_contains (names, "inline-reply");
  send_waiting (self);
}

static void
send_waiting (BeckonNotificationServer *self)
{
  GHashTableIter iter;
  gpointer value;

  if (!self->knows)
    {
      if (!self->asking)
        {
          self->asking = TRUE;
          call (self, "GetCapabilities", NULL, G_VARIANT_TYPE ("(as)"), capabilities_cb,
                g_object_ref (self));
        }
      return;
    }
  g_hash_table_iter_init (&iter, self->shown);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Shown *shown = value;

      if (shown->waiting != NULL && !shown->sending)
        send_one (self, shown);
    }
}

static GVariant *
make_image (GdkTexture *texture)
{
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_get_from_texture (texture);
  g_autoptr (GBytes) pixels = gdk_pixbuf_read_pixel_bytes (pixbuf);

  return g_variant_new ("(iiibii@ay)",
                        gdk_pixbuf_get_width (pixbuf),
                        gdk_pixbuf_get_height (pixbuf),
                        gdk_pixbuf_get_rowstride (pixbuf),
                        gdk_pixbuf_get_has_alpha (pixbuf),
                        gdk_pixbuf_get_bits_per_sample (pixbuf),
                        gdk_pixbuf_get_n_channels (pixbuf),
                        g_variant_new_from_bytes (G_VARIANT_TYPE ("ay"), pixels, TRUE));
}

static void
show_by_server (BeckonNotificationServer *self, const char *id, const BeckonNotification *n)
{
  Shown *shown = g_hash_table_lookup (self->shown, id);
  GVariantBuilder hints;

  if (shown == NULL)
    {
      shown = g_new0 (Shown, 1);
      shown->id = g_strdup (id);
      g_hash_table_insert (self->shown, shown->id, shown);
    }
  g_variant_builder_init (&hints, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&hints, "{sv}", "desktop-entry", g_variant_new_string (APPLICATION_ID));
  g_variant_builder_add (&hints, "{sv}", "category", g_variant_new_string (n->category));
  g_variant_builder_add (&hints, "{sv}", "urgency", g_variant_new_byte (n->urgency));
  if (n->sound)
    g_variant_builder_add (
      &hints, "{sv}", "sound-name", g_variant_new_string ("message-new-instant"));
  else
    g_variant_builder_add (&hints, "{sv}", "suppress-sound", g_variant_new_boolean (TRUE));
  if (n->picture != NULL)
    g_variant_builder_add (&hints, "{sv}", "image-data", make_image (n->picture));

  shown->withdrawn = FALSE;
  g_clear_pointer (&shown->waiting, g_variant_unref);
  shown->waiting = g_variant_ref_sink (g_variant_new ("(ssbba{sv})",
                                                      n->title,
                                                      n->body != NULL ? n->body : "",
                                                      n->can_mark_read,
                                                      n->can_reply,
                                                      &hints));
  send_waiting (self);
}

static Shown *
find_number (BeckonNotificationServer *self, guint32 number)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->shown);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (number != 0 && ((Shown *) value)->number == number)
      return value;
  return NULL;
}

/* The bus sees to it that only the server itself is heard here. */
static void
signal_cb (GDBusConnection *bus,
           const char *sender,
           const char *path,
           const char *interface,
           const char *name,
           GVariant *parameters,
           gpointer user_data)
{
  g_autoptr (BeckonNotificationServer) self = g_object_ref (user_data);
  g_autofree char *id = NULL;
  const char *text = NULL;
  guint32 number = 0;
  Shown *shown;

  if (g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(us)")))
    g_variant_get (parameters, "(u&s)", &number, &text);
  else if (g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(uu)")))
    g_variant_get (parameters, "(uu)", &number, NULL);
  shown = find_number (self, number);
  if (shown == NULL)
    return;

  id = g_strdup (shown->id);
  if (g_str_equal (name, "NotificationClosed"))
    {
      shown->number = 0;
      if (!shown->sending && shown->waiting == NULL)
        g_hash_table_remove (self->shown, id);
    }
  else if (text != NULL && g_str_equal (name, "ActionInvoked"))
    {
      if (g_str_equal (text, "default") || g_str_equal (text, "mark-read"))
        activated (self, id, text, NULL);
    }
  else if (text != NULL && g_str_equal (name, "NotificationReplied"))
    {
      activated (self, id, "reply", text);
    }
}

/* Another server has other numbers, and may be able to do other things. */
static void
vanished_cb (GDBusConnection *bus, const char *name, gpointer user_data)
{
  BeckonNotificationServer *self = user_data;
  GHashTableIter iter;
  gpointer value;

  self->knows = FALSE;
  g_hash_table_iter_init (&iter, self->shown);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    ((Shown *) value)->number = 0;
}

static void
beckon_notification_server_dispose (GObject *object)
{
  BeckonNotificationServer *self = BECKON_NOTIFICATION_SERVER (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->watch_id, g_bus_unwatch_name);
  if (self->subscription_id != 0)
    g_dbus_connection_signal_unsubscribe (self->bus, self->subscription_id);
  self->subscription_id = 0;
  if (self->application != NULL)
    g_action_map_remove_action (G_ACTION_MAP (self->application), "notification");
  g_clear_weak_pointer (&self->application);
  g_clear_object (&self->bus);
  g_clear_object (&self->cancellable);
  g_hash_table_remove_all (self->shown);
  G_OBJECT_CLASS (beckon_notification_server_parent_class)->dispose (object);
}

static void
beckon_notification_server_finalize (GObject *object)
{
  g_hash_table_unref (BECKON_NOTIFICATION_SERVER (object)->shown);
  G_OBJECT_CLASS (beckon_notification_server_parent_class)->finalize (object);
}

static void
beckon_notification_server_class_init (BeckonNotificationServerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = beckon_notification_server_dispose;
  object_class->finalize = beckon_notification_server_finalize;

  signals[ACTIVATED] = g_signal_new ("activated",
                                     BECKON_TYPE_NOTIFICATION_SERVER,
                                     G_SIGNAL_RUN_LAST,
                                     0,
                                     NULL,
                                     NULL,
                                     NULL,
                                     G_TYPE_NONE,
                                     3,
                                     G_TYPE_STRING,
                                     G_TYPE_STRING,
                                     G_TYPE_STRING);
}

static void
beckon_notification_server_init (BeckonNotificationServer *self)
{
  self->cancellable = g_cancellable_new ();
  self->shown = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, shown_free);
}

/**
 * beckon_notification_server_new:
 * @application: the program, registered
 * @sandboxed: whether only the portal can be reached
 *
 * Returns: (transfer full): the way to the desktop's notifications
 */
BeckonNotificationServer *
beckon_notification_server_new (GApplication *application, gboolean sandboxed)
{
  BeckonNotificationServer *self = g_object_new (BECKON_TYPE_NOTIFICATION_SERVER, NULL);
  g_autoptr (GSimpleAction) action
    = g_simple_action_new ("notification", G_VARIANT_TYPE ("(ss)"));

  g_set_weak_pointer (&self->application, application);
  self->sandboxed = sandboxed;
  g_signal_connect_object (action, "activate", G_CALLBACK (action_cb), self, 0);
  g_action_map_add_action (G_ACTION_MAP (application), G_ACTION (action));

  g_set_object (&self->bus, g_application_get_dbus_connection (application));
  if (self->bus != NULL && !sandboxed)
    {
      self->subscription_id
        = g_dbus_connection_signal_subscribe (self->bus, NAME, NAME, NULL, PATH, NULL,
                                              G_DBUS_SIGNAL_FLAGS_NONE, signal_cb, self, NULL);
      self->watch_id = g_bus_watch_name_on_connection (
        self->bus, NAME, G_BUS_NAME_WATCHER_FLAGS_NONE, NULL, vanished_cb, self, NULL);
    }
  return self;
}

/**
 * beckon_notification_server_show:
 * @id: takes the place of what was shown under it before
 * @notification: what to show
 */
void
beckon_notification_server_show (BeckonNotificationServer *self,
                                 const char *id,
                                 const BeckonNotification *notification)
{
  g_return_if_fail (BECKON_IS_NOTIFICATION_SERVER (self));

  if (self->sandboxed)
    show_by_portal (self, id, notification);
  else if (self->bus != NULL)
    show_by_server (self, id, notification);
}

/**
 * beckon_notification_server_withdraw:
 * @id: what is no longer of interest; nothing happens when it is not shown
 */
void
beckon_notification_server_withdraw (BeckonNotificationServer *self, const char *id)
{
  Shown *shown;

  g_return_if_fail (BECKON_IS_NOTIFICATION_SERVER (self));

  if (self->sandboxed)
    {
      g_application_withdraw_notification (self->application, id);
      return;
    }
  shown = g_hash_table_lookup (self->shown, id);
  if (shown == NULL)
    return;
  if (shown->sending)
    {
      shown->withdrawn = TRUE;
      g_clear_pointer (&shown->waiting, g_variant_unref);
      return;
    }
  close_number (self, shown->number);
  g_hash_table_remove (self->shown, id);
}

/**
 * beckon_notification_server_set_badge:
 * @count: what to show beside the icon in docks that can; 0 for nothing
 */
void
beckon_notification_server_set_badge (BeckonNotificationServer *self, guint count)
{
  GVariantBuilder properties;

  g_return_if_fail (BECKON_IS_NOTIFICATION_SERVER (self));

  if (self->bus == NULL)
    return;
  g_variant_builder_init (&properties, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&properties, "{sv}", "count", g_variant_new_int64 (count));
  g_variant_builder_add (&properties, "{sv}", "count-visible", g_variant_new_boolean (count > 0));
  g_dbus_connection_emit_signal (
    self->bus,
    NULL,
    "/im/beckon/Beckon",
    "com.canonical.Unity.LauncherEntry",
    "Update",
    g_variant_new ("(sa{sv})", "application://" APPLICATION_ID ".desktop", &properties),
    NULL);
}
