/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-card-private.h"

#include <string.h>

/* No honest card has more properties; the rest is not read. */
#define MAX_PROPERTIES 500

/* Reading */

static BeckonElement *
get_part (const BeckonCardFormat *format, const BeckonCardRow *row, BeckonElement *property)
{
  BeckonElement *part = row->parts[0] == NULL ? property : NULL;

  for (guint i = 0; part == NULL && i < G_N_ELEMENTS (row->parts) && row->parts[i] != NULL; i++)
    part = beckon_element_get_child (property, row->parts[i], format->ns);
  return part;
}

static char *
dup_text (const BeckonCardFormat *format, const BeckonCardRow *row, BeckonElement *property)
{
  BeckonElement *part = get_part (format, row, property);
  g_autofree char *text = part != NULL ? g_strstrip (beckon_element_dup_text (part)) : NULL;

  if (text != NULL && row->scheme != NULL
      && g_ascii_strncasecmp (text, row->scheme, strlen (row->scheme)) == 0)
    {
      char *plain = g_uri_unescape_string (text + strlen (row->scheme), NULL);

      if (plain != NULL)
        return plain;
    }
  return g_steal_pointer (&text);
}

static gboolean
is_row (const BeckonCardFormat *format,
        const BeckonCardRow *row,
        BeckonElement *card,
        BeckonElement *property)
{
  return beckon_element_is (property, row->name, format->ns)
         && (!row->shared || beckon_element_get_child (card, row->name, format->ns) == property);
}

/**
 * beckon_card_parse:
 * @card: (nullable): a vCard in that format; anything else says nothing
 *
 * Returns: (transfer full): what of it is of use
 */
BeckonProfile *
beckon_card_parse (const BeckonCardFormat *format, BeckonElement *card)
{
  BeckonProfile *profile = beckon_profile_new ();
  guint n = 0;

  if (!beckon_element_is (card, format->root, format->ns))
    return profile;
  for (BeckonElement *child = beckon_element_get_first_child (card);
       child != NULL && n < MAX_PROPERTIES; child = beckon_element_get_next_sibling (child), n++)
    for (guint i = 0; i < format->n_rows; i++)
      if (is_row (format, &format->rows[i], card, child))
        {
          g_autofree char *text = dup_text (format, &format->rows[i], child);

          beckon_profile_add (profile, format->rows[i].field, text);
        }
  return profile;
}

/* Editing. There is no way to change an element but to write it anew. */

typedef struct
{
  const BeckonCardFormat *format;
  BeckonElement *card; /* (nullable): as it was */
  BeckonProfile *old;
  BeckonProfile *profile;
  BeckonElement *result;
  gboolean written[BECKON_PROFILE_N_FIELDS][BECKON_PROFILE_MAX_VALUES];
} Edit;

static void
append_copy (BeckonElement *parent, BeckonElement *element)
{
  g_autoptr (BeckonElement) copy = beckon_element_copy (element);

  beckon_element_append (parent, copy);
}

static void
add_text (Edit *edit, const BeckonCardRow *row, BeckonElement *property, const char *text)
{
  g_autofree char *uri = NULL;

  if (row->scheme != NULL)
    {
      /* RFC 3966, section 3: a number has hyphens where people write spaces. */
      g_autofree char *plain = g_strdelimit (g_strdup (text), " ", '-');
      g_autofree char *escaped = g_uri_escape_string (plain, "+()*;=", FALSE);

      uri = g_strconcat (row->scheme, escaped, NULL);
      text = uri;
    }
  if (row->parts[0] == NULL)
    beckon_element_add_text (property, text, -1);
  else
    beckon_element_add_text_child (property, row->parts[0], edit->format->ns, text);
}

/* Copies a property without the text that @row stands for. */
static BeckonElement *
copy_without (Edit *edit, const BeckonCardRow *row, BeckonElement *property)
{
  BeckonElement *copy = beckon_element_new_like (property);

  for (BeckonElement *child = beckon_element_get_first_child (property); child != NULL;
       child = beckon_element_get_next_sibling (child))
    {
      gboolean replaced = FALSE;

      for (guint i = 0; i < G_N_ELEMENTS (row->parts) && row->parts[i] != NULL; i++)
        replaced = replaced || beckon_element_is (child, row->parts[i], edit->format->ns);
      if (!replaced)
        append_copy (copy, child);
    }
  return copy;
}

