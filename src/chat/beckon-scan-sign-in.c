/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-scan-sign-in-private.h"

#include "beckon-account-private.h"
#include "beckon-client-private.h"
#include "beckon-device-flow.h"
#include "beckon-login.h"
#include "beckon-net-error.h"
#include "beckon-text.h"

/* Until a network that was away is tried again while there is no service yet. */
#define RETRY_PAUSE (3 * G_USEC_PER_SEC)

/* How long it is tried. */
#define FINDING_TIME (300 * (gint64) G_USEC_PER_SEC)

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
  BeckonAccount *again; /* (nullable): which is to be signed in again */
  char *device_id;

  BeckonHttp *http;
  BeckonDeviceClient *service; /* (nullable): when it was found */
  BeckonDeviceFlow *flow;      /* (nullable): since then */
  char *service_host;
  BeckonDeviceClock *clock;
  GCancellable *cancellable;
  guint retry_id;
  gint64 finding_since;

  BeckonScanState state;
  GError *error;
  gboolean no_network;
  BeckonAccount *account;
};

G_DEFINE_FINAL_TYPE (BeckonScanSignIn, beckon_scan_sign_in, G_TYPE_OBJECT)

static guint changed_signal;

static void look_for_service (BeckonScanSignIn *self);

static void
say_change (BeckonScanSignIn *self)
{
  g_signal_emit (self, changed_signal, 0);
}

static void
set_no_network (BeckonScanSignIn *self, gboolean no_network)
{
  if (self->no_network == no_network)
    return;
  self->no_network = no_network;
  say_change (self);
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

static void
set_account (BeckonScanSignIn *self, BeckonAccount *account, BeckonScanState state)
{
  g_set_object (&self->account, account);
  set_state (self, state, NULL);
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
fail_sign_in (BeckonScanSignIn *self, const GError *error)
{
  give_token_back (self);
  set_state (self, BECKON_SCAN_FAILED, error);
}

static void
signed_in_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonScanSignIn) self = user_data;
  g_autoptr (BeckonAccount) account = NULL;
  g_autoptr (GError) error = NULL;

  account = beckon_client_sign_in_finish (BECKON_CLIENT (source), result, &error);
  if (account != NULL)
    set_account (self, account, BECKON_SCAN_DONE);
  else
    fail_sign_in (self, error);
}

static void
account_changed_cb (BeckonScanSignIn *self)
{
  BeckonAccountState state = beckon_account_get_state (self->again);

  if (state == BECKON_ACCOUNT_CONNECTING || state == BECKON_ACCOUNT_SIGNING_IN)
    return;
  g_signal_handlers_disconnect_by_func (self->again, account_changed_cb, self);
  if (state == BECKON_ACCOUNT_ONLINE)
    set_account (self, self->again, BECKON_SCAN_DONE);
  else
    {
      g_autoptr (GError) error
        = beckon_account_get_error (self->again) != NULL
            ? g_error_copy (beckon_account_get_error (self->again))
            : g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Disconnected");

      fail_sign_in (self, error);
    }
}

static void
sign_in_as (BeckonScanSignIn *self, BeckonJid *jid)
{
  BeckonAccount *account = beckon_client_find_account (self->client, jid);
  BeckonSignIn sign_in = {
    .jid = jid,
    .host = self->host,
    .port = self->port,
    .direct_tls = self->direct_tls,
    .oauth_token = get_token (self),
    .device_id = self->device_id,
  };

  if (account == NULL)
    beckon_client_sign_in_async (self->client, &sign_in, NULL, signed_in_cb, g_object_ref (self));
  else if (account == self->again && beckon_account_get_state (account) != BECKON_ACCOUNT_ONLINE)
    {
      g_signal_connect_object (account, "notify::state", G_CALLBACK (account_changed_cb), self,
                               G_CONNECT_SWAPPED);
      beckon_account_sign_in_with_token (account, sign_in.oauth_token);
    }
  else
    {
      give_token_back (self);
      set_account (self, account, BECKON_SCAN_ALREADY_SIGNED_IN);
    }
}

