/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "beckon-scan-sign-in.h"

G_BEGIN_DECLS

/**
 * BeckonScanPerson:
 *
 * Who has scanned the code, the number that the phone asks for, and how much time there is.
 *
 * Signals:
 * - `cancelled`: the person does not want it
 */
#define BECKON_TYPE_SCAN_PERSON (beckon_scan_person_get_type ())
G_DECLARE_FINAL_TYPE (BeckonScanPerson, beckon_scan_person, BECKON, SCAN_PERSON, AdwBin)

void beckon_scan_person_update (BeckonScanPerson *self, BeckonScanSignIn *sign_in);
void beckon_scan_person_set_fraction (BeckonScanPerson *self, double fraction);

G_END_DECLS
