/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "beckon-application.h"

#include <glib/gi18n.h>

#include "beckon-autostart.h"
#include "beckon-client.h"
#include "beckon-help.h"
#include "beckon-notifier.h"
#include "beckon-status-icon.h"
#include "beckon-window.h"

struct _BeckonApplication
{
  AdwApplication parent_instance;

  GSettings *settings;
  char *data_dir;
  BeckonServerChoice *server;

  BeckonClient *client; /* NULL until it is open */
  BeckonNotifier *notifier;
  BeckonStatusIcon *icon; /* (nullable) */
  gboolean opening;
  gboolean closing;
  gboolean without_window; /* at first */
  gboolean in_background;  /* held without a window */
  gboolean quitting;
};

G_DEFINE_FINAL_TYPE (BeckonApplication, beckon_application, ADW_TYPE_APPLICATION)

static const GOptionEntry options[]
  = { { "data-dir", 0, 0, G_OPTION_ARG_FILENAME, NULL, N_ ("Keep all data in this folder"),
        N_ ("DIR") },
      { "server", 0, 0, G_OPTION_ARG_STRING, NULL,
        N_ ("Fill in this server where one is asked for"), N_ ("DOMAIN") },
      { "host", 0, 0, G_OPTION_ARG_STRING, NULL,
        N_ ("Connect to this host instead of the one found by the server's name"),
        N_ ("HOST:PORT") },
      { "direct-tls", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("With --host: TLS from the first byte"),
        NULL },
      { "trust-ca", 0, 0, G_OPTION_ARG_FILENAME, NULL,
        N_ ("Trust the certificate authorities in this file, and no others"), N_ ("FILE") },
      { "background", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Start without a window"), NULL },
      { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Show the version and exit"), NULL },
      { NULL } };

/* GLib hands a link over as it is, and must not be given bytes that are no text. */
static gboolean
beckon_application_local_command_line (GApplication *application, char ***arguments, int *status)
{
  for (char **argument = *arguments; *argument != NULL; argument++)
    if (g_ascii_strncasecmp (*argument, "xmpp:", strlen ("xmpp:")) == 0)
      {
        char *link = g_utf8_make_valid (*argument, -1);

        g_free (*argument);
        *argument = link;
      }
  return G_APPLICATION_CLASS (beckon_application_parent_class)
    ->local_command_line (application, arguments, status);
}

/* What the options say is needed before the first window, so this runs in the first process only:
 * a second one hands over to it, whatever its own options are. */
static int
beckon_application_handle_local_options (GApplication *application, GVariantDict *dict)
{
  BeckonApplication *self = BECKON_APPLICATION (application);
  g_autofree char *ca_file = NULL;
  g_autoptr (GError) error = NULL;
  const char *domain = NULL;
  const char *host = NULL;
  gboolean direct_tls = FALSE;

  if (g_variant_dict_contains (dict, "version"))
    {
      g_print ("Beckon %s\n", VERSION);
      return 0;
    }

  g_variant_dict_lookup (dict, "data-dir", "^ay", &self->data_dir);
  g_variant_dict_lookup (dict, "trust-ca", "^ay", &ca_file);
  g_variant_dict_lookup (dict, "server", "&s", &domain);
  g_variant_dict_lookup (dict, "host", "&s", &host);
  g_variant_dict_lookup (dict, "direct-tls", "b", &direct_tls);

  self->without_window = g_variant_dict_contains (dict, "background");

  /* Other data is another Beckon, beside the one that may be running. */
  if (self->data_dir != NULL)
    g_application_set_flags (application,
                             g_application_get_flags (application) | G_APPLICATION_NON_UNIQUE);

  if (ca_file != NULL)
    {
      g_autofree char *path = g_canonicalize_filename (ca_file, NULL);
      g_autoptr (GTlsDatabase) database = g_tls_file_database_new (path, &error);

      if (database == NULL)
        {
          g_printerr ("%s: %s\n", path, error->message);
          return 1;
        }
      g_tls_backend_set_default_database (g_tls_backend_get_default (), database);
    }

  if (domain != NULL || host != NULL)
    {
      self->server = beckon_server_choice_new (domain, host, direct_tls, &error);
      if (self->server == NULL)
        {
          g_printerr ("--host: %s\n", error->message);
          return 1;
        }
    }
  /* Where one runs already, there is nothing to do. */
  if (self->without_window)
    {
      if (!g_application_register (application, NULL, &error))
        {
          g_printerr ("%s\n", error->message);
          return 1;
        }
      if (g_application_get_is_remote (application))
        return 0;
    }
  return -1;
}

static void
color_scheme_changed_cb (BeckonApplication *self)
{
  static const AdwColorScheme schemes[]
    = { ADW_COLOR_SCHEME_DEFAULT, ADW_COLOR_SCHEME_FORCE_LIGHT, ADW_COLOR_SCHEME_FORCE_DARK };

  adw_style_manager_set_color_scheme (
    adw_style_manager_get_default (),
    schemes[g_settings_get_enum (self->settings, "color-scheme")]);
}

static void
tell_changed_cb (BeckonApplication *self)
{
  BeckonTell tell = BECKON_TELL_NOTHING;

  if (self->client == NULL)
    return;
  if (g_settings_get_boolean (self->settings, "send-typing"))
    tell |= BECKON_TELL_TYPING;
  if (g_settings_get_boolean (self->settings, "send-receipts"))
    tell |= BECKON_TELL_RECEIPTS;
  if (g_settings_get_boolean (self->settings, "send-read"))
    tell |= BECKON_TELL_READ;
  beckon_client_set_tell (self->client, tell);
}

static void
about_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GtkApplication *application = user_data;

  adw_show_about_window (gtk_application_get_active_window (application), "application-name",
                         "Beckon", "application-icon", APPLICATION_ID, "version", VERSION,
                         "developer-name", _ ("The Beckon authors"), "copyright",
                         "© 2026 The Beckon authors", "license-type", GTK_LICENSE_GPL_3_0,
                         "comments", _ ("Talk to people on any XMPP server."),
                         /* Translators: your own name and address, one person per line. */
                         "translator-credits", _ ("translator-credits"), NULL);
}

static void
shortcuts_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GtkApplication *application = user_data;
  g_autoptr (GtkBuilder) builder
    = gtk_builder_new_from_resource ("/im/beckon/Beckon/ui/beckon-shortcuts.ui");
  GtkWindow *window = GTK_WINDOW (gtk_builder_get_object (builder, "shortcuts"));

  gtk_window_set_transient_for (window, gtk_application_get_active_window (application));
  gtk_window_present (window);
}

