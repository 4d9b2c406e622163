/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "beckon-error-text.h"

#include <glib/gi18n.h>

#include "beckon-certificate-text.h"
#include "beckon-client.h"
#include "beckon-console.h"
#include "beckon-device-error.h"
#include "beckon-http.h"
#include "beckon-jid.h"
#include "beckon-login-error.h"
#include "beckon-net-error.h"
#include "beckon-registration.h"
#include "beckon-session.h"
#include "beckon-store-error.h"
#include "beckon-stream.h"
#include "xep-0227.h"

/* One error code in words. A "%s" in the body stands for the server's name. */
typedef struct
{
  int code;
  const char *title;
  const char *body;
  BeckonErrorAction action;
} Words;

static const Words login_words[] = {
  { BECKON_LOGIN_ERROR_NOT_AUTHORIZED,
    N_ ("Wrong address or password"),
    /* Translators: %s is the server's name. */
    N_ ("“%s” does not know this address with this password. Check both, and whether the keyboard "
        "writes capitals."),
    BECKON_ERROR_ACTION_PASSWORD },
  { BECKON_LOGIN_ERROR_ACCOUNT_DISABLED,
    N_ ("This account is disabled"),
    /* Translators: %s is the server's name. */
    N_ ("The people who run “%s” have closed this account, or not yet opened it. Ask them."),
    BECKON_ERROR_ACTION_NONE },
  { BECKON_LOGIN_ERROR_EXPIRED,
    N_ ("Sign in again"),
    /* Translators: %s is the server's name. */
    N_ ("“%s” no longer accepts what Beckon has kept for this account. This happens after a long "
        "time, when the password was changed, or when this device was signed out on another one."),
    BECKON_ERROR_ACTION_PASSWORD },
  { BECKON_LOGIN_ERROR_TRY_LATER,
    N_ ("Too many attempts"),
    /* Translators: %s is the server's name. */
    N_ ("“%s” does not check passwords just now. Wait a few minutes, then try again."),
    BECKON_ERROR_ACTION_TRY_AGAIN },
  { BECKON_LOGIN_ERROR_NO_MECHANISM,
    N_ ("No safe way to sign in"),
    /* Translators: %s is the server's name. */
    N_ ("“%s” offers no way to sign in that Beckon would use. The people who run it can change "
        "that."),
    BECKON_ERROR_ACTION_NONE },
  { BECKON_LOGIN_ERROR_DOWNGRADE,
    N_ ("The connection may be spied on"),
    /* Translators: %s is the server's name. */
    N_ ("“%s” asks for a weaker sign-in than before. Somebody on the way may be trying to learn the "
        "password, so Beckon did not send it. Try another network, or ask the people who run the "
        "server."),
    BECKON_ERROR_ACTION_TRY_AGAIN },
  { BECKON_LOGIN_ERROR_SERVER_PROOF,
    N_ ("This may not be the real server"),
    /* Translators: %s is the server's name. */
    N_ ("What answered as “%s” could not prove that it knows the account. Beckon has not signed in. "
        "Try another network."),
    BECKON_ERROR_ACTION_TRY_AGAIN },
  { BECKON_LOGIN_ERROR_PROTOCOL,
    N_ ("The server is too old"),
    /* Translators: %s is the server's name. */
    N_ ("“%s” does not follow the standard that Beckon needs to sign in. The people who run it can "
        "update it."),
    BECKON_ERROR_ACTION_NONE },
  { BECKON_LOGIN_ERROR_NO_CREDENTIALS,
    N_ ("Password needed"),
    /* Translators: %s is the server's name. */
    N_ ("Beckon has no key for this account on “%s”. Enter the password to go on."),
    BECKON_ERROR_ACTION_PASSWORD },
  { BECKON_LOGIN_ERROR_SCAN_AGAIN,
    N_ ("Sign in again"),
    /* Translators: %s is the server's name. */
    N_ ("“%s” no longer accepts what Beckon has kept for this account. Somebody may have signed out "
        "this computer on another device. Scan a code again, or enter the password."),
    BECKON_ERROR_ACTION_PASSWORD },
};

