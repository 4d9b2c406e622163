/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "xep-0115.h"

#include "beckon-parse.h"
#include "xep-0030.h"

#include <string.h>

#define NS_DATA_FORMS "jabber:x:data"
#define MAX_PARTS 2048

/**
 * beckon_caps_parse:
 * @caps: (out caller-allocates): what the presence says, valid as long as it
 *
 * Returns: whether @presence has capabilities of the current format; those without a hash are of
 *   an older one and say nothing
 */
gboolean
beckon_caps_parse (BeckonElement *presence, BeckonCaps *caps)
{
  BeckonElement *c = beckon_element_get_child (presence, "c", BECKON_NS_CAPS);

  if (c == NULL)
    return FALSE;
  caps->node = beckon_parse_id (c, "node");
  caps->ver = beckon_parse_id (c, "ver");
  caps->hash = beckon_parse_id (c, "hash");
  return caps->node != NULL && caps->ver != NULL && caps->hash != NULL;
}

/**
 * beckon_caps_add:
 * @presence: a presence to be sent
 * @node: our software, as a URI
 * @ver: what beckon_caps_compute() gives for our own answer and `sha-1`
 */
void
beckon_caps_add (BeckonElement *presence, const char *node, const char *ver)
{
  BeckonElement *c = beckon_element_add_child (presence, "c", BECKON_NS_CAPS);

  beckon_element_set_attribute (c, "hash", "sha-1");
  beckon_element_set_attribute (c, "node", node);
  beckon_element_set_attribute (c, "ver", ver);
}

/**
 * beckon_caps_dup_query_node:
 *
 * Returns: (transfer full): the node to ask about when @caps are not known
 */
char *
beckon_caps_dup_query_node (const BeckonCaps *caps)
{
  return g_strdup_printf ("%s#%s", caps->node, caps->ver);
}

static int
compare_strings (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char **) a, *(char **) b);
}

/* One of the things that are sorted (an identity, a field, a form): by its key, then by its
 * text. */
typedef struct
{
  char *key;
  char *text;
} Part;

static void
part_free (Part *part)
{
  g_free (part->key);
  g_free (part->text);
  g_free (part);
}

static int
compare_parts (gconstpointer a, gconstpointer b)
{
  const Part *one = *(Part **) a, *other = *(Part **) b;
  int order = strcmp (one->key, other->key);

  return order != 0 ? order : strcmp (one->text, other->text);
}

static void
add_part (GPtrArray *parts, char *key, char *text)
{
  Part *part = g_new (Part, 1);

  part->key = key;
  part->text = text;
  g_ptr_array_add (parts, part);
}

static void
append_sorted (GString *s, GPtrArray *parts)
{
  g_ptr_array_sort (parts, compare_parts);
  for (guint i = 0; i < parts->len; i++)
    g_string_append (s, ((Part *) parts->pdata[i])->text);
}

/* A separator inside of a part would let one answer pass for another with the same hash. */
static gboolean
has_separator (const char *text, const char *separators)
{
  return text != NULL && strpbrk (text, separators) != NULL;
}

static gboolean
append_identities (GString *s, BeckonElement *query)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func ((GDestroyNotify) part_free);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (BeckonElement *child = beckon_element_get_first_child (query); child != NULL;
       child = beckon_element_get_next_sibling (child))
    {
      const char *category, *type, *lang, *name;

      if (!beckon_element_is (child, "identity", BECKON_NS_DISCO_INFO))
        continue;
      category = beckon_element_get_attribute (child, "category");
      type = beckon_element_get_attribute (child, "type");
      lang = beckon_element_get_attribute (child, "xml:lang");
      name = beckon_element_get_attribute (child, "name");
      if (category == NULL || type == NULL || has_separator (category, "/<")
          || has_separator (type, "/<") || has_separator (lang, "/<") || has_separator (name, "<")
          || parts->len == MAX_PARTS)
        return FALSE;
      /* U+0001 sorts before all that XML can have, so that the parts sort one by one. */
      add_part (parts, g_strjoin ("\001", category, type, lang != NULL ? lang : "", NULL),
                g_strdup_printf ("%s/%s/%s/%s<", category, type, lang != NULL ? lang : "",
                                 name != NULL ? name : ""));
      if (!g_hash_table_add (seen, ((Part *) parts->pdata[parts->len - 1])->text))
        return FALSE;
    }
  append_sorted (s, parts);
  return TRUE;
}

static gboolean
append_features (GString *s, BeckonElement *query)
{
  g_autoptr (GPtrArray) features = g_ptr_array_new ();
  const char *last = NULL;

  for (BeckonElement *child = beckon_element_get_first_child (query); child != NULL;
       child = beckon_element_get_next_sibling (child))
    {
      const char *var;

      if (!beckon_element_is (child, "feature", BECKON_NS_DISCO_INFO))
        continue;
      var = beckon_element_get_attribute (child, "var");
      if (var == NULL || has_separator (var, "<") || features->len == MAX_PARTS)
        return FALSE;
      g_ptr_array_add (features, (char *) var);
    }

  g_ptr_array_sort (features, compare_strings);
  for (guint i = 0; i < features->len; i++)
    {
      const char *var = features->pdata[i];

      if (g_strcmp0 (var, last) == 0)
        return FALSE;
      g_string_append (s, var);
      g_string_append_c (s, '<');
      last = var;
    }
  return TRUE;
}

static GPtrArray *
dup_values (BeckonElement *field)
{
  g_autoptr (GPtrArray) values = g_ptr_array_new_with_free_func (g_free);

  for (BeckonElement *child = beckon_element_get_first_child (field); child != NULL;
       child = beckon_element_get_next_sibling (child))
    {
      if (!beckon_element_is (child, "value", NS_DATA_FORMS))
        continue;
      if (values->len == MAX_PARTS)
        return NULL;
      g_ptr_array_add (values, beckon_element_dup_text (child));
    }
  g_ptr_array_sort (values, compare_strings);
  return g_steal_pointer (&values);
}

