/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-archive-past.h"
#include "beckon-archive-sync.h"
#include "beckon-avatars.h"
#include "beckon-blocklist.h"
#include "beckon-capabilities.h"
#include "beckon-discovery.h"
#include "beckon-message-pipeline.h"
#include "beckon-outbox.h"
#include "beckon-presence-tracker.h"
#include "beckon-read-sync.h"
#include "beckon-roster.h"

G_BEGIN_DECLS

/**
 * BeckonAccountModules:
 * @all: (element-type BeckonModule): all of them, in the order in which they start
 * @needs_carbons: whether copies (XEP-0280) are still to be asked for
 * @knows_activity: whether the server wants to know when nobody looks (XEP-0352)
 * @inactive: whether nobody looks
 *
 * What an account does with its session, and how the parts depend on each other.
 */
typedef struct
{
  BeckonRoster *roster;
  BeckonPresenceTracker *presence;
  BeckonDiscovery *discovery;
  BeckonBlocklist *blocklist;
  BeckonAvatars *avatars;
  BeckonMessagePipeline *pipeline;
  BeckonReadSync *reading;
  BeckonArchiveSync *archive;
  BeckonArchivePast *past;
  BeckonOutbox *outbox;
  GPtrArray *all;
  gboolean needs_carbons;
  gboolean knows_activity;
  gboolean inactive;
} BeckonAccountModules;

BeckonAccountModules *beckon_account_modules_new (BeckonAccount *account,
                                                  BeckonStore *store,
                                                  BeckonContactBook *book,
                                                  BeckonAccountRecord *record);
void beckon_account_modules_free (BeckonAccountModules *self);
void beckon_account_modules_attach (BeckonAccountModules *self, BeckonSession *session);
void beckon_account_modules_resume (BeckonAccountModules *self);
void beckon_account_modules_detach (BeckonAccountModules *self);
void beckon_account_modules_set_active (BeckonAccountModules *self, gboolean active);

BeckonAccountModules *beckon_account_get_modules (BeckonAccount *self);

G_END_DECLS
