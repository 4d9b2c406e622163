/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "beckon-scan-text.h"

#include <glib/gi18n.h>

#include "beckon-error-text.h"

/* How often the words for the time left change: each change is read out. */
#define SPOKEN_SECONDS 15

static BeckonScanMessage *
new_message (const char *icon,
             const char *title,
             const char *body,
             const char *button,
             BeckonScanAction action)
{
  BeckonScanMessage *self = g_new0 (BeckonScanMessage, 1);

  self->icon = icon;
  self->title = g_strdup (title);
  self->body = g_strdup (body);
  self->button = button;
  self->action = action;
  return self;
}

static BeckonScanMessage *
new_not_offered (const GError *error, const char *domain)
{
  g_autofree char *body = g_strdup_printf (
    /* Translators: %s is a server's name. */
    _ ("“%s” makes no codes. Your address and password work there as ever."), domain);
  BeckonScanMessage *self = new_message ("dialog-password-symbolic",
                                         _ ("No scanning on this server"),
                                         body,
                                         _ ("_Sign In With a Password"),
                                         BECKON_SCAN_ACTION_PASSWORD);

  self->other_server = TRUE;
  if (error != NULL)
    {
      g_autoptr (BeckonErrorText) text = beckon_error_text_new (error, domain);

      self->details = g_strdup (text->details);
    }
  return self;
}

static BeckonScanMessage *
new_failure (const GError *error, const char *domain)
{
  g_autoptr (BeckonErrorText) text = NULL;
  BeckonScanMessage *self;

  if (error == NULL)
    return NULL;
  text = beckon_error_text_new (error, domain);
  self = new_message ("dialog-error-symbolic",
                      text->title,
                      text->body,
                      _ ("_Try Again"),
                      BECKON_SCAN_ACTION_NEW_CODE);
  self->other_server = TRUE;
  self->details = g_strdup (text->details);
  return self;
}

static BeckonScanMessage *
new_already_signed_in (BeckonAccount *account)
{
  g_autofree char *body = NULL;

  if (account == NULL)
    return NULL;
  body = g_strdup_printf (
    /* Translators: %s is an account's address. */
    _ ("%s is in Beckon already, so nothing was changed."),
    beckon_jid_get_bare (beckon_account_get_jid (account)));
  return new_message ("avatar-default-symbolic",
                      _ ("Signed in already"),
                      body,
                      _ ("_Open It"),
                      BECKON_SCAN_ACTION_OPEN);
}

/**
 * beckon_scan_message_new:
 * @domain: the server, to be named
 *
 * Returns: (transfer full) (nullable): words for the state of @sign_in, or %NULL while it is
 *   under way or when it is done
 */
BeckonScanMessage *
beckon_scan_message_new (BeckonScanSignIn *sign_in, const char *domain)
{
  const GError *error = beckon_scan_sign_in_get_error (sign_in);

  switch (beckon_scan_sign_in_get_state (sign_in))
    {
    case BECKON_SCAN_ALREADY_SIGNED_IN:
      return new_already_signed_in (beckon_scan_sign_in_get_account (sign_in));
    case BECKON_SCAN_PAUSED:
      return new_message ("media-playback-pause-symbolic",
                          _ ("Paused"),
                          _ ("Nobody has scanned for a while, so no more codes are made. Take "
                             "your phone, then go on."),
                          _ ("Show a _New Code"),
                          BECKON_SCAN_ACTION_NEW_CODE);
    case BECKON_SCAN_EXPIRED:
      return new_message ("preferences-system-time-symbolic",
                          _ ("The time is over"),
                          _ ("The code was scanned but not confirmed in time. Nobody is signed "
                             "in."),
                          _ ("Show a _New Code"),
                          BECKON_SCAN_ACTION_NEW_CODE);
    case BECKON_SCAN_DECLINED:
      return new_message ("action-unavailable-symbolic",
                          _ ("Declined on the phone"),
                          _ ("Nobody is signed in. If it was not you who declined, somebody else "
                             "has scanned this code: look around before you show another one."),
                          _ ("Show a _New Code"),
                          BECKON_SCAN_ACTION_NEW_CODE);
    case BECKON_SCAN_WRONG_NUMBER:
      return new_message ("dialog-warning-symbolic",
                          _ ("Three wrong numbers"),
                          _ ("The phone was given another number than the one shown here, so the "
                             "code was ended. Nobody is signed in."),
                          _ ("Show a _New Code"),
                          BECKON_SCAN_ACTION_NEW_CODE);
    case BECKON_SCAN_CANCELLED:
      return new_message ("process-stop-symbolic",
                          _ ("Cancelled"),
                          _ ("The code no longer works, and nobody is signed in."),
                          _ ("Show a _New Code"),
                          BECKON_SCAN_ACTION_NEW_CODE);
    case BECKON_SCAN_NOT_OFFERED:
      return new_not_offered (error, domain);
    case BECKON_SCAN_FAILED:
      return new_failure (error, domain);
    case BECKON_SCAN_FINDING:
    case BECKON_SCAN_WAITING:
    case BECKON_SCAN_SCANNED:
    case BECKON_SCAN_SIGNING_IN:
    case BECKON_SCAN_DONE:
    default:
      return NULL;
    }
}

