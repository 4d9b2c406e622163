# Copyright the Beckon authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody uses Beckon by the keyboard alone, in windows as narrow as a phone, and hears what
things are called, beside a server of tests/support/prosody.py:

    story_keyboard.py BECKON
"""
import os
import re
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))

from atspi_driver import App, screenshot, type_text, wait_for, xdotool  # noqa: E402

NARROW = 360
# GTK 4.8 calls by its type what has no name. An image that is a button is AdwPasswordEntryRow's own.
TYPE = re.compile("(?!GtkImage$)(Gtk|Adw|Beckon)[A-Z][A-Za-z]*$")
NAMED = {"push button", "toggle button", "check box", "radio button", "combo box", "text", "password text",
         "entry", "switch", "slider", "spin button"}

beckon = sys.argv[1]
env = os.environ
pictures = os.path.join(env.get("G_TEST_BUILDDIR", "."), "ui", "story-keyboard")
os.makedirs(pictures, exist_ok=True)
env["UI_SHOT_ON_FAILURE"] = os.path.join(pictures, "failure.png")


def is_silent(node):
    """Whether a reader has nothing to say of it."""
    return node.role in NAMED and 0 not in node.box[2:] and (not node.name or TYPE.match(node.name))


def look_at(window, name):
    """All of what is shown has a name and fits a narrow window."""
    def fits():
        # Again each time: a window that has just opened may not be the active one yet.
        xdotool("windowsize", xdotool("getactivewindow").strip(), NARROW, 640)
        return 0 < next(window.children()).box[2] <= NARROW

    wait_for(fits, f"{name} to fit {NARROW} pixels")
    screenshot(os.path.join(pictures, f"{name}.png"))
    silent = [f"{node} {node.box}" for node in window.walk() if is_silent(node)]
    assert not silent, f"{name}: without a name: {silent}\n{window.dump()}"


def focused(window):
    return next((node for node in window.walk() if node.has("focused")), None)


def tab_to(window, role, name):
    """Goes there with the tab key."""
    for _ in range(40):
        node = window.find(role, name)
        if any(inner.has("focused") for inner in node.walk()):
            return
        before = str(focused(window))
        window.keys("Tab")
        try:
            wait_for(lambda: str(focused(window)) != before, "the focus to move", 0.5)
        except AssertionError:
            pass  # two of the same name
    raise AssertionError(f"{role} {name!r} cannot be reached: {window.dump()}")


def dialog(app, shortcut, name, picture):
    """Opens a window by its keys, looks at it and closes it."""
    app.window("Beckon").keys(shortcut)
    window = app.window(name)
    look_at(window, picture)
    window.keys("Escape")
    wait_for(lambda: all(w.name != name for w in app.windows()), f"{name} to close")


with tempfile.TemporaryDirectory(prefix="beckon-story-") as folder, \
        App([beckon, "--server", env["BECKON_TEST_DOMAIN"],
             "--host", f"{env['BECKON_TEST_HOST']}:{env['BECKON_TEST_PORT']}",
             "--trust-ca", env["BECKON_TEST_CA"], "--data-dir", os.path.join(folder, "beckon")]) as app:
    window = app.window("Beckon")
    look_at(window, "welcome")
    tab_to(window, "push button", "Create an Account")
    window.keys("Return")
    window.find("list item", env["BECKON_TEST_DOMAIN"])
    look_at(window, "servers")
    window.keys("alt+Left")

    tab_to(window, "push button", "Sign In")
    window.keys("Return")
    look_at(window, "sign-in")
    type_text(env["BECKON_TEST_ALICE"])
    window.keys("Tab")
    type_text(env["BECKON_TEST_ALICE_PASSWORD"])
    window.keys("Return")

    window.find("label", "No Chats Yet", timeout=20)
    look_at(window, "no-chats")
    window.keys("ctrl+n")
    new_chat = app.window("New Chat")
    look_at(new_chat, "new-chat")
    type_text(env["BECKON_TEST_BOB"])
    window.keys("Return")

    window.find("push button", "Chat Menu", timeout=20)
    look_at(window, "conversation")
    tab_to(window, "text", "Message")
    type_text("By the keyboard")
    window.keys("Return")
    wait_for(lambda: next((n for n in window.walk() if n.role == "label"
                           and n.name.startswith("By the keyboard")), None), "the message to be shown")
    look_at(window, "message")
    dialog(app, "ctrl+i", "Contact Details", "contact")
    window.keys("Escape")
    window.find("list", "Chats")
    look_at(window, "chats")
    dialog(app, "ctrl+comma", "Preferences", "preferences")
    window.keys("ctrl+q")
    wait_for(lambda: app.process.poll() is not None, "Beckon to end")
    assert app.process.returncode == 0
