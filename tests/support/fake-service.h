/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * FakeService:
 *
 * An HTTPS service on 127.0.0.1 and a free port, in the test's own main loop. It says for each path
 * what it was told to say last, and remembers what it was asked.
 */
typedef struct _FakeService FakeService;

FakeService *fake_service_new (const char *certificate);
void fake_service_free (FakeService *self);

/* The beginning of its addresses, without a slash at the end. */
const char *fake_service_get_origin (FakeService *self);

/* In a body and a header, each "~" stands for the origin. */
void fake_service_say (FakeService *self, const char *path, guint status, const char *body);
/* Only to who posts that value; until the path says something else. */
void fake_service_say_to (
  FakeService *self, const char *path, const char *name, const char *value, const char *body);
void
fake_service_set_header (FakeService *self, const char *path, const char *name, const char *value);
void fake_service_hold (FakeService *self, const char *path);
void fake_service_release (FakeService *self);

/* As if the network were away, and there again. */
void fake_service_disappear (FakeService *self);
void fake_service_reappear (FakeService *self);

guint fake_service_count (FakeService *self, const char *path);
const char *fake_service_get_parameter (FakeService *self, const char *path, const char *name);
const char *fake_service_get_request_header (FakeService *self, const char *path, const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FakeService, fake_service_free)

G_END_DECLS
