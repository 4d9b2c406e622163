/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "beckon-avatar.h"

#include "beckon-account.h"
#include "beckon-picture.h"
#include "xep-0392.h"

/* Dark enough for white letters on it, in the light as in the dark style. */
#define SATURATION 70
#define LIGHTNESS 48

/* Pictures are kept at one size, which is enough for the largest place at twice the scale. */
#define PICTURE_SIZE 192

struct _BeckonAvatar
{
  GtkWidget parent_instance;

  GSignalGroup *person_signals;
  int size;
  gboolean show_presence;

  GdkRGBA color;
  PangoLayout *layout; /* (nullable) */
  GdkTexture *picture; /* (nullable) */
  GCancellable *decoding;
  BeckonShow show;
};

enum
{
  PROP_PERSON = 1,
  PROP_SIZE,
  PROP_SHOW_PRESENCE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (BeckonAvatar, beckon_avatar, GTK_TYPE_WIDGET)

/* A decoded picture stays with its owner as long as the owner has that picture: rows come and go
 * while one scrolls. */
typedef struct
{
  GBytes *bytes;
  GdkTexture *texture; /* NULL: could not be decoded, do not try again */
} Decoded;

static GQuark decoded_quark;

static void
decoded_free (gpointer data)
{
  Decoded *decoded = data;

  g_bytes_unref (decoded->bytes);
  g_clear_object (&decoded->texture);
  g_free (decoded);
}

static gunichar
next_letter (const char **text)
{
  for (; **text != '\0'; *text = g_utf8_next_char (*text))
    if (g_unichar_isalnum (g_utf8_get_char (*text)))
      return g_unichar_totitle (g_utf8_get_char (*text));
  return 0;
}

/**
 * beckon_avatar_make_initials:
 * @name: a name
 *
 * Returns: (transfer full): the first letters of its first and its last word; empty when it has no
 *   letters
 */
char *
beckon_avatar_make_initials (const char *name)
{
  GString *initials = g_string_new (NULL);
  const char *last = strrchr (name, ' ');
  gunichar letter = next_letter (&name);

  if (letter != 0)
    g_string_append_unichar (initials, letter);
  if (letter != 0 && last != NULL && last > name && (letter = next_letter (&last)) != 0)
    g_string_append_unichar (initials, letter);
  return g_string_free (initials, FALSE);
}

static void
set_picture (BeckonAvatar *self, GdkTexture *picture)
{
  if (g_set_object (&self->picture, picture))
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

typedef struct
{
  GWeakRef avatar;
  GObject *person;
  GBytes *bytes;
} DecodeCall;

static void
decode_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  DecodeCall *call = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkTexture) texture = beckon_picture_decode_finish (result, &error);
  g_autoptr (BeckonAvatar) self = g_weak_ref_get (&call->avatar);

  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      Decoded *decoded = g_new0 (Decoded, 1);

      decoded->bytes = g_bytes_ref (call->bytes);
      g_set_object (&decoded->texture, texture);
      g_object_set_qdata_full (call->person, decoded_quark, decoded, decoded_free);
      if (self != NULL)
        set_picture (self, texture);
    }
  g_weak_ref_clear (&call->avatar);
  g_object_unref (call->person);
  g_bytes_unref (call->bytes);
  g_free (call);
}

static void
update_picture (BeckonAvatar *self, GObject *person, GBytes *bytes)
{
  const Decoded *decoded = g_object_get_qdata (person, decoded_quark);
  DecodeCall *call;

  g_cancellable_cancel (self->decoding);
  g_clear_object (&self->decoding);

  if (bytes == NULL)
    {
      g_object_set_qdata (person, decoded_quark, NULL);
      set_picture (self, NULL);
      return;
    }
  if (decoded != NULL && decoded->bytes == bytes)
    {
      set_picture (self, decoded->texture);
      return;
    }

  set_picture (self, NULL);
  self->decoding = g_cancellable_new ();
  call = g_new0 (DecodeCall, 1);
  g_weak_ref_init (&call->avatar, self);
  call->person = g_object_ref (person);
  call->bytes = g_bytes_ref (bytes);
  beckon_picture_decode_async (bytes, PICTURE_SIZE, self->decoding, decode_cb, call);
}

