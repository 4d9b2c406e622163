/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-device-service.h"

#include "fake-server.h"
#include "fake-service.h"

#include <string.h>

#define WELL_KNOWN "/.well-known/oauth-authorization-server"

static BeckonDeviceService *
parse (const char *uri, const char *text, GError **error)
{
  g_autoptr (BeckonHttpResponse) response = g_new0 (BeckonHttpResponse, 1);

  response->status = 200;
  response->type = g_strdup ("application/json");
  response->body = g_bytes_new_static (text, strlen (text));
  return beckon_device_service_parse (FAKE_SERVER_DOMAIN, uri, response, error);
}

static void
test_ours (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BeckonDeviceService) service = parse (
    "https://a.test" WELL_KNOWN,
    "{\"issuer\":\"https://A.test:443\",\"device_authorization_endpoint\":\"https://a.test/d\","
    "\"token_endpoint\":\"https://a.test/t\",\"revocation_endpoint\":\"https://a.test/r\","
    "\"scopes_supported\":[\"xmpp\",\"xmpp:client:normal\"],"
    "\"grant_types_supported\":[\"urn:ietf:params:oauth:grant-type:device_code\"],"
    "\"scan_login\":{\"version\":0,\"max_wait\":1000000}}",
    &error);

  g_assert_no_error (error);
  g_assert_true (service->scan_login);
  g_assert_cmpuint (service->max_wait, ==, 25);
  g_assert_cmpstr (service->scope, ==, "xmpp:client:normal");
  g_assert_cmpstr (service->device_endpoint, ==, "https://a.test/d");
  g_assert_cmpstr (service->token_endpoint, ==, "https://a.test/t");
  g_assert_cmpstr (service->revocation_endpoint, ==, "https://a.test/r");
  g_assert_null (service->registration_endpoint);
}

typedef struct
{
  const char *uri;
  const char *text;
  BeckonDeviceError code;
} Bad;

static const Bad bad[] = {
  /* Another issuer than was asked */
  { "https://a.test" WELL_KNOWN,
    "{\"issuer\":\"https://b.test\",\"device_authorization_endpoint\":\"https://b.test/d\","
    "\"token_endpoint\":\"https://b.test/t\"}",
    BECKON_DEVICE_ERROR_PROTOCOL },
  { "https://a.test" WELL_KNOWN,
    "{\"issuer\":\"https://a.test/x\",\"device_authorization_endpoint\":\"https://a.test/d\","
    "\"token_endpoint\":\"https://a.test/t\"}",
    BECKON_DEVICE_ERROR_PROTOCOL },
  { "https://a.test" WELL_KNOWN,
    "{\"issuer\":\"http://a.test\",\"device_authorization_endpoint\":\"https://a.test/d\","
    "\"token_endpoint\":\"https://a.test/t\"}",
    BECKON_DEVICE_ERROR_PROTOCOL },
  { "https://a.test" WELL_KNOWN,
    "{\"issuer\":7,\"device_authorization_endpoint\":\"https://a.test/d\","
    "\"token_endpoint\":\"https://a.test/t\"}",
    BECKON_DEVICE_ERROR_PROTOCOL },
  { "https://a.test/other",
    "{\"issuer\":\"https://a.test\",\"device_authorization_endpoint\":\"https://a.test/d\","
    "\"token_endpoint\":\"https://a.test/t\"}",
    BECKON_DEVICE_ERROR_PROTOCOL },
  /* Endpoints elsewhere */
  { "https://a.test" WELL_KNOWN,
    "{\"issuer\":\"https://a.test\",\"device_authorization_endpoint\":\"https://b.test/d\","
    "\"token_endpoint\":\"https://a.test/t\"}",
    BECKON_DEVICE_ERROR_PROTOCOL },
  { "https://a.test" WELL_KNOWN,
    "{\"issuer\":\"https://a.test\",\"device_authorization_endpoint\":\"https://a.test/d\","
    "\"token_endpoint\":\"https://a.test:444/t\"}",
    BECKON_DEVICE_ERROR_PROTOCOL },
  { "https://a.test" WELL_KNOWN,
    "{\"issuer\":\"https://a.test\",\"device_authorization_endpoint\":\"https://a.test/d\","
    "\"token_endpoint\":\"http://a.test/t\"}",
    BECKON_DEVICE_ERROR_PROTOCOL },
  { "https://a.test" WELL_KNOWN,
    "{\"issuer\":\"https://a.test\",\"device_authorization_endpoint\":\"https://a.test/d\","
    "\"token_endpoint\":\"https://a.test/t\",\"revocation_endpoint\":\"https://a.test@b.test/r\"}",
    BECKON_DEVICE_ERROR_PROTOCOL },
  { "https://a.test" WELL_KNOWN,
    "{\"issuer\":\"https://a.test\",\"device_authorization_endpoint\":\"https://a.test/d\\u0007\","
    "\"token_endpoint\":\"https://a.test/t\"}",
    BECKON_DEVICE_ERROR_PROTOCOL },
  { "https://a.test" WELL_KNOWN,
    "{\"issuer\":\"https://a.test\",\"device_authorization_endpoint\":[],"
    "\"token_endpoint\":\"https://a.test/t\"}",
    BECKON_DEVICE_ERROR_PROTOCOL },
  /* Others than we look for */
  { "https://a.test" WELL_KNOWN,
    "{\"issuer\":\"https://a.test\",\"token_endpoint\":\"https://a.test/t\"}",
    BECKON_DEVICE_ERROR_NOT_OFFERED },
  { "https://a.test" WELL_KNOWN,
    "{\"issuer\":\"https://a.test\",\"device_authorization_endpoint\":\"https://a.test/d\","
    "\"token_endpoint\":\"https://a.test/t\",\"grant_types_supported\":[\"password\"]}",
    BECKON_DEVICE_ERROR_NOT_OFFERED },
  { "https://a.test" WELL_KNOWN, "<html>", BECKON_DEVICE_ERROR_NOT_OFFERED },
};

