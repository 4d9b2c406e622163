/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "beckon-window.h"

#include <glib/gi18n.h>

#include "beckon-add-contact-window.h"
#include "beckon-attention.h"
#include "beckon-chat-removal.h"
#include "beckon-contact-window.h"
#include "beckon-device-notice.h"
#include "beckon-error-text.h"
#include "beckon-link.h"
#include "beckon-main-view.h"
#include "beckon-new-chat-window.h"
#include "beckon-preferences-window.h"
#include "beckon-requests-window.h"
#include "beckon-setup-view.h"

/* How long nobody has to look until the servers are told, in seconds. */
#define INACTIVE_AFTER 60

struct _BeckonWindow
{
  AdwApplicationWindow parent_instance;

  AdwToastOverlay *toast_overlay;
  GtkStack *stack;
  BeckonSetupView *setup_view; /* these are NULL until they are needed */
  BeckonMainView *main_view;
  GtkWidget *error_page;

  GSettings *settings;
  BeckonServerChoice *server;
  BeckonClient *client;
  char *link;        /* (nullable): opened once it can be */
  gboolean new_chat; /* whether one is begun once it can be */
};

enum
{
  RETRY,
  START_ANEW,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BeckonWindow, beckon_window, ADW_TYPE_APPLICATION_WINDOW)

static gboolean
has_accounts (BeckonWindow *self)
{
  return self->client != NULL
         && g_list_model_get_n_items (beckon_client_get_accounts (self->client)) > 0;
}

static void
update_actions (BeckonWindow *self)
{
  static const char *const names[]
    = { "win.new-chat",  "win.add-contact", "win.requests",     "win.search",
        "win.next-chat", "win.accounts",    "win.previous-chat" };
  const gboolean in_main
    = self->main_view != NULL
      && gtk_stack_get_visible_child (self->stack) == GTK_WIDGET (self->main_view);

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), names[i], in_main);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.preferences", self->client != NULL);
}

static void
do_what_waits (BeckonWindow *self)
{
  g_autofree char *link = g_steal_pointer (&self->link);

  if (self->new_chat && has_accounts (self))
    {
      self->new_chat = FALSE;
      beckon_new_chat_window_present (self);
    }

  if (link != NULL && !beckon_link_open (self, link))
    {
      beckon_window_add_toast (self, adw_toast_new (_ ("The link opens once you have an account")));
      self->link = g_steal_pointer (&link);
    }
}

/* The chat that was open when the window was closed, if it is still there. */
static void
restore_chat (BeckonWindow *self)
{
  GListModel *accounts = beckon_client_get_accounts (self->client);
  g_autofree char *address = NULL;
  g_autofree char *peer = NULL;

  g_settings_get (self->settings, "last-chat", "(ss)", &address, &peer);
  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (BeckonAccount) account = g_list_model_get_item (accounts, i);
      GListModel *chats = beckon_account_get_chats (account);

      if (!g_str_equal (beckon_jid_get_bare (beckon_account_get_jid (account)), address))
        continue;
      for (guint j = 0; j < g_list_model_get_n_items (chats); j++)
        {
          g_autoptr (BeckonChat) chat = g_list_model_get_item (chats, j);
          BeckonJid *jid = beckon_contact_get_jid (beckon_chat_get_contact (chat));

          if (g_str_equal (beckon_jid_get_bare (jid), peer))
            beckon_main_view_open_chat (self->main_view, chat);
        }
    }
}

static void
save_chat (BeckonWindow *self)
{
  BeckonChat *chat = beckon_window_get_chat (self);
  BeckonAccount *account = chat != NULL ? beckon_chat_get_account (chat) : NULL;

  g_settings_set (
    self->settings,
    "last-chat",
    "(ss)",
    account != NULL ? beckon_jid_get_bare (beckon_account_get_jid (account)) : "",
    account != NULL ? beckon_jid_get_bare (beckon_contact_get_jid (beckon_chat_get_contact (chat)))
                    : "");
}

