/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-device-answer.h"

#include "beckon-json.h"
#include "beckon-text.h"
#include "beckon-wipe.h"

#include <string.h>

#define MAX_CODE_LENGTH 1024
#define MAX_USER_CODE_LENGTH 32
#define MAX_TOKEN_LENGTH 4096
#define MAX_NAME_LENGTH 64
#define MAX_PICTURE_SIZE (64 * 1024)

/* A code that holds more than this is hard to scan. */
#define MAX_CODE_URI_LENGTH 512

/* What a service may want of us, in seconds. One that wants to be asked less often than that cannot
 * tell in time what became of a code. */
#define DEFAULT_INTERVAL 5
#define MAX_INTERVAL 60
#define MIN_LIFETIME 2
#define MAX_LIFETIME 300

void
beckon_device_code_free (BeckonDeviceCode *self)
{
  beckon_wipe_string (self->device_code);
  g_free (self->user_code);
  g_free (self->verification_uri);
  g_free (self->code_uri);
  g_free (self);
}

void
beckon_device_answer_free (BeckonDeviceAnswer *self)
{
  g_clear_pointer (&self->jid, beckon_jid_unref);
  g_free (self->name);
  g_clear_pointer (&self->picture, g_bytes_unref);
  g_free (self->number);
  beckon_wipe_string (self->token);
  g_free (self);
}

static gboolean
refuse (GError **error, const char *message)
{
  g_set_error_literal (error, BECKON_DEVICE_ERROR, BECKON_DEVICE_ERROR_PROTOCOL, message);
  return FALSE;
}

static gboolean
parse_link (
  BeckonDeviceService *service, BeckonJson *json, const char *name, char **out, GError **error)
{
  const char *text = beckon_json_get_visible (json, name, MAX_CODE_URI_LENGTH);
  g_autoptr (GUri) uri = text != NULL ? beckon_http_uri_parse (text, NULL) : NULL;

  if (uri == NULL || !beckon_http_uri_same_origin (uri, service->issuer))
    return refuse (error, "The service's code leads to an address that is not on its host");
  *out = g_strdup (text);
  return TRUE;
}

static gboolean
parse_times (BeckonDeviceCode *self, BeckonJson *json, GError **error)
{
  gint64 lifetime, interval = DEFAULT_INTERVAL;

  if (!beckon_json_get_integer (json, "expires_in", &lifetime) || lifetime < MIN_LIFETIME)
    return refuse (error, "The service does not say how long its code lives");
  if (beckon_json_has (json, "interval") && !beckon_json_get_integer (json, "interval", &interval))
    return refuse (error, "The service does not say how often to ask");
  if (interval > MAX_INTERVAL)
    return refuse (error, "The service wants to be asked too seldom");
  self->lifetime = MIN (lifetime, MAX_LIFETIME);
  self->interval = interval > 0 ? interval : DEFAULT_INTERVAL;
  return TRUE;
}

/**
 * beckon_device_code_parse:
 * @service: whom we asked for a code
 * @response: its answer
 *
 * Returns: (transfer full) (nullable): the code, or a #BeckonDeviceError
 */
