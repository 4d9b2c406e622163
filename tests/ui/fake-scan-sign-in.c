/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "fake-scan-sign-in.h"

struct _BeckonScanSignIn
{
  GObject parent_instance;

  char *domain;
  char *set_host;
  char *proxy;
  BeckonAccount *again;
  guint n_renewed;

  BeckonScanState state;
  GError *error;
  gboolean no_network;
  gboolean other_scanned;
  char *code_uri;
  gint64 code_start;
  gint64 code_end;
  BeckonJid *jid;
  char *name;
  GBytes *picture;
  char *number;
  BeckonAccount *account;
};

static BeckonScanSignIn *last;
static guint n_cancelled;
static guint changed_signal;

G_DEFINE_FINAL_TYPE (BeckonScanSignIn, beckon_scan_sign_in, G_TYPE_OBJECT)

static void
beckon_scan_sign_in_finalize (GObject *object)
{
  BeckonScanSignIn *self = BECKON_SCAN_SIGN_IN (object);

  if (last == self)
    last = NULL;
  g_free (self->domain);
  g_free (self->set_host);
  g_free (self->proxy);
  g_clear_object (&self->again);
  g_clear_error (&self->error);
  g_free (self->code_uri);
  g_clear_pointer (&self->jid, beckon_jid_unref);
  g_free (self->name);
  g_clear_pointer (&self->picture, g_bytes_unref);
  g_free (self->number);
  g_clear_object (&self->account);
  G_OBJECT_CLASS (beckon_scan_sign_in_parent_class)->finalize (object);
}

