# Copyright the Beckon authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The desktop's notifications, for stories: org.freedesktop.Notifications on the session's bus."""
from atspi_driver import wait_for
from gi.repository import Gio, GLib

NAME, PATH = "org.freedesktop.Notifications", "/org/freedesktop/Notifications"
INTERFACE = f"""<node><interface name="{NAME}">
<method name="GetCapabilities"><arg type="as" direction="out"/></method>
<method name="CloseNotification"><arg type="u" direction="in"/></method>
<method name="Notify"><arg type="s" direction="in"/><arg type="u" direction="in"/><arg type="s" direction="in"/>
<arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="as" direction="in"/>
<arg type="a{{sv}}" direction="in"/><arg type="i" direction="in"/><arg type="u" direction="out"/></method>
</interface></node>"""


class Notifications:
    """The desktop's notifications: what is shown, by number."""

    def __init__(self):
        self.shown, self.last = {}, 0
        self.bus = Gio.bus_get_sync(Gio.BusType.SESSION)
        interface = Gio.DBusNodeInfo.new_for_xml(INTERFACE).interfaces[0]
        self.bus.register_object(PATH, interface, self.called, None, None)
        self.bus.call_sync("org.freedesktop.DBus", "/", "org.freedesktop.DBus", "RequestName",
                           GLib.Variant("(su)", (NAME, 4)), None, Gio.DBusCallFlags.NONE, -1)

    def called(self, bus, sender, path, interface, method, parameters, invocation):
        answer = None
        if method == "GetCapabilities":
            answer = GLib.Variant("(as)", (["actions", "body", "body-markup", "inline-reply"],))
        elif method == "CloseNotification":
            self.shown.pop(parameters.unpack()[0], None)
        else:
            _, number, _, title, body, *_ = parameters.unpack()
            if not number:
                self.last = number = self.last + 1
            self.shown[number] = title, body
            answer = GLib.Variant("(u)", (number,))
        invocation.return_value(answer)

    def choose(self, signal, number, what):
        self.bus.emit_signal(None, PATH, NAME, signal, GLib.Variant("(us)", (number, what)))

    def wait(self, title, body):
        """The number of the notification that says so."""
        def found():
            return next((n for n, said in self.shown.items() if said == (title, body)), None)
        return wait_for(found, f"a notification {title!r} {body!r}, not {self.shown}", 20)