static const Words net_words[] = {
  { BECKON_NET_ERROR_NO_NETWORK,
    N_ ("No network"),
    N_ ("This computer is not connected to a network."),
    BECKON_ERROR_ACTION_TRY_AGAIN },
  { BECKON_NET_ERROR_HOST_NOT_FOUND,
    N_ ("Server not found"),
    /* Translators: %s is the server's name. */
    N_ ("There is no server with the name “%s”, or names cannot be looked up just now. Check the "
        "spelling and the network."),
    BECKON_ERROR_ACTION_TRY_AGAIN },
  { BECKON_NET_ERROR_NOT_OFFERED,
    N_ ("No chat service there"),
    /* Translators: %s is the server's name. */
    N_ ("“%s” says that it has no XMPP service. Check the part of the address behind the @."),
    BECKON_ERROR_ACTION_NONE },
  { BECKON_NET_ERROR_UNREACHABLE,
    N_ ("Server not reachable"),
    /* Translators: %s is the server's name. */
    N_ ("“%s” takes no connection. It may be down, or this network may not let you through."),
    BECKON_ERROR_ACTION_TRY_AGAIN },
  { BECKON_NET_ERROR_TIMEOUT,
    N_ ("No answer"),
    /* Translators: %s is the server's name. */
    N_ ("“%s” did not answer in time. The network may be slow, or the server busy."),
    BECKON_ERROR_ACTION_TRY_AGAIN },
  { BECKON_NET_ERROR_CERTIFICATE,
    N_ ("The server cannot be trusted"),
    /* Translators: %s is the server's name. */
    N_ ("Its certificate does not prove that it is “%s”."),
    BECKON_ERROR_ACTION_TRY_AGAIN },
  { BECKON_NET_ERROR_TLS,
    N_ ("No safe connection"),
    /* Translators: %s is the server's name. */
    N_ ("Beckon and “%s” could not agree on an encryption. The server may be old, or set up wrongly."),
    BECKON_ERROR_ACTION_TRY_AGAIN },
  { BECKON_NET_ERROR_PROXY,
    N_ ("The proxy does not work"),
    N_ ("The proxy did not make the connection. It may be down, or ask for a password. Check it in "
        "the account’s settings, or, where that uses the system’s, in those of the network."),
    BECKON_ERROR_ACTION_TRY_AGAIN },
};

static const Words stream_words[] = {
  { BECKON_STREAM_ERROR_CLOSED,
    N_ ("Connection lost"),
    /* Translators: %s is the server's name. */
    N_ ("The connection to “%s” ended."),
    BECKON_ERROR_ACTION_TRY_AGAIN },
  { BECKON_STREAM_ERROR_PROTOCOL,
    N_ ("The server is not understood"),
    /* Translators: %s is the server's name. */
    N_ ("What “%s” sent is not XMPP, or more than Beckon takes, so Beckon hung up."),
    BECKON_ERROR_ACTION_TRY_AGAIN },
  { BECKON_STREAM_ERROR_NO_TLS,
    N_ ("The server does not encrypt"),
    /* Translators: %s is the server's name. */
    N_ ("“%s” offers no encryption. Beckon never sends a password or a message in the open."),
    BECKON_ERROR_ACTION_NONE },
  { BECKON_STREAM_ERROR_SERVER,
    N_ ("The server hung up"),
    /* Translators: %s is the server's name. */
    N_ ("“%s” ended the connection. The details say what it gave as a reason."),
    BECKON_ERROR_ACTION_TRY_AGAIN },
  { BECKON_STREAM_ERROR_TIMEOUT,
    N_ ("The server has gone quiet"),
    /* Translators: %s is the server's name. */
    N_ ("“%s” no longer answers on this connection."),
    BECKON_ERROR_ACTION_TRY_AGAIN },
};

/* What a server gives as its reason for hanging up (RFC 6120, section 4.9.3), where a person can do
 * something about it or had better know. */
