/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "beckon-proxy-row.h"

#include <glib/gi18n.h>

/* Where Tor listens, when it runs on this computer. */
#define TOR "socks5://127.0.0.1:9050"

typedef enum
{
  KIND_SYSTEM,
  KIND_TOR,
  KIND_SOCKS5,
  KIND_HTTP,
} Kind;

static const char *const schemes[] = { NULL, NULL, "socks5://", "http://" };
static const guint16 default_ports[] = { 0, 0, 1080, 8080 };

struct _BeckonProxyRow
{
  AdwExpanderRow parent_instance;

  AdwComboRow *kind_row;
  GtkEditable *address_row;

  char *uri; /* (nullable) */
};

enum
{
  PROP_URI = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (BeckonProxyRow, beckon_proxy_row, ADW_TYPE_EXPANDER_ROW)

/* Fills in what is chosen; %FALSE when something is missing. */
static gboolean
read_uri (BeckonProxyRow *self, char **uri)
{
  const Kind kind = adw_combo_row_get_selected (self->kind_row);
  const char *text = gtk_editable_get_text (self->address_row);
  g_autoptr (GSocketConnectable) parsed = NULL;
  GNetworkAddress *address;
  const char *host;

  if (kind == KIND_SYSTEM || kind == KIND_TOR)
    {
      *uri = kind == KIND_TOR ? g_strdup (TOR) : NULL;
      return TRUE;
    }
  if (*text == '\0' || strpbrk (text, " /@?#") != NULL)
    return FALSE;
  parsed = g_network_address_parse (text, default_ports[kind], NULL);
  if (parsed == NULL)
    return FALSE;
  address = G_NETWORK_ADDRESS (parsed);
  host = g_network_address_get_hostname (address);
  if (*host == '\0' || g_network_address_get_port (address) == 0)
    return FALSE;
  *uri = g_strdup_printf (strchr (host, ':') != NULL ? "%s[%s]:%u" : "%s%s:%u",
                          schemes[kind],
                          host,
                          g_network_address_get_port (address));
  return TRUE;
}

static void
update_subtitle (BeckonProxyRow *self)
{
  const char *text = _ ("As the system says");

  if (g_strcmp0 (self->uri, TOR) == 0)
    text = _ ("Tor on this computer");
  else if (self->uri != NULL)
    text = self->uri;
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), text);
}

/**
 * beckon_proxy_row_check:
 *
 * Marks what is missing.
 *
 * Returns: whether nothing is
 */
gboolean
beckon_proxy_row_check (BeckonProxyRow *self)
{
  g_autofree char *uri = NULL;
  const gboolean good = read_uri (self, &uri);

  if (good)
    {
      gtk_widget_remove_css_class (GTK_WIDGET (self->address_row), "error");
    }
  else
    {
      gtk_widget_add_css_class (GTK_WIDGET (self->address_row), "error");
      adw_expander_row_set_expanded (ADW_EXPANDER_ROW (self), TRUE);
      gtk_widget_grab_focus (GTK_WIDGET (self->address_row));
    }
  return good;
}

static void
apply (BeckonProxyRow *self)
{
  g_autofree char *uri = NULL;

  if (!read_uri (self, &uri) || g_strcmp0 (uri, self->uri) == 0)
    return;
  g_free (self->uri);
  self->uri = g_steal_pointer (&uri);
  update_subtitle (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_URI]);
}

static void
apply_cb (BeckonProxyRow *self)
{
  if (beckon_proxy_row_check (self))
    apply (self);
}

static void
changed_cb (BeckonProxyRow *self)
{
  gtk_widget_remove_css_class (GTK_WIDGET (self->address_row), "error");
}

static void
kind_changed_cb (BeckonProxyRow *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->address_row),
                          adw_combo_row_get_selected (self->kind_row) >= KIND_SOCKS5);
  apply (self);
}

static void
beckon_proxy_row_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_URI:
      g_value_set_string (value, BECKON_PROXY_ROW (object)->uri);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
beckon_proxy_row_finalize (GObject *object)
{
  g_free (BECKON_PROXY_ROW (object)->uri);
  G_OBJECT_CLASS (beckon_proxy_row_parent_class)->finalize (object);
}

static void
beckon_proxy_row_class_init (BeckonProxyRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = beckon_proxy_row_get_property;
  object_class->finalize = beckon_proxy_row_finalize;

  properties[PROP_URI]
    = g_param_spec_string ("uri",
                           NULL,
                           NULL,
                           NULL,
                           G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/beckon/Beckon/ui/beckon-proxy-row.ui");
  gtk_widget_class_bind_template_child (widget_class, BeckonProxyRow, kind_row);
  gtk_widget_class_bind_template_child (widget_class, BeckonProxyRow, address_row);
  gtk_widget_class_bind_template_callback (widget_class, kind_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, apply_cb);
}

static void
beckon_proxy_row_init (BeckonProxyRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  update_subtitle (self);
}

/**
 * beckon_proxy_row_get_uri:
 *
 * Returns: (nullable): the proxy, or %NULL for what the system says
 */
const char *
beckon_proxy_row_get_uri (BeckonProxyRow *self)
{
  g_return_val_if_fail (BECKON_IS_PROXY_ROW (self), NULL);

  /* Also what was typed and not applied, where the row is part of a form. */
  apply (self);
  return self->uri;
}

/**
 * beckon_proxy_row_set_uri:
 * @uri: (nullable): what beckon_proxy_row_get_uri() gave
 */
void
beckon_proxy_row_set_uri (BeckonProxyRow *self, const char *uri)
{
  g_autofree char *copy = g_strdup (uri);
  Kind kind = KIND_SYSTEM;

  g_return_if_fail (BECKON_IS_PROXY_ROW (self));

  if (g_strcmp0 (uri, TOR) == 0)
    kind = KIND_TOR;
  else if (uri != NULL && g_str_has_prefix (uri, schemes[KIND_HTTP]))
    kind = KIND_HTTP;
  else if (uri != NULL)
    kind = KIND_SOCKS5;
  g_free (self->uri);
  self->uri = g_steal_pointer (&copy);
  if (kind >= KIND_SOCKS5)
    gtk_editable_set_text (self->address_row, strstr (self->uri, "://") + strlen ("://"));
  adw_combo_row_set_selected (self->kind_row, kind);
  update_subtitle (self);
}
