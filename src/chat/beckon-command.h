/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-account-private.h"
#include "xep-0050.h"

G_BEGIN_DECLS

void beckon_command_run_async (BeckonAccount *account,
                               const char *node,
                               const char *session_id,
                               const char *action,
                               BeckonDataForm *form,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean beckon_command_run_finish (BeckonAccount *account,
                                    GAsyncResult *result,
                                    BeckonCommandResult *command,
                                    GError **error);

G_END_DECLS
