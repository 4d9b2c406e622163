/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "beckon-chat-removal.h"

#include <glib/gi18n.h>

#include "beckon-chat-deletion.h"
#include "beckon-error-box.h"

/* How long it can be undone, in seconds. */
#define TIMEOUT 10

/* A deletion, for as long as it is offered to undo it. */
typedef struct
{
  BeckonWindow *window; /* (nullable), weak */
  BeckonChatDeletion *deletion;
  gboolean undone;
} Offer;

static void offer_undo (BeckonWindow *window, BeckonChatDeletion *deletion);

static void
offer_free (gpointer data, GClosure *closure)
{
  Offer *offer = data;

  if (!offer->undone)
    beckon_chat_deletion_carry_out (offer->deletion);
  g_clear_weak_pointer (&offer->window);
  g_object_unref (offer->deletion);
  g_free (offer);
}

static void
present_error (BeckonWindow *window, const GError *error)
{
  g_autoptr (BeckonErrorText) text = beckon_error_text_new (error, NULL);

  beckon_error_present (GTK_WIDGET (window), text);
}

typedef struct
{
  BeckonWindow *window; /* (nullable), weak */
} Call;

static Call *
call_new (BeckonWindow *window)
{
  Call *call = g_new0 (Call, 1);

  g_set_weak_pointer (&call->window, window);
  return call;
}

static void
call_free (Call *call)
{
  g_clear_weak_pointer (&call->window);
  g_free (call);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Call, call_free)

static void
undone_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Call) call = user_data;
  BeckonChatDeletion *deletion = BECKON_CHAT_DELETION (source);
  g_autoptr (GError) error = NULL;
  const gboolean undone = beckon_chat_deletion_undo_finish (deletion, result, &error);

  if (call->window == NULL)
    return;
  if (undone)
    {
      beckon_window_open_chat (call->window, beckon_chat_deletion_get_chat (deletion));
      return;
    }
  /* It is still there, so that one can try again. */
  present_error (call->window, error);
  offer_undo (call->window, deletion);
}

static void
undo_cb (AdwToast *toast, gpointer user_data)
{
  Offer *offer = user_data;

  offer->undone = TRUE;
  beckon_chat_deletion_undo_async (offer->deletion, NULL, undone_cb, call_new (offer->window));
}

static void
offer_undo (BeckonWindow *window, BeckonChatDeletion *deletion)
{
  BeckonChat *chat = beckon_chat_deletion_get_chat (deletion);
  /* Translators: %s is a contact's name. The server and other devices keep what they have. */
  g_autofree char *text = g_strdup_printf (_ ("Chat with %s deleted on this computer"),
                                           beckon_chat_get_title (chat));
  g_autofree char *title = g_markup_escape_text (text, -1); /* the title of a toast is markup */
  AdwToast *toast = adw_toast_new (title);
  Offer *offer = g_new0 (Offer, 1);

  g_set_weak_pointer (&offer->window, window);
  offer->deletion = g_object_ref (deletion);
  adw_toast_set_button_label (toast, _ ("_Undo"));
  adw_toast_set_timeout (toast, TIMEOUT);
  g_signal_connect_data (toast, "button-clicked", G_CALLBACK (undo_cb), offer, offer_free, 0);
  beckon_window_add_toast (window, toast);
}

static void
deleted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Call) call = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (BeckonChatDeletion) deletion
    = beckon_chat_delete_finish (BECKON_CHAT (source), result, &error);

  if (call->window != NULL && deletion != NULL)
    offer_undo (call->window, deletion);
  else if (call->window != NULL)
    present_error (call->window, error);
  else if (deletion != NULL)
    beckon_chat_deletion_carry_out (deletion);
}

/**
 * beckon_chat_removal_start:
 * @window: where to say so, and how it is taken back
 * @chat: what to delete
 *
 * Deletes @chat, and offers for a while to undo that.
 */
void
beckon_chat_removal_start (BeckonWindow *window, BeckonChat *chat)
{
  beckon_chat_delete_async (chat, NULL, deleted_cb, call_new (window));
}
