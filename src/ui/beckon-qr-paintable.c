/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "beckon-qr-paintable.h"

#include <math.h>
#include <qrencode.h>

/* Modules of white around the code that the standard asks for. */
#define QUIET_ZONE 4
/* Pixels for each module where nobody says how large the code is to be. */
#define NATURAL_MODULE 6

struct _BeckonQrPaintable
{
  GObject parent_instance;

  QRcode *code;
};

static int
get_side (BeckonQrPaintable *self)
{
  return self->code->width + 2 * QUIET_ZONE;
}

static void
beckon_qr_paintable_snapshot (GdkPaintable *paintable,
                              GdkSnapshot *snapshot,
                              double width,
                              double height)
{
  BeckonQrPaintable *self = BECKON_QR_PAINTABLE (paintable);
  const GdkRGBA white = { 1, 1, 1, 1 };
  const GdkRGBA black = { 0, 0, 0, 1 };
  const int n = self->code->width;
  double module = MIN (width, height) / get_side (self);
  double left, top;

  /* Whole pixels, and so no grey edges; where there is less than one, any code is better than
   * none. What is whole in application pixels is whole in those of the device, too. */
  if (module >= 1)
    module = floor (module);
  left = floor ((width - n * module) / 2);
  top = floor ((height - n * module) / 2);

  gtk_snapshot_append_color (snapshot, &white, &GRAPHENE_RECT_INIT (0, 0, width, height));
  for (int y = 0; y < n; y++)
    {
      int x = 0;

      /* A node for each run of dark modules, not for each module. */
      while (x < n)
        {
          int run = 0;

          while (x + run < n && (self->code->data[y * n + x + run] & 1) != 0)
            run++;
          if (run > 0)
            gtk_snapshot_append_color (
              snapshot,
              &black,
              &GRAPHENE_RECT_INIT (left + x * module, top + y * module, run * module, module));
          x += run + 1;
        }
    }
}

static int
beckon_qr_paintable_get_intrinsic_side (GdkPaintable *paintable)
{
  return get_side (BECKON_QR_PAINTABLE (paintable)) * NATURAL_MODULE;
}

static double
beckon_qr_paintable_get_intrinsic_aspect_ratio (GdkPaintable *paintable)
{
  return 1;
}

static GdkPaintableFlags
beckon_qr_paintable_get_flags (GdkPaintable *paintable)
{
  return GDK_PAINTABLE_STATIC_SIZE | GDK_PAINTABLE_STATIC_CONTENTS;
}

static void
beckon_qr_paintable_iface_init (GdkPaintableInterface *iface)
{
  iface->snapshot = beckon_qr_paintable_snapshot;
  iface->get_intrinsic_width = beckon_qr_paintable_get_intrinsic_side;
  iface->get_intrinsic_height = beckon_qr_paintable_get_intrinsic_side;
  iface->get_intrinsic_aspect_ratio = beckon_qr_paintable_get_intrinsic_aspect_ratio;
  iface->get_flags = beckon_qr_paintable_get_flags;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (
  BeckonQrPaintable,
  beckon_qr_paintable,
  G_TYPE_OBJECT,
  G_IMPLEMENT_INTERFACE (GDK_TYPE_PAINTABLE, beckon_qr_paintable_iface_init))

static void
beckon_qr_paintable_finalize (GObject *object)
{
  g_clear_pointer (&BECKON_QR_PAINTABLE (object)->code, QRcode_free);
  G_OBJECT_CLASS (beckon_qr_paintable_parent_class)->finalize (object);
}

static void
beckon_qr_paintable_class_init (BeckonQrPaintableClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = beckon_qr_paintable_finalize;
}

static void
beckon_qr_paintable_init (BeckonQrPaintable *self)
{
}

/**
 * beckon_qr_paintable_new:
 * @text: what the code is to hold
 *
 * Returns: (transfer full) (nullable): the code, or %NULL for a text that does not fit into one
 */
GdkPaintable *
beckon_qr_paintable_new (const char *text)
{
  QRcode *code;
  BeckonQrPaintable *self;

  g_return_val_if_fail (text != NULL, NULL);

  code = QRcode_encodeString8bit (text, 0, QR_ECLEVEL_M);
  if (code == NULL)
    return NULL;
  self = g_object_new (BECKON_TYPE_QR_PAINTABLE, NULL);
  self->code = code;
  return GDK_PAINTABLE (self);
}
