/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "beckon-approve-window.h"

#include <glib/gi18n.h>

#include "beckon-account-devices.h"
#include "beckon-button-wrap.h"
#include "beckon-error-box.h"
#include "beckon-qr-reader.h"
#include "beckon-session.h"
#include "beckon-time-format.h"

/* What a picture of a code may have as a file. */
#define MAX_FILE (16 * 1024 * 1024)

struct _BeckonApproveWindow
{
  AdwWindow parent_instance;

  BeckonErrorBox *error_box;
  GtkStack *stack;
  GtkEditable *code_row;
  GtkWidget *picture_button;
  GtkWidget *camera_button;
  GtkPicture *camera_picture;
  GtkWidget *camera_cancel_button;
  GtkWidget *continue_button;
  GtkSpinner *spinner;
  GtkLabel *account_label;
  AdwPreferencesGroup *details_group;
  GtkEditable *number_row;
  GtkWidget *confirm_button;
  GtkWidget *decline_button;
  AdwStatusPage *result_page;
  GtkWidget *close_button;

  BeckonAccount *account;
  BeckonApproval *approval; /* (nullable): what is to be decided */
  gboolean confirming; /* what was pressed last */
  GPtrArray *detail_rows; /* of GtkWidget */
  GCancellable *cancellable;
  GtkFileChooserNative *chooser;
  BeckonCamera *camera; /* (nullable) */
  GCancellable *scanning; /* (nullable): while the camera is on */
};

G_DEFINE_FINAL_TYPE (BeckonApproveWindow, beckon_approve_window, ADW_TYPE_WINDOW)

static void
show_page (BeckonApproveWindow *self, const char *name, GtkWidget *focus)
{
  gtk_spinner_set_spinning (self->spinner, g_str_equal (name, "busy"));
  gtk_stack_set_visible_child_name (self->stack, name);
  if (focus != NULL)
    gtk_widget_grab_focus (focus);
}

/* What the server's refusals mean here (server/PROTOCOL.md). */
static const struct
{
  BeckonStanzaError code;
  const char *title;
  const char *body;
} refusals[] = {
  { BECKON_STANZA_ERROR_ITEM_NOT_FOUND,
    N_ ("No such code"),
    N_ ("Look at it again. A code lives for a short time and works once; the other device shows a "
        "new one by itself.") },
  { BECKON_STANZA_ERROR_GONE,
    N_ ("The code is over"),
    N_ ("It was too old, or the other device has cancelled. Nothing was signed in.") },
  { BECKON_STANZA_ERROR_CONFLICT,
    N_ ("Scanned already"),
    N_ ("Somebody else has scanned this code, or you have with another device. If that was not "
        "you, let the other device show a new code.") },
  { BECKON_STANZA_ERROR_NOT_ACCEPTABLE,
    N_ ("Three wrong numbers"),
    N_ ("The code was ended, and nothing was signed in. Let the other device show a new code.") },
  { BECKON_STANZA_ERROR_RESOURCE_CONSTRAINT,
    N_ ("Too many tries"),
    N_ ("Wait a few minutes, then try again.") },
};

static void
show_error (BeckonApproveWindow *self, const GError *error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    if (g_error_matches (error, BECKON_STANZA_ERROR, refusals[i].code))
      {
        const BeckonErrorText text = {
          .title = (char *) _ (refusals[i].title),
          .body = (char *) _ (refusals[i].body),
        };

        beckon_error_box_set_text (self->error_box, &text);
        return;
      }
  beckon_error_box_set_error (
    self->error_box, error, beckon_jid_get_domain (beckon_account_get_jid (self->account)));
}

/* The code */

static void
code_changed_cb (BeckonApproveWindow *self)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (self->code_row)));

  gtk_widget_set_sensitive (self->continue_button, *text != '\0');
}

static void
add_detail (BeckonApproveWindow *self, const char *label, const char *text)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), label);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text != NULL ? text : _ ("Not named"));
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_preferences_group_add (self->details_group, row);
  g_ptr_array_add (self->detail_rows, row);
}

static void
add_address (BeckonApproveWindow *self)
{
  const char *address = beckon_approval_get_address (self->approval);
  g_autofree char *text = NULL;

  if (address == NULL)
    return;
  switch (beckon_approval_get_network (self->approval))
    {
    case BECKON_APPROVAL_NETWORK_SAME:
      /* Translators: %s is an IP address. */
      text = g_strdup_printf (_ ("%s, the same network as this computer"), address);
      break;
    case BECKON_APPROVAL_NETWORK_OTHER:
      /* Translators: %s is an IP address. */
      text = g_strdup_printf (_ ("%s, another network than this computer’s"), address);
      break;
    default:
      text = g_strdup (address);
    }
  add_detail (self, _ ("Network address"), text);
}

