/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-history-view.h"

#include "beckon-message-row.h"

#define PADDING 12
/* Beyond this width the sides of a conversation drift apart. */
#define MAX_WIDTH 900
/* Rows this far outside are kept ready, so that the keyboard focus can move onto them. */
#define MARGIN 200

/* A row and its place. Places are in a space of their own, which has no fixed beginning: messages
 * that are added above get smaller coordinates, and nothing that is on show moves. So the
 * adjustment's value stays true even in the middle of a kinetic scroll. */
typedef struct
{
  BeckonMessageRow *widget;
  int y;
  int height; /* 0: not measured yet */
} Row;

struct _BeckonHistoryView
{
  GtkWidget parent_instance;

  BeckonMessageList *list;
  GArray *rows; /* of Row */
  GtkAdjustment *hadjustment;
  GtkAdjustment *vadjustment;
  GtkScrollablePolicy hscroll_policy;
  GtkScrollablePolicy vscroll_policy;
  int width;          /* what the heights were measured for */
  gboolean follow;    /* stay at the end */
  gboolean to_unread; /* the first allocation shows the unread divider */
  gint64 target;      /* the sort key of a message that the person goes to, or 0 */
  gboolean at_newest;
  gboolean allocating;
  guint more_source;
  guint found_source;
};

enum
{
  PROP_0,
  PROP_AT_NEWEST,
  N_PROPS,
  PROP_HADJUSTMENT = N_PROPS,
  PROP_VADJUSTMENT,
  PROP_HSCROLL_POLICY,
  PROP_VSCROLL_POLICY,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE_WITH_CODE (BeckonHistoryView,
                               beckon_history_view,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_SCROLLABLE, NULL))

static Row *
row_at (BeckonHistoryView *self, guint index)
{
  return &g_array_index (self->rows, Row, index);
}

static void
clear_row (gpointer data)
{
  gtk_widget_unparent (GTK_WIDGET (((Row *) data)->widget));
}

static void
update_previous (BeckonHistoryView *self, guint index)
{
  BeckonMessage *previous
    = index > 0 ? beckon_message_row_get_message (row_at (self, index - 1)->widget) : NULL;

  beckon_message_row_set_previous (
    row_at (self, index)->widget, previous, beckon_message_list_get_unread_after (self->list));
}

static void
items_changed_cb (BeckonHistoryView *self, guint position, guint removed, guint added)
{
  GListModel *model = G_LIST_MODEL (self->list);
  BeckonChat *chat = beckon_message_list_get_chat (self->list);
  g_autofree Row *fresh = g_new0 (Row, added);

  if (removed > 0)
    g_array_remove_range (self->rows, position, removed);
  for (guint i = 0; i < added; i++)
    {
      g_autoptr (BeckonMessage) message = g_list_model_get_item (model, position + i);

      fresh[i].widget = beckon_message_row_new (chat, message);
      gtk_widget_insert_after (
        GTK_WIDGET (fresh[i].widget),
        GTK_WIDGET (self),
        i > 0          ? GTK_WIDGET (fresh[i - 1].widget)
        : position > 0 ? GTK_WIDGET (row_at (self, position - 1)->widget)
                       : NULL);
    }
  g_array_insert_vals (self->rows, position, fresh, added);
  for (guint i = position; i < MIN (position + added + 1, self->rows->len); i++)
    update_previous (self, i);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static void
unread_after_cb (BeckonHistoryView *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    update_previous (self, i);
}

/* -- Where things are ----------------------------------------------------------------------- */

static void
set_at_newest (BeckonHistoryView *self, gboolean at_newest)
{
  if (self->at_newest == at_newest)
    return;
  self->at_newest = at_newest;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_AT_NEWEST]);
}

/* Whether there are rows that have come and have no place yet. */
static gboolean
has_unplaced (BeckonHistoryView *self)
{
  return self->rows->len > 0
         && (row_at (self, 0)->height == 0 || row_at (self, self->rows->len - 1)->height == 0);
}

