/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A double of org.freedesktop.portal.Desktop on the session's bus, as if in another process. */

typedef struct _FakePortal FakePortal;

FakePortal *fake_portal_new (const char *description,
                             const GDBusInterfaceVTable *calls,
                             gpointer user_data);
void fake_portal_free (FakePortal *self);

char *fake_portal_add_request (FakePortal *self, const char *sender, GVariant *options);
void fake_portal_respond (FakePortal *self, const char *request, GVariant *response);
guint fake_portal_get_n_closed (FakePortal *self);

G_END_DECLS
