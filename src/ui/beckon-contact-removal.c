/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "beckon-contact-removal.h"

#include <glib/gi18n.h>

#include "beckon-error-box.h"

/* Nobody is asked for anything again when it is undone, so the server only hears of it afterwards. */
typedef struct
{
  BeckonWindow *window; /* (nullable), weak */
  BeckonAccount *account;
  BeckonContact *contact;
  gboolean settled;
} Removal;

static void
removal_clear (gpointer data)
{
  Removal *removal = data;

  g_clear_weak_pointer (&removal->window);
  g_object_unref (removal->account);
  g_object_unref (removal->contact);
}

static void
removal_unref (Removal *removal)
{
  g_rc_box_release_full (removal, removal_clear);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Removal, removal_unref)

static void
removed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Removal) removal = user_data;
  g_autoptr (GError) error = NULL;

  if (beckon_account_call_finish (removal->account, result, &error))
    return;
  beckon_account_set_leaving (removal->account, removal->contact, FALSE);
  if (removal->window != NULL && gtk_widget_get_mapped (GTK_WIDGET (removal->window)))
    {
      g_autoptr (BeckonErrorText) text = beckon_error_text_new (
        error, beckon_jid_get_domain (beckon_account_get_jid (removal->account)));

      beckon_error_present (GTK_WIDGET (removal->window), text);
    }
}

static void
carry_out (Removal *removal)
{
  if (removal->settled)
    return;
  removal->settled = TRUE;
  beckon_account_remove_contact_async (removal->account,
                                       beckon_contact_get_jid (removal->contact),
                                       NULL,
                                       removed_cb,
                                       g_rc_box_acquire (removal));
}

static void
undo_cb (AdwToast *toast, gpointer user_data)
{
  Removal *removal = user_data;

  removal->settled = TRUE;
  beckon_account_set_leaving (removal->account, removal->contact, FALSE);
}

/* While the account is still connected, though Beckon ends with its window. */
static gboolean
close_request_cb (GtkWindow *window, gpointer user_data)
{
  carry_out (user_data);
  return FALSE;
}

/* The offer to undo is over. */
static void
offer_ended_cb (gpointer data, GClosure *closure)
{
  g_autoptr (Removal) removal = data;

  if (removal->window != NULL)
    g_signal_handlers_disconnect_by_data (removal->window, removal);
  carry_out (removal);
}

/**
 * beckon_contact_removal_start:
 * @window: where to say so, and how it is taken back
 * @contact: whom to remove from the contacts
 *
 * Takes @contact off the lists, and removes it at the server once it is too late to undo that.
 */
void
beckon_contact_removal_start (BeckonWindow *window, BeckonContact *contact)
{
  BeckonAccount *account = beckon_contact_get_account (contact);
  g_autofree char *text = NULL;
  g_autofree char *title = NULL;
  g_autoptr (Removal) removal = NULL;
  AdwToast *toast;

  if (account == NULL)
    return;
  removal = g_rc_box_new0 (Removal);
  g_set_weak_pointer (&removal->window, window);
  removal->account = g_object_ref (account);
  removal->contact = g_object_ref (contact);
  if (beckon_account_get_state (account) != BECKON_ACCOUNT_ONLINE)
    {
      carry_out (removal); /* in vain: that says why */
      return;
    }

  beckon_account_set_leaving (account, contact, TRUE);
  /* Translators: %s is a contact's name. */
  text = g_strdup_printf (_ ("%s was removed"), beckon_contact_get_name (contact));
  title = g_markup_escape_text (text, -1); /* the title of a toast is markup */
  toast = adw_toast_new (title);
  adw_toast_set_button_label (toast, _ ("_Undo"));
  g_signal_connect (window, "close-request", G_CALLBACK (close_request_cb), removal);
  g_signal_connect_data (toast,
                         "button-clicked",
                         G_CALLBACK (undo_cb),
                         g_steal_pointer (&removal),
                         offer_ended_cb,
                         0);
  beckon_window_add_toast (window, toast);
}
