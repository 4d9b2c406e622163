/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ledger-disk.h"

#include <sys/syscall.h>
#include <unistd.h>

static guint slowest; /* ms */

static void
wait (void)
{
  double luck = g_random_double ();

  if (slowest > 0)
    g_usleep (slowest * G_GUINT64_CONSTANT (1000) * luck * luck * luck * luck);
}

/* These two are what SQLite asks: the dynamic linker finds them here first. */

int
fsync (int file)
{
  wait ();
  return syscall (SYS_fsync, file);
}

int
fdatasync (int file)
{
  wait ();
  return syscall (SYS_fdatasync, file);
}

void
ledger_disk_slow_down (guint most)
{
  slowest = most;
}
