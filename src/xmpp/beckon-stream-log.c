/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "beckon-xmpp"

#include "beckon-stream-log-private.h"

#include "beckon-mask.h"

/**
 * beckon_stream_log_describe:
 *
 * Returns: (transfer full): @element for a log: its XML without what is secret
 */
char *
beckon_stream_log_describe (BeckonElement *element)
{
  g_autoptr (BeckonElement) masked = beckon_mask_dup_without_secrets (element);

  return beckon_element_to_xml (masked);
}

/**
 * beckon_stream_log_element:
 * @what: what happened to it
 *
 * Logs @element when somebody asked for debug messages of `beckon-xmpp`.
 */
void
beckon_stream_log_element (const char *what, BeckonElement *element)
{
  g_autofree char *text = NULL;

  if (g_log_writer_default_would_drop (G_LOG_LEVEL_DEBUG, G_LOG_DOMAIN))
    return;
  text = beckon_stream_log_describe (element);
  g_debug ("%s: %s", what, text);
}
