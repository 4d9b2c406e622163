/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Forms of a server, filled in by a person. */

#include "ui-fixture.h"

#include "beckon-proxy-row.h"
#include "beckon-data-form-view.h"
#include "beckon-element.h"
#include "beckon-form-field-row.h"
#include "xep-0004.h"

static const char form_xml[]
  = "<x xmlns='jabber:x:data' type='form'><title>Join &lt;b&gt;us&lt;/b&gt;</title>"
    "<instructions>Fill in &amp; send</instructions>"
    "<field type='hidden' var='FORM_TYPE'><value>jabber:iq:register</value></field>"
    "<field type='fixed'><value>Welcome</value></field>"
    "<field type='text-single' var='username' label='Name'><required/></field>"
    "<field type='fixed'><value>Think of a good one</value></field>"
    "<field type='text-private' var='password' label='Password'><required/>"
    "<desc>At least eight characters</desc></field>"
    "<field type='text-multi' var='about' label='About you'/>"
    "<field type='jid-single' var='friend' label='A friend'/>"
    "<field type='jid-multi' var='friends' label='Friends'/>"
    "<field type='boolean' var='news' label='News'><value>1</value></field>"
    "<field type='list-single' var='lang' label='Language'>"
    "<option label='English'><value>en</value></option>"
    "<option label='中文'><value>zh</value></option></field>"
    "<field type='list-multi' var='likes' label='You like'>"
    "<option label='Tea'><value>tea</value></option>"
    "<option label='Cats'><value>cats</value></option></field></x>";

typedef struct
{
  GtkWindow *window;
  BeckonDataFormView *view;
  BeckonDataForm *form;
} Fixture;

static BeckonDataForm *
parse (void)
{
  g_autoptr (BeckonElement) element = beckon_element_parse (form_xml, -1, NULL);
  g_autoptr (GError) error = NULL;
  BeckonDataForm *form;

  g_assert_nonnull (element);
  form = beckon_data_form_parse (element, &error);
  g_assert_no_error (error);
  return form;
}

static void
set_up (Fixture *f, gconstpointer data)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();

  f->window = GTK_WINDOW (adw_window_new ());
  f->view = BECKON_DATA_FORM_VIEW (beckon_data_form_view_new ());
  f->form = parse ();
  gtk_widget_set_margin_start (GTK_WIDGET (f->view), 18);
  gtk_widget_set_margin_end (GTK_WIDGET (f->view), 18);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (f->view));
  adw_window_set_content (ADW_WINDOW (f->window), scroller);
  gtk_window_set_default_size (f->window, 360, 860);
  beckon_data_form_view_set_form (f->view, f->form, "example.org");
  gtk_window_present (f->window);
  WAIT_FOR (gtk_widget_get_mapped (GTK_WIDGET (f->view)));
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_autofree char *name = g_strdelimit (g_strdup (g_test_get_path () + 1), "/", '-');

  ui_fixture_keep_picture (GTK_WIDGET (f->window), name);
  gtk_window_set_focus (f->window, NULL);
  g_object_add_weak_pointer (G_OBJECT (f->view), (gpointer *) &f->view);
  gtk_window_destroy (f->window);
  WAIT_FOR (f->view == NULL);
  g_assert_finalize_object (f->form);
}

static GtkWidget *
find_row (Fixture *f, const char *var)
{
  GtkWidget *box = gtk_widget_get_first_child (GTK_WIDGET (f->view));

  for (GtkWidget *c = gtk_widget_get_first_child (box); c; c = gtk_widget_get_next_sibling (c))
    if (BECKON_IS_FORM_FIELD_ROW (c)
        && g_strcmp0 (beckon_form_field_get_var (
                        beckon_form_field_row_get_field (BECKON_FORM_FIELD_ROW (c))),
                      var)
             == 0)
      return c;
  return NULL;
}

