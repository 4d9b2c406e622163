/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * BeckonQrPaintable:
 *
 * A QR code (ISO/IEC 18004, error correction level M), black on white with its quiet zone in every
 * style: cameras fail on codes with the colours turned round. At any size and scale factor a module
 * is a whole number of pixels.
 */
#define BECKON_TYPE_QR_PAINTABLE (beckon_qr_paintable_get_type ())
G_DECLARE_FINAL_TYPE (BeckonQrPaintable, beckon_qr_paintable, BECKON, QR_PAINTABLE, GObject)

GdkPaintable *beckon_qr_paintable_new (const char *text);

G_END_DECLS
