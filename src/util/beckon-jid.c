/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-jid.h"

#include "beckon-precis.h"
#include "beckon-text.h"

#include <idn2.h>
#include <string.h>

#define MAX_PART_LENGTH 1023
/* Preparing can make a text shorter, but there is no reason to look at a very long one. */
#define MAX_RAW_LENGTH (4 * MAX_PART_LENGTH)

struct _BeckonJid
{
  char *local;
  char *domain;
  char *resource;
  char *bare;
  char *full;
};

G_DEFINE_BOXED_TYPE (BeckonJid, beckon_jid, beckon_jid_ref, beckon_jid_unref)
G_DEFINE_QUARK (BeckonJidError, beckon_jid_error)

static gboolean
is_ascii (const char *text)
{
  while (*text > 0)
    text++;
  return *text == '\0';
}

static gboolean
check_raw (const char *text)
{
  gsize length = strlen (text);

  return length > 0 && length <= MAX_RAW_LENGTH && g_utf8_validate (text, length, NULL);
}

static char *
prepare_local (const char *text)
{
  g_autofree char *prepared = NULL;

  if (!check_raw (text))
    return NULL;

  if (is_ascii (text))
    {
      prepared = g_ascii_strdown (text, -1);
      for (const char *p = prepared; *p != '\0'; p++)
        if (!g_ascii_isgraph (*p))
          return NULL;
    }
  else
    prepared = beckon_precis_username (text);

  /* RFC 7622, section 3.3.1 */
  if (prepared == NULL || strlen (prepared) > MAX_PART_LENGTH
      || strpbrk (prepared, "\"&'/:<>@") != NULL)
    return NULL;
  return g_steal_pointer (&prepared);
}

static char *
prepare_resource (const char *text)
{
  g_autofree char *prepared = NULL;

  if (!check_raw (text))
    return NULL;

  if (is_ascii (text))
    {
      prepared = g_strdup (text);
      for (const char *p = prepared; *p != '\0'; p++)
        if (!g_ascii_isprint (*p))
          return NULL;
    }
  else
    prepared = beckon_precis_opaque (text);

  if (prepared == NULL || strlen (prepared) > MAX_PART_LENGTH)
    return NULL;
  return g_steal_pointer (&prepared);
}

static char *
prepare_ipv6 (const char *text)
{
  g_autofree char *inside = NULL;
  g_autofree char *canonical = NULL;
  g_autoptr (GInetAddress) address = NULL;
  gsize length = strlen (text);

  if (length < 4 || text[length - 1] != ']')
    return NULL;
  inside = g_strndup (text + 1, length - 2);
  if (strspn (inside, "0123456789abcdefABCDEF:.") != length - 2)
    return NULL;
  address = g_inet_address_new_from_string (inside);
  if (address == NULL || g_inet_address_get_family (address) != G_SOCKET_FAMILY_IPV6)
    return NULL;
  canonical = g_inet_address_to_string (address);
  return g_strdup_printf ("[%s]", canonical);
}

static gboolean
is_host_name (const char *name)
{
  const char *label = name;

  if (strlen (name) > 253)
    return FALSE;
  for (;;)
    {
      gsize length = strcspn (label, ".");

      if (length == 0 || length > 63 || label[0] == '-' || label[length - 1] == '-')
        return FALSE;
      for (gsize i = 0; i < length; i++)
        if (!g_ascii_isalnum (label[i]) && label[i] != '-')
          return FALSE;
      if (label[length] == '\0')
        return TRUE;
      label += length + 1;
    }
}

static char *
to_ascii_domain (const char *text)
{
  g_autofree char *copy = NULL;
  char *ascii = NULL;

  if (idn2_to_ascii_8z (text, &ascii, IDN2_NONTRANSITIONAL | IDN2_USE_STD3_ASCII_RULES) != IDN2_OK)
    return NULL;
  copy = g_strdup (ascii);
  idn2_free (ascii);
  return is_host_name (copy) ? g_steal_pointer (&copy) : NULL;
}

/* IDNA 2008, not GLib's of 2003: under that one, two names that belong to different people can
 * be the same address. The prepared form has U-labels (RFC 7622, section 3.2). */
static char *
prepare_idn (const char *text)
{
  g_autofree char *ascii = to_ascii_domain (text);
  g_autofree char *unicode = NULL;
  g_autofree char *again = NULL;
  char *labels = NULL;

  if (ascii == NULL || idn2_to_unicode_8z8z (ascii, &labels, 0) != IDN2_OK)
    return NULL;
  unicode = g_strdup (labels);
  idn2_free (labels);
  again = to_ascii_domain (unicode);
  return g_strcmp0 (ascii, again) == 0 ? g_steal_pointer (&unicode) : NULL;
}

