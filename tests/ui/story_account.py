# Copyright the Beckon authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody changes a password, signs out, and deletes an account, beside a server of
tests/support/prosody.py that is particular about passwords:

    story_account.py BECKON
"""
import os
import subprocess
import sys
import tempfile

SUPPORT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support")
sys.path.insert(0, SUPPORT)

from atspi_driver import App, screenshot, wait_for  # noqa: E402

beckon = sys.argv[1]
env = os.environ
alice, old = env["BECKON_TEST_ALICE"], env["BECKON_TEST_ALICE_PASSWORD"]
new = "A lighthouse, 7 gulls"
pictures = os.path.join(env.get("G_TEST_BUILDDIR", "."), "ui", "story-account")
os.makedirs(pictures, exist_ok=True)
env["UI_SHOT_ON_FAILURE"] = os.path.join(pictures, "failure.png")


def lets_in(password):
    """Whether another device gets in with that."""
    peer = subprocess.run([sys.executable, os.path.join(SUPPORT, "peer.py"), "alice"], input="",
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=30,
                          env={**env, "BECKON_TEST_ALICE_PASSWORD": password})
    assert peer.returncode == 0 or "PermissionError" in peer.stderr, peer.stderr
    return "ready" in peer.stdout


def start(folder):
    return App([beckon, "--server", env["BECKON_TEST_DOMAIN"],
                "--host", f"{env['BECKON_TEST_HOST']}:{env['BECKON_TEST_PORT']}",
                "--trust-ca", env["BECKON_TEST_CA"], "--data-dir", os.path.join(folder, "beckon")])


def sign_in(window, password):
    window.find("push button", "Sign In").press()
    window.find("text", f"Address, such as you@{env['BECKON_TEST_DOMAIN']}").set_text(alice)
    window.find("text", "Password").set_text(password)
    window.find("push button", "Sign In").press()
    window.find("label", "No Chats Yet", timeout=20)


def open_account(app, window):
    """The page of the account, in the preferences."""
    window.keys("ctrl+comma")
    preferences = app.window("Preferences")
    preferences.find("page tab", "Accounts").press()
    preferences.find("label", alice).click()
    preferences.find("label", "Change Password…")
    return preferences


def ask(app, page, row):
    """Chooses a row that asks something, and gives its question."""
    page.find("label", row).click()
    return app.window(role="dialog")


def change_password(app, page, first, second):
    page.find("label", "Change Password…").click()
    change = app.window("Change Password")
    type_password(change, first, second)
    return change


def type_password(change, first, second):
    change.find("text", "New password").set_text(first)
    change.find("text", "New password again").set_text(second)


with tempfile.TemporaryDirectory(prefix="beckon-story-") as folder:
    with start(folder) as app:
        window = app.window("Beckon")
        sign_in(window, old)
        page = open_account(app, window)

        # What is weak, or typed wrongly once, cannot be sent.
        change = change_password(app, page, "aaaa", "aaaa")
        change.find("label", "Weak password")
        assert not change.find("push button", "Change").has("sensitive")
        type_password(change, new, new + "?")
        change.find("label", "The two passwords differ")
        screenshot(os.path.join(pictures, "differ.png"))
        assert not change.find("push button", "Change").has("sensitive")

        # The server has its own mind, and says so where one can think of another one.
        type_password(change, "8 gulls, yes", "8 gulls, yes")
        change.find("push button", "Change").press()
        change.find("label", "Not accepted")
        screenshot(os.path.join(pictures, "refused.png"))
        type_password(change, new, new)
        change.find("push button", "Change").press()
        page.find("label", "The password was changed")
        screenshot(os.path.join(pictures, "changed.png"))
        assert lets_in(new) and not lets_in(old)
        page.find("push button", "Close").press()
        wait_for(lambda: len(app.windows()) == 1, "the preferences to close")
        window.keys("ctrl+q")
        wait_for(lambda: app.process.poll() is not None, "Beckon to end")

    # It goes on without being asked for the new one, until one signs out here.
    with start(folder) as app:
        window = app.window("Beckon")
        wait_for(lambda: window.find_all("push button", "Your Status") and not window.find_all("push button", "Sign In…"),
                 "the chats")
        page = open_account(app, window)
        page.find("label", "About the Server…")
        dialog = ask(app, page, "Sign Out…")
        screenshot(os.path.join(pictures, "sign-out.png"))
        dialog.find("push button", "Sign Out").press()
        window.find("push button", "Create an Account")
        wait_for(lambda: len(app.windows()) == 1, "the preferences to close")
        assert lets_in(new)

        sign_in(window, new)
        page = open_account(app, window)
        dialog = ask(app, page, "Delete the Account on the Server…")
        delete = dialog.find("push button", "Delete")
        dialog.find("text", "Address").set_text(alice[1:])
        assert not delete.has("sensitive")
        screenshot(os.path.join(pictures, "delete.png"))
        dialog.find("text", "Address").set_text(alice)
        delete.press()
        window.find("push button", "Create an Account")
        wait_for(lambda: len(app.windows()) == 1, "the preferences to close")
        screenshot(os.path.join(pictures, "deleted.png"))
        assert not lets_in(new)
        window.keys("ctrl+q")
        wait_for(lambda: app.process.poll() is not None, "Beckon to end")
        assert app.process.returncode == 0
