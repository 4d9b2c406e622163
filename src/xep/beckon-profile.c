/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-profile.h"

#include "beckon-text.h"

#include <string.h>

#define MAX_LINE 256  /* characters */
#define MAX_NOTE 2000
#define MAX_VALUE 1000 /* of what is used as it is: a cut address would be another one */

struct _BeckonProfile
{
  GPtrArray *values[BECKON_PROFILE_N_FIELDS]; /* of strings */
};

G_DEFINE_BOXED_TYPE (BeckonProfile, beckon_profile, beckon_profile_ref, beckon_profile_unref)

static void
clear (gpointer data)
{
  BeckonProfile *self = data;

  for (guint i = 0; i < BECKON_PROFILE_N_FIELDS; i++)
    g_ptr_array_unref (self->values[i]);
}

/**
 * beckon_profile_new:
 *
 * Returns: (transfer full): a profile that says nothing
 */
BeckonProfile *
beckon_profile_new (void)
{
  BeckonProfile *self = g_rc_box_new0 (BeckonProfile);

  for (guint i = 0; i < BECKON_PROFILE_N_FIELDS; i++)
    self->values[i] = g_ptr_array_new_with_free_func (g_free);
  return self;
}

BeckonProfile *
beckon_profile_ref (BeckonProfile *self)
{
  return g_rc_box_acquire (self);
}

void
beckon_profile_unref (BeckonProfile *self)
{
  g_rc_box_release_full (self, clear);
}

/**
 * beckon_profile_field_is_list:
 *
 * Returns: whether there may be several of these
 */
gboolean
beckon_profile_field_is_list (BeckonProfileField field)
{
  return field == BECKON_PROFILE_EMAIL || field == BECKON_PROFILE_PHONE
         || field == BECKON_PROFILE_URL;
}

static gboolean
are_digits (const char *text, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isdigit (text[i]))
      return FALSE;
  return TRUE;
}

/* Dates come with hyphens, as vcard-temp has them, or without (RFC 6350, section 4.3.1); a time
 * behind one says nothing about a birthday. */
static char *
clean_date (char *text)
{
  gsize length = strcspn (text, "T");

  if (length == 10 && are_digits (text, 4) && text[4] == '-' && are_digits (text + 5, 2)
      && text[7] == '-' && are_digits (text + 8, 2))
    text[length] = '\0';
  else if (length == 8 && are_digits (text, 8))
    {
      char *date = g_strdup_printf ("%.4s-%.2s-%.2s", text, text + 4, text + 6);

      g_free (text);
      return date;
    }
  else if (length == 6 && g_str_has_prefix (text, "--") && are_digits (text + 2, 4))
    {
      char *date = g_strdup_printf ("--%.2s-%.2s", text + 2, text + 4);

      g_free (text);
      return date;
    }
  return text;
}

static char *
clean_note (const char *text)
{
  g_autofree char *block = g_strstrip (beckon_text_dup_block (text));
  g_autofree char *head = NULL;

  if (g_utf8_strlen (block, -1) <= MAX_NOTE)
    return *block != '\0' ? g_steal_pointer (&block) : NULL;
  head = g_utf8_substring (block, 0, MAX_NOTE);
  return g_strconcat (head, "…", NULL);
}

/**
 * beckon_profile_field_clean:
 * @text: (nullable): what somebody wrote
 *
 * Returns: (transfer full) (nullable): @text as a profile has it, or %NULL when nothing is left or,
 *   for what is used as it is, when it is too long
 */
char *
beckon_profile_field_clean (BeckonProfileField field, const char *text)
{
  g_autofree char *line = NULL;

  if (text == NULL)
    return NULL;
  if (field == BECKON_PROFILE_NOTE)
    return clean_note (text);
  if (!beckon_profile_field_is_list (field))
    line = beckon_text_dup_line (text, MAX_LINE);
  else if (strlen (text) <= MAX_VALUE)
    line = beckon_text_dup_line (text, MAX_VALUE);
  if (line != NULL && field == BECKON_PROFILE_BIRTHDAY)
    return clean_date (g_steal_pointer (&line));
  return g_steal_pointer (&line);
}

/**
 * beckon_profile_add:
 * @text: (nullable): what somebody wrote
 *
 * Adds @text, unless nothing of use is left of it, it is there already, or there is no room: of what
 * there is one of, the first one counts.
 *
 * Returns: whether it was added
 */
gboolean
beckon_profile_add (BeckonProfile *self, BeckonProfileField field, const char *text)
{
  g_autofree char *clean = beckon_profile_field_clean (field, text);
  GPtrArray *values = self->values[field];

  if (clean == NULL
      || values->len >= (beckon_profile_field_is_list (field) ? BECKON_PROFILE_MAX_VALUES : 1)
      || beckon_profile_find (self, field, clean, NULL))
    return FALSE;
  g_ptr_array_add (values, g_steal_pointer (&clean));
  return TRUE;
}

/**
 * beckon_profile_get_n:
 *
 * Returns: how many of these there are
 */
guint
beckon_profile_get_n (BeckonProfile *self, BeckonProfileField field)
{
  return self->values[field]->len;
}

/**
 * beckon_profile_get:
 * @i: which of several, from 0 on
 *
 * Returns: (transfer none) (nullable): the text, or %NULL when there is none
 */
const char *
beckon_profile_get (BeckonProfile *self, BeckonProfileField field, guint i)
{
  return i < self->values[field]->len ? g_ptr_array_index (self->values[field], i) : NULL;
}

/**
 * beckon_profile_find:
 * @i: (out) (optional): which one it is
 *
 * Returns: whether the profile says exactly @text
 */
gboolean
beckon_profile_find (BeckonProfile *self, BeckonProfileField field, const char *text, guint *i)
{
  return g_ptr_array_find_with_equal_func (self->values[field], text, g_str_equal, i);
}

/**
 * beckon_profile_is_empty:
 *
 * Returns: whether it says nothing
 */
gboolean
beckon_profile_is_empty (BeckonProfile *self)
{
  for (guint i = 0; i < BECKON_PROFILE_N_FIELDS; i++)
    if (self->values[i]->len > 0)
      return FALSE;
  return TRUE;
}

/**
 * beckon_profile_equal:
 *
 * Returns: whether both say the same, in the same order
 */
gboolean
beckon_profile_equal (BeckonProfile *a, BeckonProfile *b)
{
  for (guint field = 0; field < BECKON_PROFILE_N_FIELDS; field++)
    {
      if (a->values[field]->len != b->values[field]->len)
        return FALSE;
      for (guint i = 0; i < a->values[field]->len; i++)
        if (!g_str_equal (a->values[field]->pdata[i], b->values[field]->pdata[i]))
          return FALSE;
    }
  return TRUE;
}
