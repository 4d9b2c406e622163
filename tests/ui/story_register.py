# Copyright the Beckon authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody creates an account in the window, beside a server of tests/support/prosody.py:

    story_register.py BECKON form|captcha

Each answer of the server that is no is shown at its field, and nothing typed is lost.
"""
import os
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))

from atspi_driver import App, screenshot, wait_for  # noqa: E402

beckon, variant = sys.argv[1:]
env = os.environ
pictures = os.path.join(env.get("G_TEST_BUILDDIR", "."), "ui", "story-register")
os.makedirs(pictures, exist_ok=True)
env["UI_SHOT_ON_FAILURE"] = os.path.join(pictures, f"{variant}-failure.png")


def picture(name):
    screenshot(os.path.join(pictures, f"{variant}-{name}.png"))


def field(window, name):
    """A field by the beginning of its name."""
    return wait_for(lambda: next((n for n in window.walk() if n.role == "text" and n.name.startswith(name)), None),
                    f"the field {name}", 20)


def says(window, text):
    """Waits for a label that begins so."""
    wait_for(lambda: next((n for n in window.walk() if n.role == "label" and n.name.startswith(text)
                           and n.box[2] > 0), None), f"{text!r} to be said", 20)


def submit(window):
    window.find("push button", "Create Account").press()


def fill_in_captcha(window):
    field(window, "Address").set_text("newcomer")
    field(window, "Password").set_text("a very long password")
    field(window, "Enter the text you see").set_text("wrong")
    picture("form")
    submit(window)
    says(window, "The answer was not right")
    picture("wrong")
    assert field(window, "Address").text == "newcomer"
    field(window, "Enter the text you see").set_text("beckon")


def fill_in_form(window):
    submit(window)
    says(window, "Please fill this in")
    field(window, "Address").set_text("alice")
    field(window, "Password").set_text("a very long password")
    field(window, "Nickname").set_text("Newcomer")
    picture("form")
    submit(window)
    says(window, "Not accepted")
    picture("refused")
    assert field(window, "Nickname").text == "Newcomer"

    says(window, "Not accepted. colour: red is taken")
    wait_for(lambda: 0 < window.find("combo box", "Colour (required)").box[1] < 640, "the field to be in sight")

    window.find("combo box", "Colour (required)").click()
    window.keys("Down", "Return")
    window.find("check box", "I accept the rules (required)").press()
    submit(window)
    says(window, "This name is taken")
    picture("taken")
    field(window, "Address").set_text("newcomer")


with tempfile.TemporaryDirectory(prefix="beckon-story-") as folder, \
        App([beckon, "--server", env["BECKON_TEST_DOMAIN"],
             "--host", f"{env['BECKON_TEST_HOST']}:{env['BECKON_TEST_PORT']}",
             "--trust-ca", env["BECKON_TEST_CA"], "--data-dir", os.path.join(folder, "beckon")]) as app:
    window = app.window("Beckon")
    window.find("push button", "Create an Account").press()
    window.find("list item", env["BECKON_TEST_DOMAIN"]).click()
    if variant == "captcha":
        fill_in_captcha(window)
    else:
        fill_in_form(window)
    submit(window)
    window.find("label", "No Chats Yet", timeout=20)
    picture("done")
