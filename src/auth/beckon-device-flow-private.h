/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-device-flow.h"
#include "beckon-device-poll.h"

G_BEGIN_DECLS

/* How many codes are shown in a row when nobody scans them. */
#define BECKON_DEVICE_FLOW_MAX_CODES 6

/* How long somebody who scanned has to decide, from when the code was made; and how long we try to
 * get a code without a network. */
#define BECKON_DEVICE_FLOW_DECISION_TIME (300 * (gint64) G_USEC_PER_SEC)

/* A code that counts. Times are those of the clock. */
typedef struct
{
  BeckonDevicePoll *poll;
  gint64 start;
  gint64 end;
  gboolean scanned;
} BeckonFlowCode;

struct _BeckonDeviceFlow
{
  GObject parent_instance;

  BeckonDeviceClient *client;
  BeckonDeviceClock *clock;
  BeckonDeviceFlowState state;
  GError *error;
  gboolean no_network;
  gboolean other_scanned;
  gboolean changed; /* since it was said last */

  GPtrArray *codes; /* the last one is on show */
  guint n_codes;
  GCancellable *getting; /* (nullable): a code is asked for */
  gint64 next_try;       /* when to ask for one again, or 0 */
  guint failures;
  gint64 starting_since;
  GError *code_error; /* why there is no further code */
  guint timer_id;     /* until something is too old, or is to be tried again */

  BeckonDeviceAnswer *scan;  /* (nullable): by whom */
  BeckonDeviceAnswer *token; /* (nullable) */
};

/* Changes are told by beckon_device_flow_check(), which does all that is to be done by then. */
gint64 beckon_device_flow_get_time (BeckonDeviceFlow *self);
void beckon_device_flow_set_state (BeckonDeviceFlow *self, BeckonDeviceFlowState state);
void beckon_device_flow_set_flag (BeckonDeviceFlow *self, gboolean *flag, gboolean value);
void beckon_device_flow_end (BeckonDeviceFlow *self,
                             BeckonDeviceFlowState state,
                             gboolean give_codes_back);
void beckon_device_flow_fail (BeckonDeviceFlow *self, const GError *error);
void beckon_device_flow_check (BeckonDeviceFlow *self);

void beckon_flow_code_free (gpointer data);
BeckonFlowCode *beckon_device_flow_get_shown (BeckonDeviceFlow *self);
gint64 beckon_device_flow_get_show_end (BeckonDeviceFlow *self, BeckonFlowCode *code);
void beckon_device_flow_ask_for_code (BeckonDeviceFlow *self);
void beckon_device_flow_stop_getting (BeckonDeviceFlow *self);
void beckon_device_flow_give_back (BeckonDeviceFlow *self, BeckonFlowCode *code);

void beckon_device_flow_poll_cb (BeckonDevicePoll *poll,
                                 BeckonDeviceAnswer *taken,
                                 const GError *error,
                                 gpointer user_data);

G_END_DECLS
