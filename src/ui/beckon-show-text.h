/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-account.h"

G_BEGIN_DECLS

const char *beckon_show_text_describe (BeckonShow show);
char *beckon_show_text_describe_contact (BeckonContact *contact);
gboolean beckon_show_text_is_current (BeckonAccount *account);

G_END_DECLS
