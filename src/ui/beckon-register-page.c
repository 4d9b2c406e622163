/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "beckon-register-page.h"

#include <glib/gi18n.h>

#include "beckon-data-form-view.h"
#include "beckon-error-box.h"
#include "beckon-message-text.h"
#include "beckon-password-dialog.h"
#include "beckon-registration.h"

struct _BeckonRegisterPage
{
  AdwBin parent_instance;

  AdwWindowTitle *title;
  BeckonErrorBox *error_box;
  BeckonDataFormView *form_view;
  GtkLabel *made_label;
  GtkWidget *web_box;
  GtkLabel *web_label;
  GtkStack *button_stack;
  GtkSpinner *spinner;
  GtkLabel *busy_label;

  BeckonClient *client;
  BeckonServerChoice *server;
  char *username;     /* (nullable): that an invitation asks for */
  BeckonJid *inviter; /* (nullable): whose invitation it is */
  char *token;        /* (nullable): and what proves that */
  BeckonRegistration *registration;
  GCancellable *cancellable;
};

enum
{
  DONE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BeckonRegisterPage, beckon_register_page, ADW_TYPE_BIN)

static void
set_busy (BeckonRegisterPage *self, const char *text)
{
  /* First the focus: a field that has it must not become insensitive. */
  if (text != NULL && gtk_widget_get_focus_child (GTK_WIDGET (self->form_view)) != NULL)
    gtk_root_set_focus (gtk_widget_get_root (GTK_WIDGET (self)), NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->form_view), text == NULL);
  gtk_spinner_set_spinning (self->spinner, text != NULL);
  if (text != NULL)
    {
      gtk_label_set_label (self->busy_label, text);
      beckon_error_box_set_text (self->error_box, NULL);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->button_stack), TRUE);
  gtk_stack_set_visible_child_name (self->button_stack, text != NULL ? "busy" : "ready");
}

static void
show_form (BeckonRegisterPage *self)
{
  BeckonDataForm *form = beckon_registration_get_form (self->registration);
  const char *url = beckon_registration_get_web_url (self->registration);
  BeckonFormField *field;

  gtk_widget_set_visible (self->web_box, url != NULL);
  if (url != NULL)
    gtk_label_set_label (self->web_label, url);
  if (form == NULL)
    {
      gtk_widget_set_visible (GTK_WIDGET (self->button_stack), FALSE);
      return;
    }
  field = beckon_data_form_get_field (form, "username");
  if (field != NULL && self->username != NULL && beckon_form_field_get_value (field) == NULL)
    beckon_form_field_set_value (field, self->username);
  beckon_data_form_view_set_form (self->form_view, form, self->server->domain);
}

static void
fetch_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonRegisterPage) self = user_data;
  g_autoptr (GError) error = NULL;
  const gboolean good
    = beckon_registration_fetch_finish (BECKON_REGISTRATION (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  set_busy (self, NULL);
  if (good)
    {
      show_form (self);
      beckon_data_form_view_focus_first (self->form_view);
      return;
    }
  beckon_error_box_set_error (self->error_box, error, self->server->domain);
  gtk_stack_set_visible_child_name (self->button_stack, "retry");
}

static void
fetch (BeckonRegisterPage *self)
{
  g_autofree char *text
    /* Translators: %s is a server's name. */
    = g_strdup_printf (_ ("Asking %s…"), self->server->domain);

  set_busy (self, text);
  beckon_registration_fetch_async (
    self->registration, self->cancellable, fetch_cb, g_object_ref (self));
}

static void
accepted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  /* The account is there. Who has invited can still be added by hand. */
  if (!beckon_account_call_finish (BECKON_ACCOUNT (source), result, &error))
    g_info ("The inviter is not added: %s", error->message);
}