static void
identified_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonScanSignIn) self = user_data;
  BeckonLogin *login = BECKON_LOGIN (source);
  g_autoptr (BeckonSession) session = NULL;
  g_autoptr (GError) error = NULL;

  session = beckon_login_run_finish (login, result, &error);
  if (session == NULL)
    {
      fail_sign_in (self, error);
      return;
    }
  beckon_session_close (session);
  sign_in_as (self, beckon_login_get_jid (login));
}

/* A plain provider does not say whose the token is; the server does, when it is used. */
static void
identify (BeckonScanSignIn *self)
{
  g_autoptr (BeckonLogin) login = beckon_login_new (self->domain);

  beckon_login_set_host (login, self->host, self->port, self->direct_tls);
  beckon_login_set_oauth_token (login, get_token (self));
  beckon_login_run_async (login, NULL, identified_cb, g_object_ref (self));
}

static void
take_token (BeckonScanSignIn *self)
{
  BeckonJid *jid = beckon_scan_sign_in_get_jid (self);

  set_state (self, BECKON_SCAN_SIGNING_IN, NULL);
  if (jid != NULL)
    sign_in_as (self, jid);
  else
    identify (self);
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
retry_cb (gpointer user_data)
{
  BeckonScanSignIn *self = user_data;

  self->retry_id = 0;
  look_for_service (self);
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

/* Without a network it is tried until there is one; and once more after that, as it may have come
 * back in the middle. */
static gboolean
try_again (BeckonScanSignIn *self, const GError *error)
{
  gint64 now = beckon_device_clock_get_time (self->clock);
  gboolean away = g_error_matches (error, BECKON_NET_ERROR, BECKON_NET_ERROR_NO_NETWORK);

  if (now - self->finding_since >= FINDING_TIME
      || !(away || (self->no_network && beckon_device_error_is_network (error))))
    return FALSE;
  self->retry_id = beckon_device_clock_add (self->clock, now + RETRY_PAUSE, retry_cb, self);
  set_no_network (self, away);
  return TRUE;
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonScanSignIn) self = user_data;
  g_autoptr (BeckonDeviceService) service = NULL;
  g_autoptr (GError) error = NULL;

  service = beckon_device_service_find_finish (result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (error != NULL && try_again (self, error))
    return;
  set_no_network (self, FALSE);
  if (service != NULL)
    take_service (self, service);
  else if (g_error_matches (error, BECKON_DEVICE_ERROR, BECKON_DEVICE_ERROR_NOT_OFFERED))
    set_state (self, BECKON_SCAN_NOT_OFFERED, error);
  else
    set_state (self, BECKON_SCAN_FAILED, error);
}

static void
look_for_service (BeckonScanSignIn *self)
{
  BeckonDevicePlace place = {
    .domain = beckon_jid_get_domain (self->domain),
    .host = self->host,
    .port = self->port,
    .direct_tls = self->direct_tls,
  };

  g_set_object (&self->cancellable, NULL);
  self->cancellable = g_cancellable_new ();
  beckon_device_service_find_async (self->http, &place, self->cancellable, found_cb,
                                    g_object_ref (self));
}

static void
find_service (BeckonScanSignIn *self)
{
  self->finding_since = beckon_device_clock_get_time (self->clock);
  set_state (self, BECKON_SCAN_FINDING, NULL);
  look_for_service (self);
}

static void
stop_finding (BeckonScanSignIn *self)
{
  beckon_device_clock_remove (self->clock, &self->retry_id);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
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
 * Returns: (transfer full): a sign-in that has not started, to the place that the account has, and
 *   after which the account is online
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
  g_return_if_fail (self->cancellable == NULL);

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
  set_no_network (self, FALSE);
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
  return self->no_network || (self->flow != NULL && beckon_device_flow_get_no_network (self->flow));
}

/**
 * beckon_scan_sign_in_get_other_scanned:
 *
 * Returns: whether somebody else tried to scan the code that was scanned: to be warned of
 */
gboolean
beckon_scan_sign_in_get_other_scanned (BeckonScanSignIn *self)
{
  return self->flow != NULL && beckon_device_flow_get_other_scanned (self->flow);
}

static const BeckonDeviceCode *
get_code (BeckonScanSignIn *self)
{
  return self->flow != NULL ? beckon_device_flow_get_code (self->flow) : NULL;
}

static const BeckonDeviceAnswer *
get_scan (BeckonScanSignIn *self)
{
  return self->flow != NULL ? beckon_device_flow_get_scan (self->flow) : NULL;
}

/**
 * beckon_scan_sign_in_get_code_uri:
 *
 * Returns: (transfer none) (nullable): what the code holds: an `https` link on the host
 */
const char *
beckon_scan_sign_in_get_code_uri (BeckonScanSignIn *self)
{
  return get_code (self) != NULL ? get_code (self)->code_uri : NULL;
}

/**
 * beckon_scan_sign_in_get_user_code:
 *
 * Returns: (transfer none) (nullable): what to type instead
 */
const char *
beckon_scan_sign_in_get_user_code (BeckonScanSignIn *self)
{
  return get_code (self) != NULL ? get_code (self)->user_code : NULL;
}

/**
 * beckon_scan_sign_in_get_verification_uri:
 *
 * Returns: (transfer none) (nullable): where to type it: an `https` link on the host
 */
const char *
beckon_scan_sign_in_get_verification_uri (BeckonScanSignIn *self)
{
  return get_code (self) != NULL ? get_code (self)->verification_uri : NULL;
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
 * beckon_scan_sign_in_get_code_start:
 *
 * Returns: since when the code is shown, in monotonic microseconds, or 0
 */
gint64
beckon_scan_sign_in_get_code_start (BeckonScanSignIn *self)
{
  return self->flow != NULL ? beckon_device_flow_get_code_start (self->flow) : 0;
}

/**
 * beckon_scan_sign_in_get_code_end:
 *
 * Returns: when another code takes its place, or, from %BECKON_SCAN_SCANNED on, when the time to
 *   confirm is over; in monotonic microseconds, or 0
 */
gint64
beckon_scan_sign_in_get_code_end (BeckonScanSignIn *self)
{
  return self->flow != NULL ? beckon_device_flow_get_code_end (self->flow) : 0;
}

/**
 * beckon_scan_sign_in_get_jid:
 *
 * Returns: (transfer none) (nullable): who scanned, or whom the token is for
 */
BeckonJid *
beckon_scan_sign_in_get_jid (BeckonScanSignIn *self)
{
  const BeckonDeviceAnswer *answer = get_scan (self);

  if (answer == NULL && self->flow != NULL)
    answer = beckon_device_flow_get_token (self->flow);
  return answer != NULL ? answer->jid : NULL;
}

/**
 * beckon_scan_sign_in_get_name:
 *
 * Returns: (transfer none) (nullable): the name of who scanned
 */
const char *
beckon_scan_sign_in_get_name (BeckonScanSignIn *self)
{
  return get_scan (self) != NULL ? get_scan (self)->name : NULL;
}

/**
 * beckon_scan_sign_in_get_picture:
 *
 * Returns: (transfer none) (nullable): the picture of who scanned: an image file that is not
 *   decoded yet
 */
GBytes *
beckon_scan_sign_in_get_picture (BeckonScanSignIn *self)
{
  return get_scan (self) != NULL ? get_scan (self)->picture : NULL;
}

/**
 * beckon_scan_sign_in_get_number:
 *
 * Returns: (transfer none) (nullable): two digits that the phone asks for
 */
const char *
beckon_scan_sign_in_get_number (BeckonScanSignIn *self)
{
  return get_scan (self) != NULL ? get_scan (self)->number : NULL;
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
