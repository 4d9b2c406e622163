/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-outbox-private.h"

/* Which messages are not to be sent with others, or at all. */

/* A stream that ends with a message on its way may have ended because of it, all the more when the
 * server complains. From SUSPECT on a message travels alone, so that the others are not to blame;
 * at GUILTY it is taken out of their way. */
#define BLAME 1
#define BLAME_BY_SERVER 2
#define SUSPECT 2
#define GUILTY 6

static guint
get_blame (BeckonOutbox *self, gint64 id)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (self->blame, &id));
}

static void
add_blame (BeckonOutbox *self, gint64 id, guint blame)
{
  g_hash_table_replace (self->blame, g_memdup2 (&id, sizeof id),
                        GUINT_TO_POINTER (get_blame (self, id) + blame));
}

gboolean
beckon_outbox_is_suspect (BeckonOutbox *self, gint64 id)
{
  return get_blame (self, id) >= SUSPECT;
}

gboolean
beckon_outbox_is_guilty (BeckonOutbox *self, gint64 id)
{
  return get_blame (self, id) >= GUILTY;
}

void
beckon_outbox_forgive (BeckonOutbox *self, gint64 id)
{
  g_hash_table_remove (self->blame, &id);
}

/* How much what we have sent is to blame for the end of a stream. A dead link is nobody's fault. */
static guint
weigh (const GError *error)
{
  static const char *const others[]
    = { "conflict",       "connection-timeout",  "host-gone",
        "host-unknown",   "not-authorized",      "remote-connection-failed",
        "reset",          "resource-constraint", "see-other-host",
        "system-shutdown" };
  const char *condition = beckon_stream_error_get_condition (error);

  if (g_error_matches (error, BECKON_STREAM_ERROR, BECKON_STREAM_ERROR_TIMEOUT))
    return 0;
  if (condition == NULL)
    return BLAME;
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    if (g_str_equal (condition, others[i]))
      return 0;
  return BLAME_BY_SERVER;
}

/* The stream has ended. A session that is resumed sends all again that is on its way: not with a
 * suspect among it. */
void
beckon_outbox_blame (BeckonOutbox *self, const GError *error)
{
  guint blame = weigh (error);
  gboolean suspect = FALSE;
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, self->on_way);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      BeckonOnWay *on_way = value;
      gint64 id = *(gint64 *) key;

      if (!on_way->sent || on_way->blamed)
        continue;
      on_way->blamed = TRUE;
      add_blame (self, id, blame);
      suspect |= beckon_outbox_is_suspect (self, id);
    }
  if (suspect)
    beckon_session_forget_resumption (self->session);
}
