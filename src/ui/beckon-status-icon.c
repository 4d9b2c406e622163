/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "beckon-status-icon.h"

#include <glib/gi18n.h>

#include "beckon-status-menu.h"
#include "beckon-window.h"

#define WATCHER "org.kde.StatusNotifierWatcher"
#define WATCHER_PATH "/StatusNotifierWatcher"
#define INTERFACE "org.kde.StatusNotifierItem"
#define PATH "/StatusNotifierItem"

static const char introspection[]
  = "<node><interface name='" INTERFACE "'>"
    "<property name='Category' type='s' access='read'/>"
    "<property name='Id' type='s' access='read'/>"
    "<property name='Title' type='s' access='read'/>"
    "<property name='Status' type='s' access='read'/>"
    "<property name='WindowId' type='i' access='read'/>"
    "<property name='IconName' type='s' access='read'/>"
    "<property name='IconThemePath' type='s' access='read'/>"
    "<property name='OverlayIconName' type='s' access='read'/>"
    "<property name='AttentionIconName' type='s' access='read'/>"
    "<property name='ToolTip' type='(sa(iiay)ss)' access='read'/>"
    "<property name='ItemIsMenu' type='b' access='read'/>"
    "<property name='Menu' type='o' access='read'/>"
    "<method name='ContextMenu'><arg type='i' direction='in'/><arg type='i' direction='in'/></method>"
    "<method name='Activate'><arg type='i' direction='in'/><arg type='i' direction='in'/></method>"
    "<method name='SecondaryActivate'><arg type='i' direction='in'/><arg type='i' direction='in'/>"
    "</method>"
    "<method name='Scroll'><arg type='i' direction='in'/><arg type='s' direction='in'/></method>"
    "<signal name='NewTitle'/><signal name='NewIcon'/><signal name='NewAttentionIcon'/>"
    "<signal name='NewOverlayIcon'/><signal name='NewToolTip'/>"
    "<signal name='NewStatus'><arg type='s'/></signal>"
    "</interface></node>";

struct _BeckonStatusIcon
{
  GObject parent_instance;

  GtkApplication *application; /* not owned: it owns this */
  GDBusConnection *bus;
  GSettings *settings;
  GCancellable *cancellable;
  guint watch_id;
  guint subscription_id;
  gboolean has_host; /* somebody shows such icons */
  guint object_id;   /* 0 while there is none */
  BeckonStatusMenu *menu;
  guint unread;
  gboolean in_background;
};

G_DEFINE_FINAL_TYPE (BeckonStatusIcon, beckon_status_icon, G_TYPE_OBJECT)

/* The icon */

/* Only when Beckon stays without its window is closing the window a way to put it away. */
static void
toggle_window (BeckonStatusIcon *self)
{
  BeckonWindow *window = beckon_window_find (self->application);

  if (window != NULL && gtk_window_is_active (GTK_WINDOW (window)))
    gtk_window_close (GTK_WINDOW (window));
  else
    g_application_activate (G_APPLICATION (self->application));
}

static void
method_cb (GDBusConnection *bus,
           const char *sender,
           const char *path,
           const char *interface,
           const char *method,
           GVariant *parameters,
           GDBusMethodInvocation *invocation,
           gpointer user_data)
{
  g_autoptr (BeckonStatusIcon) self = g_object_ref (user_data);

  g_dbus_method_invocation_return_value (invocation, NULL);
  if (g_str_equal (method, "Activate"))
    toggle_window (self);
}

static const char *
get_status (BeckonStatusIcon *self)
{
  return self->unread > 0 ? "NeedsAttention" : "Active";
}

static GVariant *
make_tooltip (BeckonStatusIcon *self)
{
  g_autofree char *text = NULL;

  if (self->unread > 0)
    text = g_strdup_printf (ngettext ("%u unread message", "%u unread messages", self->unread),
                            self->unread);
  return g_variant_new ("(sa(iiay)ss)", "", NULL, "Beckon", text != NULL ? text : "");
}

