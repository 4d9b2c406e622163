/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-outbox.h"

G_BEGIN_DECLS

struct _BeckonOutbox
{
  BeckonModule parent_instance;

  BeckonStore *store;
  GPtrArray *waiting; /* BeckonMessageRecord, by their order */
  GHashTable *on_way; /* row id → BeckonOnWay: what is or will be written and is not acknowledged */
  GHashTable *blame;      /* row id → how much that is suspected, see beckon-outbox-blame.c */
  BeckonSession *session; /* (nullable): whose interruptions are watched */
  gboolean is_open;

  guint n_marking;       /* of those on their way, which the disk has not taken yet */
  gint64 newest_marking; /* the sort key of the last of them */

  guint retry_id;          /* while the disk does not work */
  GPtrArray *acknowledged; /* BeckonMessageRecord, whose state is still to be stored */
};

/* One of those that are on their way. */
typedef struct
{
  gboolean sent;   /* it has gone to the session */
  gboolean blamed; /* as far as it is, for the end of the present stream */
  gboolean again;  /* it has come back, and is sent once more when it is known that it got there */
} BeckonOnWay;

BeckonChat *beckon_outbox_get_chat (BeckonOutbox *self, BeckonMessageRecord *record);
void beckon_outbox_enqueue (BeckonOutbox *self, BeckonMessageRecord *record);
void beckon_outbox_show (BeckonOutbox *self, BeckonMessageRecord *record);

void beckon_outbox_pump (BeckonOutbox *self);

void beckon_outbox_blame (BeckonOutbox *self, const GError *error);
gboolean beckon_outbox_is_suspect (BeckonOutbox *self, gint64 id);
gboolean beckon_outbox_is_guilty (BeckonOutbox *self, gint64 id);
void beckon_outbox_forgive (BeckonOutbox *self, gint64 id);

G_END_DECLS
