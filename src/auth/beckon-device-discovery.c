/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Finding the service of a domain, in the order that server/PROTOCOL.md has. */

#include "beckon-device-service.h"

#include "beckon-json.h"
#include "beckon-language.h"
#include "beckon-net-error.h"
#include "beckon-ns.h"
#include "beckon-sasl-features.h"
#include "beckon-sasl-oauthbearer.h"
#include "beckon-stream.h"

#define LINK_RELATION "urn:im.beckon:scan-login:0"
#define NS_XRD "http://docs.oasis-open.org/ns/xri/xrd-1.0"
#define MAX_LINKS 64
#define STREAM_TIMEOUT 10000

/* One step after the other, until one finds something. */
typedef enum
{
  STEP_STREAM,
  STEP_WELL_KNOWN,
  STEP_HOST_META_JSON,
  STEP_HOST_META,
  STEP_NONE,
} Step;

typedef struct
{
  BeckonHttp *http;
  char *domain;
  char *web;
  char *host;
  guint16 port;
  gboolean direct_tls;
  char *proxy;

  Step step;
  gboolean linked; /* a step named the place of the metadata, which is being asked for */
  char *uri;
  BeckonStream *stream;
  BeckonSaslMechanism *mechanism;
  gboolean sasl2;
  GError *error; /* the first that says more than that there is nothing */
} Search;

static void
search_free (gpointer data)
{
  Search *search = data;

  g_clear_object (&search->http);
  g_clear_object (&search->stream);
  g_clear_object (&search->mechanism);
  g_clear_error (&search->error);
  g_free (search->domain);
  g_free (search->web);
  g_free (search->host);
  g_free (search->proxy);
  g_free (search->uri);
  g_free (search);
}

static void run_step (GTask *task);

/* Ends the step without a result. */
static void
next_step (GTask *task, GError *error)
{
  Search *search = g_task_get_task_data (task);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  if (search->error == NULL
      && !g_error_matches (error, BECKON_DEVICE_ERROR, BECKON_DEVICE_ERROR_NOT_OFFERED))
    search->error = g_steal_pointer (&error);
  g_clear_error (&error);

  search->linked = FALSE;
  search->step++;
  run_step (task);
}

static GError *
new_not_offered (const char *message)
{
  return g_error_new_literal (BECKON_DEVICE_ERROR, BECKON_DEVICE_ERROR_NOT_OFFERED, message);
}

static void
metadata_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Search *search = g_task_get_task_data (task);
  g_autoptr (BeckonHttpResponse) response = NULL;
  BeckonDeviceService *service = NULL;
  GError *error = NULL;

  response = beckon_http_send_finish (BECKON_HTTP (source), result, &error);
  if (response != NULL)
    service = beckon_device_service_parse (search->domain, search->uri, response, &error);
  else if (search->step == STEP_WELL_KNOWN && !search->linked
           && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      /* Many an XMPP domain has no web server, or one that is none of our business. */
      g_clear_error (&error);
      error = new_not_offered ("The domain has no web server that we can ask");
    }
  if (service == NULL)
    {
      next_step (task, error);
      return;
    }
  g_task_return_pointer (task, service, (GDestroyNotify) beckon_device_service_unref);
  g_object_unref (task);
}

static void
get_metadata (GTask *task, const char *uri)
{
  Search *search = g_task_get_task_data (task);
  BeckonHttpRequest request = { 0 };

  g_free (search->uri);
  search->uri = g_strdup (uri);
  request.uri = search->uri;
  beckon_http_send_async (search->http, &request, g_task_get_cancellable (task), metadata_cb, task);
}

/* What a step has named, if anything. */
static void
follow (GTask *task, const char *uri)
{
  Search *search = g_task_get_task_data (task);

  if (uri == NULL)
    {
      next_step (task, new_not_offered ("No service is named"));
      return;
    }
  search->linked = TRUE;
  get_metadata (task, uri);
}

/* The stream: RFC 7628, section 3.2.2, and XEP-0493 */