static const struct
{
  const char *condition;
  Words words;
} reasons[] = {
  { "conflict",
    { BECKON_STREAM_ERROR_SERVER,
      N_ ("Signed in somewhere else"),
      /* Translators: %s is the server's name. */
      N_ ("“%s” ended this connection because another program has signed in in its place. Only one "
          "of the two can be connected."),
      BECKON_ERROR_ACTION_TRY_AGAIN } },
  { "system-shutdown",
    { BECKON_STREAM_ERROR_SERVER,
      N_ ("The server is going down"),
      /* Translators: %s is the server's name. */
      N_ ("“%s” is being stopped or started again. Beckon tries until it is back."),
      BECKON_ERROR_ACTION_TRY_AGAIN } },
  { "host-unknown",
    { BECKON_STREAM_ERROR_SERVER,
      N_ ("No chat service there"),
      N_ ("“%s” says that it has no XMPP service. Check the part of the address behind the @."),
      BECKON_ERROR_ACTION_TRY_AGAIN } },
  { "host-gone",
    { BECKON_STREAM_ERROR_SERVER,
      N_ ("No chat service there"),
      N_ ("“%s” says that it has no XMPP service. Check the part of the address behind the @."),
      BECKON_ERROR_ACTION_TRY_AGAIN } },
  { "not-authorized",
    { BECKON_STREAM_ERROR_SERVER,
      N_ ("Sign in again"),
      N_ ("“%s” no longer accepts what Beckon has kept for this account. This happens after a long "
          "time, when the password was changed, or when this device was signed out on another one."),
      BECKON_ERROR_ACTION_PASSWORD } },
  { "resource-constraint",
    { BECKON_STREAM_ERROR_SERVER,
      N_ ("The server is busy"),
      N_ ("“%s” cannot do this just now. Try again later."),
      BECKON_ERROR_ACTION_TRY_AGAIN } },
  { "policy-violation",
    { BECKON_STREAM_ERROR_SERVER,
      N_ ("Against the server’s rules"),
      N_ ("“%s” refused this by its own rules. The details may say more."),
      BECKON_ERROR_ACTION_TRY_AGAIN } },
  { "unsupported-version",
    { BECKON_STREAM_ERROR_SERVER,
      N_ ("The server is too old"),
      N_ ("“%s” does not follow the standard that Beckon needs to sign in. The people who run it can "
          "update it."),
      BECKON_ERROR_ACTION_TRY_AGAIN } },
};

/* Where the network itself answers for all servers. */
static const Words portal_words
  = { 0, N_ ("Sign in to this network first"),
      N_ ("This network lets nothing through until you have signed in on its own page. Open a web "
          "browser to get there; Beckon goes on by itself then."),
      BECKON_ERROR_ACTION_TRY_AGAIN };

static const Words store_words[] = {
  { BECKON_STORE_ERROR_NEWER,
    N_ ("Written by a newer Beckon"),
    N_ ("Your chats were last opened with a newer version of Beckon. This one leaves them alone: "
        "install the newer version again."),
    BECKON_ERROR_ACTION_NONE },
  { BECKON_STORE_ERROR_DAMAGED,
    N_ ("The chats file is damaged"),
    N_ ("Beckon cannot read its file and has kept it as it is. Restore it from a backup, or put it "
        "aside and start anew: you then sign in again."),
    BECKON_ERROR_ACTION_START_ANEW },
  { BECKON_STORE_ERROR_FULL,
    N_ ("The disk is full"),
    N_ ("Nothing more can be stored. Make room, then try again."),
    BECKON_ERROR_ACTION_TRY_AGAIN },
  { BECKON_STORE_ERROR_READ_ONLY,
    N_ ("The data folder cannot be written"),
    N_ ("Beckon may not change the folder where it keeps your chats. Check its permissions, then "
        "try again."),
    BECKON_ERROR_ACTION_TRY_AGAIN },
  { BECKON_STORE_ERROR_BUSY,
    N_ ("Another program holds the chats"),
    N_ ("Something else uses Beckon’s file, maybe a second Beckon or a backup. Close it, then try "
        "again."),
    BECKON_ERROR_ACTION_TRY_AGAIN },
  { BECKON_STORE_ERROR_IO,
    N_ ("The disk does not work"),
    N_ ("Reading or writing your chats failed. Check the disk, then try again."),
    BECKON_ERROR_ACTION_TRY_AGAIN },
  { BECKON_STORE_ERROR_CLOSED,
    N_ ("Beckon is closing"),
    N_ ("This came too late to be stored. Start Beckon again."),
    BECKON_ERROR_ACTION_NONE },
  { BECKON_STORE_ERROR_NOT_FOUND,
    N_ ("It is no longer there"),
    N_ ("What you wanted to change was deleted in the meantime."),
    BECKON_ERROR_ACTION_NONE },
  { BECKON_STORE_ERROR_FAILED,
    N_ ("Storing failed"),
    N_ ("This is a mistake in Beckon. The details help those who can mend it."),
    BECKON_ERROR_ACTION_TRY_AGAIN },
};

