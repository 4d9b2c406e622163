/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-tap.h"

G_BEGIN_DECLS

/**
 * BeckonWireEvents:
 * @opened: the other side's stream header
 * @element: a first-level element
 * @ended: the stream is over, with a %BECKON_STREAM_ERROR; nothing is called after it
 * @released: what beckon_wire_release() asked for is done; nothing is called after it. @unread is
 *   how many bytes had come behind the element that was being handled
 */
typedef struct
{
  void (*opened) (BeckonElement *header, gpointer user_data);
  void (*element) (BeckonElement *element, gpointer user_data);
  void (*ended) (const GError *error, gpointer user_data);
  void (*released) (gsize unread, gpointer user_data);
} BeckonWireEvents;

/**
 * BeckonWire:
 *
 * Elements over a connection, encrypted or not: at most one read and one write at a time. It lives
 * until the connection is closed, however early its owner lets go of it.
 */
#define BECKON_TYPE_WIRE (beckon_wire_get_type ())
G_DECLARE_FINAL_TYPE (BeckonWire, beckon_wire, BECKON, WIRE, GObject)

BeckonWire *
beckon_wire_new (GIOStream *connection, const BeckonWireEvents *events, gpointer user_data);
void beckon_wire_detach (BeckonWire *self);
void beckon_wire_set_tap (BeckonWire *self, BeckonTap *tap);

void beckon_wire_open (BeckonWire *self, const char *to, const char *from, const char *lang);
void beckon_wire_send (BeckonWire *self, BeckonElement *element);
void beckon_wire_set_keepalive (BeckonWire *self, guint seconds);
void beckon_wire_set_paused (BeckonWire *self, gboolean paused);
void beckon_wire_set_max_stanza_size (BeckonWire *self, gsize bytes);

void beckon_wire_release (BeckonWire *self);
void beckon_wire_close (BeckonWire *self);
void beckon_wire_fail (BeckonWire *self, const char *condition, GError *error);

G_END_DECLS
