/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "beckon-discovery.h"

#include "xep-0084.h"
#include "xep-0085.h"
#include "xep-0092.h"
#include "xep-0115.h"
#include "xep-0172.h"
#include "xep-0184.h"
#include "xep-0199.h"
#include "xep-0202.h"
#include "xep-0308.h"
#include "xep-0333.h"
#include "xep-0490.h"

#define CAPS_NODE "https://beckon.im/caps"

struct _BeckonDiscovery
{
  BeckonModule parent_instance;

  BeckonElement *info;
  char *ver;
  gboolean asked;
};

G_DEFINE_FINAL_TYPE (BeckonDiscovery, beckon_discovery, BECKON_TYPE_MODULE)

enum
{
  ACCOUNT_INFO,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* What anybody may send to us and is understood. */
static const char *const features[] = {
  BECKON_NS_AVATAR_METADATA_NOTIFY,
  BECKON_NS_CAPS,
  BECKON_NS_CHAT_STATES,
  BECKON_NS_CORRECTION,
  BECKON_NS_DISCO_ITEMS,
  BECKON_NS_MARKERS,
  BECKON_NS_MDS_NOTIFY,
  BECKON_NS_NICK,
  BECKON_NS_NICK_NOTIFY,
  BECKON_NS_PING,
  BECKON_NS_RECEIPTS,
  BECKON_NS_TIME,
  BECKON_NS_VERSION,
  NULL,
};

static void
account_info_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonDiscovery) self = user_data;
  g_autoptr (BeckonElement) reply = NULL;
  g_autoptr (BeckonDiscoInfo) info = NULL;
  BeckonElement *query;

  reply = beckon_session_send_iq_finish (BECKON_SESSION (source), result, NULL);
  if (reply == NULL)
    return;
  self->asked = TRUE;
  query = beckon_element_get_child (reply, "query", BECKON_NS_DISCO_INFO);
  if (query != NULL)
    info = beckon_disco_info_parse (query, NULL);
  if (info != NULL && beckon_module_get_session (BECKON_MODULE (self)) != NULL)
    g_signal_emit (self, signals[ACCOUNT_INFO], 0, info);
}

static void
ask (BeckonDiscovery *self, BeckonSession *session)
{
  g_autoptr (BeckonJid) account = beckon_jid_dup_bare (beckon_session_get_jid (session));
  g_autoptr (BeckonElement) request = beckon_disco_info_request_new (account, NULL);

  beckon_session_send_iq_async (session, request,
                                beckon_module_get_cancellable (BECKON_MODULE (self)),
                                account_info_cb, g_object_ref (self));
}

static void
beckon_discovery_attached (BeckonModule *module, BeckonSession *session)
{
  BeckonDiscovery *self = BECKON_DISCOVERY (module);
  g_autofree char *node = g_strdup_printf (CAPS_NODE "#%s", self->ver);

  beckon_module_take_handler (module, beckon_disco_answer_info (session, self->info, node));
  beckon_module_take_handler (module, beckon_disco_answer_items (session));
  beckon_module_take_handler (module, beckon_ping_answer (session));
  beckon_module_take_handler (module, beckon_time_answer (session));
  beckon_module_take_handler (module, beckon_version_answer (session, "Beckon", VERSION));
  self->asked = FALSE;
  ask (self, session);
}

static void
beckon_discovery_resumed (BeckonModule *module, BeckonSession *session)
{
  BeckonDiscovery *self = BECKON_DISCOVERY (module);

  if (!self->asked)
    ask (self, session);
}

static void
beckon_discovery_finalize (GObject *object)
{
  BeckonDiscovery *self = BECKON_DISCOVERY (object);

  g_clear_pointer (&self->info, beckon_element_unref);
  g_free (self->ver);
  G_OBJECT_CLASS (beckon_discovery_parent_class)->finalize (object);
}

static void
beckon_discovery_class_init (BeckonDiscoveryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = beckon_discovery_finalize;
  BECKON_MODULE_CLASS (klass)->attached = beckon_discovery_attached;
  BECKON_MODULE_CLASS (klass)->resumed = beckon_discovery_resumed;

  signals[ACCOUNT_INFO] = g_signal_new ("account-info", BECKON_TYPE_DISCOVERY, G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 1, BECKON_TYPE_DISCO_INFO);
}

static void
beckon_discovery_init (BeckonDiscovery *self)
{
  self->info = beckon_disco_client_info_new ("Beckon", features);
  self->ver = beckon_caps_compute (self->info, "sha-1");
}

static void
prepare_presence_cb (BeckonDiscovery *self, BeckonElement *presence)
{
  beckon_caps_add (presence, CAPS_NODE, self->ver);
}

/**
 * beckon_discovery_new:
 * @presence: what sends our presence, which says what we can do
 *
 * Returns: (transfer full): a new module
 */
BeckonDiscovery *
beckon_discovery_new (BeckonAccount *account, BeckonPresenceTracker *presence)
{
  BeckonDiscovery *self = beckon_module_new (BECKON_TYPE_DISCOVERY, account);

  g_signal_connect_object (presence, "prepare", G_CALLBACK (prepare_presence_cb), self,
                           G_CONNECT_SWAPPED);
  return self;
}
