/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-random.h"

#include <errno.h>
#include <sys/random.h>

/**
 * beckon_random_bytes:
 * @buffer: (array length=length): where to put them
 * @length: how many
 *
 * Fills @buffer from the system's random source, as what is not to be guessed needs it (nonces,
 * tokens, ids). GLib's own generator can be predicted.
 */
void
beckon_random_bytes (guint8 *buffer, gsize length)
{
  while (length > 0)
    {
      gssize got = getrandom (buffer, length, 0);

      if (got < 0)
        {
          if (errno == EINTR)
            continue;
          g_error ("The system gives no random bytes: %s", g_strerror (errno));
        }
      buffer += got;
      length -= got;
    }
}

/**
 * beckon_random_id:
 *
 * Makes an identifier that nobody can guess: 128 random bits, written in characters that need no
 * escaping in XML, a URL or a file name.
 *
 * Returns: (transfer full): 22 characters
 */
char *
beckon_random_id (void)
{
  guint8 bytes[16];
  char *id;

  beckon_random_bytes (bytes, sizeof bytes);
  id = g_base64_encode (bytes, sizeof bytes);
  id[22] = '\0'; /* the padding */
  return g_strdelimit (g_strdelimit (id, "+", '-'), "/", '_');
}
