/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "beckon-scan-page.h"

#include <glib/gi18n.h>

#include "beckon-address-text.h"
#include "beckon-error-box.h"
#include "beckon-picture.h"
#include "beckon-qr-paintable.h"

/* After this many seconds of waiting for an answer it is said that it takes long. */
#define SLOW_SECONDS 5
/* How often the words for the time left change: each change is read out. */
#define SPOKEN_SECONDS 15
#define PICTURE_SIDE 192

/* What the button of a message does. */
typedef enum
{
  ACTION_NONE,
  ACTION_NEW_CODE,
  ACTION_PASSWORD,
  ACTION_OPEN,
} Action;

struct _BeckonScanPage
{
  AdwBin parent_instance;

  AdwWindowTitle *title;
  GtkWidget *warning_bar;
  GtkLabel *warning_label;
  GtkStack *stack;
  GtkLabel *announcement;

  BeckonErrorBox *error_box;
  GtkEditable *domain_row;
  GtkWidget *show_button;

  GtkSpinner *spinner;
  GtkLabel *busy_label;

  GtkPicture *code_picture;
  GtkProgressBar *code_progress;
  GtkLabel *host_label;
  GtkLabel *user_code_label;
  GtkButton *copy_button;
  GtkLabel *verification_label;

  AdwAvatar *avatar;
  GtkLabel *name_label;
  GtkLabel *address_label;
  GtkLabel *address_warning_label;
  GtkLabel *number_label;
  GtkProgressBar *confirm_progress;
  GtkWidget *cancel_button;

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
  Action action;
  char *code_uri; /* (nullable): the one that is drawn */
  GBytes *picture; /* (nullable): the one that is shown or being decoded */
  GCancellable *decoding; /* (nullable) */
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

/* The code */

static void
update_code (BeckonScanPage *self)
{
  const char *uri = beckon_scan_sign_in_get_code_uri (self->sign_in);
  const char *user_code = beckon_scan_sign_in_get_user_code (self->sign_in);
  const char *verification_uri = beckon_scan_sign_in_get_verification_uri (self->sign_in);
  const char *host = beckon_scan_sign_in_get_host (self->sign_in);
  g_autofree char *host_text = NULL;

  if (g_strcmp0 (uri, self->code_uri) != 0)
    {
      g_autoptr (GdkPaintable) code = uri != NULL ? beckon_qr_paintable_new (uri) : NULL;

      g_free (self->code_uri);
      self->code_uri = g_strdup (uri);
      gtk_picture_set_paintable (self->code_picture, code);
      gtk_button_set_icon_name (self->copy_button, "edit-copy-symbolic");
    }
  if (uri == NULL || host == NULL)
    return;

  /* Translators: %s is the name of a host, such as "chat.example.org". */
  host_text = g_strdup_printf (_ ("The code opens a page of %s"), host);
  gtk_label_set_label (self->host_label, host_text);
  gtk_label_set_label (self->user_code_label, user_code != NULL ? user_code : "");
  gtk_widget_set_visible (gtk_widget_get_parent (GTK_WIDGET (self->user_code_label)),
                          user_code != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->verification_label),
                          user_code != NULL && verification_uri != NULL);
  if (user_code != NULL && verification_uri != NULL)
    {
      g_autofree char *text = g_strdup_printf (
        /* Translators: %s is a web address. "This" is the short code above this line. */
        _ ("No camera? Type this at %s"),
        g_str_has_prefix (verification_uri, "https://") ? verification_uri + strlen ("https://")
                                                        : verification_uri);

      gtk_label_set_label (self->verification_label, text);
    }
}

static void
copy_cb (BeckonScanPage *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)),
                          gtk_label_get_label (self->user_code_label));
  gtk_button_set_icon_name (self->copy_button, "object-select-symbolic");
  announce (self, _ ("The short code is copied."));
}

/* Who scanned */

static void
picture_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonScanPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkTexture) texture = beckon_picture_decode_finish (result, &error);

  /* A picture that is none is no picture. */
  if (texture != NULL && self->avatar != NULL)
    adw_avatar_set_custom_image (self->avatar, GDK_PAINTABLE (texture));
}