static const Words secret_words[] = {
  { BECKON_SECRET_ERROR_UNAVAILABLE,
    N_ ("No keyring"),
    N_ ("This desktop has no keyring to keep the sign-in. You can use Beckon now and will be asked "
        "for the password at the next start."),
    BECKON_ERROR_ACTION_NONE },
  { BECKON_SECRET_ERROR_LOCKED,
    N_ ("The keyring is locked"),
    N_ ("Unlock the keyring so that Beckon can keep the sign-in. Until then you will be asked for "
        "the password at each start."),
    BECKON_ERROR_ACTION_TRY_AGAIN },
  { BECKON_SECRET_ERROR_TIMEOUT,
    N_ ("The keyring does not answer"),
    N_ ("Beckon waited for the keyring in vain, and will ask it again. It may still be starting."),
    BECKON_ERROR_ACTION_TRY_AGAIN },
  { BECKON_SECRET_ERROR_FAILED,
    N_ ("The keyring failed"),
    N_ ("The keyring could not keep or find the sign-in. The details say what it answered."),
    BECKON_ERROR_ACTION_TRY_AGAIN },
};

static const Words registration_words[] = {
  { BECKON_REGISTRATION_ERROR_CLOSED,
    N_ ("Registration is closed"),
    /* Translators: %s is the server's name. */
    N_ ("“%s” does not let people create an account from here. Choose another server, or use an "
        "invitation."),
    BECKON_ERROR_ACTION_NONE },
  { BECKON_REGISTRATION_ERROR_CONFLICT,
    N_ ("This name is taken"),
    N_ ("Somebody else has it already. Choose another one."),
    BECKON_ERROR_ACTION_NONE },
  { BECKON_REGISTRATION_ERROR_NOT_ACCEPTABLE,
    N_ ("Not accepted"),
    /* Translators: %s is the server's name. */
    N_ ("“%s” does not accept what was filled in. Check the fields."),
    BECKON_ERROR_ACTION_NONE },
  { BECKON_REGISTRATION_ERROR_CAPTCHA,
    N_ ("The answer was not right"),
    N_ ("The server asks again. Look at the new question."),
    BECKON_ERROR_ACTION_NONE },
  { BECKON_REGISTRATION_ERROR_WAIT,
    N_ ("Too many new accounts"),
    /* Translators: %s is the server's name. */
    N_ ("“%s” makes no more accounts for this network just now. Wait a while, then try again."),
    BECKON_ERROR_ACTION_TRY_AGAIN },
  { BECKON_REGISTRATION_ERROR_INVITATION,
    N_ ("The invitation does not hold"),
    N_ ("It has been used already, or its time is over. Ask for a new one."),
    BECKON_ERROR_ACTION_NONE },
  { BECKON_REGISTRATION_ERROR_PROTOCOL,
    N_ ("The server’s form is not understood"),
    /* Translators: %s is the server's name. */
    N_ ("“%s” asks for something that Beckon does not know. Choose another server, or use its web "
        "page."),
    BECKON_ERROR_ACTION_NONE },
};

static const Words device_words[] = {
  { BECKON_DEVICE_ERROR_NOT_OFFERED,
    N_ ("No scanning on this server"),
    /* Translators: %s is the server's name. */
    N_ ("“%s” makes no codes to scan. Sign in with the address and the password."),
    BECKON_ERROR_ACTION_NONE },
  { BECKON_DEVICE_ERROR_PROTOCOL,
    N_ ("The server’s codes are not understood"),
    /* Translators: %s is the server's name. */
    N_ ("“%s” answered with something that Beckon does not take. Sign in with the password, or tell "
        "the people who run it."),
    BECKON_ERROR_ACTION_TRY_AGAIN },
  { BECKON_DEVICE_ERROR_REFUSED,
    N_ ("No code for Beckon"),
    /* Translators: %s is the server's name. */
    N_ ("“%s” gives no codes to this application. The people who run it can change that."),
    BECKON_ERROR_ACTION_NONE },
  { BECKON_DEVICE_ERROR_TRY_LATER,
    N_ ("Too many codes just now"),
    /* Translators: %s is the server's name. */
    N_ ("“%s” has no code to give at the moment. Wait a minute, then try again."),
    BECKON_ERROR_ACTION_TRY_AGAIN },
};

