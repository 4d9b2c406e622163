/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "faulty-vfs.h"

#include <errno.h>
#include <sqlite3.h>

typedef struct
{
  sqlite3_file base;
  sqlite3_file *real; /* behind this */
} FaultyFile;

static sqlite3_vfs *real_vfs;

G_LOCK_DEFINE_STATIC (state);
static FaultyOperation failing;
static guint until_failure;
static guint n_left;
static guint n_failed;
static int failure_code;
static int failure_errno;
static gboolean only_reading;

/* The code to fail with, or SQLITE_OK to go on. */
static int
next (FaultyOperation operation)
{
  int code = SQLITE_OK;

  G_LOCK (state);
  if (operation == failing)
    {
      if (until_failure > 0)
        until_failure--;
      if (until_failure == 0 && n_left > 0)
        {
          n_left--;
          n_failed++;
          code = failure_code;
        }
    }
  G_UNLOCK (state);
  return code;
}

#define REAL(file) (((FaultyFile *) (file))->real)
#define FORWARD(operation, method, file, ...)                                                      \
  int code = next (operation);                                                                     \
  return code != SQLITE_OK ? code : REAL (file)->pMethods->method (REAL (file), ##__VA_ARGS__)

static int
faulty_close (sqlite3_file *file)
{
  return REAL (file)->pMethods->xClose (REAL (file));
}

static int
faulty_read (sqlite3_file *file, void *data, int length, sqlite3_int64 offset)
{
  FORWARD (FAULTY_READ, xRead, file, data, length, offset);
}

static int
faulty_write (sqlite3_file *file, const void *data, int length, sqlite3_int64 offset)
{
  FORWARD (FAULTY_WRITE, xWrite, file, data, length, offset);
}

static int
faulty_truncate (sqlite3_file *file, sqlite3_int64 size)
{
  FORWARD (FAULTY_WRITE, xTruncate, file, size);
}

static int
faulty_sync (sqlite3_file *file, int flags)
{
  return next (FAULTY_WRITE);
}

static int
faulty_file_size (sqlite3_file *file, sqlite3_int64 *size)
{
  return REAL (file)->pMethods->xFileSize (REAL (file), size);
}

static int
faulty_lock (sqlite3_file *file, int level)
{
  return REAL (file)->pMethods->xLock (REAL (file), level);
}

static int
faulty_unlock (sqlite3_file *file, int level)
{
  return REAL (file)->pMethods->xUnlock (REAL (file), level);
}

static int
faulty_check_reserved_lock (sqlite3_file *file, int *result)
{
  return REAL (file)->pMethods->xCheckReservedLock (REAL (file), result);
}

static int
faulty_file_control (sqlite3_file *file, int operation, void *argument)
{
  return REAL (file)->pMethods->xFileControl (REAL (file), operation, argument);
}

static int
faulty_sector_size (sqlite3_file *file)
{
  return REAL (file)->pMethods->xSectorSize (REAL (file));
}

static int
faulty_device_characteristics (sqlite3_file *file)
{
  return REAL (file)->pMethods->xDeviceCharacteristics (REAL (file));
}

/* Version 1: without shared memory, which the store does not need. */
static const sqlite3_io_methods methods = {
  .iVersion = 1,
  .xClose = faulty_close,
  .xRead = faulty_read,
  .xWrite = faulty_write,
  .xTruncate = faulty_truncate,
  .xSync = faulty_sync,
  .xFileSize = faulty_file_size,
  .xLock = faulty_lock,
  .xUnlock = faulty_unlock,
  .xCheckReservedLock = faulty_check_reserved_lock,
  .xFileControl = faulty_file_control,
  .xSectorSize = faulty_sector_size,
  .xDeviceCharacteristics = faulty_device_characteristics,
};

static int
faulty_open (sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out_flags)
{
  FaultyFile *self = (FaultyFile *) file;
  int code = SQLITE_OK;

  file->pMethods = NULL;
  if (only_reading)
    {
      if ((flags & SQLITE_OPEN_MAIN_DB) == 0)
        return SQLITE_CANTOPEN;
      flags &= ~(SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
      flags |= SQLITE_OPEN_READONLY;
    }
  if ((flags & SQLITE_OPEN_CREATE) != 0)
    code = next (FAULTY_WRITE);
  if (code != SQLITE_OK)
    return SQLITE_CANTOPEN;

  self->real = (sqlite3_file *) (self + 1);
  code = real_vfs->xOpen (real_vfs, name, self->real, flags, out_flags);
  if (self->real->pMethods != NULL)
    file->pMethods = &methods;
  return code;
}

static int
faulty_delete (sqlite3_vfs *vfs, const char *name, int sync_folder)
{
  int code = next (FAULTY_WRITE);

  return code != SQLITE_OK ? code : real_vfs->xDelete (real_vfs, name, 0);
}

static int
faulty_get_last_error (sqlite3_vfs *vfs, int size, char *text)
{
  if (only_reading)
    return EROFS;
  return n_failed > 0 ? failure_errno : real_vfs->xGetLastError (real_vfs, size, text);
}

void
faulty_vfs_install (void)
{
  static sqlite3_vfs vfs;

  real_vfs = sqlite3_vfs_find (NULL);
  vfs = *real_vfs;
  vfs.zName = "faulty";
  vfs.szOsFile = sizeof (FaultyFile) + real_vfs->szOsFile;
  vfs.pNext = NULL;
  vfs.xOpen = faulty_open;
  vfs.xDelete = faulty_delete;
  vfs.xGetLastError = faulty_get_last_error;
  g_assert_cmpint (sqlite3_vfs_register (&vfs, 1), ==, SQLITE_OK);
}

void
faulty_vfs_fail (FaultyOperation operation, guint first, guint n_times, int code, int number)
{
  G_LOCK (state);
  failing = operation;
  until_failure = first;
  n_left = n_times;
  n_failed = 0;
  failure_code = code;
  failure_errno = number;
  G_UNLOCK (state);
}

guint
faulty_vfs_heal (void)
{
  guint n;

  G_LOCK (state);
  failing = FAULTY_NOTHING;
  n = n_failed;
  n_failed = 0;
  G_UNLOCK (state);
  return n;
}

void
faulty_vfs_set_read_only (gboolean read_only)
{
  only_reading = read_only;
}
