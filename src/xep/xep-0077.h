/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-element.h"
#include "beckon-jid.h"
#include "xep-0004.h"

G_BEGIN_DECLS

#define BECKON_NS_REGISTER "jabber:iq:register"
#define BECKON_NS_REGISTER_FEATURE "http://jabber.org/features/iq-register"

/**
 * BeckonRegisterInfo:
 * @form: (nullable): what to fill in; %NULL where that is done elsewhere
 * @is_data_form: whether the server sent a form, or single fields of which @form was made
 * @web_url: (nullable): a page where to register
 * @registered: whether there is an account already
 */
typedef struct
{
  BeckonDataForm *form;
  gboolean is_data_form;
  char *web_url;
  gboolean registered;
} BeckonRegisterInfo;

BeckonElement *beckon_register_request_new (BeckonJid *to);
gboolean beckon_register_parse (BeckonElement *iq, BeckonRegisterInfo *info, GError **error);
void beckon_register_info_clear (BeckonRegisterInfo *info);
BeckonElement *
beckon_register_submit_new (BeckonJid *to, BeckonDataForm *form, gboolean is_data_form);
BeckonElement *beckon_register_change_password_new (BeckonJid *account, const char *password);
BeckonElement *beckon_register_remove_new (void);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BeckonRegisterInfo, beckon_register_info_clear)

G_END_DECLS
