/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The pages of the gallery before there is an account. */

#include "gallery.h"

#include "beckon-login-error.h"
#include "beckon-net-error.h"
#include "beckon-sign-in-page.h"
#include "fake-scan-sign-in.h"

#include <string.h>

/* What a server asks of a newcomer. */
#define FORM                                                                                       \
  "<query xmlns='jabber:iq:register'><x xmlns='jabber:x:data' type='form'>"                        \
  "<title>Join us</title><instructions>Choose an address.</instructions>"                          \
  "<field type='text-single' var='username' label='Name'><required/></field>"                      \
  "<field type='text-private' var='password' label='Password'><required/></field>"                 \
  "<field type='boolean' var='rules' label='I have read the rules'/>"                              \
  "<field type='text-multi' var='about' label='About you'/></x></query>"

void
gallery_serve_form (FakeConnection *connection, gpointer user_data)
{
  g_autofree char *request = NULL;
  g_autofree char *answer = NULL;
  g_autofree char *rest = NULL;
  const char *id;

  if (!fake_connection_start_tls (connection, "good") || !fake_connection_open_stream (connection, ""))
    return;
  request = fake_connection_read_to (connection, "</iq>");
  id = request != NULL ? strstr (request, " id=\"") : NULL;
  if (id == NULL)
    return;
  answer = g_strdup_printf ("<iq type='result' from='" FAKE_SERVER_DOMAIN "' id='%.*s'>" FORM "</iq>",
                            (int) strcspn (id + 5, "\""), id + 5);
  fake_connection_send (connection, answer);
  rest = fake_connection_read_to_end (connection);
}

static GtkWidget *
show_welcome (Gallery *self)
{
  return GTK_WIDGET (self->window);
}

/* Signing in */

static GtkWidget *
open_page (Gallery *self, const char *action, GType type)
{
  GtkWidget *page;

  gtk_widget_activate_action (ui_get (self->window, "welcome_page"), action, NULL);
  WAIT_FOR ((page = gallery_find_type (GTK_WIDGET (self->window), type)) != NULL
            && gtk_widget_get_mapped (page));
  return page;
}

static GtkWidget *
show_sign_in (Gallery *self)
{
  open_page (self, "setup.sign-in", BECKON_TYPE_SIGN_IN_PAGE);
  return GTK_WIDGET (self->window);
}

static GtkWidget *
show_sign_in_advanced (Gallery *self)
{
  GtkWidget *page = open_page (self, "setup.sign-in", BECKON_TYPE_SIGN_IN_PAGE);

  gtk_editable_set_text (GTK_EDITABLE (ui_get (page, "address_row")), "alice@example.org");
  gtk_editable_set_text (GTK_EDITABLE (ui_get (page, "password_row")), "wonderland");
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (ui_get (page, "advanced_row")), TRUE);
  return GTK_WIDGET (self->window);
}

static GtkWidget *
show_sign_in_error (Gallery *self, GQuark domain, int code)
{
  GtkWidget *page = open_page (self, "setup.sign-in", BECKON_TYPE_SIGN_IN_PAGE);
  g_autoptr (GError) error = g_error_new_literal (domain, code, "What the server said of it");

  gtk_editable_set_text (GTK_EDITABLE (ui_get (page, "address_row")), "alice@example.org");
  beckon_sign_in_page_show_error (BECKON_SIGN_IN_PAGE (page), error);
  return GTK_WIDGET (self->window);
}

static GtkWidget *
show_wrong_password (Gallery *self)
{
  return show_sign_in_error (self, BECKON_LOGIN_ERROR, BECKON_LOGIN_ERROR_NOT_AUTHORIZED);
}

static GtkWidget *
show_no_network (Gallery *self)
{
  return show_sign_in_error (self, BECKON_NET_ERROR, BECKON_NET_ERROR_NO_NETWORK);
}

static GtkWidget *
show_certificate (Gallery *self)
{
  return show_sign_in_error (self, BECKON_NET_ERROR, BECKON_NET_ERROR_CERTIFICATE);
}

/* A new account */

static GtkWidget *
show_servers (Gallery *self)
{
  open_page (self, "setup.register", GTK_TYPE_LIST_BOX);
  return GTK_WIDGET (self->window);
}

static GtkWidget *
show_no_invitation (Gallery *self)
{
  open_page (self, "setup.register", GTK_TYPE_LIST_BOX);
  gtk_editable_set_text (GTK_EDITABLE (ui_get (self->window, "invitation_row")), "https://example.org");
  g_signal_emit_by_name (ui_get (self->window, "invitation_row"), "apply");
  return GTK_WIDGET (self->window);
}

static GtkWidget *
show_register (Gallery *self)
{
  open_page (self, "setup.register", GTK_TYPE_LIST_BOX);
  gtk_widget_activate (gtk_widget_get_ancestor (
    ui_find_label (GTK_WIDGET (self->window), FAKE_SERVER_DOMAIN), GTK_TYPE_LIST_BOX_ROW));
  WAIT_FOR (ui_find_label (GTK_WIDGET (self->window), "About you") != NULL);
  return GTK_WIDGET (self->window);
}

/* Scanning */

