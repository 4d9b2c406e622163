/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define BECKON_STORE_ERROR (beckon_store_error_quark ())
GQuark beckon_store_error_quark (void);

/**
 * BeckonStoreError:
 * @BECKON_STORE_ERROR_NEWER: the file was written by a newer Beckon; it is left alone
 * @BECKON_STORE_ERROR_DAMAGED: the file is damaged; it is kept
 * @BECKON_STORE_ERROR_FULL: the disk is full; nothing was changed, try again
 * @BECKON_STORE_ERROR_READ_ONLY: the folder or file cannot be written
 * @BECKON_STORE_ERROR_BUSY: somebody else holds the file
 * @BECKON_STORE_ERROR_IO: the disk failed
 * @BECKON_STORE_ERROR_CLOSED: the store has been closed
 * @BECKON_STORE_ERROR_NOT_FOUND: what was to be changed is there no more
 * @BECKON_STORE_ERROR_FAILED: anything else, a mistake of ours
 */
typedef enum
{
  BECKON_STORE_ERROR_NEWER,
  BECKON_STORE_ERROR_DAMAGED,
  BECKON_STORE_ERROR_FULL,
  BECKON_STORE_ERROR_READ_ONLY,
  BECKON_STORE_ERROR_BUSY,
  BECKON_STORE_ERROR_IO,
  BECKON_STORE_ERROR_CLOSED,
  BECKON_STORE_ERROR_NOT_FOUND,
  BECKON_STORE_ERROR_FAILED,
} BeckonStoreError;

/* What may pass is tried again after so many seconds. */
#define BECKON_STORE_RETRY 10

gboolean beckon_store_error_may_pass (const GError *error);

G_END_DECLS