/* Two pages are not to be laid out at once: with the place of the first this is called again. */
static gboolean
load_more_cb (gpointer user_data)
{
  BeckonHistoryView *self = user_data;
  double value = gtk_adjustment_get_value (self->vadjustment);
  double page = gtk_adjustment_get_page_size (self->vadjustment);

  self->more_source = 0;
  if (self->list == NULL || has_unplaced (self))
    return G_SOURCE_REMOVE;
  if (value - gtk_adjustment_get_lower (self->vadjustment) < 1.5 * page)
    beckon_message_list_load_older (self->list);
  if (gtk_adjustment_get_upper (self->vadjustment) - value - page < 1.5 * page)
    beckon_message_list_load_newer (self->list);
  return G_SOURCE_REMOVE;
}

/* What follows from the place: whether this is the newest, and whether an end is near. Loading
 * waits for the loop, as this is also called while allocating. */
static void
place_changed (BeckonHistoryView *self)
{
  double end = gtk_adjustment_get_upper (self->vadjustment)
               - gtk_adjustment_get_page_size (self->vadjustment);

  self->follow = gtk_adjustment_get_value (self->vadjustment) >= end - 1;
  set_at_newest (self,
                 self->follow && self->list != NULL && self->rows->len > 0
                   && !beckon_message_list_get_has_newer (self->list));
  if (self->more_source == 0)
    self->more_source = g_idle_add (load_more_cb, self);
}