static void
update_picture (BeckonScanPage *self)
{
  GBytes *picture = beckon_scan_sign_in_get_picture (self->sign_in);

  if (picture == self->picture)
    return;
  g_cancellable_cancel (self->decoding);
  g_clear_object (&self->decoding);
  g_clear_pointer (&self->picture, g_bytes_unref);
  adw_avatar_set_custom_image (self->avatar, NULL);
  if (picture == NULL)
    return;
  self->picture = g_bytes_ref (picture);
  self->decoding = g_cancellable_new ();
  beckon_picture_decode_async (
    picture, PICTURE_SIDE, self->decoding, picture_cb, g_object_ref (self));
}

static void
update_person (BeckonScanPage *self)
{
  BeckonJid *jid = beckon_scan_sign_in_get_jid (self->sign_in);
  const char *name = beckon_scan_sign_in_get_name (self->sign_in);
  const char *number = beckon_scan_sign_in_get_number (self->sign_in);
  const char *address = jid != NULL ? beckon_jid_get_bare (jid) : "";
  const char *warning = jid != NULL ? beckon_address_text_get_warning (jid) : NULL;

  adw_avatar_set_text (self->avatar, name != NULL ? name : address);
  gtk_label_set_label (self->name_label, name != NULL ? name : address);
  gtk_label_set_label (self->address_label, address);
  gtk_widget_set_visible (GTK_WIDGET (self->address_label), name != NULL);
  gtk_label_set_label (self->address_warning_label, warning != NULL ? warning : "");
  gtk_widget_set_visible (GTK_WIDGET (self->address_warning_label), warning != NULL);
  gtk_label_set_label (self->number_label, number != NULL ? number : "");
  update_picture (self);
}

/* Time */

static char *
describe_time_left (BeckonScanState state, const char *number, gint64 left)
{
  const int seconds = (int) ((left + SPOKEN_SECONDS - 1) / SPOKEN_SECONDS * SPOKEN_SECONDS);

  if (state == BECKON_SCAN_WAITING)
    return g_strdup_printf (ngettext ("Waiting for your phone. A new code comes in %d second.",
                                      "Waiting for your phone. A new code comes in %d seconds.",
                                      seconds),
                            seconds);
  if (number == NULL)
    return g_strdup (_ ("Confirm on your phone."));
  return g_strdup_printf (
    /* Translators: %s is a number of two digits. */
    ngettext ("Scanned. Confirm on your phone with the number %s, within %d second.",
              "Scanned. Confirm on your phone with the number %s, within %d seconds.",
              seconds),
    number,
    seconds);
}