static void
add_time (BeckonApproveWindow *self)
{
  GDateTime *time = beckon_approval_get_time (self->approval);
  g_autoptr (GDateTime) local = time != NULL ? g_date_time_to_local (time) : NULL;
  g_autofree char *clock = local != NULL ? beckon_time_format_clock (local) : NULL;

  if (clock != NULL)
    add_detail (self, _ ("Asked at"), clock);
}

static void
show_details (BeckonApproveWindow *self)
{
  g_autofree char *text = g_strdup_printf (
    /* Translators: %s is an account's address. */
    _ ("It would be signed in as %s, with all your chats. Confirm only a device that is in front "
       "of you."),
    beckon_jid_get_bare (beckon_account_get_jid (self->account)));

  gtk_label_set_label (self->account_label, text);
  for (guint i = 0; i < self->detail_rows->len; i++)
    adw_preferences_group_remove (self->details_group, self->detail_rows->pdata[i]);
  g_ptr_array_set_size (self->detail_rows, 0);
  add_detail (self, _ ("Device"), beckon_approval_get_device_name (self->approval));
  add_detail (self, _ ("System"), beckon_approval_get_os (self->approval));
  add_detail (self, _ ("Application"), beckon_approval_get_software (self->approval));
  add_time (self);
  add_address (self);
  gtk_editable_set_text (self->number_row, "");
  show_page (self, "details", GTK_WIDGET (self->number_row));
}

static void
approve_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonApproveWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (BeckonApproval) approval
    = beckon_account_approve_finish (BECKON_ACCOUNT (source), result, &error);

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (approval == NULL)
    {
      show_page (self, "code", GTK_WIDGET (self->code_row));
      show_error (self, error);
      return;
    }
  g_set_object (&self->approval, approval);
  show_details (self);
}

static void
continue_cb (BeckonApproveWindow *self)
{
  g_autofree char *code = g_strstrip (g_strdup (gtk_editable_get_text (self->code_row)));

  if (*code == '\0')
    return;
  beckon_error_box_set_text (self->error_box, NULL);
  show_page (self, "busy", NULL);
  beckon_account_approve_async (
    self->account, code, self->cancellable, approve_cb, g_object_ref (self));
}

/* A picture of it */

#ifdef HAVE_ZBAR
static void
picture_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonApproveWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = beckon_qr_reader_read_finish (result, &error);

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (text == NULL)
    {
      show_page (self, "code", self->picture_button);
      show_error (self, error);
      return;
    }
  gtk_editable_set_text (self->code_row, text);
  continue_cb (self);
}

static void
picture_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonApproveWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_file_load_bytes_finish (G_FILE (source), result, NULL, &error);

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (bytes != NULL && g_bytes_get_size (bytes) > MAX_FILE)
    g_set_error_literal (&error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "The file is too large");
  if (error != NULL)
    show_error (self, error);
  else
    beckon_qr_reader_read_async (bytes, self->cancellable, picture_read_cb, g_steal_pointer (&self));
}

static void
picture_chosen_cb (BeckonApproveWindow *self, int response, GtkFileChooser *chooser)
{
  g_autoptr (GFile) file
    = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (chooser) : NULL;

  if (file != NULL)
    {
      beckon_error_box_set_text (self->error_box, NULL);
      g_file_load_bytes_async (file, self->cancellable, picture_loaded_cb, g_object_ref (self));
    }
  g_clear_object (&self->chooser);
}

static void
choose_picture_cb (BeckonApproveWindow *self)
{
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  g_clear_object (&self->chooser);
  self->chooser = gtk_file_chooser_native_new (_ ("Choose a Picture of the Code"),
                                               GTK_WINDOW (self),
                                               GTK_FILE_CHOOSER_ACTION_OPEN,
                                               _ ("_Choose"),
                                               _ ("_Cancel"));
  gtk_file_filter_set_name (filter, _ ("Pictures"));
  gtk_file_filter_add_mime_type (filter, "image/png");
  gtk_file_filter_add_mime_type (filter, "image/jpeg");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (self->chooser), filter);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  g_signal_connect_object (
    self->chooser, "response", G_CALLBACK (picture_chosen_cb), self, G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}
#endif

/* The camera */

static void
stop_camera (BeckonApproveWindow *self)
{
  g_cancellable_cancel (self->scanning);
  g_clear_object (&self->scanning);
}

