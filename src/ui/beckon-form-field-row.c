/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "beckon-form-field-row.h"

#include <glib/gi18n.h>

#include "beckon-password.h"
#include "beckon-picture.h"

/* How large the picture of a question may be shown. */
#define MAX_PICTURE_SIZE 480

struct _BeckonFormFieldRow
{
  AdwBin parent_instance;

  BeckonFormField *field;
  GtkBox *box;
  GtkWidget *input; /* (nullable): what takes the focus */
  GtkWidget *error_label;
  GtkLevelBar *strength_bar; /* (nullable) */
  GtkLabel *strength_label;  /* (nullable) */
  GCancellable *decoding;
};

enum
{
  ACTIVATE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BeckonFormFieldRow, beckon_form_field_row, ADW_TYPE_BIN)

static char *
make_title (BeckonFormField *field)
{
  const char *label = beckon_form_field_get_label (field);

  if (label == NULL || *label == '\0')
    label = beckon_form_field_get_var (field);
  if (label == NULL)
    label = "";
  if (!beckon_form_field_get_required (field))
    return g_strdup (label);
  /* Translators: %s is the name of a field that must be filled in. */
  return g_strdup_printf (_ ("%s (required)"), label);
}

static GtkWidget *
make_caption (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_margin_start (label, 12);
  gtk_widget_set_margin_end (label, 12);
  gtk_widget_add_css_class (label, "caption");
  return label;
}

/* A field of its own frame, as the rows of a preferences page have it. */
static void
append_boxed (BeckonFormFieldRow *self, GtkWidget *row)
{
  GtkWidget *list = gtk_list_box_new ();

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_list_box_append (GTK_LIST_BOX (list), row);
  gtk_box_append (self->box, list);
}

static void
prepare_row (BeckonFormFieldRow *self, GtkWidget *row)
{
  g_autofree char *title = make_title (self->field);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
}

/* One line of text */

static void
text_changed_cb (BeckonFormFieldRow *self, GtkEditable *editable)
{
  const char *text = gtk_editable_get_text (editable);

  beckon_form_field_set_value (self->field, *text != '\0' ? text : NULL);
  beckon_form_field_row_set_error (self, NULL);

  if (self->strength_bar != NULL)
    {
      const char *const words[] = { "", _ ("Weak password"), _ ("Fair password"), _ ("Good password") };
      const BeckonPasswordStrength strength = beckon_password_get_strength (text);

      gtk_level_bar_set_value (self->strength_bar, strength);
      gtk_label_set_label (self->strength_label, words[strength]);
    }
}

static void
entry_activated_cb (BeckonFormFieldRow *self)
{
  g_signal_emit (self, signals[ACTIVATE], 0);
}

static void
add_text (BeckonFormFieldRow *self, GtkWidget *row)
{
  const char *value = beckon_form_field_get_value (self->field);

  prepare_row (self, row);
  if (value != NULL)
    gtk_editable_set_text (GTK_EDITABLE (row), value);
  g_signal_connect_object (
    row, "changed", G_CALLBACK (text_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
    row, "entry-activated", G_CALLBACK (entry_activated_cb), self, G_CONNECT_SWAPPED);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row),
                                  GTK_ACCESSIBLE_PROPERTY_REQUIRED,
                                  beckon_form_field_get_required (self->field),
                                  -1);
  append_boxed (self, row);
  self->input = row;
}

/* Several lines of text */

static void
lines_changed_cb (BeckonFormFieldRow *self, GtkTextBuffer *buffer)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  g_object_get (buffer, "text", &text, NULL);
  lines = g_strsplit (text, "\n", -1);
  beckon_form_field_set_values (self->field, *text != '\0' ? (const char *const *) lines : NULL);
  beckon_form_field_row_set_error (self, NULL);
}

static void
add_lines (BeckonFormFieldRow *self)
{
  g_autofree char *title = make_title (self->field);
  const char *const *values = beckon_form_field_get_values (self->field);
  GtkWidget *label = gtk_label_new (title);
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *view = gtk_text_view_new ();
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));

  if (values != NULL)
    {
      g_autofree char *text = g_strjoinv ("\n", (char **) values);

      gtk_text_buffer_set_text (buffer, text, -1);
    }
  g_signal_connect_object (
    buffer, "changed", G_CALLBACK (lines_changed_cb), self, G_CONNECT_SWAPPED);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_mnemonic_widget (GTK_LABEL (label), view);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (view), FALSE);
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (view), GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_left_margin (GTK_TEXT_VIEW (view), 12);
  gtk_text_view_set_right_margin (GTK_TEXT_VIEW (view), 12);
  gtk_text_view_set_top_margin (GTK_TEXT_VIEW (view), 12);
  gtk_text_view_set_bottom_margin (GTK_TEXT_VIEW (view), 12);
  gtk_accessible_update_property (
    GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), view);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scroller), 96);
  gtk_widget_add_css_class (scroller, "card");
  gtk_widget_set_overflow (scroller, GTK_OVERFLOW_HIDDEN);
  gtk_box_append (self->box, label);
  gtk_box_append (self->box, scroller);
  self->input = view;
}