static void
update_clock (BeckonScanPage *self)
{
  const BeckonScanState state = beckon_scan_sign_in_get_state (self->sign_in);
  const gint64 start = beckon_scan_sign_in_get_code_start (self->sign_in);
  const gint64 end = beckon_scan_sign_in_get_code_end (self->sign_in);
  const gint64 left = CLAMP (end - g_get_monotonic_time (), 0, MAX (end - start, 0));
  const double fraction = end > start ? (double) left / (double) (end - start) : 0;
  const gint64 seconds = (left + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC;
  g_autofree char *text = NULL;

  gtk_progress_bar_set_fraction (self->code_progress, fraction);
  gtk_progress_bar_set_fraction (self->confirm_progress, fraction);
  text = describe_time_left (
    state, beckon_scan_sign_in_get_number (self->sign_in), MAX (seconds, 1));
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
  const BeckonScanState state = beckon_scan_sign_in_get_state (self->sign_in);
  const char *text = NULL;

  if (beckon_scan_sign_in_get_no_network (self->sign_in) && state < BECKON_SCAN_SIGNING_IN)
    text = _ ("No network. It goes on by itself when the network is back.");
  else if (beckon_scan_sign_in_get_other_scanned (self->sign_in) && state == BECKON_SCAN_SCANNED)
    text = _ ("Somebody else tried to scan this code, too. Go on only if the account below is "
              "yours; the other one gets nothing.");
  else if (self->slow && (state == BECKON_SCAN_FINDING || state == BECKON_SCAN_SIGNING_IN))
    text = _ ("This takes longer than usual. The server is slow, or the network.");

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

/* Messages: all that is neither waiting nor done */

static void
show_message (BeckonScanPage *self,
              const char *icon,
              const char *title,
              const char *body,
              const char *button,
              Action action)
{
  g_autofree char *markup = g_markup_escape_text (body, -1);
  g_autofree char *spoken = NULL;

  adw_status_page_set_icon_name (self->message_page, icon);
  adw_status_page_set_title (self->message_page, title);
  adw_status_page_set_description (self->message_page, markup);
  self->action = action;
  gtk_widget_set_visible (GTK_WIDGET (self->message_button), button != NULL);
  if (button != NULL)
    gtk_button_set_label (self->message_button, button);
  gtk_widget_set_visible (self->server_button, FALSE);
  gtk_widget_set_visible (self->details_expander, FALSE);
  gtk_stack_set_visible_child_name (self->stack, "message");

  /* Translators: the first %s is what happened, the second what it means or what to do. */
  spoken = g_strdup_printf (_ ("%s. %s"), title, body);
  announce (self, spoken);
}

static void
show_details (BeckonScanPage *self, const char *details)
{
  gtk_widget_set_visible (self->details_expander, details != NULL);
  gtk_label_set_label (self->details_label, details != NULL ? details : "");
}

static void
show_not_offered (BeckonScanPage *self)
{
  const GError *error = beckon_scan_sign_in_get_error (self->sign_in);
  g_autofree char *body = g_strdup_printf (
    /* Translators: %s is a server's name. */
    _ ("“%s” makes no codes. Your address and password work there as ever."), get_domain (self));

  show_message (self,
                "dialog-password-symbolic",
                _ ("No scanning on this server"),
                body,
                _ ("_Sign In With a Password"),
                ACTION_PASSWORD);
  gtk_widget_set_visible (self->server_button, self->again == NULL);
  if (error != NULL)
    {
      g_autoptr (BeckonErrorText) text = beckon_error_text_new (error, get_domain (self));

      show_details (self, text->details);
    }
}

static void
show_failure (BeckonScanPage *self)
{
  const GError *error = beckon_scan_sign_in_get_error (self->sign_in);
  g_autoptr (BeckonErrorText) text = NULL;

  if (error == NULL)
    return;
  text = beckon_error_text_new (error, get_domain (self));
  show_message (self,
                "dialog-error-symbolic",
                text->title,
                text->body,
                _ ("_Try Again"),
                ACTION_NEW_CODE);
  gtk_widget_set_visible (self->server_button, self->again == NULL);
  show_details (self, text->details);
}

static void
show_already_signed_in (BeckonScanPage *self)
{
  BeckonAccount *account = beckon_scan_sign_in_get_account (self->sign_in);
  g_autofree char *body = NULL;

  if (account == NULL)
    return;
  body = g_strdup_printf (
    /* Translators: %s is an account's address. */
    _ ("%s is in Beckon already, so nothing was changed."),
    beckon_jid_get_bare (beckon_account_get_jid (account)));
  show_message (self,
                "avatar-default-symbolic",
                _ ("Signed in already"),
                body,
                _ ("_Open It"),
                ACTION_OPEN);
}

static void
show_busy (BeckonScanPage *self, const char *text)
{
  gtk_label_set_label (self->busy_label, text);
  gtk_stack_set_visible_child_name (self->stack, "busy");
  announce (self, text);
}

static void
show_signing_in (BeckonScanPage *self)
{
  BeckonJid *jid = beckon_scan_sign_in_get_jid (self->sign_in);
  g_autofree char *text = NULL;

  if (jid == NULL)
    text = g_strdup (_ ("Confirmed. Signing in…"));
  else
    /* Translators: %s is an account's address. */
    text = g_strdup_printf (_ ("Confirmed. Signing in as %s…"), beckon_jid_get_bare (jid));
  show_busy (self, text);
}

/* The icon, the title, the sentence and the button of each state. */
static void
show_state (BeckonScanPage *self, BeckonScanState state)
{
  g_autofree char *text = NULL;

  switch (state)
    {
    case BECKON_SCAN_FINDING:
      /* Translators: %s is a server's name. */
      text = g_strdup_printf (_ ("Asking %s for a code…"), get_domain (self));
      show_busy (self, text);
      break;
    case BECKON_SCAN_WAITING:
      gtk_stack_set_visible_child_name (self->stack, "code");
      break;
    case BECKON_SCAN_SCANNED:
      gtk_stack_set_visible_child_name (self->stack, "scanned");
      break;
    case BECKON_SCAN_SIGNING_IN:
      show_signing_in (self);
      break;
    case BECKON_SCAN_DONE:
      break;
    case BECKON_SCAN_ALREADY_SIGNED_IN:
      show_already_signed_in (self);
      break;
    case BECKON_SCAN_PAUSED:
      show_message (self,
                    "media-playback-pause-symbolic",
                    _ ("Paused"),
                    _ ("Nobody has scanned for a while, so no more codes are made. Take your "
                       "phone, then go on."),
                    _ ("Show a _New Code"),
                    ACTION_NEW_CODE);
      break;
    case BECKON_SCAN_EXPIRED:
      show_message (self,
                    "preferences-system-time-symbolic",
                    _ ("The time is over"),
                    _ ("The code was scanned but not confirmed in time. Nobody is signed in."),
                    _ ("Show a _New Code"),
                    ACTION_NEW_CODE);
      break;
    case BECKON_SCAN_DECLINED:
      show_message (self,
                    "action-unavailable-symbolic",
                    _ ("Declined on the phone"),
                    _ ("Nobody is signed in. If it was not you who declined, somebody else has "
                       "scanned this code: look around before you show another one."),
                    _ ("Show a _New Code"),
                    ACTION_NEW_CODE);
      break;
    case BECKON_SCAN_WRONG_NUMBER:
      show_message (self,
                    "dialog-warning-symbolic",
                    _ ("Three wrong numbers"),
                    _ ("The phone was given another number than the one shown here, so the code "
                       "was ended. Nobody is signed in."),
                    _ ("Show a _New Code"),
                    ACTION_NEW_CODE);
      break;
    case BECKON_SCAN_CANCELLED:
      show_message (self,
                    "process-stop-symbolic",
                    _ ("Cancelled"),
                    _ ("The code no longer works, and nobody is signed in."),
                    _ ("Show a _New Code"),
                    ACTION_NEW_CODE);
      break;
    case BECKON_SCAN_NOT_OFFERED:
      show_not_offered (self);
      break;
    case BECKON_SCAN_FAILED:
      show_failure (self);
      break;
    }
}

static gboolean
beckon_scan_page_grab_focus (GtkWidget *widget)
{
  BeckonScanPage *self = BECKON_SCAN_PAGE (widget);
  const char *name = gtk_stack_get_visible_child_name (self->stack);

  if (g_str_equal (name, "server"))
    return gtk_widget_grab_focus (GTK_WIDGET (self->domain_row));
  if (g_str_equal (name, "code"))
    return gtk_widget_grab_focus (GTK_WIDGET (self->copy_button));
  if (g_str_equal (name, "scanned"))
    return gtk_widget_grab_focus (self->cancel_button);
  if (g_str_equal (name, "message") && gtk_widget_get_visible (GTK_WIDGET (self->message_button)))
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
  update_code (self);
  update_person (self);
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
    self->sign_in = beckon_scan_sign_in_new_again (self->client, self->again);
  else
    self->sign_in = beckon_scan_sign_in_new (self->client, self->domain);

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
domain_changed_cb (BeckonScanPage *self)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (self->domain_row)));

  beckon_error_box_set_text (self->error_box, NULL);
  gtk_widget_remove_css_class (GTK_WIDGET (self->domain_row), "error");
  gtk_widget_set_sensitive (self->show_button, *text != '\0');
}