void
beckon_scan_message_free (BeckonScanMessage *self)
{
  g_free (self->title);
  g_free (self->body);
  g_free (self->details);
  g_free (self);
}

/**
 * beckon_scan_text_dup_busy:
 * @domain: the server
 *
 * Returns: (transfer full): what it is busy with, where there is nothing for the person to do
 */
char *
beckon_scan_text_dup_busy (BeckonScanSignIn *sign_in, const char *domain)
{
  BeckonJid *jid = beckon_scan_sign_in_get_jid (sign_in);

  if (beckon_scan_sign_in_get_state (sign_in) == BECKON_SCAN_FINDING)
    /* Translators: %s is a server's name. */
    return g_strdup_printf (_ ("Asking %s for a code…"), domain);
  if (jid == NULL)
    return g_strdup (_ ("Confirmed. Signing in…"));
  /* Translators: %s is an account's address. */
  return g_strdup_printf (_ ("Confirmed. Signing in as %s…"), beckon_jid_get_bare (jid));
}

/**
 * beckon_scan_text_dup_time_left:
 * @left: how long there is time, in microseconds
 *
 * Returns: (transfer full): what the person is to do, and within which time
 */
char *
beckon_scan_text_dup_time_left (BeckonScanSignIn *sign_in, gint64 left)
{
  const char *number = beckon_scan_sign_in_get_number (sign_in);
  const gint64 step = SPOKEN_SECONDS * G_USEC_PER_SEC;
  const int seconds = (int) ((MAX (left, 1) + step - 1) / step * SPOKEN_SECONDS);

  if (beckon_scan_sign_in_get_state (sign_in) == BECKON_SCAN_WAITING)
    return g_strdup_printf (ngettext ("Waiting for your phone. A new code comes in %d second.",
                                      "Waiting for your phone. A new code comes in %d seconds.",
                                      seconds),
                            seconds);
  if (number == NULL)
    return g_strdup (_ ("Confirm on your phone."));
  return g_strdup_printf (
    /* Translators: %s is a number of two digits. */
    ngettext ("Scanned. Confirm on your phone with the number %s, within %d second.",
              "Scanned. Confirm on your phone with the number %s, within %d seconds.",
              seconds),
    number,
    seconds);
}

/**
 * beckon_scan_text_get_warning:
 * @slow: whether what it is busy with takes long
 *
 * Returns: (nullable): what to warn of, whatever else is shown
 */
const char *
beckon_scan_text_get_warning (BeckonScanSignIn *sign_in, gboolean slow)
{
  const BeckonScanState state = beckon_scan_sign_in_get_state (sign_in);

  if (beckon_scan_sign_in_get_no_network (sign_in) && state < BECKON_SCAN_SIGNING_IN)
    return _ ("No network. It goes on by itself when the network is back.");
  if (beckon_scan_sign_in_get_other_scanned (sign_in) && state == BECKON_SCAN_SCANNED)
    return _ ("Somebody else tried to scan this code, too. Go on only if the account below is "
              "yours; the other one gets nothing.");
  if (slow && (state == BECKON_SCAN_FINDING || state == BECKON_SCAN_SIGNING_IN))
    return _ ("This takes longer than usual. The server is slow, or the network.");
  return NULL;
}