static GVariant *
property_cb (GDBusConnection *bus,
             const char *sender,
             const char *path,
             const char *interface,
             const char *name,
             GError **error,
             gpointer user_data)
{
  BeckonStatusIcon *self = user_data;

  if (g_str_equal (name, "Category"))
    return g_variant_new_string ("Communications");
  if (g_str_equal (name, "Id"))
    return g_variant_new_string (APPLICATION_ID);
  if (g_str_equal (name, "Title"))
    return g_variant_new_string ("Beckon");
  if (g_str_equal (name, "Status"))
    return g_variant_new_string (get_status (self));
  if (g_str_equal (name, "WindowId"))
    return g_variant_new_int32 (0);
  if (g_str_equal (name, "IconName") || g_str_equal (name, "AttentionIconName"))
    return g_variant_new_string (APPLICATION_ID "-symbolic");
  if (g_str_equal (name, "ToolTip"))
    return make_tooltip (self);
  if (g_str_equal (name, "ItemIsMenu"))
    return g_variant_new_boolean (FALSE);
  if (g_str_equal (name, "Menu"))
    return g_variant_new_object_path (BECKON_STATUS_MENU_PATH);
  return g_variant_new_string ("");
}

static void
show (BeckonStatusIcon *self)
{
  static const GDBusInterfaceVTable vtable
    = { .method_call = method_cb, .get_property = property_cb };
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (introspection, NULL);

  self->object_id = g_dbus_connection_register_object (
    self->bus, PATH, node->interfaces[0], &vtable, self, NULL, NULL);
  self->menu = beckon_status_menu_new (G_APPLICATION (self->application), self->bus);
}

/* Who shows icons takes one away only when its owner leaves the bus, or says that it is of no
 * interest. */
static void
hide (BeckonStatusIcon *self)
{
  g_dbus_connection_emit_signal (
    self->bus, NULL, PATH, INTERFACE, "NewStatus", g_variant_new ("(s)", "Passive"), NULL);
  g_dbus_connection_unregister_object (self->bus, self->object_id);
  self->object_id = 0;
  g_clear_object (&self->menu);
}

static void
update (BeckonStatusIcon *self)
{
  const gboolean wanted = self->has_host
                          && (self->in_background
                              || g_settings_get_boolean (self->settings, "run-in-background"));

  if (!wanted && self->object_id != 0)
    hide (self);
  if (!wanted || self->object_id != 0)
    return;
  show (self);
  g_dbus_connection_call (self->bus,
                          WATCHER,
                          WATCHER_PATH,
                          WATCHER,
                          "RegisterStatusNotifierItem",
                          g_variant_new ("(s)", g_dbus_connection_get_unique_name (self->bus)),
                          NULL,
                          G_DBUS_CALL_FLAGS_NO_AUTO_START,
                          -1,
                          self->cancellable,
                          NULL,
                          NULL);
}

/* Who shows it */

static void
set_has_host (BeckonStatusIcon *self, gboolean has_host)
{
  self->has_host = has_host;
  update (self);
}

static void
host_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonStatusIcon) self = user_data;
  g_autoptr (GVariant) reply
    = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, NULL);
  g_autoptr (GVariant) value = NULL;

  if (reply == NULL)
    return;
  g_variant_get (reply, "(v)", &value);
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN))
    set_has_host (self, g_variant_get_boolean (value));
}

static void
ask_for_host (BeckonStatusIcon *self)
{
  g_dbus_connection_call (self->bus,
                          WATCHER,
                          WATCHER_PATH,
                          "org.freedesktop.DBus.Properties",
                          "Get",
                          g_variant_new ("(ss)", WATCHER, "IsStatusNotifierHostRegistered"),
                          G_VARIANT_TYPE ("(v)"),
                          G_DBUS_CALL_FLAGS_NO_AUTO_START,
                          -1,
                          self->cancellable,
                          host_cb,
                          g_object_ref (self));
}

