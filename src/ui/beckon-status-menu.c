/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "beckon-status-menu.h"

#include <glib/gi18n.h>

#define INTERFACE "com.canonical.dbusmenu"

static const char introspection[]
  = "<node><interface name='" INTERFACE "'>"
    "<property name='Version' type='u' access='read'/>"
    "<property name='TextDirection' type='s' access='read'/>"
    "<property name='Status' type='s' access='read'/>"
    "<property name='IconThemePath' type='as' access='read'/>"
    "<method name='GetLayout'><arg type='i' direction='in'/><arg type='i' direction='in'/>"
    "<arg type='as' direction='in'/><arg type='u' direction='out'/>"
    "<arg type='(ia{sv}av)' direction='out'/></method>"
    "<method name='GetGroupProperties'><arg type='ai' direction='in'/>"
    "<arg type='as' direction='in'/><arg type='a(ia{sv})' direction='out'/></method>"
    "<method name='GetProperty'><arg type='i' direction='in'/><arg type='s' direction='in'/>"
    "<arg type='v' direction='out'/></method>"
    "<method name='Event'><arg type='i' direction='in'/><arg type='s' direction='in'/>"
    "<arg type='v' direction='in'/><arg type='u' direction='in'/></method>"
    "<method name='EventGroup'><arg type='a(isvu)' direction='in'/>"
    "<arg type='ai' direction='out'/></method>"
    "<method name='AboutToShow'><arg type='i' direction='in'/><arg type='b' direction='out'/></method>"
    "<method name='AboutToShowGroup'><arg type='ai' direction='in'/><arg type='ai' direction='out'/>"
    "<arg type='ai' direction='out'/></method>"
    "<signal name='ItemsPropertiesUpdated'><arg type='a(ia{sv})'/><arg type='a(ias)'/></signal>"
    "<signal name='LayoutUpdated'><arg type='u'/><arg type='i'/></signal>"
    "</interface></node>";

/* The items' numbers, which the desktop uses; 0 is the menu itself. */
enum
{
  ROOT,
  OPEN,
  NOTIFICATIONS,
  SEPARATOR,
  QUIT,
  N_ITEMS
};

struct _BeckonStatusMenu
{
  GObject parent_instance;

  GApplication *application; /* not owned: it owns this */
  GDBusConnection *bus;
  GSettings *settings;
  guint object_id;
};

G_DEFINE_FINAL_TYPE (BeckonStatusMenu, beckon_status_menu, G_TYPE_OBJECT)

static GVariant *
dup_properties (BeckonStatusMenu *self, int item)
{
  GVariantDict properties;

  g_variant_dict_init (&properties, NULL);
  switch (item)
    {
    case ROOT:
      g_variant_dict_insert (&properties, "children-display", "s", "submenu");
      break;
    case OPEN:
      g_variant_dict_insert (&properties, "label", "s", _ ("Open"));
      break;
    case NOTIFICATIONS:
      g_variant_dict_insert (&properties, "label", "s", _ ("Show _notifications"));
      g_variant_dict_insert (&properties, "toggle-type", "s", "checkmark");
      g_variant_dict_insert (
        &properties, "toggle-state", "i", g_settings_get_boolean (self->settings, "notify"));
      break;
    case SEPARATOR:
      g_variant_dict_insert (&properties, "type", "s", "separator");
      break;
    case QUIT:
      g_variant_dict_insert (&properties, "label", "s", _ ("Quit"));
      break;
    default:
      break;
    }
  return g_variant_ref_sink (g_variant_dict_end (&properties));
}

static GVariant *
make_item (BeckonStatusMenu *self, int item, GVariantBuilder *children)
{
  g_autoptr (GVariant) properties = dup_properties (self, item);

  return g_variant_new ("(i@a{sv}av)", item, properties, children);
}

static GVariant *
make_layout (BeckonStatusMenu *self, int parent)
{
  GVariantBuilder children;

  g_variant_builder_init (&children, G_VARIANT_TYPE ("av"));
  for (int item = OPEN; parent == ROOT && item < N_ITEMS; item++)
    g_variant_builder_add (&children, "v", make_item (self, item, NULL));
  return g_variant_new ("(u@(ia{sv}av))", 1, make_item (self, parent, &children));
}

static GVariant *
make_group (BeckonStatusMenu *self, GVariantIter *items)
{
  const gboolean all = g_variant_iter_n_children (items) == 0;
  GVariantBuilder group;
  int item = ROOT;

  g_variant_builder_init (&group, G_VARIANT_TYPE ("a(ia{sv})"));
  while (all ? item < N_ITEMS : g_variant_iter_next (items, "i", &item))
    {
      g_autoptr (GVariant) properties = dup_properties (self, item);

      g_variant_builder_add (&group, "(i@a{sv})", item, properties);
      if (all)
        item++;
    }
  return g_variant_new ("(a(ia{sv}))", &group);
}

