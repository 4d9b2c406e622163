/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-device-answer.h"

G_BEGIN_DECLS

/**
 * BeckonDeviceInfo:
 * @id: the `user-agent` id (XEP-0388) that the device will sign in with
 * @name: (nullable): its name
 * @os: (nullable): its operating system
 * @software: (nullable): its application
 *
 * What the phone shows of this device.
 */
typedef struct
{
  const char *id;
  const char *name;
  const char *os;
  const char *software;
} BeckonDeviceInfo;

/**
 * BeckonDeviceClient:
 *
 * Asks one service, one request at a time for each code; knows nothing of time.
 */
#define BECKON_TYPE_DEVICE_CLIENT (beckon_device_client_get_type ())
G_DECLARE_FINAL_TYPE (BeckonDeviceClient, beckon_device_client, BECKON, DEVICE_CLIENT, GObject)

BeckonDeviceClient *beckon_device_client_new (BeckonHttp *http,
                                              BeckonDeviceService *service,
                                              const BeckonDeviceInfo *info);
BeckonDeviceService *beckon_device_client_get_service (BeckonDeviceClient *self);

void beckon_device_client_get_code_async (BeckonDeviceClient *self,
                                          GCancellable *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer user_data);
BeckonDeviceCode *beckon_device_client_get_code_finish (BeckonDeviceClient *self,
                                                        GAsyncResult *result,
                                                        GError **error);

void beckon_device_client_poll_async (BeckonDeviceClient *self,
                                      BeckonDeviceCode *code,
                                      gboolean scanned,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
BeckonDeviceAnswer *
beckon_device_client_poll_finish (BeckonDeviceClient *self, GAsyncResult *result, GError **error);

void beckon_device_client_revoke (BeckonDeviceClient *self, const char *token);

G_END_DECLS
