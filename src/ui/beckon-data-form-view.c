/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "beckon-data-form-view.h"

#include <glib/gi18n.h>

#include "beckon-form-field-row.h"

struct _BeckonDataFormView
{
  AdwBin parent_instance;

  GtkBox *box;
  BeckonDataForm *form;
  BeckonFormFieldRow *faulty; /* (nullable), weak: where to go when all has its place */
  guint going;
  guint ticks;
};

enum
{
  ACTIVATE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BeckonDataFormView, beckon_data_form_view, ADW_TYPE_BIN)

/* Goes to the first that can be filled in, from @child on: text of the server's is passed over. */
static gboolean
focus_from (GtkWidget *child)
{
  while (child != NULL && !(BECKON_IS_FORM_FIELD_ROW (child) && gtk_widget_grab_focus (child)))
    child = gtk_widget_get_next_sibling (child);
  return child != NULL;
}

static void
row_activated_cb (BeckonDataFormView *self, BeckonFormFieldRow *row)
{
  if (!focus_from (gtk_widget_get_next_sibling (GTK_WIDGET (row))))
    g_signal_emit (self, signals[ACTIVATE], 0);
}

static void
beckon_data_form_view_dispose (GObject *object)
{
  BeckonDataFormView *self = BECKON_DATA_FORM_VIEW (object);

  g_clear_weak_pointer (&self->faulty);
  g_clear_object (&self->form);
  G_OBJECT_CLASS (beckon_data_form_view_parent_class)->dispose (object);
}

static void
beckon_data_form_view_class_init (BeckonDataFormViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = beckon_data_form_view_dispose;

  signals[ACTIVATE] = g_signal_new ("activate",
                                    BECKON_TYPE_DATA_FORM_VIEW,
                                    G_SIGNAL_RUN_LAST,
                                    0,
                                    NULL,
                                    NULL,
                                    NULL,
                                    G_TYPE_NONE,
                                    0);
}

static void
beckon_data_form_view_init (BeckonDataFormView *self)
{
  self->box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 12));
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->box));
}

/**
 * beckon_data_form_view_new:
 *
 * Returns: (transfer floating): a view of no form
 */
GtkWidget *
beckon_data_form_view_new (void)
{
  return g_object_new (BECKON_TYPE_DATA_FORM_VIEW, NULL);
}

static void
append_text (BeckonDataFormView *self, const char *text, const char *css_class)
{
  GtkWidget *label;

  if (text == NULL || *text == '\0')
    return;
  label = gtk_label_new (text);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  gtk_box_append (self->box, label);
}

/* The server may ask again with a new form: what was filled in stays, but for what belongs to one
 * question, which has a picture. */
static void
take_over (BeckonDataForm *old, BeckonDataForm *new)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (new)); i++)
    {
      g_autoptr (BeckonFormField) field = g_list_model_get_item (G_LIST_MODEL (new), i);
      const char *var = beckon_form_field_get_var (field);
      const BeckonFormFieldType type = beckon_form_field_get_field_type (field);
      BeckonFormField *before;

      if (var == NULL || type == BECKON_FORM_FIELD_HIDDEN || type == BECKON_FORM_FIELD_FIXED
          || beckon_form_field_get_media (field) != NULL)
        continue;
      before = beckon_data_form_get_field (old, var);
      if (before != NULL && beckon_form_field_get_field_type (before) == type)
        beckon_form_field_set_values (field, beckon_form_field_get_values (before));
    }
}

/**
 * beckon_data_form_view_set_form:
 * @form: (nullable): a form to fill in
 * @domain: (nullable): the server on which the form makes an account, shown behind the user name
 */
