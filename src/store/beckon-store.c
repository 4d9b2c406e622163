/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-store-private.h"

#include "beckon-store-schema-private.h"

/* A call is a GTask in a queue, which the store's thread takes in order; GTask brings the result
 * back to the caller's main context.
 *
 * Each commit waits for the disk, so calls that write and are in the queue already share one
 * transaction: each has a savepoint of its own and nobody is answered before the commit. A burst of
 * calls costs few commits then, one call alone does not wait for others. */
#define MAX_SHARED 256

typedef struct
{
  GTask *task;
  const BeckonStoreCall *call; /* NULL to close */
  gpointer data;
  gpointer result;
  GError *error;
} Job;

struct _BeckonStore
{
  GObject parent_instance;

  GAsyncQueue *jobs; /* shared with the thread, which outlives this object when it has to */
  gboolean closed;
};

G_DEFINE_FINAL_TYPE (BeckonStore, beckon_store, G_TYPE_OBJECT)

typedef struct
{
  char *path;
  Job *opening;
  GAsyncQueue *jobs;
} Worker;

static Job *
job_new (GTask *task, const BeckonStoreCall *call, gpointer data)
{
  Job *job = g_new0 (Job, 1);

  job->task = task;
  job->call = call;
  job->data = data;
  return job;
}

static void
job_free (Job *job)
{
  if (job->call != NULL && job->call->free_data != NULL)
    job->call->free_data (job->data);
  g_clear_error (&job->error);
  g_clear_object (&job->task);
  g_free (job);
}

static void
job_drop_result (Job *job)
{
  if (job->result != NULL && job->call->free_result != NULL)
    job->call->free_result (job->result);
  job->result = NULL;
}

static gboolean
answer_cb (gpointer user_data)
{
  Job *job = user_data;

  if (job->error != NULL)
    g_task_return_error (job->task, g_steal_pointer (&job->error));
  else if (job->call == NULL)
    g_task_return_boolean (job->task, TRUE);
  else
    g_task_return_pointer (job->task, g_steal_pointer (&job->result), job->call->free_result);
  job_free (job);
  return G_SOURCE_REMOVE;
}

/* Hands the job over to the caller's main context as a whole: when the callback has run, nothing of
 * the call is left here that would keep the store alive. */
static void
job_answer (Job *job)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, g_task_get_priority (job->task));
  g_source_set_callback (source, answer_cb, job, NULL);
  g_source_attach (source, g_task_get_context (job->task));
}

static void
job_run (Job *job, BeckonDatabase *database)
{
  if (g_cancellable_set_error_if_cancelled (g_task_get_cancellable (job->task), &job->error))
    return;
  if (!job->call->func (database, job->data, &job->result, &job->error))
    g_assert (job->error != NULL && job->result == NULL);
}

/* Runs a job that writes, such that nothing of it stays when it fails. FALSE with an error when
 * the whole transaction is lost. */
static gboolean
job_run_in_savepoint (Job *job, BeckonDatabase *database, GError **error)
{
  if (!beckon_database_exec (database, "SAVEPOINT call", error))
    return FALSE;

  job_run (job, database);

  if (!beckon_database_in_transaction (database))
    {
      g_propagate_error (error, g_error_copy (job->error));
      return FALSE;
    }
  if (job->error != NULL && !beckon_database_exec (database, "ROLLBACK TO call", error))
    return FALSE;
  return beckon_database_exec (database, "RELEASE call", error);
}

/* The transaction is lost, with all that was written in it. Who only reads did not ask for it. */
static void
job_take_loss (Job *job, BeckonDatabase *database, const GError *error)
{
  job_drop_result (job);
  if (!job->call->writes)
    {
      g_clear_error (&job->error);
      job_run (job, database);
    }
  else if (job->error == NULL)
    job->error = g_error_copy (error);
}

/* Runs this job and those behind it in one transaction, and answers them. Returns the job that was
 * taken from the queue too and cannot be part of it, if there is one. */
