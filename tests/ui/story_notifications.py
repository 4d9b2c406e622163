# Copyright the Beckon authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bob writes while nobody looks; Alice answers in the notification, and opens the chat,
beside a server of tests/support/prosody.py:

    story_notifications.py BECKON
"""
import os
import subprocess
import sys
import tempfile

SUPPORT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support")
sys.path.insert(0, SUPPORT)

from atspi_driver import App, wait_for  # noqa: E402
from gi.repository import Gio, GLib  # noqa: E402

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


beckon = sys.argv[1]
env = os.environ
pictures = os.path.join(env.get("G_TEST_BUILDDIR", "."), "ui", "story-notifications")
os.makedirs(pictures, exist_ok=True)
env["UI_SHOT_ON_FAILURE"] = os.path.join(pictures, "failure.png")
notifications = Notifications()
bob = subprocess.Popen([sys.executable, os.path.join(SUPPORT, "peer.py"), "bob"], stdin=subprocess.PIPE,
                       stdout=subprocess.PIPE, text=True)
while bob.stdout.readline() != "ready\n":
    assert bob.poll() is None, "Bob cannot sign in"


def write(body):
    bob.stdin.write(f"<message to='{env['BECKON_TEST_ALICE']}' type='chat'><body>{body}</body></message>\n")
    bob.stdin.flush()


with tempfile.TemporaryDirectory(prefix="beckon-story-") as folder, \
        App([beckon, "--server", env["BECKON_TEST_DOMAIN"],
             "--host", f"{env['BECKON_TEST_HOST']}:{env['BECKON_TEST_PORT']}",
             "--trust-ca", env["BECKON_TEST_CA"], "--data-dir", os.path.join(folder, "beckon")]) as app:
    window = app.window("Beckon")
    window.find("push button", "Sign In").press()
    window.find("text", f"Address, such as you@{env['BECKON_TEST_DOMAIN']}").set_text(env["BECKON_TEST_ALICE"])
    window.find("text", "Password").set_text(env["BECKON_TEST_ALICE_PASSWORD"])
    window.find("push button", "Sign In").press()
    window.find("label", "No Chats Yet", timeout=20)

    write("Are you &lt;b&gt;there&lt;/b&gt;?")
    number = notifications.wait("Bob", "Are you &lt;b&gt;there&lt;/b&gt;?")
    notifications.choose("NotificationReplied", number, "Yes, I am")
    while "<body>Yes, I am</body>" not in bob.stdout.readline():
        pass
    wait_for(lambda: not notifications.shown, "what was answered to be taken back")

    write("Good")
    notifications.choose("ActionInvoked", notifications.wait("Bob", "Good"), "default")
    window.find("push button", "Chat Menu")
    wait_for(lambda: not notifications.shown, "what is read to be taken back")

    window.keys("ctrl+q")
    wait_for(lambda: app.process.poll() is not None, "Beckon to end")
    assert app.process.returncode == 0
bob.stdin.close()
bob.wait(20)
