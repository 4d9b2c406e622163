/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-device-flow.h"

#include "beckon-device-poll.h"

/* How many codes are shown in a row when nobody scans them. */
#define MAX_CODES 6

/* How long somebody who scanned has to decide, from when the code was made; and how long we try to
 * get a code without a network. */
#define DECISION_TIME (300 * (gint64) G_USEC_PER_SEC)

/* The longest pause when there is no code to be had. In seconds. */
#define MAX_PAUSE 15

/* A code that counts. Times are those of the clock. */
typedef struct
{
  BeckonDevicePoll *poll;
  gint64 start;
  gint64 end;
  gboolean scanned;
} Code;

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

G_DEFINE_FINAL_TYPE (BeckonDeviceFlow, beckon_device_flow, G_TYPE_OBJECT)

static guint changed_signal;

static void check (BeckonDeviceFlow *self);

static gint64
get_time (BeckonDeviceFlow *self)
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

static void
set_state (BeckonDeviceFlow *self, BeckonDeviceFlowState state)
{
  self->changed |= self->state != state;
  self->state = state;
}

static void
set_flag (BeckonDeviceFlow *self, gboolean *flag, gboolean value)
{
  self->changed |= *flag != value;
  *flag = value;
}

static void
code_free (gpointer data)
{
  Code *code = data;

  beckon_device_poll_stop (code->poll);
  g_free (code);
}

static Code *
get_shown (BeckonDeviceFlow *self)
{
  return self->codes->len > 0 ? g_ptr_array_index (self->codes, self->codes->len - 1) : NULL;
}

static Code *
find_code (BeckonDeviceFlow *self, BeckonDevicePoll *poll)
{
  for (guint i = 0; i < self->codes->len; i++)
    if (((Code *) g_ptr_array_index (self->codes, i))->poll == poll)
      return g_ptr_array_index (self->codes, i);
  g_return_val_if_reached (NULL);
}

static void
give_back (BeckonDeviceFlow *self, Code *code)
{
  if (beckon_device_client_get_service (self->client)->scan_login)
    beckon_device_client_revoke (self->client,
                                 beckon_device_poll_get_code (code->poll)->device_code);
}

static void
stop_getting (BeckonDeviceFlow *self)
{
  g_cancellable_cancel (self->getting);
  g_clear_object (&self->getting);
  self->next_try = 0;
}

/* Ends all that goes on by itself. What is given back is what could still be scanned. */
static void
stop (BeckonDeviceFlow *self, gboolean give_codes_back)
{
  beckon_device_clock_remove (self->clock, &self->timer_id);
  stop_getting (self);
  for (guint i = 0; give_codes_back && i < self->codes->len; i++)
    give_back (self, g_ptr_array_index (self->codes, i));
  g_ptr_array_set_size (self->codes, 0);
}

static void
end (BeckonDeviceFlow *self, BeckonDeviceFlowState state, gboolean give_codes_back)
{
  stop (self, give_codes_back);
  set_flag (self, &self->no_network, FALSE);
  set_state (self, state);
}

static void
fail (BeckonDeviceFlow *self, const GError *error)
{
  GError *copy = g_error_copy (error);

  g_clear_error (&self->error);
  self->error = copy;
  end (self, BECKON_DEVICE_FLOW_FAILED, TRUE);
}

static void
fail_protocol (BeckonDeviceFlow *self, const char *message)
{
  g_autoptr (GError) error
    = g_error_new_literal (BECKON_DEVICE_ERROR, BECKON_DEVICE_ERROR_PROTOCOL, message);

  fail (self, error);
}

/* What became of a code */

/* From here on only this code counts. */
static void
take_scan (BeckonDeviceFlow *self, Code *code, BeckonDeviceAnswer *answer)
{
  code->scanned = TRUE;
  code->end = code->start + DECISION_TIME;
  stop_getting (self);
  for (guint i = self->codes->len; i-- > 0;)
    {
      Code *other = g_ptr_array_index (self->codes, i);

      if (other == code)
        continue;
      give_back (self, other);
      g_ptr_array_remove_index (self->codes, i);
    }
  self->scan = g_steal_pointer (&answer);
  set_state (self, BECKON_DEVICE_FLOW_SCANNED);
}