static Job *
run_shared (BeckonDatabase *database, GAsyncQueue *queue, Job *first)
{
  g_autoptr (GPtrArray) jobs = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  gboolean good = beckon_database_exec (database, "BEGIN IMMEDIATE", &error);
  Job *job = first;

  while (TRUE)
    {
      g_ptr_array_add (jobs, job);
      if (good)
        good = job_run_in_savepoint (job, database, &error);
      job = NULL;
      if (!good || jobs->len >= MAX_SHARED)
        break;
      job = g_async_queue_try_pop (queue);
      if (job == NULL || job->call == NULL || job->call->alone)
        break;
    }

  if (good)
    good = beckon_database_exec (database, "COMMIT", &error);
  if (!good && beckon_database_in_transaction (database))
    beckon_database_exec (database, "ROLLBACK", NULL);

  for (guint i = 0; i < jobs->len; i++)
    {
      Job *done = g_ptr_array_index (jobs, i);

      if (!good)
        job_take_loss (done, database, error);
      job_answer (done);
    }
  return job;
}

static BeckonDatabase *
open_database (const char *path, GError **error)
{
  g_autoptr (BeckonDatabase) database = beckon_database_open (path, error);

  if (database == NULL || !beckon_store_schema_check (database, beckon_store_schema_n_steps, error)
      || !beckon_database_configure (database, error)
      || !beckon_store_schema_migrate (database, path, beckon_store_schema_steps,
                                       beckon_store_schema_n_steps, error))
    return NULL;
  return g_steal_pointer (&database);
}

static void
worker_free (Worker *worker)
{
  g_free (worker->path);
  g_async_queue_unref (worker->jobs);
  g_free (worker);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Worker, worker_free)

static gpointer
worker_main (gpointer data)
{
  g_autoptr (Worker) worker = data;
  g_autoptr (BeckonDatabase) database = open_database (worker->path, &worker->opening->error);
  Job *job = NULL;

  job_answer (g_steal_pointer (&worker->opening));
  if (database == NULL)
    return NULL;

  while (TRUE)
    {
      if (job == NULL)
        job = g_async_queue_pop (worker->jobs);
      if (job->call == NULL)
        break;

      if (job->call->writes)
        {
          job = run_shared (database, worker->jobs, job);
        }
      else
        {
          job_run (job, database);
          job_answer (g_steal_pointer (&job));
        }
    }

  g_clear_pointer (&database, beckon_database_close);
  if (job->task != NULL)
    job_answer (job);
  else
    job_free (job);
  return NULL;
}

/* Only when nothing waits any more: each call holds a reference. */
static void
beckon_store_finalize (GObject *object)
{
  BeckonStore *self = BECKON_STORE (object);

  if (!self->closed)
    g_async_queue_push (self->jobs, job_new (NULL, NULL, NULL));
  g_async_queue_unref (self->jobs);

  G_OBJECT_CLASS (beckon_store_parent_class)->finalize (object);
}

static void
beckon_store_class_init (BeckonStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = beckon_store_finalize;
}

static void
beckon_store_init (BeckonStore *self)
{
  self->jobs = g_async_queue_new_full ((GDestroyNotify) job_free);
}

/**
 * beckon_store_open_async:
 * @path: the file; its folder must be there
 * @cancellable: (nullable): to give up
 * @callback: called when it is open
 * @user_data: for @callback
 *
 * Opens the store, made or brought to the newest schema where that is needed. A file that cannot be
 * used is left as it is: #BECKON_STORE_ERROR_NEWER, #BECKON_STORE_ERROR_DAMAGED and so on.
 */
void
beckon_store_open_async (const char *path,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  BeckonStore *self = g_object_new (BECKON_TYPE_STORE, NULL);
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Worker *worker = g_new0 (Worker, 1);

  g_task_set_source_tag (task, beckon_store_open_async);
  g_task_set_task_data (task, self, g_object_unref);
  worker->path = g_strdup (path);
  worker->opening = job_new (task, NULL, NULL);
  worker->jobs = g_async_queue_ref (self->jobs);
  g_thread_unref (g_thread_new ("beckon-store", worker_main, worker));
}

