/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-profile.h"

G_BEGIN_DECLS

/* The fields of a profile in words. */

const char *beckon_profile_text_get_label (BeckonProfileField field);
gboolean beckon_profile_text_is_date (const char *text);
gboolean beckon_profile_text_is_left_to_right (BeckonProfileField field);
char *beckon_profile_text_dup_value (BeckonProfileField field, const char *text);
char *beckon_profile_text_dup_uri (BeckonProfileField field, const char *text);

G_END_DECLS