#ifdef HAVE_CAMERA
static void
scanned_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonApproveWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = beckon_camera_scan_finish (BECKON_CAMERA (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->scanning);
  if (text == NULL)
    {
      const BeckonErrorText words = {
        .title = (char *) _ ("No picture from the camera"),
        .body = (char *) _ ("It may be unplugged, in use by another application, or not allowed "
                            "for Beckon. The link and the short code work without it."),
        .details = error->message,
      };

      show_page (self, "code", self->camera_button);
      beckon_error_box_set_text (self->error_box, &words);
      return;
    }
  gtk_editable_set_text (self->code_row, text);
  continue_cb (self);
}

static void
use_camera_cb (BeckonApproveWindow *self)
{
  stop_camera (self);
  self->scanning = g_cancellable_new ();
  beckon_error_box_set_text (self->error_box, NULL);
  show_page (self, "camera", self->camera_cancel_button);
  beckon_camera_scan_async (self->camera, self->scanning, scanned_cb, g_object_ref (self));
}

static void
cancel_camera_cb (BeckonApproveWindow *self)
{
  stop_camera (self);
  show_page (self, "code", self->camera_button);
}

static void
camera_found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonApproveWindow) self = user_data;
  g_autoptr (BeckonCamera) camera = beckon_camera_find_finish (result, NULL);

  if (camera != NULL && self->camera == NULL && !g_cancellable_is_cancelled (self->cancellable))
    beckon_approve_window_set_camera (self, camera);
}

/**
 * beckon_approve_window_set_camera:
 * @camera: a camera to offer, instead of the first that this computer has
 *
 * Only built where #BeckonCamera is.
 */
void
beckon_approve_window_set_camera (BeckonApproveWindow *self, BeckonCamera *camera)
{
  g_set_object (&self->camera, camera);
  g_object_bind_property (
    camera, "picture", self->camera_picture, "paintable", G_BINDING_SYNC_CREATE);
  gtk_widget_set_visible (self->camera_button, TRUE);
}
#endif

/* The decision */

static void
number_changed_cb (BeckonApproveWindow *self)
{
  const char *number = gtk_editable_get_text (self->number_row);

  gtk_widget_remove_css_class (GTK_WIDGET (self->number_row), "error");
  gtk_widget_set_sensitive (
    self->confirm_button,
    strlen (number) == 2 && g_ascii_isdigit (number[0]) && g_ascii_isdigit (number[1]));
}

static void
decided_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonApproveWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  BeckonApprovalResult outcome;
  const gboolean done = beckon_approval_decide_finish (
    BECKON_APPROVAL (source), result, &outcome, &error);

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (!done)
    {
      /* Whatever it was, this approval is over. */
      g_clear_object (&self->approval);
      show_page (self, "code", GTK_WIDGET (self->code_row));
      show_error (self, error);
    }
  else if (outcome == BECKON_APPROVAL_WRONG_NUMBER)
    {
      const BeckonErrorText text = {
        .title = (char *) _ ("Another number"),
        .body = (char *) _ ("This is not the number that the device shows. Look at it again; if "
                            "it shows none, decline."),
      };

      show_page (self, "details", GTK_WIDGET (self->number_row));
      beckon_error_box_set_text (self->error_box, &text);
      gtk_widget_add_css_class (GTK_WIDGET (self->number_row), "error");
      gtk_editable_select_region (self->number_row, 0, -1);
    }
  else
    {
      adw_status_page_set_icon_name (
        self->result_page,
        self->confirming ? "object-select-symbolic" : "action-unavailable-symbolic");
      adw_status_page_set_title (self->result_page,
                                 self->confirming ? _ ("Confirmed") : _ ("Declined"));
      adw_status_page_set_description (
        self->result_page,
        self->confirming ? _ ("The device signs in now. You find it in the list of devices, and "
                              "can sign it out there.")
                         : _ ("The device gets nothing."));
      show_page (self, "result", self->close_button);
    }
}

static void
decide (BeckonApproveWindow *self, gboolean confirm)
{
  self->confirming = confirm;
  beckon_error_box_set_text (self->error_box, NULL);
  show_page (self, "busy", NULL);
  beckon_approval_decide_async (self->approval,
                                confirm,
                                gtk_editable_get_text (self->number_row),
                                self->cancellable,
                                decided_cb,
                                g_object_ref (self));
}

static void
confirm_cb (BeckonApproveWindow *self)
{
  if (gtk_widget_get_sensitive (self->confirm_button))
    decide (self, TRUE);
}

static void
decline_cb (BeckonApproveWindow *self)
{
  decide (self, FALSE);
}