/**
 * beckon_store_open_finish:
 * @result: the result
 * @error: return location for a #BeckonStoreError
 *
 * Returns: (transfer full): the store, or %NULL
 */
BeckonStore *
beckon_store_open_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  return g_object_ref (g_task_get_task_data (G_TASK (result)));
}

/**
 * beckon_store_close_async:
 * @self: a store
 * @callback: called when it is closed
 * @user_data: for @callback
 *
 * Finishes everything that was asked for until now and closes the file. Every call from now on
 * fails with #BECKON_STORE_ERROR_CLOSED.
 */
void
beckon_store_close_async (BeckonStore *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);

  g_return_if_fail (BECKON_IS_STORE (self));

  g_task_set_source_tag (task, beckon_store_close_async);
  if (self->closed)
    {
      g_task_return_new_error (task, BECKON_STORE_ERROR, BECKON_STORE_ERROR_CLOSED,
                               "The store is closed");
      return;
    }
  self->closed = TRUE;
  g_async_queue_push (self->jobs, job_new (g_steal_pointer (&task), NULL, NULL));
}

/**
 * beckon_store_close_finish:
 * @self: a store
 * @result: the result
 * @error: return location for a #BeckonStoreError
 *
 * Returns: whether it was open until now
 */
gboolean
beckon_store_close_finish (BeckonStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Queues a call. It is cancelled only as long as it has not begun: its answer tells what happened.
 * Takes the data. */
void
beckon_store_call_async (BeckonStore *self,
                         const BeckonStoreCall *call,
                         gpointer data,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, (gpointer) call);
  g_task_set_check_cancellable (task, FALSE);
  if (self->closed)
    {
      g_autoptr (GTask) answered = task;

      if (call->free_data != NULL)
        call->free_data (data);
      g_task_return_new_error (answered, BECKON_STORE_ERROR, BECKON_STORE_ERROR_CLOSED,
                               "The store is closed");
      return;
    }
  g_async_queue_push (self->jobs, job_new (task, call, data));
}

/* For a row that the caller has seen: it can only be gone. */
gboolean
beckon_store_check_found (gconstpointer row, GError **error)
{
  if (row != NULL)
    return TRUE;
  g_set_error_literal (error, BECKON_STORE_ERROR, BECKON_STORE_ERROR_NOT_FOUND,
                       "There is no such row");
  return FALSE;
}

/* The index would keep the words of removed messages until it is merged some day, so it is merged
 * now. SQLite itself overwrites what it deletes, as beckon_database_configure() asks. */
gboolean
beckon_store_forget_words (BeckonDatabase *database, GError **error)
{
  return beckon_database_exec (database,
                               "INSERT INTO message_index (message_index) VALUES ('optimize')",
                               error);
}

static gboolean
empty_journal (BeckonDatabase *database, gpointer data, gpointer *result, GError **error)
{
  return beckon_database_exec (database, "PRAGMA wal_checkpoint (TRUNCATE)", error);
}

static const BeckonStoreCall empty_journal_call = {
  .func = empty_journal,
  .alone = TRUE,
};

/* The journal has copies of what was removed. That it cannot be emptied just now does not matter,
 * closing the store does it too. */
void
beckon_store_empty_journal (BeckonStore *self)
{
  beckon_store_call_async (self, &empty_journal_call, NULL, NULL, NULL, NULL);
}

gpointer
beckon_store_call_finish (BeckonStore *self,
                          const BeckonStoreCall *call,
                          GAsyncResult *result,
                          GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_task_get_source_tag (G_TASK (result)) == call, NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * beckon_store_write_finish:
 * @self: a store
 * @result: the result
 * @error: return location for a #BeckonStoreError
 *
 * Returns: whether it is written, and will be there after a power cut
 */
gboolean
beckon_store_write_finish (BeckonStore *self, GAsyncResult *result, GError **error)
{
  g_autoptr (GError) failure = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  g_task_propagate_pointer (G_TASK (result), &failure);
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}
