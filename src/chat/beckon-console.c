/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-console-private.h"

#include "beckon-account-private.h"
#include "beckon-connection.h"
#include "beckon-ns.h"
#include "beckon-random.h"

#include <string.h>

struct _BeckonConsole
{
  GObject parent_instance;

  BeckonAccount *account;
  BeckonTap *tap; /* (nullable): of an account that cannot connect */
  gboolean paused;

  GQueue entries;
  gsize size;
};

static void beckon_console_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BeckonConsole,
                               beckon_console,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      beckon_console_list_model_init))
G_DEFINE_QUARK (beckon - console - error - quark, beckon_console_error)

enum
{
  PROP_0,
  PROP_PAUSED,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static GType
get_item_type (GListModel *model)
{
  return BECKON_TYPE_CONSOLE_ENTRY;
}

static guint
get_n_items (GListModel *model)
{
  return BECKON_CONSOLE (model)->entries.length;
}

static gpointer
get_item (GListModel *model, guint position)
{
  BeckonConsoleEntry *entry = g_queue_peek_nth (&BECKON_CONSOLE (model)->entries, position);

  return entry != NULL ? g_object_ref (entry) : NULL;
}

static void
beckon_console_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
drop_oldest (BeckonConsole *self)
{
  guint n = 0;

  while (self->entries.length > BECKON_CONSOLE_MAX_ENTRIES || self->size > BECKON_CONSOLE_MAX_BYTES)
    {
      g_autoptr (BeckonConsoleEntry) entry = g_queue_pop_head (&self->entries);

      self->size -= beckon_console_entry_get_size (entry);
      n++;
    }
  if (n > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, n, 0);
}

static void
element_cb (BeckonConsole *self, gboolean sent, BeckonElement *element)
{
  BeckonConsoleEntry *entry = beckon_console_entry_new (sent, element);

  g_queue_push_tail (&self->entries, entry);
  self->size += beckon_console_entry_get_size (entry);
  g_list_model_items_changed (G_LIST_MODEL (self), self->entries.length - 1, 0, 1);
  drop_oldest (self);
}

static void
beckon_console_dispose (GObject *object)
{
  BeckonConsole *self = BECKON_CONSOLE (object);

  if (self->tap != NULL)
    g_signal_handlers_disconnect_by_data (self->tap, self);
  g_clear_object (&self->tap);
  g_clear_object (&self->account);
  g_queue_clear_full (&self->entries, g_object_unref);
  G_OBJECT_CLASS (beckon_console_parent_class)->dispose (object);
}

static void
beckon_console_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_PAUSED:
      g_value_set_boolean (value, BECKON_CONSOLE (object)->paused);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
beckon_console_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_PAUSED:
      beckon_console_set_paused (BECKON_CONSOLE (object), g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
beckon_console_class_init (BeckonConsoleClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = beckon_console_dispose;
  object_class->get_property = beckon_console_get_property;
  object_class->set_property = beckon_console_set_property;

  properties[PROP_PAUSED]
    = g_param_spec_boolean ("paused", NULL, NULL, TRUE,
                            G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
beckon_console_init (BeckonConsole *self)
{
  self->paused = TRUE;
}

/**
 * beckon_console_new:
 *
 * Returns: (transfer full): a console that listens
 */
BeckonConsole *
beckon_console_new (BeckonAccount *account)
{
  BeckonConsole *self = g_object_new (BECKON_TYPE_CONSOLE, NULL);
  BeckonConnection *connection = beckon_account_get_connection (account);

  self->account = g_object_ref (account);
  if (connection != NULL)
    self->tap = g_object_ref (beckon_connection_get_tap (connection));
  beckon_console_set_paused (self, FALSE);
  return self;
}

gboolean
beckon_console_get_paused (BeckonConsole *self)
{
  g_return_val_if_fail (BECKON_IS_CONSOLE (self), FALSE);

  return self->paused;
}

/**
 * beckon_console_set_paused:
 * @paused: whether to let pass what comes
 */
void
beckon_console_set_paused (BeckonConsole *self, gboolean paused)
{
  g_return_if_fail (BECKON_IS_CONSOLE (self));

  if (self->paused == paused)
    return;
  self->paused = paused;
  if (self->tap != NULL && paused)
    g_signal_handlers_disconnect_by_data (self->tap, self);
  else if (self->tap != NULL)
    g_signal_connect_swapped (self->tap, "element", G_CALLBACK (element_cb), self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PAUSED]);
}

void
beckon_console_clear (BeckonConsole *self)
{
  guint n;

  g_return_if_fail (BECKON_IS_CONSOLE (self));

  n = self->entries.length;
  g_queue_clear_full (&self->entries, g_object_unref);
  self->size = 0;
  g_list_model_items_changed (G_LIST_MODEL (self), 0, n, 0);
}

/* Sending */

static BeckonElement *
parse (const char *xml, GError **error)
{
  g_autofree char *text = g_strstrip (g_strdup (xml));
  g_autoptr (GError) reason = NULL;
  BeckonElement *element = NULL;

  if (strlen (text) > BECKON_CONSOLE_MAX_SENT)
    g_set_error_literal (error, BECKON_CONSOLE_ERROR, BECKON_CONSOLE_ERROR_XML, "It is too long");
  else if ((element = beckon_element_parse (text, -1, &reason)) == NULL)
    g_set_error_literal (error, BECKON_CONSOLE_ERROR, BECKON_CONSOLE_ERROR_XML, reason->message);
  return element;
}

static gboolean
is_one_of (const char *text, const char *const *words)
{
  return text != NULL && g_strv_contains (words, text);
}

static gboolean
check_stanza (BeckonElement *stanza, GError **error)
{
  static const char *const names[] = { "iq", "message", "presence", NULL };
  static const char *const types[] = { "get", "set", "result", "error", NULL };

  if (g_strcmp0 (beckon_element_get_ns (stanza), BECKON_NS_CLIENT) != 0
      || !is_one_of (beckon_element_get_name (stanza), names))
    g_set_error (error, BECKON_CONSOLE_ERROR, BECKON_CONSOLE_ERROR_STANZA,
                 "<%s/> of %s is no stanza", beckon_element_get_name (stanza),
                 beckon_element_get_ns (stanza));
  else if (beckon_element_is (stanza, "iq", NULL)
           && !is_one_of (beckon_element_get_attribute (stanza, "type"), types))
    g_set_error_literal (error, BECKON_CONSOLE_ERROR, BECKON_CONSOLE_ERROR_STANZA,
                         "An iq has a type: get, set, result or error");
  else
    return TRUE;
  return FALSE;
}

/* Returns: whether it is from nobody, which the server fills in, or from us */
static gboolean
check_addresses (BeckonElement *stanza, BeckonJid *own, GError **error)
{
  const char *to = beckon_element_get_attribute (stanza, "to");
  const char *from = beckon_element_get_attribute (stanza, "from");
  g_autoptr (BeckonJid) to_jid = to != NULL ? beckon_jid_new (to, NULL) : NULL;
  g_autoptr (BeckonJid) from_jid = from != NULL ? beckon_jid_new (from, NULL) : NULL;

  if (to != NULL && to_jid == NULL)
    g_set_error (error, BECKON_CONSOLE_ERROR, BECKON_CONSOLE_ERROR_TO, "No address: %s", to);
  else if (from != NULL
           && (from_jid == NULL || !beckon_jid_equal_bare (from_jid, own)
               || !(beckon_jid_is_bare (from_jid) || beckon_jid_equal (from_jid, own))))
    g_set_error (error, BECKON_CONSOLE_ERROR, BECKON_CONSOLE_ERROR_FROM, "Not from us: %s", from);
  else
    return TRUE;
  return FALSE;
}

/**
 * beckon_console_send:
 * @xml: a stanza
 *
 * Sends a stanza that somebody wrote by hand. An `iq` without an id gets one; where the answer goes
 * the console shows.
 *
 * Returns: %FALSE with a %BECKON_CONSOLE_ERROR, or %G_IO_ERROR_NOT_CONNECTED; then nothing was sent
 */
gboolean
beckon_console_send (BeckonConsole *self, const char *xml, GError **error)
{
  g_autoptr (BeckonElement) stanza = NULL;
  g_autofree char *id = NULL;
  BeckonSession *session;

  g_return_val_if_fail (BECKON_IS_CONSOLE (self), FALSE);

  stanza = parse (xml, error);
  if (stanza == NULL || !check_stanza (stanza, error))
    return FALSE;
  session = beckon_account_get_session (self->account);
  if (!check_addresses (stanza,
                        session != NULL ? beckon_session_get_jid (session)
                                        : beckon_account_get_jid (self->account),
                        error))
    return FALSE;
  if (session == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_CONNECTED, "Not connected");
      return FALSE;
    }
  if (beckon_element_is (stanza, "iq", NULL) && beckon_element_get_attribute (stanza, "id") == NULL)
    {
      id = beckon_random_id ();
      beckon_element_set_attribute (stanza, "id", id);
    }
  beckon_session_send (session, stanza);
  return TRUE;
}
