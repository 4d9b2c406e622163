/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-device-flow-private.h"

G_DEFINE_FINAL_TYPE (BeckonDeviceFlow, beckon_device_flow, G_TYPE_OBJECT)

static guint changed_signal;

gint64
beckon_device_flow_get_time (BeckonDeviceFlow *self)
{
  return beckon_device_clock_get_time (self->clock);
}

static gboolean
is_over (BeckonDeviceFlow *self)
{
  return self->state >= BECKON_DEVICE_FLOW_CONFIRMED;
}

static void
say_changes (BeckonDeviceFlow *self)
{
  if (!self->changed)
    return;
  self->changed = FALSE;
  g_signal_emit (self, changed_signal, 0);
}

void
beckon_device_flow_set_state (BeckonDeviceFlow *self, BeckonDeviceFlowState state)
{
  self->changed |= self->state != state;
  self->state = state;
}

void
beckon_device_flow_set_flag (BeckonDeviceFlow *self, gboolean *flag, gboolean value)
{
  self->changed |= *flag != value;
  *flag = value;
}

/* Ends all that goes on by itself. What is given back is what could still be scanned. */
static void
stop (BeckonDeviceFlow *self, gboolean give_codes_back)
{
  beckon_device_clock_remove (self->clock, &self->timer_id);
  beckon_device_flow_stop_getting (self);
  for (guint i = 0; give_codes_back && i < self->codes->len; i++)
    beckon_device_flow_give_back (self, g_ptr_array_index (self->codes, i));
  g_ptr_array_set_size (self->codes, 0);
}

void
beckon_device_flow_end (BeckonDeviceFlow *self,
                        BeckonDeviceFlowState state,
                        gboolean give_codes_back)
{
  stop (self, give_codes_back);
  beckon_device_flow_set_flag (self, &self->no_network, FALSE);
  beckon_device_flow_set_state (self, state);
}

void
beckon_device_flow_fail (BeckonDeviceFlow *self, const GError *error)
{
  GError *copy = g_error_copy (error);

  g_clear_error (&self->error);
  self->error = copy;
  beckon_device_flow_end (self, BECKON_DEVICE_FLOW_FAILED, TRUE);
}

/* Time */

/* Drops what is too old, or ends with it. */
static void
expire_codes (BeckonDeviceFlow *self)
{
  gint64 now = beckon_device_flow_get_time (self);

  for (guint i = self->codes->len; i-- > 0;)
    {
      BeckonFlowCode *code = g_ptr_array_index (self->codes, i);

      if (code->end > now)
        continue;
      if (code->scanned)
        {
          beckon_device_flow_end (self, BECKON_DEVICE_FLOW_EXPIRED, TRUE);
          return;
        }
      self->changed |= code == beckon_device_flow_get_shown (self);
      g_ptr_array_remove_index (self->codes, i);
    }
  if (self->codes->len > 0)
    return;
  if (self->state == BECKON_DEVICE_FLOW_STARTING)
    {
      if (now - self->starting_since > BECKON_DEVICE_FLOW_DECISION_TIME)
        beckon_device_flow_end (self, BECKON_DEVICE_FLOW_PAUSED, FALSE);
    }
  else if (self->n_codes >= BECKON_DEVICE_FLOW_MAX_CODES)
    beckon_device_flow_end (self, BECKON_DEVICE_FLOW_PAUSED, FALSE);
  else if (self->code_error != NULL && !beckon_device_error_is_network (self->code_error))
    beckon_device_flow_fail (self, self->code_error);
  else
    {
      self->starting_since = now;
      beckon_device_flow_set_state (self, BECKON_DEVICE_FLOW_STARTING);
    }
}

/* When a further code is to be asked for. */
static gint64
get_next_try (BeckonDeviceFlow *self)
{
  BeckonFlowCode *shown = beckon_device_flow_get_shown (self);

  if (self->getting != NULL || self->n_codes >= BECKON_DEVICE_FLOW_MAX_CODES
      || (shown != NULL && shown->scanned))
    return G_MAXINT64;
  return MAX (self->next_try, shown != NULL ? beckon_device_flow_get_show_end (self, shown) : 0);
}

