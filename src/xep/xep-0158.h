/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "xep-0004.h"

G_BEGIN_DECLS

#define BECKON_NS_CAPTCHA "urn:xmpp:captcha"

BeckonFormField *beckon_captcha_find_field (BeckonDataForm *form);
void beckon_captcha_remove_unsupported (BeckonDataForm *form);

G_END_DECLS
