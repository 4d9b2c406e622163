/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-element.h"
#include "beckon-jid.h"

G_BEGIN_DECLS

#define BECKON_NS_PUBSUB "http://jabber.org/protocol/pubsub"
#define BECKON_NS_PUBSUB_OWNER "http://jabber.org/protocol/pubsub#owner"
#define BECKON_NS_PUBSUB_EVENT "http://jabber.org/protocol/pubsub#event"

/**
 * BeckonPubsubItem:
 * @id: (nullable): its id at its node
 * @payload: (nullable): what was published; %NULL for one that was retracted. Belongs to the
 *   stanza
 */
typedef struct
{
  const char *id;
  BeckonElement *payload;
} BeckonPubsubItem;

/**
 * BeckonPubsubOption:
 * @var: the name of an option of a node
 * @value: and how it has to be
 */
typedef struct
{
  const char *var;
  const char *value;
} BeckonPubsubOption;

BeckonElement *beckon_pubsub_items_request_new (BeckonJid *to, const char *node, const char *id);
BeckonElement *beckon_pubsub_all_items_request_new (const char *node);
GArray *beckon_pubsub_items_parse_all (BeckonElement *iq, const char *node);
gboolean beckon_pubsub_items_parse (BeckonElement *iq, const char *node, BeckonPubsubItem *newest);
BeckonElement *beckon_pubsub_publish_new (const char *node,
                                          const char *id,
                                          const char *access_model,
                                          BeckonElement *payload);
void beckon_pubsub_add_publish_options (BeckonElement *publish,
                                        const BeckonPubsubOption *options,
                                        guint n_options);
BeckonElement *beckon_pubsub_configure_new (const char *node,
                                            const BeckonPubsubOption *options,
                                            guint n_options);
BeckonElement *beckon_pubsub_config_request_new (const char *node);
char *beckon_pubsub_configure_dup_value (BeckonElement *configure, const char *var);
char *beckon_pubsub_config_dup_value (BeckonElement *iq, const char *node, const char *var);

G_END_DECLS