/* Yes or no */

static void
switch_changed_cb (BeckonFormFieldRow *self, GParamSpec *pspec, GtkSwitch *toggle)
{
  beckon_form_field_set_value (self->field, gtk_switch_get_active (toggle) ? "1" : "0");
  beckon_form_field_row_set_error (self, NULL);
}

static void
add_switch (BeckonFormFieldRow *self)
{
  const char *value = beckon_form_field_get_value (self->field);
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *toggle = gtk_switch_new ();

  prepare_row (self, row);
  gtk_switch_set_active (GTK_SWITCH (toggle),
                         g_strcmp0 (value, "1") == 0 || g_strcmp0 (value, "true") == 0);
  gtk_widget_set_valign (toggle, GTK_ALIGN_CENTER);
  g_signal_connect_object (
    toggle, "notify::active", G_CALLBACK (switch_changed_cb), self, G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), toggle);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), toggle);
  append_boxed (self, row);
  self->input = toggle;
}

/* One of several */

static void
choice_changed_cb (BeckonFormFieldRow *self, GParamSpec *pspec, AdwComboRow *row)
{
  GPtrArray *options = beckon_form_field_get_options (self->field);
  const gboolean has_none = !GPOINTER_TO_INT (g_object_get_data (G_OBJECT (row), "chosen"));
  guint selected = adw_combo_row_get_selected (row);

  beckon_form_field_row_set_error (self, NULL);
  if (has_none)
    {
      if (selected == 0)
        {
          beckon_form_field_set_value (self->field, NULL);
          return;
        }
      selected--;
    }
  if (selected < options->len)
    {
      const BeckonFormOption *option = g_ptr_array_index (options, selected);

      beckon_form_field_set_value (self->field, option->value);
    }
}

/* Where nothing was chosen by the server, nothing is chosen for the person: the first line is
 * empty. */
static void
add_choice (BeckonFormFieldRow *self)
{
  GPtrArray *options = beckon_form_field_get_options (self->field);
  const char *value = beckon_form_field_get_value (self->field);
  GtkWidget *row = adw_combo_row_new ();
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);
  guint selected = GTK_INVALID_LIST_POSITION;

  prepare_row (self, row);
  for (guint i = 0; i < options->len; i++)
    {
      const BeckonFormOption *option = g_ptr_array_index (options, i);

      gtk_string_list_append (labels, option->label != NULL ? option->label : option->value);
      if (value != NULL && g_strcmp0 (option->value, value) == 0)
        selected = i;
    }
  if (selected == GTK_INVALID_LIST_POSITION)
    {
      const char *const none[] = { _ ("Choose…"), NULL };

      gtk_string_list_splice (labels, 0, 0, none);
      selected = 0;
    }
  else
    {
      g_object_set_data (G_OBJECT (row), "chosen", GINT_TO_POINTER (TRUE));
    }
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (labels));
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), selected);
  g_signal_connect_object (
    row, "notify::selected", G_CALLBACK (choice_changed_cb), self, G_CONNECT_SWAPPED);
  append_boxed (self, row);
  self->input = row;
}

/* Any of several */

static void
check_toggled_cb (BeckonFormFieldRow *self, GtkCheckButton *check)
{
  const char *toggled = g_object_get_data (G_OBJECT (check), "value");
  const char *const *old = beckon_form_field_get_values (self->field);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) values = NULL;

  for (; old != NULL && *old != NULL; old++)
    if (!g_str_equal (*old, toggled))
      g_strv_builder_add (builder, *old);
  if (gtk_check_button_get_active (check))
    g_strv_builder_add (builder, toggled);
  values = g_strv_builder_end (builder);
  beckon_form_field_set_values (self->field, (const char *const *) values);
  beckon_form_field_row_set_error (self, NULL);
}

