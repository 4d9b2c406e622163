/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "beckon-sign-in-page.h"

#include <glib/gi18n.h>

#include "beckon-error-box.h"
#include "beckon-password-dialog.h"
#include "beckon-proxy-row.h"

struct _BeckonSignInPage
{
  AdwBin parent_instance;

  BeckonErrorBox *error_box;
  GtkWidget *form;
  GtkEditable *address_row;
  GtkEditable *password_row;
  GtkWidget *advanced_group;
  AdwExpanderRow *advanced_row;
  GtkEditable *host_row;
  GtkEditable *port_row;
  GtkSwitch *direct_tls_switch;
  BeckonProxyRow *proxy_row;
  GtkStack *button_stack;
  GtkWidget *sign_in_button;
  GtkSpinner *spinner;
  GtkWidget *cancel_button;

  BeckonClient *client;
  char *domain; /* (nullable): where the address names none */
  GCancellable *cancellable; /* set while signing in */
};

enum
{
  DONE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BeckonSignInPage, beckon_sign_in_page, ADW_TYPE_BIN)

/* People paste what a web page gave them: spaces around it, or the whole link. */
static BeckonJid *
dup_jid (BeckonSignInPage *self, GError **error)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (self->address_row)));
  const char *address = text;
  g_autoptr (BeckonJid) jid = NULL;
  g_autofree char *completed = NULL;

  if (g_ascii_strncasecmp (address, "xmpp:", strlen ("xmpp:")) == 0)
    address += strlen ("xmpp:");
  if (strchr (address, '@') == NULL && self->domain != NULL)
    address = completed = g_strdup_printf ("%s@%s", address, self->domain);

  jid = beckon_jid_new (address, error);
  if (jid == NULL)
    return NULL;
  if (beckon_jid_get_local (jid) == NULL)
    {
      g_set_error_literal (error, BECKON_JID_ERROR, BECKON_JID_ERROR_LOCAL, "No local part");
      return NULL;
    }
  return beckon_jid_dup_bare (jid);
}

/* Returns FALSE for what is no port. An empty field is 0: the usual one. */
static gboolean
get_port (BeckonSignInPage *self, guint16 *port)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (self->port_row)));
  guint64 number = 0;

  if (*text != '\0' && !g_ascii_string_to_unsigned (text, 10, 1, G_MAXUINT16, &number, NULL))
    return FALSE;
  *port = number;
  return TRUE;
}

static void
form_changed_cb (BeckonSignInPage *self)
{
  guint16 port;
  const gboolean port_good = get_port (self, &port);

  gtk_widget_remove_css_class (GTK_WIDGET (self->address_row), "error");
  if (port_good)
    gtk_widget_remove_css_class (GTK_WIDGET (self->port_row), "error");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->port_row), "error");
  gtk_widget_set_sensitive (self->sign_in_button,
                            port_good && *gtk_editable_get_text (self->address_row) != '\0'
                              && *gtk_editable_get_text (self->password_row) != '\0');
}

static void
address_activated_cb (BeckonSignInPage *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->password_row));
}

static void
set_busy (BeckonSignInPage *self, gboolean busy)
{
  gtk_spinner_set_spinning (self->spinner, busy);
  gtk_stack_set_visible_child_name (self->button_stack, busy ? "busy" : "ready");
  /* First the focus: a field that has it must not become insensitive. */
  if (busy)
    gtk_widget_grab_focus (self->cancel_button);
  gtk_widget_set_sensitive (self->form, !busy);
  gtk_widget_set_sensitive (self->advanced_group, !busy);
}

static void
cancel (BeckonSignInPage *self)
{
  g_cancellable_cancel (self->cancellable);
}

static void
sign_in_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonSignInPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (BeckonAccount) account = NULL;

  account = beckon_client_sign_in_finish (BECKON_CLIENT (source), result, &error);
  g_clear_object (&self->cancellable);
  set_busy (self, FALSE);

  if (account != NULL)
    {
      gtk_editable_set_text (self->password_row, "");
      beckon_password_dialog_offer_to_keep (GTK_WIDGET (self), account);
      g_signal_emit (self, signals[DONE], 0, account);
    }
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      beckon_sign_in_page_show_error (self, error);
    }
}

