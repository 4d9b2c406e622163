/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "beckon-scan-page.h"

#include <glib/gi18n.h>

#include "beckon-button-wrap.h"
#include "beckon-scan-code.h"
#include "beckon-scan-person.h"
#include "beckon-scan-server.h"
#include "beckon-scan-text.h"

/* After this many seconds of waiting for an answer it is said that it takes long. */
#define SLOW_SECONDS 5

struct _BeckonScanPage
{
  AdwBin parent_instance;

  AdwWindowTitle *title;
  GtkWidget *warning_bar;
  GtkLabel *warning_label;
  GtkStack *stack;
  GtkLabel *announcement;

  BeckonScanServer *server_form;

  GtkSpinner *spinner;
  GtkLabel *busy_label;

  BeckonScanCode *code;
  BeckonScanPerson *person;

  AdwStatusPage *message_page;
  GtkButton *message_button;
  GtkWidget *server_button;
  GtkWidget *details_expander;
  GtkLabel *details_label;

  BeckonClient *client;
  BeckonServerChoice *server; /* (nullable) */
  BeckonAccount *again; /* (nullable): the account that is to be signed in again */
  BeckonJid *domain; /* (nullable): whose codes are shown */

  BeckonScanSignIn *sign_in; /* (nullable): the attempt that is shown */
  int shown_state; /* a BeckonScanState, or -1 */
  gboolean slow;
  BeckonScanAction action;
  guint clock; /* source ids */
  guint slow_timer;
};

enum
{
  DONE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BeckonScanPage, beckon_scan_page, ADW_TYPE_BIN)

static void
announce (BeckonScanPage *self, const char *text)
{
  /* Setting the same again would be read out again. */
  if (!g_str_equal (gtk_label_get_label (self->announcement), text))
    gtk_label_set_label (self->announcement, text);
}

static const char *
get_domain (BeckonScanPage *self)
{
  return self->domain != NULL ? beckon_jid_get_domain (self->domain) : "";
}

/* Time */

static void
update_clock (BeckonScanPage *self)
{
  const gint64 start = beckon_scan_sign_in_get_code_start (self->sign_in);
  const gint64 end = beckon_scan_sign_in_get_code_end (self->sign_in);
  const gint64 left = CLAMP (end - g_get_monotonic_time (), 0, MAX (end - start, 0));
  const double fraction = end > start ? (double) left / (double) (end - start) : 0;
  g_autofree char *text = beckon_scan_text_dup_time_left (self->sign_in, left);

  beckon_scan_code_set_fraction (self->code, fraction);
  beckon_scan_person_set_fraction (self->person, fraction);
  announce (self, text);
}

static gboolean
clock_cb (gpointer user_data)
{
  update_clock (user_data);
  return G_SOURCE_CONTINUE;
}

/* Warnings, over whatever else is shown */

static void
update_warning (BeckonScanPage *self)
{
  const char *text = beckon_scan_text_get_warning (self->sign_in, self->slow);

  if (text != NULL && !g_str_equal (gtk_label_get_label (self->warning_label), text))
    gtk_label_set_label (self->warning_label, text);
  gtk_widget_set_visible (self->warning_bar, text != NULL);
}

static gboolean
slow_cb (gpointer user_data)
{
  BeckonScanPage *self = user_data;

  self->slow_timer = 0;
  self->slow = TRUE;
  update_warning (self);
  return G_SOURCE_REMOVE;
}

static void
copied_cb (BeckonScanPage *self)
{
  announce (self, _ ("The short code is copied."));
}

/* All that is neither waiting nor done */
static void
show_message (BeckonScanPage *self)
{
  g_autoptr (BeckonScanMessage) message
    = beckon_scan_message_new (self->sign_in, get_domain (self));
  g_autofree char *markup = NULL;
  g_autofree char *spoken = NULL;

  if (message == NULL)
    return;
  markup = g_markup_escape_text (message->body, -1);
  adw_status_page_set_icon_name (self->message_page, message->icon);
  adw_status_page_set_title (self->message_page, message->title);
  adw_status_page_set_description (self->message_page, markup);
  self->action = message->action;
  gtk_button_set_label (self->message_button, message->button);
  gtk_widget_set_visible (self->server_button, message->other_server && self->again == NULL);
  gtk_widget_set_visible (self->details_expander, message->details != NULL);
  gtk_label_set_label (self->details_label, message->details != NULL ? message->details : "");
  gtk_stack_set_visible_child_name (self->stack, "message");

  /* Translators: the first %s is what happened, the second what it means or what to do. */
  spoken = g_strdup_printf (_ ("%s. %s"), message->title, message->body);
  announce (self, spoken);
}