/* Returns FALSE when the form makes the whole answer ill-formed, and TRUE without *form_type when
 * it is to be left out. */
static gboolean
read_form_type (BeckonElement *form, char **form_type)
{
  BeckonElement *field = beckon_element_get_first_child (form);
  g_autoptr (GPtrArray) values = NULL;

  *form_type = NULL;
  while (field != NULL
         && !(beckon_element_is (field, "field", NS_DATA_FORMS)
              && g_strcmp0 (beckon_element_get_attribute (field, "var"), "FORM_TYPE") == 0))
    field = beckon_element_get_next_sibling (field);
  if (field == NULL)
    return TRUE;
  values = dup_values (field);
  if (values == NULL)
    return FALSE;
  for (guint i = 1; i < values->len; i++)
    if (!g_str_equal (values->pdata[0], values->pdata[i]))
      return FALSE;
  if (g_strcmp0 (beckon_element_get_attribute (field, "type"), "hidden") == 0 && values->len > 0)
    *form_type = g_strdup (values->pdata[0]);
  return !has_separator (*form_type, "<");
}

static char *
format_form (BeckonElement *form, const char *form_type)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func ((GDestroyNotify) part_free);
  g_autoptr (GString) text = g_string_new (form_type);

  g_string_append_c (text, '<');
  for (BeckonElement *child = beckon_element_get_first_child (form); child != NULL;
       child = beckon_element_get_next_sibling (child))
    {
      const char *var = beckon_element_get_attribute (child, "var");
      g_autoptr (GPtrArray) values = NULL;
      GString *field;

      if (!beckon_element_is (child, "field", NS_DATA_FORMS) || g_strcmp0 (var, "FORM_TYPE") == 0)
        continue;
      values = dup_values (child);
      if (var == NULL || has_separator (var, "<") || values == NULL || parts->len == MAX_PARTS)
        return NULL;
      field = g_string_new (var);
      g_string_append_c (field, '<');
      for (guint i = 0; i < values->len; i++)
        {
          if (has_separator (values->pdata[i], "<"))
            {
              g_string_free (field, TRUE);
              return NULL;
            }
          g_string_append (field, values->pdata[i]);
          g_string_append_c (field, '<');
        }
      add_part (parts, g_strdup (var), g_string_free (field, FALSE));
    }
  append_sorted (text, parts);
  return g_strdup (text->str);
}

static gboolean
append_forms (GString *s, BeckonElement *query)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func ((GDestroyNotify) part_free);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (BeckonElement *child = beckon_element_get_first_child (query); child != NULL;
       child = beckon_element_get_next_sibling (child))
    {
      g_autofree char *form_type = NULL;
      char *text;

      if (!beckon_element_is (child, "x", NS_DATA_FORMS))
        continue;
      if (!read_form_type (child, &form_type))
        return FALSE;
      if (form_type == NULL)
        continue;
      text = format_form (child, form_type);
      if (text == NULL)
        return FALSE;
      add_part (parts, g_strdup (form_type), text);
      if (!g_hash_table_add (seen, g_steal_pointer (&form_type)))
        return FALSE;
    }
  append_sorted (s, parts);
  return TRUE;
}

static gboolean
find_checksum (const char *hash, GChecksumType *type)
{
  static const struct
  {
    const char *name;
    GChecksumType type;
  } known[] = {
    { "sha-1", G_CHECKSUM_SHA1 },
    { "sha-256", G_CHECKSUM_SHA256 },
    { "sha-512", G_CHECKSUM_SHA512 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_strcmp0 (hash, known[i].name) == 0)
      {
        *type = known[i].type;
        return TRUE;
      }
  return FALSE;
}

/**
 * beckon_caps_compute:
 * @query: an answer to a request for features (XEP-0030)
 * @hash: the name of the hash function, as `sha-1`
 *
 * Returns: (transfer full) (nullable): the verification string (section 5.1), or %NULL when @query
 *   is ill-formed by the rules of section 5.4, or @hash is not known
 */
char *
beckon_caps_compute (BeckonElement *query, const char *hash)
{
  g_autoptr (GString) s = g_string_new (NULL);
  g_autoptr (GChecksum) checksum = NULL;
  GChecksumType type;
  guint8 digest[64];
  gsize length = sizeof digest;

  if (!find_checksum (hash, &type) || !beckon_element_is (query, "query", BECKON_NS_DISCO_INFO)
      || !append_identities (s, query) || !append_features (s, query) || !append_forms (s, query))
    return NULL;

  checksum = g_checksum_new (type);
  g_checksum_update (checksum, (const guchar *) s->str, s->len);
  g_checksum_get_digest (checksum, digest, &length);
  return g_base64_encode (digest, length);
}

/**
 * beckon_caps_can_verify:
 *
 * Returns: whether the hash function of @caps is known. With an unknown one the answer holds for
 *   nobody but who gave it
 */
gboolean
beckon_caps_can_verify (const BeckonCaps *caps)
{
  GChecksumType type;

  return find_checksum (caps->hash, &type);
}

/**
 * beckon_caps_verify:
 * @query: (nullable): the answer of one that announced @caps
 *
 * Returns: whether @query is what @caps stand for, so that it holds for all that announce them
 */
gboolean
beckon_caps_verify (const BeckonCaps *caps, BeckonElement *query)
{
  g_autofree char *ver = query != NULL ? beckon_caps_compute (query, caps->hash) : NULL;

  return ver != NULL && g_str_equal (ver, caps->ver);
}
