/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-device-service.h"
#include "beckon-jid.h"

G_BEGIN_DECLS

/**
 * BeckonDeviceCode:
 * @device_code: what is asked with; secret
 * @user_code: what is typed
 * @verification_uri: where it is typed
 * @code_uri: what the code on the screen holds
 * @lifetime: in seconds
 * @interval: seconds between two requests
 *
 * A code, as the service gave it (RFC 8628, section 3.2).
 */
typedef struct
{
  char *device_code;
  char *user_code;
  char *verification_uri;
  char *code_uri;
  guint lifetime;
  guint interval;
} BeckonDeviceCode;

BeckonDeviceCode *beckon_device_code_parse (BeckonDeviceService *service,
                                            BeckonHttpResponse *response,
                                            GError **error);
void beckon_device_code_free (BeckonDeviceCode *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BeckonDeviceCode, beckon_device_code_free)

/**
 * BeckonDeviceAnswerKind:
 * @BECKON_DEVICE_ANSWER_PENDING: the person has not decided
 * @BECKON_DEVICE_ANSWER_SLOW_DOWN: as before, and we ask too often
 * @BECKON_DEVICE_ANSWER_LATER: the service cannot say just now
 * @BECKON_DEVICE_ANSWER_TOKEN: confirmed
 * @BECKON_DEVICE_ANSWER_DECLINED: declined
 * @BECKON_DEVICE_ANSWER_NUMBER: too many wrong numbers
 * @BECKON_DEVICE_ANSWER_CANCELLED: we have given the code back
 * @BECKON_DEVICE_ANSWER_EXPIRED: the code is too old
 */
typedef enum
{
  BECKON_DEVICE_ANSWER_PENDING,
  BECKON_DEVICE_ANSWER_SLOW_DOWN,
  BECKON_DEVICE_ANSWER_LATER,
  BECKON_DEVICE_ANSWER_TOKEN,
  BECKON_DEVICE_ANSWER_DECLINED,
  BECKON_DEVICE_ANSWER_NUMBER,
  BECKON_DEVICE_ANSWER_CANCELLED,
  BECKON_DEVICE_ANSWER_EXPIRED,
} BeckonDeviceAnswerKind;

/**
 * BeckonDeviceAnswer:
 * @kind: what it says
 * @scanned: with %BECKON_DEVICE_ANSWER_PENDING: a phone has opened the code
 * @other_scanned: and so has another one
 * @jid: (nullable): with @scanned or %BECKON_DEVICE_ANSWER_TOKEN: the account, on the domain of the
 *   service. Always there with @scanned
 * @name: (nullable): its name, one line
 * @picture: (nullable): its picture, as a file that is not decoded yet
 * @number: (nullable): two digits. Always there with @scanned
 * @token: with %BECKON_DEVICE_ANSWER_TOKEN: an access token; secret
 * @retry_after: seconds to wait at least, or 0
 * @waited: the service held the answer back, and may be asked again at once
 */
typedef struct
{
  BeckonDeviceAnswerKind kind;
  gboolean scanned;
  gboolean other_scanned;
  BeckonJid *jid;
  char *name;
  GBytes *picture;
  char *number;
  char *token;
  guint retry_after;
  gboolean waited;
} BeckonDeviceAnswer;

BeckonDeviceAnswer *beckon_device_answer_parse (BeckonDeviceService *service,
                                                BeckonHttpResponse *response,
                                                GError **error);
void beckon_device_answer_free (BeckonDeviceAnswer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BeckonDeviceAnswer, beckon_device_answer_free)

GError *beckon_device_failure_parse (BeckonHttpResponse *response);

G_END_DECLS