static void
update (BeckonAvatar *self)
{
  g_autoptr (GObject) person = g_signal_group_dup_target (self->person_signals);
  g_autofree char *initials = NULL;
  double red, green, blue;
  BeckonJid *jid;
  const char *name;
  GBytes *bytes;

  g_clear_object (&self->layout);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (person == NULL)
    {
      g_cancellable_cancel (self->decoding);
      g_clear_object (&self->decoding);
      set_picture (self, NULL);
      self->show = BECKON_SHOW_OFFLINE;
      return;
    }

  if (BECKON_IS_CONTACT (person))
    {
      BeckonContact *contact = BECKON_CONTACT (person);

      jid = beckon_contact_get_jid (contact);
      name = beckon_contact_get_name (contact);
      bytes = beckon_contact_get_avatar (contact);
      self->show = beckon_contact_get_show (contact);
    }
  else
    {
      BeckonAccount *account = BECKON_ACCOUNT (person);

      jid = beckon_account_get_jid (account);
      name = beckon_account_get_nick (account);
      if (name == NULL)
        name = beckon_jid_get_local (jid);
      bytes = beckon_account_get_avatar (account);
      self->show = beckon_account_get_state (account) == BECKON_ACCOUNT_ONLINE
                     ? beckon_account_get_show (account)
                     : BECKON_SHOW_OFFLINE;
    }

  beckon_color_from_text (
    beckon_jid_get_bare (jid), SATURATION, LIGHTNESS, &red, &green, &blue);
  self->color = (GdkRGBA) { red, green, blue, 1 };
  initials = beckon_avatar_make_initials (name != NULL ? name : "");
  if (*initials != '\0')
    self->layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), initials);
  update_picture (self, person, bytes);
}

static void
presence_color (BeckonAvatar *self, const char *name, GdkRGBA *color)
{
  GtkStyleContext *context = gtk_widget_get_style_context (GTK_WIDGET (self));

  if (!gtk_style_context_lookup_color (context, name, color))
    gtk_style_context_get_color (context, color);
}

static void
append_circle (GtkSnapshot *snapshot, float x, float y, float radius, const GdkRGBA *color)
{
  const graphene_rect_t square
    = GRAPHENE_RECT_INIT (x - radius, y - radius, 2 * radius, 2 * radius);
  GskRoundedRect circle;

  gsk_rounded_rect_init_from_rect (&circle, &square, radius);
  gtk_snapshot_push_rounded_clip (snapshot, &circle);
  gtk_snapshot_append_color (snapshot, color, &square);
  gtk_snapshot_pop (snapshot);
}

static void
snapshot_presence (BeckonAvatar *self, GtkSnapshot *snapshot)
{
  const gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  const float radius = MAX (4, self->size / 7.0f);
  const float x = rtl ? radius : self->size - radius;
  const float y = self->size - radius;
  GdkRGBA background, color;

  presence_color (self, "window_bg_color", &background);
  append_circle (snapshot, x, y, radius + 2, &background);
  switch (self->show)
    {
    case BECKON_SHOW_ONLINE:
    case BECKON_SHOW_CHATTY:
      presence_color (self, "success_color", &color);
      append_circle (snapshot, x, y, radius, &color);
      break;
    case BECKON_SHOW_BUSY:
      presence_color (self, "error_color", &color);
      append_circle (snapshot, x, y, radius, &color);
      gtk_snapshot_append_color (
        snapshot,
        &background,
        &GRAPHENE_RECT_INIT (x - radius * 0.55f, y - radius * 0.2f, radius * 1.1f, radius * 0.4f));
      break;
    default: /* a ring */
      presence_color (self, "warning_color", &color);
      append_circle (snapshot, x, y, radius, &color);
      append_circle (snapshot, x, y, radius * 0.5f, &background);
      break;
    }
}

