/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-client.h"
#include "beckon-notification-server.h"

G_BEGIN_DECLS

/**
 * BeckonAccountNotifier:
 *
 * Tells the person outside of the window what happens to an account while nobody looks: contact
 * requests, and devices that were signed in.
 */
#define BECKON_TYPE_ACCOUNT_NOTIFIER (beckon_account_notifier_get_type ())
G_DECLARE_FINAL_TYPE (
  BeckonAccountNotifier, beckon_account_notifier, BECKON, ACCOUNT_NOTIFIER, GObject)

BeckonAccountNotifier *beckon_account_notifier_new (GtkApplication *application,
                                                    BeckonClient *client,
                                                    BeckonNotificationServer *server);

G_END_DECLS
