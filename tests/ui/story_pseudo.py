# Copyright the Beckon authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Beckon in a language that is made up, beside a server of tests/support/prosody.py:

    story_pseudo.py BECKON

Its words are English ones in brackets, with accents and longer by half. What is shown without brackets is
not translated, and what does not fit a narrow window would not fit it in other languages either.
"""
import ast
import gettext
import glob
import os
import platform
import re
import subprocess
import sys
import tempfile

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
sys.path.insert(0, os.path.join(ROOT, "tests", "support"))

from atspi_driver import App, screenshot, wait_for, xdotool  # noqa: E402

NARROW = 360
# GTK 4.8 calls by its type what has no name.
TYPE = re.compile("(Gtk|Adw|Beckon)[A-Z][A-Za-z]*$")
# GTK and libadwaita have words of their own. These are in the widgets of our floor; others are in what is
# installed of their translations.
TOOLKIT = {"Close", "Close the window", "Minimize", "Minimize the window", "Maximize", "Maximize the window",
           "Show Text", "Search", "No Results Found", "Try a different search"}
ACCENTS = str.maketrans("aceinouyACEINOUY", "àçéîñöüýÀÇÉÎÑÖÜÝ")
# What stays as it is: placeholders, markup, mnemonics.
FIXED = re.compile(r"(%[-0-9$.#]*[a-zA-Z%]|<[^>]*>|&\w+;|_\w)")

beckon, = sys.argv[1:]
env = os.environ
pictures = os.path.join(env.get("G_TEST_BUILDDIR", "."), "ui", "story-pseudo")
os.makedirs(pictures, exist_ok=True)
env["UI_SHOT_ON_FAILURE"] = os.path.join(pictures, "failure.png")
complaints = []

# Not Beckon's words: addresses, names, what somebody wrote, a short code, and what is the same everywhere.
with open(os.path.join(ROOT, "data", "servers.txt"), encoding="utf-8") as servers:
    OTHERS = re.compile("|".join((
        env["BECKON_TEST_ALICE"], env["BECKON_TEST_BOB"], env["BECKON_TEST_DOMAIN"], "alice", "Bob", "Beckon",
        "Quite long", "[A-Z]{4}-[A-Z]{4}",
        r"[0-9.]+\s([kMG]B|bytes)",  # GLib's
        *(word for line in servers if not line.startswith("#") for word in line.strip().split("\t")))))


def pseudo(text):
    if text.endswith("\n"):
        return pseudo(text[:-1]) + "\n"
    parts = FIXED.split(text)
    parts[::2] = [part.translate(ACCENTS) for part in parts[::2]]
    return "[" + "".join(parts) + " ~~~~~" * (len(text) // 12) + "~" * (len(text) % 12 // 2) + "]"


def shown(text):
    return pseudo(text).replace("_", "")


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def make_catalogue(folder):
    """Translates whatever another language has translated, and returns the English words."""
    def field(name, block):
        found = re.search(rf'^{name} ((?:".*"\s*)+)', block, re.M)
        return "".join(ast.literal_eval(line) for line in found[1].split("\n") if line) if found else None

    with open(os.path.join(ROOT, "po", "zh_CN.po"), encoding="utf-8") as file:
        blocks = file.read().split("\n\n")
    words = set()
    lines = ['msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\nPlural-Forms: nplurals=2; plural=n!=1;\\n"\n']
    for block in blocks[1:]:
        context, text, plural = (field(name, block) for name in ("msgctxt", "msgid", "msgid_plural"))
        if not text or block.startswith("#~"):
            continue
        words.add(text.replace("_", ""))
        lines.append((f"msgctxt {quoted(context)}\n" if context else "") + f"msgid {quoted(text)}\n" + (
            f"msgid_plural {quoted(plural)}\nmsgstr[0] {quoted(pseudo(text))}\nmsgstr[1] {quoted(pseudo(plural))}\n"
            if plural else f"msgstr {quoted(pseudo(text))}\n"))
    path = os.path.join(folder, "xx", "LC_MESSAGES")
    os.makedirs(path)
    subprocess.run(["msgfmt", "-", "-o", os.path.join(path, "beckon.mo")], input="\n".join(lines), text=True, check=True)
    return words


def words_of_toolkit():
    for path in glob.glob("/usr/share/locale/*/LC_MESSAGES/gtk40.mo") + glob.glob(
            "/usr/share/locale/*/LC_MESSAGES/libadwaita.mo"):
        with open(path, "rb") as file:
            words = gettext.GNUTranslations(file)._catalog
        # A word with a context has that before it.
        yield from (word.split("\4")[-1].replace("_", "") for word in words if isinstance(word, str))


def without_brackets(text):
    depth, rest = 0, ""
    for letter in text:
        depth += letter == "["
        rest += letter if depth == 0 else ""
        depth -= letter == "]"
    return rest


def look_at(window, name):
    """Everything is translated, and fits a narrow window."""
    def fits():
        # Again each time: a window that has just opened may not be the active one yet.
        xdotool("windowsize", xdotool("getactivewindow").strip(), NARROW, 640)
        return 0 < window.box[2] <= NARROW

    try:
        wait_for(fits, f"{name} to be narrow")
    except AssertionError:
        complaints.append(f"{name}: wants {window.box[2]} pixels")
    screenshot(os.path.join(pictures, f"{name}.png"))
    for node in window.walk():
        for text in {node.name, node.description or ""}:
            if not TYPE.match(text) and text not in TOOLKIT and re.search("[A-Za-z]", OTHERS.sub("", without_brackets(text))):
                complaints.append(f"{name}: {node.role} {text!r} is not translated")


def dialog(app, window, shortcut, name, picture):
    window.keys(shortcut)
    other = app.window(name)
    look_at(other, picture)
    other.keys("Escape")
    wait_for(lambda: all(w.name != name for w in app.windows()), f"{name} to close")


if tuple(map(int, platform.libc_ver()[1].split("."))) > (2, 36):
    print("A newer C library takes no other language within the locale C.UTF-8: nothing is tested here")
    sys.exit(77)

with tempfile.TemporaryDirectory(prefix="beckon-story-") as folder:
    TOOLKIT.update(set(words_of_toolkit()) - make_catalogue(folder))
    env.update(TEXTDOMAINDIR=folder, LANGUAGE="xx")
    with App([beckon, "--server", env["BECKON_TEST_DOMAIN"],
              "--host", f"{env['BECKON_TEST_HOST']}:{env['BECKON_TEST_PORT']}",
              "--trust-ca", env["BECKON_TEST_CA"], "--data-dir", os.path.join(folder, "beckon")]) as app:
        window = app.window("Beckon")
        window.find("push button", shown("Create an Account"))
        look_at(window, "welcome")
        window.find("push button", shown("Create an Account")).press()
        window.find("list item", env["BECKON_TEST_DOMAIN"])
        look_at(window, "servers")
        window.keys("alt+Left")
        window.find("push button", shown("Scan a Code")).press()
        window.find("label", shown("1. Open the camera of your phone."))
        look_at(window, "scan")
        window.keys("alt+Left")
        window.find("push button", shown("Sign In")).press()
        window.find("text", shown("_Password")).set_text("wrong")
        look_at(window, "sign-in")
        next(n for n in window.walk() if n.role == "text" and "@" in n.name).set_text(env["BECKON_TEST_ALICE"])
        window.find("push button", shown("_Sign In")).press()
        window.find("label", shown("Wrong address or password"), timeout=20)
        look_at(window, "wrong-password")
        window.find("text", shown("_Password")).set_text(env["BECKON_TEST_ALICE_PASSWORD"])
        window.find("push button", shown("_Sign In")).press()

        window.find("label", shown("No Chats Yet"), timeout=20)
        look_at(window, "no-chats")
        dialog(app, window, "ctrl+n", shown("New Chat"), "new-chat")
        dialog(app, window, "ctrl+comma", shown("Preferences"), "preferences")
        window.keys("ctrl+n")
        app.window(shown("New Chat")).find("label", "Bob").click()
        window.find("push button", shown("Chat Menu"))
        window.find("text", shown("Message")).set_text("Quite long")
        window.find("push button", shown("Send")).press()
        wait_for(lambda: any(n.name.startswith("Quite long") for n in window.walk() if n.role == "label"), "the message")
        look_at(window, "conversation")
        dialog(app, window, "ctrl+i", shown("Contact Details"), "contact")
        window.keys("ctrl+q")
        wait_for(lambda: app.process.poll() is not None, "Beckon to end")

assert not complaints, "\n".join(complaints)
