/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-element.h"

G_BEGIN_DECLS

#define BECKON_NS_AVATAR_DATA "urn:xmpp:avatar:data"
#define BECKON_NS_AVATAR_METADATA "urn:xmpp:avatar:metadata"
#define BECKON_NS_AVATAR_METADATA_NOTIFY BECKON_NS_AVATAR_METADATA "+notify"

/* The largest picture that is fetched or taken, in bytes, and the largest side, in pixels. */
#define BECKON_AVATAR_MAX_BYTES (256 * 1024)
#define BECKON_AVATAR_MAX_SIDE 2048

/**
 * BeckonAvatarInfo:
 * @id: SHA-1 of the picture file, in lower-case hexadecimal
 * @type: its type, a static string
 * @bytes: its size
 * @width, @height: in pixels, 0 where not known
 */
typedef struct
{
  char id[41];
  const char *type;
  guint bytes;
  guint width;
  guint height;
} BeckonAvatarInfo;

gboolean beckon_avatar_metadata_parse (BeckonElement *metadata, BeckonAvatarInfo *info);
GBytes *
beckon_avatar_data_parse (BeckonElement *data, const BeckonAvatarInfo *info, GError **error);
BeckonElement *beckon_avatar_data_new (GBytes *picture);
BeckonElement *beckon_avatar_metadata_new (const BeckonAvatarInfo *info);

const char *beckon_avatar_find_type (GBytes *picture);
gboolean beckon_avatar_parse_hash (const char *text, char hash[41]);
gboolean beckon_avatar_check (GBytes *picture, const char *hash, GError **error);

G_END_DECLS