static void
submit (BeckonSignInPage *self)
{
  g_autofree char *host = g_strstrip (g_strdup (gtk_editable_get_text (self->host_row)));
  g_autoptr (BeckonJid) jid = NULL;
  g_autoptr (GError) error = NULL;
  BeckonSignIn sign_in = { 0 };

  if (self->cancellable != NULL || !gtk_widget_get_sensitive (self->sign_in_button)
      || !get_port (self, &sign_in.port) || !beckon_proxy_row_check (self->proxy_row))
    return;
  jid = dup_jid (self, &error);
  if (jid == NULL)
    {
      beckon_sign_in_page_show_error (self, error);
      gtk_widget_add_css_class (GTK_WIDGET (self->address_row), "error");
      return;
    }

  beckon_error_box_set_text (self->error_box, NULL);
  set_busy (self, TRUE);
  self->cancellable = g_cancellable_new ();

  sign_in.jid = jid;
  sign_in.proxy = beckon_proxy_row_get_uri (self->proxy_row);
  sign_in.password = gtk_editable_get_text (self->password_row);
  if (*host != '\0')
    {
      sign_in.host = host;
      sign_in.direct_tls = gtk_switch_get_active (self->direct_tls_switch);
      if (sign_in.port == 0)
        sign_in.port = sign_in.direct_tls ? 5223 : 5222;
    }
  else
    {
      sign_in.port = 0;
    }
  beckon_client_sign_in_async (
    self->client, &sign_in, self->cancellable, sign_in_cb, g_object_ref (self));
}

/* What is left behind is not waited for. */
static void
beckon_sign_in_page_unmap (GtkWidget *widget)
{
  g_cancellable_cancel (BECKON_SIGN_IN_PAGE (widget)->cancellable);
  GTK_WIDGET_CLASS (beckon_sign_in_page_parent_class)->unmap (widget);
}

static gboolean
beckon_sign_in_page_grab_focus (GtkWidget *widget)
{
  BeckonSignInPage *self = BECKON_SIGN_IN_PAGE (widget);

  return gtk_widget_grab_focus (GTK_WIDGET (
    *gtk_editable_get_text (self->address_row) == '\0' ? self->address_row : self->password_row));
}

static void
beckon_sign_in_page_dispose (GObject *object)
{
  BeckonSignInPage *self = BECKON_SIGN_IN_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->client);
  G_OBJECT_CLASS (beckon_sign_in_page_parent_class)->dispose (object);
}

static void
beckon_sign_in_page_finalize (GObject *object)
{
  BeckonSignInPage *self = BECKON_SIGN_IN_PAGE (object);

  g_free (self->domain);
  G_OBJECT_CLASS (beckon_sign_in_page_parent_class)->finalize (object);
}

