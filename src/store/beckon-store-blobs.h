/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-store.h"

G_BEGIN_DECLS

/**
 * BeckonStoreBlobKind:
 * @BECKON_STORE_BLOB_CAPS: what a client can do (XEP-0115), by verification string
 * @BECKON_STORE_BLOB_AVATAR: a picture file, by its SHA-1 in hexadecimal
 *
 * What is kept only because asking again is slow. Each kind has a bound; what has not been used
 * for longest goes first.
 */
typedef enum
{
  BECKON_STORE_BLOB_CAPS = 1,
  BECKON_STORE_BLOB_AVATAR = 2,
} BeckonStoreBlobKind;

/* The key's bytes, which the caller has checked against it. */
void beckon_store_save_blob_async (BeckonStore *self,
                                   BeckonStoreBlobKind kind,
                                   const char *key,
                                   GBytes *data,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);

/* Result: NULL without an error when there is none. */
void beckon_store_load_blob_async (BeckonStore *self,
                                   BeckonStoreBlobKind kind,
                                   const char *key,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
GBytes *beckon_store_load_blob_finish (BeckonStore *self, GAsyncResult *result, GError **error);

/* All of it, of any kind. */
void beckon_store_clear_blobs_async (BeckonStore *self,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);

/* Result: "(tt)": the bytes that the whole store takes, and of them those of blobs. */
void beckon_store_measure_async (BeckonStore *self,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
GVariant *beckon_store_measure_finish (BeckonStore *self, GAsyncResult *result, GError **error);

G_END_DECLS
