/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * BeckonWaiter:
 *
 * Somebody who waits for what the other side does. Calls back at once when that is cancelled, and
 * whatever comes later is then ignored: exactly one callback.
 */
typedef struct _BeckonWaiter BeckonWaiter;

BeckonWaiter *beckon_waiter_new (GTask *task);
void beckon_waiter_return_pointer (BeckonWaiter *self, gpointer result, GDestroyNotify destroy);
void beckon_waiter_return_boolean (BeckonWaiter *self, gboolean result);
void beckon_waiter_return_error (BeckonWaiter *self, GError *error);

G_END_DECLS