static const Words http_words[] = {
  { BECKON_HTTP_ERROR_ADDRESS,
    N_ ("The server’s codes are not safe"),
    /* Translators: %s is the server's name. */
    N_ ("“%s” leads to an address that Beckon does not use. The people who run it can mend it."),
    BECKON_ERROR_ACTION_NONE },
  { BECKON_HTTP_ERROR_TOO_LARGE,
    N_ ("The server’s codes are not understood"),
    /* Translators: %s is the server's name. */
    N_ ("“%s” answered with far more than a code."),
    BECKON_ERROR_ACTION_TRY_AGAIN },
  { BECKON_HTTP_ERROR_CONTENT,
    N_ ("The server’s codes are not understood"),
    /* Translators: %s is the server's name. */
    N_ ("“%s” answered with something else than a code."),
    BECKON_ERROR_ACTION_TRY_AGAIN },
};

static const Words console_words[] = {
  { BECKON_CONSOLE_ERROR_XML,
    N_ ("This is not XML"),
    N_ ("It has to be one complete element, without comments, of at most 64 KiB."),
    BECKON_ERROR_ACTION_NONE },
  { BECKON_CONSOLE_ERROR_STANZA,
    N_ ("This cannot be sent"),
    /* Translators: the names of XML elements and their types, which stay as they are. */
    N_ ("Only message, presence and iq can be sent, and iq needs the type get, set, result or error."),
    BECKON_ERROR_ACTION_NONE },
  { BECKON_CONSOLE_ERROR_TO,
    N_ ("The receiver is not an address"),
    /* Translators: “to” is the name of an XML attribute, which stays as it is. */
    N_ ("Correct what stands in “to”, or leave it out to write to the account itself."),
    BECKON_ERROR_ACTION_NONE },
  { BECKON_CONSOLE_ERROR_FROM,
    N_ ("The sender is somebody else"),
    /* Translators: “from” is the name of an XML attribute, which stays as it is. */
    N_ ("Leave “from” out: the server fills it in, and hangs up when it is another’s."),
    BECKON_ERROR_ACTION_NONE },
};

/* What the calls to the own server end with beside its own errors. */
static const Words io_words[] = {
  { G_IO_ERROR_NOT_CONNECTED,
    N_ ("Not connected"),
    N_ ("This needs a connection. Wait until the account is online, then try again."),
    BECKON_ERROR_ACTION_TRY_AGAIN },
  { G_IO_ERROR_NO_SPACE,
    N_ ("The disk is full"),
    N_ ("There is no room for the file, so nothing was written. Make room or choose another place, "
        "then try again."),
    BECKON_ERROR_ACTION_TRY_AGAIN },
  { G_IO_ERROR_PERMISSION_DENIED,
    N_ ("The file cannot be opened"),
    N_ ("Beckon may not read or write there. Choose another file or folder."),
    BECKON_ERROR_ACTION_NONE },
  { G_IO_ERROR_NOT_SUPPORTED,
    N_ ("Not possible"),
    /* Translators: %s is the server's name. */
    N_ ("“%s” does not offer this."),
    BECKON_ERROR_ACTION_NONE },
};

/* A file that was to be an account. */
static const Words pie_words[] = {
  { BECKON_PIE_ERROR_FORMAT,
    N_ ("Not an account’s file"),
    N_ ("Beckon imports what it has exported itself, and what a server has exported in the format "
        "of XEP-0227. Choose another file."),
    BECKON_ERROR_ACTION_NONE },
  { BECKON_PIE_ERROR_DAMAGED,
    N_ ("The file is damaged"),
    N_ ("It begins as it should, but a part of it is missing or wrong. Export the account again, or "
        "look for another copy of the file."),
    BECKON_ERROR_ACTION_NONE },
  { BECKON_PIE_ERROR_LIMIT,
    N_ ("There is too much in the file"),
    N_ ("It has more in it than an account has, so somebody may have made it to do harm. Choose "
        "another file."),
    BECKON_ERROR_ACTION_NONE },
  { BECKON_PIE_ERROR_EMPTY,
    N_ ("No account in the file"),
    N_ ("The file has the right format, but there is no account in it. Choose another file."),
    BECKON_ERROR_ACTION_NONE },
  { BECKON_PIE_ERROR_SEVERAL,
    N_ ("Several accounts in the file"),
    N_ ("Beckon imports one account at a time. Ask the people who run the server for a file with "
        "your account alone."),
    BECKON_ERROR_ACTION_NONE },
};

