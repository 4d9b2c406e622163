/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-dispatcher.h"
#include "beckon-requests.h"
#include "beckon-session.h"
#include "beckon-stream-management.h"

G_BEGIN_DECLS

struct _BeckonSession
{
  GObject parent_instance;

  BeckonStream *stream; /* %NULL when it has ended */
  BeckonJid *jid;
  char *domain;
  gboolean closed;

  BeckonRequests *requests;
  guint timeout;
  BeckonDispatcher *dispatcher;

  /* What came before the first handler. %NULL stands for a reply, which did not wait. */
  GQueue early;
  gboolean started;
  guint start_id;

  BeckonStreamManagement *sm;
  char *resume_id;
  guint max_seconds;
  guint expiry_id;
  guint ask_id;
  gboolean ask_soon; /* when we may */
  guint answer_id;   /* since we asked */
  gboolean heard;    /* anything since then */
  gboolean owes_ack;

  /* Without stream management: who waits for a ping to come back. */
  GPtrArray *unproven;
  guint ping_id;
};

GError *beckon_session_new_closed_error (void);
void beckon_session_end_stream (BeckonSession *self, const GError *error);

void beckon_session_take_element (BeckonStream *stream, BeckonElement *element, gpointer session);
void beckon_session_clear_early (BeckonSession *self);

gboolean beckon_session_is_stanza (BeckonElement *element);
void beckon_session_ask_for_ack (BeckonSession *self, gboolean soon);
void beckon_session_handle_ack (BeckonSession *self, BeckonElement *a);
void beckon_session_send_ack (BeckonSession *self);
void beckon_session_fail_unproven (BeckonSession *self);
void beckon_session_stop_asking (BeckonSession *self);

G_END_DECLS
