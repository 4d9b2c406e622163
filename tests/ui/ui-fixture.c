/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui-fixture.h"

#include "beckon-account-private.h"
#include "beckon-chat-private.h"
#include "beckon-contact-private.h"

static gint64 next_id = 1;

BeckonClient *
ui_fixture_client_new (void)
{
  g_autoptr (BeckonSecretStore) secrets = beckon_secret_store_new_memory ();

  return beckon_client_new (NULL, secrets);
}

BeckonAccount *
ui_fixture_add_account (BeckonClient *client, const char *address)
{
  g_autoptr (BeckonAccountRecord) record = beckon_account_record_new ();
  g_autoptr (BeckonAccount) account = NULL;

  record->id = next_id++;
  record->jid = g_strdup (address);
  record->show = g_strdup ("online");
  record->enabled = TRUE;
  account = beckon_account_new (NULL, record);
  beckon_account_set_state (account, BECKON_ACCOUNT_ONLINE, NULL, 0);
  beckon_client_add_account (client, account);
  return account; /* the client holds it */
}

BeckonContact *
ui_fixture_add_contact (BeckonAccount *account,
                        const char *address,
                        const char *name,
                        BeckonShow show,
                        const char *status)
{
  g_autoptr (BeckonJid) jid = beckon_jid_new (address, NULL);
  g_autoptr (BeckonContactRecord) record = beckon_contact_record_new ();
  g_autoptr (GPtrArray) records = g_ptr_array_new ();
  BeckonContact *contact;

  record->account_id = beckon_account_get_row (account);
  record->jid = g_strdup (address);
  record->name = g_strdup (name);
  record->subscription = g_strdup ("both");
  g_ptr_array_add (records, record);
  beckon_account_update_roster (account, records);
  contact = beckon_account_find_contact (account, jid);
  if (show != BECKON_SHOW_OFFLINE)
    beckon_contact_set_presence (contact, "phone", show, 0, status);
  return contact;
}

BeckonChat *
ui_fixture_add_chat (BeckonAccount *account, const char *address)
{
  g_autoptr (BeckonChatRecord) record = beckon_chat_record_new ();

  record->id = next_id++;
  record->account_id = beckon_account_get_row (account);
  record->peer = g_strdup (address);
  return beckon_account_add_chat (account, record);
}

BeckonMessageRecord *
ui_fixture_add_message (BeckonChat *chat,
                        const char *body,
                        gboolean outgoing,
                        gint64 minutes_ago,
                        BeckonMessageState state)
{
  BeckonMessageRecord *record = beckon_message_record_new ();
  BeckonJid *own = beckon_account_get_jid (beckon_chat_get_account (chat));
  BeckonJid *peer = beckon_contact_get_jid (beckon_chat_get_contact (chat));

  record->id = record->sort_key = next_id++;
  record->chat_id = beckon_chat_get_id (chat);
  record->sender = g_strdup (beckon_jid_get_bare (outgoing ? own : peer));
  record->outgoing = outgoing;
  record->body = g_strdup (body);
  record->time = g_get_real_time () - minutes_ago * G_TIME_SPAN_MINUTE;
  record->state = outgoing ? state : BECKON_MESSAGE_RECEIVED;
  beckon_chat_take_stored (chat, record, TRUE);
  return record;
}

/* An account with enough around it to look like somebody's. */
BeckonAccount *
ui_fixture_add_people (BeckonClient *client)
{
  static const struct
  {
    const char *address;
    const char *name;
    BeckonShow show;
    const char *status;
    const char *body;
    gboolean outgoing;
    gint64 minutes_ago;
  } people[] = {
    { "romeo@example.org", "Romeo Montague", BECKON_SHOW_ONLINE, NULL,
      "Did my heart love till now?", FALSE, 3 },
    { "juliet@example.org", "Juliet Capulet", BECKON_SHOW_AWAY, "On the balcony",
      "O Romeo, Romeo! wherefore art thou Romeo?", FALSE, 12 },
    { "nurse@example.org", "Nurse", BECKON_SHOW_BUSY, NULL, "I am coming, madam", TRUE, 75 },
    { "mercutio@example.org", "Mercutio", BECKON_SHOW_OFFLINE, NULL,
      "If love be rough with you, be rough with love", FALSE, 60 * 26 },
    { "benvolio@example.org", "Benvolio", BECKON_SHOW_ONLINE, NULL, "/me sighs", FALSE,
      60 * 24 * 3 },
    { "tybalt@example.org", "Tybalt", BECKON_SHOW_OFFLINE, NULL, "Peace? I hate the word.", FALSE,
      60 * 24 * 40 },
  };
  BeckonAccount *account = ui_fixture_add_account (client, "alice@example.org");

  for (gsize i = 0; i < G_N_ELEMENTS (people); i++)
    {
      BeckonChat *chat;

      ui_fixture_add_contact (
        account, people[i].address, people[i].name, people[i].show, people[i].status);
      chat = ui_fixture_add_chat (account, people[i].address);
      beckon_message_record_unref (ui_fixture_add_message (chat,
                                                           people[i].body,
                                                           people[i].outgoing,
                                                           people[i].minutes_ago,
                                                           BECKON_MESSAGE_DELIVERED));
    }
  ui_fixture_add_contact (account, "laurence@example.org", "Friar Laurence", BECKON_SHOW_ONLINE, NULL);
  return account;
}

