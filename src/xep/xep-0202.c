/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "xep-0202.h"

#include "xep-0082.h"

static gboolean
time_cb (BeckonSession *session, BeckonElement *iq, BeckonElement *payload, gpointer user_data)
{
  g_autofree char *now = NULL;
  g_autoptr (BeckonElement) reply = NULL;
  BeckonElement *time;

  if (g_strcmp0 (beckon_element_get_attribute (iq, "type"), "get") != 0)
    return FALSE;
  now = beckon_datetime_format (g_get_real_time () / G_USEC_PER_SEC * G_USEC_PER_SEC);
  reply = beckon_session_reply_new (iq);
  time = beckon_element_add_child (reply, "time", BECKON_NS_TIME);
  beckon_element_add_text_child (time, "tzo", BECKON_NS_TIME, "+00:00");
  beckon_element_add_text_child (time, "utc", BECKON_NS_TIME, now);
  beckon_session_send (session, reply);
  return TRUE;
}

/**
 * beckon_time_answer:
 *
 * Says who asks what time it is (XEP-0202): in UTC, as the time zone would say where the person is.
 *
 * Returns: the id of the handler
 */
guint
beckon_time_answer (BeckonSession *session)
{
  return beckon_session_add_handler (session, "iq", "time", BECKON_NS_TIME, 0, time_cb, NULL, NULL);
}
