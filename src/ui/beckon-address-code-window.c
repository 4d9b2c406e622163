/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "beckon-address-code-window.h"

#include <glib/gi18n.h>

#include "beckon-qr-paintable.h"
#include "xep-0147.h"

struct _BeckonAddressCodeWindow
{
  AdwWindow parent_instance;

  AdwToastOverlay *toast_overlay;
  GtkPicture *picture;
  GtkLabel *address_label;

  char *uri;
};

G_DEFINE_FINAL_TYPE (BeckonAddressCodeWindow, beckon_address_code_window, ADW_TYPE_WINDOW)

static void
copy_cb (BeckonAddressCodeWindow *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), self->uri);
  adw_toast_overlay_add_toast (self->toast_overlay, adw_toast_new (_ ("The link is copied")));
}

static void
beckon_address_code_window_finalize (GObject *object)
{
  g_free (BECKON_ADDRESS_CODE_WINDOW (object)->uri);
  G_OBJECT_CLASS (beckon_address_code_window_parent_class)->finalize (object);
}

static void
beckon_address_code_window_class_init (BeckonAddressCodeWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = beckon_address_code_window_finalize;

  gtk_widget_class_set_template_from_resource (
    widget_class, "/im/beckon/Beckon/ui/beckon-address-code-window.ui");
  gtk_widget_class_bind_template_child (widget_class, BeckonAddressCodeWindow, toast_overlay);
  gtk_widget_class_bind_template_child (widget_class, BeckonAddressCodeWindow, picture);
  gtk_widget_class_bind_template_child (widget_class, BeckonAddressCodeWindow, address_label);
  gtk_widget_class_bind_template_callback (widget_class, copy_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
beckon_address_code_window_init (BeckonAddressCodeWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * beckon_address_code_window_present:
 * @parent: the window to stand over
 * @jid: the address to share
 */
void
beckon_address_code_window_present (GtkWindow *parent, BeckonJid *jid)
{
  BeckonAddressCodeWindow *self
    = g_object_new (BECKON_TYPE_ADDRESS_CODE_WINDOW, "transient-for", parent, NULL);
  g_autoptr (GdkPaintable) code = NULL;
  g_autofree char *label = NULL;

  self->uri = beckon_xmpp_uri_format (jid);
  code = beckon_qr_paintable_new (self->uri);
  gtk_picture_set_paintable (self->picture, code);
  /* Translators: %s is an address. */
  label = g_strdup_printf (_ ("Code of %s"), beckon_jid_get_bare (jid));
  gtk_accessible_update_property (
    GTK_ACCESSIBLE (self->picture), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_label_set_label (self->address_label, beckon_jid_get_bare (jid));
  gtk_window_present (GTK_WINDOW (self));
}
