/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-import-contacts.h"

#include "beckon-account-modules-private.h"
#include "beckon-account-private.h"
#include "beckon-contact-private.h"

/* How long to wait after each change, in milliseconds: servers slow down who asks for too much, and
 * those who are asked for their presence are on others. */
#define PAUSE 100

typedef struct
{
  GPtrArray *blocked; /* of BeckonJid */
  GPtrArray *items;   /* of BeckonRosterItem */
  BeckonTransferProgress progress;
  gpointer progress_data;
  guint n_done; /* of both, the blocked first */
  guint n_refused;
} Work;

static void
work_free (gpointer data)
{
  Work *work = data;

  g_ptr_array_unref (work->blocked);
  g_ptr_array_unref (work->items);
  g_free (work);
}

/* What is to be done with a contact: what is there already stays as the person has it. */
typedef struct
{
  gboolean is_new;
  gboolean ask;
  const char *name; /* (nullable) */
  const char *const *groups;
  gboolean set; /* in the contact list, with this name and these groups */
} Plan;

static gboolean
has_any (const char *const *groups)
{
  return groups != NULL && groups[0] != NULL;
}

static Plan
make_plan (BeckonAccount *account, BeckonRosterItem *item)
{
  BeckonContact *contact = beckon_account_find_contact (account, item->jid);
  BeckonContactRecord *record = contact != NULL ? beckon_contact_get_record (contact) : NULL;
  BeckonSubscription wanted = beckon_subscription_from_string (item->subscription);
  BeckonSubscription has
    = contact != NULL ? beckon_contact_get_subscription (contact) : BECKON_SUBSCRIPTION_NONE;
  Plan plan = { .name = item->name, .groups = (const char *const *) item->groups };

  if (beckon_jid_equal (item->jid, beckon_account_get_jid (account)))
    return plan;
  plan.is_new = contact == NULL || !beckon_contact_get_in_roster (contact);
  plan.set = plan.is_new;
  if (!plan.is_new)
    {
      plan.set = (record->name == NULL && item->name != NULL)
                 || (!has_any ((const char *const *) record->groups) && has_any (plan.groups));
      if (record->name != NULL)
        plan.name = record->name;
      if (has_any ((const char *const *) record->groups))
        plan.groups = (const char *const *) record->groups;
    }
  plan.ask = (wanted == BECKON_SUBSCRIPTION_TO || wanted == BECKON_SUBSCRIPTION_BOTH || item->ask)
             && has != BECKON_SUBSCRIPTION_TO && has != BECKON_SUBSCRIPTION_BOTH
             && (contact == NULL
                 || (!beckon_contact_get_asked (contact) && !beckon_contact_get_blocked (contact)));
  return plan;
}

static gboolean
is_blocked (BeckonAccount *account, BeckonJid *jid)
{
  BeckonContact *contact = beckon_account_find_contact (account, jid);

  return contact != NULL && beckon_contact_get_blocked (contact);
}

/**
 * beckon_import_contacts_count_new:
 * @items: (element-type BeckonRosterItem): contacts
 *
 * Returns: how many are not in the contact list
 */
guint
beckon_import_contacts_count_new (BeckonAccount *account, GPtrArray *items)
{
  guint n = 0;

  for (guint i = 0; i < items->len; i++)
    if (make_plan (account, g_ptr_array_index (items, i)).is_new)
      n++;
  return n;
}

/**
 * beckon_import_blocked_count_new:
 * @jids: (element-type BeckonJid): addresses
 *
 * Returns: how many are not blocked
 */
guint
beckon_import_blocked_count_new (BeckonAccount *account, GPtrArray *jids)
{
  guint n = 0;

  for (guint i = 0; i < jids->len; i++)
    if (!is_blocked (account, g_ptr_array_index (jids, i)))
      n++;
  return n;
}

static void go_on (GTask *task);

static gboolean
pause_over_cb (gpointer user_data)
{
  go_on (g_object_ref (user_data));
  return G_SOURCE_REMOVE;
}

/* One has come to its end. What a server refuses does not keep it from taking the others. Takes
 * both. */
static void
end_one (GTask *task, GError *error)
{
  Work *work = g_task_get_task_data (task);

  if (error != NULL && error->domain != BECKON_STANZA_ERROR)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  if (error != NULL)
    {
      g_info ("The server refuses a contact: %s", error->message);
      work->n_refused++;
      g_error_free (error);
    }
  work->n_done++;
  if (work->progress != NULL)
    work->progress (work->n_done, work->blocked->len + work->items->len, work->progress_data);
  g_timeout_add_full (G_PRIORITY_DEFAULT, PAUSE, pause_over_cb, task, g_object_unref);
}