/* A property that says several things: what it says of others stays. */
static void
edit_shared (Edit *edit, BeckonElement *property)
{
  g_autoptr (BeckonElement) copy = beckon_element_copy (property);

  for (guint i = 0; i < edit->format->n_rows; i++)
    {
      const BeckonCardRow *row = &edit->format->rows[i];
      const char *text = beckon_profile_get (edit->profile, row->field, 0);
      BeckonElement *without;

      if (!is_row (edit->format, row, edit->card, property))
        continue;
      edit->written[row->field][0] = TRUE;
      if (g_strcmp0 (text, beckon_profile_get (edit->old, row->field, 0)) == 0)
        continue;
      without = copy_without (edit, row, copy);
      beckon_element_unref (copy);
      copy = without;
      if (text != NULL)
        add_text (edit, row, copy, text);
    }
  beckon_element_append (edit->result, copy);
}

/* A property that is in its old place, unless it has to go: what is not ours to read stays. */
static void
edit_property (Edit *edit, const BeckonCardRow *row, BeckonElement *property)
{
  g_autofree char *text = dup_text (edit->format, row, property);
  g_autofree char *clean = beckon_profile_field_clean (row->field, text);
  const guint n = beckon_profile_get_n (edit->profile, row->field);
  const char *other;
  guint i;

  if (clean != NULL && beckon_profile_find (edit->profile, row->field, clean, &i))
    {
      edit->written[row->field][i] = TRUE;
      append_copy (edit->result, property);
    }
  else if (clean != NULL && beckon_profile_find (edit->old, row->field, clean, &i))
    {
      /* As many as before: one was changed, and says no more or less of itself. */
      other = n == beckon_profile_get_n (edit->old, row->field)
                ? beckon_profile_get (edit->profile, row->field, i)
                : NULL;
      if (other != NULL && !edit->written[row->field][i]
          && !beckon_profile_find (edit->old, row->field, other, NULL))
        {
          g_autoptr (BeckonElement) copy = copy_without (edit, row, property);

          add_text (edit, row, copy, other);
          edit->written[row->field][i] = TRUE;
          beckon_element_append (edit->result, copy);
        }
    }
  else if (clean == NULL && (text == NULL || *text == '\0'))
    {
      /* An empty one would be found before ours. */
      if (n == 0)
        append_copy (edit->result, property);
    }
  else if (n > 0 || beckon_profile_field_is_list (row->field))
    append_copy (edit->result, property);
}

static const BeckonCardRow *
find_row (Edit *edit, BeckonElement *property)
{
  for (guint i = 0; i < edit->format->n_rows; i++)
    if (is_row (edit->format, &edit->format->rows[i], edit->card, property))
      return &edit->format->rows[i];
  return NULL;
}

static void
edit_child (Edit *edit, BeckonElement *child)
{
  const BeckonCardRow *row = find_row (edit, child);
  const char *name = beckon_profile_get (edit->old, BECKON_PROFILE_FULL_NAME, 0);

  if (row != NULL && row->shared)
    edit_shared (edit, child);
  else if (row != NULL)
    edit_property (edit, row, child);
  /* Nobody can say which pieces a new name has, and the old ones would still be shown. */
  else if (name == NULL || !beckon_element_is (child, edit->format->names, edit->format->ns)
           || beckon_profile_find (edit->profile, BECKON_PROFILE_FULL_NAME, name, NULL))
    append_copy (edit->result, child);
}

static void
add_missing (Edit *edit, const BeckonCardRow *row)
{
  for (guint i = 0; i < beckon_profile_get_n (edit->profile, row->field); i++)
    {
      BeckonElement *property = NULL;

      if (edit->written[row->field][i])
        continue;
      edit->written[row->field][i] = TRUE;
      if (row->shared)
        property = beckon_element_get_child (edit->result, row->name, edit->format->ns);
      if (property == NULL)
        property = beckon_element_add_child (edit->result, row->name, edit->format->ns);
      add_text (edit, row, property, beckon_profile_get (edit->profile, row->field, i));
    }
}

/**
 * beckon_card_edit:
 * @card: (nullable): the card as it is
 * @profile: what it shall say
 *
 * Returns: (transfer full): a card that says what @profile says, and else all that @card says: what
 *   other programs put there is not ours to drop
 */
BeckonElement *
beckon_card_edit (const BeckonCardFormat *format, BeckonElement *card, BeckonProfile *profile)
{
  g_autoptr (BeckonProfile) old = beckon_card_parse (format, card);
  Edit edit = { .format = format, .card = card, .old = old, .profile = profile };

  if (beckon_element_is (card, format->root, format->ns))
    {
      edit.result = beckon_element_new_like (card);
      for (BeckonElement *child = beckon_element_get_first_child (card); child != NULL;
           child = beckon_element_get_next_sibling (child))
        edit_child (&edit, child);
    }
  else
    edit.result = beckon_element_new (format->root, format->ns);
  for (guint i = 0; i < format->n_rows; i++)
    add_missing (&edit, &format->rows[i]);
  return edit.result;
}