static const Words jid_words[] = {
  { BECKON_JID_ERROR_LOCAL,
    N_ ("Not an address"),
    N_ ("The part before the @ is missing or has a character that an address must not have."),
    BECKON_ERROR_ACTION_NONE },
  { BECKON_JID_ERROR_DOMAIN,
    N_ ("Not an address"),
    N_ ("The part behind the @ is not the name of a server."),
    BECKON_ERROR_ACTION_NONE },
  { BECKON_JID_ERROR_RESOURCE,
    N_ ("Not an address"),
    N_ ("The part behind the / is not right. Leave it out."),
    BECKON_ERROR_ACTION_NONE },
};

/* Not each condition has a sentence of its own: these are the ones that a person can meet. */
static const Words stanza_words[] = {
  { BECKON_STANZA_ERROR_REMOTE_SERVER_NOT_FOUND,
    N_ ("Server not found"),
    N_ ("There is no server with the name in this address. Check the spelling."),
    BECKON_ERROR_ACTION_NONE },
  { BECKON_STANZA_ERROR_REMOTE_SERVER_TIMEOUT,
    N_ ("The other server does not answer"),
    N_ ("The server of this address cannot be reached just now. Try again later."),
    BECKON_ERROR_ACTION_TRY_AGAIN },
  { BECKON_STANZA_ERROR_ITEM_NOT_FOUND,
    N_ ("Not found"),
    N_ ("There is nobody with this address. Check the spelling."),
    BECKON_ERROR_ACTION_NONE },
  { BECKON_STANZA_ERROR_SERVICE_UNAVAILABLE,
    N_ ("Not possible"),
    /* Translators: %s is the server's name. */
    N_ ("“%s” does not offer this."),
    BECKON_ERROR_ACTION_NONE },
  { BECKON_STANZA_ERROR_FEATURE_NOT_IMPLEMENTED,
    N_ ("Not possible"),
    /* Translators: %s is the server's name. */
    N_ ("“%s” cannot do this."),
    BECKON_ERROR_ACTION_NONE },
  { BECKON_STANZA_ERROR_FORBIDDEN,
    N_ ("Not allowed"),
    /* Translators: %s is the server's name. */
    N_ ("“%s” does not let this account do that."),
    BECKON_ERROR_ACTION_NONE },
  { BECKON_STANZA_ERROR_NOT_ALLOWED,
    N_ ("Not allowed"),
    /* Translators: %s is the server's name. */
    N_ ("“%s” lets nobody do that."),
    BECKON_ERROR_ACTION_NONE },
  { BECKON_STANZA_ERROR_NOT_ACCEPTABLE,
    N_ ("Not accepted"),
    /* Translators: %s is the server's name. */
    N_ ("“%s” did not accept this. Change it and try again."),
    BECKON_ERROR_ACTION_NONE },
  { BECKON_STANZA_ERROR_POLICY_VIOLATION,
    N_ ("Against the server’s rules"),
    /* Translators: %s is the server's name. */
    N_ ("“%s” refused this by its own rules. The details may say more."),
    BECKON_ERROR_ACTION_NONE },
  { BECKON_STANZA_ERROR_RESOURCE_CONSTRAINT,
    N_ ("The server is busy"),
    /* Translators: %s is the server's name. */
    N_ ("“%s” cannot do this just now. Try again later."),
    BECKON_ERROR_ACTION_TRY_AGAIN },
};

/* What is known better than by the error's code. */
static const Words *
find_reason (const GError *error, GNetworkConnectivity connectivity)
{
  const char *condition = beckon_stream_error_get_condition (error);

  if (error->domain == BECKON_NET_ERROR && connectivity == G_NETWORK_CONNECTIVITY_PORTAL)
    return &portal_words;
  for (gsize i = 0; condition != NULL && i < G_N_ELEMENTS (reasons); i++)
    if (g_str_equal (condition, reasons[i].condition))
      return &reasons[i].words;
  return NULL;
}

