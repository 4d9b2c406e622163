/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-scan-sign-in-private.h"

#include "beckon-account-private.h"
#include "beckon-client-private.h"
#include "beckon-scan-finder.h"
#include "beckon-text.h"
#include "beckon-token-sign-in.h"

/* What a service shows of a device, in characters. */
#define MAX_INFO_LENGTH 64

struct _BeckonScanSignIn
{
  GObject parent_instance;

  BeckonClient *client;
  BeckonJid *domain;
  char *host;
  guint16 port;
  gboolean direct_tls;
  char *proxy;          /* (nullable) */
  BeckonAccount *again; /* (nullable): which is to be signed in again */
  char *device_id;

  BeckonHttp *http;
  BeckonDeviceClient *service; /* (nullable): when it was found */
  BeckonDeviceFlow *flow;      /* (nullable): since then */
  char *service_host;
  BeckonDeviceClock *clock;
  BeckonScanFinder *finder; /* (nullable): until then */

  BeckonScanState state;
  GError *error;
  BeckonAccount *account;
};

G_DEFINE_FINAL_TYPE (BeckonScanSignIn, beckon_scan_sign_in, G_TYPE_OBJECT)

static guint changed_signal;

static void
say_change (BeckonScanSignIn *self)
{
  g_signal_emit (self, changed_signal, 0);
}

static void
set_state (BeckonScanSignIn *self, BeckonScanState state, const GError *error)
{
  GError *copy = error != NULL ? g_error_copy (error) : NULL;

  g_clear_error (&self->error);
  self->error = copy;
  self->state = state;
  say_change (self);
}

/* With the token, when there is one */

static const char *
get_token (BeckonScanSignIn *self)
{
  return beckon_device_flow_get_token (self->flow)->token;
}

/* A token that was of no use to us shall be of none to others. */
static void
give_token_back (BeckonScanSignIn *self)
{
  beckon_device_client_revoke (self->service, get_token (self));
}

static void
signed_in_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonScanSignIn) self = user_data;
  g_autoptr (BeckonAccount) account = NULL;
  g_autoptr (GError) error = NULL;
  gboolean already;

  account = beckon_client_sign_in_with_token_finish (BECKON_CLIENT (source), result, &already,
                                                     &error);
  if (account == NULL || already)
    give_token_back (self);
  g_set_object (&self->account, account);
  if (account == NULL)
    set_state (self, BECKON_SCAN_FAILED, error);
  else
    set_state (self, already ? BECKON_SCAN_ALREADY_SIGNED_IN : BECKON_SCAN_DONE, NULL);
}

/* A plain provider does not say whose the token is. */
static void
take_token (BeckonScanSignIn *self)
{
  BeckonJid *jid = beckon_scan_sign_in_get_jid (self);
  BeckonSignIn sign_in = {
    .jid = jid != NULL ? jid : self->domain,
    .host = self->host,
    .port = self->port,
    .direct_tls = self->direct_tls,
    .proxy = self->proxy,
    .oauth_token = get_token (self),
    .device_id = self->device_id,
  };

  set_state (self, BECKON_SCAN_SIGNING_IN, NULL);
  beckon_client_sign_in_with_token_async (self->client, &sign_in, self->again, signed_in_cb,
                                          g_object_ref (self));
}

/* Until then */

static BeckonScanState
translate_state (BeckonDeviceFlowState state)
{
  switch (state)
    {
    case BECKON_DEVICE_FLOW_STARTING:
      return BECKON_SCAN_FINDING;
    case BECKON_DEVICE_FLOW_WAITING:
      return BECKON_SCAN_WAITING;
    case BECKON_DEVICE_FLOW_SCANNED:
      return BECKON_SCAN_SCANNED;
    case BECKON_DEVICE_FLOW_CONFIRMED:
      return BECKON_SCAN_SIGNING_IN;
    case BECKON_DEVICE_FLOW_PAUSED:
      return BECKON_SCAN_PAUSED;
    case BECKON_DEVICE_FLOW_EXPIRED:
      return BECKON_SCAN_EXPIRED;
    case BECKON_DEVICE_FLOW_DECLINED:
      return BECKON_SCAN_DECLINED;
    case BECKON_DEVICE_FLOW_WRONG_NUMBER:
      return BECKON_SCAN_WRONG_NUMBER;
    case BECKON_DEVICE_FLOW_CANCELLED:
      return BECKON_SCAN_CANCELLED;
    case BECKON_DEVICE_FLOW_FAILED:
    default:
      return BECKON_SCAN_FAILED;
    }
}

static void
flow_changed_cb (BeckonScanSignIn *self)
{
  BeckonDeviceFlowState state = beckon_device_flow_get_state (self->flow);

  if (state == BECKON_DEVICE_FLOW_CONFIRMED)
    take_token (self);
  else
    set_state (self, translate_state (state), beckon_device_flow_get_error (self->flow));
}

static void
drop_flow (BeckonScanSignIn *self)
{
  if (self->flow == NULL)
    return;
  g_signal_handlers_disconnect_by_func (self->flow, flow_changed_cb, self);
  g_clear_object (&self->flow);
}