static void
watcher_signal_cb (GDBusConnection *bus,
                   const char *sender,
                   const char *path,
                   const char *interface,
                   const char *signal,
                   GVariant *parameters,
                   gpointer user_data)
{
  if (g_str_equal (signal, "StatusNotifierHostRegistered")
      || g_str_equal (signal, "StatusNotifierHostUnregistered"))
    ask_for_host (user_data);
}

static void
appeared_cb (GDBusConnection *bus, const char *name, const char *owner, gpointer user_data)
{
  ask_for_host (user_data);
}

static void
vanished_cb (GDBusConnection *bus, const char *name, gpointer user_data)
{
  set_has_host (user_data, FALSE);
}

static void
beckon_status_icon_dispose (GObject *object)
{
  BeckonStatusIcon *self = BECKON_STATUS_ICON (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->watch_id, g_bus_unwatch_name);
  if (self->subscription_id != 0)
    g_dbus_connection_signal_unsubscribe (self->bus, self->subscription_id);
  self->subscription_id = 0;
  if (self->object_id != 0)
    hide (self);
  g_clear_object (&self->bus);
  g_clear_object (&self->settings);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (beckon_status_icon_parent_class)->dispose (object);
}

static void
beckon_status_icon_class_init (BeckonStatusIconClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = beckon_status_icon_dispose;
}

static void
beckon_status_icon_init (BeckonStatusIcon *self)
{
  self->settings = g_settings_new (APPLICATION_ID);
  self->cancellable = g_cancellable_new ();
  g_signal_connect_object (self->settings,
                           "changed::run-in-background",
                           G_CALLBACK (update),
                           self,
                           G_CONNECT_SWAPPED);
}

/**
 * beckon_status_icon_new:
 * @application: whose window it opens and closes; not kept alive
 * @bus: the session's bus
 *
 * Returns: (transfer full): the icon, seen when there is who shows it
 */
BeckonStatusIcon *
beckon_status_icon_new (GtkApplication *application, GDBusConnection *bus)
{
  BeckonStatusIcon *self = g_object_new (BECKON_TYPE_STATUS_ICON, NULL);

  self->application = application;
  self->bus = g_object_ref (bus);
  self->subscription_id = g_dbus_connection_signal_subscribe (bus,
                                                              WATCHER,
                                                              WATCHER,
                                                              NULL,
                                                              WATCHER_PATH,
                                                              NULL,
                                                              G_DBUS_SIGNAL_FLAGS_NONE,
                                                              watcher_signal_cb,
                                                              self,
                                                              NULL);
  self->watch_id = g_bus_watch_name_on_connection (
    bus, WATCHER, G_BUS_NAME_WATCHER_FLAGS_NONE, appeared_cb, vanished_cb, self, NULL);
  return self;
}

/**
 * beckon_status_icon_set_in_background:
 * @in_background: whether Beckon runs without a window now, whatever the person has set
 */
void
beckon_status_icon_set_in_background (BeckonStatusIcon *self, gboolean in_background)
{
  self->in_background = in_background;
  update (self);
}

/**
 * beckon_status_icon_set_unread:
 * @unread: how many messages wait for the person
 */
void
beckon_status_icon_set_unread (BeckonStatusIcon *self, guint unread)
{
  const gboolean status_changed = (unread > 0) != (self->unread > 0);

  if (self->unread == unread)
    return;
  self->unread = unread;
  if (self->object_id == 0)
    return;
  g_dbus_connection_emit_signal (self->bus, NULL, PATH, INTERFACE, "NewToolTip", NULL, NULL);
  if (status_changed)
    g_dbus_connection_emit_signal (self->bus,
                                   NULL,
                                   PATH,
                                   INTERFACE,
                                   "NewStatus",
                                   g_variant_new ("(s)", get_status (self)),
                                   NULL);
}
