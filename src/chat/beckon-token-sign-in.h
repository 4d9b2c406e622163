/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-client.h"

G_BEGIN_DECLS

void beckon_client_sign_in_with_token_async (BeckonClient *self,
                                             const BeckonSignIn *sign_in,
                                             BeckonAccount *again,
                                             GAsyncReadyCallback callback,
                                             gpointer user_data);
BeckonAccount *beckon_client_sign_in_with_token_finish (BeckonClient *self,
                                                        GAsyncResult *result,
                                                        gboolean *already,
                                                        GError **error);

G_END_DECLS