static void
show_busy (BeckonScanPage *self)
{
  g_autofree char *text = beckon_scan_text_dup_busy (self->sign_in, get_domain (self));

  gtk_label_set_label (self->busy_label, text);
  gtk_stack_set_visible_child_name (self->stack, "busy");
  announce (self, text);
}

static void
show_state (BeckonScanPage *self, BeckonScanState state)
{
  switch (state)
    {
    case BECKON_SCAN_FINDING:
    case BECKON_SCAN_SIGNING_IN:
      show_busy (self);
      break;
    case BECKON_SCAN_WAITING:
      gtk_stack_set_visible_child_name (self->stack, "code");
      break;
    case BECKON_SCAN_SCANNED:
      gtk_stack_set_visible_child_name (self->stack, "scanned");
      break;
    case BECKON_SCAN_DONE:
      break;
    default:
      show_message (self);
      break;
    }
}

static gboolean
beckon_scan_page_grab_focus (GtkWidget *widget)
{
  BeckonScanPage *self = BECKON_SCAN_PAGE (widget);
  const char *name = gtk_stack_get_visible_child_name (self->stack);

  if (g_str_equal (name, "server"))
    return gtk_widget_grab_focus (GTK_WIDGET (self->server_form));
  if (g_str_equal (name, "code"))
    return gtk_widget_grab_focus (GTK_WIDGET (self->code));
  if (g_str_equal (name, "scanned"))
    return gtk_widget_grab_focus (GTK_WIDGET (self->person));
  if (g_str_equal (name, "message"))
    return gtk_widget_grab_focus (GTK_WIDGET (self->message_button));
  return FALSE;
}

static void
stop_timers (BeckonScanPage *self)
{
  g_clear_handle_id (&self->clock, g_source_remove);
  g_clear_handle_id (&self->slow_timer, g_source_remove);
}

static void
update (BeckonScanPage *self)
{
  const BeckonScanState state = beckon_scan_sign_in_get_state (self->sign_in);
  const gboolean busy = state == BECKON_SCAN_FINDING || state == BECKON_SCAN_SIGNING_IN;
  const gboolean timed = state == BECKON_SCAN_WAITING || state == BECKON_SCAN_SCANNED;
  const gboolean changed = (int) state != self->shown_state;

  if (changed)
    {
      self->shown_state = state;
      self->slow = FALSE;
      stop_timers (self);
      if (busy)
        self->slow_timer = g_timeout_add_seconds (SLOW_SECONDS, slow_cb, self);
      if (timed)
        self->clock = g_timeout_add_seconds (1, clock_cb, self);
      gtk_spinner_set_spinning (self->spinner, busy);
      /* A message has its words in the middle already; here they are for screen readers only. */
      gtk_widget_set_opacity (GTK_WIDGET (self->announcement), timed ? 1 : 0);
    }
  beckon_scan_code_update (self->code, self->sign_in);
  beckon_scan_person_update (self->person, self->sign_in);
  update_warning (self);
  if (timed)
    update_clock (self);
  /* What these show may come after the state. */
  if (changed || state == BECKON_SCAN_FAILED || state == BECKON_SCAN_ALREADY_SIGNED_IN
      || state == BECKON_SCAN_NOT_OFFERED)
    show_state (self, state);
  if (changed && gtk_widget_get_mapped (GTK_WIDGET (self)))
    gtk_widget_grab_focus (GTK_WIDGET (self));
  if (changed && state == BECKON_SCAN_DONE)
    g_signal_emit (self, signals[DONE], 0, beckon_scan_sign_in_get_account (self->sign_in));
}

/* Starting and ending */

