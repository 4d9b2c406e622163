/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-form-pictures.h"

#include "xep-0084.h"
#include "xep-0221.h"
#include "xep-0231.h"

/* More pictures than this do not belong to one form. */
#define MAX_PICTURES 4

typedef struct
{
  BeckonFormField *field;
  char *cid;
} Picture;

typedef struct
{
  BeckonSession *session;
  BeckonJid *server;
  GPtrArray *missing; /* Pictures that are still to be fetched */
} Load;

static void
picture_free (Picture *picture)
{
  g_object_unref (picture->field);
  g_free (picture->cid);
  g_free (picture);
}

static void
load_free (gpointer data)
{
  Load *load = data;

  g_object_unref (load->session);
  beckon_jid_unref (load->server);
  g_ptr_array_unref (load->missing);
  g_free (load);
}

static void
set_picture (BeckonFormField *field, BeckonElement *data, const char *cid)
{
  const char *type;
  g_autoptr (GBytes) bytes = beckon_bob_parse (data, cid, &type, NULL);

  type = bytes != NULL ? beckon_avatar_find_type (bytes) : NULL;
  if (type != NULL)
    beckon_form_field_set_media (field, type, bytes);
}

/* Takes the pictures that came along with the form, and notes the others. */
static void
find_pictures (BeckonDataForm *form, BeckonElement *query, GPtrArray *missing)
{
  BeckonElement *x = beckon_element_get_child (query, "x", BECKON_NS_DATA_FORMS);
  BeckonElement *element = x != NULL ? beckon_element_get_first_child (x) : NULL;
  guint n = 0;

  for (; element != NULL && n < MAX_PICTURES; element = beckon_element_get_next_sibling (element))
    {
      const char *var = beckon_element_get_attribute (element, "var");
      BeckonFormField *field = var != NULL ? beckon_data_form_get_field (form, var) : NULL;
      g_autofree char *cid = NULL;
      BeckonElement *data;

      if (field == NULL || !beckon_element_is (element, "field", BECKON_NS_DATA_FORMS))
        continue;
      cid = beckon_media_dup_picture_cid (element);
      if (cid == NULL)
        continue;
      n++;
      data = beckon_bob_find (query, cid);
      if (data != NULL)
        set_picture (field, data, cid);
      else
        {
          Picture *picture = g_new (Picture, 1);

          picture->field = g_object_ref (field);
          picture->cid = g_steal_pointer (&cid);
          g_ptr_array_add (missing, picture);
        }
    }
}

static void fetch_next (GTask *task);

static void
picture_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Load *load = g_task_get_task_data (task);
  Picture *picture = g_ptr_array_index (load->missing, 0);
  g_autoptr (BeckonElement) iq
    = beckon_session_send_iq_finish (BECKON_SESSION (source), result, NULL);

  /* Without its picture the form is still worth to be seen: it may have another question. */
  if (iq != NULL)
    set_picture (picture->field, beckon_bob_find (iq, picture->cid), picture->cid);
  g_ptr_array_remove_index (load->missing, 0);
  fetch_next (g_steal_pointer (&task));
}

/* Takes the task. */
static void
fetch_next (GTask *task)
{
  Load *load = g_task_get_task_data (task);
  g_autoptr (GTask) owned = task;
  g_autoptr (BeckonElement) iq = NULL;
  Picture *picture;

  if (g_task_return_error_if_cancelled (task))
    return;
  if (load->missing->len == 0)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  picture = g_ptr_array_index (load->missing, 0);
  iq = beckon_bob_request_new (load->server, picture->cid);
  beckon_session_send_iq_async (load->session, iq, g_task_get_cancellable (task), picture_cb,
                                g_steal_pointer (&owned));
}

/**
 * beckon_form_pictures_load_async:
 * @form: a form whose fields get their pictures
 * @query: the element that the form came in
 * @session: where to ask for pictures that did not come along
 * @server: whom to ask
 *
 * A picture that cannot be had is missing in the form, nothing more.
 */
void
beckon_form_pictures_load_async (BeckonDataForm *form,
                                 BeckonElement *query,
                                 BeckonSession *session,
                                 BeckonJid *server,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Load *load = g_new0 (Load, 1);

  load->session = g_object_ref (session);
  load->server = beckon_jid_ref (server);
  load->missing = g_ptr_array_new_with_free_func ((GDestroyNotify) picture_free);
  g_task_set_source_tag (task, beckon_form_pictures_load_async);
  g_task_set_task_data (task, load, load_free);
  find_pictures (form, query, load->missing);
  fetch_next (task);
}

/**
 * beckon_form_pictures_load_finish:
 *
 * Returns: %FALSE when it was cancelled
 */
gboolean
beckon_form_pictures_load_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
