/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * BeckonProxyRow:
 *
 * The choice of a proxy for one account.
 *
 * Properties: `uri` (string, nullable): the proxy, or %NULL for what the system says. Notified when
 * the person has chosen another one, and filled in all that it needs.
 */
#define BECKON_TYPE_PROXY_ROW (beckon_proxy_row_get_type ())
G_DECLARE_FINAL_TYPE (BeckonProxyRow, beckon_proxy_row, BECKON, PROXY_ROW, AdwExpanderRow)

const char *beckon_proxy_row_get_uri (BeckonProxyRow *self);
void beckon_proxy_row_set_uri (BeckonProxyRow *self, const char *uri);
gboolean beckon_proxy_row_check (BeckonProxyRow *self);

G_END_DECLS
