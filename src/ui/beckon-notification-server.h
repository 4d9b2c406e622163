/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * BeckonUrgency:
 *
 * How much a notification may disturb, as the desktop counts it.
 */
typedef enum
{
  BECKON_URGENCY_LOW,
  BECKON_URGENCY_NORMAL,
  BECKON_URGENCY_CRITICAL,
} BeckonUrgency;

/**
 * BeckonNotification:
 * @title: what or who, as text
 * @body: (nullable): more, as text
 * @picture: (nullable): of whom it is
 * @category: of the Desktop Notifications Specification, such as `im.received`
 * @urgency: how much it may disturb
 * @sound: whether it may be heard
 * @can_mark_read: whether to offer that
 * @can_reply: whether to offer that, where the desktop has a place to write in
 *
 * What to tell the person outside of the window. All texts are plain.
 */
typedef struct
{
  const char *title;
  const char *body;
  GdkTexture *picture;
  const char *category;
  BeckonUrgency urgency;
  gboolean sound;
  gboolean can_mark_read;
  gboolean can_reply;
} BeckonNotification;

/**
 * BeckonNotificationServer:
 *
 * The desktop's notifications. In a sandbox they go through its portal (as GNotification);
 * otherwise straight to org.freedesktop.Notifications, which has what GNotification lacks: writing
 * an answer in place, sounds, and knowing whether the text would be taken for markup.
 *
 * Signals:
 * - `activated` (string id, string action, string text, nullable): the person chose `default`,
 *   `mark-read` or, with a text, `reply`
 */
#define BECKON_TYPE_NOTIFICATION_SERVER (beckon_notification_server_get_type ())
G_DECLARE_FINAL_TYPE (BeckonNotificationServer,
                      beckon_notification_server,
                      BECKON,
                      NOTIFICATION_SERVER,
                      GObject)

BeckonNotificationServer *beckon_notification_server_new (GApplication *application,
                                                          gboolean sandboxed);
void beckon_notification_server_show (BeckonNotificationServer *self,
                                      const char *id,
                                      const BeckonNotification *notification);
void beckon_notification_server_withdraw (BeckonNotificationServer *self, const char *id);
void beckon_notification_server_set_badge (BeckonNotificationServer *self, guint count);

G_END_DECLS
