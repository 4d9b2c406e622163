# Copyright the Beckon authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Beckon stays when its window is closed, starts without one, and ends when it is told to, beside a
server of tests/support/prosody.py:

    story_background.py BECKON
"""
import os
import subprocess
import sys

SUPPORT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support")
sys.path.insert(0, SUPPORT)

from gi.repository import GLib  # noqa: E402

from atspi_driver import App, screenshot, wait_for  # noqa: E402
from notifications import Notifications  # noqa: E402
from status_icons import StatusIcons  # noqa: E402

beckon = os.path.abspath(sys.argv[1])
env = os.environ
pictures = os.path.join(env.get("G_TEST_BUILDDIR", "."), "ui", "story-background")
os.makedirs(pictures, exist_ok=True)
env["UI_SHOT_ON_FAILURE"] = os.path.join(pictures, "failure.png")
options = ["--server", env["BECKON_TEST_DOMAIN"], "--host", f"{env['BECKON_TEST_HOST']}:{env['BECKON_TEST_PORT']}",
           "--trust-ca", env["BECKON_TEST_CA"]]
autostart = os.path.join(env["XDG_CONFIG_HOME"], "autostart", "im.beckon.Beckon.desktop")
notifications = Notifications()
icons = StatusIcons(has_host=False)
bob = subprocess.Popen([sys.executable, os.path.join(SUPPORT, "peer.py"), "bob"], stdin=subprocess.PIPE,
                       stdout=subprocess.PIPE, text=True)
while bob.stdout.readline() != "ready\n":
    assert bob.poll() is None, "Bob cannot sign in"


def write(body):
    bob.stdin.write(f"<message to='{env['BECKON_TEST_ALICE']}' type='chat'><body>{body}</body></message>\n")
    bob.stdin.flush()


def find_message(window, text):
    wait_for(lambda: next((n for n in window.walk() if n.role == "label" and n.name.startswith(text)), None),
             f"{text!r} to be shown")


def wait_end(process):
    wait_for(lambda: process.poll() is not None, "Beckon to end")
    assert process.returncode == 0, f"Beckon ended with {process.returncode}"


with App([beckon, *options]) as app:
    window = app.window("Beckon")
    window.find("push button", "Sign In").press()
    window.find("text", f"Address, such as you@{env['BECKON_TEST_DOMAIN']}").set_text(env["BECKON_TEST_ALICE"])
    window.find("text", "Password").set_text(env["BECKON_TEST_ALICE_PASSWORD"])
    window.find("push button", "Sign In").press()
    window.find("label", "No Chats Yet", timeout=20)

    window.keys("ctrl+comma")
    preferences = app.window("Preferences")
    preferences.find("check box", "Start when I log in").press()
    wait_for(lambda: os.path.exists(autostart), "the file for starting with the session")
    with open(autostart) as file:
        assert "Exec=beckon --background\n" in file.read()
    preferences.find("check box", "Start when I log in").press()
    wait_for(lambda: not os.path.exists(autostart), "that file to be gone")
    preferences.find("check box", "Keep receiving when the window is closed").press()
    screenshot(os.path.join(pictures, "preferences.png"))
    preferences.keys("Escape")
    wait_for(lambda: len(app.windows()) == 1, "the preferences to close")

    # The icon is there once somebody shows it, and again when that begins anew.
    assert not icons.items
    icons.add_host()
    icons.wait()
    icons.vanish()
    icons.appear()
    icon = icons.wait()
    assert icons.get(icon, "Id") == "im.beckon.Beckon" and icons.get(icon, "Status") == "Active"

    icons.call(icon, "org.kde.StatusNotifierItem", "Activate", GLib.Variant("(ii)", (0, 0)))
    wait_for(lambda: not app.windows(), "the window to close")
    write("Nobody looks")
    number = notifications.wait("Bob", "Nobody looks")
    wait_for(lambda: icons.get(icon, "Status") == "NeedsAttention", "the icon to call")
    assert icons.get(icon, "ToolTip")[2:] == ("Beckon", "1 unread message"), icons.get(icon, "ToolTip")
    icons.call(icon, "org.kde.StatusNotifierItem", "Activate", GLib.Variant("(ii)", (0, 0)))
    app.window("Beckon").keys("ctrl+w")
    wait_for(lambda: not app.windows(), "the window to close again")
    notifications.choose("ActionInvoked", number, "default")
    window = app.window("Beckon")
    window.find("push button", "Chat Menu")
    wait_for(lambda: not notifications.shown, "what is read to be taken back")
    wait_for(lambda: icons.get(icon, "Status") == "Active", "the icon to call no more")

    # Deleting the chat can be undone; then it comes again with what is new, and with nothing else.
    window.keys("ctrl+shift+Delete")
    window.find("label", "Chat with Bob deleted on this computer")
    window.find("label", "No Chats Yet")
    screenshot(os.path.join(pictures, "deleted.png"))
    window.find("push button", "Undo").press()
    find_message(window, "Nobody looks")
    window.keys("ctrl+shift+Delete")
    window.find("label", "No Chats Yet")
    write("Something else")
    window.find("label", "Something else").click()
    window.find("push button", "Chat Menu")
    find_message(window, "Something else")
    assert not window.find_all("label", "Nobody looks"), window.dump()

    # Quitting is something else.
    window.keys("ctrl+q")
    wait_end(app.process)

icons.items.clear()
app = subprocess.Popen([beckon, "--background", *options])
write("And now?")
notifications.wait("Bob", "And now?")
assert app.poll() is None
# Another start of the same kind changes nothing.
assert subprocess.run([beckon, "--background"], timeout=20).returncode == 0
assert app.poll() is None
icon = icons.wait()
assert list(icons.menu(icon)) == ["Open", "Show notifications", "Quit"], icons.menu(icon)
icons.choose(icon, icons.menu(icon)["Quit"])
wait_end(app)
bob.stdin.close()
bob.wait(20)
