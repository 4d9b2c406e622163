/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-window.h"

G_BEGIN_DECLS

/**
 * BeckonAddContactWindow:
 *
 * Adding somebody to the contacts, which asks them to show their presence.
 */
#define BECKON_TYPE_ADD_CONTACT_WINDOW (beckon_add_contact_window_get_type ())
G_DECLARE_FINAL_TYPE (
  BeckonAddContactWindow, beckon_add_contact_window, BECKON, ADD_CONTACT_WINDOW, AdwWindow)

GtkWindow *beckon_add_contact_window_present (BeckonWindow *parent,
                                              BeckonAccount *account,
                                              const char *address,
                                              const char *name);

G_END_DECLS
