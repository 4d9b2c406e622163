/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "beckon-client-private.h"

G_BEGIN_DECLS

/* A client with people in it that is nowhere but in memory, and what tests of windows need. */

BeckonClient *ui_fixture_client_new (void);
BeckonAccount *ui_fixture_add_account (BeckonClient *client, const char *address);
BeckonContact *ui_fixture_add_contact (BeckonAccount *account,
                                       const char *address,
                                       const char *name,
                                       BeckonShow show,
                                       const char *status);
BeckonChat *ui_fixture_add_chat (BeckonAccount *account, const char *address);
BeckonMessageRecord *ui_fixture_add_message (BeckonChat *chat,
                                             const char *body,
                                             gboolean outgoing,
                                             gint64 minutes_ago,
                                             BeckonMessageState state);
BeckonAccount *ui_fixture_add_people (BeckonClient *client);

void ui_fixture_init_style (void);
void ui_fixture_settle (GtkWidget *widget);
GdkTexture *ui_fixture_render (GtkWidget *widget);
void ui_fixture_keep_picture (GtkWidget *widget, const char *name);

GtkWidget *ui_find_id (GtkWidget *root, const char *id);
GtkWidget *ui_get (gpointer root, const char *id);
GtkWidget *ui_find_label (GtkWidget *root, const char *text);
GtkWidget *ui_find_window (GType type);
const char *ui_text (gpointer root, const char *id);
gboolean ui_give_up_cb (gpointer what);

/* Runs the main loop until the condition holds. */
#define WAIT_FOR(condition)                                                                        \
  G_STMT_START                                                                                     \
  {                                                                                                \
    guint timer_ = g_timeout_add_seconds (20, ui_give_up_cb, (gpointer) #condition);               \
    while (!(condition))                                                                           \
      g_main_context_iteration (NULL, TRUE);                                                       \
    g_source_remove (timer_);                                                                      \
  }                                                                                                \
  G_STMT_END

G_END_DECLS