/* The client */

static void close_client (BeckonApplication *self);

static void
badge_changed_cb (BeckonApplication *self)
{
  guint unread;

  g_object_get (self->notifier, "badge", &unread, NULL);
  beckon_status_icon_set_unread (self->icon, unread);
}

static void
start_notifier (BeckonApplication *self)
{
  GDBusConnection *bus = g_application_get_dbus_connection (G_APPLICATION (self));
  g_autoptr (BeckonNotificationServer) server = NULL;

  if (self->client == NULL)
    return;
  server = beckon_notification_server_new (G_APPLICATION (self), beckon_autostart_is_sandboxed ());
  self->notifier = beckon_notifier_new (GTK_APPLICATION (self), self->client, server);
  if (bus == NULL)
    return;
  self->icon = beckon_status_icon_new (GTK_APPLICATION (self), bus);
  g_signal_connect_object (
    self->notifier, "notify::badge", G_CALLBACK (badge_changed_cb), self, G_CONNECT_SWAPPED);
  beckon_status_icon_set_in_background (self->icon, self->in_background);
}

static void
open_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonApplication) self = user_data;
  g_autoptr (GError) error = NULL;
  BeckonWindow *window = beckon_window_find (GTK_APPLICATION (self));

  self->opening = FALSE;
  self->client = beckon_client_open_finish (result, &error);
  tell_changed_cb (self);
  start_notifier (self);
  g_application_release (G_APPLICATION (self));
  if (window != NULL && self->client != NULL)
    beckon_window_set_client (window, self->client);
  else if (window != NULL)
    beckon_window_show_error (window, error);
  /* Without a window there has to be somebody to listen for. */
  else if (!self->in_background || self->client == NULL
           || g_list_model_get_n_items (beckon_client_get_accounts (self->client)) == 0)
    close_client (self);
}

static char *
get_data_dir (BeckonApplication *self)
{
  return self->data_dir != NULL ? g_canonicalize_filename (self->data_dir, NULL)
                                : g_build_filename (g_get_user_data_dir (), "beckon", NULL);
}

static void
open_client (BeckonApplication *self)
{
  g_autoptr (BeckonSecretStore) secrets = beckon_secret_store_new_keyring ();
  g_autofree char *data_dir = get_data_dir (self);

  if (self->opening || self->client != NULL)
    return;
  self->opening = TRUE;
  g_application_hold (G_APPLICATION (self));
  beckon_client_open_async (data_dir, secrets, NULL, open_cb, g_object_ref (self));
}

static void
set_aside_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonApplication) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = beckon_client_set_aside_finish (result, &error);
  BeckonWindow *window = beckon_window_find (GTK_APPLICATION (self));

  self->opening = FALSE;
  if (path != NULL)
    open_client (self);
  if (window != NULL && path != NULL)
    beckon_window_tell_kept_file (window, path);
  else if (window != NULL)
    beckon_window_show_error (window, error);
  g_application_release (G_APPLICATION (self));
}

