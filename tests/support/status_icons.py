# Copyright the Beckon authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A desktop that shows status icons, for stories: org.kde.StatusNotifierWatcher with a host, on the
session's bus."""
from atspi_driver import wait_for
from gi.repository import Gio, GLib

NAME, PATH = "org.kde.StatusNotifierWatcher", "/StatusNotifierWatcher"
ITEM, ITEM_PATH = "org.kde.StatusNotifierItem", "/StatusNotifierItem"
MENU = "com.canonical.dbusmenu"
INTERFACE = f"""<node><interface name="{NAME}">
<method name="RegisterStatusNotifierItem"><arg type="s" direction="in"/></method>
<property name="IsStatusNotifierHostRegistered" type="b" access="read"/>
<signal name="StatusNotifierHostRegistered"/>
</interface></node>"""


class StatusIcons:
    """The icons that are shown, by the names of their owners on the bus."""

    def __init__(self, has_host=True):
        self.items, self.has_host = [], has_host
        self.bus = Gio.bus_get_sync(Gio.BusType.SESSION)
        interface = Gio.DBusNodeInfo.new_for_xml(INTERFACE).interfaces[0]
        self.bus.register_object(PATH, interface, self._called, self._get, None)
        self.appear()

    def _called(self, bus, sender, path, interface, method, parameters, invocation):
        self.items.append(parameters.unpack()[0])
        invocation.return_value(None)

    def _get(self, bus, sender, path, interface, name):
        return GLib.Variant("b", self.has_host)

    def _own(self, method, *more):
        self.bus.call_sync("org.freedesktop.DBus", "/", "org.freedesktop.DBus", method,
                           GLib.Variant("(su)" if more else "(s)", (NAME, *more)), None, Gio.DBusCallFlags.NONE, -1)

    def appear(self):
        self._own("RequestName", 4)

    def vanish(self):
        self.items.clear()
        self._own("ReleaseName")

    def add_host(self):
        self.has_host = True
        self.bus.emit_signal(None, PATH, NAME, "StatusNotifierHostRegistered", None)

    def wait(self):
        """The owner of the one icon."""
        return wait_for(lambda: len(self.items) == 1 and self.items[0], f"an icon, not {self.items}")

    def call(self, owner, interface, method, arguments=None, path=ITEM_PATH):
        """Not blocking: the program may call us meanwhile."""
        answers = []
        self.bus.call(owner, path, interface, method, arguments, None, Gio.DBusCallFlags.NONE, 10000, None,
                      lambda bus, result: answers.append(bus.call_finish(result).unpack()))
        wait_for(lambda: answers, f"an answer to {method}")
        return answers[0]

    def get(self, owner, name):
        return self.call(owner, "org.freedesktop.DBus.Properties", "Get", GLib.Variant("(ss)", (ITEM, name)))[0]

    def menu(self, owner):
        """The labels of its menu, and their numbers."""
        path = self.get(owner, "Menu")
        _, (_, _, items) = self.call(owner, MENU, "GetLayout", GLib.Variant("(iias)", (0, -1, [])), path)
        return {properties["label"].replace("_", ""): number for number, properties, _ in items if "label" in properties}

    def choose(self, owner, number):
        self.call(owner, MENU, "Event", GLib.Variant("(isvu)", (number, "clicked", GLib.Variant("i", 0), 0)),
                  self.get(owner, "Menu"))