static void
start_flow (BeckonScanSignIn *self)
{
  drop_flow (self);
  self->flow = beckon_device_flow_new (self->service, self->clock);
  g_signal_connect_object (self->flow, "changed", G_CALLBACK (flow_changed_cb), self,
                           G_CONNECT_SWAPPED);
  set_state (self, BECKON_SCAN_FINDING, NULL);
  beckon_device_flow_start (self->flow);
}

static void
take_service (BeckonScanSignIn *self, BeckonDeviceService *service)
{
  g_autofree char *os = g_get_os_info (G_OS_INFO_KEY_PRETTY_NAME);
  g_autofree char *os_line = beckon_text_dup_line (os, MAX_INFO_LENGTH);
  g_autofree char *name = beckon_text_dup_line (g_get_host_name (), MAX_INFO_LENGTH);
  BeckonDeviceInfo info = {
    .id = self->device_id,
    .name = name,
    .os = os_line,
    .software = "Beckon",
  };

  self->service = beckon_device_client_new (self->http, service, &info);
  self->service_host = beckon_http_uri_dup_host (service->issuer);
  start_flow (self);
}

static void
stop_finding (BeckonScanSignIn *self)
{
  g_clear_pointer (&self->finder, beckon_scan_finder_stop);
}

static void
found_cb (BeckonDeviceService *service, const GError *error, gpointer user_data)
{
  g_autoptr (BeckonScanSignIn) self = g_object_ref (user_data);

  if (service == NULL && error == NULL)
    {
      say_change (self);
      return;
    }
  stop_finding (self);
  if (service != NULL)
    take_service (self, service);
  else if (g_error_matches (error, BECKON_DEVICE_ERROR, BECKON_DEVICE_ERROR_NOT_OFFERED))
    set_state (self, BECKON_SCAN_NOT_OFFERED, error);
  else
    set_state (self, BECKON_SCAN_FAILED, error);
}

static void
find_service (BeckonScanSignIn *self)
{
  BeckonDevicePlace place = {
    .domain = beckon_jid_get_domain (self->domain),
    .host = self->host,
    .port = self->port,
    .direct_tls = self->direct_tls,
    .proxy = self->proxy,
  };

  set_state (self, BECKON_SCAN_FINDING, NULL);
  self->finder = beckon_scan_finder_start (self->http, self->clock, &place, found_cb, self);
}

/* The object */

static void
beckon_scan_sign_in_dispose (GObject *object)
{
  BeckonScanSignIn *self = BECKON_SCAN_SIGN_IN (object);

  stop_finding (self);
  drop_flow (self);
  g_clear_object (&self->service);
  g_clear_object (&self->http);
  g_clear_object (&self->client);
  g_clear_object (&self->again);
  g_clear_object (&self->account);
  G_OBJECT_CLASS (beckon_scan_sign_in_parent_class)->dispose (object);
}

static void
beckon_scan_sign_in_finalize (GObject *object)
{
  BeckonScanSignIn *self = BECKON_SCAN_SIGN_IN (object);

  g_object_unref (self->clock);
  beckon_jid_unref (self->domain);
  g_free (self->host);
  g_free (self->proxy);
  g_free (self->device_id);
  g_free (self->service_host);
  g_clear_error (&self->error);
  G_OBJECT_CLASS (beckon_scan_sign_in_parent_class)->finalize (object);
}

