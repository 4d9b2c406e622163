/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "beckon-way-button.h"

struct _BeckonWayButton
{
  GtkButton parent_instance;

  GtkImage *image;
  GtkLabel *title_label;
  GtkLabel *subtitle_label;
};

enum
{
  PROP_ICON = 1,
  PROP_TITLE,
  PROP_SUBTITLE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (BeckonWayButton, beckon_way_button, GTK_TYPE_BUTTON)

static void
beckon_way_button_set_property (GObject *object,
                                guint prop_id,
                                const GValue *value,
                                GParamSpec *pspec)
{
  BeckonWayButton *self = BECKON_WAY_BUTTON (object);
  const char *text = g_value_get_string (value);

  switch (prop_id)
    {
    case PROP_ICON:
      gtk_image_set_from_icon_name (self->image, text);
      break;
    case PROP_TITLE:
      gtk_label_set_label (self->title_label, text);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text,
                                      -1);
      break;
    case PROP_SUBTITLE:
      gtk_label_set_label (self->subtitle_label, text);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                      text, -1);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
beckon_way_button_class_init (BeckonWayButtonClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->set_property = beckon_way_button_set_property;

  properties[PROP_ICON]
    = g_param_spec_string ("icon", NULL, NULL, NULL, G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_TITLE]
    = g_param_spec_string ("title", NULL, NULL, NULL, G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_SUBTITLE]
    = g_param_spec_string ("subtitle", NULL, NULL, NULL, G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/beckon/Beckon/ui/beckon-way-button.ui");
  gtk_widget_class_bind_template_child (widget_class, BeckonWayButton, image);
  gtk_widget_class_bind_template_child (widget_class, BeckonWayButton, title_label);
  gtk_widget_class_bind_template_child (widget_class, BeckonWayButton, subtitle_label);
}

static void
beckon_way_button_init (BeckonWayButton *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
