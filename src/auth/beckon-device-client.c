/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-device-client.h"

#include "beckon-json.h"
#include "beckon-wipe.h"

#define DEVICE_GRANT "urn:ietf:params:oauth:grant-type:device_code"

/* Public clients need no registration where the service is ours. */
#define CLIENT_ID "beckon"

/* mod_http_oauth2 signs what was registered and hands it back as the identifier. */
#define MAX_CLIENT_ID_LENGTH 4096
#define MAX_CLIENT_SECRET_LENGTH 1024

/* RFC 7591, section 2. Services want an address to return to, also from who has none. */
#define REGISTRATION                                                                               \
  "{\"client_name\":\"Beckon\",\"client_uri\":\"https://beckon.im/\","                             \
  "\"application_type\":\"native\",\"redirect_uris\":[\"http://localhost/\"],"                     \
  "\"grant_types\":[\"" DEVICE_GRANT "\"],\"response_types\":[\"code\"],"                          \
  "\"token_endpoint_auth_method\":\"client_secret_basic\"}"

struct _BeckonDeviceClient
{
  GObject parent_instance;

  BeckonHttp *http;
  BeckonDeviceService *service;
  char *device_id;
  char *device_name;
  char *device_os;
  char *software;
  char *client_id;
  char *client_secret; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (BeckonDeviceClient, beckon_device_client, G_TYPE_OBJECT)

static void
beckon_device_client_finalize (GObject *object)
{
  BeckonDeviceClient *self = BECKON_DEVICE_CLIENT (object);

  g_clear_object (&self->http);
  beckon_device_service_unref (self->service);
  g_free (self->device_id);
  g_free (self->device_name);
  g_free (self->device_os);
  g_free (self->software);
  g_free (self->client_id);
  beckon_wipe_string (self->client_secret);
  G_OBJECT_CLASS (beckon_device_client_parent_class)->finalize (object);
}

static void
beckon_device_client_class_init (BeckonDeviceClientClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = beckon_device_client_finalize;
}

static void
beckon_device_client_init (BeckonDeviceClient *self)
{
}

/**
 * beckon_device_client_new:
 * @service: whom to ask
 * @info: who asks; copied
 *
 * Returns: (transfer full): a client
 */
BeckonDeviceClient *
beckon_device_client_new (BeckonHttp *http,
                          BeckonDeviceService *service,
                          const BeckonDeviceInfo *info)
{
  BeckonDeviceClient *self = g_object_new (BECKON_TYPE_DEVICE_CLIENT, NULL);

  self->http = g_object_ref (http);
  self->service = beckon_device_service_ref (service);
  self->device_id = g_strdup (info->id);
  self->device_name = g_strdup (info->name);
  self->device_os = g_strdup (info->os);
  self->software = g_strdup (info->software);
  if (service->scan_login || service->registration_endpoint == NULL)
    self->client_id = g_strdup (CLIENT_ID);
  return self;
}

/**
 * beckon_device_client_get_service:
 *
 * Returns: (transfer none): whom it asks
 */
BeckonDeviceService *
beckon_device_client_get_service (BeckonDeviceClient *self)
{
  return self->service;
}

static void
add_parameter (GPtrArray *form, const char *name, const char *value)
{
  if (value == NULL)
    return;
  g_ptr_array_add (form, (gpointer) name);
  g_ptr_array_add (form, (gpointer) value);
}

static void
post (BeckonDeviceClient *self,
      const char *uri,
      GPtrArray *form,
      guint wait,
      GCancellable *cancellable,
      GAsyncReadyCallback callback,
      gpointer user_data)
{
  BeckonHttpRequest request = {
    .uri = uri,
    .user = self->client_secret != NULL ? self->client_id : NULL,
    .password = self->client_secret,
    .wait = wait,
  };

  if (self->client_secret == NULL)
    add_parameter (form, "client_id", self->client_id);
  g_ptr_array_add (form, NULL);
  request.form = (const char *const *) form->pdata;
  beckon_http_send_async (self->http, &request, cancellable, callback, user_data);
}

static void
code_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  BeckonDeviceClient *self = g_task_get_source_object (task);
  g_autoptr (BeckonHttpResponse) response = NULL;
  BeckonDeviceCode *code = NULL;
  GError *error = NULL;

  response = beckon_http_send_finish (BECKON_HTTP (source), result, &error);
  if (response != NULL)
    code = beckon_device_code_parse (self->service, response, &error);
  if (code == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, code, (GDestroyNotify) beckon_device_code_free);
}

static void
request_code (GTask *task)
{
  BeckonDeviceClient *self = g_task_get_source_object (task);
  g_autoptr (GPtrArray) form = g_ptr_array_new ();

  add_parameter (form, "scope", self->service->scope);
  if (self->service->scan_login)
    {
      add_parameter (form, "device_id", self->device_id);
      add_parameter (form, "device_name", self->device_name);
      add_parameter (form, "device_os", self->device_os);
      add_parameter (form, "software", self->software);
    }
  post (self, self->service->device_endpoint, form, 0, g_task_get_cancellable (task), code_cb,
        task);
}

