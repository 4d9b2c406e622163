/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "talk-server.h"

#include <glib/gstdio.h>
#include <string.h>

#define FEATURES(carbons)                                                                          \
  "<authentication xmlns='urn:xmpp:sasl:2'><mechanism>PLAIN</mechanism><inline>"                   \
  "<bind xmlns='urn:xmpp:bind:0'><inline>" carbons                                                 \
  "<feature var='urn:xmpp:csi:0'/>"                                                               \
  "<feature var='urn:xmpp:sm:3'/></inline></bind>"                                                 \
  "<fast xmlns='urn:xmpp:fast:0'><mechanism>HT-SHA-256-NONE</mechanism></fast>"                    \
  "</inline></authentication>"

/* The server's side of signing in, in its thread. */

static guchar *
hash (const char *token, const char *text)
{
  g_autoptr (GHmac) hmac = g_hmac_new (G_CHECKSUM_SHA256, (const guchar *) token, strlen (token));
  guchar *digest = g_malloc (32);
  gsize length = 32;

  g_hmac_update (hmac, (const guchar *) text, strlen (text));
  g_hmac_get_digest (hmac, digest, &length);
  return digest;
}

static guchar *
dup_response (const char *request, gsize *length)
{
  const char *start = strchr (strstr (request, "<initial-response"), '>') + 1;
  g_autofree char *text = g_strndup (start, strchr (start, '<') - start);

  return g_base64_decode (text, length);
}

/* The token that was used, if it is one that is accepted. */
static char *
find_token (TalkServer *self, const char *request)
{
  g_auto (GStrv) tokens = g_strsplit (self->accepted, " ", -1);
  gsize length;
  g_autofree guchar *response = dup_response (request, &length);

  for (char **token = tokens; *token != NULL; token++)
    {
      g_autofree guchar *digest = hash (*token, "Initiator");

      if (**token != '\0' && length > 32 && memcmp (response + length - 32, digest, 32) == 0)
        return g_strdup (*token);
    }
  return NULL;
}

static char *
dup_success (TalkServer *self, const char *used, gboolean resumes)
{
  GString *text = g_string_new ("<success xmlns='urn:xmpp:sasl:2'>");

  if (used != NULL)
    {
      g_autofree guchar *digest = hash (used, "Responder");
      g_autofree char *data = g_base64_encode (digest, 32);

      g_string_append_printf (text, "<additional-data>%s</additional-data>", data);
    }
  if (!resumes)
    self->n_got = 0;
  g_string_append (text, "<authorization-identifier>" ALICE "/Beckon~1</authorization-identifier>");
  if (resumes && *self->resumed == '\0')
    g_string_append_printf (text, "<resumed xmlns='urn:xmpp:sm:3' previd='sm-1' h='%u'/>",
                            self->n_got);
  else if (resumes)
    g_string_append_printf (text, "<resumed xmlns='urn:xmpp:sm:3' previd='sm-1' h='%s'/>",
                            self->resumed);
  else
    g_string_append_printf (text,
                            "<bound xmlns='urn:xmpp:bind:0'><enabled xmlns='urn:xmpp:sm:3'%s/>"
                            "</bound>",
                            self->resumed != NULL ? " id='sm-1' resume='true' max='600'" : "");
  if (self->forgotten != NULL)
    g_string_append_printf (text,
                            "<failed xmlns='urn:xmpp:sm:3' h='%s'><item-not-found"
                            " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></failed>",
                            self->forgotten);
  if (self->token != NULL)
    g_string_append_printf (text,
                            "<token xmlns='urn:xmpp:fast:0' token='%s'"
                            " expiry='2090-01-02T03:04:05Z'/>",
                            self->token);
  g_string_append (text, "</success><stream:features/>");
  return g_string_free (text, FALSE);
}

