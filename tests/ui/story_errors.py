# Copyright the Beckon authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Signing in to a server that is not as it should be, through the window:

    story_errors.py BECKON cert-expired|no-tls|plain
"""
import os
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))

from atspi_driver import App, screenshot, wait_for  # noqa: E402

SAYS = {
    "cert-expired": "The server cannot be trusted",
    "no-tls": "The server does not encrypt",
}

beckon, variant = sys.argv[1:]
env = os.environ
pictures = os.path.join(env.get("G_TEST_BUILDDIR", "."), "ui", "story-errors")
os.makedirs(pictures, exist_ok=True)
env["UI_SHOT_ON_FAILURE"] = os.path.join(pictures, f"{variant}-failure.png")

with tempfile.TemporaryDirectory(prefix="beckon-story-") as folder, \
        App([beckon, "--server", env["BECKON_TEST_DOMAIN"],
             "--host", f"{env['BECKON_TEST_HOST']}:{env['BECKON_TEST_PORT']}",
             "--trust-ca", env["BECKON_TEST_CA"], "--data-dir", os.path.join(folder, "beckon")]) as app:
    window = app.window("Beckon")
    window.find("push button", "Sign In").press()
    window.find("text", "Password").set_text(env["BECKON_TEST_ALICE_PASSWORD"])
    address = next(n for n in window.walk() if n.role == "text" and n.name.startswith("Address"))
    address.set_text(env["BECKON_TEST_ALICE"])
    window.find("push button", "Sign In").press()

    if variant == "plain":
        # No token from this server: the person decides about the password, and is in either way.
        dialog = wait_for(lambda: next((w for w in app.windows() if w.find_all("label", "Keep the password?")), None),
                          "the question about the password", 20)
        screenshot(os.path.join(pictures, f"{variant}.png"))
        dialog.find("push button", "Keep in the Keyring").press()
        window.find("label", "No Chats Yet", timeout=20)
    else:
        window.find("label", SAYS[variant], timeout=20)
        screenshot(os.path.join(pictures, f"{variant}.png"))
        # Nothing is lost, and there is no way past the error.
        assert address.text == env["BECKON_TEST_ALICE"]
        assert not [n for n in window.walk() if n.role == "push button" and "nyway" in n.name]
