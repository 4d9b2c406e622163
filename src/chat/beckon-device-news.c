/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-device-news.h"

#include "beckon-account-devices.h"
#include "beckon-parse.h"
#include "beckon-text.h"
#include "xep-0082.h"

#define NS_SCAN_LOGIN "urn:im.beckon:scan-login:0"
#define MAX_TEXT_LENGTH 64

struct _BeckonDeviceNews
{
  BeckonModule parent_instance;
};

G_DEFINE_FINAL_TYPE (BeckonDeviceNews, beckon_device_news, BECKON_TYPE_MODULE)

static char *
get_line (BeckonElement *payload, const char *name)
{
  return beckon_text_dup_line (beckon_element_get_attribute (payload, name), MAX_TEXT_LENGTH);
}

static BeckonDevice *
parse (BeckonElement *payload)
{
  const char *id = beckon_parse_id (payload, "id");
  const char *stamp = beckon_element_get_attribute (payload, "stamp");
  BeckonDevice *device;
  gint64 time;

  if (id == NULL || stamp == NULL || !beckon_datetime_parse (stamp, &time))
    return NULL;
  device = g_new0 (BeckonDevice, 1);
  device->id = g_strdup (id);
  device->name = get_line (payload, "name");
  device->os = get_line (payload, "os");
  device->software = get_line (payload, "software");
  device->first_seen = g_date_time_new_from_unix_utc (time / G_USEC_PER_SEC);
  return device;
}

/* Only the account's own server says such a thing. From others it is a message like any other. */
static gboolean
message_cb (BeckonSession *session, BeckonElement *stanza, BeckonElement *payload, gpointer data)
{
  BeckonAccount *account = beckon_module_get_account (data);
  g_autoptr (BeckonJid) from = beckon_parse_jid (stanza, "from");
  BeckonDevice *device;

  if (from == NULL || beckon_parse_is_error (stanza)
      || !g_str_equal (beckon_jid_get_full (from),
                       beckon_jid_get_domain (beckon_account_get_jid (account))))
    return FALSE;
  device = parse (payload);
  if (device != NULL)
    {
      g_signal_emit_by_name (account, "new-device", device);
      beckon_device_free (device);
    }
  return TRUE;
}

static void
beckon_device_news_attached (BeckonModule *module, BeckonSession *session)
{
  beckon_module_add_handler (module, "message", "new-device", NS_SCAN_LOGIN, 0, message_cb);
}

static void
beckon_device_news_class_init (BeckonDeviceNewsClass *klass)
{
  BECKON_MODULE_CLASS (klass)->attached = beckon_device_news_attached;
}

static void
beckon_device_news_init (BeckonDeviceNews *self)
{
}

/**
 * beckon_device_news_new:
 *
 * Returns: (transfer full): what listens for @account
 */
BeckonDeviceNews *
beckon_device_news_new (BeckonAccount *account)
{
  return beckon_module_new (BECKON_TYPE_DEVICE_NEWS, account);
}
