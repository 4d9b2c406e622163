/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-account-profile.h"

G_BEGIN_DECLS

/* Stands in for asking a server for profiles: what was asked last waits until the test answers. */

gboolean fake_profile_is_waiting (void);
void fake_profile_answer (BeckonProfile *profile, gboolean restricted);
void fake_profile_refuse (GQuark domain, int code);
BeckonProfile *fake_profile_get_saved (void);

G_END_DECLS
