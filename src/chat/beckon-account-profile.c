/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-account-profile.h"

#include "beckon-account-private.h"
#include "beckon-session.h"
#include "xep-0054.h"
#include "xep-0060.h"
#include "xep-0292.h"

#define ACCESS_MODEL "pubsub#access_model"

static BeckonElement *
get_vcard4 (BeckonElement *reply)
{
  BeckonPubsubItem item = { NULL, NULL };

  return reply != NULL && beckon_pubsub_items_parse (reply, BECKON_NODE_VCARD4, &item)
             && beckon_element_is (item.payload, "vcard", BECKON_NS_VCARD4)
           ? item.payload
           : NULL;
}

static BeckonElement *
get_vcard (BeckonElement *reply)
{
  return reply != NULL ? beckon_element_get_child (reply, "vCard", BECKON_NS_VCARD) : NULL;
}

/* Sends @request within @task, which goes on in @callback; or ends @task. */
static void
ask (GTask *task, BeckonElement *request, GAsyncReadyCallback callback)
{
  BeckonSession *session = beckon_account_get_session (g_task_get_source_object (task));

  if (session == NULL)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_CONNECTED, "Not connected");
  else
    beckon_session_send_iq_async (session, request, g_task_get_cancellable (task), callback,
                                  g_object_ref (task));
}

static void
return_profile (GTask *task, BeckonProfile *profile)
{
  g_task_return_pointer (task, profile, (GDestroyNotify) beckon_profile_unref);
}

/* Of others */

/* XEP-0054, section 3.3: who has no card, and who is nobody, cannot be told apart; nor can who does
 * not tell us. */
static gboolean
says_nothing (const GError *error)
{
  return g_error_matches (error, BECKON_STANZA_ERROR, BECKON_STANZA_ERROR_ITEM_NOT_FOUND)
         || g_error_matches (error, BECKON_STANZA_ERROR, BECKON_STANZA_ERROR_SERVICE_UNAVAILABLE)
         || g_error_matches (error, BECKON_STANZA_ERROR, BECKON_STANZA_ERROR_FEATURE_NOT_IMPLEMENTED)
         || g_error_matches (error, BECKON_STANZA_ERROR, BECKON_STANZA_ERROR_SUBSCRIPTION_REQUIRED)
         || g_error_matches (error, BECKON_STANZA_ERROR, BECKON_STANZA_ERROR_FORBIDDEN)
         || g_error_matches (error, BECKON_STANZA_ERROR, BECKON_STANZA_ERROR_NOT_ALLOWED)
         || g_error_matches (error, BECKON_STANZA_ERROR, BECKON_STANZA_ERROR_NOT_AUTHORIZED);
}

static void
other_vcard_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (BeckonElement) reply = NULL;
  g_autoptr (GError) error = NULL;

  reply = beckon_session_send_iq_finish (BECKON_SESSION (source), result, &error);
  if (reply != NULL || says_nothing (error))
    return_profile (task, beckon_vcard_parse_profile (get_vcard (reply)));
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
other_vcard4_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  BeckonJid *jid = g_task_get_task_data (task);
  g_autoptr (BeckonElement) request = NULL;
  g_autoptr (BeckonElement) reply = NULL;
  g_autoptr (BeckonProfile) profile = NULL;
  g_autoptr (GError) error = NULL;

  reply = beckon_session_send_iq_finish (BECKON_SESSION (source), result, &error);
  if (reply == NULL && error->domain != BECKON_STANZA_ERROR)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  profile = beckon_vcard4_parse_profile (get_vcard4 (reply));
  if (!beckon_profile_is_empty (profile))
    {
      return_profile (task, g_steal_pointer (&profile));
      return;
    }
  request = beckon_vcard_request_new (jid);
  ask (task, request, other_vcard_cb);
}

/**
 * beckon_account_fetch_profile_async:
 * @jid: whom to ask for; their server answers, and learns who asks
 *
 * Asks what somebody tells of themselves. Who tells nothing, or not us, is no error.
 */
void
beckon_account_fetch_profile_async (BeckonAccount *self,
                                    BeckonJid *jid,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (BeckonElement) request = NULL;
  BeckonJid *bare = beckon_jid_dup_bare (jid);

  g_task_set_source_tag (task, beckon_account_fetch_profile_async);
  g_task_set_task_data (task, bare, (GDestroyNotify) beckon_jid_unref);
  request = beckon_pubsub_items_request_new (bare, BECKON_NODE_VCARD4, NULL);
  ask (task, request, other_vcard4_cb);
}

/**
 * beckon_account_fetch_profile_finish:
 *
 * Returns: (transfer full) (nullable): the profile, maybe an empty one
 */
