# Copyright the Beckon authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Walks through every page and dialog and looks at what a screen reader is told of it, beside a
server of tests/support/prosody.py that registers by a form:

    story_names.py BECKON

Buttons, fields and pictures have names, what can be written in is a field, rows say something,
windows have titles.
"""
import asyncio
import os
import re
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))

from atspi_driver import App, screenshot, wait_for  # noqa: E402
from peer import Peer  # noqa: E402

# GTK 4.8 calls by its type what has no name.
TYPE = re.compile("(Gtk|Adw|Beckon)[A-Z][A-Za-z]*$")
FIELDS = {"text", "password text", "entry", "spin button", "slider", "combo box", "switch", "check box",
          "radio button"}
BUTTONS = {"push button", "toggle button", "menu item", "check menu item", "radio menu item", "page tab"}
PROFILE = "<iq type='set' id='p'><vCard xmlns='vcard-temp'><EMAIL><USERID>bob@example.org</USERID></EMAIL>" \
    "<TEL><NUMBER>+39 045 123</NUMBER></TEL><URL>https://example.org/</URL><BDAY>1990-12-31</BDAY></vCard></iq>"

beckon = sys.argv[1]
env = os.environ
pictures = os.path.join(env.get("G_TEST_BUILDDIR", "."), "ui", "story-names")
os.makedirs(pictures, exist_ok=True)
env["UI_SHOT_ON_FAILURE"] = os.path.join(pictures, "failure.png")
problems = []


def is_named(node):
    return bool(node.name) and not TYPE.match(node.name)


def find_problem(node, around):
    """What is wrong with a thing, or None. around: the roles that it is in."""
    # An image that is a button is AdwPasswordEntryRow's own.
    if node.role in BUTTONS | FIELDS and not is_named(node) and node.name != "GtkImage":
        return "has no name"
    # A picture within something that has a name of its own says nothing more.
    if node.role in ("image", "icon") and not is_named(node) and not node.description \
            and not any(inside in BUTTONS | FIELDS | {"list item", "label", "table cell"} for inside in around):
        return "is a picture without a description"
    if node.role in ("frame", "dialog") and not is_named(node):
        return "is a window without a title"
    if node.role == "list item" and not any(is_named(inner) for inner in node.walk()):
        return "is a row that says nothing"
    if node.role in ("unknown", "invalid"):
        return "has no role"
    if node.has("editable") and node.role not in FIELDS:
        return "can be written in and is no field"
    if node.has("focusable") and node.role in ("filler", "panel") and not is_named(node):
        return "takes the focus and says nothing"
    return None


def look_at(window, page):
    """Notes what is wrong in a window; all of it, so that one run tells all."""
    screenshot(os.path.join(pictures, f"{page}.png"))

    def walk(node, around):
        # What is not laid out is not there, nor is what is within it. Only things have a place.
        if node.acc.get_component_iface() and 0 in node.box[2:]:
            return
        problem = find_problem(node, around)
        if problem:
            problems.append(f"{page}: {node} {node.box} {problem}; in {around}")
        for child in node.children():
            walk(child, [*around, node.role])

    walk(window, [])


def dialog(app, open_it, name, page, text=None):
    """Opens a window, looks at it, once it has that text, and closes it."""
    open_it()
    window = app.window(name)
    if text:
        window.find(None, text, timeout=20)
    look_at(window, page)
    window.keys("Escape")
    wait_for(lambda: all(w.name != name for w in app.windows()), f"{name} to close")


def popover(window, button, item, page):
    """Opens what belongs to a button, looks at it and closes it."""
    # The pages before, which are still there, have a menu too.
    window.find_all("push button", button)[-1].press()
    window.find(None, item)
    look_at(window, page)
    window.keys("Escape")
    window.gone(None, item)


def before_signing_in(window):
    look_at(window, "welcome")
    window.find("push button", "Scan a Code").press()
    window.find("push button", "Copy the Short Code", timeout=20)
    look_at(window, "scan")
    window.find("push button", "Back").press()
    window.find("push button", "Create an Account").press()
    window.find("list item", env["BECKON_TEST_DOMAIN"])
    look_at(window, "servers")
    window.find("list item", env["BECKON_TEST_DOMAIN"]).click()
    window.find("push button", "Create Account", timeout=20).press()
    look_at(window, "register")
    window.find("push button", "Back").press()
    window.gone("push button", "Create Account")
    window.find("push button", "Back").press()


def sign_in(window):
    window.find("push button", "Sign In").press()
    window.find("text", f"Address, such as you@{env['BECKON_TEST_DOMAIN']}").set_text(env["BECKON_TEST_ALICE"])
    window.find("text", "Password").set_text(env["BECKON_TEST_ALICE_PASSWORD"])
    look_at(window, "sign-in")
    window.find("push button", "Sign In").press()
    window.find("label", "No Chats Yet", timeout=20)
    look_at(window, "no-chats")


async def send(name, *stanzas):
    """Somebody sends stanzas to Alice."""
    async with Peer.of(name) as peer:
        for stanza in stanzas:
            stanza(peer)
        await peer.get_roster()  # the server takes one after the other


def choose(window, item):
    """Something from the main menu."""
    window.find_all("push button", "Main Menu")[-1].press()
    window.find("menu item", item).press()


def main_view(app, window):
    popover(window, "Main Menu", "Preferences", "main-menu")
    popover(window, "Your Status", "Away", "status")
    dialog(app, lambda: window.keys("ctrl+n"), "New Chat", "new-chat")
    dialog(app, lambda: choose(window, "Add Contact"), "Add Contact", "add-contact")
    alice = env["BECKON_TEST_ALICE"]
    asyncio.run(send("carol", lambda carol: carol.send_presence(pto=alice, ptype="subscribe")))
    asyncio.run(send("bob", lambda bob: bob.send_message(mto=alice, mbody="Hello, see https://example.org/")))
    window.find("label", "Bob")
    request = window.find("push button", env["BECKON_TEST_CAROL"] + " wants to be your contact")
    look_at(window, "chats")
    dialog(app, request.press, "Contact Requests", "requests")


def conversation(app, window):
    window.find("list", "Chats").find("label", "Bob").click()
    window.find("push button", "Chat Menu")
    window.find("text", "Message").set_text("Yes!")
    window.find("push button", "Send").press()
    wait_for(lambda: [n for n in window.walk() if n.role == "label" and n.name.startswith("Yes!")], "the message")
    look_at(window, "conversation")
    popover(window, "Chat Menu", "Contact Details", "chat-menu")
    asyncio.run(send("bob", lambda bob: bob.send_raw(PROFILE)))
    dialog(app, lambda: window.keys("ctrl+i"), "Contact Details", "contact", "E-mail address")
    window.keys("ctrl+f")
    window.find("entry", "Search chats and messages").set_text("hello")
    window.find("label", "Messages")
    look_at(window, "search")
    window.find("entry", "Search chats and messages").set_text("nothing of this kind")
    window.find("label", "Nothing Found")
    look_at(window, "nothing-found")


def console(app):
    """What somebody sends is seen, but not what it says."""
    console = app.window("XML Console")
    alice = env["BECKON_TEST_ALICE"]
    asyncio.run(send("bob", lambda bob: bob.send_message(mto=alice, mbody="Between us")))
    view = console.find("text", "What was sent and received")
    wait_for(lambda: "<body>•••</body>" in view.text, "the message in the console")
    assert "Between us" not in view.text
    look_at(console, "console")
    popover(console, "Filter", "presence", "console-filter")
    console.find("text", "XML to send").set_text("<iq type='get'><ping xmlns='urn:xmpp:ping'/></iq>")
    console.find("push button", "Send").press()
    wait_for(lambda: "<ping xmlns=\"urn:xmpp:ping\"/>" in view.text, "what was sent")
    console.keys("ctrl+w")
    wait_for(lambda: all(w.name != "XML Console" for w in app.windows()), "the console to close")


def import_file(app, preferences):
    """The file chooser is GTK's own, where a path can be typed."""
    path = os.path.join(folder, "account.xml")
    with open(path, "w") as file:
        file.write("<server-data xmlns='urn:xmpp:pie:0'><host jid='old.example'><user name='alice'/></host></server-data>")
    preferences.find("label", "Import an Account…").click()
    chooser = app.window("Import an Account")
    chooser.keys("ctrl+l")
    wait_for(lambda: [n for n in chooser.find_all("text") if n.has("focused")], "the path")[0].set_text(path)
    chooser.find("push button", "Open").press()
    window = app.window("Import")
    window.find("push button", "Import").press()
    window.find(None, "0 messages were added.")
    look_at(window, "import")
    window.keys("Escape")
    wait_for(lambda: all(w.name != "Import" for w in app.windows()), "the import to close")