void
beckon_data_form_view_set_form (BeckonDataFormView *self,
                                BeckonDataForm *form,
                                const char *domain)
{
  g_autoptr (BeckonDataForm) old = NULL;
  GtkWidget *child;

  g_return_if_fail (BECKON_IS_DATA_FORM_VIEW (self));

  if (self->form == form)
    return;
  old = g_steal_pointer (&self->form);
  /* GTK 4.8: a password field must not have the focus at its end. */
  if (gtk_widget_get_focus_child (GTK_WIDGET (self)) != NULL)
    gtk_root_set_focus (gtk_widget_get_root (GTK_WIDGET (self)), NULL);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->box))) != NULL)
    gtk_box_remove (self->box, child);
  if (form == NULL)
    return;

  self->form = g_object_ref (form);
  if (old != NULL)
    take_over (old, form);
  append_text (self, beckon_data_form_get_title (form), "title-4");
  append_text (self, beckon_data_form_get_instructions (form), NULL);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (form)); i++)
    {
      g_autoptr (BeckonFormField) field = g_list_model_get_item (G_LIST_MODEL (form), i);
      const char *var = beckon_form_field_get_var (field);
      GtkWidget *row;

      if (beckon_form_field_get_field_type (field) == BECKON_FORM_FIELD_HIDDEN)
        continue;
      row = beckon_form_field_row_new (field);
      if (domain != NULL && g_strcmp0 (var, "username") == 0)
        {
          g_autofree char *suffix = g_strdup_printf ("@%s", domain);

          beckon_form_field_row_set_suffix (BECKON_FORM_FIELD_ROW (row), suffix);
        }
      if (g_strcmp0 (var, "password") == 0)
        beckon_form_field_row_set_new_password (BECKON_FORM_FIELD_ROW (row));
      g_signal_connect_object (
        row, "activate", G_CALLBACK (row_activated_cb), self, G_CONNECT_SWAPPED);
      gtk_box_append (self->box, row);
    }
}

static BeckonFormFieldRow *
find_row (BeckonDataFormView *self, BeckonFormField *field)
{
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->box)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (BECKON_IS_FORM_FIELD_ROW (child)
        && beckon_form_field_row_get_field (BECKON_FORM_FIELD_ROW (child)) == field)
      return BECKON_FORM_FIELD_ROW (child);
  return NULL;
}

/* Scrolls to the row, after the layout that what is said about its error has changed. The focus
 * alone scrolls too early for that. */
static gboolean
go_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  BeckonDataFormView *self = BECKON_DATA_FORM_VIEW (widget);
  GtkWidget *scroller = gtk_widget_get_ancestor (GTK_WIDGET (self), GTK_TYPE_SCROLLED_WINDOW);
  graphene_rect_t bounds;

  /* A tick comes before the layout of its frame. */
  if (self->ticks++ == 0)
    return G_SOURCE_CONTINUE;
  self->going = 0;
  if (self->faulty != NULL && scroller != NULL
      && gtk_widget_compute_bounds (GTK_WIDGET (self->faulty), scroller, &bounds))
    {
      GtkAdjustment *place = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller));
      const float height = gtk_widget_get_height (scroller);

      if (bounds.origin.y < 0 || bounds.origin.y + bounds.size.height > height)
        gtk_adjustment_set_value (place,
                                  gtk_adjustment_get_value (place) + bounds.origin.y
                                    + (bounds.size.height - height) / 2);
    }
  return G_SOURCE_REMOVE;
}

static gboolean
show_error (BeckonDataFormView *self, BeckonFormField *field, const char *text)
{
  BeckonFormFieldRow *row = field != NULL ? find_row (self, field) : NULL;

  if (row == NULL)
    return FALSE;
  beckon_form_field_row_set_error (row, text);
  gtk_widget_grab_focus (GTK_WIDGET (row));
  g_set_weak_pointer (&self->faulty, row);
  self->ticks = 0;
  if (self->going == 0)
    self->going = gtk_widget_add_tick_callback (GTK_WIDGET (self), go_cb, NULL, NULL);
  return TRUE;
}

/**
 * beckon_data_form_view_focus_first:
 *
 * Gives the focus to the first field that can be filled in.
 */
void
beckon_data_form_view_focus_first (BeckonDataFormView *self)
{
  focus_from (gtk_widget_get_first_child (GTK_WIDGET (self->box)));
}

/**
 * beckon_data_form_view_set_error:
 * @var: (nullable): a field
 * @text: what is wrong with it
 *
 * Shows @text at the field, and goes there.
 */
void
beckon_data_form_view_set_error (BeckonDataFormView *self, const char *var, const char *text)
{
  g_return_if_fail (BECKON_IS_DATA_FORM_VIEW (self));

  if (self->form != NULL && var != NULL)
    show_error (self, beckon_data_form_get_field (self->form, var), text);
}

/**
 * beckon_data_form_view_check:
 *
 * Checks that all that is required was filled in, and goes to what was not.
 *
 * Returns: whether the form can be sent
 */
gboolean
beckon_data_form_view_check (BeckonDataFormView *self)
{
  BeckonFormField *missing = NULL;

  g_return_val_if_fail (BECKON_IS_DATA_FORM_VIEW (self), FALSE);

  if (self->form == NULL)
    return FALSE;
  if (beckon_data_form_check (self->form, &missing))
    return TRUE;
  show_error (self, missing, _ ("Please fill this in"));
  return FALSE;
}