/* What cannot be read is kept, beside what is new. */
static void
start_anew (BeckonApplication *self)
{
  g_autofree char *data_dir = get_data_dir (self);

  if (self->opening || self->client != NULL)
    return;
  self->opening = TRUE;
  g_application_hold (G_APPLICATION (self));
  beckon_client_set_aside_async (data_dir, set_aside_cb, g_object_ref (self));
}

static void
close_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonApplication) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!beckon_client_close_finish (BECKON_CLIENT (source), result, &error))
    g_warning ("Closing: %s", error->message);
  g_clear_object (&self->client);
  g_application_release (G_APPLICATION (self));
}

static void
leave_background (BeckonApplication *self)
{
  if (self->in_background)
    g_application_release (G_APPLICATION (self));
  self->in_background = FALSE;
}

static void
enter_background (BeckonApplication *self)
{
  if (!self->in_background)
    g_application_hold (G_APPLICATION (self));
  self->in_background = TRUE;
}

/* First the client, and only after it the program: what was written last is stored, and the server
 * hears that we leave. */
static void
close_client (BeckonApplication *self)
{
  if (self->client != NULL && !self->closing)
    {
      self->closing = TRUE;
      g_clear_object (&self->notifier);
      g_clear_object (&self->icon);
      g_application_hold (G_APPLICATION (self));
      beckon_client_close_async (self->client, close_cb, g_object_ref (self));
    }
  leave_background (self);
}

static void
beckon_application_window_removed (GtkApplication *application, GtkWindow *window)
{
  BeckonApplication *self = BECKON_APPLICATION (application);

  if (BECKON_IS_WINDOW (window))
    {
      if (self->client != NULL && !self->quitting
          && g_settings_get_boolean (self->settings, "run-in-background"))
        {
          enter_background (self);
          beckon_client_set_active (self->client, FALSE);
        }
      else
        {
          close_client (self);
        }
    }
  GTK_APPLICATION_CLASS (beckon_application_parent_class)->window_removed (application, window);
}

static void
quit_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  BeckonApplication *self = user_data;
  BeckonWindow *window = beckon_window_find (GTK_APPLICATION (self));

  self->quitting = TRUE;
  if (window != NULL)
    gtk_window_close (GTK_WINDOW (window));
  else
    close_client (self);
}

/* Staying without a window, and starting with the session */

static void
autostart_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonApplication) self = user_data;
  BeckonWindow *window = beckon_window_find (GTK_APPLICATION (self));
  g_autoptr (GError) error = NULL;

  if (beckon_autostart_request_finish (result, &error))
    return;
  g_warning ("Starting with the session: %s", error->message);
  g_settings_set_boolean (self->settings, "start-at-login", FALSE);
  if (window != NULL)
    beckon_window_add_toast (
      window, adw_toast_new (_ ("The desktop does not let Beckon start by itself")));
}

static void
autostart_changed_cb (BeckonApplication *self, const char *key)
{
  const gboolean sandboxed = beckon_autostart_is_sandboxed ();

  /* Only in a sandbox has somebody to be asked whether it may stay. */
  if (sandboxed || g_str_equal (key, "start-at-login"))
    beckon_autostart_request_async (g_application_get_dbus_connection (G_APPLICATION (self)),
                                    sandboxed,
                                    g_settings_get_boolean (self->settings, "start-at-login"),
                                    autostart_cb,
                                    g_object_ref (self));
}

static void
watch_autostart (BeckonApplication *self)
{
  /* The file may have been removed, or made, by another program. */
  if (!beckon_autostart_is_sandboxed ()
      && beckon_autostart_get_at_login () != g_settings_get_boolean (self->settings, "start-at-login"))
    g_settings_set_boolean (self->settings, "start-at-login", beckon_autostart_get_at_login ());
  g_signal_connect_object (self->settings, "changed::start-at-login",
                           G_CALLBACK (autostart_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->settings, "changed::run-in-background",
                           G_CALLBACK (autostart_changed_cb), self, G_CONNECT_SWAPPED);
}

/* From the desktop's menu. */
static void
new_chat_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  BeckonApplication *self = user_data;
  BeckonWindow *window;

  g_application_activate (G_APPLICATION (self));
  window = beckon_window_find (GTK_APPLICATION (self));
  if (window != NULL)
    beckon_window_new_chat (window);
}

static void
help_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GtkWindow *window = gtk_application_get_active_window (user_data);

  if (window != NULL)
    beckon_help_show (window, g_variant_get_string (parameter, NULL));
}

static const GActionEntry actions[] = {
  { .name = "about", .activate = about_action },
  { .name = "help", .activate = help_action, .parameter_type = "s" },
  { .name = "new-chat", .activate = new_chat_action },
  { .name = "shortcuts", .activate = shortcuts_action },
  { .name = "quit", .activate = quit_action },
};