static void
beckon_scan_sign_in_class_init (BeckonScanSignInClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = beckon_scan_sign_in_finalize;

  changed_signal = g_signal_new ("changed", BECKON_TYPE_SCAN_SIGN_IN, G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
}

static void
beckon_scan_sign_in_init (BeckonScanSignIn *self)
{
  last = self;
}

BeckonScanSignIn *
beckon_scan_sign_in_new (BeckonClient *client, BeckonJid *domain)
{
  BeckonScanSignIn *self = g_object_new (BECKON_TYPE_SCAN_SIGN_IN, NULL);

  self->domain = g_strdup (beckon_jid_get_domain (domain));
  return self;
}

BeckonScanSignIn *
beckon_scan_sign_in_new_again (BeckonClient *client, BeckonAccount *account)
{
  BeckonScanSignIn *self
    = beckon_scan_sign_in_new (client, beckon_account_get_jid (account));

  self->again = g_object_ref (account);
  return self;
}

void
beckon_scan_sign_in_set_host (BeckonScanSignIn *self,
                              const char *host,
                              guint16 port,
                              gboolean direct_tls)
{
  g_free (self->set_host);
  self->set_host = g_strdup (host);
}

void
beckon_scan_sign_in_set_proxy (BeckonScanSignIn *self, const char *uri)
{
  g_free (self->proxy);
  self->proxy = g_strdup (uri);
}

const char *
fake_scan_sign_in_get_proxy (BeckonScanSignIn *self)
{
  return self->proxy;
}

void
beckon_scan_sign_in_start (BeckonScanSignIn *self)
{
}

void
beckon_scan_sign_in_renew (BeckonScanSignIn *self)
{
  self->n_renewed++;
  fake_scan_sign_in_set_state (self, BECKON_SCAN_FINDING);
}

void
beckon_scan_sign_in_cancel (BeckonScanSignIn *self)
{
  if (self->state >= BECKON_SCAN_SIGNING_IN)
    return;
  n_cancelled++;
  fake_scan_sign_in_set_state (self, BECKON_SCAN_CANCELLED);
}

BeckonScanState
beckon_scan_sign_in_get_state (BeckonScanSignIn *self)
{
  return self->state;
}

const GError *
beckon_scan_sign_in_get_error (BeckonScanSignIn *self)
{
  return self->error;
}

gboolean
beckon_scan_sign_in_get_no_network (BeckonScanSignIn *self)
{
  return self->no_network;
}

gboolean
beckon_scan_sign_in_get_other_scanned (BeckonScanSignIn *self)
{
  return self->other_scanned;
}

const char *
beckon_scan_sign_in_get_code_uri (BeckonScanSignIn *self)
{
  return self->code_uri;
}

const char *
beckon_scan_sign_in_get_user_code (BeckonScanSignIn *self)
{
  return self->code_uri != NULL ? "BCDF-GHJK" : NULL;
}

const char *
beckon_scan_sign_in_get_verification_uri (BeckonScanSignIn *self)
{
  return self->code_uri != NULL ? "https://scan.example.org/scan" : NULL;
}

const char *
beckon_scan_sign_in_get_host (BeckonScanSignIn *self)
{
  return self->code_uri != NULL ? "scan.example.org" : NULL;
}

gint64
beckon_scan_sign_in_get_code_start (BeckonScanSignIn *self)
{
  return self->code_start;
}

gint64
beckon_scan_sign_in_get_code_end (BeckonScanSignIn *self)
{
  return self->code_end;
}

BeckonJid *
beckon_scan_sign_in_get_jid (BeckonScanSignIn *self)
{
  return self->jid;
}

const char *
beckon_scan_sign_in_get_name (BeckonScanSignIn *self)
{
  return self->name;
}

GBytes *
beckon_scan_sign_in_get_picture (BeckonScanSignIn *self)
{
  return self->picture;
}

const char *
beckon_scan_sign_in_get_number (BeckonScanSignIn *self)
{
  return self->number;
}

BeckonAccount *
beckon_scan_sign_in_get_account (BeckonScanSignIn *self)
{
  return self->account;
}

/* What a test asks and says */

BeckonScanSignIn *
fake_scan_sign_in_get_last (void)
{
  return last;
}

guint
fake_scan_sign_in_get_n_cancelled (void)
{
  return n_cancelled;
}

guint
fake_scan_sign_in_get_n_renewed (BeckonScanSignIn *self)
{
  return self->n_renewed;
}

const char *
fake_scan_sign_in_get_domain (BeckonScanSignIn *self)
{
  return self->domain;
}

const char *
fake_scan_sign_in_get_set_host (BeckonScanSignIn *self)
{
  return self->set_host;
}

BeckonAccount *
fake_scan_sign_in_get_again (BeckonScanSignIn *self)
{
  return self->again;
}

void
fake_scan_sign_in_set_state (BeckonScanSignIn *self, BeckonScanState state)
{
  self->state = state;
  g_signal_emit (self, changed_signal, 0);
}

void
fake_scan_sign_in_fail (BeckonScanSignIn *self, BeckonScanState state, const GError *error)
{
  g_clear_error (&self->error);
  self->error = g_error_copy (error);
  fake_scan_sign_in_set_state (self, state);
}

void
fake_scan_sign_in_show_code (BeckonScanSignIn *self, const char *id, int seconds)
{
  g_free (self->code_uri);
  self->code_uri = g_strdup_printf ("https://scan.example.org/scan/s/%s", id);
  self->code_start = g_get_monotonic_time ();
  self->code_end = self->code_start + seconds * G_USEC_PER_SEC;
  fake_scan_sign_in_set_state (self, BECKON_SCAN_WAITING);
}

void
fake_scan_sign_in_scan (BeckonScanSignIn *self, const char *address, const char *name)
{
  g_clear_pointer (&self->jid, beckon_jid_unref);
  self->jid = beckon_jid_new (address, NULL);
  g_free (self->name);
  self->name = g_strdup (name);
  g_free (self->number);
  self->number = g_strdup ("42");
  self->code_start = g_get_monotonic_time ();
  self->code_end = self->code_start + 180 * G_USEC_PER_SEC;
  fake_scan_sign_in_set_state (self, BECKON_SCAN_SCANNED);
}

void
fake_scan_sign_in_set_no_network (BeckonScanSignIn *self, gboolean no_network)
{
  self->no_network = no_network;
  g_signal_emit (self, changed_signal, 0);
}

void
fake_scan_sign_in_set_other_scanned (BeckonScanSignIn *self)
{
  self->other_scanned = TRUE;
  g_signal_emit (self, changed_signal, 0);
}

void
fake_scan_sign_in_set_picture (BeckonScanSignIn *self, GBytes *picture)
{
  g_clear_pointer (&self->picture, g_bytes_unref);
  self->picture = g_bytes_ref (picture);
  g_signal_emit (self, changed_signal, 0);
}

void
fake_scan_sign_in_end (BeckonScanSignIn *self, BeckonScanState state, BeckonAccount *account)
{
  g_set_object (&self->account, account);
  fake_scan_sign_in_set_state (self, state);
}