/* A whole address is as good as its server. */
static void
submit_cb (BeckonScanPage *self)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (self->domain_row)));
  g_autoptr (BeckonJid) jid = NULL;
  g_autoptr (GError) error = NULL;

  if (*text == '\0')
    return;
  jid = beckon_jid_new (text, &error);
  if (jid == NULL)
    {
      beckon_error_box_set_error (self->error_box, error, NULL);
      gtk_widget_add_css_class (GTK_WIDGET (self->domain_row), "error");
      return;
    }
  g_clear_pointer (&self->domain, beckon_jid_unref);
  self->domain = beckon_jid_new (beckon_jid_get_domain (jid), NULL);
  if (self->domain != NULL)
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
    case ACTION_NONE:
      break;
    case ACTION_NEW_CODE:
      if (beckon_scan_sign_in_get_state (self->sign_in) == BECKON_SCAN_PAUSED)
        beckon_scan_sign_in_renew (self->sign_in);
      else
        start (self);
      break;
    case ACTION_PASSWORD:
      gtk_widget_activate_action (GTK_WIDGET (self), "setup.sign-in", NULL);
      break;
    case ACTION_OPEN:
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
  g_cancellable_cancel (self->decoding);
  g_clear_object (&self->decoding);
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
  g_clear_pointer (&self->picture, g_bytes_unref);
  g_free (self->code_uri);
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

  g_type_ensure (BECKON_TYPE_ERROR_BOX);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/beckon/Beckon/ui/beckon-scan-page.ui");
  gtk_widget_class_bind_template_child (widget_class, BeckonScanPage, title);
  gtk_widget_class_bind_template_child (widget_class, BeckonScanPage, warning_bar);
  gtk_widget_class_bind_template_child (widget_class, BeckonScanPage, warning_label);
  gtk_widget_class_bind_template_child (widget_class, BeckonScanPage, stack);
  gtk_widget_class_bind_template_child (widget_class, BeckonScanPage, announcement);
  gtk_widget_class_bind_template_child (widget_class, BeckonScanPage, error_box);
  gtk_widget_class_bind_template_child (widget_class, BeckonScanPage, domain_row);
  gtk_widget_class_bind_template_child (widget_class, BeckonScanPage, show_button);
  gtk_widget_class_bind_template_child (widget_class, BeckonScanPage, spinner);
  gtk_widget_class_bind_template_child (widget_class, BeckonScanPage, busy_label);
  gtk_widget_class_bind_template_child (widget_class, BeckonScanPage, code_picture);
  gtk_widget_class_bind_template_child (widget_class, BeckonScanPage, code_progress);
  gtk_widget_class_bind_template_child (widget_class, BeckonScanPage, host_label);
  gtk_widget_class_bind_template_child (widget_class, BeckonScanPage, user_code_label);
  gtk_widget_class_bind_template_child (widget_class, BeckonScanPage, copy_button);
  gtk_widget_class_bind_template_child (widget_class, BeckonScanPage, verification_label);
  gtk_widget_class_bind_template_child (widget_class, BeckonScanPage, avatar);
  gtk_widget_class_bind_template_child (widget_class, BeckonScanPage, name_label);
  gtk_widget_class_bind_template_child (widget_class, BeckonScanPage, address_label);
  gtk_widget_class_bind_template_child (widget_class, BeckonScanPage, address_warning_label);
  gtk_widget_class_bind_template_child (widget_class, BeckonScanPage, number_label);
  gtk_widget_class_bind_template_child (widget_class, BeckonScanPage, confirm_progress);
  gtk_widget_class_bind_template_child (widget_class, BeckonScanPage, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, BeckonScanPage, message_page);
  gtk_widget_class_bind_template_child (widget_class, BeckonScanPage, message_button);
  gtk_widget_class_bind_template_child (widget_class, BeckonScanPage, server_button);
  gtk_widget_class_bind_template_child (widget_class, BeckonScanPage, details_expander);
  gtk_widget_class_bind_template_child (widget_class, BeckonScanPage, details_label);
  gtk_widget_class_bind_template_callback (widget_class, domain_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, submit_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_cb);
  gtk_widget_class_bind_template_callback (widget_class, cancel_cb);
  gtk_widget_class_bind_template_callback (widget_class, message_button_cb);
  gtk_widget_class_bind_template_callback (widget_class, ask_server);
}

static void
beckon_scan_page_init (BeckonScanPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->code_picture),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Code to scan with the phone"),
                                  -1);
  self->shown_state = -1;
  domain_changed_cb (self);
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
