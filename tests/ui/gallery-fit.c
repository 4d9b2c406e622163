/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What does not fit where it is. */

#include "beckon-chat-row.h"
#include "gallery.h"

/* In letters. Longer lines are hard to read. */
#define LONGEST_LINE 120

typedef struct
{
  const char *name;
  GtkWidget *root;
  guint n_misfits;
} Look;

G_GNUC_PRINTF (3, 4)
static void
tell (Look *look, gboolean is_misfit, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_print ("%s: %s\n", look->name, text);
  look->n_misfits += is_misfit;
}

static gboolean
is_in_toast (GtkWidget *widget)
{
  while (widget != NULL && g_strcmp0 (gtk_widget_get_css_name (widget), "toast") != 0)
    widget = gtk_widget_get_parent (widget);
  return widget != NULL;
}

/* A name or an address may be longer than any window; a verb may not, but in a toast, which newer
 * versions of libadwaita cut as they like. */
static gboolean
is_in_button (GtkWidget *widget)
{
  return gtk_widget_get_ancestor (widget, GTK_TYPE_BUTTON) != NULL
         && gtk_widget_get_ancestor (widget, GTK_TYPE_LIST_BOX) == NULL && !is_in_toast (widget);
}

static void
look_at_label (Look *look, GtkLabel *label)
{
  PangoLayout *layout = gtk_label_get_layout (label);

  if (pango_layout_is_ellipsized (layout))
    tell (look, is_in_button (GTK_WIDGET (label)), "cut: %s", gtk_label_get_text (label));
  for (GSList *l = pango_layout_get_lines_readonly (layout); l != NULL; l = l->next)
    {
      const PangoLayoutLine *line = l->data;
      const char *text = pango_layout_get_text (layout) + line->start_index;

      if (g_utf8_strlen (text, line->length) > LONGEST_LINE)
        tell (look, TRUE, "a line too long to read: %s", gtk_label_get_text (label));
    }
}

/* The smallest part that alone has no room. */
static GtkWidget *
find_cause (GtkWidget *widget, GtkOrientation orientation, int room)
{
  for (GtkWidget *c = gtk_widget_get_first_child (widget); c; c = gtk_widget_get_next_sibling (c))
    {
      int minimum = 0;

      if (gtk_widget_get_child_visible (c) && gtk_widget_get_visible (c))
        gtk_widget_measure (c, orientation, -1, &minimum, NULL, NULL, NULL);
      if (minimum > room)
        return find_cause (c, orientation, room);
    }
  return widget;
}

static void
look_at (Look *look, GtkWidget *widget)
{
  graphene_rect_t bounds;

  /* A line of a message in the list of chats is cut on purpose. What cannot be seen is for readers. */
  if (!gtk_widget_get_mapped (widget) || gtk_widget_get_opacity (widget) == 0
      || BECKON_IS_CHAT_ROW (widget))
    return;
  if (GTK_IS_LABEL (widget))
    look_at_label (look, GTK_LABEL (widget));
  /* What is above or below can be scrolled to; nothing is beside. */
  if (gtk_widget_get_focusable (widget) && gtk_widget_compute_bounds (widget, look->root, &bounds)
      && (bounds.origin.x < -1
          || bounds.origin.x + bounds.size.width > gtk_widget_get_width (look->root) + 1))
    tell (look, TRUE, "%s reaches from %g to %g of %d", G_OBJECT_TYPE_NAME (widget),
          bounds.origin.x, bounds.origin.x + bounds.size.width, gtk_widget_get_width (look->root));
  for (GtkWidget *c = gtk_widget_get_first_child (widget); c; c = gtk_widget_get_next_sibling (c))
    look_at (look, c);
}

/**
 * gallery_tell_misfits:
 * @widget: a window, or a part of one
 * @name: what it is called
 * @width: how wide it may be
 * @height: how high it may be
 *
 * Tells on the standard output what is cut, wider than the window, or too wide to read.
 *
 * Returns: how much of it is wrong whatever the words are
 */
guint
gallery_tell_misfits (GtkWidget *widget, const char *name, int width, int height)
{
  Look look = { .name = name, .root = widget };
  const GtkOrientation orientations[] = { GTK_ORIENTATION_HORIZONTAL, GTK_ORIENTATION_VERTICAL };
  const int room[] = { width, height };
  /* The border of a window is not in the way where there is no room. */
  GtkWidget *within = GTK_IS_WINDOW (widget) ? gtk_widget_get_first_child (widget) : widget;

  /* Menus, and GTK's own window of shortcuts, take what they need. */
  for (gsize i = 0; i < G_N_ELEMENTS (orientations); i++)
    {
      int minimum;

      if (GTK_IS_POPOVER (widget) || GTK_IS_SHORTCUTS_WINDOW (widget))
        break;
      gtk_widget_measure (within, orientations[i], -1, &minimum, NULL, NULL, NULL);
      if (minimum > room[i])
        {
          GtkWidget *cause = find_cause (within, orientations[i], room[i]);

          tell (&look, TRUE, "is at least %d %s, for a %s (%s)", minimum, i == 0 ? "wide" : "high",
                G_OBJECT_TYPE_NAME (cause), gtk_widget_get_css_name (cause));
        }
    }
  look_at (&look, widget);
  return look.n_misfits;
}