static void
value_changed_cb (BeckonHistoryView *self)
{
  if (self->allocating)
    return;
  place_changed (self);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

/* The row that must not move: the first one on show that has a place already. */
static guint
find_anchor (BeckonHistoryView *self)
{
  double value = gtk_adjustment_get_value (self->vadjustment);
  guint anchor = G_MAXUINT;

  for (guint i = 0; i < self->rows->len; i++)
    {
      Row *row = row_at (self, i);

      if (row->height == 0)
        continue;
      anchor = i;
      if (row->y + row->height > value)
        break;
    }
  return anchor;
}

static guint
find_first_unread (BeckonHistoryView *self)
{
  gint64 after = beckon_message_list_get_unread_after (self->list);

  for (guint i = 0; after > 0 && i < self->rows->len; i++)
    if (beckon_message_get_sort_key (beckon_message_row_get_message (row_at (self, i)->widget))
        > after)
      return i;
  return G_MAXUINT;
}

static guint
find_row (BeckonHistoryView *self, gint64 sort_key)
{
  for (guint i = 0; i < self->rows->len; i++)
    if (beckon_message_get_sort_key (beckon_message_row_get_message (row_at (self, i)->widget))
        == sort_key)
      return i;
  return G_MAXUINT;
}

/* The message that the person went to is where the keyboard goes on, and what is read aloud. */
static gboolean
found_cb (gpointer user_data)
{
  BeckonHistoryView *self = user_data;
  guint index = find_row (self, self->target);

  self->found_source = 0;
  self->target = 0;
  for (guint i = 0; i < self->rows->len; i++)
    gtk_widget_remove_css_class (GTK_WIDGET (row_at (self, i)->widget), "found");
  if (index != G_MAXUINT)
    {
      gtk_widget_add_css_class (GTK_WIDGET (row_at (self, index)->widget), "found");
      gtk_widget_grab_focus (GTK_WIDGET (row_at (self, index)->widget));
    }
  return G_SOURCE_REMOVE;
}

static int
content_width (int width)
{
  return MIN (width, MAX_WIDTH) - 2 * PADDING;
}

/* Gives every row its height and its place, leaving the anchor where it is. */
static void
place_rows (BeckonHistoryView *self, int width, guint anchor)
{
  int inner = content_width (width), y;

  for (guint i = 0; i < self->rows->len; i++)
    {
      Row *row = row_at (self, i);

      gtk_widget_measure (GTK_WIDGET (row->widget),
                          GTK_ORIENTATION_VERTICAL,
                          inner,
                          NULL,
                          &row->height,
                          NULL,
                          NULL);
    }

  y = row_at (self, anchor)->y;
  for (guint i = anchor; i < self->rows->len; i++)
    {
      row_at (self, i)->y = y;
      y += row_at (self, i)->height;
    }
  y = row_at (self, anchor)->y;
  for (guint i = anchor; i-- > 0;)
    {
      y -= row_at (self, i)->height;
      row_at (self, i)->y = y;
    }
}

static void
beckon_history_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  BeckonHistoryView *self = BECKON_HISTORY_VIEW (widget);
  int inner = content_width (width), x = (width - inner) / 2;
  double lower = 0, upper = height, value = 0;

  self->allocating = TRUE;
  gtk_adjustment_configure (self->hadjustment, 0, 0, width, 0, 0, width);

  if (self->rows->len > 0)
    {
      guint anchor = find_anchor (self);
      Row *last;

      place_rows (self, width, anchor == G_MAXUINT ? 0 : anchor);
      last = row_at (self, self->rows->len - 1);
      upper = last->y + last->height + PADDING;
      lower = MIN (row_at (self, 0)->y - PADDING, upper - height);
      value = self->follow ? upper - height : gtk_adjustment_get_value (self->vadjustment);
      if (self->to_unread)
        {
          guint unread = find_first_unread (self);

          self->to_unread = FALSE;
          if (unread != G_MAXUINT)
            value = MIN (value, row_at (self, unread)->y - PADDING);
        }
      if (self->target != 0 && self->found_source == 0)
        {
          guint target = find_row (self, self->target);

          if (target != G_MAXUINT)
            {
              Row *row = row_at (self, target);

              value = row->y - MAX (height - row->height, 0) / 2;
              self->found_source = g_idle_add (found_cb, self);
            }
        }
    }
  gtk_adjustment_configure (self->vadjustment,
                            CLAMP (value, lower, upper - height),
                            lower,
                            upper,
                            height * 0.1,
                            height * 0.9,
                            height);
  self->allocating = FALSE;

  value = gtk_adjustment_get_value (self->vadjustment);
  for (guint i = 0; i < self->rows->len; i++)
    {
      Row *row = row_at (self, i);
      int y = row->y - (int) value;
      gboolean near = y + row->height > -MARGIN && y < height + MARGIN;

      gtk_widget_set_child_visible (GTK_WIDGET (row->widget), near);
      if (near)
        gtk_widget_size_allocate (
          GTK_WIDGET (row->widget), &(GtkAllocation){ x, y, inner, row->height }, -1);
    }
  place_changed (self);
}

static void
beckon_history_view_measure (GtkWidget *widget,
                             GtkOrientation orientation,
                             int for_size,
                             int *minimum,
                             int *natural,
                             int *minimum_baseline,
                             int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 200 : 100;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 600 : 400;
}

/* -- Keyboard --------------------------------------------------------------------------------- */

static int
find_focused (BeckonHistoryView *self)
{
  GtkWidget *focus = gtk_widget_get_focus_child (GTK_WIDGET (self));

  for (guint i = 0; focus != NULL && i < self->rows->len; i++)
    if (GTK_WIDGET (row_at (self, i)->widget) == focus)
      return i;
  return -1;
}

static void
scroll_to_row (BeckonHistoryView *self, Row *row)
{
  double value = gtk_adjustment_get_value (self->vadjustment);
  double page = gtk_adjustment_get_page_size (self->vadjustment);

  if (row->y < value)
    gtk_adjustment_set_value (self->vadjustment, row->y);
  else if (row->y + row->height > value + page)
    gtk_adjustment_set_value (self->vadjustment, MIN (row->y, row->y + row->height - page));
}