static void
add_checks (BeckonFormFieldRow *self)
{
  GPtrArray *options = beckon_form_field_get_options (self->field);
  const char *const *values = beckon_form_field_get_values (self->field);
  GtkWidget *expander = adw_expander_row_new ();

  prepare_row (self, expander);
  for (guint i = 0; i < options->len; i++)
    {
      const BeckonFormOption *option = g_ptr_array_index (options, i);
      GtkWidget *row = adw_action_row_new ();
      GtkWidget *check = gtk_check_button_new ();

      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row),
                                     option->label != NULL ? option->label : option->value);
      gtk_check_button_set_active (GTK_CHECK_BUTTON (check),
                                   values != NULL && g_strv_contains (values, option->value));
      g_object_set_data_full (
        G_OBJECT (check), "value", g_strdup (option->value), g_free);
      g_signal_connect_object (
        check, "toggled", G_CALLBACK (check_toggled_cb), self, G_CONNECT_SWAPPED);
      adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
      adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
      adw_expander_row_add_row (ADW_EXPANDER_ROW (expander), row);
    }
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (expander), TRUE);
  append_boxed (self, expander);
  self->input = expander;
}

static void
add_fixed (BeckonFormFieldRow *self)
{
  const char *const *values = beckon_form_field_get_values (self->field);
  g_autofree char *text = values != NULL ? g_strjoinv ("\n", (char **) values) : NULL;
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_box_append (self->box, label);
}

/* The picture of a question (XEP-0221), as CAPTCHAs have it */

static void
picture_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkPicture) picture = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkTexture) texture = beckon_picture_decode_finish (result, &error);

  if (texture != NULL)
    {
      gtk_picture_set_paintable (picture, GDK_PAINTABLE (texture));
      gtk_widget_set_visible (GTK_WIDGET (picture), TRUE);
    }
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      gtk_picture_set_alternative_text (picture, _ ("The picture cannot be shown"));
    }
}

static void
add_picture (BeckonFormFieldRow *self, GBytes *media)
{
  GtkWidget *picture = gtk_picture_new ();

  gtk_picture_set_can_shrink (GTK_PICTURE (picture), TRUE);
  gtk_widget_set_halign (picture, GTK_ALIGN_CENTER);
  gtk_widget_set_visible (picture, FALSE);
  gtk_widget_add_css_class (picture, "question");
  gtk_accessible_update_property (GTK_ACCESSIBLE (picture),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("The picture that the question is about"),
                                  -1);
  gtk_box_append (self->box, picture);
  self->decoding = g_cancellable_new ();
  beckon_picture_decode_async (
    media, MAX_PICTURE_SIZE, self->decoding, picture_cb, g_object_ref (picture));
}

static void
add_input (BeckonFormFieldRow *self)
{
  switch (beckon_form_field_get_field_type (self->field))
    {
    case BECKON_FORM_FIELD_HIDDEN:
      break;
    case BECKON_FORM_FIELD_FIXED:
      add_fixed (self);
      break;
    case BECKON_FORM_FIELD_BOOLEAN:
      add_switch (self);
      break;
    case BECKON_FORM_FIELD_JID_MULTI:
    case BECKON_FORM_FIELD_TEXT_MULTI:
      add_lines (self);
      break;
    case BECKON_FORM_FIELD_LIST_SINGLE:
      add_choice (self);
      break;
    case BECKON_FORM_FIELD_LIST_MULTI:
      add_checks (self);
      break;
    case BECKON_FORM_FIELD_TEXT_PRIVATE:
      add_text (self, adw_password_entry_row_new ());
      break;
    case BECKON_FORM_FIELD_JID_SINGLE:
    case BECKON_FORM_FIELD_TEXT_SINGLE:
    default:
      add_text (self, adw_entry_row_new ());
    }
}

static gboolean
beckon_form_field_row_grab_focus (GtkWidget *widget)
{
  BeckonFormFieldRow *self = BECKON_FORM_FIELD_ROW (widget);

  return self->input != NULL && gtk_widget_grab_focus (self->input);
}

static void
beckon_form_field_row_dispose (GObject *object)
{
  BeckonFormFieldRow *self = BECKON_FORM_FIELD_ROW (object);

  g_cancellable_cancel (self->decoding);
  g_clear_object (&self->decoding);
  g_clear_object (&self->field);
  G_OBJECT_CLASS (beckon_form_field_row_parent_class)->dispose (object);
}

static void
beckon_form_field_row_class_init (BeckonFormFieldRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = beckon_form_field_row_dispose;
  GTK_WIDGET_CLASS (klass)->grab_focus = beckon_form_field_row_grab_focus;

  signals[ACTIVATE] = g_signal_new ("activate",
                                    BECKON_TYPE_FORM_FIELD_ROW,
                                    G_SIGNAL_RUN_LAST,
                                    0,
                                    NULL,
                                    NULL,
                                    NULL,
                                    G_TYPE_NONE,
                                    0);
}

static void
beckon_form_field_row_init (BeckonFormFieldRow *self)
{
  self->box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 6));
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->box));
}

/**
 * beckon_form_field_row_new:
 * @field: a field, filled in from now on
 *
 * Returns: (transfer floating): a row for it
 */
