/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-tap.h"

#include "beckon-mask.h"

struct _BeckonTap
{
  GObject parent_instance;
};

static guint element_signal;

G_DEFINE_FINAL_TYPE (BeckonTap, beckon_tap, G_TYPE_OBJECT)

static void
beckon_tap_class_init (BeckonTapClass *klass)
{
  /**
   * BeckonTap::element:
   * @sent: whether it was sent, or came
   * @element: (type BeckonElement): what it was, without its secrets
   */
  element_signal
    = g_signal_new ("element", BECKON_TYPE_TAP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                    2, G_TYPE_BOOLEAN, BECKON_TYPE_ELEMENT | G_SIGNAL_TYPE_STATIC_SCOPE);
}

static void
beckon_tap_init (BeckonTap *self)
{
}

/**
 * beckon_tap_new:
 *
 * Returns: (transfer full): a tap, for a #BeckonStreamTarget
 */
BeckonTap *
beckon_tap_new (void)
{
  return g_object_new (BECKON_TYPE_TAP, NULL);
}

/**
 * beckon_tap_report:
 * @sent: whether @element was sent, or came
 *
 * For streams.
 */
void
beckon_tap_report (BeckonTap *self, gboolean sent, BeckonElement *element)
{
  g_autoptr (BeckonElement) masked = NULL;

  g_return_if_fail (BECKON_IS_TAP (self));

  if (!g_signal_has_handler_pending (self, element_signal, 0, FALSE))
    return;
  masked = beckon_mask_dup_without_secrets (element);
  g_signal_emit (self, element_signal, 0, sent, masked);
}
