/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "beckon-own-picture.h"

#include <glib/gi18n.h>

#include "beckon-avatar.h"
#include "beckon-picture.h"

/* What others are asked to load: a square would do, but the shape is theirs to cut. */
#define AVATAR_SIZE 192

struct _BeckonOwnPicture
{
  AdwBin parent_instance;

  BeckonAvatar *avatar;
  GtkWidget *remove_button;

  BeckonAccount *account;
  GtkFileChooserNative *chooser;
  GBytes *removed; /* (nullable): to be brought back */
};

G_DEFINE_FINAL_TYPE (BeckonOwnPicture, beckon_own_picture, ADW_TYPE_BIN)

enum
{
  SIGNAL_FAILED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
fail (BeckonOwnPicture *self, const GError *error)
{
  g_signal_emit (self, signals[SIGNAL_FAILED], 0, error);
}

static void
published_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonOwnPicture) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!beckon_account_call_finish (BECKON_ACCOUNT (source), result, &error))
    fail (self, error);
}

static void
publish (BeckonOwnPicture *self, GBytes *picture)
{
  beckon_account_set_profile_async (
    self->account, NULL, picture, NULL, published_cb, g_object_ref (self));
}

/* Choosing */

static void
decoded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonOwnPicture) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkTexture) texture = beckon_picture_decode_finish (result, &error);
  g_autoptr (GBytes) png = NULL;

  if (texture == NULL)
    {
      fail (self, error);
      return;
    }
  /* Written anew, small, and without what a camera puts into its files. */
  png = gdk_texture_save_to_png_bytes (texture);
  if (self->account != NULL)
    publish (self, png);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonOwnPicture) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_file_load_bytes_finish (G_FILE (source), result, NULL, &error);

  if (bytes == NULL)
    fail (self, error);
  else
    beckon_picture_decode_async (bytes, AVATAR_SIZE, NULL, decoded_cb, g_steal_pointer (&self));
}

static void
chosen_cb (BeckonOwnPicture *self, int response, GtkFileChooser *chooser)
{
  g_autoptr (GFile) file
    = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (chooser) : NULL;

  if (file != NULL)
    g_file_load_bytes_async (file, NULL, loaded_cb, g_object_ref (self));
  g_clear_object (&self->chooser);
}

static void
choose_cb (BeckonOwnPicture *self)
{
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  g_clear_object (&self->chooser);
  self->chooser
    = gtk_file_chooser_native_new (_ ("Choose a Picture"),
                                   GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                   GTK_FILE_CHOOSER_ACTION_OPEN,
                                   _ ("_Choose"),
                                   _ ("_Cancel"));
  gtk_file_filter_set_name (filter, _ ("Pictures"));
  gtk_file_filter_add_mime_type (filter, "image/png");
  gtk_file_filter_add_mime_type (filter, "image/jpeg");
  gtk_file_filter_add_mime_type (filter, "image/gif");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (self->chooser), filter);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  g_signal_connect_object (
    self->chooser, "response", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

/* Removing */

static void
undo_cb (BeckonOwnPicture *self)
{
  if (self->account != NULL)
    publish (self, self->removed);
}

static void
removed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonOwnPicture) self = user_data;
  GtkRoot *window = gtk_widget_get_root (GTK_WIDGET (self));
  g_autoptr (GError) error = NULL;
  AdwToast *toast;

  if (!beckon_account_call_finish (BECKON_ACCOUNT (source), result, &error))
    fail (self, error);
  else if (ADW_IS_PREFERENCES_WINDOW (window))
    {
      toast = adw_toast_new (_ ("The picture was removed"));
      adw_toast_set_button_label (toast, _ ("_Undo"));
      g_signal_connect_object (
        toast, "button-clicked", G_CALLBACK (undo_cb), self, G_CONNECT_SWAPPED);
      adw_preferences_window_add_toast (ADW_PREFERENCES_WINDOW (window), toast);
    }
}

static void
remove_cb (BeckonOwnPicture *self)
{
  GBytes *picture = beckon_account_get_avatar (self->account);
  g_autoptr (GBytes) none = g_bytes_new_static ("", 0);

  if (picture == NULL)
    return;
  g_clear_pointer (&self->removed, g_bytes_unref);
  self->removed = g_bytes_ref (picture);
  beckon_account_set_profile_async (
    self->account, NULL, none, NULL, removed_cb, g_object_ref (self));
}

static void
update (BeckonOwnPicture *self)
{
  gtk_widget_set_visible (self->remove_button, beckon_account_get_avatar (self->account) != NULL);
}

static void
beckon_own_picture_dispose (GObject *object)
{
  BeckonOwnPicture *self = BECKON_OWN_PICTURE (object);

  g_clear_object (&self->account);
  g_clear_object (&self->chooser);
  g_clear_pointer (&self->removed, g_bytes_unref);
  G_OBJECT_CLASS (beckon_own_picture_parent_class)->dispose (object);
}

static void
beckon_own_picture_class_init (BeckonOwnPictureClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = beckon_own_picture_dispose;
  signals[SIGNAL_FAILED] = g_signal_new ("failed",
                                         BECKON_TYPE_OWN_PICTURE,
                                         G_SIGNAL_RUN_LAST,
                                         0,
                                         NULL,
                                         NULL,
                                         NULL,
                                         G_TYPE_NONE,
                                         1,
                                         G_TYPE_ERROR);

  g_type_ensure (BECKON_TYPE_AVATAR);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/beckon/Beckon/ui/beckon-own-picture.ui");
  gtk_widget_class_bind_template_child (widget_class, BeckonOwnPicture, avatar);
  gtk_widget_class_bind_template_child (widget_class, BeckonOwnPicture, remove_button);
  gtk_widget_class_bind_template_callback (widget_class, choose_cb);
  gtk_widget_class_bind_template_callback (widget_class, remove_cb);
}

static void
beckon_own_picture_init (BeckonOwnPicture *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * beckon_own_picture_set_account:
 * @account: whose picture it is; set once
 */
void
beckon_own_picture_set_account (BeckonOwnPicture *self, BeckonAccount *account)
{
  g_return_if_fail (BECKON_IS_OWN_PICTURE (self));
  g_return_if_fail (self->account == NULL);

  self->account = g_object_ref (account);
  beckon_avatar_set_person (self->avatar, G_OBJECT (account));
  g_signal_connect_object (
    account, "notify::avatar", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}
