/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-element.h"
#include "beckon-login-error.h"

G_BEGIN_DECLS

#define BECKON_NS_SASL2 "urn:xmpp:sasl:2"
#define BECKON_NS_BIND2 "urn:xmpp:bind:0"
#define BECKON_NS_FAST "urn:xmpp:fast:0"
#define BECKON_NS_CHANNEL_BINDING "urn:xmpp:sasl-cb:0"
#define BECKON_NS_SM "urn:xmpp:sm:3"
#define BECKON_NS_CARBONS "urn:xmpp:carbons:2"
#define BECKON_NS_CSI "urn:xmpp:csi:0"

/**
 * BeckonSaslFeatures:
 * @sasl2: whether this is SASL2 (XEP-0388), else it is RFC 6120
 * @mechanisms: the mechanisms
 * @bindings: (nullable): the types of channel binding, if it says which (XEP-0440)
 * @fast: the mechanisms for which it gives tokens (XEP-0484); maybe none
 * @resume: whether an earlier session can be resumed inline (XEP-0198)
 * @bind: whether a resource can be bound inline (XEP-0386)
 * @carbons: whether binding can enable carbons
 * @csi: whether binding knows client state
 * @sm: whether binding can enable stream management
 *
 * How a server lets people sign in.
 */
typedef struct
{
  gboolean sasl2;
  char **mechanisms;
  char **bindings;
  char **fast;
  gboolean resume;
  gboolean bind;
  gboolean carbons;
  gboolean csi;
  gboolean sm;
} BeckonSaslFeatures;

BeckonSaslFeatures *beckon_sasl_features_parse (BeckonElement *features);
void beckon_sasl_features_free (BeckonSaslFeatures *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BeckonSaslFeatures, beckon_sasl_features_free)

GError *beckon_sasl_failure_to_error (BeckonElement *failure);
gboolean beckon_sasl_data_parse (BeckonElement *element, GBytes **data, GError **error);

G_END_DECLS