static void
test_bad (gconstpointer data)
{
  const Bad *b = data;
  g_autoptr (GError) error = NULL;

  g_assert_null (parse (b->uri, b->text, &error));
  g_assert_error (error, BECKON_DEVICE_ERROR, (int) b->code);
}

static void
test_paths (void)
{
  static const char *const uris[]
    = { ("https://a.test" WELL_KNOWN "/x/y"), ("https://a.test/x/y" WELL_KNOWN),
        "https://a.test/x/y/.well-known/openid-configuration" };

  for (gsize i = 0; i < G_N_ELEMENTS (uris); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (BeckonDeviceService) service
        = parse (uris[i],
                 "{\"issuer\":\"https://a.test/x/y\",\"token_endpoint\":\"https://a.test/t\","
                 "\"device_authorization_endpoint\":\"https://a.test/d\"}",
                 &error);

      g_assert_no_error (error);
      g_assert_false (service->scan_login);
      g_assert_null (service->scope);
    }
}

/* Finding it. The XMPP server is a script, the web server of the domain is not there. */

typedef struct
{
  FakeService *service;
  const char *features;
  const char *request;
  const char *answer; /* (nullable): in place of the address of the metadata */
  const char *ns;
  const char *web;
} Domain;

static void
domain_script (FakeConnection *connection, gpointer user_data)
{
  Domain *domain = user_data;
  g_autofree char *text = NULL, *request = NULL, *answer = NULL, *rest = NULL;

  if (!fake_connection_start_tls (connection, "good")
      || !fake_connection_open_stream (connection, domain->features))
    return;
  if (domain->request != NULL)
    {
      if (!fake_connection_expect (connection, domain->request))
        return;
      if (domain->answer != NULL)
        text = g_strdup (domain->answer);
      else
        text = g_strdup_printf ("{\"status\":\"invalid_token\",\"openid-configuration\":\"%s%s\"}",
                                fake_service_get_origin (domain->service), WELL_KNOWN);
      request = g_base64_encode ((const guchar *) text, strlen (text));
      answer = g_strdup_printf ("<challenge xmlns='%s'>%s</challenge>", domain->ns, request);
      fake_connection_send (connection, answer);
    }
  rest = fake_connection_read_to (connection, "</stream:stream>");
}

static void
result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **out = user_data;

  g_assert_null (*out);
  *out = g_object_ref (result);
}