static void
drop_sign_in (BeckonScanPage *self)
{
  stop_timers (self);
  if (self->sign_in != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->sign_in, self);
      beckon_scan_sign_in_cancel (self->sign_in);
      g_clear_object (&self->sign_in);
    }
}

static void
start (BeckonScanPage *self)
{
  drop_sign_in (self);
  if (self->again != NULL)
    {
      self->sign_in = beckon_scan_sign_in_new_again (self->client, self->again);
    }
  else
    {
      self->sign_in = beckon_scan_sign_in_new (self->client, self->domain);
      beckon_scan_sign_in_set_proxy (self->sign_in, beckon_scan_page_get_proxy (self));
    }

  /* A host set by hand is for the server that it was set for. */
  if (self->again == NULL && self->server != NULL && self->server->host != NULL
      && (self->server->domain == NULL
          || g_str_equal (self->server->domain, get_domain (self))))
    beckon_scan_sign_in_set_host (
      self->sign_in, self->server->host, self->server->port, self->server->direct_tls);

  adw_window_title_set_subtitle (self->title, get_domain (self));
  self->shown_state = -1;
  g_signal_connect_object (
    self->sign_in, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  beckon_scan_sign_in_start (self->sign_in);
  update (self);
}

static void
ask_server (BeckonScanPage *self)
{
  drop_sign_in (self);
  self->shown_state = -1;
  adw_window_title_set_subtitle (self->title, NULL);
  gtk_widget_set_visible (self->warning_bar, FALSE);
  gtk_stack_set_visible_child_name (self->stack, "server");
  gtk_label_set_label (self->announcement, "");
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

static void
chosen_cb (BeckonScanPage *self, BeckonJid *domain)
{
  g_clear_pointer (&self->domain, beckon_jid_unref);
  self->domain = beckon_jid_ref (domain);
  start (self);
}

static void
cancel_cb (BeckonScanPage *self)
{
  if (self->sign_in != NULL)
    beckon_scan_sign_in_cancel (self->sign_in);
}

static void
message_button_cb (BeckonScanPage *self)
{
  switch (self->action)
    {
    case BECKON_SCAN_ACTION_NEW_CODE:
      if (beckon_scan_sign_in_get_state (self->sign_in) == BECKON_SCAN_PAUSED)
        beckon_scan_sign_in_renew (self->sign_in);
      else
        start (self);
      break;
    case BECKON_SCAN_ACTION_PASSWORD:
      gtk_widget_activate_action (GTK_WIDGET (self), "setup.sign-in", NULL);
      break;
    case BECKON_SCAN_ACTION_OPEN:
      g_signal_emit (self, signals[DONE], 0, beckon_scan_sign_in_get_account (self->sign_in));
      break;
    }
}

/* What is left behind is not waited for. */
static void
beckon_scan_page_unmap (GtkWidget *widget)
{
  cancel_cb (BECKON_SCAN_PAGE (widget));
  GTK_WIDGET_CLASS (beckon_scan_page_parent_class)->unmap (widget);
}

static void
beckon_scan_page_dispose (GObject *object)
{
  BeckonScanPage *self = BECKON_SCAN_PAGE (object);

  drop_sign_in (self);
  g_clear_object (&self->client);
  g_clear_object (&self->again);
  G_OBJECT_CLASS (beckon_scan_page_parent_class)->dispose (object);
}

static void
beckon_scan_page_finalize (GObject *object)
{
  BeckonScanPage *self = BECKON_SCAN_PAGE (object);

  g_clear_pointer (&self->server, beckon_server_choice_free);
  g_clear_pointer (&self->domain, beckon_jid_unref);
  G_OBJECT_CLASS (beckon_scan_page_parent_class)->finalize (object);
}

static void
beckon_scan_page_class_init (BeckonScanPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = beckon_scan_page_dispose;
  object_class->finalize = beckon_scan_page_finalize;
  widget_class->unmap = beckon_scan_page_unmap;
  widget_class->grab_focus = beckon_scan_page_grab_focus;

  signals[DONE] = g_signal_new ("done",
                                BECKON_TYPE_SCAN_PAGE,
                                G_SIGNAL_RUN_LAST,
                                0,
                                NULL,
                                NULL,
                                NULL,
                                G_TYPE_NONE,
                                1,
                                BECKON_TYPE_ACCOUNT);

  g_type_ensure (BECKON_TYPE_SCAN_CODE);
  g_type_ensure (BECKON_TYPE_SCAN_PERSON);
  g_type_ensure (BECKON_TYPE_SCAN_SERVER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/beckon/Beckon/ui/beckon-scan-page.ui");
  gtk_widget_class_bind_template_child (widget_class, BeckonScanPage, title);
  gtk_widget_class_bind_template_child (widget_class, BeckonScanPage, warning_bar);
  gtk_widget_class_bind_template_child (widget_class, BeckonScanPage, warning_label);
  gtk_widget_class_bind_template_child (widget_class, BeckonScanPage, stack);
  gtk_widget_class_bind_template_child (widget_class, BeckonScanPage, announcement);
  gtk_widget_class_bind_template_child (widget_class, BeckonScanPage, server_form);
  gtk_widget_class_bind_template_child (widget_class, BeckonScanPage, spinner);
  gtk_widget_class_bind_template_child (widget_class, BeckonScanPage, busy_label);
  gtk_widget_class_bind_template_child (widget_class, BeckonScanPage, code);
  gtk_widget_class_bind_template_child (widget_class, BeckonScanPage, person);
  gtk_widget_class_bind_template_child (widget_class, BeckonScanPage, message_page);
  gtk_widget_class_bind_template_child (widget_class, BeckonScanPage, message_button);
  gtk_widget_class_bind_template_child (widget_class, BeckonScanPage, server_button);
  gtk_widget_class_bind_template_child (widget_class, BeckonScanPage, details_expander);
  gtk_widget_class_bind_template_child (widget_class, BeckonScanPage, details_label);
  gtk_widget_class_bind_template_callback (widget_class, chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, copied_cb);
  gtk_widget_class_bind_template_callback (widget_class, cancel_cb);
  gtk_widget_class_bind_template_callback (widget_class, message_button_cb);
  gtk_widget_class_bind_template_callback (widget_class, ask_server);
}

static void
beckon_scan_page_init (BeckonScanPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  beckon_button_wrap (GTK_WIDGET (self->message_button));
  beckon_button_wrap (self->server_button);
  self->shown_state = -1;
}

/**
 * beckon_scan_page_new:
 * @client: where to sign in
 * @server: (nullable): a server that is chosen already; without its domain the page asks for one
 *
 * Returns: (transfer floating): a page that shows a code as soon as it knows the server
 */
GtkWidget *
beckon_scan_page_new (BeckonClient *client, const BeckonServerChoice *server)
{
  BeckonScanPage *self = g_object_new (BECKON_TYPE_SCAN_PAGE, NULL);

  self->client = g_object_ref (client);
  self->server = beckon_server_choice_copy (server);
  if (server != NULL && server->domain != NULL)
    self->domain = beckon_jid_new (server->domain, NULL);
  if (self->domain != NULL)
    start (self);
  return GTK_WIDGET (self);
}

/**
 * beckon_scan_page_new_again:
 * @client: whose account it is
 * @account: an account that the server has signed out
 *
 * Returns: (transfer floating): a page to sign in @account again
 */
GtkWidget *
beckon_scan_page_new_again (BeckonClient *client, BeckonAccount *account)
{
  BeckonScanPage *self = g_object_new (BECKON_TYPE_SCAN_PAGE, NULL);

  self->client = g_object_ref (client);
  self->again = g_object_ref (account);
  self->domain
    = beckon_jid_new (beckon_jid_get_domain (beckon_account_get_jid (account)), NULL);
  start (self);
  return GTK_WIDGET (self);
}

/**
 * beckon_scan_page_get_proxy:
 *
 * Returns: (nullable): what the person wants to go through, or %NULL for what the system says
 */
const char *
beckon_scan_page_get_proxy (BeckonScanPage *self)
{
  g_return_val_if_fail (BECKON_IS_SCAN_PAGE (self), NULL);

  return self->again != NULL ? beckon_account_get_proxy (self->again)
                             : beckon_scan_server_get_proxy (self->server_form);
}