/* libadwaita 1.7 asks the headings of its message dialogs how high they are when narrower than they can be. */
static GLogWriterOutput
write_log (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer user_data)
{
  for (gsize i = 0; i < n_fields; i++)
    if (g_str_equal (fields[i].key, "MESSAGE")
        && g_str_has_prefix (fields[i].value, "Trying to measure GtkLabel"))
      return G_LOG_WRITER_HANDLED;
  return g_log_writer_default (level, fields, n_fields, user_data);
}

/* What the application does for its windows: the style and the icons of the resources. */
void
ui_fixture_init_style (void)
{
  g_autoptr (GtkCssProvider) provider = gtk_css_provider_new ();

  g_log_set_writer_func (write_log, NULL, NULL);
  gtk_css_provider_load_from_resource (provider, "/im/beckon/Beckon/style.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (),
                                              GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  gtk_icon_theme_add_resource_path (gtk_icon_theme_get_for_display (gdk_display_get_default ()),
                                    "/im/beckon/Beckon/icons");
}

/* Runs until the widget was drawn a few times, with all layout done. */
void
ui_fixture_settle (GtkWidget *widget)
{
  for (guint i = 0; i < 20; i++)
    {
      gtk_widget_queue_draw (widget);
      gtk_test_widget_wait_for_draw (widget);
    }
}

/* A picture of the widget. */
GdkTexture *
ui_fixture_render (GtkWidget *widget)
{
  g_autoptr (GdkPaintable) paintable = NULL;
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  int width, height;

  ui_fixture_settle (widget);
  paintable = gtk_widget_paintable_new (widget);
  /* A window has a border that is not part of its own size. */
  width = gdk_paintable_get_intrinsic_width (paintable);
  height = gdk_paintable_get_intrinsic_height (paintable);
  gdk_paintable_snapshot (paintable, snapshot, width, height);
  node = gtk_snapshot_to_node (snapshot);
  return gsk_renderer_render_texture (gtk_native_get_renderer (gtk_widget_get_native (widget)),
                                      node,
                                      &GRAPHENE_RECT_INIT (0, 0, width, height));
}

/* With BECKON_TEST_SCREENSHOTS set to a folder: a picture of the widget, there. */
void
ui_fixture_keep_picture (GtkWidget *widget, const char *name)
{
  const char *folder = g_getenv ("BECKON_TEST_SCREENSHOTS");
  g_autoptr (GdkTexture) texture = NULL;
  g_autofree char *file = NULL;
  g_autofree char *path = NULL;

  if (folder == NULL)
    return;
  texture = ui_fixture_render (widget);
  file = g_strconcat (name, ".png", NULL);
  path = g_build_filename (folder, file, NULL);
  g_assert_true (gdk_texture_save_to_png (texture, path));
}

/* The widget with that id in a .ui file, or NULL. */
GtkWidget *
ui_find_id (GtkWidget *root, const char *id)
{
  if (g_strcmp0 (gtk_buildable_get_buildable_id (GTK_BUILDABLE (root)), id) == 0)
    return root;
  for (GtkWidget *c = gtk_widget_get_first_child (root); c; c = gtk_widget_get_next_sibling (c))
    {
      GtkWidget *found = ui_find_id (c, id);

      if (found != NULL)
        return found;
    }
  return NULL;
}

GtkWidget *
ui_get (gpointer root, const char *id)
{
  GtkWidget *found = ui_find_id (GTK_WIDGET (root), id);

  if (found == NULL)
    g_error ("No widget with the id %s", id);
  return found;
}

/* A label with that text that can be seen, or NULL. */
GtkWidget *
ui_find_label (GtkWidget *root, const char *text)
{
  if (GTK_IS_LABEL (root) && g_str_equal (gtk_label_get_text (GTK_LABEL (root)), text)
      && gtk_widget_get_mapped (root))
    return root;
  for (GtkWidget *c = gtk_widget_get_first_child (root); c; c = gtk_widget_get_next_sibling (c))
    {
      GtkWidget *found = ui_find_label (c, text);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/* The open window of that type, or NULL. */
GtkWidget *
ui_find_window (GType type)
{
  GListModel *toplevels = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (toplevels, i);

      if (G_TYPE_CHECK_INSTANCE_TYPE (window, type))
        return window;
    }
  return NULL;
}

const char *
ui_text (gpointer root, const char *id)
{
  GtkWidget *widget = ui_get (root, id);

  return GTK_IS_LABEL (widget) ? gtk_label_get_text (GTK_LABEL (widget))
                               : gtk_editable_get_text (GTK_EDITABLE (widget));
}

gboolean
ui_give_up_cb (gpointer what)
{
  g_error ("Timed out: %s", (const char *) what);
  return G_SOURCE_REMOVE;
}
