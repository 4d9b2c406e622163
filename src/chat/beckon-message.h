/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-store-records.h"

G_BEGIN_DECLS

/**
 * BeckonMessage:
 *
 * A message that is on show. There is one object per row as long as anybody looks at it: what
 * changes in the row notifies here.
 *
 * Properties, all read-only: `id` (gint64), `sort-key` (gint64), `sender` (string, bare address),
 * `outgoing` (boolean), `time` (GDateTime, local), `body` (string, as written),
 * `state` (BeckonMessageState, as a #GEnum), `error` (string, a stanza error condition or %BECKON_MESSAGE_NOT_TAKEN),
 * `edited` (boolean).
 */
#define BECKON_TYPE_MESSAGE (beckon_message_get_type ())
G_DECLARE_FINAL_TYPE (BeckonMessage, beckon_message, BECKON, MESSAGE, GObject)

#define BECKON_TYPE_MESSAGE_STATE (beckon_message_state_get_type ())
GType beckon_message_state_get_type (void);

/* The error of a message that the server hung up on whenever it came. */
#define BECKON_MESSAGE_NOT_TAKEN "not-taken"

BeckonMessage *beckon_message_new (BeckonMessageRecord *record);
void beckon_message_update (BeckonMessage *self, BeckonMessageRecord *record);
BeckonMessageRecord *beckon_message_get_record (BeckonMessage *self);

gint64 beckon_message_get_id (BeckonMessage *self);
gint64 beckon_message_get_sort_key (BeckonMessage *self);
const char *beckon_message_get_sender (BeckonMessage *self);
gboolean beckon_message_get_outgoing (BeckonMessage *self);
GDateTime *beckon_message_get_time (BeckonMessage *self);
const char *beckon_message_get_body (BeckonMessage *self);
BeckonMessageState beckon_message_get_state (BeckonMessage *self);
const char *beckon_message_get_error (BeckonMessage *self);
gboolean beckon_message_get_edited (BeckonMessage *self);
gboolean beckon_message_get_unstyled (BeckonMessage *self);

G_END_DECLS
