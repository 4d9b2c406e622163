/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-certificate-info.h"

G_BEGIN_DECLS

char *beckon_certificate_text_reason (const BeckonCertificateInfo *info);
char *beckon_certificate_text_details (const BeckonCertificateInfo *info);

G_END_DECLS