static void
beckon_avatar_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  BeckonAvatar *self = BECKON_AVATAR (widget);
  const float size = self->size;
  const graphene_rect_t square = GRAPHENE_RECT_INIT (0, 0, size, size);
  GskRoundedRect circle;

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot,
                          &GRAPHENE_POINT_INIT ((gtk_widget_get_width (widget) - size) / 2,
                                                (gtk_widget_get_height (widget) - size) / 2));
  gsk_rounded_rect_init_from_rect (&circle, &square, size / 2);
  gtk_snapshot_push_rounded_clip (snapshot, &circle);
  if (self->picture != NULL)
    {
      const float width = gdk_texture_get_width (self->picture);
      const float height = gdk_texture_get_height (self->picture);
      const float scale = size / MIN (width, height);

      gtk_snapshot_append_texture (snapshot,
                                   self->picture,
                                   &GRAPHENE_RECT_INIT ((size - width * scale) / 2,
                                                        (size - height * scale) / 2,
                                                        width * scale,
                                                        height * scale));
    }
  else
    {
      gtk_snapshot_append_color (snapshot, &self->color, &square);
    }
  gtk_snapshot_pop (snapshot);

  if (self->picture == NULL && self->layout != NULL)
    {
      PangoFontDescription *font = pango_font_description_new ();
      PangoRectangle extents;

      pango_font_description_set_weight (font, PANGO_WEIGHT_BOLD);
      pango_font_description_set_absolute_size (font, self->size * 0.4 * PANGO_SCALE);
      pango_layout_set_font_description (self->layout, font);
      pango_font_description_free (font);
      pango_layout_get_pixel_extents (self->layout, NULL, &extents);
      gtk_snapshot_save (snapshot);
      gtk_snapshot_translate (
        snapshot,
        &GRAPHENE_POINT_INIT ((size - extents.width) / 2, (size - extents.height) / 2));
      gtk_snapshot_append_layout (snapshot, self->layout, &(GdkRGBA) { 1, 1, 1, 1 });
      gtk_snapshot_restore (snapshot);
    }

  if (self->show_presence && self->show != BECKON_SHOW_OFFLINE)
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
beckon_avatar_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  BeckonAvatar *self = BECKON_AVATAR (object);

  switch (prop_id)
    {
    case PROP_PERSON:
      g_value_take_object (value, g_signal_group_dup_target (self->person_signals));
      break;
    case PROP_SIZE:
      g_value_set_int (value, self->size);
      break;
    case PROP_SHOW_PRESENCE:
      g_value_set_boolean (value, self->show_presence);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
beckon_avatar_set_property (GObject *object,
                            guint prop_id,
                            const GValue *value,
                            GParamSpec *pspec)
{
  BeckonAvatar *self = BECKON_AVATAR (object);

  switch (prop_id)
    {
    case PROP_PERSON:
      beckon_avatar_set_person (self, g_value_get_object (value));
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
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
notify_cb (BeckonAvatar *self, GParamSpec *pspec, GObject *person)
{
  static const char *const shown[] = { "name", "nick", "avatar", "show", "state", NULL };

  if (g_strv_contains (shown, pspec->name))
    update (self);
}

static void
beckon_avatar_dispose (GObject *object)
{
  BeckonAvatar *self = BECKON_AVATAR (object);

  g_cancellable_cancel (self->decoding);
  g_clear_object (&self->decoding);
  g_clear_object (&self->person_signals);
  g_clear_object (&self->layout);
  g_clear_object (&self->picture);
  G_OBJECT_CLASS (beckon_avatar_parent_class)->dispose (object);
}

static void
beckon_avatar_class_init (BeckonAvatarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  decoded_quark = g_quark_from_static_string ("beckon-avatar-decoded");

  object_class->get_property = beckon_avatar_get_property;
  object_class->set_property = beckon_avatar_set_property;
  object_class->dispose = beckon_avatar_dispose;
  widget_class->measure = beckon_avatar_measure;
  widget_class->snapshot = beckon_avatar_snapshot;

  properties[PROP_PERSON] = g_param_spec_object (
    "person", NULL, NULL, G_TYPE_OBJECT, flags | G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_SIZE] = g_param_spec_int ("size", NULL, NULL, 8, 512, 40, flags);
  properties[PROP_SHOW_PRESENCE]
    = g_param_spec_boolean ("show-presence", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_css_name (widget_class, "beckon-avatar");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
beckon_avatar_init (BeckonAvatar *self)
{
  self->size = 40;
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  self->person_signals = g_signal_group_new (G_TYPE_OBJECT);
  g_signal_group_connect_object (
    self->person_signals, "notify", G_CALLBACK (notify_cb), self, G_CONNECT_SWAPPED);
}

/**
 * beckon_avatar_new:
 * @size: its width and height
 *
 * Returns: (transfer floating): an avatar of nobody
 */
GtkWidget *
beckon_avatar_new (int size)
{
  return g_object_new (BECKON_TYPE_AVATAR, "size", size, NULL);
}

/**
 * beckon_avatar_set_person:
 * @person: (nullable): a #BeckonContact or a #BeckonAccount
 *
 * Shows @person from now on, as it changes.
 */
void
beckon_avatar_set_person (BeckonAvatar *self, GObject *person)
{
  g_autoptr (GObject) old = NULL;

  g_return_if_fail (BECKON_IS_AVATAR (self));

  old = g_signal_group_dup_target (self->person_signals);
  if (old == person)
    return;
  g_signal_group_set_target (self->person_signals, person);
  update (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PERSON]);
}