GtkWidget *
beckon_form_field_row_new (BeckonFormField *field)
{
  BeckonFormFieldRow *self = g_object_new (BECKON_TYPE_FORM_FIELD_ROW, NULL);
  const char *description = beckon_form_field_get_description (field);
  GBytes *media = beckon_form_field_get_media (field);

  self->field = g_object_ref (field);
  if (media != NULL)
    add_picture (self, media);
  add_input (self);
  if (description != NULL && *description != '\0')
    {
      GtkWidget *label = make_caption (description);

      gtk_widget_add_css_class (label, "dim-label");
      gtk_box_append (self->box, label);
    }
  self->error_label = make_caption (NULL);
  gtk_widget_add_css_class (self->error_label, "error");
  gtk_widget_set_visible (self->error_label, FALSE);
  gtk_box_append (self->box, self->error_label);
  return GTK_WIDGET (self);
}

/**
 * beckon_form_field_row_get_field:
 *
 * Returns: (transfer none): the field
 */
BeckonFormField *
beckon_form_field_row_get_field (BeckonFormFieldRow *self)
{
  g_return_val_if_fail (BECKON_IS_FORM_FIELD_ROW (self), NULL);

  return self->field;
}

/**
 * beckon_form_field_row_set_suffix:
 * @suffix: a text to show behind what is typed
 *
 * Only for a field of one line.
 */
void
beckon_form_field_row_set_suffix (BeckonFormFieldRow *self, const char *suffix)
{
  GtkWidget *label;

  g_return_if_fail (BECKON_IS_FORM_FIELD_ROW (self));

  if (!ADW_IS_ENTRY_ROW (self->input))
    return;
  label = gtk_label_new (suffix);
  gtk_widget_add_css_class (label, "dim-label");
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  adw_entry_row_add_suffix (ADW_ENTRY_ROW (self->input), label);
}

static void
generate_cb (BeckonFormFieldRow *self)
{
  g_autofree char *password = beckon_password_generate ();

  gtk_editable_set_text (GTK_EDITABLE (self->input), password);
}

/**
 * beckon_form_field_row_set_new_password:
 *
 * Says that the field is for a password that the person invents: shows how strong it is, and
 * offers to generate one. Only for a field of one line.
 */
void
beckon_form_field_row_set_new_password (BeckonFormFieldRow *self)
{
  GtkWidget *button;
  GtkWidget *box;

  g_return_if_fail (BECKON_IS_FORM_FIELD_ROW (self));

  if (!ADW_IS_ENTRY_ROW (self->input) || self->strength_bar != NULL)
    return;

  button = gtk_button_new_from_icon_name ("view-refresh-symbolic");
  gtk_widget_set_tooltip_text (button, _ ("Generate a Password"));
  gtk_accessible_update_property (
    GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Generate a Password"), -1);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  g_signal_connect_object (button, "clicked", G_CALLBACK (generate_cb), self, G_CONNECT_SWAPPED);
  adw_entry_row_add_suffix (ADW_ENTRY_ROW (self->input), button);

  box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  self->strength_bar
    = GTK_LEVEL_BAR (gtk_level_bar_new_for_interval (0, BECKON_PASSWORD_GOOD));
  gtk_level_bar_set_mode (self->strength_bar, GTK_LEVEL_BAR_MODE_DISCRETE);
  gtk_widget_set_hexpand (GTK_WIDGET (self->strength_bar), TRUE);
  gtk_widget_set_valign (GTK_WIDGET (self->strength_bar), GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->strength_bar),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Password strength"),
                                  -1);
  self->strength_label = GTK_LABEL (gtk_label_new (""));
  gtk_widget_add_css_class (GTK_WIDGET (self->strength_label), "caption");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->strength_bar));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->strength_label));
  gtk_box_append (self->box, box);
  text_changed_cb (self, GTK_EDITABLE (self->input));
}

/**
 * beckon_form_field_row_set_error:
 * @text: (nullable): what is wrong with what was filled in
 */
void
beckon_form_field_row_set_error (BeckonFormFieldRow *self, const char *text)
{
  g_return_if_fail (BECKON_IS_FORM_FIELD_ROW (self));

  if (self->error_label == NULL)
    return;
  gtk_label_set_label (GTK_LABEL (self->error_label), text != NULL ? text : "");
  gtk_widget_set_visible (self->error_label, text != NULL);
  if (self->input == NULL)
    return;
  if (text != NULL)
    gtk_widget_add_css_class (self->input, "error");
  else
    gtk_widget_remove_css_class (self->input, "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->input),
                               GTK_ACCESSIBLE_STATE_INVALID,
                               text != NULL ? GTK_ACCESSIBLE_INVALID_TRUE
                                            : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
}
