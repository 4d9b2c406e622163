/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-application.h"
#include "beckon-window.h"
#include "fake-server.h"
#include "ui-fixture.h"

G_BEGIN_DECLS

/* What a page of the gallery is made of: a window over a client that is nowhere but in memory. */
typedef struct
{
  GtkApplication *application;
  BeckonServerChoice *server;
  BeckonClient *client;
  BeckonAccount *account; /* NULL without people */
  BeckonWindow *window;
} Gallery;

/* A page of the gallery. show() brings it about and returns what to take a picture of: the window,
 * a dialog or a popover. Lists of pages end with one without a name. */
typedef struct
{
  const char *name;
  gboolean people; /* whether there is an account with chats */
  GtkWidget *(*show) (Gallery *gallery);
} GalleryPage;

extern const GalleryPage gallery_setup_pages[];
extern const GalleryPage gallery_chat_pages[];
extern const GalleryPage gallery_window_pages[];

void gallery_serve_form (FakeConnection *connection, gpointer user_data);
void gallery_add_talk (BeckonAccount *account);
void gallery_open_chat (Gallery *self, guint position);
guint gallery_tell_misfits (GtkWidget *widget, const char *name, int width, int height);
GtkWidget *gallery_find_type (GtkWidget *root, GType type);

G_END_DECLS