static void
beckon_sign_in_page_class_init (BeckonSignInPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = beckon_sign_in_page_dispose;
  object_class->finalize = beckon_sign_in_page_finalize;
  widget_class->unmap = beckon_sign_in_page_unmap;
  widget_class->grab_focus = beckon_sign_in_page_grab_focus;

  signals[DONE] = g_signal_new ("done",
                                BECKON_TYPE_SIGN_IN_PAGE,
                                G_SIGNAL_RUN_LAST,
                                0,
                                NULL,
                                NULL,
                                NULL,
                                G_TYPE_NONE,
                                1,
                                BECKON_TYPE_ACCOUNT);

  g_type_ensure (BECKON_TYPE_ERROR_BOX);
  g_type_ensure (BECKON_TYPE_PROXY_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/beckon/Beckon/ui/beckon-sign-in-page.ui");
  gtk_widget_class_bind_template_child (widget_class, BeckonSignInPage, error_box);
  gtk_widget_class_bind_template_child (widget_class, BeckonSignInPage, form);
  gtk_widget_class_bind_template_child (widget_class, BeckonSignInPage, address_row);
  gtk_widget_class_bind_template_child (widget_class, BeckonSignInPage, password_row);
  gtk_widget_class_bind_template_child (widget_class, BeckonSignInPage, advanced_group);
  gtk_widget_class_bind_template_child (widget_class, BeckonSignInPage, advanced_row);
  gtk_widget_class_bind_template_child (widget_class, BeckonSignInPage, host_row);
  gtk_widget_class_bind_template_child (widget_class, BeckonSignInPage, port_row);
  gtk_widget_class_bind_template_child (widget_class, BeckonSignInPage, proxy_row);
  gtk_widget_class_bind_template_child (widget_class, BeckonSignInPage, direct_tls_switch);
  gtk_widget_class_bind_template_child (widget_class, BeckonSignInPage, button_stack);
  gtk_widget_class_bind_template_child (widget_class, BeckonSignInPage, sign_in_button);
  gtk_widget_class_bind_template_child (widget_class, BeckonSignInPage, spinner);
  gtk_widget_class_bind_template_child (widget_class, BeckonSignInPage, cancel_button);
  gtk_widget_class_bind_template_callback (widget_class, form_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, address_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, submit);
  gtk_widget_class_bind_template_callback (widget_class, cancel);
}

static void
beckon_sign_in_page_init (BeckonSignInPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  form_changed_cb (self);
}

/**
 * beckon_sign_in_page_new:
 * @client: where to sign in
 * @server: (nullable): a server to fill in
 *
 * Returns: (transfer floating): an empty page
 */
GtkWidget *
beckon_sign_in_page_new (BeckonClient *client, const BeckonServerChoice *server)
{
  BeckonSignInPage *self = g_object_new (BECKON_TYPE_SIGN_IN_PAGE, NULL);

  self->client = g_object_ref (client);
  if (server != NULL)
    {
      self->domain = g_strdup (server->domain);
      if (server->host != NULL)
        {
          g_autofree char *port = g_strdup_printf ("%u", server->port);

          gtk_editable_set_text (self->host_row, server->host);
          gtk_editable_set_text (self->port_row, port);
          gtk_switch_set_active (self->direct_tls_switch, server->direct_tls);
        }
    }
  if (self->domain != NULL)
    {
      g_autofree char *example = g_strdup_printf (
        /* Translators: %s is a server's name. */
        _ ("_Address, such as you@%s"), self->domain);

      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->address_row), example);
    }
  return GTK_WIDGET (self);
}

/**
 * beckon_sign_in_page_show_error:
 * @error: why signing in did not work
 *
 * Shows @error above the form, with the cursor where it can be mended.
 */
void
beckon_sign_in_page_show_error (BeckonSignInPage *self, const GError *error)
{
  g_autoptr (BeckonJid) jid = NULL;
  g_autoptr (BeckonErrorText) text = NULL;

  g_return_if_fail (BECKON_IS_SIGN_IN_PAGE (self));

  jid = dup_jid (self, NULL);
  text = beckon_error_text_new (error, jid != NULL ? beckon_jid_get_domain (jid) : self->domain);
  beckon_error_box_set_text (self->error_box, text);
  if (text->action == BECKON_ERROR_ACTION_PASSWORD)
    {
      gtk_editable_select_region (self->password_row, 0, -1);
      gtk_widget_grab_focus (GTK_WIDGET (self->password_row));
    }
  else
    {
      gtk_widget_grab_focus (error->domain == BECKON_JID_ERROR ? GTK_WIDGET (self->address_row)
                                                               : self->sign_in_button);
    }
}

/**
 * beckon_sign_in_page_set_proxy:
 * @uri: (nullable): what was chosen to go through, to be filled in
 */
void
beckon_sign_in_page_set_proxy (BeckonSignInPage *self, const char *uri)
{
  g_return_if_fail (BECKON_IS_SIGN_IN_PAGE (self));

  beckon_proxy_row_set_uri (self->proxy_row, uri);
}
