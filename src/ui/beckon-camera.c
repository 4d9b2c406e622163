/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "beckon-camera.h"

#include <gst/app/gstappsink.h>
#include <gst/gst.h>
#include <unistd.h>

#include "beckon-camera-portal.h"
#include "beckon-qr-reader.h"

/* Enough of a picture to find a code in, and often enough. */
#define PICTURES                                                                                   \
  "videoconvert ! videoscale ! videorate drop-only=true max-rate=10 ! "                            \
  "video/x-raw,format=RGBA,width=[1,640],height=[1,640],pixel-aspect-ratio=1/1 ! "                 \
  "appsink name=sink max-buffers=1 drop=true"

/* How long one wait of the thread is, and so how late it may hear that it is to stop. */
#define WAIT (100 * GST_MSECOND)

#define PIPEWIRE "pipewiresrc"

struct _BeckonCamera
{
  GObject parent_instance;

  /* One of these makes the pictures. */
  char *elements; /* (nullable): as gst-launch-1.0 takes them */
  GstDevice *device; /* (nullable) */
  GDBusConnection *portal; /* (nullable): who is asked for the camera before each scan */

  GMutex running; /* held by the thread that has the camera */
  GdkTexture *next; /* (nullable) (atomic): what the main loop has not taken yet */
  GdkTexture *picture; /* (nullable) */
};

/* A connection to PipeWire, for one scan. */
typedef struct
{
  int fd;
} Remote;

G_DEFINE_FINAL_TYPE (BeckonCamera, beckon_camera, G_TYPE_OBJECT)

enum
{
  PROP_PICTURE = 1,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static void
remote_free (gpointer data)
{
  Remote *remote = data;

  close (remote->fd);
  g_free (remote);
}

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

  g_free (self->elements);
  g_clear_object (&self->device);
  g_clear_object (&self->portal);
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

/**
 * beckon_camera_new:
 * @elements: what makes the pictures, as gst-launch-1.0 takes it
 *
 * Returns: (transfer full): a camera; or %NULL when an element is missing
 */
BeckonCamera *
beckon_camera_new (const char *elements, GError **error)
{
  g_autoptr (GstElement) source = NULL;
  BeckonCamera *self;

  if (!gst_init_check (NULL, NULL, error))
    return NULL;
  source = gst_parse_bin_from_description (elements, TRUE, error);
  if (source == NULL)
    return NULL;
  gst_object_ref_sink (source);
  self = g_object_new (BECKON_TYPE_CAMERA, NULL);
  self->elements = g_strdup (elements);
  return self;
}

/* GStreamer costs megabytes once started: not where there is nothing to find. */
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

static GstDevice *
find_device (void)
{
  g_autoptr (GstDeviceMonitor) monitor = gst_device_monitor_new ();
  g_autoptr (GstCaps) caps = gst_caps_new_empty_simple ("video/x-raw");
  GstDevice *device = NULL;
  GList *devices;

  gst_device_monitor_add_filter (monitor, "Video/Source", caps);
  devices = gst_device_monitor_get_devices (monitor);
  if (devices != NULL)
    device = g_object_ref (devices->data);
  g_list_free_full (devices, g_object_unref);
  return device;
}

/**
 * beckon_camera_new_for_portal:
 * @bus: where there is a portal that gives a camera to those who may have one
 *
 * Returns: (transfer full): a camera, for which the person is asked at each scan; or %NULL when an
 *   element is missing
 */
BeckonCamera *
beckon_camera_new_for_portal (GDBusConnection *bus, GError **error)
{
  g_autoptr (GstElementFactory) factory = NULL;
  BeckonCamera *self;

  if (!gst_init_check (NULL, NULL, error))
    return NULL;
  factory = gst_element_factory_find (PIPEWIRE);
  if (factory == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "There is no " PIPEWIRE);
      return NULL;
    }
  self = g_object_new (BECKON_TYPE_CAMERA, NULL);
  self->portal = g_object_ref (bus);
  return self;
}

static BeckonCamera *
new_for_device (GError **error)
{
  g_autoptr (GstDevice) device = NULL;
  BeckonCamera *self;

  if (!gst_init_check (NULL, NULL, error))
    return NULL;
  device = find_device ();
  if (device == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "There is no camera");
      return NULL;
    }
  self = g_object_new (BECKON_TYPE_CAMERA, NULL);
  self->device = g_steal_pointer (&device);
  return self;
}

