/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "xep-0392.h"

/* XEP-0392, section 13.1: saturation 100, lightness 50. */
static const struct
{
  const char *text;
  double hue, red, green, blue;
} vectors[] = {
  { "Romeo", 327.255249, 0.865, 0.000, 0.686 },
  { "juliet@capulet.lit", 209.410400, 0.000, 0.515, 0.573 },
  { "😺", 331.199341, 0.872, 0.000, 0.659 },
  { "council", 359.994507, 0.918, 0.000, 0.394 },
  { "Board", 171.430664, 0.000, 0.527, 0.457 },
};

static void
test_vectors (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      double red, green, blue;

      g_assert_cmpfloat_with_epsilon (beckon_color_hue (vectors[i].text), vectors[i].hue, 0.000001);
      beckon_color_from_text (vectors[i].text, 100, 50, &red, &green, &blue);
      g_assert_cmpfloat_with_epsilon (red, vectors[i].red, 0.001);
      g_assert_cmpfloat_with_epsilon (green, vectors[i].green, 0.001);
      g_assert_cmpfloat_with_epsilon (blue, vectors[i].blue, 0.001);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/xep-0392/vectors", test_vectors);
  return g_test_run ();
}
