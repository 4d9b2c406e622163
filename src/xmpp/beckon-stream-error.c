/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-stream-error-private.h"

#include "beckon-ns.h"

typedef struct
{
  char *condition;
  char *text;
  char *other_host;
} BeckonStreamErrorPrivate;

static void
beckon_stream_error_private_init (BeckonStreamErrorPrivate *private)
{
}

static void
beckon_stream_error_private_copy (const BeckonStreamErrorPrivate *from,
                                  BeckonStreamErrorPrivate *to)
{
  to->condition = g_strdup (from->condition);
  to->text = g_strdup (from->text);
  to->other_host = g_strdup (from->other_host);
}

static void
beckon_stream_error_private_clear (BeckonStreamErrorPrivate *private)
{
  g_free (private->condition);
  g_free (private->text);
  g_free (private->other_host);
}

G_DEFINE_EXTENDED_ERROR (BeckonStreamError, beckon_stream_error)

/**
 * beckon_stream_error_new_from_element:
 * @element: a `stream:error`
 *
 * Returns: (transfer full): the %BECKON_STREAM_ERROR_SERVER that says the same
 */
GError *
beckon_stream_error_new_from_element (BeckonElement *element)
{
  BeckonElement *child = beckon_element_get_child (element, NULL, BECKON_NS_STREAM_ERRORS);
  BeckonStreamErrorPrivate *private;
  const char *condition;
  GError *error;

  while (beckon_element_is (child, "text", NULL))
    child = beckon_element_get_next_sibling (child);
  condition = child != NULL && beckon_element_is (child, NULL, BECKON_NS_STREAM_ERRORS)
                ? beckon_element_get_name (child)
                : "undefined-condition";

  error = g_error_new_literal (BECKON_STREAM_ERROR, BECKON_STREAM_ERROR_SERVER, condition);
  private = beckon_stream_error_get_private (error);
  private->condition = g_strdup (condition);
  private->text = beckon_element_dup_child_text (element, "text", BECKON_NS_STREAM_ERRORS);
  if (g_str_equal (condition, "see-other-host"))
  private->other_host = beckon_element_dup_text (child);
  return error;
}

static const BeckonStreamErrorPrivate *
get_private (const GError *error)
{
  static const BeckonStreamErrorPrivate nothing = { NULL, NULL, NULL };

  return error->domain == BECKON_STREAM_ERROR ? beckon_stream_error_get_private (error) : &nothing;
}

/**
 * beckon_stream_error_get_condition:
 * @error: any error
 *
 * Returns: (nullable): for a %BECKON_STREAM_ERROR_SERVER, the condition (RFC 6120, section 4.9.3),
 *   such as `conflict`
 */
const char *
beckon_stream_error_get_condition (const GError *error)
{
  return get_private (error)->condition;
}

/**
 * beckon_stream_error_get_text:
 * @error: any error
 *
 * Returns: (nullable): what the server says about it, if it says anything. Remote text
 */
const char *
beckon_stream_error_get_text (const GError *error)
{
  return get_private (error)->text;
}

/**
 * beckon_stream_error_get_other_host:
 * @error: any error
 *
 * Returns: (nullable): with the condition `see-other-host`, the host and perhaps port to connect
 *   to (RFC 6120, section 4.9.3.19). Not checked in any way
 */
const char *
beckon_stream_error_get_other_host (const GError *error)
{
  return get_private (error)->other_host;
}