BeckonDeviceCode *
beckon_device_code_parse (BeckonDeviceService *service,
                          BeckonHttpResponse *response,
                          GError **error)
{
  g_autoptr (BeckonDeviceCode) self = g_new0 (BeckonDeviceCode, 1);
  g_autoptr (BeckonJson) json = NULL;

  if (response->status != 200)
    {
      g_propagate_error (error, beckon_device_failure_parse (response));
      return NULL;
    }
  json = beckon_json_parse_response (response, error);
  if (json == NULL)
    {
      g_prefix_error_literal (error, "No code: ");
      return NULL;
    }
  self->device_code = g_strdup (beckon_json_get_visible (json, "device_code", MAX_CODE_LENGTH));
  self->user_code = g_strdup (beckon_json_get_visible (json, "user_code", MAX_USER_CODE_LENGTH));
  if (self->device_code == NULL || self->user_code == NULL)
    {
      refuse (error, "The service gave no code");
      return NULL;
    }
  if (!parse_link (service, json, "verification_uri", &self->verification_uri, error)
      || !parse_times (self, json, error))
    return NULL;
  if (!beckon_json_has (json, "verification_uri_complete"))
    self->code_uri = g_strdup (self->verification_uri);
  else if (!parse_link (service, json, "verification_uri_complete", &self->code_uri, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * beckon_device_failure_parse:
 * @response: an answer that is no success
 *
 * Returns: (transfer full): what it says (RFC 6749, section 5.2), as a #BeckonDeviceError
 */
GError *
beckon_device_failure_parse (BeckonHttpResponse *response)
{
  g_autoptr (BeckonJson) json = beckon_json_parse_response (response, NULL);
  const char *code = json != NULL ? beckon_json_get_visible (json, "error", 64) : NULL;

  if (response->status >= 500 || response->status == 429 || g_strcmp0 (code, "slow_down") == 0
      || g_strcmp0 (code, "temporarily_unavailable") == 0)
    return g_error_new (BECKON_DEVICE_ERROR, BECKON_DEVICE_ERROR_TRY_LATER,
                        "The service has too much to do: %u %s", response->status,
                        code != NULL ? code : "");
  if (response->status < 400 || code == NULL)
    return g_error_new (BECKON_DEVICE_ERROR, BECKON_DEVICE_ERROR_PROTOCOL,
                        "The service answered with the status %u", response->status);
  return g_error_new (BECKON_DEVICE_ERROR, BECKON_DEVICE_ERROR_REFUSED,
                      "The service does not serve us: %s", code);
}

/* An account: a bare address on the domain that the service is for. */
static gboolean
parse_account (BeckonDeviceAnswer *self,
               BeckonDeviceService *service,
               BeckonJson *json,
               GError **error)
{
  const char *text = beckon_json_get_string (json, "scan_account", 3071);

  self->jid = text != NULL ? beckon_jid_new (text, NULL) : NULL;
  if (self->jid == NULL || !beckon_jid_is_bare (self->jid)
      || beckon_jid_get_local (self->jid) == NULL
      || !g_str_equal (beckon_jid_get_domain (self->jid), service->domain))
    return refuse (error, "The service names an account that is not on its domain");
  return TRUE;
}

static gboolean
parse_number (BeckonDeviceAnswer *self, BeckonJson *json, GError **error)
{
  const char *number = beckon_json_get_visible (json, "scan_number", 2);

  if (number == NULL || !g_ascii_isdigit (number[0]) || !g_ascii_isdigit (number[1]))
    return refuse (error, "The service gave no number to compare");
  self->number = g_strdup (number);
  return TRUE;
}

/* RFC 2397, of the form that PROTOCOL.md has. A picture that is not right is none. */
static GBytes *
parse_picture (BeckonJson *json)
{
  static const char *const types[] = { "png", "jpeg", "webp", "gif" };
  const char *text = beckon_json_get_visible (json, "scan_picture", MAX_PICTURE_SIZE * 4 / 3 + 64);
  g_autofree guchar *data = NULL;
  gsize length = 0;

  for (gsize i = 0; text != NULL && i < G_N_ELEMENTS (types); i++)
    {
      g_autofree char *prefix = g_strdup_printf ("data:image/%s;base64,", types[i]);

      if (!g_str_has_prefix (text, prefix))
        continue;
      data = g_base64_decode (text + strlen (prefix), &length);
      if (length == 0 || length > MAX_PICTURE_SIZE)
        return NULL;
      return g_bytes_new_take (g_steal_pointer (&data), length);
    }
  return NULL;
}

static gboolean
parse_pending (BeckonDeviceAnswer *self,
               BeckonDeviceService *service,
               BeckonJson *json,
               GError **error)
{
  const char *state = beckon_json_get_visible (json, "scan_state", 32);
  g_autofree char *name = NULL;

  self->kind = BECKON_DEVICE_ANSWER_PENDING;
  if (!service->scan_login || g_strcmp0 (state, "scanned") != 0)
    return TRUE;
  if (!parse_account (self, service, json, error) || !parse_number (self, json, error))
    return FALSE;
  self->scanned = TRUE;
  self->other_scanned = beckon_json_get_boolean (json, "scan_other");
  self->name
    = beckon_text_dup_line (beckon_json_get_string (json, "scan_name", 4096), MAX_NAME_LENGTH);
  self->picture = parse_picture (json);
  return TRUE;
}

static gboolean
parse_token (BeckonDeviceAnswer *self,
             BeckonDeviceService *service,
             BeckonJson *json,
             GError **error)
{
  const char *token = beckon_json_get_visible (json, "access_token", MAX_TOKEN_LENGTH);
  const char *type = beckon_json_get_visible (json, "token_type", 32);

  self->kind = BECKON_DEVICE_ANSWER_TOKEN;
  if (token == NULL || type == NULL || g_ascii_strcasecmp (type, "bearer") != 0)
    return refuse (error, "The service confirmed and gave no token");
  self->token = g_strdup (token);
  if (service->scan_login)
    return parse_account (self, service, json, error);
  return TRUE;
}

static gboolean
parse_error (BeckonDeviceAnswer *self,
             BeckonDeviceService *service,
             BeckonHttpResponse *response,
             BeckonJson *json,
             GError **error)
{
  const char *code = beckon_json_get_visible (json, "error", 64);
  const char *reason = beckon_json_get_visible (json, "scan_reason", 32);

  if (g_strcmp0 (code, "authorization_pending") == 0)
    return parse_pending (self, service, json, error);
  if (g_strcmp0 (code, "slow_down") == 0)
    self->kind = BECKON_DEVICE_ANSWER_SLOW_DOWN;
  else if (g_strcmp0 (code, "temporarily_unavailable") == 0)
    self->kind = BECKON_DEVICE_ANSWER_LATER;
  /* A service may have forgotten by then what it was about. */
  else if (g_strcmp0 (code, "expired_token") == 0 || g_strcmp0 (code, "invalid_grant") == 0)
    self->kind = BECKON_DEVICE_ANSWER_EXPIRED;
  else if (g_strcmp0 (code, "access_denied") != 0)
    {
      g_propagate_error (error, beckon_device_failure_parse (response));
      return FALSE;
    }
  else if (g_strcmp0 (reason, "number") == 0)
    self->kind = BECKON_DEVICE_ANSWER_NUMBER;
  else if (g_strcmp0 (reason, "cancelled") == 0)
    self->kind = BECKON_DEVICE_ANSWER_CANCELLED;
  else
    self->kind = BECKON_DEVICE_ANSWER_DECLINED;
  return TRUE;
}

/**
 * beckon_device_answer_parse:
 * @service: whom we asked what became of a code
 * @response: its answer
 *
 * Returns: (transfer full) (nullable): the answer, or a #BeckonDeviceError or %BECKON_HTTP_ERROR
 */
BeckonDeviceAnswer *
beckon_device_answer_parse (BeckonDeviceService *service,
                            BeckonHttpResponse *response,
                            GError **error)
{
  g_autoptr (BeckonDeviceAnswer) self = g_new0 (BeckonDeviceAnswer, 1);
  g_autoptr (BeckonJson) json = NULL;
  gboolean done;

  self->retry_after = response->retry_after;
  self->waited = response->waited;
  /* Whatever stands before the service may answer for it, in whatever form. */
  if (response->status >= 500)
    {
      self->kind = BECKON_DEVICE_ANSWER_LATER;
      return g_steal_pointer (&self);
    }
  json = beckon_json_parse_response (response, error);
  if (json == NULL)
    return NULL;
  if (response->status == 200)
    done = parse_token (self, service, json, error);
  else if (response->status >= 400)
    done = parse_error (self, service, response, json, error);
  else
    done = refuse (error, "The service answers with neither yes nor no");
  return done ? g_steal_pointer (&self) : NULL;
}
