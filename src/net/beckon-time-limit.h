/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * BeckonTimeLimit:
 *
 * A #GCancellable for one step of something longer, which is cancelled when the step takes too
 * long or when the whole is cancelled. Belongs to the thread-default main context.
 */
typedef struct _BeckonTimeLimit BeckonTimeLimit;

BeckonTimeLimit *beckon_time_limit_new (GCancellable *parent, guint milliseconds);
void beckon_time_limit_free (BeckonTimeLimit *self);

GCancellable *beckon_time_limit_get_cancellable (BeckonTimeLimit *self);
gboolean beckon_time_limit_is_over (BeckonTimeLimit *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BeckonTimeLimit, beckon_time_limit_free)

G_END_DECLS
