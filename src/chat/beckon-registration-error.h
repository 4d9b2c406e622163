/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-registration.h"

G_BEGIN_DECLS

GError *beckon_registration_error_translate (const GError *error,
                                             BeckonDataForm *submitted,
                                             gboolean invited,
                                             const char **field);

G_END_DECLS