static BeckonDeviceService *
find (Domain *domain, GError **error)
{
  g_autoptr (FakeServer) server = fake_server_new (domain_script, domain);
  g_autoptr (BeckonHttp) http = beckon_http_new ();
  g_autoptr (GAsyncResult) result = NULL;
  BeckonDevicePlace place = {
    .domain = FAKE_SERVER_DOMAIN,
    .host = "127.0.0.1",
    .port = fake_server_get_port (server),
    .direct_tls = TRUE,
    .web = domain->web,
  };

  beckon_device_service_find_async (http, &place, NULL, result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return beckon_device_service_find_finish (result, error);
}

#define SASL2_FEATURES                                                                             \
  "<authentication xmlns='urn:xmpp:sasl:2'><mechanism>PLAIN</mechanism>"                           \
  "<mechanism>OAUTHBEARER</mechanism></authentication>"
#define SASL_FEATURES                                                                              \
  "<mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>OAUTHBEARER</mechanism>"        \
  "</mechanisms>"
/* n,,^Aauth=^A^A */
#define EMPTY_TOKEN "biwsAWF1dGg9AQE="

static void
say_metadata (FakeService *service)
{
  fake_service_say (service, WELL_KNOWN, 200,
                    "{\"issuer\":\"~\",\"device_authorization_endpoint\":\"~/d\","
                    "\"token_endpoint\":\"~/t\"}");
}

static void
test_find (gconstpointer data)
{
  gboolean sasl2 = GPOINTER_TO_INT (data);
  g_autoptr (FakeService) fake = fake_service_new ("good");
  Domain domain = {
    .service = fake,
    .features = sasl2 ? SASL2_FEATURES : SASL_FEATURES,
    .request = sasl2 ? "<initial-response>" EMPTY_TOKEN "</initial-response>"
                     : "mechanism=\"OAUTHBEARER\">" EMPTY_TOKEN "</auth>",
    .ns = sasl2 ? "urn:xmpp:sasl:2" : "urn:ietf:params:xml:ns:xmpp-sasl",
  };
  g_autoptr (BeckonDeviceService) service = NULL;
  g_autoptr (GError) error = NULL;

  say_metadata (fake);
  service = find (&domain, &error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (service->token_endpoint, fake_service_get_origin (fake)));
  g_assert_cmpstr (service->domain, ==, FAKE_SERVER_DOMAIN);
}

static void
test_find_none (void)
{
  g_autoptr (FakeService) fake = fake_service_new ("good");
  Domain domain = {
    .service = fake,
    .features = "<authentication xmlns='urn:xmpp:sasl:2'><mechanism>PLAIN</mechanism>"
                "</authentication>",
  };
  g_autoptr (GError) error = NULL;

  g_assert_null (find (&domain, &error));
  g_assert_error (error, BECKON_DEVICE_ERROR, BECKON_DEVICE_ERROR_NOT_OFFERED);
}

static void
test_find_forged (void)
{
  g_autoptr (FakeService) fake = fake_service_new ("good");
  Domain domain = {
    .service = fake,
    .features = SASL2_FEATURES,
    .request = EMPTY_TOKEN,
    .ns = "urn:xmpp:sasl:2",
  };
  g_autoptr (GError) error = NULL;

  fake_service_say (fake, WELL_KNOWN, 200,
                    "{\"issuer\":\"https://b.test\",\"device_authorization_endpoint\":"
                    "\"https://b.test/d\",\"token_endpoint\":\"https://b.test/t\"}");
  g_assert_null (find (&domain, &error));
  g_assert_error (error, BECKON_DEVICE_ERROR, BECKON_DEVICE_ERROR_PROTOCOL);
}

/* The web site of the domain: RFC 8414, and host-meta (XEP-0156) in both forms. */

#define JSON "/.well-known/host-meta.json"
#define XML "/.well-known/host-meta"
#define REL "urn:im.beckon:scan-login:0"
#define NS_XRD "http://docs.oasis-open.org/ns/xri/xrd-1.0"
#define XRD(content) "<?xml version='1.0'?><XRD xmlns='" NS_XRD "'>" content "</XRD>"
#define METADATA(issuer)                                                                           \
  "{\"issuer\":\"" issuer "\",\"device_authorization_endpoint\":\"" issuer "/d\","                 \
  "\"token_endpoint\":\"" issuer "/t\"}"
#define FOUND -1

typedef struct
{
  const char *name;
  const char *path;
  guint status;
  const char *body;
  const char *where; /* (nullable): where the metadata is then */
  int code;          /* a BeckonDeviceError, or FOUND */
} Site;

static const Site sites[] = {
  { "well-known", WELL_KNOWN, 200, METADATA ("~"), NULL, FOUND },
  { "well-known-of-another", WELL_KNOWN, 200, METADATA ("https://b.test"), NULL,
    BECKON_DEVICE_ERROR_PROTOCOL },
  { "well-known-is-a-page", WELL_KNOWN, 200, "<html>", NULL, BECKON_DEVICE_ERROR_NOT_OFFERED },
  { "well-known-leads-away", WELL_KNOWN, 302, METADATA ("~"), NULL,
    BECKON_DEVICE_ERROR_NOT_OFFERED },
  { "well-known-is-broken", WELL_KNOWN, 500, METADATA ("~"), NULL,
    BECKON_DEVICE_ERROR_NOT_OFFERED },

  { "json", JSON, 200,
    "{\"links\":[{\"rel\":\"x\"},{\"rel\":\"" REL "\",\"href\":\"~/m" WELL_KNOWN "\"}]}",
    "/m" WELL_KNOWN, FOUND },
  { "json-other-relation", JSON, 200,
    "{\"links\":[{\"rel\":\"" REL "0\",\"href\":\"~/m" WELL_KNOWN "\"}]}", "/m" WELL_KNOWN,
    BECKON_DEVICE_ERROR_NOT_OFFERED },
  { "json-not-https", JSON, 200,
    "{\"links\":[{\"rel\":\"" REL "\",\"href\":\"http://127.0.0.1/m\"}]}", NULL,
    BECKON_HTTP_ERROR_ADDRESS },
  { "json-no-link", JSON, 200, "{\"links\":[{\"rel\":\"" REL "\",\"href\":[]},7,null]}", NULL,
    BECKON_DEVICE_ERROR_NOT_OFFERED },
  { "json-wrong-types", JSON, 200, "{\"links\":{\"rel\":\"" REL "\"}}", NULL,
    BECKON_DEVICE_ERROR_NOT_OFFERED },
  { "json-control-characters", JSON, 200,
    "{\"links\":[{\"rel\":\"" REL "\",\"href\":\"~/m\\u0000" WELL_KNOWN "\"}]}", "/m" WELL_KNOWN,
    BECKON_DEVICE_ERROR_NOT_OFFERED },
  { "json-is-xml", JSON, 200, XRD ("<Link rel='" REL "' href='~/m" WELL_KNOWN "'/>"),
    "/m" WELL_KNOWN, BECKON_DEVICE_ERROR_NOT_OFFERED },
  { "json-leads-away", JSON, 307,
    "{\"links\":[{\"rel\":\"" REL "\",\"href\":\"~/m" WELL_KNOWN "\"}]}", "/m" WELL_KNOWN,
    BECKON_DEVICE_ERROR_NOT_OFFERED },
  { "json-names-another", JSON, 200,
    "{\"links\":[{\"rel\":\"" REL "\",\"href\":\"~/n" WELL_KNOWN "\"}]}", "/m" WELL_KNOWN,
    BECKON_DEVICE_ERROR_NOT_OFFERED },

  { "xml", XML, 200, XRD ("<Link rel='x' href='y'/><Link rel='" REL "' href='~/m" WELL_KNOWN "'/>"),
    "/m" WELL_KNOWN, FOUND },
  { "xml-other-relation", XML, 200, XRD ("<Link rel='x' href='~/m" WELL_KNOWN "'/>"),
    "/m" WELL_KNOWN, BECKON_DEVICE_ERROR_NOT_OFFERED },
  { "xml-other-namespace", XML, 200,
    "<XRD xmlns='urn:x'><Link rel='" REL "' href='~/m" WELL_KNOWN "'/></XRD>", "/m" WELL_KNOWN,
    BECKON_DEVICE_ERROR_NOT_OFFERED },
  { "xml-too-deep", XML, 200, XRD ("<x><Link rel='" REL "' href='~/m" WELL_KNOWN "'/></x>"),
    "/m" WELL_KNOWN, BECKON_DEVICE_ERROR_NOT_OFFERED },
  { "xml-no-link", XML, 200, XRD ("<Link rel='" REL "'/>"), NULL, BECKON_DEVICE_ERROR_NOT_OFFERED },
  { "xml-cut", XML, 200, "<XRD xmlns='" NS_XRD "'><Link rel='" REL "' href='~/m" WELL_KNOWN "'/>",
    "/m" WELL_KNOWN, BECKON_DEVICE_ERROR_NOT_OFFERED },
  { "xml-entities", XML, 200,
    "<!DOCTYPE x [<!ENTITY e '~/m" WELL_KNOWN "'>]>" XRD ("<Link rel='" REL "' href='&e;'/>"),
    "/m" WELL_KNOWN, BECKON_DEVICE_ERROR_NOT_OFFERED },
  { "xml-not-https", XML, 200, XRD ("<Link rel='" REL "' href='file:///etc/passwd'/>"), NULL,
    BECKON_HTTP_ERROR_ADDRESS },
};

static void
test_site (gconstpointer data)
{
  const Site *site = data;
  g_autoptr (FakeService) fake = fake_service_new ("good");
  Domain domain = {
    .service = fake,
    .features = "<mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>",
    .web = fake_service_get_origin (fake),
  };
  g_autoptr (BeckonDeviceService) service = NULL;
  g_autoptr (GError) error = NULL;

  fake_service_say (fake, site->path, site->status, site->body);
  fake_service_set_header (fake, site->path, "Location", "~/elsewhere");
  if (site->where != NULL)
    fake_service_say (fake, site->where, 200, METADATA ("~/m"));
  service = find (&domain, &error);
  g_assert_cmpuint (fake_service_count (fake, "/elsewhere"), ==, 0);
  if (site->code == FOUND)
    {
      g_assert_no_error (error);
      g_assert_true (g_str_has_prefix (service->token_endpoint, fake_service_get_origin (fake)));
      return;
    }
  g_assert_null (service);
  g_assert_nonnull (error);
  g_assert_cmpint (error->code, ==, site->code);
}

/* The site says so much that nobody would listen to the end. */
static void
test_site_huge (void)
{
  g_autofree char *huge = g_strnfill (BECKON_HTTP_MAX_SIZE + 1, ' ');
  static const char *const paths[] = { WELL_KNOWN, JSON, XML };

  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr (FakeService) fake = fake_service_new ("good");
      Domain domain = { .service = fake, .features = "", .web = fake_service_get_origin (fake) };
      g_autoptr (GError) error = NULL;

      fake_service_say (fake, paths[i], 200, huge);
      g_assert_null (find (&domain, &error));
      g_assert_error (error, BECKON_DEVICE_ERROR, BECKON_DEVICE_ERROR_NOT_OFFERED);
    }
}