static void
blocked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GError *error = NULL;

  beckon_account_call_finish (BECKON_ACCOUNT (source), result, &error);
  end_one (user_data, error);
}

static void
ask (GTask *task, BeckonRosterItem *item)
{
  BeckonAccount *account = g_task_get_source_object (task);
  BeckonSubscription wanted = beckon_subscription_from_string (item->subscription);
  BeckonPresenceTracker *presence;

  if (beckon_account_get_session (account) == NULL)
    return;
  presence = beckon_account_get_modules (account)->presence;
  if (make_plan (account, item).ask)
    beckon_presence_tracker_ask (presence, item->jid, NULL);
  if (wanted == BECKON_SUBSCRIPTION_FROM || wanted == BECKON_SUBSCRIPTION_BOTH)
    beckon_presence_tracker_allow (presence, item->jid);
}

static BeckonRosterItem *
get_item (Work *work)
{
  return g_ptr_array_index (work->items, work->n_done - work->blocked->len);
}

static void
set_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  GError *error = NULL;

  if (beckon_account_call_finish (BECKON_ACCOUNT (source), result, &error))
    ask (task, get_item (g_task_get_task_data (task)));
  end_one (task, error);
}

/* Returns: whether there is anything to do with the next one. Then it takes the task. */
static gboolean
begin_one (GTask *task)
{
  BeckonAccount *account = g_task_get_source_object (task);
  Work *work = g_task_get_task_data (task);
  BeckonRosterItem *item;
  GError *error = NULL;
  Plan plan;

  if (work->n_done < work->blocked->len)
    {
      BeckonJid *jid = g_ptr_array_index (work->blocked, work->n_done);

      if (is_blocked (account, jid))
        return FALSE;
      beckon_account_set_blocked_async (account, jid, TRUE, g_task_get_cancellable (task),
                                        blocked_cb, task);
      return TRUE;
    }
  item = get_item (work);
  plan = make_plan (account, item);
  if (plan.set)
    {
      beckon_account_rename_contact_async (account, item->jid, plan.name, plan.groups,
                                           g_task_get_cancellable (task), set_cb, task);
      return TRUE;
    }
  if (!plan.ask)
    return FALSE;
  if (beckon_account_get_session (account) == NULL)
    g_set_error_literal (&error, G_IO_ERROR, G_IO_ERROR_NOT_CONNECTED, "Not connected");
  else
    ask (task, item);
  end_one (task, error);
  return TRUE;
}

/* Takes the task. */
static void
go_on (GTask *task)
{
  Work *work = g_task_get_task_data (task);

  for (; work->n_done < work->blocked->len + work->items->len; work->n_done++)
    {
      if (g_task_return_error_if_cancelled (task))
        break;
      if (begin_one (task))
        return;
    }
  if (work->n_done == work->blocked->len + work->items->len)
    g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

/**
 * beckon_import_contacts_async:
 * @items: (element-type BeckonRosterItem): contacts
 * @blocked: (element-type BeckonJid): whom to block
 * @progress: (nullable): called from time to time
 *
 * Blocks, and adds to the contact list, whoever is not there, in no hurry; asks those for their
 * presence of whom the person had it, and lets those see us who could. What the person has given a
 * contact here, such as a name, stays. To do it once more goes on where it ended, and does nothing
 * that is done.
 */
void
beckon_import_contacts_async (BeckonAccount *account,
                              GPtrArray *items,
                              GPtrArray *blocked,
                              GCancellable *cancellable,
                              BeckonTransferProgress progress,
                              gpointer progress_data,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GTask *task = g_task_new (account, cancellable, callback, user_data);
  Work *work = g_new0 (Work, 1);

  g_task_set_source_tag (task, beckon_import_contacts_async);
  g_task_set_task_data (task, work, work_free);
  work->items = g_ptr_array_ref (items);
  work->blocked = g_ptr_array_ref (blocked);
  work->progress = progress;
  work->progress_data = progress_data;
  go_on (task);
}

/**
 * beckon_import_contacts_finish:
 * @n_refused: (out): how many the server did not take
 *
 * Returns: whether it came to the end
 */
gboolean
beckon_import_contacts_finish (BeckonAccount *account,
                               GAsyncResult *result,
                               guint *n_refused,
                               GError **error)
{
  Work *work = g_task_get_task_data (G_TASK (result));

  *n_refused = work->n_refused;
  return g_task_propagate_boolean (G_TASK (result), error);
}
