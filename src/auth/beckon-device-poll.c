/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-device-poll.h"

/* What a service adds to the interval when it is asked too often (RFC 8628, section 3.5), and the
 * longest pause when it or the network is away. In seconds. */
#define SLOW_DOWN 5
#define MAX_PAUSE 15

/* An answer that was held back shorter than this was not. In microseconds. */
#define HELD_BACK (G_USEC_PER_SEC / 2)

struct _BeckonDevicePoll
{
  BeckonDeviceClient *client;
  BeckonDeviceClock *clock;
  BeckonDeviceCode *code;
  BeckonDevicePollFunc func; /* (nullable): %NULL when it is stopped */
  gpointer user_data;

  guint interval; /* in seconds */
  guint failures;
  gboolean scanned;
  gint64 asked;
  guint timer_id;
  GCancellable *request; /* (nullable): the one that is under way */
};

static void
clear (gpointer data)
{
  BeckonDevicePoll *self = data;

  g_object_unref (self->client);
  g_object_unref (self->clock);
  beckon_device_code_free (self->code);
  g_clear_object (&self->request);
}

static void
release (BeckonDevicePoll *self)
{
  g_rc_box_release_full (self, clear);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BeckonDevicePoll, release)

/* Seconds until it is asked again, after an answer that is none or ends nothing. */
static guint
get_pause (BeckonDevicePoll *self, BeckonDeviceAnswer *answer, gboolean news)
{
  gint64 took = beckon_device_clock_get_time (self->clock) - self->asked;

  if (answer != NULL && answer->kind == BECKON_DEVICE_ANSWER_PENDING && answer->waited
      && (news || took >= HELD_BACK))
    return answer->retry_after;
  return MAX (MAX (self->interval, answer != NULL ? answer->retry_after : 0),
              self->failures > 0 ? MIN (1u << MIN (self->failures, 4), MAX_PAUSE) : 0);
}

static void ask (BeckonDevicePoll *self);

static void
timer_cb (gpointer user_data)
{
  BeckonDevicePoll *self = user_data;

  self->timer_id = 0;
  ask (self);
}

static void
ask_later (BeckonDevicePoll *self, guint seconds)
{
  self->timer_id = beckon_device_clock_add (self->clock,
                                            beckon_device_clock_get_time (self->clock)
                                              + seconds * (gint64) G_USEC_PER_SEC,
                                            timer_cb, self);
}

/* Whether the service may still say something else of this code. */
static gboolean
goes_on (BeckonDeviceAnswer *answer, const GError *error)
{
  if (answer == NULL)
    return beckon_device_error_is_network (error)
           || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  return answer->kind == BECKON_DEVICE_ANSWER_PENDING
         || answer->kind == BECKON_DEVICE_ANSWER_SLOW_DOWN
         || answer->kind == BECKON_DEVICE_ANSWER_LATER;
}

static void
answer_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonDevicePoll) self = user_data;
  g_autoptr (GError) error = NULL;
  BeckonDeviceAnswer *answer;
  gboolean news, more;
  guint pause;

  answer = beckon_device_client_poll_finish (BECKON_DEVICE_CLIENT (source), result, &error);
  g_clear_object (&self->request);
  if (self->func == NULL)
    {
      g_clear_pointer (&answer, beckon_device_answer_free);
      return;
    }
  news = answer != NULL && answer->scanned && !self->scanned;
  self->scanned = self->scanned || news;
  if (answer != NULL && answer->kind == BECKON_DEVICE_ANSWER_SLOW_DOWN)
    self->interval += SLOW_DOWN;
  if (answer != NULL ? answer->kind == BECKON_DEVICE_ANSWER_LATER
                     : beckon_device_error_is_network (error))
    self->failures++;
  else
    self->failures = 0;
  pause = get_pause (self, answer, news);
  more = goes_on (answer, error);

  /* Cancelled is what was asked before the computer slept. */
  if (answer != NULL || !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    self->func (self, answer, error, self->user_data);
  if (more && self->func != NULL)
    ask_later (self, pause);
}

static void
ask (BeckonDevicePoll *self)
{
  beckon_device_clock_remove (self->clock, &self->timer_id);
  self->request = g_cancellable_new ();
  self->asked = beckon_device_clock_get_time (self->clock);
  beckon_device_client_poll_async (self->client, self->code, self->scanned, self->request,
                                   answer_cb, g_rc_box_acquire (self));
}

/**
 * beckon_device_poll_start:
 * @code: (transfer full): what to ask about
 *
 * Returns: (transfer full): what asks, until beckon_device_poll_stop()
 */
BeckonDevicePoll *
beckon_device_poll_start (BeckonDeviceClient *client,
                          BeckonDeviceClock *clock,
                          BeckonDeviceCode *code,
                          BeckonDevicePollFunc func,
                          gpointer user_data)
{
  BeckonDevicePoll *self = g_rc_box_new0 (BeckonDevicePoll);

  self->client = g_object_ref (client);
  self->clock = g_object_ref (clock);
  self->code = code;
  self->func = func;
  self->user_data = user_data;
  self->interval = code->interval;
  if (beckon_device_client_get_service (client)->max_wait > 0)
    ask (self);
  else
    ask_later (self, self->interval);
  return self;
}

/**
 * beckon_device_poll_stop:
 * @self: (transfer full)
 *
 * What was asked about the code does not matter any more.
 */
void
beckon_device_poll_stop (BeckonDevicePoll *self)
{
  self->func = NULL;
  beckon_device_clock_remove (self->clock, &self->timer_id);
  g_cancellable_cancel (self->request);
  release (self);
}

/**
 * beckon_device_poll_ask_again:
 *
 * Asks as soon as the service allows, and not only after the pause: the computer has slept, so that
 * what was asked has no answer any more, or the network is back.
 */
void
beckon_device_poll_ask_again (BeckonDevicePoll *self)
{
  self->failures = 0;
  if (self->request != NULL)
    g_cancellable_cancel (self->request);
  else if (self->timer_id != 0
           && beckon_device_clock_get_time (self->clock) - self->asked
                >= self->interval * (gint64) G_USEC_PER_SEC)
    ask (self);
}

/**
 * beckon_device_poll_get_code:
 *
 * Returns: (transfer none): what it asks about
 */
BeckonDeviceCode *
beckon_device_poll_get_code (BeckonDevicePoll *self)
{
  return self->code;
}
