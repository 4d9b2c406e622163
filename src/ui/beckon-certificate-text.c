/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "beckon-certificate-text.h"

#include <glib/gi18n.h>

#include "beckon-text.h"

/* Certificates can hold more than anybody wants to read. */
#define MAX_NAMES 10
#define MAX_CHARS 200

static char *
format_day (GDateTime *time)
{
  g_autoptr (GDateTime) local = g_date_time_to_local (time);

  return g_date_time_format (local, "%x");
}

/* One line each, so that one value cannot pass for two. */
static void
add_line (GString *lines, const char *label, const char *value)
{
  g_autofree char *line = beckon_text_dup_line (value, MAX_CHARS);

  if (line == NULL)
    return;
  if (lines->len > 0)
    g_string_append_c (lines, '\n');
  g_string_append_printf (lines, "%s %s", label, line);
}

/**
 * beckon_certificate_text_reason:
 * @info: a refused certificate
 *
 * Returns: (transfer full): a sentence for a person: what is wrong with it, the gravest first
 */
char *
beckon_certificate_text_reason (const BeckonCertificateInfo *info)
{
  if (info->errors & G_TLS_CERTIFICATE_REVOKED)
    return g_strdup (_ ("The certificate was withdrawn by who issued it."));
  if (info->errors & G_TLS_CERTIFICATE_BAD_IDENTITY)
    {
      g_autofree char *name
        = beckon_text_dup_line (info->dns_names != NULL ? info->dns_names[0] : NULL, MAX_CHARS);

      if (name == NULL)
        return g_strdup (_ ("The certificate does not say which server it is for."));
      /* Translators: %s is a host name. */
      return g_strdup_printf (_ ("The certificate is for “%s”."), name);
    }
  if (info->errors & G_TLS_CERTIFICATE_EXPIRED)
    {
      g_autofree char *day = info->not_after != NULL ? format_day (info->not_after) : NULL;

      if (day == NULL)
        return g_strdup (_ ("The certificate has expired."));
      /* Translators: %s is a date. */
      return g_strdup_printf (
        _ ("The certificate expired on %s. If this is in the future, check this computer’s clock."),
        day);
    }
  if (info->errors & G_TLS_CERTIFICATE_NOT_ACTIVATED)
    {
      g_autofree char *day = info->not_before != NULL ? format_day (info->not_before) : NULL;

      if (day == NULL)
        return g_strdup (_ ("The certificate does not hold yet."));
      /* Translators: %s is a date. */
      return g_strdup_printf (
        _ ("The certificate does not hold before %s. Check this computer’s clock."), day);
    }
  if (info->errors & G_TLS_CERTIFICATE_UNKNOWN_CA)
    return g_strdup (_ ("Nobody that this computer trusts vouches for the certificate."));
  if (info->errors & G_TLS_CERTIFICATE_INSECURE)
    return g_strdup (_ ("The certificate uses a method that is no longer safe."));
  return g_strdup (_ ("The certificate could not be checked."));
}

/**
 * beckon_certificate_text_details:
 * @info: a refused certificate
 *
 * Returns: (transfer full): its contents, one line for each
 */
char *
beckon_certificate_text_details (const BeckonCertificateInfo *info)
{
  g_autoptr (GString) lines = g_string_new (NULL);

  add_line (lines, _ ("Asked for:"), info->domain);
  for (guint i = 0; info->dns_names != NULL && info->dns_names[i] != NULL && i < MAX_NAMES; i++)
    add_line (lines, _ ("Issued for:"), info->dns_names[i]);
  add_line (lines, _ ("Owner:"), info->subject);
  add_line (lines, _ ("Issued by:"), info->issuer);
  if (info->not_before != NULL)
    {
      g_autofree char *day = format_day (info->not_before);

      add_line (lines, _ ("Valid from:"), day);
    }
  if (info->not_after != NULL)
    {
      g_autofree char *day = format_day (info->not_after);

      add_line (lines, _ ("Valid until:"), day);
    }
  add_line (lines, _ ("SHA-256 fingerprint:"), info->fingerprint);
  return g_string_free (g_steal_pointer (&lines), FALSE);
}
