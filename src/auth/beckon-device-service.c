/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-device-service.h"

#include "beckon-json.h"

#include <string.h>

#define DEVICE_GRANT "urn:ietf:params:oauth:grant-type:device_code"
#define WELL_KNOWN "/.well-known/"
#define MAX_ADDRESS_LENGTH 2048
#define MAX_WAIT 25

static void
service_clear (gpointer data)
{
  BeckonDeviceService *self = data;

  g_free (self->domain);
  g_clear_pointer (&self->issuer, g_uri_unref);
  g_free (self->device_endpoint);
  g_free (self->token_endpoint);
  g_free (self->revocation_endpoint);
  g_free (self->registration_endpoint);
  g_free (self->scope);
}

BeckonDeviceService *
beckon_device_service_ref (BeckonDeviceService *self)
{
  return g_rc_box_acquire (self);
}

void
beckon_device_service_unref (BeckonDeviceService *self)
{
  g_rc_box_release_full (self, service_clear);
}

static gboolean
refuse (GError **error, BeckonDeviceError code, const char *message)
{
  g_set_error_literal (error, BECKON_DEVICE_ERROR, code, message);
  return FALSE;
}

/* RFC 8414, section 3.3: the issuer has to be the one whose metadata was asked for. Its path comes
 * behind the well-known one, or, as OpenID Connect has it, before it. */
static gboolean
is_metadata_of (GUri *metadata, GUri *issuer)
{
  static const char *const names[] = { "oauth-authorization-server", "openid-configuration" };
  g_autofree char *path = g_strdup (g_uri_get_path (issuer));

  if (!beckon_http_uri_same_origin (metadata, issuer) || g_uri_get_query (issuer) != NULL)
    return FALSE;
  if (g_str_has_suffix (path, "/"))
    path[strlen (path) - 1] = '\0';
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *inserted = g_strconcat (WELL_KNOWN, names[i], path, NULL);
      g_autofree char *appended = g_strconcat (path, WELL_KNOWN, names[i], NULL);

      if (g_str_equal (g_uri_get_path (metadata), inserted)
          || g_str_equal (g_uri_get_path (metadata), appended))
        return TRUE;
    }
  return FALSE;
}

static gboolean
parse_endpoint (
  BeckonJson *json, const char *name, gboolean required, GUri *issuer, char **out, GError **error)
{
  const char *text = beckon_json_get_visible (json, name, MAX_ADDRESS_LENGTH);
  g_autoptr (GUri) uri = text != NULL ? beckon_http_uri_parse (text, NULL) : NULL;

  if (!beckon_json_has (json, name))
    return required ? refuse (error, BECKON_DEVICE_ERROR_NOT_OFFERED,
                              "The service does not sign in devices")
                    : TRUE;
  if (uri == NULL || !beckon_http_uri_same_origin (uri, issuer))
    return refuse (error, BECKON_DEVICE_ERROR_PROTOCOL,
                   "The service sends us to an address that is not on its host");
  *out = g_strdup (text);
  return TRUE;
}

static gboolean
parse_scan_login (BeckonDeviceService *self, BeckonJson *json)
{
  g_autoptr (BeckonJson) scan_login = beckon_json_get_object (json, "scan_login");
  gint64 version = -1, max_wait = 0;

  if (scan_login == NULL || !beckon_json_get_integer (scan_login, "version", &version)
      || version != 0)
    return FALSE;
  if (beckon_json_get_integer (scan_login, "max_wait", &max_wait))
    self->max_wait = CLAMP (max_wait, 0, MAX_WAIT);
  return TRUE;
}

/* XEP-0493 has names for scopes; not every provider uses them. */
static const char *
choose_scope (BeckonJson *json)
{
  static const char *const scopes[] = { "xmpp:client:normal", "xmpp" };

  for (gsize i = 0; i < G_N_ELEMENTS (scopes); i++)
    if (beckon_json_list_has (json, "scopes_supported", scopes[i]))
      return scopes[i];
  return NULL;
}

/**
 * beckon_device_service_parse:
 * @domain: the XMPP domain, prepared
 * @uri: where the metadata was found
 * @response: the metadata (RFC 8414)
 *
 * Returns: (transfer full) (nullable): the service, or a %BECKON_DEVICE_ERROR_NOT_OFFERED where
 *   there is none that signs in devices, or a %BECKON_DEVICE_ERROR_PROTOCOL where it is not to be
 *   trusted
 */
BeckonDeviceService *
beckon_device_service_parse (const char *domain,
                             const char *uri,
                             BeckonHttpResponse *response,
                             GError **error)
{
  g_autoptr (BeckonDeviceService) self = g_rc_box_new0 (BeckonDeviceService);
  g_autoptr (GUri) metadata = beckon_http_uri_parse (uri, error);
  g_autoptr (BeckonJson) json = NULL;
  const char *issuer;

  if (metadata == NULL)
    return NULL;
  if (response->status != 200 || (json = beckon_json_parse_response (response, NULL)) == NULL)
    {
      refuse (error, BECKON_DEVICE_ERROR_NOT_OFFERED, "There is no description of a service");
      return NULL;
    }

  self->domain = g_strdup (domain);
  issuer = beckon_json_get_visible (json, "issuer", MAX_ADDRESS_LENGTH);
  self->issuer = issuer != NULL ? beckon_http_uri_parse (issuer, NULL) : NULL;
  if (self->issuer == NULL || !is_metadata_of (metadata, self->issuer))
    {
      refuse (error, BECKON_DEVICE_ERROR_PROTOCOL,
              "The service describes another one than was asked for");
      return NULL;
    }
  if (!parse_endpoint (json, "device_authorization_endpoint", TRUE, self->issuer,
                       &self->device_endpoint, error)
      || !parse_endpoint (json, "token_endpoint", TRUE, self->issuer, &self->token_endpoint, error)
      || !parse_endpoint (json, "revocation_endpoint", FALSE, self->issuer,
                          &self->revocation_endpoint, error)
      || !parse_endpoint (json, "registration_endpoint", FALSE, self->issuer,
                          &self->registration_endpoint, error))
    return NULL;
  if (beckon_json_has (json, "grant_types_supported")
      && !beckon_json_list_has (json, "grant_types_supported", DEVICE_GRANT))
    {
      refuse (error, BECKON_DEVICE_ERROR_NOT_OFFERED, "The service does not sign in devices");
      return NULL;
    }
  self->scope = g_strdup (choose_scope (json));
  self->scan_login = parse_scan_login (self, json);
  return g_steal_pointer (&self);
}
