/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-avatar.h"

#include "beckon-picture.h"
#include "xep-0392.h"

/* Sharp at twice the size of the largest avatar on show. */
#define PICTURE_SIDE 192

struct _BeckonAvatar
{
  GtkWidget parent_instance;

  BeckonContact *contact;
  GSignalGroup *contact_signals;
  GCancellable *cancellable; /* of the picture being decoded */
  GdkTexture *texture;       /* NULL: initials */
  int size;
  gboolean show_presence;
};

enum
{
  PROP_0,
  PROP_CONTACT,
  PROP_SIZE,
  PROP_SHOW_PRESENCE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (BeckonAvatar, beckon_avatar, GTK_TYPE_WIDGET)

/* The decoded picture stays with the contact, so that scrolling a list decodes nothing twice. */
static GQuark
texture_quark (void)
{
  return g_quark_from_static_string ("beckon-avatar-texture");
}

static GQuark
bytes_quark (void)
{
  return g_quark_from_static_string ("beckon-avatar-bytes");
}

static void
set_texture (BeckonAvatar *self, GdkTexture *texture)
{
  if (g_set_object (&self->texture, texture))
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
decode_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonAvatar) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkTexture) texture = beckon_picture_decode_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->contact == NULL)
    return;
  /* A picture that cannot be decoded stays initials, and is not tried again. */
  set_texture (self, texture);
  g_object_set_qdata_full (
    G_OBJECT (self->contact), texture_quark (), g_steal_pointer (&texture), g_object_unref);
}

static void
avatar_changed_cb (BeckonAvatar *self)
{
  GBytes *bytes = self->contact != NULL ? beckon_contact_get_avatar (self->contact) : NULL;

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (bytes == NULL)
    {
      set_texture (self, NULL);
      return;
    }
  if (g_object_get_qdata (G_OBJECT (self->contact), bytes_quark ()) == bytes)
    {
      set_texture (self, g_object_get_qdata (G_OBJECT (self->contact), texture_quark ()));
      if (self->texture != NULL)
        return;
    }
  g_object_set_qdata_full (G_OBJECT (self->contact),
                           bytes_quark (),
                           g_bytes_ref (bytes),
                           (GDestroyNotify) g_bytes_unref);
  self->cancellable = g_cancellable_new ();
  beckon_picture_decode_async (
    bytes, PICTURE_SIDE, self->cancellable, decode_cb, g_object_ref (self));
}

static const char *
presence_colour (BeckonShow show)
{
  switch (show)
    {
    case BECKON_SHOW_ONLINE:
    case BECKON_SHOW_CHATTY:
      return "success_color";
    case BECKON_SHOW_AWAY:
    case BECKON_SHOW_EXTENDED_AWAY:
      return "warning_color";
    case BECKON_SHOW_BUSY:
      return "error_color";
    case BECKON_SHOW_OFFLINE:
    default:
      return NULL;
    }
}

static void
snapshot_presence (BeckonAvatar *self, GtkSnapshot *snapshot)
{
  GtkStyleContext *context = gtk_widget_get_style_context (GTK_WIDGET (self));
  const char *name = presence_colour (beckon_contact_get_show (self->contact));
  float dot = MAX (8, self->size * 0.28f), ring = MAX (1.5f, dot * 0.18f);
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  graphene_rect_t bounds
    = GRAPHENE_RECT_INIT (rtl ? 0 : self->size - dot, self->size - dot, dot, dot);
  GskRoundedRect outline;
  GdkRGBA colour, ground;

  if (name == NULL || !gtk_style_context_lookup_color (context, name, &colour))
    return;
  if (gtk_style_context_lookup_color (context, "view_bg_color", &ground))
    {
      gsk_rounded_rect_init_from_rect (&outline, &bounds, dot / 2);
      gtk_snapshot_push_rounded_clip (snapshot, &outline);
      gtk_snapshot_append_color (snapshot, &ground, &bounds);
      gtk_snapshot_pop (snapshot);
    }
  graphene_rect_inset (&bounds, ring, ring);
  gsk_rounded_rect_init_from_rect (&outline, &bounds, dot / 2 - ring);
  gtk_snapshot_push_rounded_clip (snapshot, &outline);
  gtk_snapshot_append_color (snapshot, &colour, &bounds);
  gtk_snapshot_pop (snapshot);
}

/* The first letters of the first two words. */
static char *
make_initials (const char *name)
{
  GString *initials = g_string_new (NULL);
  gboolean at_start = TRUE;

  for (const char *p = name; *p != '\0' && g_utf8_strlen (initials->str, -1) < 2;
       p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (at_start && g_unichar_isalnum (c))
        {
          g_string_append_unichar (initials, g_unichar_totitle (c));
          at_start = FALSE;
        }
      else if (!g_unichar_isalnum (c) && !g_unichar_ismark (c))
        at_start = TRUE;
    }
  return g_string_free (initials, FALSE);
}

static void
snapshot_initials (BeckonAvatar *self, GtkSnapshot *snapshot)
{
  g_autofree char *initials = make_initials (beckon_contact_get_name (self->contact));
  g_autoptr (PangoLayout) layout
    = gtk_widget_create_pango_layout (GTK_WIDGET (self), initials);
  g_autoptr (PangoFontDescription) font = pango_font_description_new ();
  PangoRectangle ink;
  const GdkRGBA white = { 1, 1, 1, 1 };

  pango_font_description_set_weight (font, PANGO_WEIGHT_BOLD);
  pango_font_description_set_absolute_size (font, self->size * 0.4 * PANGO_SCALE);
  pango_layout_set_font_description (layout, font);
  pango_layout_get_pixel_extents (layout, &ink, NULL);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot,
                          &GRAPHENE_POINT_INIT ((self->size - ink.width) / 2.0f - ink.x,
                                                (self->size - ink.height) / 2.0f - ink.y));
  gtk_snapshot_append_layout (snapshot, layout, &white);
  gtk_snapshot_restore (snapshot);
}

