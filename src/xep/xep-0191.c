/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "xep-0191.h"

#include "beckon-parse.h"

#define MAX_ITEMS 50000

/**
 * beckon_blocking_list_request_new:
 *
 * Returns: (transfer full): the request for who is blocked, after which the server sends the
 *   changes too (XEP-0191, section 3.2)
 */
BeckonElement *
beckon_blocking_list_request_new (void)
{
  BeckonElement *iq = beckon_iq_new ("get", NULL);

  beckon_element_add_child (iq, "blocklist", BECKON_NS_BLOCKING);
  return iq;
}

static GPtrArray *
parse_items (BeckonElement *parent, GError **error)
{
  g_autoptr (GPtrArray) jids = g_ptr_array_new_with_free_func ((GDestroyNotify) beckon_jid_unref);

  for (BeckonElement *child = beckon_element_get_first_child (parent); child != NULL;
       child = beckon_element_get_next_sibling (child))
    {
      BeckonJid *jid;

      if (!beckon_element_is (child, "item", BECKON_NS_BLOCKING))
        continue;
      if (jids->len == MAX_ITEMS)
        {
          g_set_error_literal (error, BECKON_XEP_ERROR, BECKON_XEP_ERROR_LIMIT,
                               "The block list is too long");
          return NULL;
        }
      jid = beckon_parse_jid (child, "jid");
      if (jid != NULL)
        g_ptr_array_add (jids, jid);
    }
  return g_steal_pointer (&jids);
}

/**
 * beckon_blocking_parse_list:
 * @iq: the result
 *
 * Returns: (transfer full) (nullable): array of #BeckonJid, or %NULL with a %BECKON_XEP_ERROR
 */
GPtrArray *
beckon_blocking_parse_list (BeckonElement *iq, GError **error)
{
  BeckonElement *list = beckon_element_get_child (iq, "blocklist", BECKON_NS_BLOCKING);

  if (list == NULL)
    {
      g_set_error_literal (error, BECKON_XEP_ERROR, BECKON_XEP_ERROR_MALFORMED,
                           "The block list is missing");
      return NULL;
    }
  return parse_items (list, error);
}

/**
 * beckon_blocking_set_new:
 *
 * Returns: (transfer full): the request that blocks or unblocks an address
 */
BeckonElement *
beckon_blocking_set_new (BeckonJid *jid, gboolean blocked)
{
  BeckonElement *iq = beckon_iq_new ("set", NULL);
  BeckonElement *payload
    = beckon_element_add_child (iq, blocked ? "block" : "unblock", BECKON_NS_BLOCKING);

  beckon_element_set_attribute (beckon_element_add_child (payload, "item", BECKON_NS_BLOCKING),
                                "jid", beckon_jid_get_full (jid));
  return iq;
}

/**
 * beckon_blocking_parse_push:
 * @payload: the payload of a push, whose sender has been checked
 * @push: (out caller-allocates): what changed; beckon_blocking_push_clear() frees that
 *
 * Returns: %FALSE with a %BECKON_XEP_ERROR when it is no push
 */
gboolean
beckon_blocking_parse_push (BeckonElement *payload, BeckonBlockingPush *push, GError **error)
{
  *push = (BeckonBlockingPush){ FALSE, NULL };
  push->blocked = beckon_element_is (payload, "block", BECKON_NS_BLOCKING);
  if (push->blocked || beckon_element_is (payload, "unblock", BECKON_NS_BLOCKING))
    push->jids = parse_items (payload, error);
  else
    g_set_error_literal (error, BECKON_XEP_ERROR, BECKON_XEP_ERROR_MALFORMED,
                         "Neither blocked nor unblocked");
  if (push->jids == NULL)
    return FALSE;

  /* Items that were there but cannot be read must not turn into "all". */
  if (push->jids->len == 0 && (push->blocked || beckon_element_get_first_child (payload) != NULL))
    {
      beckon_blocking_push_clear (push);
      g_set_error_literal (error, BECKON_XEP_ERROR, BECKON_XEP_ERROR_MALFORMED,
                           "No address is named");
      return FALSE;
    }
  return TRUE;
}

void
beckon_blocking_push_clear (BeckonBlockingPush *push)
{
  g_clear_pointer (&push->jids, g_ptr_array_unref);
}