static void
beckon_approve_window_dispose (GObject *object)
{
  BeckonApproveWindow *self = BECKON_APPROVE_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  stop_camera (self);
  g_clear_object (&self->camera);
  g_clear_object (&self->account);
  g_clear_object (&self->approval);
  g_clear_object (&self->chooser);
  G_OBJECT_CLASS (beckon_approve_window_parent_class)->dispose (object);
}

static void
beckon_approve_window_finalize (GObject *object)
{
  BeckonApproveWindow *self = BECKON_APPROVE_WINDOW (object);

  g_object_unref (self->cancellable);
  g_ptr_array_unref (self->detail_rows);
  G_OBJECT_CLASS (beckon_approve_window_parent_class)->finalize (object);
}

/* What the server was asked with a window that is closed is not waited for, and no camera stays on. */
static gboolean
beckon_approve_window_close_request (GtkWindow *window)
{
  g_cancellable_cancel (BECKON_APPROVE_WINDOW (window)->cancellable);
  stop_camera (BECKON_APPROVE_WINDOW (window));
  return GTK_WINDOW_CLASS (beckon_approve_window_parent_class)->close_request (window);
}

static void
beckon_approve_window_class_init (BeckonApproveWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = beckon_approve_window_dispose;
  object_class->finalize = beckon_approve_window_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = beckon_approve_window_close_request;

  g_type_ensure (BECKON_TYPE_ERROR_BOX);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/beckon/Beckon/ui/beckon-approve-window.ui");
  gtk_widget_class_bind_template_child (widget_class, BeckonApproveWindow, error_box);
  gtk_widget_class_bind_template_child (widget_class, BeckonApproveWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, BeckonApproveWindow, code_row);
  gtk_widget_class_bind_template_child (widget_class, BeckonApproveWindow, picture_button);
  gtk_widget_class_bind_template_child (widget_class, BeckonApproveWindow, camera_button);
  gtk_widget_class_bind_template_child (widget_class, BeckonApproveWindow, camera_picture);
  gtk_widget_class_bind_template_child (widget_class, BeckonApproveWindow, camera_cancel_button);
  gtk_widget_class_bind_template_child (widget_class, BeckonApproveWindow, continue_button);
  gtk_widget_class_bind_template_child (widget_class, BeckonApproveWindow, spinner);
  gtk_widget_class_bind_template_child (widget_class, BeckonApproveWindow, account_label);
  gtk_widget_class_bind_template_child (widget_class, BeckonApproveWindow, details_group);
  gtk_widget_class_bind_template_child (widget_class, BeckonApproveWindow, number_row);
  gtk_widget_class_bind_template_child (widget_class, BeckonApproveWindow, confirm_button);
  gtk_widget_class_bind_template_child (widget_class, BeckonApproveWindow, decline_button);
  gtk_widget_class_bind_template_child (widget_class, BeckonApproveWindow, result_page);
  gtk_widget_class_bind_template_child (widget_class, BeckonApproveWindow, close_button);
  gtk_widget_class_bind_template_callback (widget_class, code_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, continue_cb);
  gtk_widget_class_bind_template_callback (widget_class, number_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, confirm_cb);
  gtk_widget_class_bind_template_callback (widget_class, decline_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
beckon_approve_window_init (BeckonApproveWindow *self)
{
  self->cancellable = g_cancellable_new ();
  self->detail_rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  beckon_button_wrap (self->picture_button);
  beckon_button_wrap (self->camera_button);
#ifdef HAVE_ZBAR
  gtk_widget_set_visible (self->picture_button, TRUE);
  g_signal_connect_object (
    self->picture_button, "clicked", G_CALLBACK (choose_picture_cb), self, G_CONNECT_SWAPPED);
#endif
#ifdef HAVE_CAMERA
  g_signal_connect_object (
    self->camera_button, "clicked", G_CALLBACK (use_camera_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
    self->camera_cancel_button, "clicked", G_CALLBACK (cancel_camera_cb), self, G_CONNECT_SWAPPED);
  beckon_camera_find_async (self->cancellable, camera_found_cb, g_object_ref (self));
#endif
  code_changed_cb (self);
  number_changed_cb (self);
}

/**
 * beckon_approve_window_present:
 * @parent: the window to stand over
 * @account: the account that another device is to be signed in to
 *
 * Returns: (transfer none): the window
 */
GtkWindow *
beckon_approve_window_present (GtkWindow *parent, BeckonAccount *account)
{
  BeckonApproveWindow *self
    = g_object_new (BECKON_TYPE_APPROVE_WINDOW, "transient-for", parent, NULL);

  self->account = g_object_ref (account);
  gtk_window_present (GTK_WINDOW (self));
  return GTK_WINDOW (self);
}