static GtkWidget *
find_type (GtkWidget *root, GType type)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (root, type))
    return root;
  for (GtkWidget *c = gtk_widget_get_first_child (root); c; c = gtk_widget_get_next_sibling (c))
    {
      GtkWidget *found = find_type (c, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static gpointer
input (Fixture *f, const char *var, GType type)
{
  GtkWidget *row = find_row (f, var);
  GtkWidget *found;

  g_assert_nonnull (row);
  found = find_type (row, type);
  g_assert_nonnull (found);
  return found;
}

static const char *
value (BeckonDataForm *form, const char *var)
{
  return beckon_form_field_get_value (beckon_data_form_get_field (form, var));
}

static void
test_texts (Fixture *f, gconstpointer data)
{
  /* Texts of the server are text. */
  g_assert_nonnull (ui_find_label (GTK_WIDGET (f->view), "Join <b>us</b>"));
  g_assert_nonnull (ui_find_label (GTK_WIDGET (f->view), "Fill in & send"));
  g_assert_nonnull (ui_find_label (GTK_WIDGET (f->view), "Welcome"));
  g_assert_nonnull (ui_find_label (GTK_WIDGET (f->view), "At least eight characters"));
  g_assert_nonnull (ui_find_label (GTK_WIDGET (f->view), "@example.org"));
  g_assert_null (find_row (f, "FORM_TYPE"));
  g_assert_cmpstr (adw_preferences_row_get_title (input (f, "username", ADW_TYPE_ENTRY_ROW)),
                   ==,
                   "Name (required)");
}

static void
test_values (Fixture *f, gconstpointer data)
{
  const char *const *values;

  gtk_editable_set_text (input (f, "username", ADW_TYPE_ENTRY_ROW), "juliet");
  g_assert_cmpstr (value (f->form, "username"), ==, "juliet");
  gtk_editable_set_text (input (f, "friend", ADW_TYPE_ENTRY_ROW), "romeo@example.org");
  g_assert_cmpstr (value (f->form, "friend"), ==, "romeo@example.org");
  gtk_text_buffer_set_text (
    gtk_text_view_get_buffer (input (f, "about", GTK_TYPE_TEXT_VIEW)), "One\nTwo", -1);
  values
    = beckon_form_field_get_values (beckon_data_form_get_field (f->form, "about"));
  g_assert_cmpstr (values[0], ==, "One");
  g_assert_cmpstr (values[1], ==, "Two");

  g_assert_true (gtk_switch_get_active (input (f, "news", GTK_TYPE_SWITCH)));
  gtk_switch_set_active (input (f, "news", GTK_TYPE_SWITCH), FALSE);
  g_assert_cmpstr (value (f->form, "news"), ==, "0");

  /* Nothing is chosen before the person chooses. */
  g_assert_null (value (f->form, "lang"));
  adw_combo_row_set_selected (input (f, "lang", ADW_TYPE_COMBO_ROW), 2);
  g_assert_cmpstr (value (f->form, "lang"), ==, "zh");
  gtk_check_button_set_active (input (f, "likes", GTK_TYPE_CHECK_BUTTON), TRUE);
  g_assert_cmpstr (value (f->form, "likes"), ==, "tea");
  gtk_check_button_set_active (input (f, "likes", GTK_TYPE_CHECK_BUTTON), FALSE);
  g_assert_null (value (f->form, "likes"));
}

static void
test_required (Fixture *f, gconstpointer data)
{
  g_assert_false (beckon_data_form_view_check (f->view));
  g_assert_nonnull (ui_find_label (find_row (f, "username"), "Please fill this in"));
  gtk_editable_set_text (input (f, "username", ADW_TYPE_ENTRY_ROW), "juliet");
  g_assert_null (ui_find_label (find_row (f, "username"), "Please fill this in"));
  g_assert_false (beckon_data_form_view_check (f->view));
  gtk_editable_set_text (input (f, "password", ADW_TYPE_ENTRY_ROW), "secret");
  g_assert_true (beckon_data_form_view_check (f->view));
  g_assert_nonnull (ui_find_label (find_row (f, "password"), "Weak password"));
}

static void
test_errors (Fixture *f, gconstpointer data)
{
  beckon_data_form_view_set_error (f->view, "username", "Taken <i>");
  g_assert_nonnull (ui_find_label (find_row (f, "username"), "Taken <i>"));
  /* And the cursor goes there. */
  beckon_data_form_view_set_error (f->view, "lang", "Choose one");
  g_assert_true (gtk_widget_get_focus_child (find_row (f, "lang")) != NULL);
  /* A field that is not there is no reason to fail. */
  beckon_data_form_view_set_error (f->view, "nowhere", "Lost");
}

/* What the server only says takes no focus, neither at first nor after a field. */
static void
test_focus (Fixture *f, gconstpointer data)
{
  GtkWidget *fixed = gtk_widget_get_prev_sibling (find_row (f, "username"));

  g_assert_true (BECKON_IS_FORM_FIELD_ROW (fixed));
  beckon_data_form_view_focus_first (f->view);
  g_assert_nonnull (gtk_widget_get_focus_child (find_row (f, "username")));
  g_assert_null (gtk_widget_get_focus_child (fixed));
  g_signal_emit_by_name (input (f, "username", ADW_TYPE_ENTRY_ROW), "entry-activated");
  g_assert_nonnull (gtk_widget_get_focus_child (find_row (f, "password")));
}

static void
test_nothing_is_lost (Fixture *f, gconstpointer data)
{
  g_autoptr (BeckonDataForm) again = parse ();

  gtk_editable_set_text (input (f, "username", ADW_TYPE_ENTRY_ROW), "juliet");
  gtk_editable_set_text (input (f, "password", ADW_TYPE_ENTRY_ROW), "secret");
  beckon_data_form_view_set_form (f->view, again, "example.org");
  g_assert_cmpstr (
    gtk_editable_get_text (input (f, "username", ADW_TYPE_ENTRY_ROW)), ==, "juliet");
  g_assert_cmpstr (value (again, "password"), ==, "secret");
  g_assert_cmpstr (value (again, "FORM_TYPE"), ==, "jabber:iq:register");
}

/* A picture of a question: shown when it is one, said to be none otherwise. */
static void
test_picture (Fixture *f, gconstpointer data)
{
  g_autoptr (BeckonDataForm) form = parse ();
  BeckonFormField *field = beckon_data_form_get_field (form, "friend");
  g_autoptr (GBytes) broken = g_bytes_new_static ("<svg width='99999999'/>", 23);

  beckon_form_field_set_media (field, "image/png", broken);
  beckon_data_form_view_set_form (f->view, form, NULL);
  WAIT_FOR (gtk_picture_get_alternative_text (input (f, "friend", GTK_TYPE_PICTURE)) != NULL);
  g_assert_false (gtk_widget_get_visible (input (f, "friend", GTK_TYPE_PICTURE)));
}

static void
count_cb (guint *n)
{
  (*n)++;
}

/* A proxy is told of once all of it is there, and never with more than a host and a port. */
static void
test_proxy_row (void)
{
  static const struct
  {
    guint kind;
    const char *text;
    const char *uri;
  } rows[] = {
    { 1, "", "socks5://127.0.0.1:9050" },
    { 2, "proxy.example.org", "socks5://proxy.example.org:1080" },
    { 2, "[::1]:9150", "socks5://[::1]:9150" },
    { 3, "proxy.example.org:3128", "http://proxy.example.org:3128" },
    { 3, "user:secret@proxy.example.org:3128", NULL },
    { 3, "proxy.example.org:70000", NULL },
    { 3, "proxy.example.org/x", NULL },
    { 3, "", NULL },
    { 0, "", NULL },
  };
  GtkWidget *list = gtk_list_box_new ();
  BeckonProxyRow *row = g_object_new (BECKON_TYPE_PROXY_ROW, NULL);
  GtkEditable *address;
  guint n_changes = 0;

  g_object_ref_sink (list);
  gtk_list_box_append (GTK_LIST_BOX (list), GTK_WIDGET (row));
  address = GTK_EDITABLE (ui_get (row, "address_row"));
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const gboolean complete = rows[i].uri != NULL || rows[i].kind == 0;

      beckon_proxy_row_set_uri (row, NULL);
      gtk_editable_set_text (address, rows[i].text);
      adw_combo_row_set_selected (ADW_COMBO_ROW (ui_get (row, "kind_row")), rows[i].kind);
      g_assert_cmpint (beckon_proxy_row_check (row), ==, complete);
      g_assert_cmpint (gtk_widget_has_css_class (GTK_WIDGET (address), "error"), ==, !complete);
      g_assert_cmpstr (beckon_proxy_row_get_uri (row), ==, rows[i].uri);

      /* What was kept is shown as it was, and is no news. */
      g_signal_connect_swapped (row, "notify::uri", G_CALLBACK (count_cb), &n_changes);
      beckon_proxy_row_set_uri (row, rows[i].uri);
      g_assert_cmpstr (beckon_proxy_row_get_uri (row), ==, rows[i].uri);
      g_signal_handlers_disconnect_by_data (row, &n_changes);
    }
  g_assert_cmpuint (n_changes, ==, 0);
  g_object_unref (list);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  ui_fixture_init_style ();

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/forms/texts", test_texts);
  ADD ("/forms/values", test_values);
  ADD ("/forms/required", test_required);
  ADD ("/forms/focus", test_focus);
  ADD ("/forms/errors", test_errors);
  ADD ("/forms/nothing-is-lost", test_nothing_is_lost);
  ADD ("/forms/picture", test_picture);
  g_test_add_func ("/forms/proxy-row", test_proxy_row);
  return g_test_run ();
}
