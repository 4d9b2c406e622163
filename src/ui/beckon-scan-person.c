/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "beckon-scan-person.h"

#include "beckon-address-text.h"
#include "beckon-picture.h"

#define PICTURE_SIDE 192

struct _BeckonScanPerson
{
  AdwBin parent_instance;

  AdwAvatar *avatar;
  GtkLabel *name_label;
  GtkLabel *address_label;
  GtkLabel *address_warning_label;
  GtkLabel *number_label;
  GtkProgressBar *confirm_progress;
  GtkWidget *cancel_button;

  GBytes *picture; /* (nullable): the one that is shown or being decoded */
  GCancellable *decoding; /* (nullable) */
};

enum
{
  CANCELLED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BeckonScanPerson, beckon_scan_person, ADW_TYPE_BIN)

static void
cancel_cb (BeckonScanPerson *self)
{
  g_signal_emit (self, signals[CANCELLED], 0);
}

static gboolean
beckon_scan_person_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (BECKON_SCAN_PERSON (widget)->cancel_button);
}

static void
beckon_scan_person_dispose (GObject *object)
{
  BeckonScanPerson *self = BECKON_SCAN_PERSON (object);

  g_cancellable_cancel (self->decoding);
  g_clear_object (&self->decoding);
  G_OBJECT_CLASS (beckon_scan_person_parent_class)->dispose (object);
}

static void
beckon_scan_person_finalize (GObject *object)
{
  g_clear_pointer (&BECKON_SCAN_PERSON (object)->picture, g_bytes_unref);
  G_OBJECT_CLASS (beckon_scan_person_parent_class)->finalize (object);
}

static void
beckon_scan_person_class_init (BeckonScanPersonClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = beckon_scan_person_dispose;
  object_class->finalize = beckon_scan_person_finalize;
  widget_class->grab_focus = beckon_scan_person_grab_focus;

  signals[CANCELLED] = g_signal_new ("cancelled",
                                     BECKON_TYPE_SCAN_PERSON,
                                     G_SIGNAL_RUN_LAST,
                                     0,
                                     NULL,
                                     NULL,
                                     NULL,
                                     G_TYPE_NONE,
                                     0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/beckon/Beckon/ui/beckon-scan-person.ui");
  gtk_widget_class_bind_template_child (widget_class, BeckonScanPerson, avatar);
  gtk_widget_class_bind_template_child (widget_class, BeckonScanPerson, name_label);
  gtk_widget_class_bind_template_child (widget_class, BeckonScanPerson, address_label);
  gtk_widget_class_bind_template_child (widget_class, BeckonScanPerson, address_warning_label);
  gtk_widget_class_bind_template_child (widget_class, BeckonScanPerson, number_label);
  gtk_widget_class_bind_template_child (widget_class, BeckonScanPerson, confirm_progress);
  gtk_widget_class_bind_template_child (widget_class, BeckonScanPerson, cancel_button);
  gtk_widget_class_bind_template_callback (widget_class, cancel_cb);
}

static void
beckon_scan_person_init (BeckonScanPerson *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
picture_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonScanPerson) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkTexture) texture = beckon_picture_decode_finish (result, &error);

  /* A picture that is none is no picture. */
  if (texture != NULL && self->avatar != NULL)
    adw_avatar_set_custom_image (self->avatar, GDK_PAINTABLE (texture));
}

static void
update_picture (BeckonScanPerson *self, GBytes *picture)
{
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

void
beckon_scan_person_update (BeckonScanPerson *self, BeckonScanSignIn *sign_in)
{
  BeckonJid *jid = beckon_scan_sign_in_get_jid (sign_in);
  const char *name = beckon_scan_sign_in_get_name (sign_in);
  const char *number = beckon_scan_sign_in_get_number (sign_in);
  const char *address = jid != NULL ? beckon_jid_get_bare (jid) : "";
  const char *warning = jid != NULL ? beckon_address_text_get_warning (jid) : NULL;

  adw_avatar_set_text (self->avatar, name != NULL ? name : address);
  gtk_label_set_label (self->name_label, name != NULL ? name : address);
  gtk_label_set_label (self->address_label, address);
  gtk_widget_set_visible (GTK_WIDGET (self->address_label), name != NULL);
  gtk_label_set_label (self->address_warning_label, warning != NULL ? warning : "");
  gtk_widget_set_visible (GTK_WIDGET (self->address_warning_label), warning != NULL);
  gtk_label_set_label (self->number_label, number != NULL ? number : "");
  update_picture (self, beckon_scan_sign_in_get_picture (sign_in));
}

void
beckon_scan_person_set_fraction (BeckonScanPerson *self, double fraction)
{
  gtk_progress_bar_set_fraction (self->confirm_progress, fraction);
}
