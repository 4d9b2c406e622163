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
from notifications import Notifications  # noqa: E402

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


def remove(app, window):
    window.keys("ctrl+i")
    app.window("Contact Details").find("push button", "Remove From Contacts").press()
    window.find("label", "Bob was removed")


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

    # Removing somebody can be undone without their noticing; closing the window ends the time for it.
    remove(app, window)
    window.find("push button", "Undo").press()
    remove(app, window)

    window.keys("ctrl+q")
    wait_for(lambda: app.process.poll() is not None, "Beckon to end")
    assert app.process.returncode == 0
assert any('type="unsubscribe"' in line for line in bob.stdout), "Bob does not hear of it"
bob.stdin.close()
assert 'type="unsubscribe"' not in bob.stdout.read()
bob.wait(20)
