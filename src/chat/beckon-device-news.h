/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-module.h"

G_BEGIN_DECLS

/**
 * BeckonDeviceNews:
 *
 * Takes what the server says of a device that was signed in to the account, and lets the account
 * say it by its signal `new-device`.
 */
#define BECKON_TYPE_DEVICE_NEWS (beckon_device_news_get_type ())
G_DECLARE_FINAL_TYPE (BeckonDeviceNews, beckon_device_news, BECKON, DEVICE_NEWS, BeckonModule)

BeckonDeviceNews *beckon_device_news_new (BeckonAccount *account);

G_END_DECLS
