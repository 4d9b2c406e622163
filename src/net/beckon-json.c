/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-json.h"

#include <json-glib/json-glib.h>
#include <string.h>

/* The parser calls itself for what is nested. */
#define MAX_DEPTH 16

struct _BeckonJson
{
  JsonNode *node;
};

static BeckonJson *
new_from_node (JsonNode *node)
{
  BeckonJson *self;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return NULL;
  self = g_new0 (BeckonJson, 1);
  self->node = json_node_ref (node);
  return self;
}

void
beckon_json_free (BeckonJson *self)
{
  json_node_unref (self->node);
  g_free (self);
}

/* Nothing but JSON between strings: the parser knows comments, too, in which a quote would mean
 * something else here than there. */
static gboolean
is_plain (char c)
{
  return g_ascii_isalnum (c) || (c != '\0' && strchr ("{}[]:,+-. \t\r\n", c) != NULL);
}

static gboolean
is_shallow (const char *text, gsize length)
{
  gboolean in_string = FALSE;
  guint depth = 0;

  for (gsize i = 0; i < length; i++)
    {
      if (in_string)
        {
          if (text[i] == '\\')
            i++;
          else if (text[i] == '"')
            in_string = FALSE;
        }
      else if (text[i] == '"')
        in_string = TRUE;
      else if (text[i] == '{' || text[i] == '[')
        {
          if (++depth > MAX_DEPTH)
            return FALSE;
        }
      else if ((text[i] == '}' || text[i] == ']') && depth > 0)
        depth--;
      else if (!is_plain (text[i]))
        return FALSE;
    }
  return !in_string;
}

/**
 * beckon_json_parse:
 * @text: what should be an object
 *
 * Returns: (transfer full) (nullable): the object, or a %BECKON_HTTP_ERROR_CONTENT
 */
BeckonJson *
beckon_json_parse (GBytes *text, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  BeckonJson *self = NULL;
  gsize length;
  const char *data = g_bytes_get_data (text, &length);

  if (length > 0 && length <= BECKON_HTTP_MAX_SIZE && g_utf8_validate_len (data, length, NULL)
      && is_shallow (data, length) && json_parser_load_from_data (parser, data, length, NULL))
    self = new_from_node (json_parser_get_root (parser));
  if (self == NULL)
    g_set_error_literal (error, BECKON_HTTP_ERROR, BECKON_HTTP_ERROR_CONTENT,
                         "The answer is not a JSON object");
  return self;
}

/**
 * beckon_json_parse_response:
 *
 * As beckon_json_parse(), for what is said to be JSON only.
 */
BeckonJson *
beckon_json_parse_response (BeckonHttpResponse *response, GError **error)
{
  if (response->type == NULL
      || (!g_str_equal (response->type, "application/json")
          && !g_str_has_suffix (response->type, "+json")))
    {
      g_set_error (error, BECKON_HTTP_ERROR, BECKON_HTTP_ERROR_CONTENT,
                   "The answer, with status %u, is not JSON", response->status);
      return NULL;
    }
  return beckon_json_parse (response->body, error);
}

static JsonNode *
get_member (BeckonJson *self, const char *name)
{
  JsonNode *node = json_object_get_member (json_node_get_object (self->node), name);

  return node == NULL || JSON_NODE_HOLDS_NULL (node) ? NULL : node;
}

/* Text with a zero in it counts up to there for some, and in whole for others. */
static const char *
get_text (JsonNode *node)
{
  if (node == NULL || json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;
  return json_node_get_string (node);
}

gboolean
beckon_json_has (BeckonJson *self, const char *name)
{
  return get_member (self, name) != NULL;
}

/**
 * beckon_json_get_string:
 * @max_length: in bytes
 *
 * Returns: (nullable): the text, if the member is one, is not empty and is not too long
 */
const char *
beckon_json_get_string (BeckonJson *self, const char *name, gsize max_length)
{
  const char *text = get_text (get_member (self, name));

  if (text == NULL || *text == '\0' || strnlen (text, max_length + 1) > max_length)
    return NULL;
  return text;
}

/**
 * beckon_json_get_visible:
 *
 * Returns: (nullable): as beckon_json_get_string(), of nothing but the visible characters of ASCII,
 *   as a token is
 */
const char *
beckon_json_get_visible (BeckonJson *self, const char *name, gsize max_length)
{
  const char *text = beckon_json_get_string (self, name, max_length);

  for (const char *c = text; c != NULL && *c != '\0'; c++)
    if (*c < 0x21 || *c > 0x7e)
      return NULL;
  return text;
}

/**
 * beckon_json_get_integer:
 *
 * Returns: whether the member is a whole number
 */
gboolean
beckon_json_get_integer (BeckonJson *self, const char *name, gint64 *value)
{
  JsonNode *node = get_member (self, name);

  if (node == NULL || json_node_get_value_type (node) != G_TYPE_INT64)
    return FALSE;
  *value = json_node_get_int (node);
  return TRUE;
}

/**
 * beckon_json_get_boolean:
 *
 * Returns: whether the member is `true`
 */
gboolean
beckon_json_get_boolean (BeckonJson *self, const char *name)
{
  JsonNode *node = get_member (self, name);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_BOOLEAN
         && json_node_get_boolean (node);
}

static JsonArray *
get_array (BeckonJson *self, const char *name)
{
  JsonNode *node = get_member (self, name);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

/**
 * beckon_json_list_has:
 *
 * Returns: whether the member is a list, and @value is in it
 */
gboolean
beckon_json_list_has (BeckonJson *self, const char *name, const char *value)
{
  JsonArray *array = get_array (self, name);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    if (g_strcmp0 (get_text (json_array_get_element (array, i)), value) == 0)
      return TRUE;
  return FALSE;
}

/**
 * beckon_json_get_object:
 *
 * Returns: (transfer full) (nullable): the member, if it is an object
 */
BeckonJson *
beckon_json_get_object (BeckonJson *self, const char *name)
{
  return new_from_node (get_member (self, name));
}

/**
 * beckon_json_get_objects:
 * @max: how many to look at
 *
 * Returns: (transfer full) (element-type BeckonJson): the objects in the member, if it is a list
 */
GPtrArray *
beckon_json_get_objects (BeckonJson *self, const char *name, guint max)
{
  GPtrArray *objects = g_ptr_array_new_with_free_func ((GDestroyNotify) beckon_json_free);
  JsonArray *array = get_array (self, name);

  for (guint i = 0; array != NULL && i < MIN (max, json_array_get_length (array)); i++)
    {
      BeckonJson *object = new_from_node (json_array_get_element (array, i));

      if (object != NULL)
        g_ptr_array_add (objects, object);
    }
  return objects;
}