BeckonProfile *
beckon_account_fetch_profile_finish (BeckonAccount *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Our own: in both formats, as far as the server has them. It is read before each change, because
 * only whole cards can be stored. */

typedef struct
{
  BeckonElement *vcard4; /* (nullable): the answer to the request for it; %NULL: the server has none */
  BeckonElement *vcard;  /* (nullable): the same */
  gboolean has_vcard4;   /* the server has a place for it */
  gboolean has_vcard;
  gboolean restricted;    /* the place is there, and not open to everyone */
  BeckonProfile *profile; /* (nullable): to save */
  void (*loaded) (GTask *task);
} Own;

static void
own_free (gpointer data)
{
  Own *own = data;

  g_clear_pointer (&own->vcard4, beckon_element_unref);
  g_clear_pointer (&own->vcard, beckon_element_unref);
  g_clear_pointer (&own->profile, beckon_profile_unref);
  g_free (own);
}

/* Takes one of the two answers. What could not be read must not be written: there is something. */
static gboolean
take_card (BeckonSession *session,
           GAsyncResult *result,
           BeckonElement **card,
           gboolean *has,
           GError **error)
{
  g_autoptr (GError) refusal = NULL;

  g_clear_pointer (card, beckon_element_unref);
  *card = beckon_session_send_iq_finish (session, result, &refusal);
  *has = *card != NULL
         || g_error_matches (refusal, BECKON_STANZA_ERROR, BECKON_STANZA_ERROR_ITEM_NOT_FOUND);
  if (*has
      || g_error_matches (refusal, BECKON_STANZA_ERROR, BECKON_STANZA_ERROR_SERVICE_UNAVAILABLE)
      || g_error_matches (refusal, BECKON_STANZA_ERROR, BECKON_STANZA_ERROR_FEATURE_NOT_IMPLEMENTED))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&refusal));
  return FALSE;
}

static void
own_vcard_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Own *own = g_task_get_task_data (task);
  GError *error = NULL;

  if (!take_card (BECKON_SESSION (source), result, &own->vcard, &own->has_vcard, &error))
    g_task_return_error (task, error);
  else if (!own->has_vcard && !own->has_vcard4)
    g_task_return_new_error (task, BECKON_STANZA_ERROR, BECKON_STANZA_ERROR_FEATURE_NOT_IMPLEMENTED,
                             "The server keeps no vCards");
  else
    own->loaded (task);
}

static void
own_vcard4_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Own *own = g_task_get_task_data (task);
  g_autoptr (BeckonElement) request = NULL;
  GError *error = NULL;

  if (!take_card (BECKON_SESSION (source), result, &own->vcard4, &own->has_vcard4, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  request = beckon_vcard_request_new (NULL);
  ask (task, request, own_vcard_cb);
}

static void
load (BeckonAccount *self,
      gpointer tag,
      BeckonProfile *profile,
      void (*loaded) (GTask *task),
      GCancellable *cancellable,
      GAsyncReadyCallback callback,
      gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (BeckonElement) request = NULL;
  Own *own = g_new0 (Own, 1);

  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, own, own_free);
  own->profile = profile != NULL ? beckon_profile_ref (profile) : NULL;
  own->loaded = loaded;
  request = beckon_pubsub_items_request_new (NULL, BECKON_NODE_VCARD4, NULL);
  ask (task, request, own_vcard4_cb);
}

/* Loading */

static void
return_own (GTask *task)
{
  Own *own = g_task_get_task_data (task);
  g_autoptr (BeckonProfile) profile = beckon_vcard4_parse_profile (get_vcard4 (own->vcard4));

  if (beckon_profile_is_empty (profile))
    {
      beckon_profile_unref (profile);
      profile = beckon_vcard_parse_profile (get_vcard (own->vcard));
    }
  return_profile (task, g_steal_pointer (&profile));
}

static void
config_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Own *own = g_task_get_task_data (task);
  g_autoptr (BeckonElement) reply
    = beckon_session_send_iq_finish (BECKON_SESSION (source), result, NULL);
  g_autofree char *model = NULL;

  if (reply != NULL)
    model = beckon_pubsub_config_dup_value (reply, BECKON_NODE_VCARD4, ACCESS_MODEL);
  own->restricted = model != NULL && !g_str_equal (model, "open");
  return_own (task);
}

static void
loaded_to_show (GTask *task)
{
  Own *own = g_task_get_task_data (task);
  g_autoptr (BeckonElement) request = NULL;

  if (own->vcard4 == NULL)
    {
      return_own (task);
      return;
    }
  request = beckon_pubsub_config_request_new (BECKON_NODE_VCARD4);
  ask (task, request, config_cb);
}

/**
 * beckon_account_load_own_profile_async:
 *
 * Asks the server for what the person has told so far. Fails with a %BECKON_STANZA_ERROR when the
 * server has no place for it.
 */
void
beckon_account_load_own_profile_async (BeckonAccount *self,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data)
{
  load (self, beckon_account_load_own_profile_async, NULL, loaded_to_show, cancellable, callback,
        user_data);
}

/**
 * beckon_account_load_own_profile_finish:
 * @restricted: (out): whether not everyone who knows the address may see it
 *
 * Returns: (transfer full) (nullable): the profile, maybe an empty one
 */
