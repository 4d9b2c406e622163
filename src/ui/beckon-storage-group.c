/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "beckon-storage-group.h"

#include <glib/gi18n.h>

#include "beckon-storage.h"

struct _BeckonStorageGroup
{
  AdwPreferencesGroup parent_instance;

  AdwActionRow *total_row;
  AdwActionRow *cached_row;
  GtkWidget *clear_button;

  BeckonClient *client;
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (BeckonStorageGroup, beckon_storage_group, ADW_TYPE_PREFERENCES_GROUP)

static void
measured_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonStorageGroup) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *total_text = NULL;
  g_autofree char *cached_text = NULL;
  guint64 total, cached;

  if (!beckon_client_measure_storage_finish (
        BECKON_CLIENT (source), result, &total, &cached, &error))
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        adw_action_row_set_subtitle (self->total_row, _ ("Unknown"));
      return;
    }
  total_text = g_format_size (total);
  cached_text = g_format_size (cached);
  adw_action_row_set_subtitle (self->total_row, total_text);
  adw_action_row_set_subtitle (self->cached_row, cached_text);
  gtk_widget_set_sensitive (self->clear_button, cached > 0);
}

static void
measure (BeckonStorageGroup *self)
{
  beckon_client_measure_storage_async (
    self->client, self->cancellable, measured_cb, g_object_ref (self));
}

static void
cleared_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonStorageGroup) self = user_data;
  g_autoptr (GError) error = NULL;

  if (beckon_client_clear_cache_finish (BECKON_CLIENT (source), result, &error))
    measure (self);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    adw_action_row_set_subtitle (self->cached_row, _ ("It could not be cleared"));
}

static void
clear_cb (BeckonStorageGroup *self)
{
  gtk_widget_set_sensitive (self->clear_button, FALSE);
  beckon_client_clear_cache_async (
    self->client, self->cancellable, cleared_cb, g_object_ref (self));
}

/* What is left behind is not waited for, nor does it keep the client. */
static void
beckon_storage_group_unroot (GtkWidget *widget)
{
  BeckonStorageGroup *self = BECKON_STORAGE_GROUP (widget);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->client);
  GTK_WIDGET_CLASS (beckon_storage_group_parent_class)->unroot (widget);
}

static void
beckon_storage_group_dispose (GObject *object)
{
  BeckonStorageGroup *self = BECKON_STORAGE_GROUP (object);

  g_clear_object (&self->client);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (beckon_storage_group_parent_class)->dispose (object);
}

static void
beckon_storage_group_class_init (BeckonStorageGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = beckon_storage_group_dispose;
  widget_class->unroot = beckon_storage_group_unroot;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/beckon/Beckon/ui/beckon-storage-group.ui");
  gtk_widget_class_bind_template_child (widget_class, BeckonStorageGroup, total_row);
  gtk_widget_class_bind_template_child (widget_class, BeckonStorageGroup, cached_row);
  gtk_widget_class_bind_template_child (widget_class, BeckonStorageGroup, clear_button);
  gtk_widget_class_bind_template_callback (widget_class, clear_cb);
}

static void
beckon_storage_group_init (BeckonStorageGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
  gtk_widget_set_sensitive (self->clear_button, FALSE);
}

/**
 * beckon_storage_group_set_client:
 * @client: whose room to show; set once
 */
void
beckon_storage_group_set_client (BeckonStorageGroup *self, BeckonClient *client)
{
  g_return_if_fail (BECKON_IS_STORAGE_GROUP (self));
  g_return_if_fail (self->client == NULL);

  self->client = g_object_ref (client);
  measure (self);
}
