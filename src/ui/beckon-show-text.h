/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-contact.h"

G_BEGIN_DECLS

const char *beckon_show_text_describe (BeckonShow show);
char *beckon_show_text_describe_contact (BeckonContact *contact);

G_END_DECLS