BeckonProfile *
beckon_account_load_own_profile_finish (BeckonAccount *self,
                                        GAsyncResult *result,
                                        gboolean *restricted,
                                        GError **error)
{
  Own *own = g_task_get_task_data (G_TASK (result));

  *restricted = own->restricted;
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Saving */

static void
nick_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (beckon_account_call_finish (BECKON_ACCOUNT (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* The nickname is what contacts are told by itself, too (XEP-0172). */
static void
save_nick (GTask *task)
{
  BeckonAccount *self = g_task_get_source_object (task);
  Own *own = g_task_get_task_data (task);
  const char *nick = beckon_profile_get (own->profile, BECKON_PROFILE_NICKNAME, 0);

  if (!own->has_vcard4 || g_strcmp0 (nick, beckon_account_get_nick (self)) == 0)
    g_task_return_boolean (task, TRUE);
  else
    beckon_account_set_profile_async (self, nick != NULL ? nick : "", NULL,
                                      g_task_get_cancellable (task), nick_cb, g_object_ref (task));
}

static void
vcard_set_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (BeckonElement) reply = NULL;
  GError *error = NULL;

  reply = beckon_session_send_iq_finish (BECKON_SESSION (source), result, &error);
  if (reply != NULL)
    save_nick (task);
  else
    g_task_return_error (task, error);
}

static void
save_vcard (GTask *task)
{
  Own *own = g_task_get_task_data (task);
  g_autoptr (BeckonElement) request = beckon_vcard_edit_new (get_vcard (own->vcard), own->profile);

  ask (task, request, vcard_set_cb);
}

static char *
dup_vcard_xml (Own *own)
{
  BeckonElement *card = get_vcard (own->vcard);

  return card != NULL ? beckon_element_to_xml (card) : g_strdup ("");
}

static void
vcard_again_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Own *own = g_task_get_task_data (task);
  g_autofree char *before = dup_vcard_xml (own);
  g_autofree char *after = NULL;
  g_autoptr (BeckonProfile) profile = NULL;
  GError *error = NULL;

  if (!take_card (BECKON_SESSION (source), result, &own->vcard, &own->has_vcard, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  after = dup_vcard_xml (own);
  profile = beckon_vcard_parse_profile (get_vcard (own->vcard));
  if (own->has_vcard && g_str_equal (before, after) && !beckon_profile_equal (profile, own->profile))
    save_vcard (task);
  else
    save_nick (task);
}

/* Some servers make the one of the other, and would make a poorer vCard4 of what is stored as
 * vcard-temp. There is no announcement of that (XEP-0398 is about pictures), so one looks. */
static void
vcard4_saved (GTask *task)
{
  Own *own = g_task_get_task_data (task);
  g_autoptr (BeckonElement) request = NULL;

  if (own->restricted || !own->has_vcard)
    {
      save_nick (task);
      return;
    }
  request = beckon_vcard_request_new (NULL);
  ask (task, request, vcard_again_cb);
}

static void save_vcard4 (GTask *task);

static void
vcard4_set_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Own *own = g_task_get_task_data (task);
  g_autoptr (BeckonElement) reply = NULL;
  g_autoptr (GError) error = NULL;

  reply = beckon_session_send_iq_finish (BECKON_SESSION (source), result, &error);
  if (reply != NULL)
    vcard4_saved (task);
  /* XEP-0060, section 7.1.5: it is not open, and that is not ours to change. */
  else if (g_error_matches (error, BECKON_STANZA_ERROR, BECKON_STANZA_ERROR_CONFLICT)
           && !own->restricted)
    {
      own->restricted = TRUE;
      save_vcard4 (task);
    }
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
save_vcard4 (GTask *task)
{
  /* XEP-0292, section 4.1, is for everyone (XEP-0222). */
  static const BeckonPubsubOption options[]
    = { { "pubsub#persist_items", "true" }, { ACCESS_MODEL, "open" } };
  Own *own = g_task_get_task_data (task);
  BeckonPubsubItem item = { NULL, NULL };
  g_autoptr (BeckonElement) payload
    = beckon_vcard4_edit (get_vcard4 (own->vcard4), own->profile);
  g_autoptr (BeckonElement) request = NULL;

  if (own->vcard4 != NULL)
    beckon_pubsub_items_parse (own->vcard4, BECKON_NODE_VCARD4, &item);
  request = beckon_pubsub_publish_new (BECKON_NODE_VCARD4, item.id != NULL ? item.id : "current",
                                       NULL, payload);
  if (!own->restricted)
    beckon_pubsub_add_publish_options (request, options, G_N_ELEMENTS (options));
  ask (task, request, vcard4_set_cb);
}

static void
loaded_to_save (GTask *task)
{
  Own *own = g_task_get_task_data (task);

  if (own->has_vcard4)
    save_vcard4 (task);
  else
    save_vcard (task);
}

/**
 * beckon_account_save_own_profile_async:
 * @profile: what to tell from now on
 *
 * Tells the server, in each format that it has and does not make of the other. What other programs
 * have put there stays, and so does who may see it; what is new is for everyone. Where a
 * restriction is found, the format that has none is left alone.
 */
void
beckon_account_save_own_profile_async (BeckonAccount *self,
                                       BeckonProfile *profile,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data)
{
  load (self, beckon_account_save_own_profile_async, profile, loaded_to_save, cancellable, callback,
        user_data);
}

gboolean
beckon_account_save_own_profile_finish (BeckonAccount *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
