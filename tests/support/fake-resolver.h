/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * FakeResolver:
 *
 * DNS as a test wants it. What nobody told it does not exist.
 */
#define FAKE_TYPE_RESOLVER (fake_resolver_get_type ())
G_DECLARE_FINAL_TYPE (FakeResolver, fake_resolver, FAKE, RESOLVER, GResolver)

FakeResolver *fake_resolver_install (void);
void fake_resolver_clear (FakeResolver *self);
void fake_resolver_add_host (FakeResolver *self, const char *name, const char *address);
void fake_resolver_add_service (FakeResolver *self,
                                const char *name,
                                const char *host,
                                guint16 port,
                                guint16 priority,
                                guint16 weight);
void fake_resolver_hang_service (FakeResolver *self, const char *name);

G_END_DECLS
