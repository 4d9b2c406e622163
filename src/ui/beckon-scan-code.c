/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "beckon-scan-code.h"

#include <glib/gi18n.h>

#include "beckon-qr-paintable.h"

struct _BeckonScanCode
{
  AdwBin parent_instance;

  GtkPicture *code_picture;
  GtkProgressBar *code_progress;
  GtkLabel *host_label;
  GtkLabel *user_code_label;
  GtkButton *copy_button;
  GtkLabel *verification_label;

  char *uri; /* (nullable): the one that is drawn */
};

enum
{
  COPIED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BeckonScanCode, beckon_scan_code, ADW_TYPE_BIN)

static void
copy_cb (BeckonScanCode *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)),
                          gtk_label_get_label (self->user_code_label));
  gtk_button_set_icon_name (self->copy_button, "object-select-symbolic");
  g_signal_emit (self, signals[COPIED], 0);
}

static gboolean
beckon_scan_code_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (BECKON_SCAN_CODE (widget)->copy_button));
}

static void
beckon_scan_code_finalize (GObject *object)
{
  g_free (BECKON_SCAN_CODE (object)->uri);
  G_OBJECT_CLASS (beckon_scan_code_parent_class)->finalize (object);
}

static void
beckon_scan_code_class_init (BeckonScanCodeClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = beckon_scan_code_finalize;
  widget_class->grab_focus = beckon_scan_code_grab_focus;

  signals[COPIED] = g_signal_new ("copied",
                                  BECKON_TYPE_SCAN_CODE,
                                  G_SIGNAL_RUN_LAST,
                                  0,
                                  NULL,
                                  NULL,
                                  NULL,
                                  G_TYPE_NONE,
                                  0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/beckon/Beckon/ui/beckon-scan-code.ui");
  gtk_widget_class_bind_template_child (widget_class, BeckonScanCode, code_picture);
  gtk_widget_class_bind_template_child (widget_class, BeckonScanCode, code_progress);
  gtk_widget_class_bind_template_child (widget_class, BeckonScanCode, host_label);
  gtk_widget_class_bind_template_child (widget_class, BeckonScanCode, user_code_label);
  gtk_widget_class_bind_template_child (widget_class, BeckonScanCode, copy_button);
  gtk_widget_class_bind_template_child (widget_class, BeckonScanCode, verification_label);
  gtk_widget_class_bind_template_callback (widget_class, copy_cb);
}

static void
beckon_scan_code_init (BeckonScanCode *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->code_picture),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Code to scan with the phone"),
                                  -1);
}

/**
 * beckon_scan_code_update:
 * @sign_in: an attempt; while it has no code, nothing is shown
 */
void
beckon_scan_code_update (BeckonScanCode *self, BeckonScanSignIn *sign_in)
{
  const char *uri = beckon_scan_sign_in_get_code_uri (sign_in);
  const char *user_code = beckon_scan_sign_in_get_user_code (sign_in);
  const char *verification_uri = beckon_scan_sign_in_get_verification_uri (sign_in);
  const char *host = beckon_scan_sign_in_get_host (sign_in);
  g_autofree char *host_text = NULL;

  if (g_strcmp0 (uri, self->uri) != 0)
    {
      g_autoptr (GdkPaintable) code = uri != NULL ? beckon_qr_paintable_new (uri) : NULL;

      g_free (self->uri);
      self->uri = g_strdup (uri);
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

void
beckon_scan_code_set_fraction (BeckonScanCode *self, double fraction)
{
  gtk_progress_bar_set_fraction (self->code_progress, fraction);
}
