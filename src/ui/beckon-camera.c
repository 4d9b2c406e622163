/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "beckon-camera.h"

#include <gst/app/gstappsink.h>
#include <gst/gst.h>

#include "beckon-qr-reader.h"

/* Enough of a picture to find a code in, and often enough. */
#define PICTURES                                                                                   \
  "videoconvert ! videoscale ! videorate drop-only=true max-rate=10 ! "                            \
  "video/x-raw,format=RGBA,width=[1,640],height=[1,640],pixel-aspect-ratio=1/1 ! "                 \
  "appsink name=sink max-buffers=1 drop=true"

/* How long one wait of the thread is, and so how late it may hear that it is to stop. */
#define WAIT (100 * GST_MSECOND)

struct _BeckonCamera
{
  GObject parent_instance;

  GstElement *pipeline;
  GstAppSink *sink;
  GMutex running; /* held by the thread that has the pipeline */
  GdkTexture *next; /* (nullable) (atomic): what the main loop has not taken yet */
  GdkTexture *picture; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (BeckonCamera, beckon_camera, G_TYPE_OBJECT)

enum
{
  PROP_PICTURE = 1,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static void
beckon_camera_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  BeckonCamera *self = BECKON_CAMERA (object);

  switch (id)
    {
    case PROP_PICTURE:
      g_value_set_object (value, self->picture);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
beckon_camera_finalize (GObject *object)
{
  BeckonCamera *self = BECKON_CAMERA (object);

  g_clear_object (&self->sink);
  g_clear_object (&self->pipeline);
  g_clear_object (&self->next);
  g_clear_object (&self->picture);
  g_mutex_clear (&self->running);
  G_OBJECT_CLASS (beckon_camera_parent_class)->finalize (object);
}

static void
beckon_camera_class_init (BeckonCameraClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = beckon_camera_get_property;
  object_class->finalize = beckon_camera_finalize;

  /**
   * BeckonCamera:picture: (nullable)
   *
   * What the camera sees; %NULL before a scan has its first picture.
   */
  props[PROP_PICTURE] = g_param_spec_object (
    "picture", NULL, NULL, GDK_TYPE_PAINTABLE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
beckon_camera_init (BeckonCamera *self)
{
  g_mutex_init (&self->running);
}

static BeckonCamera *
new_with_source (GstElement *source, GError **error)
{
  g_autoptr (GstElement) first = gst_object_ref_sink (source);
  g_autoptr (BeckonCamera) self = g_object_new (BECKON_TYPE_CAMERA, NULL);
  GstElement *pictures = gst_parse_bin_from_description (PICTURES, TRUE, error);

  if (pictures == NULL)
    return NULL;
  self->sink = GST_APP_SINK (gst_bin_get_by_name (GST_BIN (pictures), "sink"));
  self->pipeline = gst_object_ref_sink (gst_pipeline_new (NULL));
  gst_bin_add_many (GST_BIN (self->pipeline), first, pictures, NULL);
  if (!gst_element_link (first, pictures))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "Not a source of pictures");
      return NULL;
    }
  return g_steal_pointer (&self);
}

/**
 * beckon_camera_new:
 * @source: the elements that make the pictures, as gst-launch-1.0 takes them
 *
 * Returns: (transfer full): a camera; or %NULL when an element is missing
 */
BeckonCamera *
beckon_camera_new (const char *source, GError **error)
{
  GstElement *element;

  if (!gst_init_check (NULL, NULL, error))
    return NULL;
  element = gst_parse_bin_from_description (source, TRUE, error);
  return element != NULL ? new_with_source (element, error) : NULL;
}

/* GStreamer costs megabytes once started: not where there is nothing to find, as in a sandbox. */
static gboolean
has_video_device (void)
{
  g_autoptr (GDir) folder = g_dir_open ("/dev", 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    if (g_str_has_prefix (name, "video"))
      return TRUE;
  return FALSE;
}

static GstElement *
find_source (void)
{
  g_autoptr (GstDeviceMonitor) monitor = gst_device_monitor_new ();
  g_autoptr (GstCaps) caps = gst_caps_new_empty_simple ("video/x-raw");
  GstElement *source = NULL;
  GList *devices;

  gst_device_monitor_add_filter (monitor, "Video/Source", caps);
  devices = gst_device_monitor_get_devices (monitor);
  if (devices != NULL)
    source = gst_device_create_element (devices->data, NULL);
  g_list_free_full (devices, g_object_unref);
  return source;
}

/* The first start of GStreamer on a computer looks through all of its plugins. */
static void
find_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GstElement *element = NULL;
  BeckonCamera *self = NULL;
  GError *error = NULL;

  if (has_video_device () && gst_init_check (NULL, NULL, &error))
    element = find_source ();
  if (element != NULL)
    self = new_with_source (element, &error);
  if (self != NULL)
    g_task_return_pointer (task, self, g_object_unref);
  else if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "There is no camera");
}

/**
 * beckon_camera_find_async:
 *
 * Looks for a camera. In a sandbox there is none, because Beckon has no permission for devices.
 */
void
beckon_camera_find_async (GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, beckon_camera_find_async);
  g_task_run_in_thread (task, find_thread);
}

/**
 * beckon_camera_find_finish:
 *
 * Returns: (transfer full): the camera; or %NULL, with %G_IO_ERROR_NOT_FOUND when there is none
 */
BeckonCamera *
beckon_camera_find_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
set_picture (BeckonCamera *self, GdkTexture *picture)
{
  if (g_set_object (&self->picture, picture))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PICTURE]);
}