static void
beckon_scan_sign_in_class_init (BeckonScanSignInClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = beckon_scan_sign_in_dispose;
  object_class->finalize = beckon_scan_sign_in_finalize;

  changed_signal = g_signal_new ("changed", BECKON_TYPE_SCAN_SIGN_IN, G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
}

static void
beckon_scan_sign_in_init (BeckonScanSignIn *self)
{
  self->http = beckon_http_new ();
  self->clock = beckon_device_clock_new ();
}

/**
 * beckon_scan_sign_in_new:
 * @client: where the account is to be
 * @domain: the domain to sign in to; only that part of it counts
 *
 * Returns: (transfer full): a sign-in that has not started
 */
BeckonScanSignIn *
beckon_scan_sign_in_new (BeckonClient *client, BeckonJid *domain)
{
  BeckonScanSignIn *self = g_object_new (BECKON_TYPE_SCAN_SIGN_IN, NULL);

  self->client = g_object_ref (client);
  self->domain = beckon_jid_new_from_parts (NULL, beckon_jid_get_domain (domain), NULL, NULL);
  self->device_id = g_uuid_string_random ();
  return self;
}

/**
 * beckon_scan_sign_in_new_again:
 * @account: an account whose token the server does not accept any more
 *
 * Returns: (transfer full): a sign-in that has not started, to the place that the account has and
 *   by its proxy, and after which the account is online
 */
BeckonScanSignIn *
beckon_scan_sign_in_new_again (BeckonClient *client, BeckonAccount *account)
{
  BeckonScanSignIn *self = beckon_scan_sign_in_new (client, beckon_account_get_jid (account));
  BeckonAccountRecord *record = beckon_account_get_record (account);

  self->again = g_object_ref (account);
  g_free (self->device_id);
  self->device_id = g_strdup (record->resource_id);
  beckon_scan_sign_in_set_host (self, record->host, record->port, record->direct_tls);
  beckon_scan_sign_in_set_proxy (self, record->proxy);
  return self;
}

/**
 * beckon_scan_sign_in_set_host:
 * @host: (nullable): where the person says the server is, else SRV says it
 * @port: its port, or 0 for the usual one
 * @direct_tls: TLS from the first byte, not STARTTLS
 */
void
beckon_scan_sign_in_set_host (BeckonScanSignIn *self,
                              const char *host,
                              guint16 port,
                              gboolean direct_tls)
{
  g_free (self->host);
  self->host = g_strdup (host);
  self->port = port;
  self->direct_tls = direct_tls;
}

/**
 * beckon_scan_sign_in_set_proxy:
 * @uri: (nullable): a proxy, such as `socks5://host:port` or `http://host:port`; %NULL for what the
 *   system says
 *
 * Sets what everything goes through: to be set before it starts. The account that comes of it has
 * the same.
 */
void
beckon_scan_sign_in_set_proxy (BeckonScanSignIn *self, const char *uri)
{
  g_autofree char *copy = g_strdup (uri);

  g_free (self->proxy);
  self->proxy = g_steal_pointer (&copy);
  beckon_http_set_proxy (self->http, self->proxy);
}

/**
 * beckon_scan_sign_in_get_flow:
 *
 * Returns: (transfer none) (nullable): what has the codes, when there is a service to give some
 */
BeckonDeviceFlow *
beckon_scan_sign_in_get_flow (BeckonScanSignIn *self)
{
  return self->flow;
}

BeckonHttp *
beckon_scan_sign_in_get_http (BeckonScanSignIn *self)
{
  return self->http;
}

void
beckon_scan_sign_in_set_clock (BeckonScanSignIn *self, BeckonDeviceClock *clock)
{
  g_set_object (&self->clock, clock);
}

/**
 * beckon_scan_sign_in_start:
 *
 * Looks for the service, and shows codes from then on. To be called once.
 */
void
beckon_scan_sign_in_start (BeckonScanSignIn *self)
{
  g_return_if_fail (self->finder == NULL && self->service == NULL);

  find_service (self);
}

/**
 * beckon_scan_sign_in_renew:
 *
 * Starts again, with a new code or with looking for the service: after any end but success. Does
 * nothing while it signs in.
 */
void
beckon_scan_sign_in_renew (BeckonScanSignIn *self)
{
  if (self->state == BECKON_SCAN_SIGNING_IN || self->state == BECKON_SCAN_DONE)
    return;
  stop_finding (self);
  if (self->service != NULL)
    start_flow (self);
  else
    find_service (self);
}

/**
 * beckon_scan_sign_in_cancel:
 *
 * Gives up, and the code back to the service, so that the phone says so. Does nothing from
 * %BECKON_SCAN_SIGNING_IN on.
 */
void
beckon_scan_sign_in_cancel (BeckonScanSignIn *self)
{
  if (self->state >= BECKON_SCAN_SIGNING_IN)
    return;
  stop_finding (self);
  if (self->flow != NULL)
    beckon_device_flow_cancel (self->flow);
  else
    set_state (self, BECKON_SCAN_CANCELLED, NULL);
}

BeckonScanState
beckon_scan_sign_in_get_state (BeckonScanSignIn *self)
{
  return self->state;
}

/**
 * beckon_scan_sign_in_get_error:
 *
 * Returns: (transfer none) (nullable): why it failed: a #BeckonDeviceError, or what
 *   beckon_device_service_find_async(), beckon_http_send_async() or beckon_client_sign_in_async()
 *   give
 */
const GError *
beckon_scan_sign_in_get_error (BeckonScanSignIn *self)
{
  return self->error;
}

/**
 * beckon_scan_sign_in_get_no_network:
 *
 * Returns: whether it goes on trying without a network, in a state before %BECKON_SCAN_SIGNING_IN
 */
gboolean
beckon_scan_sign_in_get_no_network (BeckonScanSignIn *self)
{
  return (self->finder != NULL && beckon_scan_finder_get_no_network (self->finder))
         || (self->flow != NULL && beckon_device_flow_get_no_network (self->flow));
}

/**
 * beckon_scan_sign_in_get_host:
 *
 * Returns: (transfer none) (nullable): the host that the code belongs to, with the port where it is
 *   not 443; in ASCII
 */
const char *
beckon_scan_sign_in_get_host (BeckonScanSignIn *self)
{
  return self->service_host;
}

/**
 * beckon_scan_sign_in_get_account:
 *
 * Returns: (transfer none) (nullable): with %BECKON_SCAN_DONE and %BECKON_SCAN_ALREADY_SIGNED_IN
 */
BeckonAccount *
beckon_scan_sign_in_get_account (BeckonScanSignIn *self)
{
  return self->account;
}
