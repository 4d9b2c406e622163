/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-account.h"

G_BEGIN_DECLS

/* The devices that were signed in by scanning, and letting another one in, by ad-hoc commands
 * (XEP-0050) to the account's server; server/PROTOCOL.md has their nodes. All of this fails with
 * %G_IO_ERROR_NOT_CONNECTED when there is no connection, with %G_IO_ERROR_NOT_SUPPORTED when the
 * server does not offer it, and with a %BECKON_STANZA_ERROR when the server says no. */

/**
 * BeckonDevice:
 * @id: what to revoke it by
 * @name: (nullable): its name
 * @os: (nullable): its operating system
 * @software: (nullable): its application
 * @first_seen: (nullable): when it was signed in
 * @last_seen: (nullable): when it was last connected
 * @current: whether it is this one
 *
 * A device that is signed in to the account. All texts are one line of plain text, as the device
 * says itself.
 */
typedef struct
{
  char *id;
  char *name;
  char *os;
  char *software;
  GDateTime *first_seen;
  GDateTime *last_seen;
  gboolean current;
} BeckonDevice;

void beckon_device_free (BeckonDevice *self);

void beckon_account_list_devices_async (BeckonAccount *self,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);
GPtrArray *
beckon_account_list_devices_finish (BeckonAccount *self, GAsyncResult *result, GError **error);

/* These end in beckon_account_call_finish(). */
void beckon_account_revoke_device_async (BeckonAccount *self,
                                         const char *id,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data);
void beckon_account_revoke_other_devices_async (BeckonAccount *self,
                                                GCancellable *cancellable,
                                                GAsyncReadyCallback callback,
                                                gpointer user_data);
void beckon_account_revoke_this_device_async (BeckonAccount *self,
                                              GCancellable *cancellable,
                                              GAsyncReadyCallback callback,
                                              gpointer user_data);

/**
 * BeckonApproval:
 *
 * A device that wants to be signed in to the account, whose code was scanned here. The device shows
 * a number of two digits, which is to be given to confirm.
 */
#define BECKON_TYPE_APPROVAL (beckon_approval_get_type ())
G_DECLARE_FINAL_TYPE (BeckonApproval, beckon_approval, BECKON, APPROVAL, GObject)

/**
 * BeckonApprovalResult:
 * @BECKON_APPROVAL_DONE: confirmed or declined, as was wanted
 * @BECKON_APPROVAL_WRONG_NUMBER: the number is another one: ask for it again
 */
typedef enum
{
  BECKON_APPROVAL_DONE,
  BECKON_APPROVAL_WRONG_NUMBER,
} BeckonApprovalResult;

/**
 * BeckonApprovalNetwork:
 * @BECKON_APPROVAL_NETWORK_UNKNOWN: the server cannot tell
 * @BECKON_APPROVAL_NETWORK_SAME: the one from which we are connected
 * @BECKON_APPROVAL_NETWORK_OTHER: another one
 *
 * From where a device asked.
 */
typedef enum
{
  BECKON_APPROVAL_NETWORK_UNKNOWN,
  BECKON_APPROVAL_NETWORK_SAME,
  BECKON_APPROVAL_NETWORK_OTHER,
} BeckonApprovalNetwork;

void beckon_account_approve_async (BeckonAccount *self,
                                   const char *code,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
BeckonApproval *
beckon_account_approve_finish (BeckonAccount *self, GAsyncResult *result, GError **error);

const char *beckon_approval_get_device_name (BeckonApproval *self);
const char *beckon_approval_get_os (BeckonApproval *self);
const char *beckon_approval_get_software (BeckonApproval *self);
const char *beckon_approval_get_address (BeckonApproval *self);
BeckonApprovalNetwork beckon_approval_get_network (BeckonApproval *self);
GDateTime *beckon_approval_get_time (BeckonApproval *self);

void beckon_approval_decide_async (BeckonApproval *self,
                                   gboolean confirm,
                                   const char *number,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean beckon_approval_decide_finish (BeckonApproval *self,
                                        GAsyncResult *result,
                                        BeckonApprovalResult *outcome,
                                        GError **error);

G_END_DECLS
