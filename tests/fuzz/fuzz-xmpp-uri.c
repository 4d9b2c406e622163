/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "fuzz.h"
#include "xep-0147.h"
#include "xep-0401.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (BeckonXmppUri) uri = NULL;
  g_autoptr (BeckonInvitation) invitation = NULL;

  if (!g_utf8_validate (text, -1, NULL))
    return 0;
  uri = beckon_xmpp_uri_parse (text, NULL);
  invitation = beckon_invitation_parse (text, NULL);
  return 0;
}
