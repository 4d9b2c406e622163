/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "beckon-account.h"

G_BEGIN_DECLS

void beckon_password_dialog_present (GtkWidget *parent, BeckonAccount *account);
void beckon_password_dialog_offer_to_keep (GtkWidget *parent, BeckonAccount *account);

G_END_DECLS
