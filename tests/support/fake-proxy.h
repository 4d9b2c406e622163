/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * FakeProxy:
 *
 * A proxy on 127.0.0.1 and a free port, in threads of its own: SOCKS 5 (RFC 1928), or HTTP CONNECT
 * (RFC 9110, section 9.3.6). It remembers what it was asked for, and connects to 127.0.0.1, whatever
 * the name is.
 */
typedef struct _FakeProxy FakeProxy;

/* "socks5" or "http" */
FakeProxy *fake_proxy_new (const char *scheme);
void fake_proxy_free (FakeProxy *self);

const char *fake_proxy_get_uri (FakeProxy *self);

/* Where it connects to, instead of the port that it was asked for at 127.0.0.1. */
void fake_proxy_set_target (FakeProxy *self, const char *host, guint16 port);

/* Whether it does its work; else it says no: with SOCKS that it is not allowed, with HTTP the
 * answer. One that ends in "~" has no end: its last line comes again and again. */
void fake_proxy_set_open (FakeProxy *self, gboolean open);
void fake_proxy_set_answer (FakeProxy *self, const char *answer);

/* What it was asked for: names and ports, such as "example.org:443". */
guint fake_proxy_get_n_names (FakeProxy *self);
const char *fake_proxy_get_name (FakeProxy *self, guint i);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FakeProxy, fake_proxy_free)

G_END_DECLS
