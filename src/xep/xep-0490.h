/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "xep-0060.h"

G_BEGIN_DECLS

#define BECKON_NS_MDS "urn:xmpp:mds:displayed:0"
#define BECKON_NS_MDS_NOTIFY BECKON_NS_MDS "+notify"

gboolean beckon_mds_parse (const BeckonPubsubItem *item,
                           BeckonJid *account,
                           BeckonJid **peer,
                           const char **archive_id);
BeckonElement *
beckon_mds_publish_new (BeckonJid *account, const char *peer, const char *archive_id);
BeckonElement *beckon_mds_configure_new (void);

G_END_DECLS
