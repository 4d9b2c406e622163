/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * FaultyOperation:
 *
 * What goes wrong, counted over all files of SQLite.
 */
typedef enum
{
  FAULTY_NOTHING,
  FAULTY_WRITE, /* writing, growing, cutting and syncing a file, making and removing one */
  FAULTY_READ,
} FaultyOperation;

/* A disk that fails, in place of SQLite's own way to files. Syncing is left out, for speed: this
 * does not test a power cut. */
void faulty_vfs_install (void);

/* From the given one of these operations on (1 is the next one), n_times of them fail with this
 * code of SQLite, and this errno where that is asked for. */
void faulty_vfs_fail (FaultyOperation operation, guint first, guint n_times, int code, int number);

/* Ends that. Returns how many have failed. */
guint faulty_vfs_heal (void);

/* Files can be read only. */
void faulty_vfs_set_read_only (gboolean read_only);

G_END_DECLS
