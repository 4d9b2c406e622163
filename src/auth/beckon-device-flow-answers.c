/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-device-flow-private.h"

/* What became of a code. */

static void
fail_protocol (BeckonDeviceFlow *self, const char *message)
{
  g_autoptr (GError) error
    = g_error_new_literal (BECKON_DEVICE_ERROR, BECKON_DEVICE_ERROR_PROTOCOL, message);

  beckon_device_flow_fail (self, error);
}

static BeckonFlowCode *
find_code (BeckonDeviceFlow *self, BeckonDevicePoll *poll)
{
  for (guint i = 0; i < self->codes->len; i++)
    if (((BeckonFlowCode *) g_ptr_array_index (self->codes, i))->poll == poll)
      return g_ptr_array_index (self->codes, i);
  g_return_val_if_reached (NULL);
}

/* From here on only this code counts. */
static void
take_scan (BeckonDeviceFlow *self, BeckonFlowCode *code, BeckonDeviceAnswer *answer)
{
  code->scanned = TRUE;
  code->end = code->start + BECKON_DEVICE_FLOW_DECISION_TIME;
  beckon_device_flow_stop_getting (self);
  for (guint i = self->codes->len; i-- > 0;)
    {
      BeckonFlowCode *other = g_ptr_array_index (self->codes, i);

      if (other == code)
        continue;
      beckon_device_flow_give_back (self, other);
      g_ptr_array_remove_index (self->codes, i);
    }
  self->scan = g_steal_pointer (&answer);
  beckon_device_flow_set_state (self, BECKON_DEVICE_FLOW_SCANNED);
}

static void
take_pending (BeckonDeviceFlow *self, BeckonFlowCode *code, BeckonDeviceAnswer **answer)
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
    beckon_device_flow_set_flag (self, &self->other_scanned, other_scanned);
}

static void
take_token (BeckonDeviceFlow *self, BeckonFlowCode *code, BeckonDeviceAnswer **answer)
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
  beckon_device_flow_end (self, BECKON_DEVICE_FLOW_CONFIRMED, TRUE);
}

/* A code that nobody scanned in time makes room for the next one. */
static void
take_expiry (BeckonDeviceFlow *self, BeckonFlowCode *code)
{
  if (code->scanned)
    beckon_device_flow_end (self, BECKON_DEVICE_FLOW_EXPIRED, FALSE);
  else
    code->end = MIN (code->end, beckon_device_flow_get_time (self));
}

static void
take_answer (BeckonDeviceFlow *self, BeckonFlowCode *code, BeckonDeviceAnswer **answer)
{
  beckon_device_flow_set_flag (self, &self->no_network, FALSE);
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
      beckon_device_flow_end (self, BECKON_DEVICE_FLOW_DECLINED, FALSE);
      break;
    case BECKON_DEVICE_ANSWER_NUMBER:
      beckon_device_flow_end (self, BECKON_DEVICE_FLOW_WRONG_NUMBER, FALSE);
      break;
    case BECKON_DEVICE_ANSWER_CANCELLED:
      beckon_device_flow_end (self, BECKON_DEVICE_FLOW_CANCELLED, FALSE);
      break;
    case BECKON_DEVICE_ANSWER_EXPIRED:
      take_expiry (self, code);
      break;
    default:
      g_return_if_reached ();
    }
}

void
beckon_device_flow_poll_cb (BeckonDevicePoll *poll,
                            BeckonDeviceAnswer *taken,
                            const GError *error,
                            gpointer user_data)
{
  g_autoptr (BeckonDeviceFlow) self = g_object_ref (user_data);
  g_autoptr (BeckonDeviceAnswer) answer = taken;

  if (answer != NULL)
    take_answer (self, find_code (self, poll), &answer);
  else if (beckon_device_error_is_network (error))
    beckon_device_flow_set_flag (self, &self->no_network, TRUE);
  else
    beckon_device_flow_fail (self, error);
  beckon_device_flow_check (self);
}
