/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "beckon-scan-page.h"

struct _BeckonScanPage
{
  AdwBin parent_instance;
};

G_DEFINE_FINAL_TYPE (BeckonScanPage, beckon_scan_page, ADW_TYPE_BIN)

static void
beckon_scan_page_class_init (BeckonScanPageClass *klass)
{
  gtk_widget_class_set_template_from_resource (GTK_WIDGET_CLASS (klass),
                                               "/im/beckon/Beckon/ui/beckon-scan-page.ui");
}

static void
beckon_scan_page_init (BeckonScanPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
