/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-element.h"

/* An element from its text, which must be right. An element that names no namespace is in
 * jabber:client, as in a stream. */
static inline BeckonElement *
xml (const char *text)
{
  g_autoptr (GError) error = NULL;
  BeckonElement *element = beckon_element_parse (text, -1, &error);

  g_assert_no_error (error);
  return element;
}
