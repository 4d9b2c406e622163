/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-account-private.h"

#include "beckon-account-modules-private.h"
#include "beckon-connection.h"
#include "beckon-show.h"
#include "beckon-store-accounts.h"

/* What the person has set for an account. All of it is in its row. */

static void
record_saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonAccountRecord) record = NULL;
  g_autoptr (GError) error = NULL;

  record = beckon_store_save_account_finish (BECKON_STORE (source), result, &error);
  if (record == NULL)
    g_warning ("The account is not stored: %s", error->message);
}

/**
 * beckon_account_save_record:
 *
 * Writes its row, after a change.
 */
void
beckon_account_save_record (BeckonAccount *self)
{
  BeckonAccountRecord *record = beckon_account_get_record (self);
  BeckonConnection *connection = beckon_account_get_connection (self);
  BeckonStore *store = beckon_account_get_store (self);
  g_autoptr (BeckonAccountRecord) copy = NULL;

  if (connection != NULL)
    beckon_connection_set_record (connection, record);
  if (store == NULL || record->id == 0)
    return;
  copy = beckon_account_record_copy (record);
  beckon_store_save_account_async (store, copy, NULL, record_saved_cb, NULL);
}

gboolean
beckon_account_get_enabled (BeckonAccount *self)
{
  return beckon_account_get_record (self)->enabled;
}

void
beckon_account_set_enabled (BeckonAccount *self, gboolean enabled)
{
  if (beckon_account_get_enabled (self) == enabled)
    return;
  beckon_account_get_record (self)->enabled = enabled;
  beckon_account_save_record (self);
  if (enabled)
    beckon_account_connect (self);
  else
    beckon_account_disconnect (self);
  g_object_notify (G_OBJECT (self), "enabled");
}

/**
 * beckon_account_get_proxy:
 *
 * Returns: (nullable): what the connection goes through, or %NULL for what the system says
 */
const char *
beckon_account_get_proxy (BeckonAccount *self)
{
  return beckon_account_get_record (self)->proxy;
}

/**
 * beckon_account_set_proxy:
 * @uri: (nullable): a proxy, such as `socks5://host:port` or `http://host:port`, without a password;
 *   %NULL for what the system says
 *
 * Connects again, by the way that is now wanted.
 */
void
beckon_account_set_proxy (BeckonAccount *self, const char *uri)
{
  BeckonAccountRecord *record = beckon_account_get_record (self);
  g_autofree char *copy = g_strdup (uri);

  if (g_strcmp0 (record->proxy, uri) == 0)
    return;
  g_free (record->proxy);
  record->proxy = g_steal_pointer (&copy);
  beckon_account_save_record (self);
  if (record->enabled)
    {
      beckon_account_disconnect (self);
      beckon_account_connect (self);
    }
}

BeckonShow
beckon_account_get_show (BeckonAccount *self)
{
  return beckon_show_from_string (beckon_account_get_record (self)->show);
}

const char *
beckon_account_get_status (BeckonAccount *self)
{
  return beckon_account_get_record (self)->status;
}

/**
 * beckon_account_set_presence:
 * @show: own availability; offline is not sent, see beckon_account_set_enabled()
 * @status: (nullable): a text for contacts
 */
void
beckon_account_set_presence (BeckonAccount *self, BeckonShow show, const char *status)
{
  BeckonAccountModules *modules = beckon_account_get_modules (self);
  BeckonAccountRecord *record = beckon_account_get_record (self);
  g_autofree char *copy = status != NULL && *status != '\0' ? g_strdup (status) : NULL;
  gboolean changed = FALSE;

  g_object_freeze_notify (G_OBJECT (self));
  if (beckon_account_get_show (self) != show)
    {
      g_free (record->show);
      record->show = g_strdup (beckon_show_to_string (show));
      changed = TRUE;
      g_object_notify (G_OBJECT (self), "show");
    }
  if (g_strcmp0 (record->status, copy) != 0)
    {
      g_free (record->status);
      record->status = g_steal_pointer (&copy);
      changed = TRUE;
      g_object_notify (G_OBJECT (self), "status");
    }
  g_object_thaw_notify (G_OBJECT (self));
  if (!changed)
    return;
  beckon_account_save_record (self);
  if (modules != NULL && beckon_account_get_state (self) == BECKON_ACCOUNT_ONLINE)
    beckon_presence_tracker_announce (modules->presence);
}

const char *
beckon_account_get_nick (BeckonAccount *self)
{
  return beckon_account_get_record (self)->nick;
}

/**
 * beckon_account_get_name:
 *
 * Returns: what the person is called where others are called by their names: the nickname, or else
 *   the part of the address before the @
 */
const char *
beckon_account_get_name (BeckonAccount *self)
{
  const char *nick = beckon_account_get_nick (self);
  const char *local = beckon_jid_get_local (beckon_account_get_jid (self));

  if (nick != NULL)
    return nick;
  return local != NULL ? local : beckon_jid_get_bare (beckon_account_get_jid (self));
}

void
beckon_account_set_nick (BeckonAccount *self, const char *nick)
{
  BeckonAccountRecord *record = beckon_account_get_record (self);

  if (g_strcmp0 (record->nick, nick) == 0)
    return;
  g_free (record->nick);
  record->nick = g_strdup (nick);
  beckon_account_save_record (self);
  g_object_notify (G_OBJECT (self), "nick");
}
