/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* XEP-0392: Consistent Color Generation */

#include "xep-0392.h"

#include <math.h>

/* CIE XYZ to linear sRGB, the rows for red, green and blue; D65. */
static const double xyz_to_rgb[3][3] = {
  { 3.240969941904521, -1.537383177570093, -0.498610760293 },
  { -0.96924363628087, 1.87596750150772, 0.041555057407175 },
  { 0.055630079696993, -0.20397695888897, 1.056971514242878 },
};

/* The white point in CIE LUV, and the constants of CIE LUV's lightness. */
#define WHITE_U 0.19783000664283
#define WHITE_V 0.46831999493879
#define KAPPA 903.2962962962963
#define EPSILON 0.0088564516790356

/* The largest chroma that sRGB can show at this lightness and hue: the gamut is a polygon in the
 * plane of constant lightness, two lines for each channel (at 0 and at 1), and the ray at this hue
 * leaves it at the first. */
static double
max_chroma (double lightness, double hue)
{
  const double sub1 = pow (lightness + 16, 3) / 1560896;
  const double sub2 = sub1 > EPSILON ? sub1 : lightness / KAPPA;
  const double angle = hue * G_PI / 180;
  double nearest = G_MAXDOUBLE;

  for (int channel = 0; channel < 3; channel++)
    for (int bound = 0; bound < 2; bound++)
      {
        const double *m = xyz_to_rgb[channel];
        const double top1 = (284517 * m[0] - 94839 * m[2]) * sub2;
        const double top2 = (838422 * m[2] + 769860 * m[1] + 731718 * m[0]) * lightness * sub2
                            - 769860 * bound * lightness;
        const double bottom = (632260 * m[2] - 126452 * m[1]) * sub2 + 126452 * bound;
        const double slope = top1 / bottom;
        const double intercept = top2 / bottom;
        const double length = intercept / (sin (angle) - slope * cos (angle));

        if (length >= 0)
          nearest = MIN (nearest, length);
      }
  return nearest;
}

static double
from_linear (double c)
{
  return c <= 0.0031308 ? 12.92 * c : 1.055 * pow (c, 1 / 2.4) - 0.055;
}

/**
 * beckon_color_hue:
 * @text: an identifier; an address in its prepared form
 *
 * Returns: the hue angle of @text in degrees, from 0 to less than 360 (XEP-0392, section 5.1)
 */
double
beckon_color_hue (const char *text)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA1);
  guint8 digest[20];
  gsize length = sizeof digest;

  g_checksum_update (checksum, (const guint8 *) text, -1);
  g_checksum_get_digest (checksum, digest, &length);
  return (digest[0] | digest[1] << 8) / 65536.0 * 360;
}

/**
 * beckon_color_from_text:
 * @text: an identifier; an address in its prepared form
 * @saturation: from 0 to 100
 * @lightness: more than 0 and less than 100
 * @red, @green, @blue: (out): the colour in sRGB, from 0 to 1
 *
 * The colour of @text (XEP-0392, section 5.2), by way of HSLuv.
 */
void
beckon_color_from_text (
  const char *text, double saturation, double lightness, double *red, double *green, double *blue)
{
  const double hue = beckon_color_hue (text);
  const double chroma = max_chroma (lightness, hue) / 100 * saturation;
  const double u = chroma * cos (hue * G_PI / 180) / (13 * lightness) + WHITE_U;
  const double v = chroma * sin (hue * G_PI / 180) / (13 * lightness) + WHITE_V;
  const double y = lightness > 8 ? pow ((lightness + 16) / 116, 3) : lightness / KAPPA;
  const double x = y * 9 * u / (4 * v);
  const double z = (9 * y - 15 * v * y - v * x) / (3 * v);
  double *const rgb[3] = { red, green, blue };

  for (int i = 0; i < 3; i++)
    *rgb[i]
      = CLAMP (from_linear (xyz_to_rgb[i][0] * x + xyz_to_rgb[i][1] * y + xyz_to_rgb[i][2] * z),
               0.0, 1.0);
}
