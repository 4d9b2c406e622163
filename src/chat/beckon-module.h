/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-account.h"
#include "beckon-session.h"

G_BEGIN_DECLS

/**
 * BeckonModule:
 *
 * A part of an account that does one thing with the account's session, whichever that is at the
 * moment: the contact list, presence, blocking, archive, and so on.
 */
#define BECKON_TYPE_MODULE (beckon_module_get_type ())
G_DECLARE_DERIVABLE_TYPE (BeckonModule, beckon_module, BECKON, MODULE, GObject)

/**
 * BeckonModuleClass:
 * @attached: there is a new session
 * @resumed: the session goes on after an interruption
 * @detached: the session is over; its handlers and the cancellable are gone already
 */
struct _BeckonModuleClass
{
  GObjectClass parent_class;

  void (*attached) (BeckonModule *self, BeckonSession *session);
  void (*resumed) (BeckonModule *self, BeckonSession *session);
  void (*detached) (BeckonModule *self);
};

gpointer beckon_module_new (GType type, BeckonAccount *account);
void beckon_module_attach (BeckonModule *self, BeckonSession *session);
void beckon_module_resume (BeckonModule *self);
void beckon_module_detach (BeckonModule *self);

BeckonAccount *beckon_module_get_account (BeckonModule *self);
BeckonSession *beckon_module_get_session (BeckonModule *self);
GCancellable *beckon_module_get_cancellable (BeckonModule *self);

void beckon_module_add_handler (BeckonModule *self,
                                const char *stanza_name,
                                const char *payload_name,
                                const char *payload_ns,
                                int priority,
                                BeckonStanzaHandler handler);
void beckon_module_take_handler (BeckonModule *self, guint id);

gboolean beckon_module_check_online (BeckonModule *self, GTask *task);

G_END_DECLS
