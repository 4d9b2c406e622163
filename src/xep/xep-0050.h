/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-element.h"
#include "beckon-jid.h"
#include "xep-0004.h"

G_BEGIN_DECLS

#define BECKON_NS_COMMANDS "http://jabber.org/protocol/commands"

/**
 * BeckonCommandStatus:
 * @BECKON_COMMAND_EXECUTING: there is a further step
 * @BECKON_COMMAND_COMPLETED: done
 * @BECKON_COMMAND_CANCELED: given up
 */
typedef enum
{
  BECKON_COMMAND_EXECUTING,
  BECKON_COMMAND_COMPLETED,
  BECKON_COMMAND_CANCELED,
} BeckonCommandStatus;

/**
 * BeckonCommandResult:
 * @status: how the command stands
 * @session_id: (nullable): what names it in the next step
 * @form: (nullable): what to fill in for the next step
 * @items: (nullable): array of #GHashTable, from names to values: a table that came of it
 *
 * The answer to one step of an ad-hoc command.
 */
typedef struct
{
  BeckonCommandStatus status;
  char *session_id;
  BeckonDataForm *form;
  GPtrArray *items;
} BeckonCommandResult;

BeckonElement *beckon_command_new (BeckonJid *to,
                                   const char *node,
                                   const char *session_id,
                                   const char *action,
                                   BeckonDataForm *form);
gboolean beckon_command_parse (BeckonElement *iq,
                               const char *node,
                               BeckonCommandResult *result,
                               GError **error);
void beckon_command_result_clear (BeckonCommandResult *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BeckonCommandResult, beckon_command_result_clear)

G_END_DECLS