static void
registered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  BeckonDeviceClient *self = g_task_get_source_object (task);
  g_autoptr (BeckonHttpResponse) response = NULL;
  g_autoptr (BeckonJson) json = NULL;
  const char *id, *secret;
  GError *error = NULL;

  response = beckon_http_send_finish (BECKON_HTTP (source), result, &error);
  if (response != NULL && response->status != 200 && response->status != 201)
    error = beckon_device_failure_parse (response);
  else if (response != NULL)
    json = beckon_json_parse_response (response, &error);
  if (json == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  id = beckon_json_get_visible (json, "client_id", MAX_CLIENT_ID_LENGTH);
  secret = beckon_json_get_visible (json, "client_secret", MAX_CLIENT_SECRET_LENGTH);
  if (id == NULL || (secret == NULL && beckon_json_has (json, "client_secret")))
    {
      g_task_return_new_error (task, BECKON_DEVICE_ERROR, BECKON_DEVICE_ERROR_PROTOCOL,
                               "The service registered us and gave no identifier");
      return;
    }
  self->client_id = g_strdup (id);
  self->client_secret = g_strdup (secret);
  request_code (g_steal_pointer (&task));
}

/**
 * beckon_device_client_get_code_async:
 *
 * Asks for a code (RFC 8628, section 3.1). Registers first (RFC 7591) where the service may want
 * that. Not to be called again before it has ended.
 *
 * Errors: those of #BeckonDeviceError and of beckon_http_send_async().
 */
void
beckon_device_client_get_code_async (BeckonDeviceClient *self,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  BeckonHttpRequest request = { .uri = self->service->registration_endpoint, .json = REGISTRATION };

  g_task_set_source_tag (task, beckon_device_client_get_code_async);
  if (self->client_id != NULL)
    request_code (task);
  else
    beckon_http_send_async (self->http, &request, cancellable, registered_cb, task);
}

/**
 * beckon_device_client_get_code_finish:
 *
 * Returns: (transfer full) (nullable): the code
 */
BeckonDeviceCode *
beckon_device_client_get_code_finish (BeckonDeviceClient *self,
                                      GAsyncResult *result,
                                      GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
polled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  BeckonDeviceClient *self = g_task_get_source_object (task);
  g_autoptr (BeckonHttpResponse) response = NULL;
  BeckonDeviceAnswer *answer = NULL;
  GError *error = NULL;

  response = beckon_http_send_finish (BECKON_HTTP (source), result, &error);
  if (response != NULL)
    answer = beckon_device_answer_parse (self->service, response, &error);
  if (answer == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, answer, (GDestroyNotify) beckon_device_answer_free);
}

/**
 * beckon_device_client_poll_async:
 * @code: what to ask about
 * @scanned: whether we know that it was scanned
 *
 * Asks once what became of a code (RFC 8628, section 3.4); with a service that can hold back its
 * answer, until there is something else than what we know.
 *
 * Errors: those of #BeckonDeviceError and of beckon_http_send_async().
 */
void
beckon_device_client_poll_async (BeckonDeviceClient *self,
                                 BeckonDeviceCode *code,
                                 gboolean scanned,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (GPtrArray) form = g_ptr_array_new ();

  g_task_set_source_tag (task, beckon_device_client_poll_async);
  add_parameter (form, "grant_type", DEVICE_GRANT);
  add_parameter (form, "device_code", code->device_code);
  if (self->service->max_wait > 0)
    add_parameter (form, "scan_known", scanned ? "scanned" : "waiting");
  post (self, self->service->token_endpoint, form, self->service->max_wait, cancellable, polled_cb,
        task);
}

/**
 * beckon_device_client_poll_finish:
 *
 * Returns: (transfer full) (nullable): the answer
 */
BeckonDeviceAnswer *
beckon_device_client_poll_finish (BeckonDeviceClient *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
revoked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonDeviceClient) self = user_data;
  g_autoptr (BeckonHttpResponse) response
    = beckon_http_send_finish (BECKON_HTTP (source), result, NULL);
}

/**
 * beckon_device_client_revoke:
 * @token: a token, or, if the service is one of ours, a device code
 *
 * Gives it back (RFC 7009), as far as the service can be reached: it ends by itself soon.
 */
void
beckon_device_client_revoke (BeckonDeviceClient *self, const char *token)
{
  g_autoptr (GPtrArray) form = g_ptr_array_new ();

  if (self->service->revocation_endpoint == NULL)
    return;
  add_parameter (form, "token", token);
  post (self, self->service->revocation_endpoint, form, 0, NULL, revoked_cb, g_object_ref (self));
}
