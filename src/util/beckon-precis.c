/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-precis.h"

#include <fribidi.h>
#include <string.h>

/* RFC 8264, section 8: what a code point is, in the order in which it is to be asked. */
typedef enum
{
  PROPERTY_VALID,
  PROPERTY_CONTEXT_JOIN,
  PROPERTY_CONTEXT_OTHER,
  PROPERTY_FREE,
  PROPERTY_DISALLOWED,
} Property;

typedef struct
{
  gunichar first;
  gunichar last;
} Range;

/* Unicode's property Default_Ignorable_Code_Point, which GLib does not know. */
static const Range ignorable[] = {
  { 0x00ad, 0x00ad },   { 0x034f, 0x034f }, { 0x061c, 0x061c },   { 0x115f, 0x1160 },
  { 0x17b4, 0x17b5 },   { 0x180b, 0x180f }, { 0x200b, 0x200f },   { 0x202a, 0x202e },
  { 0x2060, 0x206f },   { 0x3164, 0x3164 }, { 0xfe00, 0xfe0f },   { 0xfeff, 0xfeff },
  { 0xffa0, 0xffa0 },   { 0xfff0, 0xfff8 }, { 0x1bca0, 0x1bca3 }, { 0x1d173, 0x1d17a },
  { 0xe0000, 0xe0fff },
};

static const Range old_hangul[] = { { 0x1100, 0x11ff }, { 0xa960, 0xa97c }, { 0xd7b0, 0xd7fb } };

static gboolean
in_ranges (gunichar c, const Range *ranges, guint n)
{
  for (guint i = 0; i < n; i++)
    if (c >= ranges[i].first && c <= ranges[i].last)
      return TRUE;
  return FALSE;
}

static gboolean
get_exception (gunichar c, Property *property)
{
  static const gunichar valid[] = { 0xdf, 0x3c2, 0x6fd, 0x6fe, 0xf0b, 0x3007 };
  static const gunichar context[] = { 0xb7, 0x375, 0x5f3, 0x5f4, 0x30fb };
  static const gunichar disallowed[]
    = { 0x640, 0x7fa, 0x302e, 0x302f, 0x3031, 0x3032, 0x3033, 0x3034, 0x3035, 0x303b };

  for (guint i = 0; i < G_N_ELEMENTS (valid); i++)
    if (c == valid[i])
      {
        *property = PROPERTY_VALID;
        return TRUE;
      }
  for (guint i = 0; i < G_N_ELEMENTS (context); i++)
    if (c == context[i])
      {
        *property = PROPERTY_CONTEXT_OTHER;
        return TRUE;
      }
  for (guint i = 0; i < G_N_ELEMENTS (disallowed); i++)
    if (c == disallowed[i])
      {
        *property = PROPERTY_DISALLOWED;
        return TRUE;
      }
  if ((c >= 0x660 && c <= 0x669) || (c >= 0x6f0 && c <= 0x6f9))
    {
      *property = PROPERTY_CONTEXT_OTHER;
      return TRUE;
    }
  return FALSE;
}

static gboolean
has_compatibility_mapping (gunichar c)
{
  char text[6];
  int length = g_unichar_to_utf8 (c, text);
  g_autofree char *mapped = g_utf8_normalize (text, length, G_NORMALIZE_ALL_COMPOSE);

  return mapped == NULL || strlen (mapped) != (gsize) length || memcmp (mapped, text, length) != 0;
}

static Property
get_property (gunichar c)
{
  Property property;

  if (get_exception (c, &property))
    return property;
  if (!g_unichar_isdefined (c))
    return PROPERTY_DISALLOWED;
  if (c >= 0x21 && c <= 0x7e)
    return PROPERTY_VALID;
  if (c == 0x200c || c == 0x200d)
    return PROPERTY_CONTEXT_JOIN;
  if (in_ranges (c, old_hangul, G_N_ELEMENTS (old_hangul))
      || in_ranges (c, ignorable, G_N_ELEMENTS (ignorable)) || (c & 0xfffe) == 0xfffe
      || (c >= 0xfdd0 && c <= 0xfdef))
    return PROPERTY_DISALLOWED;

  switch (g_unichar_type (c))
    {
    case G_UNICODE_CONTROL:
    case G_UNICODE_FORMAT:
    case G_UNICODE_LINE_SEPARATOR:
    case G_UNICODE_PARAGRAPH_SEPARATOR:
    case G_UNICODE_PRIVATE_USE:
    case G_UNICODE_SURROGATE:
    case G_UNICODE_UNASSIGNED:
      return PROPERTY_DISALLOWED;
    case G_UNICODE_LOWERCASE_LETTER:
    case G_UNICODE_UPPERCASE_LETTER:
    case G_UNICODE_OTHER_LETTER:
    case G_UNICODE_MODIFIER_LETTER:
    case G_UNICODE_DECIMAL_NUMBER:
    case G_UNICODE_NON_SPACING_MARK:
    case G_UNICODE_SPACING_MARK:
      return has_compatibility_mapping (c) ? PROPERTY_FREE : PROPERTY_VALID;
    default:
      return PROPERTY_FREE;
    }
}

