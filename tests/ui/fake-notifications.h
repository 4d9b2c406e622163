/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* org.freedesktop.Notifications on the session's bus, and what it was asked to show. */
typedef struct
{
  GDBusConnection *bus;
  guint name_id;
  guint object_id;
  const char *const *capabilities;
  gboolean hold; /* whether to answer to Notify only when told to */
  GDBusMethodInvocation *held;
  guint32 last_number;

  /* of the last Notify */
  guint n_shown;
  guint32 replaces;
  char *title;
  char *body;
  char **actions;
  GVariant *hints;

  GArray *closed; /* numbers */
  gint64 badge;   /* -1: not shown yet */
  guint badge_id;
} FakeNotifications;

FakeNotifications *fake_notifications_new (const char *const *capabilities);
void fake_notifications_free (FakeNotifications *self);
void fake_notifications_answer (FakeNotifications *self);
void fake_notifications_emit (FakeNotifications *self, const char *name, GVariant *parameters);
gboolean fake_notifications_is_closed (FakeNotifications *self, guint32 number);

G_END_DECLS
