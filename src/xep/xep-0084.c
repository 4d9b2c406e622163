/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "xep-0084.h"

#include "beckon-parse.h"

#include <string.h>

/**
 * beckon_avatar_find_type:
 *
 * Returns: (nullable): the type of a picture file as its first bytes have it, if it is one that we
 *   show; what its sender says of it counts nothing
 */
const char *
beckon_avatar_find_type (GBytes *picture)
{
  gsize length;
  const char *data = g_bytes_get_data (picture, &length);

  if (length >= 8 && memcmp (data, "\x89PNG\r\n\x1a\n", 8) == 0)
    return "image/png";
  if (length >= 3 && memcmp (data, "\xff\xd8\xff", 3) == 0)
    return "image/jpeg";
  if (length >= 12 && memcmp (data, "RIFF", 4) == 0 && memcmp (data + 8, "WEBP", 4) == 0)
    return "image/webp";
  return NULL;
}

/**
 * beckon_avatar_parse_hash:
 * @text: (nullable): SHA-1 in hexadecimal, as it came
 * @hash: (out): the same in lower case
 *
 * Returns: whether it is one. What is not may be no file name either
 */
gboolean
beckon_avatar_parse_hash (const char *text, char hash[41])
{
  if (text == NULL || strlen (text) != 40)
    return FALSE;
  for (guint i = 0; i < 40; i++)
    {
      if (!g_ascii_isxdigit (text[i]))
        return FALSE;
      hash[i] = g_ascii_tolower (text[i]);
    }
  hash[40] = '\0';
  return TRUE;
}

/**
 * beckon_avatar_check:
 * @hash: SHA-1 in lower-case hexadecimal
 *
 * Returns: whether @picture is of a size and type that we show and has that hash, else %FALSE with
 *   a %BECKON_XEP_ERROR
 */
gboolean
beckon_avatar_check (GBytes *picture, const char *hash, GError **error)
{
  g_autofree char *found = NULL;

  if (g_bytes_get_size (picture) > BECKON_AVATAR_MAX_BYTES)
    {
      g_set_error_literal (error, BECKON_XEP_ERROR, BECKON_XEP_ERROR_LIMIT,
                           "The picture is too large");
      return FALSE;
    }
  found = g_compute_checksum_for_bytes (G_CHECKSUM_SHA1, picture);
  if (!g_str_equal (found, hash))
    {
      g_set_error_literal (error, BECKON_XEP_ERROR, BECKON_XEP_ERROR_MISMATCH,
                           "The picture is not the one that was announced");
      return FALSE;
    }
  if (beckon_avatar_find_type (picture) == NULL)
    {
      g_set_error_literal (error, BECKON_XEP_ERROR, BECKON_XEP_ERROR_MALFORMED,
                           "The picture is of no type that is shown");
      return FALSE;
    }
  return TRUE;
}

static gboolean
parse_info (BeckonElement *element, BeckonAvatarInfo *info)
{
  static const char *const types[] = { "image/png", "image/jpeg", "image/webp" };
  const char *type = beckon_element_get_attribute (element, "type");

  memset (info, 0, sizeof *info);
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (g_strcmp0 (type, types[i]) == 0)
      info->type = types[i];

  /* A picture elsewhere would tell that place who looks, and when. */
  if (info->type == NULL || beckon_element_get_attribute (element, "url") != NULL
      || !beckon_avatar_parse_hash (beckon_element_get_attribute (element, "id"), info->id)
      || !beckon_parse_uint (beckon_element_get_attribute (element, "bytes"),
                             BECKON_AVATAR_MAX_BYTES, &info->bytes)
      || info->bytes == 0)
    return FALSE;

  for (guint i = 0; i < 2; i++)
    {
      const char *text = beckon_element_get_attribute (element, i == 0 ? "width" : "height");

      if (text != NULL
          && !beckon_parse_uint (text, BECKON_AVATAR_MAX_SIDE,
                                 i == 0 ? &info->width : &info->height))
        return FALSE;
    }
  return TRUE;
}

/**
 * beckon_avatar_metadata_parse:
 * @metadata: (nullable): the payload of an item
 * @info: (out caller-allocates): the first picture that can be fetched from the data node and is
 *   of a size and type that we show
 *
 * Returns: whether there is one
 */
gboolean
beckon_avatar_metadata_parse (BeckonElement *metadata, BeckonAvatarInfo *info)
{
  if (!beckon_element_is (metadata, "metadata", BECKON_NS_AVATAR_METADATA))
    return FALSE;
  for (BeckonElement *child = beckon_element_get_first_child (metadata); child != NULL;
       child = beckon_element_get_next_sibling (child))
    if (beckon_element_is (child, "info", BECKON_NS_AVATAR_METADATA) && parse_info (child, info))
      return TRUE;
  return FALSE;
}

/**
 * beckon_avatar_data_parse:
 * @data: (nullable): the payload of an item of the data node
 * @info: what was announced
 *
 * Returns: (transfer full) (nullable): the picture file, or %NULL with a %BECKON_XEP_ERROR. It is
 *   not decoded yet: its pixels have no bounds before that
 */
GBytes *
beckon_avatar_data_parse (BeckonElement *data, const BeckonAvatarInfo *info, GError **error)
{
  g_autofree char *text = NULL;
  g_autoptr (GBytes) picture = NULL;

  if (!beckon_element_is (data, "data", BECKON_NS_AVATAR_DATA))
    {
      g_set_error_literal (error, BECKON_XEP_ERROR, BECKON_XEP_ERROR_MALFORMED,
                           "The picture is missing");
      return NULL;
    }
  text = beckon_element_dup_text (data);
  picture = beckon_parse_base64 (text, BECKON_AVATAR_MAX_BYTES, error);
  if (picture == NULL || !beckon_avatar_check (picture, info->id, error))
    return NULL;
  return g_steal_pointer (&picture);
}

/**
 * beckon_avatar_data_new:
 *
 * Returns: (transfer full): the payload for the data node
 */
BeckonElement *
beckon_avatar_data_new (GBytes *picture)
{
  BeckonElement *data = beckon_element_new ("data", BECKON_NS_AVATAR_DATA);
  g_autofree char *text
    = g_base64_encode (g_bytes_get_data (picture, NULL), g_bytes_get_size (picture));

  beckon_element_add_text (data, text, -1);
  return data;
}

/**
 * beckon_avatar_metadata_new:
 * @info: (nullable): the picture, or %NULL to have none
 *
 * Returns: (transfer full): the payload for the metadata node
 */
BeckonElement *
beckon_avatar_metadata_new (const BeckonAvatarInfo *info)
{
  BeckonElement *metadata = beckon_element_new ("metadata", BECKON_NS_AVATAR_METADATA);
  BeckonElement *element;
  g_autofree char *bytes = NULL;

  if (info == NULL)
    return metadata;
  element = beckon_element_add_child (metadata, "info", BECKON_NS_AVATAR_METADATA);
  bytes = g_strdup_printf ("%u", info->bytes);
  beckon_element_set_attribute (element, "id", info->id);
  beckon_element_set_attribute (element, "type", info->type);
  beckon_element_set_attribute (element, "bytes", bytes);
  if (info->width > 0 && info->height > 0)
    {
      g_autofree char *width = g_strdup_printf ("%u", info->width);
      g_autofree char *height = g_strdup_printf ("%u", info->height);

      beckon_element_set_attribute (element, "width", width);
      beckon_element_set_attribute (element, "height", height);
    }
  return metadata;
}
