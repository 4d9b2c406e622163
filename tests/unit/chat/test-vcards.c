/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What people tell of themselves, asked for and told, beside a server that lies. */

#include "talk-server.h"

#include "beckon-account-nickname.h"
#include "beckon-account-profile.h"
#include "beckon-session.h"

#include <string.h>

#define BOB "bob@" FAKE_SERVER_DOMAIN
#define EVE "eve@" FAKE_SERVER_DOMAIN
#define OLD(content) "<vCard xmlns='vcard-temp'>" content "</vCard>"
#define NEW(content)                                                                               \
  "<pubsub xmlns='http://jabber.org/protocol/pubsub'><items node='urn:xmpp:vcard4'>"               \
  "<item id='i1'><vcard xmlns='urn:ietf:params:xml:ns:vcard-4.0'>" content                         \
  "</vcard></item></items></pubsub>"
#define MODEL(model)                                                                               \
  "<pubsub xmlns='http://jabber.org/protocol/pubsub#owner'><configure node='urn:xmpp:vcard4'>"     \
  "<x xmlns='jabber:x:data' type='form'><field var='pubsub#access_model'><value>" model            \
  "</value></field></x></configure></pubsub>"
#define ASKS_NEW "<items node=\"urn:xmpp:vcard4\""
#define ASKS_OLD "<vCard xmlns=\"vcard-temp\"/>"
#define ASKS_MODEL "<configure node=\"urn:xmpp:vcard4\""
#define PUBLISHES "<publish node=\"urn:xmpp:vcard4\""

static void
set_up (TalkServer *server, gconstpointer data)
{
  talk_server_set_up (server, data);
  talk_server_sign_in (server);
  talk_server_answer_start (server, "<item jid='" BOB "' subscription='both'/>");
  g_free (talk_server_settle (server));
}

/* The id of the request that has this text, once it has come. */
static char *
get_id (TalkServer *server, const char *request)
{
  g_autofree char *before = talk_server_get (server, request);
  const char *id = strstr (g_strrstr (before, "<iq "), "id=\"") + strlen ("id=\"");

  return g_strndup (id, strcspn (id, "\""));
}

static void
answer_as (TalkServer *server, const char *id, const char *from, const char *payload)
{
  g_autofree char *answer
    = g_strdup_printf ("<iq type='result' id='%s' from='%s'>%s</iq>", id, from, payload);

  talk_server_send (server, answer);
}

static void
refuse_as (TalkServer *server, const char *request, const char *from, const char *condition)
{
  g_autofree char *id = get_id (server, request);
  g_autofree char *answer
    = g_strdup_printf ("<iq type='error' id='%s' from='%s'><error type='cancel'><%s"
                       " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>",
                       id, from, condition);

  talk_server_send (server, answer);
}

static void
fetch (TalkServer *server, GAsyncResult **result)
{
  g_autoptr (BeckonJid) bob = beckon_jid_new (BOB "/phone", NULL);

  beckon_account_fetch_profile_async (server->account, bob, NULL, talk_server_result_cb, result);
}

static BeckonProfile *
finish_fetch (TalkServer *server, GAsyncResult **result)
{
  g_autoptr (GError) error = NULL;
  BeckonProfile *profile;

  wait_until (*result != NULL);
  profile = beckon_account_fetch_profile_finish (server->account, *result, &error);
  g_assert_no_error (error);
  g_clear_object (result);
  return profile;
}