static void
show_main (BeckonWindow *self)
{
  if (self->main_view == NULL)
    {
      self->main_view = BECKON_MAIN_VIEW (beckon_main_view_new (self->client));
      gtk_stack_add_named (self->stack, GTK_WIDGET (self->main_view), "main");
      restore_chat (self);
    }
  gtk_stack_set_visible_child (self->stack, GTK_WIDGET (self->main_view));
  update_actions (self);
  do_what_waits (self);
}

static void
show_setup (BeckonWindow *self)
{
  if (self->setup_view == NULL)
    {
      self->setup_view = BECKON_SETUP_VIEW (beckon_setup_view_new (self->client, self->server));
      g_signal_connect_object (
        self->setup_view, "done", G_CALLBACK (show_main), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (
        self->setup_view, "cancelled", G_CALLBACK (show_main), self, G_CONNECT_SWAPPED);
      gtk_stack_add_named (self->stack, GTK_WIDGET (self->setup_view), "setup");
    }
  beckon_setup_view_start (self->setup_view, has_accounts (self));
  gtk_stack_set_visible_child (self->stack, GTK_WIDGET (self->setup_view));
  update_actions (self);
}

static void
accounts_changed_cb (BeckonWindow *self)
{
  if (!has_accounts (self))
    {
      if (self->main_view != NULL)
        beckon_main_view_close_chat (self->main_view);
      show_setup (self);
    }
}

static void
new_chat_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  beckon_new_chat_window_present (BECKON_WINDOW (widget));
}

static void
add_contact_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  beckon_add_contact_window_present (BECKON_WINDOW (widget), NULL, NULL, NULL);
}

static void
requests_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  beckon_requests_window_present (BECKON_WINDOW (widget));
}

static void
preferences_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  beckon_preferences_window_present (BECKON_WINDOW (widget), g_str_equal (name, "win.accounts"));
}

static void
search_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  beckon_main_view_search (BECKON_WINDOW (widget)->main_view);
}

static void
step_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  beckon_main_view_step (BECKON_WINDOW (widget)->main_view,
                         g_str_equal (name, "win.next-chat") ? 1 : -1);
}

static void
close_chat_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BeckonWindow *self = BECKON_WINDOW (widget);

  if (self->main_view != NULL)
    beckon_main_view_close_chat (self->main_view);
}

static void
bring_back_cb (AdwToast *toast, gpointer chat)
{
  beckon_chat_set_archived (chat, FALSE);
}

static void
archive_chat_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BeckonWindow *self = BECKON_WINDOW (widget);
  BeckonChat *chat = self->main_view != NULL ? beckon_main_view_get_chat (self->main_view) : NULL;
  AdwToast *toast;

  if (chat == NULL)
    return;
  toast = adw_toast_new (_ ("Chat archived"));
  adw_toast_set_button_label (toast, _ ("_Undo"));
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (bring_back_cb), chat, 0);
  beckon_chat_set_archived (chat, TRUE);
  beckon_main_view_close_chat (self->main_view);
  beckon_window_add_toast (self, toast);
}

static void
delete_chat_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BeckonWindow *self = BECKON_WINDOW (widget);
  g_autoptr (BeckonChat) chat = NULL;

  if (beckon_window_get_chat (self) == NULL)
    return;
  chat = g_object_ref (beckon_window_get_chat (self));
  beckon_main_view_close_chat (self->main_view);
  beckon_chat_removal_start (self, chat);
}

static void
contact_details_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BeckonWindow *self = BECKON_WINDOW (widget);
  BeckonChat *chat = self->main_view != NULL ? beckon_main_view_get_chat (self->main_view) : NULL;

  if (chat != NULL)
    beckon_contact_window_present (self, beckon_chat_get_contact (chat));
}

static gboolean
beckon_window_close_request (GtkWindow *window)
{
  BeckonWindow *self = BECKON_WINDOW (window);
  int width, height;

  gtk_window_get_default_size (window, &width, &height);
  g_settings_set_int (self->settings, "window-width", width);
  g_settings_set_int (self->settings, "window-height", height);
  g_settings_set_boolean (self->settings, "window-maximized", gtk_window_is_maximized (window));
  save_chat (self);

  /* GTK 4.8: a password field that has the focus when its window ends is used after its own end. */
  gtk_window_set_focus (window, NULL);
  return GTK_WINDOW_CLASS (beckon_window_parent_class)->close_request (window);
}

