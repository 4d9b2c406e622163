/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-http.h"

G_BEGIN_DECLS

/**
 * BeckonJson:
 *
 * An object that came from a service, of which each member is asked for with the type and the size
 * that it has to have. The only place that knows a JSON library.
 */
typedef struct _BeckonJson BeckonJson;

BeckonJson *beckon_json_parse (GBytes *text, GError **error);
BeckonJson *beckon_json_parse_response (BeckonHttpResponse *response, GError **error);
void beckon_json_free (BeckonJson *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BeckonJson, beckon_json_free)

/* For each: whether the object has the member, and whether it is what it has to be. A member that
 * is null is not there. */
gboolean beckon_json_has (BeckonJson *self, const char *name);
const char *beckon_json_get_string (BeckonJson *self, const char *name, gsize max_length);
const char *beckon_json_get_visible (BeckonJson *self, const char *name, gsize max_length);
gboolean beckon_json_get_integer (BeckonJson *self, const char *name, gint64 *value);
gboolean beckon_json_get_boolean (BeckonJson *self, const char *name);
gboolean beckon_json_list_has (BeckonJson *self, const char *name, const char *value);
BeckonJson *beckon_json_get_object (BeckonJson *self, const char *name);
GPtrArray *beckon_json_get_objects (BeckonJson *self, const char *name, guint max);

G_END_DECLS
