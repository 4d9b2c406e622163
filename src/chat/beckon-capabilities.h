/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-contact-book.h"
#include "beckon-module.h"
#include "beckon-store.h"

G_BEGIN_DECLS

/**
 * BeckonCapabilities:
 *
 * What contacts' devices can do (XEP-0115): each answer is asked for once, checked against its
 * hash, and kept on disk for all who announce the same.
 */
#define BECKON_TYPE_CAPABILITIES (beckon_capabilities_get_type ())
G_DECLARE_FINAL_TYPE (BeckonCapabilities, beckon_capabilities, BECKON, CAPABILITIES, BeckonModule)

BeckonCapabilities *
beckon_capabilities_new (BeckonAccount *account, BeckonStore *store, BeckonContactBook *book);

G_END_DECLS