static FriBidiJoiningType
get_joining (gunichar c)
{
  return fribidi_get_joining_type (c);
}

/* RFC 5892, appendix A.1 and A.2 */
static gboolean
check_join (const gunichar *text, glong length, glong i)
{
  glong before = i - 1, after = i + 1;

  if (i > 0 && g_unichar_combining_class (text[i - 1]) == 9 /* a virama */)
    return TRUE;
  if (text[i] == 0x200d)
    return FALSE;

  while (before >= 0 && FRIBIDI_IS_JOINING_TYPE_T (get_joining (text[before])))
    before--;
  while (after < length && FRIBIDI_IS_JOINING_TYPE_T (get_joining (text[after])))
    after++;
  return before >= 0 && after < length
         && (FRIBIDI_IS_JOINING_TYPE_L (get_joining (text[before]))
             || FRIBIDI_IS_JOINING_TYPE_D (get_joining (text[before])))
         && (FRIBIDI_IS_JOINING_TYPE_R (get_joining (text[after]))
             || FRIBIDI_IS_JOINING_TYPE_D (get_joining (text[after])));
}

/* RFC 5892, appendix A.3 to A.9 */
static gboolean
check_context (const gunichar *text, glong length, glong i)
{
  switch (text[i])
    {
    case 0xb7:
      return i > 0 && i + 1 < length && text[i - 1] == 'l' && text[i + 1] == 'l';
    case 0x375:
      return i + 1 < length && g_unichar_get_script (text[i + 1]) == G_UNICODE_SCRIPT_GREEK;
    case 0x5f3:
    case 0x5f4:
      return i > 0 && g_unichar_get_script (text[i - 1]) == G_UNICODE_SCRIPT_HEBREW;
    case 0x30fb:
      for (glong j = 0; j < length; j++)
        {
          GUnicodeScript script = g_unichar_get_script (text[j]);

          if (script == G_UNICODE_SCRIPT_HIRAGANA || script == G_UNICODE_SCRIPT_KATAKANA
              || script == G_UNICODE_SCRIPT_HAN)
            return TRUE;
        }
      return FALSE;
    default:
      /* Arabic digits, of which there are two sets that look much alike. */
      for (glong j = 0; j < length; j++)
        if (text[i] < 0x6f0 ? text[j] >= 0x6f0 && text[j] <= 0x6f9
                            : text[j] >= 0x660 && text[j] <= 0x669)
          return FALSE;
      return TRUE;
    }
}

/* RFC 5893, section 2, where a string has a character that is written from the right */
static gboolean
check_bidi (const gunichar *text, glong length)
{
  gboolean rtl = FALSE, is_rtl, has_en = FALSE, has_an = FALSE;
  FriBidiCharType type;
  glong last = length - 1;

  for (glong i = 0; i < length; i++)
    {
      type = fribidi_get_bidi_type (text[i]);
      rtl |= FRIBIDI_IS_RTL (type) && FRIBIDI_IS_LETTER (type);
      rtl |= type == FRIBIDI_TYPE_AN;
    }
  if (!rtl)
    return TRUE;

  type = fribidi_get_bidi_type (text[0]);
  if (type != FRIBIDI_TYPE_RTL && type != FRIBIDI_TYPE_AL && type != FRIBIDI_TYPE_LTR)
    return FALSE;
  is_rtl = type != FRIBIDI_TYPE_LTR;

  for (glong i = 0; i < length; i++)
    {
      type = fribidi_get_bidi_type (text[i]);
      switch (type)
        {
        case FRIBIDI_TYPE_EN:
          has_en = TRUE;
          break;
        case FRIBIDI_TYPE_AN:
          has_an = TRUE;
          if (!is_rtl)
            return FALSE;
          break;
        case FRIBIDI_TYPE_RTL:
        case FRIBIDI_TYPE_AL:
          if (!is_rtl)
            return FALSE;
          break;
        case FRIBIDI_TYPE_LTR:
          if (is_rtl)
            return FALSE;
          break;
        case FRIBIDI_TYPE_ES:
        case FRIBIDI_TYPE_CS:
        case FRIBIDI_TYPE_ET:
        case FRIBIDI_TYPE_ON:
        case FRIBIDI_TYPE_BN:
        case FRIBIDI_TYPE_NSM:
          break;
        default:
          return FALSE;
        }
    }
  if (has_en && has_an)
    return FALSE;

  while (last > 0 && fribidi_get_bidi_type (text[last]) == FRIBIDI_TYPE_NSM)
    last--;
  type = fribidi_get_bidi_type (text[last]);
  if (is_rtl)
    return type == FRIBIDI_TYPE_RTL || type == FRIBIDI_TYPE_AL || type == FRIBIDI_TYPE_EN
           || type == FRIBIDI_TYPE_AN;
  return type == FRIBIDI_TYPE_LTR || type == FRIBIDI_TYPE_EN;
}

