/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The longest digest: SHA-512 */
#define BECKON_SASL_DIGEST_MAX 64

gboolean beckon_sasl_hash_from_name (const char *name, gsize length, GChecksumType *hash);

gsize beckon_sasl_hash (GChecksumType hash, gconstpointer data, gsize length, guint8 *digest);
gsize beckon_sasl_hmac (GChecksumType hash,
                        gconstpointer key,
                        gsize key_length,
                        gconstpointer data,
                        gsize length,
                        guint8 *digest);
gboolean beckon_sasl_pbkdf2 (GChecksumType hash,
                             const char *password,
                             GBytes *salt,
                             guint iterations,
                             guint8 *digest,
                             GCancellable *cancellable,
                             GError **error);
gboolean beckon_sasl_equal (gconstpointer a, gconstpointer b, gsize length);

GBytes *beckon_sasl_base64_decode (const char *text, gsize length);
char *beckon_sasl_prepare (const char *text);

G_END_DECLS