static gboolean
sign_in (TalkServer *self, FakeConnection *connection)
{
  g_autofree char *request = fake_connection_read_to (connection, "</authenticate>");
  gboolean by_token = request != NULL && strstr (request, "HT-SHA-256-NONE'") == NULL
                      && strstr (request, "mechanism=\"HT-SHA-256-NONE\"") != NULL
                      && strstr (request, "<request-token") == NULL;
  g_autofree char *used = NULL;
  g_autofree char *answer = NULL;
  gboolean accepted;

  if (request == NULL)
    return FALSE;
  g_mutex_lock (&self->lock);
  if (by_token)
    used = find_token (self, request);
  accepted = self->deny == NULL && (!by_token || used != NULL);
  g_string_append_printf (self->logins, "%s%s ",
                          !accepted  ? "-"
                          : by_token ? used
                                     : "PLAIN",
                          strstr (request, "invalidate=") != NULL ? "!" : "");
  if (accepted)
    answer
      = dup_success (self, used,
                     self->resumed != NULL && self->forgotten == NULL
                       && strstr (request, "<resume ") != NULL);
  else
    answer = g_strdup_printf ("<failure xmlns='urn:xmpp:sasl:2'>"
                              "<%s xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/></failure>",
                              self->deny != NULL ? self->deny : "not-authorized");
  g_mutex_unlock (&self->lock);
  fake_connection_send (connection, answer);
  return accepted;
}

/* Whether this, up to the end of a tag, ends a stanza. */
static gboolean
ends_stanza (const char *text)
{
  const char *tag = strrchr (text, '<');

  return tag != NULL
         && (g_str_has_prefix (tag, "</iq>") || g_str_has_prefix (tag, "</message>")
             || g_str_has_prefix (tag, "</presence>")
             || (g_str_has_suffix (tag, "/>")
                 && (g_str_has_prefix (tag, "<iq ") || g_str_has_prefix (tag, "<message ")
                     || g_str_has_prefix (tag, "<presence"))));
}

/* Deals with what the client has sent. Returns whether the connection goes on. */
static gboolean
take (TalkServer *self, FakeConnection *connection, const char *text)
{
  g_autofree char *a = NULL;

  if (self->poison != NULL && strstr (text, self->poison) != NULL)
    {
      if (self->last_words != NULL)
        fake_connection_send (connection, self->last_words);
      return FALSE;
    }
  g_string_append (self->sent, text);
  if (ends_stanza (text))
    self->n_got++;
  if (self->acknowledges && strstr (text, "<r ") != NULL)
    {
      a = g_strdup_printf ("<a xmlns='urn:xmpp:sm:3' h='%u'/>", self->n_got);
      fake_connection_send (connection, a);
    }
  return TRUE;
}

static void
script (FakeConnection *connection, gpointer user_data)
{
  TalkServer *self = user_data;
  const char *features;
  gboolean refuse;
  gboolean ignore;

  g_mutex_lock (&self->lock);
  refuse = self->refuse;
  ignore = self->ignore;
  features = self->asks_for_carbons ? FEATURES ("")
                                    : FEATURES ("<feature var='urn:xmpp:carbons:2'/>");
  g_mutex_unlock (&self->lock);
  if (ignore)
    g_free (fake_connection_read_to_end (connection));
  if (refuse || ignore || !fake_connection_start_tls (connection, "good")
      || !fake_connection_open_stream (connection, features) || !sign_in (self, connection))
    return;

  g_mutex_lock (&self->lock);
  self->connection = connection;
  g_string_truncate (self->sent, 0);
  g_mutex_unlock (&self->lock);
  g_main_context_wakeup (NULL);
  while (TRUE)
    {
      g_autofree char *text = fake_connection_read_to (connection, ">");
      gboolean end = text == NULL || g_str_has_suffix (text, "</stream:stream>");

      g_mutex_lock (&self->lock);
      end = end || !take (self, connection, text);
      if (end)
        self->connection = NULL;
      g_mutex_unlock (&self->lock);
      g_main_context_wakeup (NULL);
      if (end)
        return;
    }
}

/* The test's side, in the main thread. */

void
talk_server_result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **place = user_data;

  g_assert_null (*place);
  *place = g_object_ref (result);
}

void
talk_server_open (TalkServer *self)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  beckon_client_open_async (self->folder, self->secrets, NULL, talk_server_result_cb, &result);
  wait_until (result != NULL);
  self->client = beckon_client_open_finish (result, &error);
  g_assert_no_error (error);
  if (g_list_model_get_n_items (beckon_client_get_accounts (self->client)) > 0)
    self->account = g_list_model_get_item (beckon_client_get_accounts (self->client), 0);
}

void
talk_server_close (TalkServer *self)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_clear_object (&self->account);
  beckon_client_close_async (self->client, talk_server_result_cb, &result);
  wait_until (result != NULL);
  beckon_client_close_finish (self->client, result, &error);
  g_assert_no_error (error);
  g_clear_object (&result);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (self->client);
}

