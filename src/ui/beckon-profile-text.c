/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "beckon-profile-text.h"

#include <glib/gi18n.h>
#include <string.h>

static const char *const labels[] = {
  [BECKON_PROFILE_NICKNAME] = N_ ("Nickname"),
  [BECKON_PROFILE_FULL_NAME] = N_ ("Full name"),
  [BECKON_PROFILE_BIRTHDAY] = N_ ("Birthday"),
  [BECKON_PROFILE_EMAIL] = N_ ("E-mail address"),
  [BECKON_PROFILE_PHONE] = N_ ("Telephone"),
  [BECKON_PROFILE_URL] = N_ ("Web page"),
  [BECKON_PROFILE_ORGANIZATION] = N_ ("Organization"),
  /* Translators: what somebody is called at work, as on a business card: "Director". */
  [BECKON_PROFILE_TITLE] = N_ ("Job title"),
  /* Translators: what somebody does at work: "Programmer". */
  [BECKON_PROFILE_ROLE] = N_ ("Occupation"),
  [BECKON_PROFILE_LOCALITY] = N_ ("Town"),
  [BECKON_PROFILE_COUNTRY] = N_ ("Country"),
  /* Translators: some lines that somebody writes about themselves. */
  [BECKON_PROFILE_NOTE] = N_ ("About"),
};

const char *
beckon_profile_text_get_label (BeckonProfileField field)
{
  return gettext (labels[field]);
}

static GDateTime *
parse_date (const char *text)
{
  g_autofree char *full = NULL;
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();

  /* In a leap year every day is there. */
  if (strlen (text) == strlen ("--MM-DD") && g_str_has_prefix (text, "--"))
    full = g_strconcat ("2000", text + 1, "T00:00:00", NULL);
  else if (strlen (text) == strlen ("YYYY-MM-DD"))
    full = g_strconcat (text, "T00:00:00", NULL);
  return full != NULL ? g_date_time_new_from_iso8601 (full, utc) : NULL;
}

/**
 * beckon_profile_text_is_date:
 * @text: what somebody has typed
 *
 * Returns: whether it is a day as YYYY-MM-DD, which is how all programs understand it
 */
gboolean
beckon_profile_text_is_date (const char *text)
{
  g_autoptr (GDateTime) date = *text != '-' ? parse_date (text) : NULL;

  return date != NULL;
}

/**
 * beckon_profile_text_is_left_to_right:
 *
 * Returns: whether the texts of @field have that direction in every language: in one from right
 *   to left a telephone number would begin with its last digits
 */
gboolean
beckon_profile_text_is_left_to_right (BeckonProfileField field)
{
  return field == BECKON_PROFILE_BIRTHDAY || field == BECKON_PROFILE_EMAIL
         || field == BECKON_PROFILE_PHONE || field == BECKON_PROFILE_URL;
}

/**
 * beckon_profile_text_dup_value:
 * @text: a text of a #BeckonProfile
 *
 * Returns: (transfer full): the same as the person's language writes it
 */
char *
beckon_profile_text_dup_value (BeckonProfileField field, const char *text)
{
  g_autoptr (GDateTime) date = field == BECKON_PROFILE_BIRTHDAY ? parse_date (text) : NULL;

  if (date == NULL && beckon_profile_text_is_left_to_right (field))
    /* A left-to-right isolate. */
    return g_strconcat ("\xe2\x81\xa6", text, "\xe2\x81\xa9", NULL);
  if (date == NULL)
    return g_strdup (text);
  if (*text == '-')
    /* Translators: a birthday without the year, as g_date_time_format() takes it: "March 2". */
    return g_date_time_format (date, _ ("%B %-d"));
  /* Translators: a day of another year, as g_date_time_format() takes it: "March 2, 2024". */
  return g_date_time_format (date, _ ("%B %-d, %Y"));
}

static char *
dup_mail_uri (const char *text)
{
  const char *at = strchr (text, '@');
  g_autofree char *escaped = NULL;

  if (at == NULL || at == text || at[1] == '\0' || strchr (at + 1, '@') != NULL
      || strpbrk (text, " ,;<>\"") != NULL)
    return NULL;
  escaped = g_uri_escape_string (text, "@+", TRUE);
  return g_strconcat ("mailto:", escaped, NULL);
}

static char *
dup_phone_uri (const char *text)
{
  g_autoptr (GString) uri = g_string_new ("tel:");

  for (const char *p = text; *p != '\0'; p++)
    if (g_ascii_isdigit (*p) || (*p == '+' && p == text))
      g_string_append_c (uri, *p);
    else if (strchr ("-.()/ ", *p) == NULL)
      return NULL;
  return uri->len > strlen ("tel:+") ? g_string_free (g_steal_pointer (&uri), FALSE) : NULL;
}

static char *
dup_web_uri (const char *text)
{
  g_autoptr (GUri) uri = g_uri_parse (text, G_URI_FLAGS_NONE, NULL);
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;

  if (host == NULL || *host == '\0'
      || !(g_str_equal (g_uri_get_scheme (uri), "https")
           || g_str_equal (g_uri_get_scheme (uri), "http")))
    return NULL;
  return g_strdup (text);
}

/**
 * beckon_profile_text_dup_uri:
 * @text: a text of a #BeckonProfile
 *
 * Returns: (transfer full) (nullable): the page, letter or call that it stands for, or %NULL when it
 *   is none of these
 */
char *
beckon_profile_text_dup_uri (BeckonProfileField field, const char *text)
{
  switch (field)
    {
    case BECKON_PROFILE_EMAIL:
      return dup_mail_uri (text);
    case BECKON_PROFILE_PHONE:
      return dup_phone_uri (text);
    case BECKON_PROFILE_URL:
      return dup_web_uri (text);
    default:
      return NULL;
    }
}
