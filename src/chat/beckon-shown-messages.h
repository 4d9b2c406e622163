/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-message.h"

G_BEGIN_DECLS

/**
 * BeckonShownMessages:
 *
 * The messages of a chat that somebody holds, so that there is one object for each row. Holds none
 * itself.
 */
typedef struct _BeckonShownMessages BeckonShownMessages;

BeckonShownMessages *beckon_shown_messages_new (void);
void beckon_shown_messages_free (BeckonShownMessages *self);
BeckonMessage *beckon_shown_messages_dup (BeckonShownMessages *self, BeckonMessageRecord *record);

G_END_DECLS