static gboolean
take_picture_cb (gpointer user_data)
{
  BeckonCamera *self = user_data;
  g_autoptr (GdkTexture) picture = g_atomic_pointer_exchange (&self->next, NULL);

  set_picture (self, picture);
  return G_SOURCE_REMOVE;
}

/* A main loop that is late gets the newest picture, and one only. */
static void
hand_over (BeckonCamera *self, GdkTexture *picture)
{
  g_autoptr (GdkTexture) last = g_atomic_pointer_exchange (&self->next, g_object_ref (picture));

  if (last == NULL)
    g_idle_add_full (
      G_PRIORITY_DEFAULT_IDLE, take_picture_cb, g_object_ref (self), g_object_unref);
}

static GdkTexture *
pull_picture (BeckonCamera *self)
{
  g_autoptr (GstSample) sample = gst_app_sink_try_pull_sample (self->sink, WAIT);
  g_autoptr (GBytes) bytes = NULL;
  const GstStructure *format;
  GstMapInfo map;
  int width, height;

  if (sample == NULL)
    return NULL;
  format = gst_caps_get_structure (gst_sample_get_caps (sample), 0);
  if (!gst_structure_get_int (format, "width", &width)
      || !gst_structure_get_int (format, "height", &height)
      || !gst_buffer_map (gst_sample_get_buffer (sample), &map, GST_MAP_READ))
    return NULL;
  /* Four bytes a pixel need no filling at the end of a row. */
  if (map.size >= (gsize) width * height * 4)
    bytes = g_bytes_new (map.data, (gsize) width * height * 4);
  gst_buffer_unmap (gst_sample_get_buffer (sample), &map);
  if (bytes == NULL)
    return NULL;
  return gdk_memory_texture_new (width, height, GDK_MEMORY_R8G8B8A8, bytes, (gsize) width * 4);
}

/* What went wrong while there was no picture, if anything did. */
static GError *
wait_for_error (BeckonCamera *self)
{
  g_autoptr (GstBus) bus = gst_element_get_bus (self->pipeline);
  g_autoptr (GstMessage) message
    = gst_bus_timed_pop_filtered (bus, WAIT, GST_MESSAGE_ERROR | GST_MESSAGE_EOS);
  GError *error = NULL;

  if (message == NULL)
    return NULL;
  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR)
    gst_message_parse_error (message, &error, NULL);
  else
    error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CLOSED, "The pictures have ended");
  return error;
}

static void
scan_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  BeckonCamera *self = source;
  char *text = NULL;
  GError *error = NULL;

  g_mutex_lock (&self->running);
  if (!g_cancellable_is_cancelled (cancellable))
    gst_element_set_state (self->pipeline, GST_STATE_PLAYING);
  while (text == NULL && error == NULL && !g_cancellable_is_cancelled (cancellable))
    {
      g_autoptr (GdkTexture) picture = pull_picture (self);

      if (picture != NULL)
        {
          hand_over (self, picture);
          text = beckon_qr_reader_read_texture (picture);
        }
      else
        error = wait_for_error (self);
    }
  gst_element_set_state (self->pipeline, GST_STATE_NULL);
  g_mutex_unlock (&self->running);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, text, g_free);
}

/**
 * beckon_camera_scan_async:
 * @cancellable: stops the camera
 *
 * Lets the camera run until it sees a QR code. It is off again when the callback comes.
 */
void
beckon_camera_scan_async (BeckonCamera *self,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, beckon_camera_scan_async);
  set_picture (self, NULL);
  g_task_run_in_thread (task, scan_thread);
}

/**
 * beckon_camera_scan_finish:
 *
 * Returns: (transfer full): the text in the code; or %NULL, with an error of GStreamer or GIO
 */
char *
beckon_camera_scan_finish (BeckonCamera *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