static void
take_pending (BeckonDeviceFlow *self, Code *code, BeckonDeviceAnswer **answer)
{
  gboolean other_scanned = (*answer)->scanned && (*answer)->other_scanned;

  if (code->scanned
      && (!(*answer)->scanned || !beckon_jid_equal ((*answer)->jid, self->scan->jid)
          || !g_str_equal ((*answer)->number, self->scan->number)))
    {
      fail_protocol (self, "The service has changed who scanned");
      return;
    }
  if ((*answer)->scanned && !code->scanned)
    take_scan (self, code, g_steal_pointer (answer));
  if (code->scanned)
    set_flag (self, &self->other_scanned, other_scanned);
}

static void
take_token (BeckonDeviceFlow *self, Code *code, BeckonDeviceAnswer **answer)
{
  if (code->scanned
      && ((*answer)->jid == NULL || !beckon_jid_equal ((*answer)->jid, self->scan->jid)))
    {
      beckon_device_client_revoke (self->client, (*answer)->token);
      fail_protocol (self, "The service has confirmed for somebody else than who scanned");
      return;
    }
  self->token = g_steal_pointer (answer);
  g_ptr_array_remove (self->codes, code);
  end (self, BECKON_DEVICE_FLOW_CONFIRMED, TRUE);
}

/* A code that nobody scanned in time makes room for the next one. */
static void
take_expiry (BeckonDeviceFlow *self, Code *code)
{
  if (code->scanned)
    end (self, BECKON_DEVICE_FLOW_EXPIRED, FALSE);
  else
    code->end = MIN (code->end, get_time (self));
}

static void
take_answer (BeckonDeviceFlow *self, Code *code, BeckonDeviceAnswer **answer)
{
  set_flag (self, &self->no_network, FALSE);
  switch ((*answer)->kind)
    {
    case BECKON_DEVICE_ANSWER_PENDING:
      take_pending (self, code, answer);
      break;
    case BECKON_DEVICE_ANSWER_SLOW_DOWN:
    case BECKON_DEVICE_ANSWER_LATER:
      break;
    case BECKON_DEVICE_ANSWER_TOKEN:
      take_token (self, code, answer);
      break;
    case BECKON_DEVICE_ANSWER_DECLINED:
      end (self, BECKON_DEVICE_FLOW_DECLINED, FALSE);
      break;
    case BECKON_DEVICE_ANSWER_NUMBER:
      end (self, BECKON_DEVICE_FLOW_WRONG_NUMBER, FALSE);
      break;
    case BECKON_DEVICE_ANSWER_CANCELLED:
      end (self, BECKON_DEVICE_FLOW_CANCELLED, FALSE);
      break;
    case BECKON_DEVICE_ANSWER_EXPIRED:
      take_expiry (self, code);
      break;
    default:
      g_return_if_reached ();
    }
}

static void
poll_cb (BeckonDevicePoll *poll, BeckonDeviceAnswer *taken, const GError *error, gpointer user_data)
{
  g_autoptr (BeckonDeviceFlow) self = g_object_ref (user_data);
  g_autoptr (BeckonDeviceAnswer) answer = taken;

  if (answer != NULL)
    take_answer (self, find_code (self, poll), &answer);
  else if (beckon_device_error_is_network (error))
    set_flag (self, &self->no_network, TRUE);
  else
    fail (self, error);
  check (self);
}

/* Getting codes */

static void
show_code (BeckonDeviceFlow *self, BeckonDeviceCode *device_code)
{
  Code *code = g_new0 (Code, 1);

  code->start = get_time (self);
  code->end = code->start + device_code->lifetime * (gint64) G_USEC_PER_SEC;
  code->poll = beckon_device_poll_start (self->client, self->clock, device_code, poll_cb, self);
  g_ptr_array_add (self->codes, code);
  self->n_codes++;
  self->failures = 0;
  g_clear_error (&self->code_error);
  set_flag (self, &self->no_network, FALSE);
  set_state (self, BECKON_DEVICE_FLOW_WAITING);
  self->changed = TRUE;
}

static void
take_code_error (BeckonDeviceFlow *self, GError *error)
{
  g_clear_error (&self->code_error);
  self->code_error = error;
  if (beckon_device_error_is_network (error)
      || (g_error_matches (error, BECKON_DEVICE_ERROR, BECKON_DEVICE_ERROR_TRY_LATER)
          && self->codes->len > 0))
    {
      guint pause = MIN (1u << MIN (++self->failures, 4), MAX_PAUSE);

      self->next_try = get_time (self) + pause * (gint64) G_USEC_PER_SEC;
      if (beckon_device_error_is_network (error))
        set_flag (self, &self->no_network, TRUE);
    }
  else
    fail (self, error);
}

