/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-element.h"
#include "beckon-jid.h"

G_BEGIN_DECLS

/* Reading what others wrote, within bounds: what all the extensions share. */

#define BECKON_XEP_ERROR (beckon_xep_error_quark ())
GQuark beckon_xep_error_quark (void);

/**
 * BeckonXepError:
 * @BECKON_XEP_ERROR_MALFORMED: what came does not follow its specification
 * @BECKON_XEP_ERROR_LIMIT: it is larger than anything honest
 * @BECKON_XEP_ERROR_MISMATCH: data does not have the hash that was announced
 */
typedef enum
{
  BECKON_XEP_ERROR_MALFORMED,
  BECKON_XEP_ERROR_LIMIT,
  BECKON_XEP_ERROR_MISMATCH,
} BeckonXepError;

/* The longest id, token or hash that is looked at, in bytes. */
#define BECKON_PARSE_MAX_ID 1023

BeckonJid *beckon_parse_jid (BeckonElement *element, const char *attribute);
const char *beckon_parse_id (BeckonElement *element, const char *attribute);
gboolean beckon_parse_uint (const char *text, guint max, guint *value);
gboolean beckon_parse_boolean (const char *text);
char *beckon_parse_line (const char *text, gsize max_characters);
GBytes *beckon_parse_base64 (const char *text, gsize max_bytes, GError **error);
BeckonElement *beckon_parse_localized_child (BeckonElement *parent,
                                             const char *name,
                                             const char *ns,
                                             const char *lang);
gboolean beckon_parse_is_error (BeckonElement *stanza);
gboolean beckon_parse_is_from_account (BeckonElement *stanza, BeckonJid *account);

BeckonElement *beckon_iq_new (const char *type, BeckonJid *to);

G_END_DECLS
