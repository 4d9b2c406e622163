/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-device-flow-private.h"

/* The longest pause when there is no code to be had. In seconds. */
#define MAX_PAUSE 15

/* The codes that count: getting them, and giving them back. */

void
beckon_flow_code_free (gpointer data)
{
  BeckonFlowCode *code = data;

  beckon_device_poll_stop (code->poll);
  g_free (code);
}

BeckonFlowCode *
beckon_device_flow_get_shown (BeckonDeviceFlow *self)
{
  return self->codes->len > 0 ? g_ptr_array_index (self->codes, self->codes->len - 1) : NULL;
}

/* When the next code takes the place of the one on show. */
gint64
beckon_device_flow_get_show_end (BeckonDeviceFlow *self, BeckonFlowCode *code)
{
  if (code->scanned || self->n_codes >= BECKON_DEVICE_FLOW_MAX_CODES)
    return code->end;
  return code->start + (code->end - code->start) / 2;
}

void
beckon_device_flow_give_back (BeckonDeviceFlow *self, BeckonFlowCode *code)
{
  if (beckon_device_client_get_service (self->client)->scan_login)
    beckon_device_client_revoke (self->client,
                                 beckon_device_poll_get_code (code->poll)->device_code);
}

static void
show_code (BeckonDeviceFlow *self, BeckonDeviceCode *device_code)
{
  BeckonFlowCode *code = g_new0 (BeckonFlowCode, 1);

  code->start = beckon_device_flow_get_time (self);
  code->end = code->start + device_code->lifetime * (gint64) G_USEC_PER_SEC;
  code->poll = beckon_device_poll_start (self->client, self->clock, device_code,
                                         beckon_device_flow_poll_cb, self);
  g_ptr_array_add (self->codes, code);
  self->n_codes++;
  self->failures = 0;
  g_clear_error (&self->code_error);
  beckon_device_flow_set_flag (self, &self->no_network, FALSE);
  beckon_device_flow_set_state (self, BECKON_DEVICE_FLOW_WAITING);
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

      self->next_try = beckon_device_flow_get_time (self) + pause * (gint64) G_USEC_PER_SEC;
      if (beckon_device_error_is_network (error))
        beckon_device_flow_set_flag (self, &self->no_network, TRUE);
    }
  else
    beckon_device_flow_fail (self, error);
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
  beckon_device_flow_check (self);
}

void
beckon_device_flow_ask_for_code (BeckonDeviceFlow *self)
{
  self->next_try = 0;
  self->getting = g_cancellable_new ();
  beckon_device_client_get_code_async (self->client, self->getting, code_cb, g_object_ref (self));
}

void
beckon_device_flow_stop_getting (BeckonDeviceFlow *self)
{
  g_cancellable_cancel (self->getting);
  g_clear_object (&self->getting);
  self->next_try = 0;
}