static void
code_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonDeviceFlow) self = user_data;
  BeckonDeviceCode *code;
  GError *error = NULL;

  code = beckon_device_client_get_code_finish (BECKON_DEVICE_CLIENT (source), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_error_free (error);
      return;
    }
  g_clear_object (&self->getting);
  if (code != NULL)
    show_code (self, code);
  else
    take_code_error (self, error);
  check (self);
}

static void
get_code (BeckonDeviceFlow *self)
{
  self->next_try = 0;
  self->getting = g_cancellable_new ();
  beckon_device_client_get_code_async (self->client, self->getting, code_cb, g_object_ref (self));
}

/* When the next code takes the place of the one on show. */
static gint64
get_show_end (BeckonDeviceFlow *self, Code *code)
{
  if (code->scanned || self->n_codes >= MAX_CODES)
    return code->end;
  return code->start + (code->end - code->start) / 2;
}

/* Time */

/* Drops what is too old, or ends with it. */
static void
expire_codes (BeckonDeviceFlow *self)
{
  gint64 now = get_time (self);

  for (guint i = self->codes->len; i-- > 0;)
    {
      Code *code = g_ptr_array_index (self->codes, i);

      if (code->end > now)
        continue;
      if (code->scanned)
        {
          end (self, BECKON_DEVICE_FLOW_EXPIRED, TRUE);
          return;
        }
      self->changed |= code == get_shown (self);
      g_ptr_array_remove_index (self->codes, i);
    }
  if (self->codes->len > 0)
    return;
  if (self->state == BECKON_DEVICE_FLOW_STARTING)
    {
      if (now - self->starting_since > DECISION_TIME)
        end (self, BECKON_DEVICE_FLOW_PAUSED, FALSE);
    }
  else if (self->n_codes >= MAX_CODES)
    end (self, BECKON_DEVICE_FLOW_PAUSED, FALSE);
  else if (self->code_error != NULL && !beckon_device_error_is_network (self->code_error))
    fail (self, self->code_error);
  else
    {
      self->starting_since = now;
      set_state (self, BECKON_DEVICE_FLOW_STARTING);
    }
}

/* When a further code is to be asked for. */
static gint64
get_next_try (BeckonDeviceFlow *self)
{
  Code *shown = get_shown (self);

  if (self->getting != NULL || self->n_codes >= MAX_CODES || (shown != NULL && shown->scanned))
    return G_MAXINT64;
  return MAX (self->next_try, shown != NULL ? get_show_end (self, shown) : 0);
}

static void
timer_cb (gpointer user_data)
{
  BeckonDeviceFlow *self = user_data;

  self->timer_id = 0;
  check (self);
}

static void
wait_for_next (BeckonDeviceFlow *self)
{
  gint64 next = get_next_try (self);

  if (self->codes->len == 0)
    next = MIN (next, self->starting_since + DECISION_TIME + 1);
  for (guint i = 0; i < self->codes->len; i++)
    next = MIN (next, ((Code *) g_ptr_array_index (self->codes, i))->end);
  beckon_device_clock_remove (self->clock, &self->timer_id);
  self->timer_id = beckon_device_clock_add (self->clock, next, timer_cb, self);
}

/* Does what is to be done by now, after whatever has changed. */
static void
check (BeckonDeviceFlow *self)
{
  g_object_ref (self);
  if (!is_over (self))
    expire_codes (self);
  if (!is_over (self) && get_time (self) >= get_next_try (self))
    get_code (self);
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
    beckon_device_poll_ask_again (((Code *) g_ptr_array_index (self->codes, i))->poll);
  check (self);
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
  self->codes = g_ptr_array_new_with_free_func (code_free);
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

  self->starting_since = get_time (self);
  check (self);
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
  end (self, BECKON_DEVICE_FLOW_CANCELLED, TRUE);
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
  Code *code = get_shown (self);

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
  Code *code = get_shown (self);

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
  Code *code = get_shown (self);
  gint64 time = code != NULL ? get_show_end (self, code) : 0;

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
