/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * BeckonJid:
 *
 * An XMPP address (RFC 7622), prepared and immutable. Two addresses are the same
 * exactly when their prepared forms are, so an address that came from outside is
 * parsed once, at the edge, and compared as a `BeckonJid` from then on.
 */
typedef struct _BeckonJid BeckonJid;

#define BECKON_TYPE_JID (beckon_jid_get_type ())
GType beckon_jid_get_type (void);

#define BECKON_JID_ERROR (beckon_jid_error_quark ())
GQuark beckon_jid_error_quark (void);

/**
 * BeckonJidError:
 * @BECKON_JID_ERROR_LOCAL: the part before the `@` is empty, too long or has a character that an
 *   address must not have
 * @BECKON_JID_ERROR_DOMAIN: the domain is missing or is not a host name or an IP address
 * @BECKON_JID_ERROR_RESOURCE: the part behind the `/` is empty or too long, or has such a character
 */
typedef enum
{
  BECKON_JID_ERROR_LOCAL,
  BECKON_JID_ERROR_DOMAIN,
  BECKON_JID_ERROR_RESOURCE,
} BeckonJidError;

BeckonJid *beckon_jid_new (const char *text, GError **error);
BeckonJid *beckon_jid_new_from_parts (const char *local,
                                      const char *domain,
                                      const char *resource,
                                      GError **error);
BeckonJid *beckon_jid_ref (BeckonJid *self);
void beckon_jid_unref (BeckonJid *self);

const char *beckon_jid_get_local (BeckonJid *self);
const char *beckon_jid_get_domain (BeckonJid *self);
const char *beckon_jid_get_resource (BeckonJid *self);
const char *beckon_jid_get_bare (BeckonJid *self);
const char *beckon_jid_get_full (BeckonJid *self);
gboolean beckon_jid_is_bare (BeckonJid *self);

BeckonJid *beckon_jid_dup_bare (BeckonJid *self);

gboolean beckon_jid_equal (BeckonJid *a, BeckonJid *b);
gboolean beckon_jid_equal_bare (BeckonJid *a, BeckonJid *b);
guint beckon_jid_hash (BeckonJid *self);
gboolean beckon_jid_looks_deceptive (BeckonJid *self);
gboolean beckon_jid_resembles (BeckonJid *self, BeckonJid *other);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BeckonJid, beckon_jid_unref)

G_END_DECLS