static const struct
{
  const char *action;
  const char *keys[4];
} shortcuts[] = {
  { "app.quit", { "<Control>q", NULL } },
  { "app.shortcuts", { "<Control>question", NULL } },
  { "app.help::index", { "F1", NULL } },
  { "window.close", { "<Control>w", NULL } },
  { "win.new-chat", { "<Control>n", NULL } },
  { "win.search", { "<Control>f", NULL } },
  { "win.preferences", { "<Control>comma", NULL } },
  { "win.next-chat", { "<Control>Page_Down", "<Alt>Down", NULL } },
  { "win.previous-chat", { "<Control>Page_Up", "<Alt>Up", NULL } },
  { "win.contact-details", { "<Control>i", NULL } },
  { "win.delete-chat", { "<Control><Shift>Delete", NULL } },
};

static void
beckon_application_startup (GApplication *application)
{
  BeckonApplication *self = BECKON_APPLICATION (application);

  G_APPLICATION_CLASS (beckon_application_parent_class)->startup (application);

  self->settings = g_settings_new (APPLICATION_ID);
  g_signal_connect_object (self->settings, "changed::color-scheme",
                           G_CALLBACK (color_scheme_changed_cb), self, G_CONNECT_SWAPPED);
  color_scheme_changed_cb (self);
  g_signal_connect_object (self->settings,
                           "changed::send-typing",
                           G_CALLBACK (tell_changed_cb),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->settings,
                           "changed::send-receipts",
                           G_CALLBACK (tell_changed_cb),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->settings,
                           "changed::send-read",
                           G_CALLBACK (tell_changed_cb),
                           self,
                           G_CONNECT_SWAPPED);

  watch_autostart (self);
  g_action_map_add_action_entries (G_ACTION_MAP (application), actions, G_N_ELEMENTS (actions),
                                   application);
  for (gsize i = 0; i < G_N_ELEMENTS (shortcuts); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (application), shortcuts[i].action,
                                           (const char **) shortcuts[i].keys);
}

static void
beckon_application_activate (GApplication *application)
{
  BeckonApplication *self = BECKON_APPLICATION (application);
  BeckonWindow *window = beckon_window_find (GTK_APPLICATION (self));

  if (self->closing)
    return;
  if (self->without_window)
    {
      self->without_window = FALSE;
      enter_background (self);
      open_client (self);
      return;
    }
  if (window == NULL)
    {
      window = beckon_window_new (GTK_APPLICATION (application), self->server);
      g_signal_connect_object (
        window, "retry", G_CALLBACK (open_client), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (
        window, "start-anew", G_CALLBACK (start_anew), self, G_CONNECT_SWAPPED);
      if (self->client != NULL)
        beckon_window_set_client (window, self->client);
      else
        open_client (self);
    }
  gtk_window_present (GTK_WINDOW (window));
}

/* A link from another program: its question stands over the window. */
static void
beckon_application_open (GApplication *application,
                         GFile **files,
                         int n_files,
                         const char *hint)
{
  g_autofree char *link = g_file_get_uri (files[0]);
  BeckonWindow *window;

  g_application_activate (application);
  window = beckon_window_find (GTK_APPLICATION (application));
  if (window != NULL)
    beckon_window_open_link (window, link);
}

static void
beckon_application_finalize (GObject *object)
{
  BeckonApplication *self = BECKON_APPLICATION (object);

  g_clear_object (&self->notifier);
  g_clear_object (&self->icon);
  g_clear_object (&self->client);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->data_dir, g_free);
  g_clear_pointer (&self->server, beckon_server_choice_free);
  G_OBJECT_CLASS (beckon_application_parent_class)->finalize (object);
}

static void
beckon_application_class_init (BeckonApplicationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  object_class->finalize = beckon_application_finalize;
  application_class->local_command_line = beckon_application_local_command_line;
  application_class->handle_local_options = beckon_application_handle_local_options;
  application_class->startup = beckon_application_startup;
  application_class->activate = beckon_application_activate;
  application_class->open = beckon_application_open;
  GTK_APPLICATION_CLASS (klass)->window_removed = beckon_application_window_removed;
}

static void
beckon_application_init (BeckonApplication *self)
{
  g_application_add_main_option_entries (G_APPLICATION (self), options);
  /* Translators: what may stand behind the options on the command line. */
  g_application_set_option_context_parameter_string (G_APPLICATION (self), _ ("[LINK]"));
}

/**
 * beckon_application_new:
 *
 * Returns: (transfer full): the application, of which one instance runs in a session
 */
BeckonApplication *
beckon_application_new (void)
{
  return g_object_new (BECKON_TYPE_APPLICATION, "application-id", APPLICATION_ID,
                       "flags", G_APPLICATION_HANDLES_OPEN, "resource-base-path", "/im/beckon/Beckon", NULL);
}
