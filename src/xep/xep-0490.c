/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "xep-0490.h"

#include "xep-0359.h"

/* Nobody but our own devices learns what was read, and the node has an item for each chat (section
 * 4.1). It is not for those who come online: they ask for all items. */
static const BeckonPubsubOption options[] = {
  { "pubsub#persist_items", "true" },
  { "pubsub#max_items", "max" },
  { "pubsub#send_last_published_item", "never" },
  { "pubsub#access_model", "whitelist" },
};

/**
 * beckon_mds_parse:
 * @item: an item of our own node %BECKON_NS_MDS
 * @account: our own bare address
 * @peer: (out) (transfer full): with whom the chat is, a bare address
 * @archive_id: (out): the id that our archive gave the newest message that was read on one of our
 *   devices; belongs to the item
 *
 * Only our own account may be believed in this: the caller checks whose node it is.
 *
 * Returns: whether @item says that
 */
gboolean
beckon_mds_parse (const BeckonPubsubItem *item,
                  BeckonJid *account,
                  BeckonJid **peer,
                  const char **archive_id)
{
  g_autoptr (BeckonJid) jid = item->id != NULL ? beckon_jid_new (item->id, NULL) : NULL;

  if (jid == NULL || !beckon_jid_is_bare (jid) || item->payload == NULL
      || !beckon_element_is (item->payload, "displayed", BECKON_NS_MDS))
    return FALSE;
  *archive_id = beckon_stanza_id_get (item->payload, account);
  if (*archive_id == NULL)
    return FALSE;
  *peer = g_steal_pointer (&jid);
  return TRUE;
}

/**
 * beckon_mds_publish_new:
 * @account: our own bare address
 * @peer: with whom the chat is
 * @archive_id: the id that our archive gave the newest message that was read
 *
 * Returns: (transfer full): the request to tell our other devices
 */
BeckonElement *
beckon_mds_publish_new (BeckonJid *account, const char *peer, const char *archive_id)
{
  g_autoptr (BeckonElement) displayed = beckon_element_new ("displayed", BECKON_NS_MDS);
  BeckonElement *stanza_id
    = beckon_element_add_child (displayed, "stanza-id", BECKON_NS_STANZA_ID);
  BeckonElement *iq;

  beckon_element_set_attribute (stanza_id, "by", beckon_jid_get_bare (account));
  beckon_element_set_attribute (stanza_id, "id", archive_id);
  iq = beckon_pubsub_publish_new (BECKON_NS_MDS, peer, NULL, displayed);
  beckon_pubsub_add_publish_options (iq, options, G_N_ELEMENTS (options));
  return iq;
}

/**
 * beckon_mds_configure_new:
 *
 * Returns: (transfer full): the request to make the node what it has to be, for one that another
 *   program has made otherwise
 */
BeckonElement *
beckon_mds_configure_new (void)
{
  return beckon_pubsub_configure_new (BECKON_NS_MDS, options, G_N_ELEMENTS (options));
}
