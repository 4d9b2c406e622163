/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "beckon-account-bar.h"

#include <glib/gi18n.h>

#include "beckon-button-wrap.h"
#include "beckon-error-box.h"
#include "beckon-error-text.h"
#include "beckon-password-dialog.h"

struct _BeckonAccountBar
{
  AdwBin parent_instance;

  GtkWidget *box;
  GtkSpinner *spinner;
  GtkWidget *icon;
  GtkLabel *label;
  GtkWidget *details_button;
  GtkButton *action_button;

  GSignalGroup *account_signals;
  gboolean show_address;
  guint countdown;
};

enum
{
  PROP_ACCOUNT = 1,
  PROP_SHOW_ADDRESS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (BeckonAccountBar, beckon_account_bar, ADW_TYPE_BIN)

static void update (BeckonAccountBar *self);

/**
 * beckon_account_bar_format_wait:
 * @remaining_us: microseconds until the next attempt
 * @next_change_ms: (out): when the text will no longer be right, in milliseconds
 *
 * Returns: (transfer full): when the next attempt is, as one says it
 */
char *
beckon_account_bar_format_wait (gint64 remaining_us, guint *next_change_ms)
{
  const gint64 seconds = (MAX (remaining_us, 0) + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC;

  if (seconds > 90)
    {
      const int minutes = (seconds + 30) / 60;

      *next_change_ms = 15 * 1000;
      return g_strdup_printf (
        ngettext ("Trying again in %d minute", "Trying again in %d minutes", minutes), minutes);
    }
  *next_change_ms = 1000;
  if (seconds == 0)
    return g_strdup (_ ("Trying again now"));
  return g_strdup_printf (
    ngettext ("Trying again in %d second", "Trying again in %d seconds", (int) seconds),
    (int) seconds);
}

static BeckonErrorText *
dup_error_text (BeckonAccount *account)
{
  const GError *error = beckon_account_get_error (account);

  if (error == NULL)
    return NULL;
  return beckon_error_text_new (error, beckon_jid_get_domain (beckon_account_get_jid (account)));
}

static gboolean
countdown_cb (gpointer user_data)
{
  BeckonAccountBar *self = user_data;

  self->countdown = 0;
  update (self);
  return G_SOURCE_REMOVE;
}

static void
details_clicked_cb (BeckonAccountBar *self)
{
  g_autoptr (BeckonAccount) account = g_signal_group_dup_target (self->account_signals);
  g_autoptr (BeckonErrorText) text = account != NULL ? dup_error_text (account) : NULL;

  if (text != NULL)
    beckon_error_present (GTK_WIDGET (self), text);
}

static void
action_clicked_cb (BeckonAccountBar *self)
{
  g_autoptr (BeckonAccount) account = g_signal_group_dup_target (self->account_signals);
  g_autoptr (BeckonErrorText) text = NULL;

  if (account == NULL)
    return;
  text = dup_error_text (account);
  switch (beckon_account_get_state (account))
    {
    case BECKON_ACCOUNT_OFFLINE:
      beckon_account_set_enabled (account, TRUE);
      break;
    case BECKON_ACCOUNT_NEEDS_ACTION:
      if (text == NULL || text->action != BECKON_ERROR_ACTION_PASSWORD)
        beckon_account_try_now (account);
      else
        beckon_password_dialog_present (GTK_WIDGET (self), account);
      break;
    default:
      beckon_account_try_now (account);
    }
}

/* What to say, without the address; and the button's label, if there is something to press. */
static char *
describe (BeckonAccountBar *self,
          BeckonAccount *account,
          const BeckonErrorText *text,
          const char **button)
{
  g_autofree char *wait = NULL;
  guint next_change;

  switch (beckon_account_get_state (account))
    {
    case BECKON_ACCOUNT_OFFLINE:
      *button = _ ("_Go Online");
      return g_strdup (_ ("You are offline"));
    case BECKON_ACCOUNT_WAITING:
      *button = _ ("_Try Now");
      wait = beckon_account_bar_format_wait (
        beckon_account_get_retry_time (account) - g_get_monotonic_time (), &next_change);
      self->countdown = g_timeout_add (next_change, countdown_cb, self);
      if (text == NULL)
        return g_steal_pointer (&wait);
      /* Translators: the first %s is what went wrong ("No network"), the second when the next
       * attempt is ("Trying again in 5 seconds"). */
      return g_strdup_printf (_ ("%s. %s"), text->title, wait);
    case BECKON_ACCOUNT_CONNECTING:
      return g_strdup (_ ("Connecting…"));
    case BECKON_ACCOUNT_SIGNING_IN:
      return g_strdup (_ ("Signing in…"));
    case BECKON_ACCOUNT_NEEDS_ACTION:
      if (text != NULL && text->action == BECKON_ERROR_ACTION_PASSWORD)
        *button = _ ("_Sign In…");
      else
        *button = _ ("_Try Now");
      return g_strdup (text != NULL ? text->title : _ ("Not connected"));
    default:
      return g_strdup ("");
    }
}

static void
update (BeckonAccountBar *self)
{
  g_autoptr (BeckonAccount) account = g_signal_group_dup_target (self->account_signals);
  g_autoptr (BeckonErrorText) text = NULL;
  g_autofree char *line = NULL;
  const char *button = NULL;
  BeckonAccountState state;
  gboolean busy;

  g_clear_handle_id (&self->countdown, g_source_remove);
  state = account != NULL ? beckon_account_get_state (account) : BECKON_ACCOUNT_ONLINE;
  gtk_widget_set_visible (GTK_WIDGET (self), state != BECKON_ACCOUNT_ONLINE);
  busy = state == BECKON_ACCOUNT_CONNECTING || state == BECKON_ACCOUNT_SIGNING_IN;
  gtk_spinner_set_spinning (self->spinner, busy);
  if (state == BECKON_ACCOUNT_ONLINE)
    return;

  text = dup_error_text (account);
  line = describe (self, account, text, &button);
  if (self->show_address)
    {
      g_autofree char *bare = g_steal_pointer (&line);

      /* Translators: the first %s is an account's address, the second how its connection is. */
      line = g_strdup_printf (
        _ ("%s: %s"), beckon_jid_get_bare (beckon_account_get_jid (account)), bare);
    }
  gtk_label_set_label (self->label, line);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), busy);
  gtk_widget_set_visible (self->icon,
                          state == BECKON_ACCOUNT_WAITING
                            || state == BECKON_ACCOUNT_NEEDS_ACTION);
  gtk_widget_set_visible (self->details_button,
                          text != NULL
                            && (state == BECKON_ACCOUNT_WAITING
                                || state == BECKON_ACCOUNT_NEEDS_ACTION));
  gtk_widget_set_visible (GTK_WIDGET (self->action_button), button != NULL);
  if (button != NULL)
    gtk_button_set_label (self->action_button, button);