static void
close_stream (Search *search)
{
  if (search->stream != NULL)
    beckon_stream_close (search->stream);
  g_clear_object (&search->stream);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Search *search = g_task_get_task_data (task);
  const char *ns = search->sasl2 ? BECKON_NS_SASL2 : BECKON_NS_SASL;
  g_autoptr (BeckonElement) element = NULL;
  g_autoptr (GBytes) challenge = NULL;
  g_autoptr (GBytes) response = NULL;
  const char *uri = NULL;
  GError *error = NULL;

  element = beckon_stream_receive_finish (BECKON_STREAM (source), result, &error);
  if (element != NULL && beckon_element_is (element, "challenge", ns)
      && beckon_sasl_data_parse (element, &challenge, NULL) && challenge != NULL)
    {
      response = beckon_sasl_mechanism_respond (search->mechanism, challenge, NULL, NULL);
      uri = beckon_sasl_oauthbearer_get_configuration (BECKON_SASL_OAUTHBEARER (search->mechanism));
    }
  close_stream (search);
  if (error != NULL)
    next_step (task, error);
  else
    follow (task, uri);
}

static void
ask_stream (GTask *task, const BeckonSaslFeatures *features)
{
  Search *search = g_task_get_task_data (task);
  g_autoptr (BeckonElement) request = NULL;
  g_autoptr (GBytes) initial = NULL;
  g_autofree char *text = NULL;

  search->sasl2 = features->sasl2;
  search->mechanism = beckon_sasl_oauthbearer_new (NULL, NULL);
  initial = beckon_sasl_mechanism_begin (search->mechanism, NULL);
  text = g_base64_encode (g_bytes_get_data (initial, NULL), g_bytes_get_size (initial));
  if (search->sasl2)
    {
      request = beckon_element_new ("authenticate", BECKON_NS_SASL2);
      beckon_element_add_text_child (request, "initial-response", BECKON_NS_SASL2, text);
    }
  else
    {
      request = beckon_element_new ("auth", BECKON_NS_SASL);
      beckon_element_add_text (request, text, -1);
    }
  beckon_element_set_attribute (request, "mechanism", "OAUTHBEARER");
  beckon_stream_send (search->stream, request);
  beckon_stream_receive_async (search->stream, g_task_get_cancellable (task), answered_cb, task);
}

static void
connected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Search *search = g_task_get_task_data (task);
  g_autoptr (BeckonSaslFeatures) features = NULL;
  GError *error = NULL;

  search->stream = beckon_stream_connect_finish (result, &error);
  if (search->stream == NULL)
    {
      next_step (task, error);
      return;
    }
  features = beckon_sasl_features_parse (beckon_stream_get_features (search->stream));
  if (features == NULL
      || !g_strv_contains ((const char *const *) features->mechanisms, "OAUTHBEARER"))
    {
      close_stream (search);
      follow (task, NULL);
      return;
    }
  ask_stream (task, features);
}

static void
connect_stream (GTask *task)
{
  Search *search = g_task_get_task_data (task);
  g_autofree char *lang = beckon_language_dup_tag ();
  BeckonStreamTarget target = {
    .domain = search->domain,
    .host = search->host,
    .port = search->port,
    .direct_tls = search->direct_tls,
    .proxy = search->proxy,
    .lang = lang,
    .timeout = STREAM_TIMEOUT,
  };

  beckon_stream_connect_async (&target, g_task_get_cancellable (task), connected_cb, task);
}

/* host-meta: XEP-0156, section 3, and RFC 6415 */

static char *
find_link_in_json (BeckonHttpResponse *response)
{
  g_autoptr (BeckonJson) json = beckon_json_parse_response (response, NULL);
  g_autoptr (GPtrArray) links
    = json != NULL ? beckon_json_get_objects (json, "links", MAX_LINKS) : NULL;

  for (guint i = 0; links != NULL && i < links->len; i++)
    {
      BeckonJson *link = g_ptr_array_index (links, i);

      if (g_strcmp0 (beckon_json_get_string (link, "rel", G_N_ELEMENTS (LINK_RELATION)),
                     LINK_RELATION)
          == 0)
        return g_strdup (beckon_json_get_visible (link, "href", 2048));
    }
  return NULL;
}

static const char *
get_attribute (const char **names, const char **values, const char *name)
{
  for (guint i = 0; names[i] != NULL; i++)
    if (g_str_equal (names[i], name))
      return values[i];
  return NULL;
}

typedef struct
{
  guint depth;
  gboolean is_xrd;
  char *href;
} Links;

