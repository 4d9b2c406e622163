/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "beckon-scan-server.h"

#include "beckon-error-box.h"
#include "beckon-proxy-row.h"

struct _BeckonScanServer
{
  AdwBin parent_instance;

  BeckonErrorBox *error_box;
  GtkEditable *domain_row;
  BeckonProxyRow *proxy_row;
  GtkWidget *show_button;
};

enum
{
  CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BeckonScanServer, beckon_scan_server, ADW_TYPE_BIN)

static void
domain_changed_cb (BeckonScanServer *self)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (self->domain_row)));

  beckon_error_box_set_text (self->error_box, NULL);
  gtk_widget_remove_css_class (GTK_WIDGET (self->domain_row), "error");
  gtk_widget_set_sensitive (self->show_button, *text != '\0');
}

/* A whole address is as good as its server. */
static void
submit_cb (BeckonScanServer *self)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (self->domain_row)));
  g_autoptr (BeckonJid) jid = NULL;
  g_autoptr (BeckonJid) domain = NULL;
  g_autoptr (GError) error = NULL;

  if (*text == '\0' || !beckon_proxy_row_check (self->proxy_row))
    return;
  jid = beckon_jid_new (text, &error);
  if (jid == NULL)
    {
      beckon_error_box_set_error (self->error_box, error, NULL);
      gtk_widget_add_css_class (GTK_WIDGET (self->domain_row), "error");
      return;
    }
  domain = beckon_jid_new (beckon_jid_get_domain (jid), NULL);
  if (domain != NULL)
    g_signal_emit (self, signals[CHOSEN], 0, domain);
}

static gboolean
beckon_scan_server_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (BECKON_SCAN_SERVER (widget)->domain_row));
}

static void
beckon_scan_server_class_init (BeckonScanServerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->grab_focus = beckon_scan_server_grab_focus;

  signals[CHOSEN] = g_signal_new ("chosen",
                                  BECKON_TYPE_SCAN_SERVER,
                                  G_SIGNAL_RUN_LAST,
                                  0,
                                  NULL,
                                  NULL,
                                  NULL,
                                  G_TYPE_NONE,
                                  1,
                                  BECKON_TYPE_JID);

  g_type_ensure (BECKON_TYPE_ERROR_BOX);
  g_type_ensure (BECKON_TYPE_PROXY_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/beckon/Beckon/ui/beckon-scan-server.ui");
  gtk_widget_class_bind_template_child (widget_class, BeckonScanServer, error_box);
  gtk_widget_class_bind_template_child (widget_class, BeckonScanServer, domain_row);
  gtk_widget_class_bind_template_child (widget_class, BeckonScanServer, proxy_row);
  gtk_widget_class_bind_template_child (widget_class, BeckonScanServer, show_button);
  gtk_widget_class_bind_template_callback (widget_class, domain_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, submit_cb);
}

static void
beckon_scan_server_init (BeckonScanServer *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  domain_changed_cb (self);
}

/**
 * beckon_scan_server_get_proxy:
 *
 * Returns: (nullable): the proxy to go through, or %NULL for what the system says
 */
const char *
beckon_scan_server_get_proxy (BeckonScanServer *self)
{
  g_return_val_if_fail (BECKON_IS_SCAN_SERVER (self), NULL);

  return beckon_proxy_row_get_uri (self->proxy_row);
}