  gtk_widget_remove_css_class (self->box, "error");
  gtk_widget_remove_css_class (self->box, "quiet");
  if (state == BECKON_ACCOUNT_NEEDS_ACTION)
    gtk_widget_add_css_class (self->box, "error");
  else if (busy || state == BECKON_ACCOUNT_OFFLINE)
    gtk_widget_add_css_class (self->box, "quiet");
}

static void
beckon_account_bar_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  BeckonAccountBar *self = BECKON_ACCOUNT_BAR (object);

  switch (prop_id)
    {
    case PROP_ACCOUNT:
      g_value_take_object (value, g_signal_group_dup_target (self->account_signals));
      break;
    case PROP_SHOW_ADDRESS:
      g_value_set_boolean (value, self->show_address);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
beckon_account_bar_set_property (GObject *object,
                                 guint prop_id,
                                 const GValue *value,
                                 GParamSpec *pspec)
{
  BeckonAccountBar *self = BECKON_ACCOUNT_BAR (object);

  switch (prop_id)
    {
    case PROP_ACCOUNT:
      beckon_account_bar_set_account (self, g_value_get_object (value));
      break;
    case PROP_SHOW_ADDRESS:
      beckon_account_bar_set_show_address (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
beckon_account_bar_dispose (GObject *object)
{
  BeckonAccountBar *self = BECKON_ACCOUNT_BAR (object);

  g_clear_handle_id (&self->countdown, g_source_remove);
  g_clear_object (&self->account_signals);
  G_OBJECT_CLASS (beckon_account_bar_parent_class)->dispose (object);
}

static void
beckon_account_bar_class_init (BeckonAccountBarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = beckon_account_bar_get_property;
  object_class->set_property = beckon_account_bar_set_property;
  object_class->dispose = beckon_account_bar_dispose;

  properties[PROP_ACCOUNT]
    = g_param_spec_object ("account", NULL, NULL, BECKON_TYPE_ACCOUNT, flags);
  properties[PROP_SHOW_ADDRESS]
    = g_param_spec_boolean ("show-address", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/beckon/Beckon/ui/beckon-account-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, BeckonAccountBar, box);
  gtk_widget_class_bind_template_child (widget_class, BeckonAccountBar, spinner);
  gtk_widget_class_bind_template_child (widget_class, BeckonAccountBar, icon);
  gtk_widget_class_bind_template_child (widget_class, BeckonAccountBar, label);
  gtk_widget_class_bind_template_child (widget_class, BeckonAccountBar, details_button);
  gtk_widget_class_bind_template_child (widget_class, BeckonAccountBar, action_button);
  gtk_widget_class_bind_template_callback (widget_class, details_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, action_clicked_cb);
}

static void
beckon_account_bar_init (BeckonAccountBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  beckon_button_wrap (GTK_WIDGET (self->action_button));
  self->account_signals = g_signal_group_new (BECKON_TYPE_ACCOUNT);
  g_signal_group_connect_object (
    self->account_signals, "notify::state", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_group_connect_object (
    self->account_signals, "notify::error", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_group_connect_object (
    self->account_signals, "notify::retry-time", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
}

/**
 * beckon_account_bar_new:
 *
 * Returns: (transfer floating): a bar of no account
 */
GtkWidget *
beckon_account_bar_new (void)
{
  return g_object_new (BECKON_TYPE_ACCOUNT_BAR, NULL);
}

/**
 * beckon_account_bar_set_account:
 * @account: (nullable): whose connection to show
 */
void
beckon_account_bar_set_account (BeckonAccountBar *self, BeckonAccount *account)
{
  g_autoptr (BeckonAccount) old = NULL;

  g_return_if_fail (BECKON_IS_ACCOUNT_BAR (self));

  old = g_signal_group_dup_target (self->account_signals);
  if (old == account)
    return;
  g_signal_group_set_target (self->account_signals, account);
  update (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ACCOUNT]);
}

/**
 * beckon_account_bar_set_show_address:
 * @show_address: whether to say which account it is
 */
void
beckon_account_bar_set_show_address (BeckonAccountBar *self, gboolean show_address)
{
  g_return_if_fail (BECKON_IS_ACCOUNT_BAR (self));

  if (self->show_address == show_address)
    return;
  self->show_address = show_address;
  update (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SHOW_ADDRESS]);
}