static void
timer_cb (gpointer user_data)
{
  BeckonDeviceFlow *self = user_data;

  self->timer_id = 0;
  beckon_device_flow_check (self);
}

static void
wait_for_next (BeckonDeviceFlow *self)
{
  gint64 next = get_next_try (self);

  if (self->codes->len == 0)
    next = MIN (next, self->starting_since + BECKON_DEVICE_FLOW_DECISION_TIME + 1);
  for (guint i = 0; i < self->codes->len; i++)
    next = MIN (next, ((BeckonFlowCode *) g_ptr_array_index (self->codes, i))->end);
  beckon_device_clock_remove (self->clock, &self->timer_id);
  self->timer_id = beckon_device_clock_add (self->clock, next, timer_cb, self);
}

/* Does what is to be done by now, after whatever has changed. */
void
beckon_device_flow_check (BeckonDeviceFlow *self)
{
  g_object_ref (self);
  if (!is_over (self))
    expire_codes (self);
  if (!is_over (self) && beckon_device_flow_get_time (self) >= get_next_try (self))
    beckon_device_flow_ask_for_code (self);
  if (!is_over (self))
    wait_for_next (self);
  say_changes (self);
  g_object_unref (self);
}

static void
ask_again (BeckonDeviceFlow *self)
{
  self->next_try = 0;
  for (guint i = 0; i < self->codes->len; i++)
    beckon_device_poll_ask_again (((BeckonFlowCode *) g_ptr_array_index (self->codes, i))->poll);
  beckon_device_flow_check (self);
}

/* The code is as much older. */
static void
slept_cb (BeckonDeviceFlow *self)
{
  if (is_over (self))
    return;
  self->changed = TRUE;
  ask_again (self);
}

static void
network_changed_cb (BeckonDeviceFlow *self, gboolean available)
{
  if (available && !is_over (self) && self->no_network)
    ask_again (self);
}

/* The object */

static void
beckon_device_flow_dispose (GObject *object)
{
  BeckonDeviceFlow *self = BECKON_DEVICE_FLOW (object);

  if (self->client != NULL)
    stop (self, TRUE);
  g_clear_object (&self->client);
  g_clear_object (&self->clock);
  G_OBJECT_CLASS (beckon_device_flow_parent_class)->dispose (object);
}

static void
beckon_device_flow_finalize (GObject *object)
{
  BeckonDeviceFlow *self = BECKON_DEVICE_FLOW (object);

  g_ptr_array_unref (self->codes);
  g_clear_error (&self->error);
  g_clear_error (&self->code_error);
  g_clear_pointer (&self->scan, beckon_device_answer_free);
  g_clear_pointer (&self->token, beckon_device_answer_free);
  G_OBJECT_CLASS (beckon_device_flow_parent_class)->finalize (object);
}

