/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-device-answer.h"
#include "fuzz.h"

#include <string.h>

#define ORIGIN "https://beckon.test"

static gboolean
is_visible (const char *text)
{
  for (; *text != '\0'; text++)
    if (*text < 0x21 || *text > 0x7e)
      return FALSE;
  return TRUE;
}

static void
check_code (BeckonDeviceService *service, BeckonHttpResponse *response)
{
  g_autoptr (BeckonDeviceCode) code = beckon_device_code_parse (service, response, NULL);

  if (code == NULL)
    return;
  g_assert_true (is_visible (code->device_code) && is_visible (code->user_code));
  g_assert_true (is_visible (code->code_uri) && is_visible (code->verification_uri));
  g_assert_cmpuint (code->lifetime, >, 0);
  g_assert_cmpuint (code->interval, >, 0);
  g_assert_cmpuint (code->interval, <=, 60);
}

static void
check_answer (BeckonDeviceService *service, BeckonHttpResponse *response)
{
  g_autoptr (BeckonDeviceAnswer) answer = beckon_device_answer_parse (service, response, NULL);

  if (answer == NULL)
    return;
  g_assert_true (answer->token == NULL || is_visible (answer->token));
  g_assert_true (!answer->scanned || (answer->jid != NULL && strlen (answer->number) == 2));
  if (answer->jid != NULL)
    g_assert_cmpstr (beckon_jid_get_domain (answer->jid), ==, "beckon.test");
}

/* What is believed of a service is within bounds, whatever it says. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  BeckonDeviceService service = { .domain = (char *) "beckon.test", .scan_login = TRUE };
  BeckonHttpResponse response = { .status = 200, .type = (char *) "application/json" };
  g_autoptr (GUri) issuer = g_uri_parse (ORIGIN, G_URI_FLAGS_NONE, NULL);
  g_autoptr (GBytes) body = g_bytes_new (data, size);
  BeckonDeviceService *described;

  service.issuer = issuer;
  response.body = body;
  check_code (&service, &response);
  check_answer (&service, &response);
  response.status = 400;
  check_answer (&service, &response);
  response.status = 200;
  described
    = beckon_device_service_parse ("beckon.test", ORIGIN "/.well-known/oauth-authorization-server",
                                   &response, NULL);
  if (described != NULL)
    {
      g_assert_cmpint (g_ascii_strncasecmp (described->token_endpoint, "https:", 6), ==, 0);
      beckon_device_service_unref (described);
    }
  return 0;
}