static void
take_event (BeckonStatusMenu *self, int item, const char *event)
{
  if (!g_str_equal (event, "clicked"))
    return;
  if (item == OPEN)
    g_application_activate (self->application);
  else if (item == NOTIFICATIONS)
    g_settings_set_boolean (
      self->settings, "notify", !g_settings_get_boolean (self->settings, "notify"));
  else if (item == QUIT)
    g_action_group_activate_action (G_ACTION_GROUP (self->application), "quit", NULL);
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
  g_autoptr (BeckonStatusMenu) self = g_object_ref (user_data);
  g_autoptr (GVariantIter) items = NULL;
  g_autoptr (GVariant) properties = NULL;
  g_autoptr (GVariant) value = NULL;
  const char *name;
  int item;

  if (g_str_equal (method, "GetLayout"))
    {
      g_variant_get (parameters, "(iias)", &item, NULL, NULL);
      g_dbus_method_invocation_return_value (invocation, make_layout (self, item));
    }
  else if (g_str_equal (method, "GetGroupProperties"))
    {
      g_variant_get (parameters, "(aias)", &items, NULL);
      g_dbus_method_invocation_return_value (invocation, make_group (self, items));
    }
  else if (g_str_equal (method, "GetProperty"))
    {
      g_variant_get (parameters, "(i&s)", &item, &name);
      properties = dup_properties (self, item);
      value = g_variant_lookup_value (properties, name, NULL);
      if (value != NULL)
        g_dbus_method_invocation_return_value (invocation, g_variant_new ("(v)", value));
      else
        g_dbus_method_invocation_return_error_literal (
          invocation, G_DBUS_ERROR, G_DBUS_ERROR_INVALID_ARGS, "There is no such property");
    }
  else if (g_str_equal (method, "Event"))
    {
      g_dbus_method_invocation_return_value (invocation, NULL);
      g_variant_get (parameters, "(i&s@vu)", &item, &name, &value, NULL);
      take_event (self, item, name);
    }
  else if (g_str_equal (method, "EventGroup"))
    {
      g_dbus_method_invocation_return_value (invocation, g_variant_new ("(ai)", NULL));
      g_variant_get (parameters, "(a(isvu))", &items);
      while (g_variant_iter_next (items, "(i&s@vu)", &item, &name, &value, NULL))
        {
          take_event (self, item, name);
          g_clear_pointer (&value, g_variant_unref);
        }
    }
  else if (g_str_equal (method, "AboutToShow"))
    {
      g_dbus_method_invocation_return_value (invocation, g_variant_new ("(b)", FALSE));
    }
  else
    {
      g_dbus_method_invocation_return_value (invocation, g_variant_new ("(aiai)", NULL, NULL));
    }
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
  if (g_str_equal (name, "Version"))
    return g_variant_new_uint32 (3);
  if (g_str_equal (name, "TextDirection"))
    return g_variant_new_string (
      gtk_widget_get_default_direction () == GTK_TEXT_DIR_RTL ? "rtl" : "ltr");
  if (g_str_equal (name, "Status"))
    return g_variant_new_string ("normal");
  return g_variant_new_strv (NULL, 0);
}

static void
notify_changed_cb (BeckonStatusMenu *self)
{
  GVariantBuilder changed;
  g_autoptr (GVariant) properties = dup_properties (self, NOTIFICATIONS);

  g_variant_builder_init (&changed, G_VARIANT_TYPE ("a(ia{sv})"));
  g_variant_builder_add (&changed, "(i@a{sv})", NOTIFICATIONS, properties);
  g_dbus_connection_emit_signal (self->bus,
                                 NULL,
                                 BECKON_STATUS_MENU_PATH,
                                 INTERFACE,
                                 "ItemsPropertiesUpdated",
                                 g_variant_new ("(a(ia{sv})a(ias))", &changed, NULL),
                                 NULL);
}

static void
beckon_status_menu_dispose (GObject *object)
{
  BeckonStatusMenu *self = BECKON_STATUS_MENU (object);

  if (self->object_id != 0)
    g_dbus_connection_unregister_object (self->bus, self->object_id);
  self->object_id = 0;
  g_clear_object (&self->bus);
  g_clear_object (&self->settings);
  G_OBJECT_CLASS (beckon_status_menu_parent_class)->dispose (object);
}

static void
beckon_status_menu_class_init (BeckonStatusMenuClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = beckon_status_menu_dispose;
}

static void
beckon_status_menu_init (BeckonStatusMenu *self)
{
  self->settings = g_settings_new (APPLICATION_ID);
  g_signal_connect_object (self->settings,
                           "changed::notify",
                           G_CALLBACK (notify_changed_cb),
                           self,
                           G_CONNECT_SWAPPED);
}

/**
 * beckon_status_menu_new:
 * @application: what it opens and ends; not kept alive
 * @bus: the session's bus
 *
 * Returns: (transfer full): the menu, which is there until it is let go
 */
BeckonStatusMenu *
beckon_status_menu_new (GApplication *application, GDBusConnection *bus)
{
  static const GDBusInterfaceVTable vtable
    = { .method_call = method_cb, .get_property = property_cb };
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (introspection, NULL);
  BeckonStatusMenu *self = g_object_new (BECKON_TYPE_STATUS_MENU, NULL);

  self->application = application;
  self->bus = g_object_ref (bus);
  self->object_id = g_dbus_connection_register_object (
    bus, BECKON_STATUS_MENU_PATH, node->interfaces[0], &vtable, self, NULL, NULL);
  return self;
}