static char *
prepare_domain (const char *text)
{
  g_autofree char *name = NULL;
  g_autofree char *prepared = NULL;

  if (!check_raw (text))
    return NULL;
  if (text[0] == '[')
    return prepare_ipv6 (text);

  name = g_ascii_strdown (text, -1);
  if (g_str_has_suffix (name, "."))
    name[strlen (name) - 1] = '\0';

  if (!is_ascii (name) || strstr (name, "xn--") != NULL)
    prepared = prepare_idn (name);
  else if (is_host_name (name))
    prepared = g_steal_pointer (&name);
  return prepared != NULL && strlen (prepared) <= MAX_PART_LENGTH ? g_steal_pointer (&prepared)
                                                                  : NULL;
}

/* Takes the three parts, which are prepared. */
static BeckonJid *
new_prepared (char *local, char *domain, char *resource)
{
  BeckonJid *self = g_atomic_rc_box_new0 (BeckonJid);

  self->local = local;
  self->domain = domain;
  self->resource = resource;
  self->bare = g_strconcat (local != NULL ? local : "", local != NULL ? "@" : "", domain, NULL);
  self->full = resource != NULL ? g_strconcat (self->bare, "/", resource, NULL) : self->bare;
  return self;
}

/**
 * beckon_jid_new_from_parts:
 * @local: (nullable): the part before the `@`
 * @domain: a host name (with U-labels or A-labels), an IPv4 address, or an IPv6 address in brackets
 * @resource: (nullable): the part behind the `/`
 *
 * Prepares the parts as RFC 7622 has it and joins them.
 *
 * Returns: (transfer full) (nullable): an address, or %NULL with a %BECKON_JID_ERROR
 */
BeckonJid *
beckon_jid_new_from_parts (const char *local,
                           const char *domain,
                           const char *resource,
                           GError **error)
{
  g_autofree char *prepared_local = NULL;
  g_autofree char *prepared_domain = NULL;
  g_autofree char *prepared_resource = NULL;

  g_return_val_if_fail (domain != NULL, NULL);

  prepared_domain = prepare_domain (domain);
  if (prepared_domain == NULL)
    {
      g_set_error_literal (error, BECKON_JID_ERROR, BECKON_JID_ERROR_DOMAIN,
                           "The domain of an address is not valid");
      return NULL;
    }
  if (local != NULL && (prepared_local = prepare_local (local)) == NULL)
    {
      g_set_error_literal (error, BECKON_JID_ERROR, BECKON_JID_ERROR_LOCAL,
                           "The local part of an address is not valid");
      return NULL;
    }
  if (resource != NULL && (prepared_resource = prepare_resource (resource)) == NULL)
    {
      g_set_error_literal (error, BECKON_JID_ERROR, BECKON_JID_ERROR_RESOURCE,
                           "The resource of an address is not valid");
      return NULL;
    }
  return new_prepared (g_steal_pointer (&prepared_local), g_steal_pointer (&prepared_domain),
                       g_steal_pointer (&prepared_resource));
}

/**
 * beckon_jid_new:
 * @text: an address, from the network or typed by the person
 *
 * Takes @text apart (RFC 7622, section 3.1) and prepares the parts.
 *
 * Returns: (transfer full) (nullable): an address, or %NULL with a %BECKON_JID_ERROR
 */
BeckonJid *
beckon_jid_new (const char *text, GError **error)
{
  g_autofree char *local = NULL;
  g_autofree char *domain = NULL;
  const char *slash, *at;

  g_return_val_if_fail (text != NULL, NULL);

  slash = strchr (text, '/');
  domain = slash != NULL ? g_strndup (text, slash - text) : g_strdup (text);
  at = strchr (domain, '@');
  if (at != NULL)
    {
      char *rest = g_strdup (at + 1);

      local = g_strndup (domain, at - domain);
      g_free (domain);
      domain = rest;
    }
  return beckon_jid_new_from_parts (local, domain, slash != NULL ? slash + 1 : NULL, error);
}

