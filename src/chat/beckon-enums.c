/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-account.h"
#include "beckon-message.h"

/* The enumerations that are properties, as types, so that bindings and expressions can name
 * their values. */
#define DEFINE_ENUM(TypeName, type_name, ...)                                                      \
  GType type_name##_get_type (void)                                                                \
  {                                                                                                \
    static gsize type;                                                                             \
    static const GEnumValue values[] = { __VA_ARGS__, { 0, NULL, NULL } };                         \
                                                                                                   \
    if (g_once_init_enter (&type))                                                                 \
      g_once_init_leave (&type, g_enum_register_static (#TypeName, values));                       \
    return type;                                                                                   \
  }

#define VALUE(value, nick)                                                                         \
  {                                                                                                \
    value, #value, nick                                                                            \
  }

DEFINE_ENUM (BeckonShow,
             beckon_show,
             VALUE (BECKON_SHOW_OFFLINE, "offline"),
             VALUE (BECKON_SHOW_EXTENDED_AWAY, "extended-away"),
             VALUE (BECKON_SHOW_AWAY, "away"),
             VALUE (BECKON_SHOW_BUSY, "busy"),
             VALUE (BECKON_SHOW_ONLINE, "online"),
             VALUE (BECKON_SHOW_CHATTY, "chatty"))

DEFINE_ENUM (BeckonAccountState,
             beckon_account_state,
             VALUE (BECKON_ACCOUNT_OFFLINE, "offline"),
             VALUE (BECKON_ACCOUNT_WAITING, "waiting"),
             VALUE (BECKON_ACCOUNT_CONNECTING, "connecting"),
             VALUE (BECKON_ACCOUNT_SIGNING_IN, "signing-in"),
             VALUE (BECKON_ACCOUNT_ONLINE, "online"),
             VALUE (BECKON_ACCOUNT_NEEDS_ACTION, "needs-action"))

DEFINE_ENUM (BeckonMessageState,
             beckon_message_state,
             VALUE (BECKON_MESSAGE_RECEIVED, "received"),
             VALUE (BECKON_MESSAGE_QUEUED, "queued"),
             VALUE (BECKON_MESSAGE_WRITTEN, "written"),
             VALUE (BECKON_MESSAGE_SENT, "sent"),
             VALUE (BECKON_MESSAGE_DELIVERED, "delivered"),
             VALUE (BECKON_MESSAGE_READ, "read"),
             VALUE (BECKON_MESSAGE_FAILED, "failed"))
