# Copyright the Beckon authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Links and the desktop's menu reach the Beckon that runs, and start it when none does, beside a
server of tests/support/prosody.py:

    story_links.py BECKON
"""
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))

import gi  # noqa: E402
from atspi_driver import App, screenshot, wait_for  # noqa: E402
from gi.repository import Gio, GLib  # noqa: E402

NAME, PATH = "im.beckon.Beckon", "/im/beckon/Beckon"

beckon = os.path.abspath(sys.argv[1])
env = os.environ
pictures = os.path.join(env.get("G_TEST_BUILDDIR", "."), "ui", "story-links")
os.makedirs(pictures, exist_ok=True)
env["UI_SHOT_ON_FAILURE"] = os.path.join(pictures, "failure.png")
options = ["--server", env["BECKON_TEST_DOMAIN"], "--host", f"{env['BECKON_TEST_HOST']}:{env['BECKON_TEST_PORT']}",
           "--trust-ca", env["BECKON_TEST_CA"]]
bus = Gio.bus_get_sync(Gio.BusType.SESSION)


def call(method, arguments):
    """What a desktop that knows org.freedesktop.Application does."""
    bus.call_sync(NAME, PATH, "org.freedesktop.Application", method, arguments, None, Gio.DBusCallFlags.NONE, 20000)


def open_link(link):
    """Another process is given the link, and ends at once."""
    assert subprocess.run([beckon, link], timeout=20).returncode == 0


def leave(app):
    app.window("Beckon").keys("ctrl+q")
    wait_for(lambda: app.process.poll() is not None, "Beckon to end")
    assert app.process.returncode == 0, f"Beckon ended with {app.process.returncode}"


def labelled(window, start):
    return wait_for(lambda: next((n for n in window.walk() if n.role == "label" and n.name.startswith(start)), None),
                    f"a label {start!r}")


with App([beckon, *options, f"xmpp:{env['BECKON_TEST_BOB']}?message;body=Good%20day%2C%20Bob"]) as app:
    window = app.window("Beckon")
    # First an account; then comes what the link is for.
    window.find("push button", "Sign In").press()
    window.find("text", f"Address, such as you@{env['BECKON_TEST_DOMAIN']}").set_text(env["BECKON_TEST_ALICE"])
    window.find("text", "Password").set_text(env["BECKON_TEST_ALICE_PASSWORD"])
    window.find("push button", "Sign In").press()
    dialog = app.window(role="dialog", timeout=20)
    labelled(dialog, "Good day, Bob")
    screenshot(os.path.join(pictures, "message.png"))
    dialog.find("push button", "Open Chat").press()
    wait_for(lambda: window.find("text", "Message").text == "Good day, Bob", "the text to be filled in")
    window.find("label", "No messages yet")

    # Behind what is written already.
    open_link(f"xmpp:{env['BECKON_TEST_BOB']}?message;body=And%20good%20night")
    app.window(role="dialog").find("push button", "Open Chat").press()
    wait_for(lambda: window.find("text", "Message").text == "Good day, Bob\nAnd good night", "the second text")

    call("Open", GLib.Variant("(asa{sv})", (["xmpp:carol@example.org?roster;name=Carol"], {})))
    contact = app.window("Add Contact")
    assert contact.find("text", "Address").text == "carol@example.org"
    screenshot(os.path.join(pictures, "roster.png"))
    contact.find("push button", "Cancel").press()
    open_link("xmpp:carol@example.org?message;body=%07")
    labelled(app.window(role="dialog"), "This link is broken")
    screenshot(os.path.join(pictures, "broken.png"))
    app.window(role="dialog").find("push button", "Close").press()
    open_link(b"xmpp:carol\xff@example.org")
    app.window(role="dialog").find("push button", "Close").press()
    open_link("xmpp:" + "a" * 100000)
    app.window(role="dialog").find("push button", "Close").press()

    call("ActivateAction", GLib.Variant("(sava{sv})", ("new-chat", [], {})))
    app.window("New Chat").keys("Escape")
    leave(app)

# As the installed service file, with what leads to the private server.
services = os.path.join(os.path.dirname(env["XDG_RUNTIME_DIR"]), "services")
with open(os.path.join(services, f"{NAME}.service"), "w") as file:
    file.write(f"[D-BUS Service]\nName={NAME}\nExec={beckon} --gapplication-service {' '.join(options)}\n")
bus.call_sync("org.freedesktop.DBus", "/", "org.freedesktop.DBus", "ReloadConfig", None, None,
              Gio.DBusCallFlags.NONE, -1)
call("Open", GLib.Variant("(asa{sv})", ([f"xmpp:{env['BECKON_TEST_BOB']}"], {})))
pid = bus.call_sync("org.freedesktop.DBus", "/", "org.freedesktop.DBus", "GetConnectionUnixProcessID",
                    GLib.Variant("(s)", (NAME,)), None, Gio.DBusCallFlags.NONE, -1).unpack()[0]
app = App.running(pid)
app.window(role="dialog", timeout=20).find("push button", "Open Chat").press()
app.window("Beckon").find("push button", "Chat Menu")
call("ActivateAction", GLib.Variant("(sava{sv})", ("quit", [], {})))
wait_for(lambda: not os.path.exists(f"/proc/{pid}"), "Beckon to end")