BeckonJid *
beckon_jid_ref (BeckonJid *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear_jid (gpointer data)
{
  BeckonJid *self = data;

  if (self->full != self->bare)
    g_free (self->full);
  g_free (self->bare);
  g_free (self->local);
  g_free (self->domain);
  g_free (self->resource);
}

void
beckon_jid_unref (BeckonJid *self)
{
  g_atomic_rc_box_release_full (self, clear_jid);
}

/**
 * beckon_jid_get_local:
 *
 * Returns: (nullable): the part before the `@`; a server has none
 */
const char *
beckon_jid_get_local (BeckonJid *self)
{
  return self->local;
}

/**
 * beckon_jid_get_domain:
 *
 * Returns: the domain, with U-labels
 */
const char *
beckon_jid_get_domain (BeckonJid *self)
{
  return self->domain;
}

/**
 * beckon_jid_get_resource:
 *
 * Returns: (nullable): the part behind the `/`
 */
const char *
beckon_jid_get_resource (BeckonJid *self)
{
  return self->resource;
}

/**
 * beckon_jid_get_bare:
 *
 * Returns: the address without its resource
 */
const char *
beckon_jid_get_bare (BeckonJid *self)
{
  return self->bare;
}

/**
 * beckon_jid_get_full:
 *
 * Returns: the whole address, with the resource if there is one
 */
const char *
beckon_jid_get_full (BeckonJid *self)
{
  return self->full;
}

gboolean
beckon_jid_is_bare (BeckonJid *self)
{
  return self->resource == NULL;
}

/**
 * beckon_jid_dup_bare:
 *
 * Returns: (transfer full): the address without its resource; maybe @self
 */
BeckonJid *
beckon_jid_dup_bare (BeckonJid *self)
{
  if (self->resource == NULL)
    return beckon_jid_ref (self);
  return new_prepared (g_strdup (self->local), g_strdup (self->domain), NULL);
}

/**
 * beckon_jid_equal:
 * @a: (nullable): an address
 * @b: (nullable): another one
 *
 * Returns: whether both are there and are the same
 */
gboolean
beckon_jid_equal (BeckonJid *a, BeckonJid *b)
{
  return a != NULL && b != NULL && strcmp (a->full, b->full) == 0;
}

/**
 * beckon_jid_equal_bare:
 * @a: (nullable): an address
 * @b: (nullable): another one
 *
 * Returns: whether both are there and are the same but for their resources
 */
gboolean
beckon_jid_equal_bare (BeckonJid *a, BeckonJid *b)
{
  return a != NULL && b != NULL && strcmp (a->bare, b->bare) == 0;
}

guint
beckon_jid_hash (BeckonJid *self)
{
  return g_str_hash (self->full);
}

/**
 * beckon_jid_looks_deceptive:
 *
 * Returns: whether the local part or a label of the domain may have been chosen to be taken for
 *   another one, see beckon_text_looks_deceptive(). Such an address is legal; who is asked to
 *   trust it has to be told
 */
gboolean
beckon_jid_looks_deceptive (BeckonJid *self)
{
  g_auto (GStrv) labels = NULL;

  if (self->local != NULL && beckon_text_looks_deceptive (self->local))
    return TRUE;
  if (is_ascii (self->domain))
    return FALSE;
  labels = g_strsplit (self->domain, ".", -1);
  for (guint i = 0; labels[i] != NULL; i++)
    if (beckon_text_looks_deceptive (labels[i]))
      return TRUE;
  return FALSE;
}

/* What the eye keeps of an address: of letters that differ little, one. */
static char *
dup_skeleton (const char *address)
{
  g_autofree char *plain = g_utf8_normalize (address, -1, G_NORMALIZE_ALL);
  g_autoptr (GString) skeleton = g_string_new (NULL);

  for (const char *p = plain; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_unichar_tolower (g_utf8_get_char (p));

      if (g_unichar_ismark (c))
        continue;
      if (c == '0')
        c = 'o';
      else if (c == '1' || c == 'i' || c == '|')
        c = 'l';
      else if (c == '_')
        c = '-';
      g_string_append_unichar (skeleton, c);
    }
  g_string_replace (skeleton, "rn", "m", 0);
  g_string_replace (skeleton, "vv", "w", 0);
  return g_string_free (g_steal_pointer (&skeleton), FALSE);
}

/**
 * beckon_jid_resembles:
 * @other: an address that the person knows
 *
 * Returns: whether the bare addresses differ, and are easily taken for one another, as those with
 *   `l` and `1`, or with and without an accent
 */
gboolean
beckon_jid_resembles (BeckonJid *self, BeckonJid *other)
{
  g_autofree char *skeleton = NULL;
  g_autofree char *other_skeleton = NULL;

  if (beckon_jid_equal_bare (self, other))
    return FALSE;
  skeleton = dup_skeleton (self->bare);
  other_skeleton = dup_skeleton (other->bare);
  return g_str_equal (skeleton, other_skeleton);
}