static void
sign_in_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonRegisterPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (BeckonAccount) account
    = beckon_client_sign_in_finish (BECKON_CLIENT (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  set_busy (self, NULL);
  if (account == NULL)
    {
      beckon_error_box_set_error (self->error_box, error, self->server->domain);
      gtk_stack_set_visible_child_name (self->button_stack, "sign-in");
      return;
    }
  if (self->inviter != NULL)
    beckon_account_accept_invitation_async (
      account, self->inviter, NULL, self->token, NULL, accepted_cb, NULL);
  beckon_password_dialog_offer_to_keep (GTK_WIDGET (self), account);
  g_signal_emit (self, signals[DONE], 0, account);
}

/* The account is there from now on: what is left is to sign in, as often as it takes. */
static void
show_made (BeckonRegisterPage *self, BeckonJid *jid)
{
  g_autofree char *text
    /* Translators: %s is the address of a new account. */
    = g_strdup_printf (_ ("The account %s has been created."), beckon_jid_get_bare (jid));

  gtk_label_set_label (self->made_label, text);
  gtk_widget_set_visible (GTK_WIDGET (self->made_label), TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self->form_view), FALSE);
  gtk_widget_set_visible (self->web_box, FALSE);
}

static void
sign_in (BeckonRegisterPage *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BeckonJid) jid
    = beckon_jid_new_from_parts (beckon_registration_get_username (self->registration),
                                 self->server->domain,
                                 NULL,
                                 &error);
  BeckonSignIn details = { 0 };

  if (jid == NULL)
    {
      set_busy (self, NULL);
      beckon_error_box_set_error (self->error_box, error, self->server->domain);
      return;
    }
  show_made (self, jid);
  set_busy (self, _ ("Signing in…"));
  details.jid = jid;
  details.password = beckon_registration_get_password (self->registration);
  details.host = self->server->host;
  details.port = self->server->port;
  details.direct_tls = self->server->direct_tls;
  details.proxy = self->server->proxy;
  beckon_client_sign_in_async (
    self->client, &details, self->cancellable, sign_in_cb, g_object_ref (self));
}

static const char *
get_field_of_error (BeckonRegisterPage *self, const GError *error)
{
  const char *field = beckon_registration_get_error_field (self->registration);

  if (field == NULL
      && g_error_matches (
        error, BECKON_REGISTRATION_ERROR, BECKON_REGISTRATION_ERROR_CONFLICT))
    return "username";
  return field;
}

static void
submit_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonRegisterPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (BeckonErrorText) text = NULL;
  g_autofree char *at_field = NULL;

  if (beckon_registration_submit_finish (BECKON_REGISTRATION (source), result, &error))
    {
      sign_in (self);
      return;
    }
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  set_busy (self, NULL);
  show_form (self);
  text = beckon_error_text_new (error, self->server->domain);
  beckon_error_box_set_text (self->error_box, text);
  /* At the field the server's own words say more than ours, where it has some. */
  at_field = g_strdup_printf (
    "%s. %s",
    text->title,
    g_error_matches (
      error, BECKON_REGISTRATION_ERROR, BECKON_REGISTRATION_ERROR_NOT_ACCEPTABLE)
        && text->details != NULL
      ? text->details
      : text->body);
  beckon_data_form_view_set_error (self->form_view, get_field_of_error (self, error), at_field);
}

static void
submit (BeckonRegisterPage *self)
{
  if (!beckon_data_form_view_check (self->form_view))
    return;
  set_busy (self, _ ("Creating the account…"));
  beckon_registration_submit_async (
    self->registration, self->cancellable, submit_cb, g_object_ref (self));
}

static void
open_web_cb (BeckonRegisterPage *self)
{
  const char *url = beckon_registration_get_web_url (self->registration);

  if (url != NULL && beckon_message_text_may_open (url))
    gtk_show_uri (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), url, GDK_CURRENT_TIME);
}

static void
beckon_register_page_dispose (GObject *object)
{
  BeckonRegisterPage *self = BECKON_REGISTER_PAGE (object);

  g_clear_object (&self->client);
  g_clear_object (&self->registration);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (beckon_register_page_parent_class)->dispose (object);
}