static BeckonScanSignIn *
scan (Gallery *self)
{
  gtk_widget_activate_action (ui_get (self->window, "welcome_page"), "setup.scan", NULL);
  WAIT_FOR (ui_find_id (GTK_WIDGET (self->window), "announcement") != NULL
            && gtk_widget_get_mapped (ui_get (self->window, "announcement")));
  return fake_scan_sign_in_get_last ();
}

static GtkWidget *
show_scan_busy (Gallery *self)
{
  scan (self);
  return GTK_WIDGET (self->window);
}

static GtkWidget *
show_scan_code (Gallery *self)
{
  fake_scan_sign_in_show_code (scan (self), "Zm9yIGEgZ29vZCBjb2RlIQ", 60);
  return GTK_WIDGET (self->window);
}

static GtkWidget *
show_scan_no_network (Gallery *self)
{
  BeckonScanSignIn *sign_in = scan (self);

  fake_scan_sign_in_show_code (sign_in, "Zm9yIGEgZ29vZCBjb2RlIQ", 60);
  fake_scan_sign_in_set_no_network (sign_in, TRUE);
  return GTK_WIDGET (self->window);
}

static GtkWidget *
show_scanned (Gallery *self)
{
  BeckonScanSignIn *sign_in = scan (self);

  fake_scan_sign_in_show_code (sign_in, "Zm9yIGEgZ29vZCBjb2RlIQ", 60);
  fake_scan_sign_in_scan (sign_in, "alice@example.org", "Alice");
  return GTK_WIDGET (self->window);
}

static GtkWidget *
show_scanned_deceptive (Gallery *self)
{
  BeckonScanSignIn *sign_in = scan (self);

  fake_scan_sign_in_show_code (sign_in, "Zm9yIGEgZ29vZCBjb2RlIQ", 60);
  fake_scan_sign_in_scan (sign_in, "\xd0\xb0lice@example.org", "Alice");
  fake_scan_sign_in_set_other_scanned (sign_in);
  return GTK_WIDGET (self->window);
}

static GtkWidget *
show_scan_signing_in (Gallery *self)
{
  BeckonScanSignIn *sign_in = scan (self);

  fake_scan_sign_in_scan (sign_in, "alice@example.org", "Alice");
  fake_scan_sign_in_set_state (sign_in, BECKON_SCAN_SIGNING_IN);
  return GTK_WIDGET (self->window);
}

static GtkWidget *
show_scan_state (Gallery *self, BeckonScanState state)
{
  fake_scan_sign_in_set_state (scan (self), state);
  return GTK_WIDGET (self->window);
}

static GtkWidget *
show_scan_paused (Gallery *self)
{
  return show_scan_state (self, BECKON_SCAN_PAUSED);
}

static GtkWidget *
show_scan_expired (Gallery *self)
{
  return show_scan_state (self, BECKON_SCAN_EXPIRED);
}

static GtkWidget *
show_scan_declined (Gallery *self)
{
  return show_scan_state (self, BECKON_SCAN_DECLINED);
}

static GtkWidget *
show_scan_wrong_number (Gallery *self)
{
  return show_scan_state (self, BECKON_SCAN_WRONG_NUMBER);
}

static GtkWidget *
show_scan_cancelled (Gallery *self)
{
  return show_scan_state (self, BECKON_SCAN_CANCELLED);
}

static GtkWidget *
show_scan_not_offered (Gallery *self)
{
  g_autoptr (GError) error
    = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "No metadata anywhere");

  fake_scan_sign_in_fail (scan (self), BECKON_SCAN_NOT_OFFERED, error);
  return GTK_WIDGET (self->window);
}

static GtkWidget *
show_scan_failed (Gallery *self)
{
  g_autoptr (GError) error
    = g_error_new_literal (BECKON_NET_ERROR, BECKON_NET_ERROR_TIMEOUT, "No answer");

  fake_scan_sign_in_fail (scan (self), BECKON_SCAN_FAILED, error);
  return GTK_WIDGET (self->window);
}

const GalleryPage gallery_setup_pages[] = {
  { "welcome", FALSE, show_welcome },
  { "sign-in", FALSE, show_sign_in },
  { "sign-in-advanced", FALSE, show_sign_in_advanced },
  { "sign-in-wrong-password", FALSE, show_wrong_password },
  { "sign-in-no-network", FALSE, show_no_network },
  { "sign-in-certificate", FALSE, show_certificate },
  { "servers", FALSE, show_servers },
  { "servers-no-invitation", FALSE, show_no_invitation },
  { "register", FALSE, show_register },
  { "scan-busy", FALSE, show_scan_busy },
  { "scan-code", FALSE, show_scan_code },
  { "scan-no-network", FALSE, show_scan_no_network },
  { "scan-scanned", FALSE, show_scanned },
  { "scan-deceptive", FALSE, show_scanned_deceptive },
  { "scan-signing-in", FALSE, show_scan_signing_in },
  { "scan-paused", FALSE, show_scan_paused },
  { "scan-expired", FALSE, show_scan_expired },
  { "scan-declined", FALSE, show_scan_declined },
  { "scan-wrong-number", FALSE, show_scan_wrong_number },
  { "scan-cancelled", FALSE, show_scan_cancelled },
  { "scan-not-offered", FALSE, show_scan_not_offered },
  { "scan-failed", FALSE, show_scan_failed },
  { NULL },
};
