/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "xep-0231.h"

#include "beckon-parse.h"

#include <string.h>

static gboolean
split_cid (const char *cid, GChecksumType *type, const char **hash)
{
  static const struct
  {
    const char *prefix;
    GChecksumType type;
    gsize digits;
  } known[] = {
    { "sha1+", G_CHECKSUM_SHA1, 40 },
    { "sha-256+", G_CHECKSUM_SHA256, 64 },
    { "sha-512+", G_CHECKSUM_SHA512, 128 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_str_has_prefix (cid, known[i].prefix))
      {
        *type = known[i].type;
        *hash = cid + strlen (known[i].prefix);
        return strspn (*hash, "0123456789abcdefABCDEF") == known[i].digits
               && g_ascii_strcasecmp (*hash + known[i].digits, "@bob.xmpp.org") == 0;
      }
  return FALSE;
}

/**
 * beckon_bob_is_cid:
 *
 * Returns: whether @cid names data by a hash that we can check (XEP-0231, section 2)
 */
gboolean
beckon_bob_is_cid (const char *cid)
{
  GChecksumType type;
  const char *hash;

  return split_cid (cid, &type, &hash);
}

/**
 * beckon_bob_find:
 * @parent: where data came along with something else
 *
 * Returns: (transfer none) (nullable): the direct child that is the data named @cid
 */
BeckonElement *
beckon_bob_find (BeckonElement *parent, const char *cid)
{
  for (BeckonElement *child = beckon_element_get_first_child (parent); child != NULL;
       child = beckon_element_get_next_sibling (child))
    if (beckon_element_is (child, "data", BECKON_NS_BOB)
        && g_strcmp0 (beckon_element_get_attribute (child, "cid"), cid) == 0)
      return child;
  return NULL;
}

/**
 * beckon_bob_request_new:
 * @to: who named the data
 *
 * Returns: (transfer full): the request for the data
 */
BeckonElement *
beckon_bob_request_new (BeckonJid *to, const char *cid)
{
  BeckonElement *iq = beckon_iq_new ("get", to);

  beckon_element_set_attribute (beckon_element_add_child (iq, "data", BECKON_NS_BOB), "cid", cid);
  return iq;
}

/**
 * beckon_bob_parse:
 * @data: (nullable): the data
 * @cid: the name by which it was asked for
 * @type: (out) (transfer none): its MIME type as its sender says, valid as long as @data
 *
 * Returns: (transfer full) (nullable): the bytes, which have the hash that is in @cid, or %NULL
 *   with a %BECKON_XEP_ERROR
 */
GBytes *
beckon_bob_parse (BeckonElement *data, const char *cid, const char **type, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *text = NULL;
  g_autofree char *found = NULL;
  GChecksumType checksum;
  const char *hash;

  *type = NULL;
  if (!beckon_element_is (data, "data", BECKON_NS_BOB)
      || g_strcmp0 (beckon_element_get_attribute (data, "cid"), cid) != 0
      || !split_cid (cid, &checksum, &hash) || beckon_parse_id (data, "type") == NULL)
    {
      g_set_error_literal (error, BECKON_XEP_ERROR, BECKON_XEP_ERROR_MALFORMED,
                           "The data is missing");
      return NULL;
    }

  text = beckon_element_dup_text (data);
  bytes = beckon_parse_base64 (text, BECKON_BOB_MAX_BYTES, error);
  if (bytes == NULL)
    return NULL;
  found = g_compute_checksum_for_bytes (checksum, bytes);
  if (g_ascii_strncasecmp (found, hash, strlen (found)) != 0)
    {
      g_set_error_literal (error, BECKON_XEP_ERROR, BECKON_XEP_ERROR_MISMATCH,
                           "The data is not what was announced");
      return NULL;
    }
  *type = beckon_parse_id (data, "type");
  return g_steal_pointer (&bytes);
}