static void
beckon_avatar_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  BeckonAvatar *self = BECKON_AVATAR (widget);
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (0, 0, self->size, self->size);
  GskRoundedRect circle;

  if (self->contact == NULL)
    return;

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (
    snapshot,
    &GRAPHENE_POINT_INIT ((gtk_widget_get_width (widget) - self->size) / 2,
                          (gtk_widget_get_height (widget) - self->size) / 2));
  gsk_rounded_rect_init_from_rect (&circle, &bounds, self->size / 2.0f);
  gtk_snapshot_push_rounded_clip (snapshot, &circle);
  if (self->texture != NULL)
    {
      double ratio = gdk_paintable_get_intrinsic_aspect_ratio (GDK_PAINTABLE (self->texture));
      double width = ratio > 1 ? self->size * ratio : self->size;
      double height = ratio > 1 ? self->size : self->size / ratio;

      gtk_snapshot_translate (
        snapshot, &GRAPHENE_POINT_INIT ((self->size - width) / 2, (self->size - height) / 2));
      gdk_paintable_snapshot (GDK_PAINTABLE (self->texture), snapshot, width, height);
    }
  else
    {
      double red, green, blue;

      /* White initials want a dark ground, in either style. */
      beckon_color_from_text (beckon_jid_get_bare (beckon_contact_get_jid (self->contact)),
                              80,
                              50,
                              &red,
                              &green,
                              &blue);
      gtk_snapshot_append_color (snapshot, &(GdkRGBA){ red, green, blue, 1 }, &bounds);
      snapshot_initials (self, snapshot);
    }
  gtk_snapshot_pop (snapshot);
  if (self->show_presence)
    snapshot_presence (self, snapshot);
  gtk_snapshot_restore (snapshot);
}

static void
beckon_avatar_measure (GtkWidget *widget,
                       GtkOrientation orientation,
                       int for_size,
                       int *minimum,
                       int *natural,
                       int *minimum_baseline,
                       int *natural_baseline)
{
  *minimum = *natural = BECKON_AVATAR (widget)->size;
}

static void
beckon_avatar_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  BeckonAvatar *self = BECKON_AVATAR (object);

  switch (property_id)
    {
    case PROP_CONTACT:
      g_value_set_object (value, self->contact);
      break;
    case PROP_SIZE:
      g_value_set_int (value, self->size);
      break;
    case PROP_SHOW_PRESENCE:
      g_value_set_boolean (value, self->show_presence);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
beckon_avatar_set_property (GObject *object,
                            guint property_id,
                            const GValue *value,
                            GParamSpec *pspec)
{
  BeckonAvatar *self = BECKON_AVATAR (object);

  switch (property_id)
    {
    case PROP_CONTACT:
      beckon_avatar_set_contact (self, g_value_get_object (value));
      break;
    case PROP_SIZE:
      self->size = g_value_get_int (value);
      gtk_widget_queue_resize (GTK_WIDGET (self));
      break;
    case PROP_SHOW_PRESENCE:
      self->show_presence = g_value_get_boolean (value);
      gtk_widget_queue_draw (GTK_WIDGET (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
beckon_avatar_dispose (GObject *object)
{
  BeckonAvatar *self = BECKON_AVATAR (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->contact_signals);
  g_clear_object (&self->contact);
  g_clear_object (&self->texture);
  G_OBJECT_CLASS (beckon_avatar_parent_class)->dispose (object);
}

static void
beckon_avatar_class_init (BeckonAvatarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = beckon_avatar_get_property;
  object_class->set_property = beckon_avatar_set_property;
  object_class->dispose = beckon_avatar_dispose;
  widget_class->measure = beckon_avatar_measure;
  widget_class->snapshot = beckon_avatar_snapshot;

  properties[PROP_CONTACT]
    = g_param_spec_object ("contact", NULL, NULL, BECKON_TYPE_CONTACT, flags);
  properties[PROP_SIZE] = g_param_spec_int ("size", NULL, NULL, 8, 512, 40, flags);
  properties[PROP_SHOW_PRESENCE]
    = g_param_spec_boolean ("show-presence", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_set_css_name (widget_class, "contact-avatar");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
beckon_avatar_init (BeckonAvatar *self)
{
  self->size = 40;
  self->contact_signals = g_signal_group_new (BECKON_TYPE_CONTACT);
  g_signal_group_connect_swapped (
    self->contact_signals, "notify::avatar", G_CALLBACK (avatar_changed_cb), self);
  g_signal_group_connect_swapped (
    self->contact_signals, "notify::name", G_CALLBACK (gtk_widget_queue_draw), self);
  g_signal_group_connect_swapped (
    self->contact_signals, "notify::show", G_CALLBACK (gtk_widget_queue_draw), self);
}

/**
 * beckon_avatar_new:
 * @size: in pixels
 */
GtkWidget *
beckon_avatar_new (int size)
{
  return g_object_new (BECKON_TYPE_AVATAR, "size", size, NULL);
}

void
beckon_avatar_set_contact (BeckonAvatar *self, BeckonContact *contact)
{
  if (!g_set_object (&self->contact, contact))
    return;
  g_signal_group_set_target (self->contact_signals, contact);
  avatar_changed_cb (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CONTACT]);
}
