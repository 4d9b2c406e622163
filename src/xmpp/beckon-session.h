/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-element.h"
#include "beckon-jid.h"
#include "beckon-stream.h"

G_BEGIN_DECLS

#define BECKON_STANZA_ERROR (beckon_stanza_error_quark ())
GQuark beckon_stanza_error_quark (void);

/**
 * BeckonStanzaError:
 *
 * The defined conditions of RFC 6120, section 8.3.3. The message of the #GError is the text that
 * the other side sent, if it sent one: for a log or behind "details", never trusted as markup.
 */
typedef enum
{
  BECKON_STANZA_ERROR_UNDEFINED_CONDITION,
  BECKON_STANZA_ERROR_BAD_REQUEST,
  BECKON_STANZA_ERROR_CONFLICT,
  BECKON_STANZA_ERROR_FEATURE_NOT_IMPLEMENTED,
  BECKON_STANZA_ERROR_FORBIDDEN,
  BECKON_STANZA_ERROR_GONE,
  BECKON_STANZA_ERROR_INTERNAL_SERVER_ERROR,
  BECKON_STANZA_ERROR_ITEM_NOT_FOUND,
  BECKON_STANZA_ERROR_JID_MALFORMED,
  BECKON_STANZA_ERROR_NOT_ACCEPTABLE,
  BECKON_STANZA_ERROR_NOT_ALLOWED,
  BECKON_STANZA_ERROR_NOT_AUTHORIZED,
  BECKON_STANZA_ERROR_POLICY_VIOLATION,
  BECKON_STANZA_ERROR_RECIPIENT_UNAVAILABLE,
  BECKON_STANZA_ERROR_REDIRECT,
  BECKON_STANZA_ERROR_REGISTRATION_REQUIRED,
  BECKON_STANZA_ERROR_REMOTE_SERVER_NOT_FOUND,
  BECKON_STANZA_ERROR_REMOTE_SERVER_TIMEOUT,
  BECKON_STANZA_ERROR_RESOURCE_CONSTRAINT,
  BECKON_STANZA_ERROR_SERVICE_UNAVAILABLE,
  BECKON_STANZA_ERROR_SUBSCRIPTION_REQUIRED,
  BECKON_STANZA_ERROR_UNEXPECTED_REQUEST,
} BeckonStanzaError;

GError *beckon_stanza_error_new_from_element (BeckonElement *stanza);

/**
 * BeckonSession:
 *
 * Stanzas between us and one server, whatever stream carries them: requests and their replies,
 * handlers for what comes unasked, and stream management (XEP-0198). A session outlives its
 * stream when the server lets it be resumed.
 *
 * A session without an own address serves before sign-in (registration).
 *
 * Signals:
 * - `interrupted` (GError): the stream ended; pending requests have failed. If
 *   beckon_session_can_resume(), unacknowledged stanzas are kept for beckon_session_resume();
 *   else `closed` follows
 * - `closed` (GError): the session is over; what was not acknowledged has failed
 */
#define BECKON_TYPE_SESSION (beckon_session_get_type ())
G_DECLARE_FINAL_TYPE (BeckonSession, beckon_session, BECKON, SESSION, GObject)

BeckonSession *beckon_session_new (BeckonStream *stream, BeckonJid *jid);
BeckonStream *beckon_session_get_stream (BeckonSession *self);
BeckonJid *beckon_session_get_jid (BeckonSession *self);
void beckon_session_set_timeout (BeckonSession *self, guint milliseconds);

/* Sending */
void beckon_session_send (BeckonSession *self, BeckonElement *stanza);
void beckon_session_send_acked_async (BeckonSession *self,
                                      BeckonElement *stanza,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
gboolean
beckon_session_send_acked_finish (BeckonSession *self, GAsyncResult *result, GError **error);

void beckon_session_send_iq_async (BeckonSession *self,
                                   BeckonElement *iq,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
BeckonElement *
beckon_session_send_iq_finish (BeckonSession *self, GAsyncResult *result, GError **error);

/* Receiving */

/**
 * BeckonStanzaHandler:
 * @session: the session
 * @stanza: the whole stanza
 * @payload: its first child with the name and namespace asked for, or @stanza where none was asked
 *
 * Returns: %TRUE when the stanza is dealt with and no later handler shall see it. For an `iq` of
 *   type get or set that means: it has been, or will be, answered
 */
typedef gboolean (*BeckonStanzaHandler) (BeckonSession *session,
                                         BeckonElement *stanza,
                                         BeckonElement *payload,
                                         gpointer user_data);

guint beckon_session_add_handler (BeckonSession *self,
                                  const char *stanza_name,
                                  const char *payload_name,
                                  const char *payload_ns,
                                  int priority,
                                  BeckonStanzaHandler handler,
                                  gpointer user_data,
                                  GDestroyNotify destroy);
void beckon_session_remove_handler (BeckonSession *self, guint id);

gboolean beckon_session_is_from_own_account (BeckonSession *self, BeckonElement *stanza);
BeckonElement *beckon_session_reply_new (BeckonElement *request);
void beckon_session_reply_error (BeckonSession *self,
                                 BeckonElement *request,
                                 BeckonStanzaError condition);

/* Stream management (XEP-0198) */

/**
 * BeckonAckHold:
 *
 * A promise that a received stanza is about to be stored. As long as it is held, neither that
 * stanza nor any later one is acknowledged to the server.
 */
typedef struct _BeckonAckHold BeckonAckHold;

BeckonAckHold *beckon_session_hold_ack (BeckonSession *self);
void beckon_ack_hold_release (BeckonAckHold *hold);

void beckon_session_enable_sm (BeckonSession *self, const char *resume_id, guint max_seconds);
gboolean beckon_session_can_resume (BeckonSession *self);
const char *beckon_session_get_resume_id (BeckonSession *self);
guint32 beckon_session_get_handled_count (BeckonSession *self);
gboolean
beckon_session_resume (BeckonSession *self, BeckonStream *stream, guint32 h, GError **error);

void beckon_session_take_failed (BeckonSession *self, BeckonElement *failed);
void beckon_session_lose_stream (BeckonSession *self);
void beckon_session_forget_resumption (BeckonSession *self);
void beckon_session_close (BeckonSession *self);

G_END_DECLS