static void
test_fetch (TalkServer *server, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (BeckonProfile) new = NULL;
  g_autoptr (BeckonProfile) old = NULL;
  g_autoptr (BeckonProfile) nothing = NULL;
  g_autofree char *more = NULL;

  fetch (server, &result);
  talk_server_answer (server, ASKS_NEW, NEW ("<fn><text>Bob New</text></fn>"));
  new = finish_fetch (server, &result);
  g_assert_cmpstr (beckon_profile_get (new, BECKON_PROFILE_FULL_NAME, 0), ==, "Bob New");
  more = talk_server_settle (server);
  g_assert_null (strstr (more, "vcard-temp"));

  fetch (server, &result);
  refuse_as (server, ASKS_NEW, BOB, "item-not-found");
  talk_server_answer (server, ASKS_OLD, OLD ("<FN>Bob Old</FN>"));
  old = finish_fetch (server, &result);
  g_assert_cmpstr (beckon_profile_get (old, BECKON_PROFILE_FULL_NAME, 0), ==, "Bob Old");

  /* Who tells nothing, or not us, is no error. */
  fetch (server, &result);
  refuse_as (server, ASKS_NEW, BOB, "not-authorized");
  refuse_as (server, ASKS_OLD, BOB, "service-unavailable");
  nothing = finish_fetch (server, &result);
  g_assert_true (beckon_profile_is_empty (nothing));
}

/* Only the answer of who was asked counts: not another's, not a device's, not one without request. */
static void
test_forged (TalkServer *server, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (BeckonProfile) profile = NULL;
  g_autofree char *id = NULL;

  fetch (server, &result);
  id = get_id (server, ASKS_NEW);
  answer_as (server, id, EVE, NEW ("<fn><text>Eve</text></fn>"));
  answer_as (server, id, BOB "/phone", NEW ("<fn><text>Eve</text></fn>"));
  answer_as (server, id, ALICE, NEW ("<fn><text>Eve</text></fn>"));
  answer_as (server, "other", BOB, NEW ("<fn><text>Eve</text></fn>"));
  g_free (talk_server_settle (server));
  g_assert_null (result);
  answer_as (server, id, BOB, NEW ("<fn><text>Bob</text></fn>"));
  profile = finish_fetch (server, &result);
  g_assert_cmpstr (beckon_profile_get (profile, BECKON_PROFILE_FULL_NAME, 0), ==, "Bob");
}

static void
test_hostile (TalkServer *server, gconstpointer data)
{
  static const char *const answers[] = {
    "",
    "<pubsub xmlns='http://jabber.org/protocol/pubsub'><items node='urn:xmpp:vcard4'/></pubsub>",
    "<pubsub xmlns='http://jabber.org/protocol/pubsub'><items node='urn:other'><item id='i'>"
    "<vcard xmlns='urn:ietf:params:xml:ns:vcard-4.0'><fn><text>Eve</text></fn></vcard>"
    "</item></items></pubsub>",
    "<pubsub xmlns='http://jabber.org/protocol/pubsub'><items node='urn:xmpp:vcard4'><item id='i'>"
    "<vcard xmlns='urn:other'><fn><text>Eve</text></fn></vcard></item></items></pubsub>",
    "<pubsub xmlns='urn:other'><items node='urn:xmpp:vcard4'><item id='i'>"
    "<vcard xmlns='urn:ietf:params:xml:ns:vcard-4.0'><fn><text>Eve</text></fn></vcard>"
    "</item></items></pubsub>",
  };

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (BeckonProfile) profile = NULL;

      fetch (server, &result);
      talk_server_answer (server, ASKS_NEW, answers[i]);
      talk_server_answer (server, ASKS_OLD, "<vCard xmlns='urn:other'><FN>Eve</FN></vCard>");
      profile = finish_fetch (server, &result);
      g_assert_true (beckon_profile_is_empty (profile));
    }
}

