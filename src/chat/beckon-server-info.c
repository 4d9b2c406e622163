/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-server-info.h"

#include "beckon-account-private.h"
#include "beckon-session.h"
#include "xep-0030.h"
#include "xep-0060.h"
#include "xep-0077.h"
#include "xep-0092.h"
#include "xep-0191.h"
#include "xep-0280.h"
#include "xep-0313.h"

typedef struct
{
  BeckonServerInfo *info;
  BeckonJid *server;
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  g_clear_pointer (&question->info, beckon_server_info_free);
  g_clear_pointer (&question->server, beckon_jid_unref);
  g_free (question);
}

void
beckon_server_info_free (BeckonServerInfo *self)
{
  g_free (self->software);
  g_free (self);
}

/* What of an answer makes a difference. The server answers for itself, and for the account. */
static BeckonServerFeature
get_features (BeckonElement *reply)
{
  static const struct
  {
    const char *ns;
    BeckonServerFeature feature;
  } rows[] = {
    { BECKON_NS_MAM, BECKON_SERVER_ARCHIVE },
    { BECKON_NS_CARBONS, BECKON_SERVER_COPIES },
    { BECKON_NS_BLOCKING, BECKON_SERVER_BLOCKING },
    { BECKON_NS_PUBSUB "#publish", BECKON_SERVER_PROFILES },
    { BECKON_NS_REGISTER, BECKON_SERVER_CHANGES },
  };
  BeckonElement *query = beckon_element_get_child (reply, "query", BECKON_NS_DISCO_INFO);
  g_autoptr (BeckonDiscoInfo) info = query != NULL ? beckon_disco_info_parse (query, NULL) : NULL;
  BeckonServerFeature features = 0;

  for (guint i = 0; info != NULL && i < G_N_ELEMENTS (rows); i++)
    if (beckon_disco_info_has_feature (info, rows[i].ns))
      features |= rows[i].feature;
  return features;
}

/* What a server does not say is not known; only that nobody answers at all is an error. */
static void
version_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Question *question = g_task_get_task_data (task);
  g_autoptr (BeckonElement) reply
    = beckon_session_send_iq_finish (BECKON_SESSION (source), result, NULL);

  if (g_task_return_error_if_cancelled (task))
    return;
  if (reply != NULL)
    question->info->software = beckon_version_parse (reply);
  g_task_return_pointer (task, g_steal_pointer (&question->info),
                         (GDestroyNotify) beckon_server_info_free);
}

static void
account_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Question *question = g_task_get_task_data (task);
  g_autoptr (BeckonElement) request = NULL;
  g_autoptr (BeckonElement) reply
    = beckon_session_send_iq_finish (BECKON_SESSION (source), result, NULL);

  if (reply != NULL)
    question->info->features |= get_features (reply);
  request = beckon_version_request_new (question->server);
  beckon_session_send_iq_async (BECKON_SESSION (source), request, g_task_get_cancellable (task),
                                version_cb, g_object_ref (task));
}

static void
server_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Question *question = g_task_get_task_data (task);
  BeckonAccount *self = g_task_get_source_object (task);
  g_autoptr (BeckonElement) request = NULL;
  g_autoptr (BeckonElement) reply = NULL;
  GError *error = NULL;

  reply = beckon_session_send_iq_finish (BECKON_SESSION (source), result, &error);
  if (reply == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  question->info->features |= get_features (reply);
  request = beckon_disco_info_request_new (beckon_account_get_jid (self), NULL);
  beckon_session_send_iq_async (BECKON_SESSION (source), request, g_task_get_cancellable (task),
                                account_cb, g_object_ref (task));
}

/**
 * beckon_account_get_server_info_async:
 *
 * Asks the account's server what it is and does.
 */
void
beckon_account_get_server_info_async (BeckonAccount *self,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  BeckonSession *session = beckon_account_get_session (self);
  g_autoptr (BeckonElement) request = NULL;
  Question *question;

  g_task_set_source_tag (task, beckon_account_get_server_info_async);
  if (session == NULL)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_CONNECTED, "Not connected");
      return;
    }
  question = g_new0 (Question, 1);
  question->info = g_new0 (BeckonServerInfo, 1);
  question->server = beckon_jid_new (beckon_jid_get_domain (beckon_account_get_jid (self)), NULL);
  if (beckon_session_can_resume (session))
    question->info->features |= BECKON_SERVER_RESUMES;
  g_task_set_task_data (task, question, question_free);
  request = beckon_disco_info_request_new (question->server, NULL);
  beckon_session_send_iq_async (session, request, cancellable, server_cb, g_object_ref (task));
}

/**
 * beckon_account_get_server_info_finish:
 *
 * Returns: (transfer full) (nullable): what the server says
 */
BeckonServerInfo *
beckon_account_get_server_info_finish (BeckonAccount *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