/* The first start of GStreamer on a computer looks through all of its plugins. */
static void
find_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;
  BeckonCamera *self
    = task_data != NULL ? beckon_camera_new_for_portal (task_data, &error) : new_for_device (&error);

  if (self != NULL)
    g_task_return_pointer (task, self, g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
portal_found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  GDBusConnection *portal = beckon_camera_portal_find_finish (result, &error);

  if (portal == NULL)
    {
      g_task_return_new_error (
        task, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "There is no camera: %s", error->message);
      return;
    }
  g_task_set_task_data (task, portal, g_object_unref);
  g_task_run_in_thread (task, find_thread);
}

/**
 * beckon_camera_find_async:
 *
 * Looks for a camera: a device; or, where there is none, as in a sandbox, one that the portal gives.
 */
void
beckon_camera_find_async (GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, beckon_camera_find_async);
  if (has_video_device ())
    g_task_run_in_thread (task, find_thread);
  else
    beckon_camera_portal_find_async (cancellable, portal_found_cb, g_object_ref (task));
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

static GstElement *
make_source (BeckonCamera *self, const Remote *remote, GError **error)
{
  GstElement *source;

  if (remote != NULL)
    source = gst_element_factory_make_full (PIPEWIRE, "fd", remote->fd, NULL);
  else if (self->device != NULL)
    source = gst_device_create_element (self->device, NULL);
  else
    return gst_parse_bin_from_description (self->elements, TRUE, error);
  if (source == NULL)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "The camera is gone");
  return source;
}

static GstElement *
make_pipeline (GstElement *source, GstAppSink **sink, GError **error)
{
  g_autoptr (GstElement) first = gst_object_ref_sink (source);
  g_autoptr (GstElement) pipeline = NULL;
  GstElement *pictures = gst_parse_bin_from_description (PICTURES, TRUE, error);

  if (pictures == NULL)
    return NULL;
  *sink = GST_APP_SINK (gst_bin_get_by_name (GST_BIN (pictures), "sink"));
  pipeline = gst_object_ref_sink (gst_pipeline_new (NULL));
  gst_bin_add_many (GST_BIN (pipeline), first, pictures, NULL);
  if (!gst_element_link (first, pictures))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "Not a source of pictures");
      return NULL;
    }
  return g_steal_pointer (&pipeline);
}

static GdkTexture *
pull_picture (GstAppSink *sink)
{
  g_autoptr (GstSample) sample = gst_app_sink_try_pull_sample (sink, WAIT);
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
wait_for_error (GstElement *pipeline)
{
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);
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

/* Lets the pipeline run until there is a code, an error, or no need for either. */
static char *
look_for_code (BeckonCamera *self,
               GstElement *pipeline,
               GstAppSink *sink,
               GCancellable *cancellable,
               GError **error)
{
  char *text = NULL;
  GError *local_error = NULL;

  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  while (text == NULL && local_error == NULL && !g_cancellable_is_cancelled (cancellable))
    {
      g_autoptr (GdkTexture) picture = pull_picture (sink);

      if (picture != NULL)
        {
          hand_over (self, picture);
          text = beckon_qr_reader_read_texture (picture);
        }
      else
        local_error = wait_for_error (pipeline);
    }
  gst_element_set_state (pipeline, GST_STATE_NULL);
  if (local_error != NULL)
    g_propagate_error (error, local_error);
  else if (text == NULL)
    g_cancellable_set_error_if_cancelled (cancellable, error);
  return text;
}

static void
scan_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  BeckonCamera *self = source;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->running);
  g_autoptr (GstAppSink) sink = NULL;
  g_autoptr (GstElement) pipeline = NULL;
  GstElement *element;
  char *text = NULL;
  GError *error = NULL;

  if (g_task_return_error_if_cancelled (task))
    return;
  element = make_source (self, task_data, &error);
  if (element != NULL)
    pipeline = make_pipeline (element, &sink, &error);
  if (pipeline != NULL)
    text = look_for_code (self, pipeline, sink, cancellable, &error);
  if (text != NULL)
    g_task_return_pointer (task, text, g_free);
  else
    g_task_return_error (task, error);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  const int fd = beckon_camera_portal_open_finish (result, &error);
  Remote *remote;

  if (fd < 0)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  remote = g_new0 (Remote, 1);
  remote->fd = fd;
  g_task_set_task_data (task, remote, remote_free);
  g_task_run_in_thread (task, scan_thread);
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
  if (self->portal != NULL)
    beckon_camera_portal_open_async (self->portal, cancellable, opened_cb, g_object_ref (task));
  else
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