static void
test_errors (TalkServer *server, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) cut = NULL;
  g_autoptr (GAsyncResult) offline = NULL;
  g_autoptr (GAsyncResult) cancelled = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  fetch (server, &result);
  refuse_as (server, ASKS_NEW, BOB, "remote-server-not-found");
  refuse_as (server, ASKS_OLD, BOB, "remote-server-not-found");
  wait_until (result != NULL);
  g_assert_null (beckon_account_fetch_profile_finish (server->account, result, &error));
  g_assert_error (error, BECKON_STANZA_ERROR, BECKON_STANZA_ERROR_REMOTE_SERVER_NOT_FOUND);
  g_clear_error (&error);

  beckon_account_load_own_profile_async (server->account, cancellable, talk_server_result_cb,
                                         &cancelled);
  g_cancellable_cancel (cancellable);
  wait_until (cancelled != NULL);
  g_assert_null (beckon_account_load_own_profile_finish (server->account, cancelled,
                                                         &(gboolean){ FALSE }, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);

  fetch (server, &cut);
  beckon_account_set_enabled (server->account, FALSE);
  wait_until (cut != NULL);
  g_assert_null (beckon_account_fetch_profile_finish (server->account, cut, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  wait_until (beckon_account_get_state (server->account) == BECKON_ACCOUNT_OFFLINE);
  fetch (server, &offline);
  wait_until (offline != NULL);
  g_assert_null (beckon_account_fetch_profile_finish (server->account, offline, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_CONNECTED);
}

/* Our own */

static BeckonProfile *
finish_load (TalkServer *server, GAsyncResult **result, gboolean *restricted)
{
  g_autoptr (GError) error = NULL;
  BeckonProfile *profile;

  wait_until (*result != NULL);
  profile = beckon_account_load_own_profile_finish (server->account, *result, restricted, &error);
  g_assert_no_error (error);
  g_clear_object (result);
  return profile;
}

static void
test_load (TalkServer *server, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (BeckonProfile) new = NULL;
  g_autoptr (BeckonProfile) old = NULL;
  g_autoptr (GError) error = NULL;
  gboolean restricted;

  beckon_account_load_own_profile_async (server->account, NULL, talk_server_result_cb, &result);
  talk_server_answer (server, ASKS_NEW, NEW ("<fn><text>Alice</text></fn>"));
  talk_server_answer (server, ASKS_OLD, OLD ("<FN>Old</FN>"));
  talk_server_answer (server, ASKS_MODEL, MODEL ("presence"));
  new = finish_load (server, &result, &restricted);
  g_assert_cmpstr (beckon_profile_get (new, BECKON_PROFILE_FULL_NAME, 0), ==, "Alice");
  g_assert_true (restricted);

  beckon_account_load_own_profile_async (server->account, NULL, talk_server_result_cb, &result);
  refuse_as (server, ASKS_NEW, ALICE, "item-not-found");
  talk_server_answer (server, ASKS_OLD, OLD ("<FN>Old</FN>"));
  old = finish_load (server, &result, &restricted);
  g_assert_cmpstr (beckon_profile_get (old, BECKON_PROFILE_FULL_NAME, 0), ==, "Old");
  g_assert_false (restricted);

  /* No place for it; and what cannot be read is not nothing. */
  beckon_account_load_own_profile_async (server->account, NULL, talk_server_result_cb, &result);
  refuse_as (server, ASKS_NEW, ALICE, "service-unavailable");
  refuse_as (server, ASKS_OLD, ALICE, "feature-not-implemented");
  wait_until (result != NULL);
  g_assert_null (
    beckon_account_load_own_profile_finish (server->account, result, &restricted, &error));
  g_assert_error (error, BECKON_STANZA_ERROR, BECKON_STANZA_ERROR_FEATURE_NOT_IMPLEMENTED);
  g_clear_error (&error);
  g_clear_object (&result);
  beckon_account_load_own_profile_async (server->account, NULL, talk_server_result_cb, &result);
  refuse_as (server, ASKS_NEW, ALICE, "internal-server-error");
  wait_until (result != NULL);
  g_assert_null (
    beckon_account_load_own_profile_finish (server->account, result, &restricted, &error));
  g_assert_error (error, BECKON_STANZA_ERROR, BECKON_STANZA_ERROR_INTERNAL_SERVER_ERROR);
}

static void
save (TalkServer *server, const char *name, GAsyncResult **result)
{
  g_autoptr (BeckonProfile) profile = beckon_profile_new ();

  beckon_profile_add (profile, BECKON_PROFILE_FULL_NAME, name);
  beckon_account_save_own_profile_async (server->account, profile, NULL, talk_server_result_cb,
                                         result);
}

static void
finish_save (TalkServer *server, GAsyncResult **result)
{
  g_autoptr (GError) error = NULL;

  wait_until (*result != NULL);
  g_assert_true (beckon_account_save_own_profile_finish (server->account, *result, &error));
  g_assert_no_error (error);
  g_clear_object (result);
}

/* The request that has this text, with the whole of it, answered. */
static char *
get_and_answer (TalkServer *server, const char *request)
{
  g_autofree char *before = talk_server_get (server, request);
  g_autofree char *after = talk_server_get (server, "</iq>");
  const char *start = g_strrstr (before, "<iq ");
  const char *id = strstr (start, "id=\"") + strlen ("id=\"");
  g_autofree char *only_id = g_strndup (id, strcspn (id, "\""));

  answer_as (server, only_id, ALICE, "");
  return g_strconcat (start, after, NULL);
}

#define PHOTO "<PHOTO><BINVAL>AAAA</BINVAL></PHOTO>"

/* A server that keeps the two apart gets both, and nothing of others' is lost. */
static void
test_save_both (TalkServer *server, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *new = NULL;
  g_autofree char *old = NULL;

  save (server, "Alice B", &result);
  talk_server_answer (server, ASKS_NEW, NEW ("<fn><text>Alice A</text></fn><lang/>"));
  talk_server_answer (server, ASKS_OLD, OLD ("<FN>Alice A</FN>" PHOTO));
  new = get_and_answer (server, PUBLISHES);
  g_assert_nonnull (strstr (new, "<item id=\"i1\">"));
  g_assert_nonnull (strstr (new, "<fn><text>Alice B</text></fn><lang/>"));
  g_assert_nonnull (strstr (new, "<value>open</value>"));
  talk_server_answer (server, ASKS_OLD, OLD ("<FN>Alice A</FN>" PHOTO));
  old = get_and_answer (server, "<vCard xmlns=\"vcard-temp\">");
  g_assert_nonnull (strstr (old, "<FN>Alice B</FN>"));
  g_assert_nonnull (strstr (old, "<BINVAL>AAAA</BINVAL>"));
  finish_save (server, &result);
}

/* One that makes the old of the new is not told twice, or it would make a poorer new of the old. */
static void
test_save_converted (TalkServer *server, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *more = NULL;

  save (server, "Alice B", &result);
  refuse_as (server, ASKS_NEW, ALICE, "item-not-found");
  talk_server_answer (server, ASKS_OLD, OLD (""));
  g_free (get_and_answer (server, PUBLISHES));
  talk_server_answer (server, ASKS_OLD, OLD ("<FN>Alice B</FN><N/>"));
  finish_save (server, &result);
  more = talk_server_settle (server);
  g_assert_null (strstr (more, "vcard-temp"));
}

/* What others may not see stays so, and does not become known by the other way. */
static void
test_save_restricted (TalkServer *server, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *again = NULL;
  g_autofree char *more = NULL;

  save (server, "Alice B", &result);
  talk_server_answer (server, ASKS_NEW, NEW ("<fn><text>Alice A</text></fn>"));
  talk_server_answer (server, ASKS_OLD, OLD (""));
  refuse_as (server, PUBLISHES, ALICE, "conflict");
  g_free (talk_server_get (server, "</iq>"));
  again = get_and_answer (server, PUBLISHES);
  g_assert_null (strstr (again, "publish-options"));
  finish_save (server, &result);
  more = talk_server_settle (server);
  g_assert_null (strstr (more, "vcard-temp"));
}

static void
test_save_old_only (TalkServer *server, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) refused = NULL;
  g_autoptr (GError) error = NULL;

  save (server, "Alice B", &result);
  refuse_as (server, ASKS_NEW, ALICE, "service-unavailable");
  talk_server_answer (server, ASKS_OLD, "");
  g_free (get_and_answer (server, "<vCard xmlns=\"vcard-temp\"><FN>Alice B</FN></vCard>"));
  finish_save (server, &result);

  save (server, "Alice C", &refused);
  refuse_as (server, ASKS_NEW, ALICE, "service-unavailable");
  talk_server_answer (server, ASKS_OLD, "");
  refuse_as (server, "<vCard xmlns=\"vcard-temp\"><FN>Alice C</FN></vCard>", ALICE, "not-allowed");
  wait_until (refused != NULL);
  g_assert_false (beckon_account_save_own_profile_finish (server->account, refused, &error));
  g_assert_error (error, BECKON_STANZA_ERROR, BECKON_STANZA_ERROR_NOT_ALLOWED);
}

/* What could not be read is not written over. */
static void
test_save_unreadable (TalkServer *server, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *more = NULL;

  save (server, "Alice B", &result);
  talk_server_answer (server, ASKS_NEW, NEW (""));
  refuse_as (server, ASKS_OLD, ALICE, "resource-constraint");
  wait_until (result != NULL);
  g_assert_false (beckon_account_save_own_profile_finish (server->account, result, &error));
  g_assert_error (error, BECKON_STANZA_ERROR, BECKON_STANZA_ERROR_RESOURCE_CONSTRAINT);
  more = talk_server_settle (server);
  g_assert_null (strstr (more, "type=\"set\""));
}

/* Contacts are told the nickname by itself, too. */
static void
test_save_nickname (TalkServer *server, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (BeckonProfile) profile = beckon_profile_new ();
  g_autofree char *nick = NULL;

  beckon_profile_add (profile, BECKON_PROFILE_NICKNAME, "al");
  beckon_account_save_own_profile_async (server->account, profile, NULL, talk_server_result_cb,
                                         &result);
  refuse_as (server, ASKS_NEW, ALICE, "item-not-found");
  refuse_as (server, ASKS_OLD, ALICE, "service-unavailable");
  g_free (get_and_answer (server, PUBLISHES));
  nick = get_and_answer (server, "<publish node=\"http://jabber.org/protocol/nick\">");
  g_assert_nonnull (strstr (nick, ">al</nick>"));
  finish_save (server, &result);
}

static void
set_nickname (TalkServer *server, const char *nick, GAsyncResult **result)
{
  beckon_account_set_nickname_async (server->account, nick, NULL, talk_server_result_cb, result);
  g_free (get_and_answer (server, "<publish node=\"http://jabber.org/protocol/nick\">"));
}

static void
finish_nickname (TalkServer *server, GAsyncResult **result)
{
  g_autoptr (GError) error = NULL;

  wait_until (*result != NULL);
  g_assert_true (beckon_account_set_nickname_finish (server->account, *result, &error));
  g_assert_no_error (error);
  g_clear_object (result);
}

/* A nickname that everyone can see goes with the one that contacts see; none is added there. */
static void
test_nickname (TalkServer *server, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *more = NULL;
  g_autofree char *card = NULL;

  set_nickname (server, "al", &result);
  refuse_as (server, ASKS_NEW, ALICE, "service-unavailable");
  talk_server_answer (server, ASKS_OLD, OLD ("<FN>Alice</FN>"));
  finish_nickname (server, &result);
  more = talk_server_settle (server);
  g_assert_null (strstr (more, "type=\"set\""));

  set_nickname (server, "al", &result);
  for (guint i = 0; i < 2; i++)
    {
      refuse_as (server, ASKS_NEW, ALICE, "service-unavailable");
      talk_server_answer (server, ASKS_OLD, OLD ("<FN>Alice</FN><NICKNAME>b</NICKNAME>"));
    }
  card = get_and_answer (server, "<vCard xmlns=\"vcard-temp\"><FN>");
  g_assert_nonnull (strstr (card, "Alice</FN><NICKNAME>al</NICKNAME>"));
  finish_nickname (server, &result);

  /* What contacts see counts even where there is no profile. */
  set_nickname (server, "cl", &result);
  refuse_as (server, ASKS_NEW, ALICE, "internal-server-error");
  finish_nickname (server, &result);
}

#define T(name)                                                                                    \
  g_test_add ("/vcards/" #name, TalkServer, NULL, set_up, test_##name, talk_server_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fake_server_trust_certificates ();

  T (fetch);
  T (forged);
  T (hostile);
  T (errors);
  T (load);
  T (save_both);
  T (save_converted);
  T (save_restricted);
  T (save_old_only);
  T (save_unreadable);
  T (save_nickname);
  T (nickname);
  return g_test_run ();
}