/* The history is one stop of the Tab key, on the newest message that is on show; the arrow keys
 * move between the messages. */
static gboolean
beckon_history_view_focus (GtkWidget *widget, GtkDirectionType direction)
{
  BeckonHistoryView *self = BECKON_HISTORY_VIEW (widget);
  int focused = find_focused (self), next = -1;

  if (self->rows->len == 0)
    return FALSE;

  if (focused >= 0)
    {
      if (direction != GTK_DIR_UP && direction != GTK_DIR_DOWN)
        return gtk_widget_child_focus (GTK_WIDGET (row_at (self, focused)->widget), direction);
      next = direction == GTK_DIR_UP ? focused - 1 : focused + 1;
      if (next < 0 || next >= (int) self->rows->len)
        return FALSE;
    }
  else
    {
      double end = gtk_adjustment_get_value (self->vadjustment)
                   + gtk_adjustment_get_page_size (self->vadjustment);

      for (next = self->rows->len - 1; next > 0 && row_at (self, next)->y >= end; next--)
        ;
    }
  scroll_to_row (self, row_at (self, next));
  return gtk_widget_grab_focus (GTK_WIDGET (row_at (self, next)->widget));
}

/* -- Object ----------------------------------------------------------------------------------- */

static void
set_adjustment (BeckonHistoryView *self, GtkAdjustment **where, GtkAdjustment *adjustment)
{
  if (*where != NULL)
    g_signal_handlers_disconnect_by_func (*where, value_changed_cb, self);
  if (adjustment == NULL)
    adjustment = gtk_adjustment_new (0, 0, 0, 0, 0, 0);
  g_object_ref_sink (adjustment);
  g_clear_object (where);
  *where = adjustment;
  g_signal_connect_swapped (adjustment, "value-changed", G_CALLBACK (value_changed_cb), self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static void
beckon_history_view_get_property (GObject *object,
                                  guint property_id,
                                  GValue *value,
                                  GParamSpec *pspec)
{
  BeckonHistoryView *self = BECKON_HISTORY_VIEW (object);

  switch (property_id)
    {
    case PROP_AT_NEWEST:
      g_value_set_boolean (value, self->at_newest);
      break;
    case PROP_HADJUSTMENT:
      g_value_set_object (value, self->hadjustment);
      break;
    case PROP_VADJUSTMENT:
      g_value_set_object (value, self->vadjustment);
      break;
    case PROP_HSCROLL_POLICY:
      g_value_set_enum (value, self->hscroll_policy);
      break;
    case PROP_VSCROLL_POLICY:
      g_value_set_enum (value, self->vscroll_policy);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
beckon_history_view_set_property (GObject *object,
                                  guint property_id,
                                  const GValue *value,
                                  GParamSpec *pspec)
{
  BeckonHistoryView *self = BECKON_HISTORY_VIEW (object);

  switch (property_id)
    {
    case PROP_HADJUSTMENT:
      set_adjustment (self, &self->hadjustment, g_value_get_object (value));
      break;
    case PROP_VADJUSTMENT:
      set_adjustment (self, &self->vadjustment, g_value_get_object (value));
      break;
    case PROP_HSCROLL_POLICY:
      self->hscroll_policy = g_value_get_enum (value);
      break;
    case PROP_VSCROLL_POLICY:
      self->vscroll_policy = g_value_get_enum (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
beckon_history_view_dispose (GObject *object)
{
  BeckonHistoryView *self = BECKON_HISTORY_VIEW (object);

  g_clear_handle_id (&self->more_source, g_source_remove);
  g_clear_handle_id (&self->found_source, g_source_remove);
  beckon_history_view_set_list (self, NULL);
  if (self->hadjustment != NULL)
    g_signal_handlers_disconnect_by_data (self->hadjustment, self);
  if (self->vadjustment != NULL)
    g_signal_handlers_disconnect_by_data (self->vadjustment, self);
  g_clear_object (&self->hadjustment);
  g_clear_object (&self->vadjustment);
  G_OBJECT_CLASS (beckon_history_view_parent_class)->dispose (object);
}

static void
beckon_history_view_finalize (GObject *object)
{
  g_array_unref (BECKON_HISTORY_VIEW (object)->rows);
  G_OBJECT_CLASS (beckon_history_view_parent_class)->finalize (object);
}

static void
beckon_history_view_class_init (BeckonHistoryViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = beckon_history_view_get_property;
  object_class->set_property = beckon_history_view_set_property;
  object_class->dispose = beckon_history_view_dispose;
  object_class->finalize = beckon_history_view_finalize;
  widget_class->measure = beckon_history_view_measure;
  widget_class->size_allocate = beckon_history_view_size_allocate;
  widget_class->focus = beckon_history_view_focus;

  properties[PROP_AT_NEWEST]
    = g_param_spec_boolean ("at-newest",
                            NULL,
                            NULL,
                            FALSE,
                            G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  g_object_class_override_property (object_class, PROP_HADJUSTMENT, "hadjustment");
  g_object_class_override_property (object_class, PROP_VADJUSTMENT, "vadjustment");
  g_object_class_override_property (object_class, PROP_HSCROLL_POLICY, "hscroll-policy");
  g_object_class_override_property (object_class, PROP_VSCROLL_POLICY, "vscroll-policy");

  gtk_widget_class_set_css_name (widget_class, "history");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LIST);
}

static void
beckon_history_view_init (BeckonHistoryView *self)
{
  self->rows = g_array_new (FALSE, FALSE, sizeof (Row));
  g_array_set_clear_func (self->rows, clear_row);
  self->follow = TRUE;
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  set_adjustment (self, &self->hadjustment, NULL);
  set_adjustment (self, &self->vadjustment, NULL);
}

/**
 * beckon_history_view_set_list:
 * @list: (nullable): what to show, from its newest message or, where there is one, from the
 *   unread divider on
 */
void
beckon_history_view_set_list (BeckonHistoryView *self, BeckonMessageList *list)
{
  if (self->list == list)
    return;

  if (self->list != NULL)
    g_signal_handlers_disconnect_by_data (self->list, self);
  g_array_set_size (self->rows, 0);
  g_set_object (&self->list, list);
  self->follow = TRUE;
  self->to_unread = TRUE;
  self->target = 0;
  set_at_newest (self, FALSE);
  if (list != NULL)
    {
      g_signal_connect_swapped (list, "items-changed", G_CALLBACK (items_changed_cb), self);
      g_signal_connect_swapped (
        list, "notify::unread-after", G_CALLBACK (unread_after_cb), self);
      items_changed_cb (self, 0, 0, g_list_model_get_n_items (G_LIST_MODEL (list)));
    }
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

gboolean
beckon_history_view_get_at_newest (BeckonHistoryView *self)
{
  return self->at_newest;
}

/**
 * beckon_history_view_scroll_to_newest:
 *
 * Goes to the newest message of the chat, loading it if the window over the history is elsewhere.
 */
void
beckon_history_view_scroll_to_newest (BeckonHistoryView *self)
{
  if (self->list == NULL)
    return;
  self->follow = TRUE;
  self->to_unread = FALSE;
  self->target = 0;
  if (beckon_message_list_get_has_newer (self->list))
    beckon_message_list_load_newest (self->list);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

/**
 * beckon_history_view_scroll_to:
 * @sort_key: of a message of the chat
 *
 * Goes to that message, loading it if the window over the history is elsewhere.
 */
void
beckon_history_view_scroll_to (BeckonHistoryView *self, gint64 sort_key)
{
  if (self->list == NULL)
    return;
  self->follow = FALSE;
  self->to_unread = FALSE;
  self->target = sort_key;
  beckon_message_list_load_around (self->list, sort_key);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}
