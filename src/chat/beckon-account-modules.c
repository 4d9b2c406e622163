/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-account-modules-private.h"

#include "beckon-account-private.h"
#include "beckon-device-news.h"
#include "xep-0280.h"
#include "xep-0352.h"
#include "xep-0359.h"

static void
account_info_cb (BeckonMessagePipeline *pipeline, BeckonDiscoInfo *info)
{
  beckon_message_pipeline_set_trusts_ids (pipeline,
                                          beckon_disco_info_has_feature (info, BECKON_NS_MAM)
                                            || beckon_disco_info_has_feature (info,
                                                                              BECKON_NS_STANZA_ID));
}

static gpointer
add (BeckonAccountModules *self, gpointer module)
{
  g_ptr_array_add (self->all, module);
  return module;
}

BeckonAccountModules *
beckon_account_modules_new (BeckonAccount *account,
                            BeckonStore *store,
                            BeckonContactBook *book,
                            BeckonAccountRecord *record)
{
  BeckonAccountModules *self = g_new0 (BeckonAccountModules, 1);

  self->all = g_ptr_array_new_with_free_func (g_object_unref);
  /* The contact list is asked for before we are present (RFC 6121, section 2.2), and our presence
   * says what we can do. */
  self->roster
    = add (self, beckon_roster_new (account, record->id, store, book, record->roster_version));
  self->avatars = add (self, beckon_avatars_new (account, store, book));
  self->pipeline = add (self, beckon_message_pipeline_new (account, store));
  self->presence = beckon_presence_tracker_new (account, book);
  self->discovery = add (self, beckon_discovery_new (account, self->presence));
  add (self, self->presence);
  add (self, beckon_capabilities_new (account, store, book));
  self->outbox = beckon_outbox_new (account, store);
  /* What other devices have read is known before what was missed is counted. */
  self->reading = add (self, beckon_read_sync_new (account, store, self->pipeline));
  self->archive = add (self, beckon_archive_sync_new (account, store, self->pipeline, self->outbox,
                                                      record->archive_id));
  self->past = add (self, beckon_archive_past_new (account, store, self->pipeline));
  self->blocklist = add (self, beckon_blocklist_new (account, book));
  add (self, self->outbox);
  add (self, beckon_device_news_new (account));

  g_signal_connect_object (self->discovery, "account-info", G_CALLBACK (account_info_cb),
                           self->pipeline, G_CONNECT_SWAPPED);
  /* What the archive has is not sent again. */
  g_signal_connect_object (self->archive, "finished", G_CALLBACK (beckon_outbox_open), self->outbox,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->archive, "finished",
                           G_CALLBACK (beckon_read_sync_take_archive_end), self->reading,
                           G_CONNECT_SWAPPED);
  return self;
}

void
beckon_account_modules_free (BeckonAccountModules *self)
{
  beckon_account_modules_detach (self);
  g_ptr_array_unref (self->all);
  g_free (self);
}

static void
carbons_enabled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonAccount) account = user_data;
  BeckonAccountModules *self = beckon_account_get_modules (account);
  g_autoptr (GError) error = NULL;
  g_autoptr (BeckonElement) reply
    = beckon_session_send_iq_finish (BECKON_SESSION (source), result, &error);

  /* Without copies, the archive has what other devices do, with the next sign-in. */
  if (reply == NULL)
    g_info ("The server makes no copies of messages: %s", error->message);
  /* An answer that was lost with the stream is asked for again when the session is resumed. */
  if (self != NULL && (reply != NULL || error->domain == BECKON_STANZA_ERROR))
    self->needs_carbons = FALSE;
  if (self != NULL && reply != NULL)
    beckon_archive_sync_set_has_copies (self->archive, TRUE);
}

static void
ask_for_carbons (BeckonAccountModules *self, BeckonSession *session)
{
  BeckonAccount *account = beckon_module_get_account (BECKON_MODULE (self->outbox));
  g_autoptr (BeckonElement) request = NULL;

  if (!self->needs_carbons)
    return;
  request = beckon_carbons_enable_new ();
  beckon_session_send_iq_async (session, request, NULL, carbons_enabled_cb, g_object_ref (account));
}

static void
tell_activity (BeckonAccountModules *self)
{
  BeckonSession *session = beckon_module_get_session (BECKON_MODULE (self->presence));
  g_autoptr (BeckonElement) csi = beckon_csi_new (!self->inactive);

  if (session != NULL && self->knows_activity)
    beckon_session_send (session, csi);
}

/**
 * beckon_account_modules_set_active:
 * @active: whether somebody looks
 */
void
beckon_account_modules_set_active (BeckonAccountModules *self, gboolean active)
{
  if (self->inactive == !active)
    return;
  self->inactive = !active;
  tell_activity (self);
}

void
beckon_account_modules_attach (BeckonAccountModules *self, BeckonSession *session)
{
  beckon_archive_sync_set_has_copies (self->archive, !self->needs_carbons);
  ask_for_carbons (self, session);
  for (guint i = 0; i < self->all->len; i++)
    beckon_module_attach (g_ptr_array_index (self->all, i), session);
  if (self->inactive)
    tell_activity (self);
}

void
beckon_account_modules_resume (BeckonAccountModules *self)
{
  ask_for_carbons (self, beckon_module_get_session (BECKON_MODULE (self->outbox)));
  for (guint i = 0; i < self->all->len; i++)
    beckon_module_resume (g_ptr_array_index (self->all, i));
  /* A resumed session begins as an active one (XEP-0352, section 5.2). */
  if (self->inactive)
    tell_activity (self);
}

void
beckon_account_modules_detach (BeckonAccountModules *self)
{
  for (guint i = 0; i < self->all->len; i++)
    beckon_module_detach (g_ptr_array_index (self->all, i));
}

/**
 * beckon_account_get_outbox:
 *
 * Returns: (transfer none) (nullable): where messages are sent from
 */
BeckonOutbox *
beckon_account_get_outbox (BeckonAccount *self)
{
  BeckonAccountModules *modules = beckon_account_get_modules (self);

  return modules != NULL ? modules->outbox : NULL;
}

/**
 * beckon_account_get_read_sync:
 *
 * Returns: (transfer none) (nullable): what tells others how far chats are read
 */
BeckonReadSync *
beckon_account_get_read_sync (BeckonAccount *self)
{
  BeckonAccountModules *modules = beckon_account_get_modules (self);

  return modules != NULL ? modules->reading : NULL;
}

/**
 * beckon_account_get_archive_past:
 *
 * Returns: (transfer none) (nullable): what fetches the past of chats
 */
BeckonArchivePast *
beckon_account_get_archive_past (BeckonAccount *self)
{
  BeckonAccountModules *modules = beckon_account_get_modules (self);

  return modules != NULL ? modules->past : NULL;
}
