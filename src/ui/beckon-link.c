/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "beckon-link.h"

#include <glib/gi18n.h>

#include "beckon-add-contact-window.h"
#include "beckon-address-text.h"
#include "beckon-contact-removal.h"
#include "beckon-parse.h"
#include "beckon-text.h"
#include "xep-0147.h"
#include "xep-0401.h"

/* How much of a name or a word from a link is shown. */
#define MAX_CHARS 100

typedef struct
{
  BeckonWindow *window; /* (nullable), weak: the dialog may outlive it by a moment */
  BeckonJid *jid;
  char *text; /* (nullable): what the link fills in */
  char *link; /* (nullable): the invitation */
  GListModel *accounts;
  GtkDropDown *drop_down;
} Question;

/* One question at a time, however many links somebody makes the person's browser open. */
static GtkWindow *current;

static void
question_free (gpointer data, GClosure *closure)
{
  Question *self = data;

  g_clear_weak_pointer (&self->window);
  g_clear_pointer (&self->jid, beckon_jid_unref);
  g_object_unref (self->accounts);
  g_free (self->text);
  g_free (self->link);
  g_free (self);
}

static Question *
question_new (BeckonWindow *window, BeckonJid *jid)
{
  Question *self = g_new0 (Question, 1);

  g_set_weak_pointer (&self->window, window);
  self->jid = beckon_jid_dup_bare (jid);
  self->accounts = g_object_ref (beckon_client_get_accounts (beckon_window_get_client (window)));
  return self;
}

static BeckonAccount *
dup_account (Question *self)
{
  return g_list_model_get_item (self->accounts, gtk_drop_down_get_selected (self->drop_down));
}

static char *
dup_shown_address (BeckonJid *jid)
{
  return beckon_text_dup_isolated (beckon_jid_get_bare (jid));
}

static AdwMessageDialog *
dialog_new (BeckonWindow *window, const char *heading, const char *body)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (window), heading, body);

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"));
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  return ADW_MESSAGE_DIALOG (dialog);
}

static void
present (GtkWindow *dialog)
{
  g_set_weak_pointer (&current, dialog);
  gtk_window_present (dialog);
}

static void
say (BeckonWindow *window, const char *heading, const char *body)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (window), heading, body);

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("_Close"));
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "close");
  present (GTK_WINDOW (dialog));
}

static GtkWidget *
make_label (const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_insert_hyphens_new (FALSE));
  gtk_label_set_attributes (GTK_LABEL (label), attributes);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, style);
  return label;
}

/* Below the question: a warning, the text, and the choice of the account where there is one. */
static void
add_details (AdwMessageDialog *dialog, Question *question)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  g_autoptr (BeckonAccount) first = g_list_model_get_item (question->accounts, 0);
  g_autofree char *warning = beckon_address_text_dup_warning (question->jid, first);
  g_autoptr (GtkStringList) addresses = gtk_string_list_new (NULL);

  if (warning != NULL)
    gtk_box_append (GTK_BOX (box), make_label (warning, "warning"));
  if (question->text != NULL)
    {
      GtkWidget *label = make_label (question->text, "card");

      gtk_label_set_lines (GTK_LABEL (label), 8);
      gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
      gtk_widget_add_css_class (label, "link-text");
      gtk_box_append (GTK_BOX (box), label);
    }
  for (guint i = 0; i < g_list_model_get_n_items (question->accounts); i++)
    {
      g_autoptr (BeckonAccount) account = g_list_model_get_item (question->accounts, i);

      gtk_string_list_append (addresses, beckon_jid_get_bare (beckon_account_get_jid (account)));
    }
  question->drop_down = GTK_DROP_DOWN (
    gtk_drop_down_new (G_LIST_MODEL (g_steal_pointer (&addresses)), NULL));
  gtk_accessible_update_property (
    GTK_ACCESSIBLE (question->drop_down), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Account"), -1);
  gtk_widget_set_visible (GTK_WIDGET (question->drop_down),
                          g_list_model_get_n_items (question->accounts) > 1);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (question->drop_down));
  adw_message_dialog_set_extra_child (dialog, box);
}

/* Each dialog owns its question. */
static void
ask (AdwMessageDialog *dialog, GCallback response_cb, Question *question)
{
  g_signal_connect_data (dialog, "response", response_cb, question, question_free, 0);
  present (GTK_WINDOW (dialog));
}