static void
start_element (GMarkupParseContext *context,
               const char *name,
               const char **names,
               const char **values,
               gpointer user_data,
               GError **error)
{
  Links *links = user_data;

  links->depth++;
  if (links->depth == 1)
    links->is_xrd = g_str_equal (name, "XRD")
                    && g_strcmp0 (get_attribute (names, values, "xmlns"), NS_XRD) == 0;
  else if (links->depth == 2 && links->is_xrd && links->href == NULL && g_str_equal (name, "Link")
           && g_strcmp0 (get_attribute (names, values, "rel"), LINK_RELATION) == 0)
    links->href = g_strdup (get_attribute (names, values, "href"));
}

static void
end_element (GMarkupParseContext *context, const char *name, gpointer user_data, GError **error)
{
  ((Links *) user_data)->depth--;
}

static char *
find_link_in_xml (BeckonHttpResponse *response)
{
  static const GMarkupParser parser
    = { .start_element = start_element, .end_element = end_element };
  Links links = { 0 };
  g_autoptr (GMarkupParseContext) context = g_markup_parse_context_new (&parser, 0, &links, NULL);
  gsize length;
  const char *data = g_bytes_get_data (response->body, &length);

  if (!g_markup_parse_context_parse (context, data, length, NULL)
      || !g_markup_parse_context_end_parse (context, NULL))
    g_clear_pointer (&links.href, g_free);
  return links.href;
}

static void
host_meta_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Search *search = g_task_get_task_data (task);
  g_autoptr (BeckonHttpResponse) response = NULL;
  g_autofree char *uri = NULL;
  GError *error = NULL;

  response = beckon_http_send_finish (BECKON_HTTP (source), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      next_step (task, error);
      return;
    }
  g_clear_error (&error);
  if (response != NULL && response->status == 200)
    uri = search->step == STEP_HOST_META_JSON ? find_link_in_json (response)
                                              : find_link_in_xml (response);
  follow (task, uri);
}

static void
run_step (GTask *task)
{
  Search *search = g_task_get_task_data (task);
  BeckonHttpRequest request = { 0 };
  g_autofree char *uri = NULL;

  switch (search->step)
    {
    case STEP_STREAM:
      connect_stream (task);
      return;
    case STEP_WELL_KNOWN:
      uri = g_strconcat (search->web, "/.well-known/oauth-authorization-server", NULL);
      get_metadata (task, uri);
      return;
    case STEP_HOST_META_JSON:
      uri = g_strconcat (search->web, "/.well-known/host-meta.json", NULL);
      break;
    case STEP_HOST_META:
      uri = g_strconcat (search->web, "/.well-known/host-meta", NULL);
      break;
    case STEP_NONE:
      g_task_return_error (task, search->error != NULL
                                   ? g_steal_pointer (&search->error)
                                   : new_not_offered ("The domain signs in no devices"));
      g_object_unref (task);
      return;
    default:
      g_return_if_reached ();
    }
  request.uri = uri;
  beckon_http_send_async (search->http, &request, g_task_get_cancellable (task), host_meta_cb,
                          task);
}

/**
 * beckon_device_service_find_async:
 * @http: with what to ask; it goes its own way, see beckon_http_set_proxy()
 * @place: whose service; copied
 *
 * Errors: %BECKON_DEVICE_ERROR_NOT_OFFERED when all could be asked and there is none; or the first
 * that was in the way: %BECKON_DEVICE_ERROR_PROTOCOL, those of beckon_stream_connect_async() and of
 * beckon_http_send_async(); %G_IO_ERROR_CANCELLED.
 */
void
beckon_device_service_find_async (BeckonHttp *http,
                                  const BeckonDevicePlace *place,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Search *search = g_new0 (Search, 1);

  g_task_set_source_tag (task, beckon_device_service_find_async);
  search->http = g_object_ref (http);
  search->domain = g_strdup (place->domain);
  search->web
    = place->web != NULL ? g_strdup (place->web) : g_strconcat ("https://", place->domain, NULL);
  search->host = g_strdup (place->host);
  search->port = place->port;
  search->direct_tls = place->direct_tls;
  search->proxy = g_strdup (place->proxy);
  g_task_set_task_data (task, search, search_free);
  run_step (task);
}

/**
 * beckon_device_service_find_finish:
 *
 * Returns: (transfer full) (nullable): the service
 */
BeckonDeviceService *
beckon_device_service_find_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
