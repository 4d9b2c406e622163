/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-account.h"

G_BEGIN_DECLS

/**
 * BeckonServerFeature:
 * @BECKON_SERVER_ARCHIVE: keeps messages (XEP-0313)
 * @BECKON_SERVER_COPIES: gives each device what the others send and receive (XEP-0280)
 * @BECKON_SERVER_RESUMES: goes on after an interruption, and says what it has received (XEP-0198)
 * @BECKON_SERVER_BLOCKING: keeps out whom the person does not want (XEP-0191)
 * @BECKON_SERVER_PROFILES: keeps name and picture, and tells contacts of changes (XEP-0163)
 * @BECKON_SERVER_CHANGES: lets the password be changed, and the account deleted (XEP-0077)
 *
 * What makes a difference to the person.
 */
typedef enum
{
  BECKON_SERVER_ARCHIVE = 1 << 0,
  BECKON_SERVER_COPIES = 1 << 1,
  BECKON_SERVER_RESUMES = 1 << 2,
  BECKON_SERVER_BLOCKING = 1 << 3,
  BECKON_SERVER_PROFILES = 1 << 4,
  BECKON_SERVER_CHANGES = 1 << 5,
} BeckonServerFeature;

/**
 * BeckonServerInfo:
 * @software: (nullable): the program that it runs and its version, as it says itself
 * @features: what it does
 */
typedef struct
{
  char *software;
  BeckonServerFeature features;
} BeckonServerInfo;

void beckon_server_info_free (BeckonServerInfo *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BeckonServerInfo, beckon_server_info_free)

void beckon_account_get_server_info_async (BeckonAccount *self,
                                           GCancellable *cancellable,
                                           GAsyncReadyCallback callback,
                                           gpointer user_data);
BeckonServerInfo *beckon_account_get_server_info_finish (BeckonAccount *self,
                                                         GAsyncResult *result,
                                                         GError **error);

G_END_DECLS
