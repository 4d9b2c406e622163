/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-window.h"

G_BEGIN_DECLS

/**
 * BeckonContactWindow:
 *
 * All about a contact, and what can be done with it.
 */
#define BECKON_TYPE_CONTACT_WINDOW (beckon_contact_window_get_type ())
G_DECLARE_FINAL_TYPE (BeckonContactWindow, beckon_contact_window, BECKON, CONTACT_WINDOW, AdwWindow)

void beckon_contact_window_present (BeckonWindow *parent, BeckonContact *contact);

char **beckon_contact_window_split_groups (const char *text);

G_END_DECLS
