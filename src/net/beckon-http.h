/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define BECKON_HTTP_ERROR (beckon_http_error_quark ())
GQuark beckon_http_error_quark (void);

/**
 * BeckonHttpError:
 * @BECKON_HTTP_ERROR_ADDRESS: not an `https` address that we would ask
 * @BECKON_HTTP_ERROR_TOO_LARGE: the answer is longer than anything we ask for
 * @BECKON_HTTP_ERROR_CONTENT: the answer is not of the kind that was asked for
 *
 * What the network and TLS say is of the %BECKON_NET_ERROR domain.
 */
typedef enum
{
  BECKON_HTTP_ERROR_ADDRESS,
  BECKON_HTTP_ERROR_TOO_LARGE,
  BECKON_HTTP_ERROR_CONTENT,
} BeckonHttpError;

/* The largest answer: a picture of 64 KiB in base64, and text around it. */
#define BECKON_HTTP_MAX_SIZE (128 * 1024)

/**
 * BeckonHttpRequest:
 * @uri: an `https` address
 * @form: (nullable): names and values in turn, to be posted as a form
 * @json: (nullable): a document to be posted, instead of @form
 * @user, @password: (nullable): for HTTP Basic (RFC 7617), only where an answer needs it
 * @wait: seconds that the answer may be held back (RFC 7240, section 4.3), or 0
 * @timeout: milliseconds until the answer has to be here in whole, or 0 for the usual (15 seconds);
 *   @wait is added
 */
typedef struct
{
  const char *uri;
  const char *const *form;
  const char *json;
  const char *user;
  const char *password;
  guint wait;
  guint timeout;
} BeckonHttpRequest;

/**
 * BeckonHttpResponse:
 * @status: the status, which may be any
 * @type: (nullable): the media type, in lower case and without parameters
 * @body: what came, up to %BECKON_HTTP_MAX_SIZE
 * @retry_after: seconds until a request makes sense again, or 0. Not a date
 * @waited: whether the service says that it held the answer back (`Preference-Applied`)
 */
typedef struct
{
  guint status;
  char *type;
  GBytes *body;
  guint retry_after;
  gboolean waited;
} BeckonHttpResponse;

void beckon_http_response_free (BeckonHttpResponse *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BeckonHttpResponse, beckon_http_response_free)

/**
 * BeckonHttp:
 *
 * Asks HTTPS services, verified as GIO's default database has it. Knows no cookies, caches nothing,
 * follows no redirect (a status like any other), and says nothing about this computer.
 */
#define BECKON_TYPE_HTTP (beckon_http_get_type ())
G_DECLARE_FINAL_TYPE (BeckonHttp, beckon_http, BECKON, HTTP, GObject)

BeckonHttp *beckon_http_new (void);
void beckon_http_set_proxy (BeckonHttp *self, const char *uri);

void beckon_http_send_async (BeckonHttp *self,
                             const BeckonHttpRequest *request,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
BeckonHttpResponse *
beckon_http_send_finish (BeckonHttp *self, GAsyncResult *result, GError **error);

GUri *beckon_http_uri_parse (const char *text, GError **error);
gboolean beckon_http_uri_same_origin (GUri *a, GUri *b);
char *beckon_http_uri_dup_host (GUri *uri);

G_END_DECLS
