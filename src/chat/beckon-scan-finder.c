/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-scan-finder.h"

#include "beckon-net-error.h"

/* Until a network that was away is tried again. */
#define RETRY_PAUSE (3 * G_USEC_PER_SEC)

/* How long it is tried. */
#define FINDING_TIME (300 * (gint64) G_USEC_PER_SEC)

struct _BeckonScanFinder
{
  BeckonHttp *http;
  BeckonDeviceClock *clock;
  char *domain;
  char *host; /* (nullable) */
  guint16 port;
  gboolean direct_tls;
  char *proxy; /* (nullable) */
  BeckonScanFinderFunc func;
  gpointer user_data;

  gint64 since;
  guint retry_id;
  GCancellable *cancellable;
  gboolean no_network;
};

static void
clear (gpointer data)
{
  BeckonScanFinder *self = data;

  g_object_unref (self->http);
  g_object_unref (self->clock);
  g_object_unref (self->cancellable);
  g_free (self->domain);
  g_free (self->host);
  g_free (self->proxy);
}

static void
release (BeckonScanFinder *self)
{
  g_rc_box_release_full (self, clear);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BeckonScanFinder, release)

static void look (BeckonScanFinder *self);

static void
retry_cb (gpointer user_data)
{
  BeckonScanFinder *self = user_data;

  self->retry_id = 0;
  look (self);
}

/* Without a network it is tried until there is one; and once more after that, as it may have come
 * back in the middle. */
static gboolean
try_again (BeckonScanFinder *self, const GError *error)
{
  gint64 now = beckon_device_clock_get_time (self->clock);
  gboolean away = g_error_matches (error, BECKON_NET_ERROR, BECKON_NET_ERROR_NO_NETWORK);
  gboolean changed = away != self->no_network;

  if (now - self->since >= FINDING_TIME
      || !(away || (self->no_network && beckon_device_error_is_network (error))))
    return FALSE;
  self->retry_id = beckon_device_clock_add (self->clock, now + RETRY_PAUSE, retry_cb, self);
  self->no_network = away;
  if (changed)
    self->func (NULL, NULL, self->user_data);
  return TRUE;
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonScanFinder) self = user_data;
  g_autoptr (BeckonDeviceService) service = NULL;
  g_autoptr (GError) error = NULL;

  service = beckon_device_service_find_finish (result, &error);
  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (service == NULL && try_again (self, error))
    return;
  self->no_network = FALSE;
  self->func (service, error, self->user_data);
}

static void
look (BeckonScanFinder *self)
{
  BeckonDevicePlace place = {
    .domain = self->domain,
    .host = self->host,
    .port = self->port,
    .direct_tls = self->direct_tls,
    .proxy = self->proxy,
  };

  beckon_device_service_find_async (self->http, &place, self->cancellable, found_cb,
                                    g_rc_box_acquire (self));
}

/**
 * beckon_scan_finder_start:
 * @place: whose service; copied
 * @func: called once with what came of it, and before that when the network goes or comes back
 *
 * Returns: (transfer full): what looks, until beckon_scan_finder_stop()
 */
BeckonScanFinder *
beckon_scan_finder_start (BeckonHttp *http,
                          BeckonDeviceClock *clock,
                          const BeckonDevicePlace *place,
                          BeckonScanFinderFunc func,
                          gpointer user_data)
{
  BeckonScanFinder *self = g_rc_box_new0 (BeckonScanFinder);

  self->http = g_object_ref (http);
  self->clock = g_object_ref (clock);
  self->domain = g_strdup (place->domain);
  self->host = g_strdup (place->host);
  self->port = place->port;
  self->direct_tls = place->direct_tls;
  self->proxy = g_strdup (place->proxy);
  self->func = func;
  self->user_data = user_data;
  self->since = beckon_device_clock_get_time (clock);
  self->cancellable = g_cancellable_new ();
  look (self);
  return self;
}

/**
 * beckon_scan_finder_stop:
 * @self: (transfer full)
 */
void
beckon_scan_finder_stop (BeckonScanFinder *self)
{
  beckon_device_clock_remove (self->clock, &self->retry_id);
  g_cancellable_cancel (self->cancellable);
  release (self);
}

/**
 * beckon_scan_finder_get_no_network:
 *
 * Returns: whether it waits for the network
 */
gboolean
beckon_scan_finder_get_no_network (BeckonScanFinder *self)
{
  return self->no_network;
}