void
talk_server_set_up (TalkServer *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  self->folder = g_dir_make_tmp ("beckon-XXXXXX", &error);
  g_assert_no_error (error);
  g_mutex_init (&self->lock);
  self->sent = g_string_new (NULL);
  self->logins = g_string_new (NULL);
  self->token = "token-1";
  self->accepted = "token-1";
  self->server = fake_server_new (script, self);
  self->secrets = beckon_secret_store_new_memory ();
  talk_server_open (self);
}

void
talk_server_tear_down (TalkServer *self, gconstpointer data)
{
  g_autoptr (GDir) dir = g_dir_open (self->folder, 0, NULL);
  const char *name;

  talk_server_close (self);
  fake_server_free (self->server);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (self->folder, name, NULL);

      g_remove (path);
    }
  g_rmdir (self->folder);
  g_free (self->folder);
  g_assert_finalize_object (self->secrets);
  g_string_free (self->sent, TRUE);
  g_string_free (self->logins, TRUE);
  g_mutex_clear (&self->lock);
}

BeckonAccount *
talk_server_try_sign_in (TalkServer *self, GError **error)
{
  g_autoptr (BeckonJid) jid = beckon_jid_new (ALICE, NULL);
  BeckonSignIn with = { .jid = jid,
                        .password = PASSWORD,
                        .host = "127.0.0.1",
                        .port = fake_server_get_port (self->server),
                        .direct_tls = TRUE };
  g_autoptr (GAsyncResult) result = NULL;

  beckon_client_sign_in_async (self->client, &with, NULL, talk_server_result_cb, &result);
  wait_until (result != NULL);
  return beckon_client_sign_in_finish (self->client, result, error);
}

void
talk_server_sign_in (TalkServer *self)
{
  g_autoptr (GError) error = NULL;

  self->account = talk_server_try_sign_in (self, &error);
  g_assert_no_error (error);
}

/* Ends the program, as it were, and starts it again. */
void
talk_server_reopen (TalkServer *self)
{
  talk_server_close (self);
  talk_server_open (self);
}

static gboolean
is_connected (TalkServer *self)
{
  gboolean connected;

  g_mutex_lock (&self->lock);
  connected = self->connection != NULL;
  g_mutex_unlock (&self->lock);
  return connected;
}

/* Cuts the connection, which the client may know of before the server's thread does. */
void
talk_server_cut (TalkServer *self)
{
  wait_until (is_connected (self));
  g_mutex_lock (&self->lock);
  g_assert_nonnull (self->connection);
  fake_connection_cut (self->connection);
  g_mutex_unlock (&self->lock);
  wait_until (!is_connected (self)
              && beckon_account_get_state (self->account) != BECKON_ACCOUNT_ONLINE);
}

char *
talk_server_dup_secret (TalkServer *self, BeckonSecretKind kind)
{
  g_autoptr (GAsyncResult) result = NULL;

  beckon_secret_store_lookup_async (self->secrets, ALICE, kind, NULL, talk_server_result_cb,
                                    &result);
  wait_until (result != NULL);
  return beckon_secret_store_lookup_finish (self->secrets, result, NULL);
}

void
talk_server_send (TalkServer *self, const char *xml)
{
  wait_until (is_connected (self));
  g_mutex_lock (&self->lock);
  g_assert_nonnull (self->connection);
  fake_connection_send (self->connection, xml);
  g_mutex_unlock (&self->lock);
}

/* Whether the client has sent it, since the test last looked. */
gboolean
talk_server_has_got (TalkServer *self, const char *text)
{
  gboolean got;

  g_mutex_lock (&self->lock);
  got = strstr (self->sent->str, text) != NULL;
  g_mutex_unlock (&self->lock);
  return got;
}

/* Waits until the client has sent it. Returns: all that it sent up to the end of it */
char *
talk_server_get (TalkServer *self, const char *text)
{
  while (TRUE)
    {
      const char *found;

      g_mutex_lock (&self->lock);
      found = strstr (self->sent->str, text);
      if (found != NULL)
        {
          gsize length = found - self->sent->str + strlen (text);
          char *all = g_strndup (self->sent->str, length);

          g_string_erase (self->sent, 0, length);
          g_mutex_unlock (&self->lock);
          return all;
        }
      g_mutex_unlock (&self->lock);
      g_main_context_iteration (NULL, TRUE);
    }
}

