/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-stream.h"

G_BEGIN_DECLS

BeckonStream *beckon_stream_new (GTlsConnection *connection,
                                 const BeckonStreamTarget *target,
                                 guint answer_timeout);
void beckon_stream_open_async (BeckonStream *self,
                               BeckonStreamPipeline pipeline,
                               gpointer pipeline_data,
                               guint timeout,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);

G_END_DECLS
