/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-device-flow.h"

#include "beckon-net-error.h"
#include "beckon-wipe.h"

/* How many codes are shown in a row when nobody scans them. */
#define MAX_CODES 6

/* How long somebody who scanned has to decide, from when the code was made; and how long we try to
 * get a code without a network. In seconds. */
#define DECISION_TIME 300

/* What a service adds to the interval when it is asked too often (RFC 8628, section 3.5), and the
 * longest pause when it or the network is away. In seconds. */
#define SLOW_DOWN 5
#define MAX_PAUSE 15

/* An answer that was held back shorter than this was not. In microseconds. */
#define HELD_BACK (G_USEC_PER_SEC / 2)

/* The clock of the computer and that of the program drift apart by more than this only when it
 * slept, or when its time was set. In microseconds. */
#define SLEPT (5 * G_USEC_PER_SEC)

#define TICK 1000

/* A code that counts. Times are those of get_time(). */
typedef struct
{
  BeckonDeviceFlow *flow; /* (nullable): unowned; %NULL when it does not count any more */
  BeckonDeviceCode *code;
  gint64 start;
  gint64 end;
  guint interval;
  guint failures;
  gboolean scanned;
  gint64 asked;
  guint timer_id;
  GCancellable *request; /* (nullable): the one that is under way */
} Code;

struct _BeckonDeviceFlow
{
  GObject parent_instance;

  BeckonDeviceClient *client;
  BeckonDeviceFlowState state;
  GError *error;
  gboolean no_network;
  gboolean other_scanned;

  GPtrArray *codes; /* the last one is on show */
  guint n_codes;
  GCancellable *getting; /* (nullable): a code is asked for */
  gint64 next_try;       /* when to ask for one again, or 0 */
  guint failures;
  gint64 starting_since;
  GError *code_error; /* why there is no further code */

  guint tick_id;
  gint64 slept;
  gint64 last_monotonic;
  gint64 last_real;

  BeckonJid *jid;
  char *name;
  GBytes *picture;
  char *number;
  char *token;
};

G_DEFINE_FINAL_TYPE (BeckonDeviceFlow, beckon_device_flow, G_TYPE_OBJECT)

