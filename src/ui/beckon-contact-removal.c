/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "beckon-contact-removal.h"

#include <glib/gi18n.h>

#include "beckon-error-box.h"

typedef struct
{
  BeckonWindow *window; /* (nullable), weak */
  BeckonAccount *account;
  BeckonJid *jid;
  char *name;
  GStrv groups;
} Removed;

static void
removed_free (gpointer data, GClosure *closure)
{
  Removed *removed = data;

  g_clear_weak_pointer (&removed->window);
  g_object_unref (removed->account);
  beckon_jid_unref (removed->jid);
  g_free (removed->name);
  g_strfreev (removed->groups);
  g_free (removed);
}

static void
undo_cb (AdwToast *toast, gpointer user_data)
{
  Removed *removed = user_data;

  beckon_account_add_contact_async (removed->account,
                                    removed->jid,
                                    removed->name,
                                    (const char *const *) removed->groups,
                                    NULL,
                                    NULL,
                                    NULL);
}

static void
remove_finished_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Removed *removed = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  g_autofree char *title = NULL;
  AdwToast *toast;

  if (removed->window == NULL)
    {
      removed_free (removed, NULL);
      return;
    }
  if (!beckon_account_call_finish (removed->account, result, &error))
    {
      g_autoptr (BeckonErrorText) error_text = beckon_error_text_new (
        error, beckon_jid_get_domain (beckon_account_get_jid (removed->account)));

      beckon_error_present (GTK_WIDGET (removed->window), error_text);
      removed_free (removed, NULL);
      return;
    }

  /* Translators: %s is a contact's name. */
  text = g_strdup_printf (_ ("%s was removed"), removed->name);
  title = g_markup_escape_text (text, -1); /* the title of a toast is markup */
  toast = adw_toast_new (title);
  adw_toast_set_button_label (toast, _ ("_Undo"));
  beckon_window_add_toast (removed->window, toast);
  g_signal_connect_data (
    toast, "button-clicked", G_CALLBACK (undo_cb), removed, removed_free, 0);
}

/**
 * beckon_contact_removal_start:
 * @window: where to say so, and how it is taken back
 * @contact: whom to remove from the contacts
 */
void
beckon_contact_removal_start (BeckonWindow *window, BeckonContact *contact)
{
  BeckonAccount *account = beckon_contact_get_account (contact);
  Removed *removed;

  if (account == NULL)
    return;
  removed = g_new0 (Removed, 1);
  g_set_weak_pointer (&removed->window, window);
  removed->account = g_object_ref (account);
  removed->jid = beckon_jid_ref (beckon_contact_get_jid (contact));
  removed->name = g_strdup (beckon_contact_get_name (contact));
  removed->groups = g_strdupv ((char **) beckon_contact_get_groups (contact));
  beckon_account_remove_contact_async (account, removed->jid, NULL, remove_finished_cb, removed);
}
