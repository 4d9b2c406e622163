/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-client.h"
#include "beckon-notification-server.h"

G_BEGIN_DECLS

/**
 * BeckonNotifier:
 *
 * Tells the person outside of the window what has come in while nobody was looking at it, and takes
 * that back once it is read, here or elsewhere.
 *
 * Who is not a contact gets one notification for all strangers together, without a sound, and
 * without what they write: it is a way into a screen for anybody.
 */
#define BECKON_TYPE_NOTIFIER (beckon_notifier_get_type ())
G_DECLARE_FINAL_TYPE (BeckonNotifier, beckon_notifier, BECKON, NOTIFIER, GObject)

BeckonNotifier *beckon_notifier_new (GtkApplication *application,
                                     BeckonClient *client,
                                     BeckonNotificationServer *server);

G_END_DECLS