enum
{
  PROP_STATE = 1,
  PROP_NO_NETWORK,
  PROP_OTHER_SCANNED,
  PROP_CODE_URI,
  PROP_USER_CODE,
  PROP_VERIFICATION_URI,
  PROP_CODE_START,
  PROP_CODE_END,
  PROP_JID,
  PROP_NAME,
  PROP_PICTURE,
  PROP_NUMBER,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static void poll (Code *code);

/* Time that goes on while the computer sleeps. */
static gint64
get_time (BeckonDeviceFlow *self)
{
  return g_get_monotonic_time () + self->slept;
}

static void
notify (BeckonDeviceFlow *self, guint property)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static void
notify_code (BeckonDeviceFlow *self)
{
  for (guint i = PROP_CODE_URI; i <= PROP_CODE_END; i++)
    notify (self, i);
}

static gboolean
is_over (BeckonDeviceFlow *self)
{
  return self->state >= BECKON_DEVICE_FLOW_CONFIRMED;
}

static void
set_state (BeckonDeviceFlow *self, BeckonDeviceFlowState state)
{
  if (self->state == state)
    return;
  self->state = state;
  notify (self, PROP_STATE);
}

static void
set_flag (BeckonDeviceFlow *self, gboolean *flag, guint property, gboolean value)
{
  if (*flag == value)
    return;
  *flag = value;
  notify (self, property);
}

static void
code_clear (gpointer data)
{
  Code *code = data;

  beckon_device_code_free (code->code);
  g_clear_object (&code->request);
}

static void
code_release (gpointer code)
{
  g_rc_box_release_full (code, code_clear);
}

/* What was asked about it does not matter any more. */
static void
code_drop (gpointer data)
{
  Code *code = data;

  code->flow = NULL;
  g_clear_handle_id (&code->timer_id, g_source_remove);
  g_cancellable_cancel (code->request);
  code_release (code);
}

static Code *
get_shown (BeckonDeviceFlow *self)
{
  return self->codes->len > 0 ? g_ptr_array_index (self->codes, self->codes->len - 1) : NULL;
}

static void
give_back (BeckonDeviceFlow *self, Code *code)
{
  if (beckon_device_client_get_service (self->client)->scan_login)
    beckon_device_client_revoke (self->client, code->code->device_code);
}

static void
remove_code (BeckonDeviceFlow *self, Code *code)
{
  gboolean shown = code == get_shown (self);

  g_ptr_array_remove (self->codes, code);
  if (shown)
    notify_code (self);
}

/* Ends all that goes on by itself. What is given back is what could still be scanned. */
static void
stop (BeckonDeviceFlow *self, gboolean give_codes_back)
{
  g_clear_handle_id (&self->tick_id, g_source_remove);
  g_cancellable_cancel (self->getting);
  g_clear_object (&self->getting);
  self->next_try = 0;
  for (guint i = 0; give_codes_back && i < self->codes->len; i++)
    give_back (self, g_ptr_array_index (self->codes, i));
  g_ptr_array_set_size (self->codes, 0);
}

static void
end (BeckonDeviceFlow *self, BeckonDeviceFlowState state, gboolean give_codes_back)
{
  g_object_freeze_notify (G_OBJECT (self));
  stop (self, give_codes_back);
  set_flag (self, &self->no_network, PROP_NO_NETWORK, FALSE);
  notify_code (self);
  set_state (self, state);
  g_object_thaw_notify (G_OBJECT (self));
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

/* Whether it is the network that is away, so that trying again may help. */
static gboolean
is_network_error (const GError *error)
{
  return error->domain == BECKON_NET_ERROR && error->code != BECKON_NET_ERROR_CERTIFICATE;
}

static gboolean
is_later_error (const GError *error)
{
  return g_error_matches (error, BECKON_DEVICE_ERROR, BECKON_DEVICE_ERROR_TRY_LATER);
}

static guint
get_pause (guint interval, guint failures)
{
  return MAX (interval, MIN (1u << MIN (failures, 4), MAX_PAUSE));
}

/* Asking what became of a code */

static gboolean
timer_cb (gpointer user_data)
{
  Code *code = user_data;

  code->timer_id = 0;
  poll (code);
  return G_SOURCE_REMOVE;
}

static void
poll_later (Code *code, guint seconds)
{
  g_clear_handle_id (&code->timer_id, g_source_remove);
  code->timer_id = g_timeout_add (seconds * 1000, timer_cb, code);
}

/* From here on only this code counts. */
static void
take_scan (BeckonDeviceFlow *self, Code *code, BeckonDeviceAnswer *answer)
{
  code->scanned = TRUE;
  code->end = code->start + DECISION_TIME * (gint64) G_USEC_PER_SEC;
  g_cancellable_cancel (self->getting);
  g_clear_object (&self->getting);
  self->next_try = 0;
  for (guint i = self->codes->len; i-- > 0;)
    {
      Code *other = g_ptr_array_index (self->codes, i);

      if (other == code)
        continue;
      give_back (self, other);
      g_ptr_array_remove_index (self->codes, i);
    }

  self->jid = beckon_jid_ref (answer->jid);
  self->name = g_strdup (answer->name);
  self->picture = answer->picture != NULL ? g_bytes_ref (answer->picture) : NULL;
  self->number = g_strdup (answer->number);
  notify_code (self);
  for (guint i = PROP_JID; i <= PROP_NUMBER; i++)
    notify (self, i);
  set_state (self, BECKON_DEVICE_FLOW_SCANNED);
}

static void
take_pending (BeckonDeviceFlow *self, Code *code, BeckonDeviceAnswer *answer, gint64 took)
{
  gboolean news = answer->scanned && !code->scanned;

  if (code->scanned
      && (!answer->scanned || !beckon_jid_equal (answer->jid, self->jid)
          || !g_str_equal (answer->number, self->number)))
    {
      fail_protocol (self, "The service has changed who scanned");
      return;
    }
  if (news)
    take_scan (self, code, answer);
  if (answer->scanned)
    set_flag (self, &self->other_scanned, PROP_OTHER_SCANNED, answer->other_scanned);
  poll_later (code, answer->waited && (news || took >= HELD_BACK)
                      ? answer->retry_after
                      : MAX (code->interval, answer->retry_after));
}

static void
take_token (BeckonDeviceFlow *self, Code *code, BeckonDeviceAnswer *answer)
{
  if (code->scanned && (answer->jid == NULL || !beckon_jid_equal (answer->jid, self->jid)))
    {
      beckon_device_client_revoke (self->client, answer->token);
      fail_protocol (self, "The service has confirmed for somebody else than who scanned");
      return;
    }
  self->token = g_steal_pointer (&answer->token);
  if (self->jid == NULL && answer->jid != NULL)
    {
      self->jid = beckon_jid_ref (answer->jid);
      notify (self, PROP_JID);
    }
  remove_code (self, code);
  end (self, BECKON_DEVICE_FLOW_CONFIRMED, TRUE);
}

/* A code that nobody scanned in time. The tick sees to the next one. */
static void
take_expiry (BeckonDeviceFlow *self, Code *code)
{
  if (code->scanned)
    end (self, BECKON_DEVICE_FLOW_EXPIRED, FALSE);
  else
    code->end = MIN (code->end, get_time (self));
}

static void
take_answer (BeckonDeviceFlow *self, Code *code, BeckonDeviceAnswer *answer, gint64 took)
{
  code->failures = answer->kind == BECKON_DEVICE_ANSWER_LATER ? code->failures + 1 : 0;
  set_flag (self, &self->no_network, PROP_NO_NETWORK, FALSE);
  switch (answer->kind)
    {
    case BECKON_DEVICE_ANSWER_PENDING:
      take_pending (self, code, answer, took);
      break;
    case BECKON_DEVICE_ANSWER_SLOW_DOWN:
      code->interval += SLOW_DOWN;
      poll_later (code, MAX (code->interval, answer->retry_after));
      break;
    case BECKON_DEVICE_ANSWER_LATER:
      poll_later (code, MAX (get_pause (code->interval, code->failures), answer->retry_after));
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
polled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Code *code = user_data;
  BeckonDeviceFlow *self = code->flow;
  g_autoptr (BeckonDeviceAnswer) answer = NULL;
  g_autoptr (GError) error = NULL;

  answer = beckon_device_client_poll_finish (BECKON_DEVICE_CLIENT (source), result, &error);
  if (self == NULL)
    {
      code_release (code);
      return;
    }
  g_object_freeze_notify (g_object_ref (G_OBJECT (self)));
  g_clear_object (&code->request);
  if (answer != NULL)
    take_answer (self, code, answer, get_time (self) - code->asked);
  else if (is_network_error (error) || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      /* Cancelled is what was asked before the computer slept. */
      if (is_network_error (error))
        set_flag (self, &self->no_network, PROP_NO_NETWORK, TRUE);
      poll_later (code, get_pause (code->interval, ++code->failures));
    }
  else
    fail (self, error);
  g_object_thaw_notify (G_OBJECT (self));
  g_object_unref (self);
  code_release (code);
}

static void
poll (Code *code)
{
  g_clear_handle_id (&code->timer_id, g_source_remove);
  code->request = g_cancellable_new ();
  code->asked = get_time (code->flow);
  beckon_device_client_poll_async (code->flow->client, code->code, code->scanned, code->request,
                                   polled_cb, g_rc_box_acquire (code));
}

/* Getting codes */

static void
show_code (BeckonDeviceFlow *self, BeckonDeviceCode *device_code)
{
  Code *code = g_rc_box_new0 (Code);

  code->flow = self;
  code->code = device_code;
  code->start = get_time (self);
  code->end = code->start + device_code->lifetime * (gint64) G_USEC_PER_SEC;
  code->interval = device_code->interval;
  g_ptr_array_add (self->codes, code);
  self->n_codes++;
  self->failures = 0;
  self->next_try = 0;
  g_clear_error (&self->code_error);
  if (beckon_device_client_get_service (self->client)->max_wait > 0)
    poll (code);
  else
    poll_later (code, code->interval);
  set_flag (self, &self->no_network, PROP_NO_NETWORK, FALSE);
  notify_code (self);
  set_state (self, BECKON_DEVICE_FLOW_WAITING);
}

static void
take_code_error (BeckonDeviceFlow *self, GError *error)
{
  g_clear_error (&self->code_error);
  self->code_error = error;
  if (is_network_error (error) || (is_later_error (error) && self->codes->len > 0))
    {
      self->next_try = get_time (self) + get_pause (1, ++self->failures) * (gint64) G_USEC_PER_SEC;
      if (is_network_error (error))
        set_flag (self, &self->no_network, PROP_NO_NETWORK, TRUE);
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
  g_object_freeze_notify (G_OBJECT (self));
  g_clear_object (&self->getting);
  if (code != NULL)
    show_code (self, code);
  else
    take_code_error (self, error);
  g_object_thaw_notify (G_OBJECT (self));
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

/* Drops what is too old. Returns whether the flow goes on. */
static gboolean
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
          return FALSE;
        }
      remove_code (self, code);
    }
  if (self->codes->len > 0 || self->state == BECKON_DEVICE_FLOW_STARTING)
    return TRUE;
  if (self->n_codes >= MAX_CODES)
    {
      end (self, BECKON_DEVICE_FLOW_PAUSED, FALSE);
      return FALSE;
    }
  if (self->code_error != NULL && !is_network_error (self->code_error))
    {
      fail (self, self->code_error);
      return FALSE;
    }
  self->starting_since = now;
  set_state (self, BECKON_DEVICE_FLOW_STARTING);
  return TRUE;
}

static void
check (BeckonDeviceFlow *self)
{
  Code *shown;
  gint64 now = get_time (self);

  if (is_over (self) || !expire_codes (self) || self->getting != NULL)
    return;
  shown = get_shown (self);
  if (shown == NULL && now - self->starting_since > DECISION_TIME * (gint64) G_USEC_PER_SEC)
    end (self, BECKON_DEVICE_FLOW_PAUSED, FALSE);
  else if (now >= self->next_try && self->n_codes < MAX_CODES
           && (shown == NULL || (!shown->scanned && now >= get_show_end (self, shown))))
    get_code (self);
}

/* What was asked before the computer slept has no answer any more. */
static void
ask_again (BeckonDeviceFlow *self)
{
  self->next_try = 0;
  for (guint i = 0; i < self->codes->len; i++)
    {
      Code *code = g_ptr_array_index (self->codes, i);

      code->failures = 0;
      if (code->request != NULL)
        g_cancellable_cancel (code->request);
      else if (get_time (self) - code->asked >= code->interval * (gint64) G_USEC_PER_SEC)
        poll (code);
    }
}

static gboolean
tick_cb (gpointer user_data)
{
  g_autoptr (BeckonDeviceFlow) self = g_object_ref (user_data);
  gint64 monotonic = g_get_monotonic_time (), real = g_get_real_time ();
  gint64 slept = (real - self->last_real) - (monotonic - self->last_monotonic);

  self->last_monotonic = monotonic;
  self->last_real = real;
  if (slept > SLEPT)
    beckon_device_flow_skip_time (self, slept);
  else
    check (self);
  return is_over (self) ? G_SOURCE_REMOVE : G_SOURCE_CONTINUE;
}

static void
network_changed_cb (BeckonDeviceFlow *self, gboolean available)
{
  if (!available || is_over (self) || !self->no_network)
    return;
  ask_again (self);
  check (self);
}

/* The object */

static void
beckon_device_flow_dispose (GObject *object)
{
  BeckonDeviceFlow *self = BECKON_DEVICE_FLOW (object);

  stop (self, TRUE);
  g_clear_object (&self->client);
  G_OBJECT_CLASS (beckon_device_flow_parent_class)->dispose (object);
}

static void
beckon_device_flow_finalize (GObject *object)
{
  BeckonDeviceFlow *self = BECKON_DEVICE_FLOW (object);

  g_ptr_array_unref (self->codes);
  g_clear_error (&self->error);
  g_clear_error (&self->code_error);
  g_clear_pointer (&self->jid, beckon_jid_unref);
  g_free (self->name);
  g_clear_pointer (&self->picture, g_bytes_unref);
  g_free (self->number);
  beckon_wipe_string (self->token);
  G_OBJECT_CLASS (beckon_device_flow_parent_class)->finalize (object);
}

static void
beckon_device_flow_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  BeckonDeviceFlow *self = BECKON_DEVICE_FLOW (object);

  switch (id)
    {
    case PROP_STATE:
      g_value_set_int (value, self->state);
      break;
    case PROP_NO_NETWORK:
      g_value_set_boolean (value, self->no_network);
      break;
    case PROP_OTHER_SCANNED:
      g_value_set_boolean (value, self->other_scanned);
      break;
    case PROP_CODE_URI:
      g_value_set_string (value, beckon_device_flow_get_code_uri (self));
      break;
    case PROP_USER_CODE:
      g_value_set_string (value, beckon_device_flow_get_user_code (self));
      break;
    case PROP_VERIFICATION_URI:
      g_value_set_string (value, beckon_device_flow_get_verification_uri (self));
      break;
    case PROP_CODE_START:
      g_value_set_int64 (value, beckon_device_flow_get_code_start (self));
      break;
    case PROP_CODE_END:
      g_value_set_int64 (value, beckon_device_flow_get_code_end (self));
      break;
    case PROP_JID:
      g_value_set_boxed (value, self->jid);
      break;
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_PICTURE:
      g_value_set_boxed (value, self->picture);
      break;
    case PROP_NUMBER:
      g_value_set_string (value, self->number);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
beckon_device_flow_class_init (BeckonDeviceFlowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = beckon_device_flow_dispose;
  object_class->finalize = beckon_device_flow_finalize;
  object_class->get_property = beckon_device_flow_get_property;

  properties[PROP_STATE] = g_param_spec_int ("state", NULL, NULL, 0, G_MAXINT, 0, flags);
  properties[PROP_NO_NETWORK] = g_param_spec_boolean ("no-network", NULL, NULL, FALSE, flags);
  properties[PROP_OTHER_SCANNED] = g_param_spec_boolean ("other-scanned", NULL, NULL, FALSE, flags);
  properties[PROP_CODE_URI] = g_param_spec_string ("code-uri", NULL, NULL, NULL, flags);
  properties[PROP_USER_CODE] = g_param_spec_string ("user-code", NULL, NULL, NULL, flags);
  properties[PROP_VERIFICATION_URI]
    = g_param_spec_string ("verification-uri", NULL, NULL, NULL, flags);
  properties[PROP_CODE_START]
    = g_param_spec_int64 ("code-start", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_CODE_END] = g_param_spec_int64 ("code-end", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_JID] = g_param_spec_boxed ("jid", NULL, NULL, BECKON_TYPE_JID, flags);
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  properties[PROP_PICTURE] = g_param_spec_boxed ("picture", NULL, NULL, G_TYPE_BYTES, flags);
  properties[PROP_NUMBER] = g_param_spec_string ("number", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
beckon_device_flow_init (BeckonDeviceFlow *self)
{
  self->codes = g_ptr_array_new_with_free_func (code_drop);
  g_signal_connect_object (g_network_monitor_get_default (), "network-changed",
                           G_CALLBACK (network_changed_cb), self, G_CONNECT_SWAPPED);
}

/**
 * beckon_device_flow_new:
 * @client: whom to ask
 *
 * Returns: (transfer full): a flow that has not started
 */
BeckonDeviceFlow *
beckon_device_flow_new (BeckonDeviceClient *client)
{
  BeckonDeviceFlow *self = g_object_new (BECKON_TYPE_DEVICE_FLOW, NULL);

  self->client = g_object_ref (client);
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
  g_return_if_fail (self->tick_id == 0 && self->state == BECKON_DEVICE_FLOW_STARTING);

  self->starting_since = get_time (self);
  self->last_monotonic = g_get_monotonic_time ();
  self->last_real = g_get_real_time ();
  self->tick_id = g_timeout_add (TICK, tick_cb, self);
  get_code (self);
}

/**
 * beckon_device_flow_cancel:
 *
 * Gives it up, and the codes back to the service. Does nothing when it is over.
 */
void
beckon_device_flow_cancel (BeckonDeviceFlow *self)
{
  if (!is_over (self))
    end (self, BECKON_DEVICE_FLOW_CANCELLED, TRUE);
}

/**
 * beckon_device_flow_skip_time:
 * @microseconds: how long the computer slept
 *
 * Lets that time have passed for the service and for the codes, and asks again what became of them.
 * The flow notices by itself when the computer has slept.
 */
void
beckon_device_flow_skip_time (BeckonDeviceFlow *self, gint64 microseconds)
{
  if (is_over (self))
    return;
  g_object_freeze_notify (g_object_ref (G_OBJECT (self)));
  self->slept += microseconds;
  ask_again (self);
  check (self);
  notify (self, PROP_CODE_START);
  notify (self, PROP_CODE_END);
  g_object_thaw_notify (G_OBJECT (self));
  g_object_unref (self);
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

gboolean
beckon_device_flow_get_no_network (BeckonDeviceFlow *self)
{
  return self->no_network;
}

gboolean
beckon_device_flow_get_other_scanned (BeckonDeviceFlow *self)
{
  return self->other_scanned;
}

const char *
beckon_device_flow_get_code_uri (BeckonDeviceFlow *self)
{
  Code *code = get_shown (self);

  return code != NULL ? code->code->code_uri : NULL;
}

const char *
beckon_device_flow_get_user_code (BeckonDeviceFlow *self)
{
  Code *code = get_shown (self);

  return code != NULL ? code->code->user_code : NULL;
}

const char *
beckon_device_flow_get_verification_uri (BeckonDeviceFlow *self)
{
  Code *code = get_shown (self);

  return code != NULL ? code->code->verification_uri : NULL;
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

  return code != NULL ? MAX (code->start - self->slept, 1) : 0;
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

  return code != NULL ? MAX (get_show_end (self, code) - self->slept, 1) : 0;
}

/**
 * beckon_device_flow_get_jid:
 *
 * Returns: (transfer none) (nullable): who scanned or, later, whom the token is for. A plain
 *   provider does not say
 */
BeckonJid *
beckon_device_flow_get_jid (BeckonDeviceFlow *self)
{
  return self->jid;
}

const char *
beckon_device_flow_get_name (BeckonDeviceFlow *self)
{
  return self->name;
}

GBytes *
beckon_device_flow_get_picture (BeckonDeviceFlow *self)
{
  return self->picture;
}

const char *
beckon_device_flow_get_number (BeckonDeviceFlow *self)
{
  return self->number;
}

/**
 * beckon_device_flow_get_token:
 *
 * Returns: (transfer none) (nullable): with %BECKON_DEVICE_FLOW_CONFIRMED: the token, which is
 *   wiped with the flow
 */
const char *
beckon_device_flow_get_token (BeckonDeviceFlow *self)
{
  return self->token;
}
