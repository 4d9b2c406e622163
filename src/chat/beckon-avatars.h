/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-contact-book.h"
#include "beckon-module.h"
#include "beckon-store.h"

G_BEGIN_DECLS

/**
 * BeckonAvatars:
 *
 * How people want to be seen: the names (XEP-0172) and pictures (XEP-0084, else XEP-0153) that
 * contacts give themselves. What is announced is remembered; a picture is fetched, once, when
 * somebody wants to show it.
 */
#define BECKON_TYPE_AVATARS (beckon_avatars_get_type ())
G_DECLARE_FINAL_TYPE (BeckonAvatars, beckon_avatars, BECKON, AVATARS, BeckonModule)

BeckonAvatars *
beckon_avatars_new (BeckonAccount *account, BeckonStore *store, BeckonContactBook *book);

void beckon_avatars_want (BeckonAvatars *self, BeckonContact *contact);

void beckon_avatars_publish_async (BeckonAvatars *self,
                                   const char *nick,
                                   GBytes *avatar,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean beckon_avatars_publish_finish (BeckonAvatars *self, GAsyncResult *result, GError **error);

G_END_DECLS
