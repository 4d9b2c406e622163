# Copyright the Beckon authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody asks for help, beside a server of tests/support/prosody.py with an expired certificate:

    story_help.py BECKON

What the desktop would show is written to a file, by a program that stands in for Yelp.
"""
import os
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))

from atspi_driver import App, screenshot, wait_for  # noqa: E402

HELP = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "help", "C")

beckon, = sys.argv[1:]
env = os.environ
pictures = os.path.join(env.get("G_TEST_BUILDDIR", "."), "ui", "story-help")
os.makedirs(pictures, exist_ok=True)
env["UI_SHOT_ON_FAILURE"] = os.path.join(pictures, "failure.png")
shown = os.path.join(env["XDG_RUNTIME_DIR"], "help-shown")


def install_reader():
    """Makes a program the desktop's reader of help."""
    folder = os.path.join(env["XDG_DATA_HOME"], "applications")
    os.makedirs(folder)
    with open(os.path.join(folder, "reader.desktop"), "w", encoding="utf-8") as file:
        file.write("[Desktop Entry]\nType=Application\nName=Reader\nNoDisplay=true\n"
                   f"Exec=sh -c 'echo \"$1\" > {shown}.new; mv {shown}.new {shown}' sh %u\n"
                   "MimeType=x-scheme-handler/help;\n")
    with open(os.path.join(env["XDG_CONFIG_HOME"], "mimeapps.list"), "w", encoding="utf-8") as file:
        file.write("[Default Applications]\nx-scheme-handler/help=reader.desktop\n")


def is_shown(page):
    name, _, section = page.partition("#")
    with open(os.path.join(HELP, f"{name}.page"), encoding="utf-8") as file:
        assert f'id="{section or name}"' in file.read(), f"no page {page}"
    wait_for(lambda: os.path.exists(shown), f"help about {page}")
    with open(shown, encoding="utf-8") as file:
        assert file.read() == f"help:beckon/{page}\n"
    os.remove(shown)


def leave(window, app):
    window.keys("ctrl+q")
    wait_for(lambda: app.process.poll() is not None, "Beckon to end")


with tempfile.TemporaryDirectory(prefix="beckon-story-") as folder, \
        App([beckon, "--server", env["BECKON_TEST_DOMAIN"],
             "--host", f"{env['BECKON_TEST_HOST']}:{env['BECKON_TEST_PORT']}",
             "--trust-ca", env["BECKON_TEST_CA"], "--data-dir", os.path.join(folder, "beckon")]) as app:
    window = app.window("Beckon")
    window.find("push button", "Sign In")

    # Without a reader it is said what to install.
    window.keys("F1")
    dialog = wait_for(lambda: next((w for w in app.windows() if w.find_all("label", "The help cannot be shown")), None),
                      "what to install")
    dialog.find("push button", "Close").press()
    wait_for(lambda: len(app.windows()) == 1, "the dialog to close")

    install_reader()
    window.keys("F1")
    is_shown("index")

    # An error leads to what there is to know of it.
    window.find("push button", "Sign In").press()
    window.find("text", "Password").set_text(env["BECKON_TEST_ALICE_PASSWORD"])
    next(n for n in window.walk() if n.role == "text" and n.name.startswith("Address")).set_text(env["BECKON_TEST_ALICE"])
    window.find("push button", "Sign In").press()
    window.find("label", "The server cannot be trusted", timeout=20)
    screenshot(os.path.join(pictures, "error.png"))
    window.find("push button", "Help").press()
    is_shown("connecting#certificate")
    leave(window, app)