/* The stream may say anything in place of an address. */
static void
test_stream_hostile (void)
{
  static const char *const answers[] = {
    "{}",
    "{\"openid-configuration\":7}",
    "{\"openid-configuration\":\"http://127.0.0.1/x\"}",
    "{\"openid-configuration\":\"https://user@127.0.0.1/x\"}",
    "{\"openid-configuration\":\"https://127.0.0.1:1/\\u0001\"}",
    "no json",
    "",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr (FakeService) fake = fake_service_new ("good");
      Domain domain = {
        .service = fake,
        .features = SASL2_FEATURES,
        .request = EMPTY_TOKEN,
        .ns = "urn:xmpp:sasl:2",
        .answer = answers[i],
        .web = fake_service_get_origin (fake),
      };
      g_autoptr (GError) error = NULL;

      g_assert_null (find (&domain, &error));
      g_assert_nonnull (error);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  fake_server_trust_certificates ();

  g_test_add_func ("/device-service/ours", test_ours);
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *path = g_strdup_printf ("/device-service/bad/%" G_GSIZE_FORMAT, i);

      g_test_add_data_func (path, &bad[i], test_bad);
    }
  g_test_add_func ("/device-service/paths", test_paths);
  g_test_add_data_func ("/device-service/find/sasl2", GINT_TO_POINTER (TRUE), test_find);
  g_test_add_data_func ("/device-service/find/rfc-6120", GINT_TO_POINTER (FALSE), test_find);
  g_test_add_func ("/device-service/find/none", test_find_none);
  g_test_add_func ("/device-service/find/forged", test_find_forged);
  for (gsize i = 0; i < G_N_ELEMENTS (sites); i++)
    {
      g_autofree char *path = g_strconcat ("/device-service/site/", sites[i].name, NULL);

      g_test_add_data_func (path, &sites[i], test_site);
    }
  g_test_add_func ("/device-service/site/huge", test_site_huge);
  g_test_add_func ("/device-service/find/hostile", test_stream_hostile);
  return g_test_run ();
}