/* Also the page of the help which says more about all of a domain. */
static const Words *
find_words (const GError *error, const char **help)
{
  const struct
  {
    GQuark domain;
    const Words *words;
    gsize n_words;
    const char *help;
  } domains[] = {
    { BECKON_LOGIN_ERROR, login_words, G_N_ELEMENTS (login_words), "sign-in" },
    { BECKON_NET_ERROR, net_words, G_N_ELEMENTS (net_words), "connecting" },
    { BECKON_STREAM_ERROR, stream_words, G_N_ELEMENTS (stream_words), "connecting" },
    { BECKON_STORE_ERROR, store_words, G_N_ELEMENTS (store_words), "storage" },
    { BECKON_SECRET_ERROR, secret_words, G_N_ELEMENTS (secret_words), "storage" },
    { BECKON_REGISTRATION_ERROR, registration_words, G_N_ELEMENTS (registration_words), "account" },
    { BECKON_DEVICE_ERROR, device_words, G_N_ELEMENTS (device_words), "scan" },
    { BECKON_HTTP_ERROR, http_words, G_N_ELEMENTS (http_words), "scan" },
    { BECKON_CONSOLE_ERROR, console_words, G_N_ELEMENTS (console_words), NULL },
    { BECKON_PIE_ERROR, pie_words, G_N_ELEMENTS (pie_words), "history#account" },
    { G_IO_ERROR, io_words, G_N_ELEMENTS (io_words), NULL },
    { BECKON_JID_ERROR, jid_words, G_N_ELEMENTS (jid_words), NULL },
    { BECKON_STANZA_ERROR, stanza_words, G_N_ELEMENTS (stanza_words), NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (domains); i++)
    if (error->domain == domains[i].domain)
      for (gsize j = 0; j < domains[i].n_words; j++)
        if (error->code == domains[i].words[j].code)
          {
            *help = domains[i].help;
            return &domains[i].words[j];
          }
  return NULL;
}

/* Puts the server's name in the place of the first "%s". Not printf(): a translation is no place
 * to take a format from, and few bodies have one. */
static char *
fill_in (const char *body, const char *server)
{
  const char *place = strstr (body, "%s");

  if (place == NULL)
    return g_strdup (body);
  return g_strdup_printf ("%.*s%s%s", (int) (place - body), body, server, place + 2);
}

/**
 * beckon_error_text_new:
 * @error: an error from the core
 * @server: (nullable): the name of the server that it is about, for the text
 *
 * Words an error for a person, in the person's language.
 *
 * Returns: (transfer full): the text
 */
BeckonErrorText *
beckon_error_text_new (const GError *error, const char *server)
{
  return beckon_error_text_new_in (
    error, server, g_network_monitor_get_connectivity (g_network_monitor_get_default ()));
}

/**
 * beckon_error_text_new_in:
 * @connectivity: what the desktop knows of the network
 *
 * The same, in a network that may be the reason.
 *
 * Returns: (transfer full): the text
 */
BeckonErrorText *
beckon_error_text_new_in (const GError *error,
                          const char *server,
                          GNetworkConnectivity connectivity)
{
  BeckonErrorText *self = g_new0 (BeckonErrorText, 1);
  const Words *usual = find_words (error, &self->help);
  const Words *better = find_reason (error, connectivity);
  const Words *words = better != NULL ? better : usual;
  BeckonCertificateInfo *certificate = NULL;

  if (words == NULL)
    {
      self->title = g_strdup (_ ("That did not work"));
      self->body = g_strdup (_ ("The details say more. Trying again may help."));
      self->action = BECKON_ERROR_ACTION_TRY_AGAIN;
    }
  else
    {
      self->title = g_strdup (_ (words->title));
      self->body = fill_in (_ (words->body), server != NULL ? server : _ ("the server"));
      self->action = words->action;
    }

  if (error->domain == BECKON_NET_ERROR && words != &portal_words)
    certificate = beckon_net_error_get_certificate (error);
  if (certificate != NULL)
    {
      g_autofree char *body = g_steal_pointer (&self->body);
      g_autofree char *reason = beckon_certificate_text_reason (certificate);

      self->help = "connecting#certificate";
      /* The sentence of what is wrong goes on from the one of what it means. */
      self->body = g_strdup_printf ("%s %s", body, reason);
      self->details = beckon_certificate_text_details (certificate);
    }
  else if (error->message != NULL && *error->message != '\0')
    {
      self->details = g_utf8_make_valid (error->message, -1);
    }
  return self;
}

/**
 * beckon_error_text_free:
 * @self: (transfer full): a text
 */
void
beckon_error_text_free (BeckonErrorText *self)
{
  g_free (self->title);
  g_free (self->body);
  g_free (self->details);
  g_free (self);
}