static void
beckon_device_flow_class_init (BeckonDeviceFlowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = beckon_device_flow_dispose;
  object_class->finalize = beckon_device_flow_finalize;

  changed_signal = g_signal_new ("changed", BECKON_TYPE_DEVICE_FLOW, G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
}

static void
beckon_device_flow_init (BeckonDeviceFlow *self)
{
  self->codes = g_ptr_array_new_with_free_func (beckon_flow_code_free);
  g_signal_connect_object (g_network_monitor_get_default (), "network-changed",
                           G_CALLBACK (network_changed_cb), self, G_CONNECT_SWAPPED);
}

/**
 * beckon_device_flow_new:
 * @client: whom to ask
 * @clock: what time it is
 *
 * Returns: (transfer full): a flow that has not started
 */
BeckonDeviceFlow *
beckon_device_flow_new (BeckonDeviceClient *client, BeckonDeviceClock *clock)
{
  BeckonDeviceFlow *self = g_object_new (BECKON_TYPE_DEVICE_FLOW, NULL);

  self->client = g_object_ref (client);
  self->clock = g_object_ref (clock);
  g_signal_connect_object (clock, "slept", G_CALLBACK (slept_cb), self, G_CONNECT_SWAPPED);
  return self;
}

/**
 * beckon_device_flow_start:
 *
 * Asks for the first code. To be called once.
 */
void
beckon_device_flow_start (BeckonDeviceFlow *self)
{
  g_return_if_fail (self->timer_id == 0 && self->state == BECKON_DEVICE_FLOW_STARTING);

  self->starting_since = beckon_device_flow_get_time (self);
  beckon_device_flow_check (self);
}

/**
 * beckon_device_flow_cancel:
 *
 * Gives it up, and the codes back to the service. Does nothing when it is over.
 */
void
beckon_device_flow_cancel (BeckonDeviceFlow *self)
{
  if (is_over (self))
    return;
  beckon_device_flow_end (self, BECKON_DEVICE_FLOW_CANCELLED, TRUE);
  say_changes (self);
}

BeckonDeviceFlowState
beckon_device_flow_get_state (BeckonDeviceFlow *self)
{
  return self->state;
}

/**
 * beckon_device_flow_get_error:
 *
 * Returns: (transfer none) (nullable): with %BECKON_DEVICE_FLOW_FAILED: why. A #BeckonDeviceError,
 *   or one of beckon_http_send_async()
 */
const GError *
beckon_device_flow_get_error (BeckonDeviceFlow *self)
{
  return self->error;
}

/**
 * beckon_device_flow_get_no_network:
 *
 * Returns: whether it goes on trying without an answer
 */
gboolean
beckon_device_flow_get_no_network (BeckonDeviceFlow *self)
{
  return self->no_network;
}

/**
 * beckon_device_flow_get_other_scanned:
 *
 * Returns: whether somebody else has tried to scan the code that was scanned
 */
gboolean
beckon_device_flow_get_other_scanned (BeckonDeviceFlow *self)
{
  return self->other_scanned;
}

/**
 * beckon_device_flow_get_code:
 *
 * Returns: (transfer none) (nullable): the code on show
 */
const BeckonDeviceCode *
beckon_device_flow_get_code (BeckonDeviceFlow *self)
{
  BeckonFlowCode *code = beckon_device_flow_get_shown (self);

  return code != NULL ? beckon_device_poll_get_code (code->poll) : NULL;
}

/**
 * beckon_device_flow_get_code_start:
 *
 * Returns: since when the code is on show, in monotonic microseconds, or 0
 */
gint64
beckon_device_flow_get_code_start (BeckonDeviceFlow *self)
{
  BeckonFlowCode *code = beckon_device_flow_get_shown (self);

  return code != NULL ? MAX (beckon_device_clock_to_monotonic (self->clock, code->start), 1) : 0;
}

/**
 * beckon_device_flow_get_code_end:
 *
 * Returns: when another code takes its place, or, when it was scanned, until when to decide; in
 *   monotonic microseconds, or 0
 */
gint64
beckon_device_flow_get_code_end (BeckonDeviceFlow *self)
{
  BeckonFlowCode *code = beckon_device_flow_get_shown (self);
  gint64 time = code != NULL ? beckon_device_flow_get_show_end (self, code) : 0;

  return code != NULL ? MAX (beckon_device_clock_to_monotonic (self->clock, time), 1) : 0;
}

/**
 * beckon_device_flow_get_scan:
 *
 * Returns: (transfer none) (nullable): the answer that said who scanned. A plain provider says
 *   nothing of it
 */
const BeckonDeviceAnswer *
beckon_device_flow_get_scan (BeckonDeviceFlow *self)
{
  return self->scan;
}

/**
 * beckon_device_flow_get_token:
 *
 * Returns: (transfer none) (nullable): with %BECKON_DEVICE_FLOW_CONFIRMED: the answer with the
 *   token, which is wiped with the flow
 */
const BeckonDeviceAnswer *
beckon_device_flow_get_token (BeckonDeviceFlow *self)
{
  return self->token;
}