static void
beckon_register_page_finalize (GObject *object)
{
  BeckonRegisterPage *self = BECKON_REGISTER_PAGE (object);

  g_clear_pointer (&self->server, beckon_server_choice_free);
  g_free (self->username);
  g_clear_pointer (&self->inviter, beckon_jid_unref);
  g_free (self->token);
  G_OBJECT_CLASS (beckon_register_page_parent_class)->finalize (object);
}

/* What is left behind is not waited for. */
static void
beckon_register_page_unroot (GtkWidget *widget)
{
  g_cancellable_cancel (BECKON_REGISTER_PAGE (widget)->cancellable);
  GTK_WIDGET_CLASS (beckon_register_page_parent_class)->unroot (widget);
}

static void
beckon_register_page_class_init (BeckonRegisterPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = beckon_register_page_dispose;
  object_class->finalize = beckon_register_page_finalize;
  widget_class->unroot = beckon_register_page_unroot;

  signals[DONE] = g_signal_new ("done",
                                BECKON_TYPE_REGISTER_PAGE,
                                G_SIGNAL_RUN_LAST,
                                0,
                                NULL,
                                NULL,
                                NULL,
                                G_TYPE_NONE,
                                1,
                                BECKON_TYPE_ACCOUNT);

  g_type_ensure (BECKON_TYPE_ERROR_BOX);
  g_type_ensure (BECKON_TYPE_DATA_FORM_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/beckon/Beckon/ui/beckon-register-page.ui");
  gtk_widget_class_bind_template_child (widget_class, BeckonRegisterPage, title);
  gtk_widget_class_bind_template_child (widget_class, BeckonRegisterPage, error_box);
  gtk_widget_class_bind_template_child (widget_class, BeckonRegisterPage, form_view);
  gtk_widget_class_bind_template_child (widget_class, BeckonRegisterPage, made_label);
  gtk_widget_class_bind_template_child (widget_class, BeckonRegisterPage, web_box);
  gtk_widget_class_bind_template_child (widget_class, BeckonRegisterPage, web_label);
  gtk_widget_class_bind_template_child (widget_class, BeckonRegisterPage, button_stack);
  gtk_widget_class_bind_template_child (widget_class, BeckonRegisterPage, spinner);
  gtk_widget_class_bind_template_child (widget_class, BeckonRegisterPage, busy_label);
  gtk_widget_class_bind_template_callback (widget_class, submit);
  gtk_widget_class_bind_template_callback (widget_class, fetch);
  gtk_widget_class_bind_template_callback (widget_class, sign_in);
  gtk_widget_class_bind_template_callback (widget_class, open_web_cb);
}

static void
beckon_register_page_init (BeckonRegisterPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
}

/**
 * beckon_register_page_new:
 * @client: where to sign in afterwards
 * @server: the server, with its domain
 * @token: (nullable): of an invitation (XEP-0445)
 * @username: (nullable): the user name that the invitation asks for
 *
 * Returns: (transfer floating): a page that asks the server for its form
 */
GtkWidget *
beckon_register_page_new (BeckonClient *client,
                          const BeckonServerChoice *server,
                          const char *token,
                          const char *username)
{
  BeckonRegisterPage *self = g_object_new (BECKON_TYPE_REGISTER_PAGE, NULL);

  self->client = g_object_ref (client);
  self->server = beckon_server_choice_copy (server);
  self->username = g_strdup (username);
  self->registration = beckon_registration_new (
    server->domain, server->host, server->port, server->direct_tls, token);
  beckon_registration_set_proxy (self->registration, server->proxy);
  adw_window_title_set_subtitle (self->title, server->domain);
  fetch (self);
  return GTK_WIDGET (self);
}

/**
 * beckon_register_page_set_inviter:
 * @inviter: who becomes a contact of the new account
 * @token: (nullable): of the invitation
 */
void
beckon_register_page_set_inviter (BeckonRegisterPage *self, BeckonJid *inviter, const char *token)
{
  g_return_if_fail (BECKON_IS_REGISTER_PAGE (self));

  g_clear_pointer (&self->inviter, beckon_jid_unref);
  g_free (self->token);
  self->inviter = beckon_jid_ref (inviter);
  self->token = g_strdup (token);
}