static gboolean
check_class (const char *text, Property last_allowed, gboolean bidi)
{
  glong length;
  g_autofree gunichar *c = g_utf8_to_ucs4_fast (text, -1, &length);

  for (glong i = 0; i < length; i++)
    switch (get_property (c[i]))
      {
      case PROPERTY_VALID:
        break;
      case PROPERTY_CONTEXT_JOIN:
        if (!check_join (c, length, i))
          return FALSE;
        break;
      case PROPERTY_CONTEXT_OTHER:
        if (!check_context (c, length, i))
          return FALSE;
        break;
      case PROPERTY_FREE:
        if (last_allowed != PROPERTY_FREE)
          return FALSE;
        break;
      case PROPERTY_DISALLOWED:
        return FALSE;
      }
  return length > 0 && (!bidi || check_bidi (c, length));
}

/* g_utf8_strdown() depends on the language of the person. */
static void
append_lower (GString *text, gunichar c)
{
  if (c == 0x130)
    g_string_append (text, "i\xcc\x87");
  else
    g_string_append_unichar (text, g_unichar_tolower (c));
}

/**
 * beckon_precis_username:
 * @text: UTF-8
 *
 * Enforces the profile UsernameCaseMapped (RFC 8265, section 3.3).
 *
 * Returns: (transfer full) (nullable): the prepared text, or %NULL when it is empty or has
 *   something that the profile does not allow
 */
char *
beckon_precis_username (const char *text)
{
  g_autoptr (GString) mapped = g_string_new (NULL);
  g_autofree char *prepared = NULL;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c >= 0xff01 && c <= 0xffee)
        {
          g_autofree char *narrow
            = g_utf8_normalize (p, g_utf8_next_char (p) - p, G_NORMALIZE_ALL_COMPOSE);

          for (const char *n = narrow; n != NULL && *n != '\0'; n = g_utf8_next_char (n))
            append_lower (mapped, g_utf8_get_char (n));
        }
      else
        append_lower (mapped, c);
    }

  prepared = g_utf8_normalize (mapped->str, mapped->len, G_NORMALIZE_DEFAULT_COMPOSE);
  if (prepared == NULL || !check_class (prepared, PROPERTY_CONTEXT_OTHER, TRUE))
    return NULL;
  return g_steal_pointer (&prepared);
}

/**
 * beckon_precis_opaque:
 * @text: UTF-8
 *
 * Enforces the profile OpaqueString (RFC 8265, section 4.2): for passwords, and for resources of
 * addresses.
 *
 * Returns: (transfer full) (nullable): the prepared text, or %NULL when it is empty or has
 *   something that the profile does not allow
 */
char *
beckon_precis_opaque (const char *text)
{
  g_autoptr (GString) mapped = g_string_new (NULL);
  g_autofree char *prepared = NULL;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      g_string_append_unichar (mapped, g_unichar_type (c) == G_UNICODE_SPACE_SEPARATOR ? ' ' : c);
    }

  prepared = g_utf8_normalize (mapped->str, mapped->len, G_NORMALIZE_DEFAULT_COMPOSE);
  if (prepared == NULL || !check_class (prepared, PROPERTY_FREE, FALSE))
    return NULL;
  return g_steal_pointer (&prepared);
}
