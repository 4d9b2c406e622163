/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-jid.h"
#include "beckon-profile.h"
#include "rfc-6121-roster.h"
#include "xep-0313.h"

G_BEGIN_DECLS

/* The portable format of an account (XEP-0227), of which the specification's short name is "pie". It
 * has room for passwords: none is written, and none is read. */

#define BECKON_PIE_ERROR (beckon_pie_error_quark ())
GQuark beckon_pie_error_quark (void);

/**
 * BeckonPieError:
 * @BECKON_PIE_ERROR_FORMAT: it is something else
 * @BECKON_PIE_ERROR_DAMAGED: it begins well, but there is no reading on, or its end is missing
 * @BECKON_PIE_ERROR_LIMIT: there is more in it than anything honest has
 * @BECKON_PIE_ERROR_EMPTY: there is no account in it
 * @BECKON_PIE_ERROR_SEVERAL: there is more than one account in it
 */
typedef enum
{
  BECKON_PIE_ERROR_FORMAT,
  BECKON_PIE_ERROR_DAMAGED,
  BECKON_PIE_ERROR_LIMIT,
  BECKON_PIE_ERROR_EMPTY,
  BECKON_PIE_ERROR_SEVERAL,
} BeckonPieError;

/**
 * BeckonPieWriter:
 *
 * Writes the account bit by bit. Each kind of content has to come in one go, and the messages oldest
 * first.
 */
typedef struct _BeckonPieWriter BeckonPieWriter;

BeckonPieWriter *beckon_pie_writer_new (BeckonJid *account);
void beckon_pie_writer_free (BeckonPieWriter *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BeckonPieWriter, beckon_pie_writer_free)

void beckon_pie_writer_add_contact (BeckonPieWriter *self, const BeckonRosterItem *item);
void beckon_pie_writer_add_blocked (BeckonPieWriter *self, BeckonJid *jid);
void beckon_pie_writer_set_person (BeckonPieWriter *self,
                                   const char *nick,
                                   BeckonProfile *profile,
                                   gboolean restricted,
                                   GBytes *picture);
void beckon_pie_writer_add_message (BeckonPieWriter *self, const BeckonMamItem *item);
void beckon_pie_writer_end (BeckonPieWriter *self);
gsize beckon_pie_writer_get_length (BeckonPieWriter *self);
GBytes *beckon_pie_writer_take (BeckonPieWriter *self);

/**
 * BeckonPieEvents:
 * @account: whose the file is; comes first, and once
 * @contact: a contact
 * @blocked: somebody who is blocked
 * @nick: the name that the person goes by (XEP-0172)
 * @profile: what the person tells everyone of themselves; comes last, as the picture does, which
 *   may be elsewhere in the file
 * @picture: the picture file that the person is seen by, of a size and type that we show
 * @message: a message of the archive, with a time, oldest first; its id is one of that archive
 *
 * What is in the file, valid until the function returns. Each may be %NULL.
 */
typedef struct
{
  void (*account) (BeckonJid *account, gpointer user_data);
  void (*contact) (const BeckonRosterItem *item, gpointer user_data);
  void (*blocked) (BeckonJid *jid, gpointer user_data);
  void (*nick) (const char *nick, gpointer user_data);
  void (*profile) (BeckonProfile *profile, gpointer user_data);
  void (*picture) (GBytes *picture, gpointer user_data);
  void (*message) (const BeckonMamItem *item, gpointer user_data);
} BeckonPieEvents;

/**
 * BeckonPieReader:
 *
 * Reads the account bit by bit, as large as it may be. What is not known here is passed over.
 */
typedef struct _BeckonPieReader BeckonPieReader;

BeckonPieReader *beckon_pie_reader_new (const BeckonPieEvents *events, gpointer user_data);
void beckon_pie_reader_free (BeckonPieReader *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BeckonPieReader, beckon_pie_reader_free)

gboolean
beckon_pie_reader_feed (BeckonPieReader *self, const char *data, gsize length, GError **error);
gboolean beckon_pie_reader_end (BeckonPieReader *self, GError **error);

G_END_DECLS