/* A message goes the way of all messages. */
static void
send_and_wait (TalkServer *self, const char *id)
{
  g_autoptr (BeckonJid) jid = beckon_jid_new ("settle@" FAKE_SERVER_DOMAIN, NULL);
  g_autofree char *message
    = g_strdup_printf ("<message from='settle@" FAKE_SERVER_DOMAIN "/x' type='chat' id='%s'>"
                       "<body>%s</body></message>",
                       id, id);
  BeckonChat *chat;

  talk_server_send (self, message);
  wait_until ((chat = beckon_account_find_chat (self->account, jid)) != NULL
              && beckon_chat_get_last_message (chat) != NULL
              && g_str_equal (beckon_message_get_body (beckon_chat_get_last_message (chat)), id));
}

/* Until everything that the server has sent is dealt with, also on the disk. What comes together
 * with a message and speaks of others is dealt with after it, and before the next one. Returns: what
 * the client sent meanwhile. */
char *
talk_server_settle (TalkServer *self)
{
  static guint n;
  g_autofree char *first = g_strdup_printf ("settle-%u", ++n);
  g_autofree char *id = g_strdup_printf ("settle-%u", ++n);
  g_autofree char *request
    = g_strdup_printf ("<iq type='get' id='%s'><nothing xmlns='urn:nothing'/></iq>", id);
  g_autofree char *end = NULL;
  char *before;

  send_and_wait (self, first);
  send_and_wait (self, id);
  talk_server_send (self, request);
  before = talk_server_get (self, id);
  end = talk_server_get (self, "</iq>");
  *strrchr (before, '<') = '\0';
  return before;
}

static char *
dup_attribute (const char *element, const char *name)
{
  g_autofree char *start = g_strdup_printf (" %s=\"", name);
  const char *value = strstr (element, start);

  if (value == NULL)
    return NULL;
  value += strlen (start);
  return g_strndup (value, strcspn (value, "\""));
}

/* Waits for the request that has this text, and answers it, as whoever was asked. */
void
talk_server_answer (TalkServer *self, const char *request, const char *payload)
{
  g_autofree char *before = talk_server_get (self, request);
  char *start = g_strrstr (before, "<iq ");
  g_autofree char *id = NULL;
  g_autofree char *to = NULL;
  g_autofree char *answer = NULL;

  g_assert_nonnull (start);
  *strchr (start, '>') = '\0';
  id = dup_attribute (start, "id");
  to = dup_attribute (start, "to");
  answer = g_strdup_printf ("<iq type='result' id='%s' from='%s'>%s</iq>", id,
                            to != NULL ? to : ALICE, payload);
  talk_server_send (self, answer);
}

/* Answers what the client asks at the start of a session: its contact list, what other devices have
 * read, which is nothing, and an archive with nothing new. */
void
talk_server_answer_start (TalkServer *self, const char *roster)
{
  g_autofree char *items = g_strdup_printf ("<query xmlns='jabber:iq:roster'>%s</query>", roster);

  talk_server_answer (self, "jabber:iq:roster", items);
  talk_server_answer (self, "disco#info",
                      "<query xmlns='http://jabber.org/protocol/disco#info'>"
                      "<identity category='account' type='registered'/>"
                      "<feature var='urn:xmpp:mam:2'/></query>");
  talk_server_answer (self, "urn:xmpp:mds:displayed:0", "");
  talk_server_answer (self, "urn:xmpp:mam:2",
                      "<fin xmlns='urn:xmpp:mam:2' complete='true'>"
                      "<set xmlns='http://jabber.org/protocol/rsm'/></fin>");
}

BeckonChat *
talk_server_open_chat (TalkServer *self, const char *peer)
{
  g_autoptr (BeckonJid) jid = beckon_jid_new (peer, NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  BeckonChat *chat;

  beckon_account_open_chat_async (self->account, jid, NULL, talk_server_result_cb, &result);
  wait_until (result != NULL);
  chat = beckon_account_open_chat_finish (self->account, result, &error);
  g_assert_no_error (error);
  return chat;
}

GPtrArray *
talk_server_load (TalkServer *self, BeckonChat *chat)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *messages;

  beckon_chat_load_async (chat, G_MAXINT64, TRUE, 1000, NULL, talk_server_result_cb, &result);
  wait_until (result != NULL);
  messages = beckon_chat_load_finish (chat, result, &error);
  g_assert_no_error (error);
  return messages;
}

BeckonMessage *
talk_server_write (TalkServer *self, BeckonChat *chat, const char *body)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  BeckonMessage *message;

  beckon_chat_send_async (chat, body, NULL, talk_server_result_cb, &result);
  wait_until (result != NULL);
  message = beckon_chat_send_finish (chat, result, &error);
  g_assert_no_error (error);
  return message;
}
