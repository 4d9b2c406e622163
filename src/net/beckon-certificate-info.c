/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-certificate-info.h"

G_DEFINE_BOXED_TYPE (BeckonCertificateInfo,
                     beckon_certificate_info,
                     beckon_certificate_info_ref,
                     beckon_certificate_info_unref)

static char **
dup_dns_names (GTlsCertificate *certificate)
{
  g_autoptr (GPtrArray) names = g_tls_certificate_get_dns_names (certificate);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; names != NULL && i < names->len; i++)
    {
      gsize length;
      const char *data = g_bytes_get_data (names->pdata[i], &length);
      g_autofree char *name = g_utf8_make_valid (data, length);

      g_strv_builder_add (builder, name);
    }
  return g_strv_builder_end (builder);
}

static char *
dup_fingerprint (GTlsCertificate *certificate)
{
  g_autoptr (GByteArray) der = NULL;
  g_autofree char *hex = NULL;
  GString *text = g_string_new (NULL);

  g_object_get (certificate, "certificate", &der, NULL);
  hex = g_compute_checksum_for_data (G_CHECKSUM_SHA256, der->data, der->len);
  for (const char *digit = hex; *digit != '\0'; digit++)
    {
      if (digit != hex && (digit - hex) % 2 == 0)
        g_string_append_c (text, ':');
      g_string_append_c (text, g_ascii_toupper (*digit));
    }
  return g_string_free (text, FALSE);
}

/**
 * beckon_certificate_info_new:
 * @errors: what verifying @certificate found
 * @domain: the name it was verified for
 *
 * Returns: (transfer full): the facts about @certificate
 */
BeckonCertificateInfo *
beckon_certificate_info_new (GTlsCertificate *certificate,
                             GTlsCertificateFlags errors,
                             const char *domain)
{
  BeckonCertificateInfo *self = g_atomic_rc_box_new0 (BeckonCertificateInfo);

  self->errors = errors;
  self->domain = g_strdup (domain);
  self->subject = g_tls_certificate_get_subject_name (certificate);
  self->issuer = g_tls_certificate_get_issuer_name (certificate);
  self->not_before = g_tls_certificate_get_not_valid_before (certificate);
  self->not_after = g_tls_certificate_get_not_valid_after (certificate);
  self->dns_names = dup_dns_names (certificate);
  self->fingerprint = dup_fingerprint (certificate);
  return self;
}

BeckonCertificateInfo *
beckon_certificate_info_ref (BeckonCertificateInfo *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  BeckonCertificateInfo *self = data;

  g_free (self->domain);
  g_free (self->subject);
  g_free (self->issuer);
  g_clear_pointer (&self->not_before, g_date_time_unref);
  g_clear_pointer (&self->not_after, g_date_time_unref);
  g_strfreev (self->dns_names);
  g_free (self->fingerprint);
}

void
beckon_certificate_info_unref (BeckonCertificateInfo *self)
{
  g_atomic_rc_box_release_full (self, clear);
}