/* message */

static void
message_response_cb (AdwMessageDialog *dialog, const char *response, Question *question)
{
  g_autoptr (BeckonAccount) account = dup_account (question);

  if (g_str_equal (response, "open") && question->window != NULL && account != NULL)
    beckon_window_write_to (question->window, account, question->jid, question->text);
}

static void
ask_message (BeckonWindow *window, BeckonXmppUri *uri)
{
  Question *question = question_new (window, uri->jid);
  const char *text = beckon_xmpp_uri_get_parameter (uri, "body");
  g_autofree char *address = dup_shown_address (uri->jid);
  AdwMessageDialog *dialog = dialog_new (window, NULL, NULL);

  question->text = text != NULL ? g_strstrip (beckon_text_dup_block (text)) : NULL;
  if (question->text != NULL && *question->text == '\0')
    g_clear_pointer (&question->text, g_free);
  /* Translators: %s is an address. */
  adw_message_dialog_format_heading (dialog, _ ("Write to %s?"), address);
  adw_message_dialog_set_body (
    dialog,
    question->text != NULL
      ? _ ("The link fills in this message. It is not sent before you send it.")
      : _ ("The link opens the chat with this address. Nothing is sent."));
  adw_message_dialog_add_response (dialog, "open", _ ("_Open Chat"));
  adw_message_dialog_set_response_appearance (dialog, "open", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (dialog, "open");
  add_details (dialog, question);
  ask (dialog, G_CALLBACK (message_response_cb), question);
}

/* roster */

static void
ask_roster (BeckonWindow *window, BeckonXmppUri *uri, const char *link)
{
  const char *name = beckon_xmpp_uri_get_parameter (uri, "name");
  g_autofree char *shown_name = beckon_text_dup_line (name, MAX_CHARS);
  g_autofree char *token = beckon_address_text_dup_token (link);

  /* An invitation stays whole: the window takes from it what proves it. */
  present (beckon_add_contact_window_present (
    window, NULL, token != NULL ? link : beckon_jid_get_bare (uri->jid), shown_name));
}

/* remove */

static void
remove_response_cb (AdwMessageDialog *dialog, const char *response, Question *question)
{
  g_autoptr (BeckonAccount) account = dup_account (question);
  GListModel *contacts;

  if (!g_str_equal (response, "remove") || question->window == NULL || account == NULL)
    return;
  contacts = beckon_account_get_contacts (account);
  for (guint i = 0; i < g_list_model_get_n_items (contacts); i++)
    {
      g_autoptr (BeckonContact) contact = g_list_model_get_item (contacts, i);

      if (beckon_jid_equal (beckon_contact_get_jid (contact), question->jid))
        {
          beckon_contact_removal_start (question->window, contact);
          return;
        }
    }
  say (question->window,
       _ ("Nothing to remove"),
       _ ("This address is not among the contacts of the account."));
}

static void
ask_remove (BeckonWindow *window, BeckonXmppUri *uri)
{
  Question *question = question_new (window, uri->jid);
  g_autofree char *address = dup_shown_address (uri->jid);
  AdwMessageDialog *dialog = dialog_new (window, NULL, NULL);

  /* Translators: %s is an address. */
  adw_message_dialog_format_heading (dialog, _ ("Remove %s from your contacts?"), address);
  adw_message_dialog_set_body (
    dialog,
    _ ("You no longer see when the other is online, nor the other you. What you wrote to each "
       "other stays."));
  adw_message_dialog_add_response (dialog, "remove", _ ("_Remove"));
  adw_message_dialog_set_response_appearance (dialog, "remove", ADW_RESPONSE_DESTRUCTIVE);
  add_details (dialog, question);
  ask (dialog, G_CALLBACK (remove_response_cb), question);
}

/* register */

static void
register_response_cb (AdwMessageDialog *dialog, const char *response, Question *question)
{
  if (g_str_equal (response, "continue") && question->window != NULL)
    beckon_window_register (question->window, question->link);
}

static void
ask_register (BeckonWindow *window, const BeckonInvitation *invitation, const char *link)
{
  g_autoptr (BeckonJid) server = beckon_jid_new (invitation->domain, NULL);
  Question *question = question_new (window, server);
  g_autofree char *domain = beckon_text_dup_isolated (invitation->domain);
  AdwMessageDialog *dialog = dialog_new (window, NULL, NULL);

  /* Translators: %s is a server's name. */
  adw_message_dialog_format_heading (dialog, _ ("Create an account on %s?"), domain);
  if (invitation->inviter != NULL)
    {
      g_autofree char *inviter = dup_shown_address (invitation->inviter);

      adw_message_dialog_format_body (
        dialog,
        /* Translators: %s is the address of who invites. */
        _ ("%s invites you, and becomes a contact of the new account. The next page shows what the "
           "server asks for."),
        inviter);
    }
  else
    {
      adw_message_dialog_set_body (dialog,
                                   _ ("The next page shows what the server asks for. There is no "
                                      "account before you send that."));
    }
  adw_message_dialog_add_response (dialog, "continue", _ ("C_ontinue"));
  adw_message_dialog_set_response_appearance (dialog, "continue", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (dialog, "continue");
  add_details (dialog, question);
  gtk_widget_set_visible (GTK_WIDGET (question->drop_down), FALSE);
  question->link = g_strdup (link);
  ask (dialog, G_CALLBACK (register_response_cb), question);
}

/* The rest */

static void
say_unknown (BeckonWindow *window, BeckonXmppUri *uri)
{
  g_autofree char *action = beckon_text_dup_line (uri->action, MAX_CHARS);
  g_autofree char *shown = beckon_text_dup_isolated (action != NULL ? action : "");
  g_autofree char *address = dup_shown_address (uri->jid);
  g_autofree char *body = g_strdup_printf (
    /* Translators: the first %s is a word from a link, such as “command”, the second an address. */
    _ ("The link asks for “%s” at %s, which Beckon does not do."),
    shown,
    address);

  say (window, _ ("Nothing Was Done"), body);
}

static void
say_no_group_chats (BeckonWindow *window, BeckonXmppUri *uri)
{
  g_autofree char *address = dup_shown_address (uri->jid);
  g_autofree char *body = g_strdup_printf (
    /* Translators: %s is the address of a group chat. */
    _ ("The link invites to the group chat %s. Beckon cannot join group chats yet."), address);

  say (window, _ ("Nothing Was Done"), body);
}

static void
say_not_a_link (BeckonWindow *window, const GError *error)
{
  say (window,
       _ ("This link is broken"),
       g_error_matches (error, BECKON_XEP_ERROR, BECKON_XEP_ERROR_LIMIT)
         ? _ ("It is much longer than an address can be. Nothing was done.")
         : _ ("It does not hold a proper address of XMPP. Nothing was done. Ask whoever gave you "
              "the link for the address itself."));
}

/**
 * beckon_link_open:
 * @window: the window, with its client
 * @link: from anywhere
 *
 * Shows what @link asks for, as a question.
 *
 * Returns: %FALSE if this has to wait until there is an account
 */
gboolean
beckon_link_open (BeckonWindow *window, const char *link)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BeckonXmppUri) uri = NULL;
  g_autoptr (BeckonInvitation) invitation = NULL;
  GListModel *accounts;
  const char *action;

  g_return_val_if_fail (BECKON_IS_WINDOW (window), TRUE);

  accounts = beckon_client_get_accounts (beckon_window_get_client (window));
  if (current != NULL)
    gtk_window_destroy (current);

  uri = beckon_xmpp_uri_parse (link, &error);
  if (uri == NULL)
    {
      say_not_a_link (window, error);
      return TRUE;
    }
  invitation = beckon_invitation_parse (link, NULL);
  action = uri->action != NULL ? uri->action : "message";

  if (invitation != NULL && invitation->can_register
      && (invitation->inviter == NULL || g_list_model_get_n_items (accounts) == 0))
    ask_register (window, invitation, link);
  else if (g_str_equal (action, "join"))
    say_no_group_chats (window, uri);
  else if (!g_str_equal (action, "message") && !g_str_equal (action, "roster")
           && !g_str_equal (action, "subscribe") && !g_str_equal (action, "remove"))
    say_unknown (window, uri);
  else if (beckon_jid_get_local (uri->jid) == NULL)
    say_not_a_link (window, NULL);
  else if (g_list_model_get_n_items (accounts) == 0)
    return FALSE;
  else if (g_str_equal (action, "message"))
    ask_message (window, uri);
  else if (g_str_equal (action, "remove"))
    ask_remove (window, uri);
  else
    ask_roster (window, uri, link);
  return TRUE;
}
