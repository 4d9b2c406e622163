/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * BeckonCertificateInfo:
 * @errors: what is wrong with it
 * @domain: the name that it was asked to be for
 * @subject: (nullable): whom it describes, as an RFC 4514 string. What the certificate says about
 *   itself: unless only @errors of time are set, nobody vouches for it
 * @issuer: (nullable): who is said to have signed it, as an RFC 4514 string
 * @not_before: (nullable): when it begins to hold
 * @not_after: (nullable): when it ends
 * @dns_names: the host names that it is for; maybe empty
 * @fingerprint: SHA-256 of the certificate, hexadecimal with colons
 *
 * Why a certificate was refused, for explaining it to a person. Read only.
 */
typedef struct
{
  GTlsCertificateFlags errors;
  char *domain;
  char *subject;
  char *issuer;
  GDateTime *not_before;
  GDateTime *not_after;
  char **dns_names;
  char *fingerprint;
} BeckonCertificateInfo;

#define BECKON_TYPE_CERTIFICATE_INFO (beckon_certificate_info_get_type ())
GType beckon_certificate_info_get_type (void);

BeckonCertificateInfo *beckon_certificate_info_new (GTlsCertificate *certificate,
                                                    GTlsCertificateFlags errors,
                                                    const char *domain);
BeckonCertificateInfo *beckon_certificate_info_ref (BeckonCertificateInfo *self);
void beckon_certificate_info_unref (BeckonCertificateInfo *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BeckonCertificateInfo, beckon_certificate_info_unref)

G_END_DECLS
