/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "xep-0352.h"

/**
 * beckon_csi_new:
 * @active: whether the person looks at Beckon
 *
 * Returns: (transfer full): what tells the server so (XEP-0352), where it offers that. It is no
 *   stanza
 */
BeckonElement *
beckon_csi_new (gboolean active)
{
  return beckon_element_new (active ? "active" : "inactive", BECKON_NS_CSI);
}