def windows(app, window):
    choose(window, "Preferences")
    preferences = app.window("Preferences")
    look_at(preferences, "preferences")
    preferences.find("check box", "Developer mode").press()
    preferences.find("page tab", "Accounts").click()
    preferences.find("label", env["BECKON_TEST_ALICE"])
    look_at(preferences, "accounts")
    preferences.find("label", env["BECKON_TEST_ALICE"]).click()
    preferences.find("push button", "Back")
    look_at(preferences, "account")
    dialog(app, preferences.find("label", "Edit Profile…").click, "Edit Profile", "profile", "Full name")
    import_file(app, preferences)
    preferences.find("label", "XML Console").click()
    wait_for(lambda: all(w.name != "Preferences" for w in app.windows()), "the preferences to close")
    console(app)
    dialog(app, lambda: choose(window, "Keyboard Shortcuts"), "Keyboard Shortcuts", "shortcuts")


with tempfile.TemporaryDirectory(prefix="beckon-story-") as folder, \
        App([beckon, "--server", env["BECKON_TEST_DOMAIN"],
             "--host", f"{env['BECKON_TEST_HOST']}:{env['BECKON_TEST_PORT']}",
             "--trust-ca", env["BECKON_TEST_CA"], "--data-dir", os.path.join(folder, "beckon")]) as app:
    if int(app.acc.get_toolkit_version().split(".")[1]) > 8:
        print("Newer GTK tells no names of the items of its menus, and parts of its rows: nothing is tested here")
        sys.exit(77)
    window = app.window("Beckon")
    try:
        before_signing_in(window)
        sign_in(window)
        main_view(app, window)
        conversation(app, window)
        windows(app, window)
    finally:
        print("\n".join(problems))
    assert not problems
