/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-jid.h"
#include "beckon-session.h"
#include "xep-0004.h"

G_BEGIN_DECLS

/* The pictures of a form, as that of a CAPTCHA (XEP-0221, XEP-0231). */

void beckon_form_pictures_load_async (BeckonDataForm *form,
                                      BeckonElement *query,
                                      BeckonSession *session,
                                      BeckonJid *server,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
gboolean beckon_form_pictures_load_finish (GAsyncResult *result, GError **error);

G_END_DECLS