static void
beckon_window_dispose (GObject *object)
{
  BeckonWindow *self = BECKON_WINDOW (object);

  g_clear_object (&self->settings);
  g_clear_object (&self->client);
  g_clear_pointer (&self->server, beckon_server_choice_free);
  g_clear_pointer (&self->link, g_free);
  G_OBJECT_CLASS (beckon_window_parent_class)->dispose (object);
}

static void
beckon_window_class_init (BeckonWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = beckon_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = beckon_window_close_request;

  signals[RETRY] = g_signal_new (
    "retry", BECKON_TYPE_WINDOW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[START_ANEW] = g_signal_new (
    "start-anew", BECKON_TYPE_WINDOW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/beckon/Beckon/ui/beckon-window.ui");
  gtk_widget_class_bind_template_child (widget_class, BeckonWindow, toast_overlay);
  gtk_widget_class_bind_template_child (widget_class, BeckonWindow, stack);

  gtk_widget_class_install_action (widget_class, "win.new-chat", NULL, new_chat_action);
  gtk_widget_class_install_action (widget_class, "win.add-contact", NULL, add_contact_action);
  gtk_widget_class_install_action (widget_class, "win.requests", NULL, requests_action);
  gtk_widget_class_install_action (widget_class, "win.preferences", NULL, preferences_action);
  gtk_widget_class_install_action (widget_class, "win.accounts", NULL, preferences_action);
  gtk_widget_class_install_action (widget_class, "win.search", NULL, search_action);
  gtk_widget_class_install_action (widget_class, "win.next-chat", NULL, step_action);
  gtk_widget_class_install_action (widget_class, "win.previous-chat", NULL, step_action);
  gtk_widget_class_install_action (widget_class, "win.close-chat", NULL, close_chat_action);
  gtk_widget_class_install_action (widget_class, "win.archive-chat", NULL, archive_chat_action);
  gtk_widget_class_install_action (widget_class, "win.delete-chat", NULL, delete_chat_action);
  gtk_widget_class_install_action (
    widget_class, "win.contact-details", NULL, contact_details_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "win.close-chat", NULL);
}

static void
beckon_window_init (BeckonWindow *self)
{
  self->settings = g_settings_new (APPLICATION_ID);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_window_set_default_size (GTK_WINDOW (self),
                               g_settings_get_int (self->settings, "window-width"),
                               g_settings_get_int (self->settings, "window-height"));
  if (g_settings_get_boolean (self->settings, "window-maximized"))
    gtk_window_maximize (GTK_WINDOW (self));
  update_actions (self);
}

/**
 * beckon_window_new:
 * @application: (nullable): the application
 * @server: (nullable): a server chosen on the command line
 *
 * Returns: (transfer none): a window that waits for its client, owned by GTK until it is closed
 */
BeckonWindow *
beckon_window_new (GtkApplication *application, const BeckonServerChoice *server)
{
  BeckonWindow *self = g_object_new (BECKON_TYPE_WINDOW, "application", application, NULL);

  self->server = beckon_server_choice_copy (server);
  return self;
}

/**
 * beckon_window_find:
 * @application: the application
 *
 * Returns: (transfer none) (nullable): its window, or %NULL while there is none
 */
BeckonWindow *
beckon_window_find (GtkApplication *application)
{
  for (GList *l = gtk_application_get_windows (application); l != NULL; l = l->next)
    if (BECKON_IS_WINDOW (l->data))
      return l->data;
  return NULL;
}

/**
 * beckon_window_get_client:
 *
 * Returns: (transfer none) (nullable): what the window shows
 */
BeckonClient *
beckon_window_get_client (BeckonWindow *self)
{
  g_return_val_if_fail (BECKON_IS_WINDOW (self), NULL);

  return self->client;
}

/**
 * beckon_window_set_client:
 * @client: what to show; set once
 */
void
beckon_window_set_client (BeckonWindow *self, BeckonClient *client)
{
  g_return_if_fail (BECKON_IS_WINDOW (self));
  g_return_if_fail (self->client == NULL);

  self->client = g_object_ref (client);
  beckon_attention_watch (GTK_WINDOW (self), client, INACTIVE_AFTER);
  beckon_device_notice_watch (self, client);
  g_signal_connect_object (beckon_client_get_accounts (client),
                           "items-changed",
                           G_CALLBACK (accounts_changed_cb),
                           self,
                           G_CONNECT_SWAPPED);
  if (has_accounts (self))
    show_main (self);
  else
    show_setup (self);
  do_what_waits (self);
}

static void
retry_cb (BeckonWindow *self)
{
  gtk_stack_set_visible_child_name (self->stack, "loading");
  g_signal_emit (self, signals[RETRY], 0);
}

static void
start_anew_cb (BeckonWindow *self)
{
  gtk_stack_set_visible_child_name (self->stack, "loading");
  g_signal_emit (self, signals[START_ANEW], 0);
}

/* What can be done about an error, as a button on its page. */
static GtkWidget *
action_button_new (BeckonWindow *self, BeckonErrorAction action)
{
  const gboolean anew = action == BECKON_ERROR_ACTION_START_ANEW;
  GtkWidget *button;

  if (!anew && action != BECKON_ERROR_ACTION_TRY_AGAIN)
    return NULL;
  button = gtk_button_new_with_mnemonic (anew ? _ ("_Put the File Aside and Start Anew")
                                              : _ ("_Try Again"));
  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "pill");
  if (!anew)
    gtk_widget_add_css_class (button, "suggested-action");
  g_signal_connect_object (button,
                           "clicked",
                           anew ? G_CALLBACK (start_anew_cb) : G_CALLBACK (retry_cb),
                           self,
                           G_CONNECT_SWAPPED);
  return button;
}

/**
 * beckon_window_show_error:
 * @error: why what Beckon remembers could not be opened
 *
 * Shows an error in place of everything else.
 */
void
beckon_window_show_error (BeckonWindow *self, const GError *error)
{
  g_autoptr (BeckonErrorText) text = beckon_error_text_new (error, NULL);
  g_autofree char *body = NULL;
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *header_bar = adw_header_bar_new ();
  GtkWidget *status_page = adw_status_page_new ();

  g_return_if_fail (BECKON_IS_WINDOW (self));

  if (self->error_page != NULL)
    gtk_stack_remove (self->stack, self->error_page);

  body = text->details != NULL ? g_strdup_printf ("%s\n\n%s", text->body, text->details)
                               : g_strdup (text->body);
  adw_status_page_set_icon_name (ADW_STATUS_PAGE (status_page), "dialog-error-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (status_page), text->title);
  {
    g_autofree char *markup = g_markup_escape_text (body, -1);

    adw_status_page_set_description (ADW_STATUS_PAGE (status_page), markup);
  }
  adw_status_page_set_child (ADW_STATUS_PAGE (status_page), action_button_new (self, text->action));
  gtk_widget_add_css_class (header_bar, "flat");
  gtk_widget_set_vexpand (status_page, TRUE);
  gtk_box_append (GTK_BOX (box), header_bar);
  gtk_box_append (GTK_BOX (box), status_page);

  self->error_page = box;
  gtk_stack_add_named (self->stack, box, "error");
  gtk_stack_set_visible_child (self->stack, box);
}

/**
 * beckon_window_get_chat:
 *
 * Returns: (transfer none) (nullable): the chat that is open and on show
 */
BeckonChat *
beckon_window_get_chat (BeckonWindow *self)
{
  g_return_val_if_fail (BECKON_IS_WINDOW (self), NULL);

  if (self->main_view == NULL
      || gtk_stack_get_visible_child (self->stack) != GTK_WIDGET (self->main_view))
    return NULL;
  return beckon_main_view_get_chat (self->main_view);
}

/**
 * beckon_window_open_chat:
 * @chat: what to show
 */
void
beckon_window_open_chat (BeckonWindow *self, BeckonChat *chat)
{
  g_return_if_fail (BECKON_IS_WINDOW (self));

  if (!has_accounts (self))
    return;
  show_main (self);
  beckon_main_view_open_chat (self->main_view, chat);
}

/**
 * beckon_window_tell_kept_file:
 * @path: where the file is now that could not be opened
 */
void
beckon_window_tell_kept_file (BeckonWindow *self, const char *path)
{
  g_autofree char *name = g_filename_display_name (path);
  /* Translators: %s is the path of a file. */
  g_autofree char *text = g_strdup_printf (_ ("The old file is kept: %s"), name);
  g_autofree char *markup = g_markup_escape_text (text, -1);

  g_return_if_fail (BECKON_IS_WINDOW (self));

  beckon_window_add_toast (self, adw_toast_new (markup));
}

/**
 * beckon_window_open_address:
 * @account: the account to talk from
 * @jid: a bare address
 *
 * Shows the chat with @jid.
 */
void
beckon_window_open_address (BeckonWindow *self, BeckonAccount *account, BeckonJid *jid)
{
  g_return_if_fail (BECKON_IS_WINDOW (self));

  if (self->main_view != NULL)
    beckon_main_view_open_address (self->main_view, account, jid);
}

/**
 * beckon_window_write_to:
 * @account: the account to talk from
 * @jid: a bare address
 * @text: (nullable): what to fill in
 *
 * Shows the chat with @jid, with @text behind what is already written there.
 */
void
beckon_window_write_to (BeckonWindow *self,
                        BeckonAccount *account,
                        BeckonJid *jid,
                        const char *text)
{
  g_return_if_fail (BECKON_IS_WINDOW (self));

  if (!has_accounts (self))
    return;
  show_main (self);
  beckon_main_view_write_to (self->main_view, account, jid, text);
}

/**
 * beckon_window_open_link:
 * @link: from another program
 *
 * Asks whether to do what @link is for, as soon as that is possible.
 */
void
beckon_window_open_link (BeckonWindow *self, const char *link)
{
  g_return_if_fail (BECKON_IS_WINDOW (self));

  g_free (self->link);
  self->link = g_strdup (link);
  if (self->client != NULL)
    do_what_waits (self);
}

/**
 * beckon_window_new_chat:
 *
 * Asks with whom to begin a chat, as soon as there is an account.
 */
void
beckon_window_new_chat (BeckonWindow *self)
{
  g_return_if_fail (BECKON_IS_WINDOW (self));

  self->new_chat = TRUE;
  if (self->client != NULL)
    do_what_waits (self);
}

/**
 * beckon_window_register:
 * @link: an invitation to a server
 *
 * Begins the way to one more account, at the server's form.
 */
void
beckon_window_register (BeckonWindow *self, const char *link)
{
  g_return_if_fail (BECKON_IS_WINDOW (self));

  show_setup (self);
  beckon_setup_view_register (self->setup_view, link);
}

/**
 * beckon_window_add_account:
 *
 * Begins the way to one more account.
 */
void
beckon_window_add_account (BeckonWindow *self)
{
  g_return_if_fail (BECKON_IS_WINDOW (self));

  show_setup (self);
}

/**
 * beckon_window_scan_again:
 * @account: an account that its server has signed out
 *
 * Shows a code to sign in @account again.
 */
void
beckon_window_scan_again (BeckonWindow *self, BeckonAccount *account)
{
  g_return_if_fail (BECKON_IS_WINDOW (self));

  show_setup (self);
  beckon_setup_view_scan_again (self->setup_view, account);
}

/**
 * beckon_window_add_toast:
 * @toast: (transfer full): a short notice
 */
void
beckon_window_add_toast (BeckonWindow *self, AdwToast *toast)
{
  g_return_if_fail (BECKON_IS_WINDOW (self));

  adw_toast_overlay_add_toast (self->toast_overlay, toast);
}
