/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-database-private.h"
#include "beckon-store-messages.h"

G_BEGIN_DECLS

/* The columns of the table messages, called m, that beckon_store_read_message() reads, as the
 * first ones of a row. */
#define BECKON_STORE_MESSAGE_COLUMNS                                                               \
  "m.id, m.sort_key, m.chat_id, m.sender, m.resource, m.outgoing, m.origin_id, m.archive_id,"      \
  " m.time, m.body, m.state, m.error, m.replaces_id, m.edited, m.unstyled, m.markable"
#define BECKON_STORE_MESSAGE_N_COLUMNS 16

/* Sort keys: that of the message in a row, the room between two rows, and the steps in which the
 * archive's messages are put there; see beckon-store-message-rows.c. */
#define BECKON_STORE_SORT_KEY_BASE (G_GINT64_CONSTANT (1) << 62)
#define BECKON_STORE_SORT_KEY_ROOM (G_GINT64_CONSTANT (1) << 33)
#define BECKON_STORE_SORT_KEY_STEP (G_GINT64_CONSTANT (1) << 12)

gpointer beckon_store_read_message (BeckonStatement *statement);

gboolean beckon_store_find_known_message (BeckonDatabase *database,
                                          BeckonMessageRecord *message,
                                          BeckonMessageRecord **known,
                                          GError **error);
gboolean beckon_store_find_message_row (BeckonDatabase *database,
                                        gint64 id,
                                        BeckonMessageRecord **message,
                                        GError **error);
gboolean beckon_store_insert_message (BeckonDatabase *database,
                                      BeckonMessageRecord *message,
                                      gint64 sort_key,
                                      BeckonMessageRecord **stored,
                                      GError **error);
gboolean beckon_store_merge_message (BeckonDatabase *database,
                                     BeckonMessageRecord *known,
                                     BeckonMessageRecord *message,
                                     BeckonMessageRecord **stored,
                                     GError **error);
gboolean beckon_store_may_become (BeckonMessageState from, BeckonMessageState to);
gboolean beckon_store_write_message_state (BeckonDatabase *database,
                                           gint64 message_id,
                                           BeckonMessageState state,
                                           const char *condition,
                                           BeckonMessageRecord **stored,
                                           GError **error);
gboolean beckon_store_keep_edit (BeckonDatabase *database,
                                 gint64 message_id,
                                 const char *body,
                                 const char *archive_id,
                                 gint64 sort_key,
                                 GError **error);
gboolean beckon_store_write_body (BeckonDatabase *database,
                                  BeckonMessageRecord *message,
                                  const char *body,
                                  BeckonMessageRecord **stored,
                                  GError **error);
gboolean beckon_store_find_corrected (BeckonDatabase *database,
                                      BeckonMessageRecord *correction,
                                      BeckonMessageRecord **corrected,
                                      GError **error);
gboolean beckon_store_find_correction (BeckonDatabase *database,
                                       BeckonMessageRecord *message,
                                       gint64 sort_key,
                                       BeckonMessageRecord **correction,
                                       GError **error);
gboolean beckon_store_apply_correction (BeckonDatabase *database,
                                        BeckonMessageRecord *corrected,
                                        BeckonMessageRecord *correction,
                                        gint64 sort_key,
                                        BeckonMessageRecord **stored,
                                        GError **error);

gboolean beckon_store_take_correction (BeckonDatabase *database,
                                       BeckonMessageRecord *message,
                                       BeckonMessageRecord **stored,
                                       GError **error);

gboolean
beckon_store_make_place (BeckonDatabase *database, gint64 *sort_key, GError **error);

GPtrArray *beckon_store_copy_messages (GPtrArray *messages);

/* What adding messages gives. */
typedef struct
{
  GPtrArray *messages;
  GArray *is_new; /* of gboolean */
  gboolean moved; /* the place of a known one was another */
} BeckonStoreAdded;

BeckonStoreAdded *beckon_store_added_new (void);
void beckon_store_added_free (BeckonStoreAdded *self);
GPtrArray *beckon_store_added_take (BeckonStoreAdded *self, GArray **is_new);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BeckonStoreAdded, beckon_store_added_free)

G_END_DECLS
