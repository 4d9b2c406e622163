# Copyright the Beckon authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Beckon as a Flatpak, beside a server of tests/support/prosody.py; build-aux/flatpak/test plays it:

    story_sandbox.py FOLDER

Alice signs in inside the sandbox, writes, gets an answer, follows a link, and comes back by the token that is
in the portal's keyring. Pictures of it go to the folder.
"""
import os
import subprocess
import sys
import threading

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))

from atspi_driver import App, screenshot, wait_for  # noqa: E402

ID = "im.beckon.Beckon"
PEER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support", "peer.py")

folder, = sys.argv[1:]
env = os.environ
env["UI_SHOT_ON_FAILURE"] = os.path.join(folder, "failure.png")
home = os.path.expanduser(f"~/.var/app/{ID}")
pictures = 0


def run(options, *arguments):
    # Without --die-with-parent the program would outlive the launcher.
    return ["flatpak", "run", "--user", "--die-with-parent", *options, ID, *arguments]


def start():
    # The server's authority, and what stands in for Yelp, are all of the machine that the sandbox is shown.
    server = os.path.dirname(env["BECKON_TEST_CA"])
    return App(run([f"--filesystem={server}:ro", f"--env=PATH={server}:/app/bin:/usr/bin"],
                   "--server", env["BECKON_TEST_DOMAIN"],
                   "--host", f"{env['BECKON_TEST_HOST']}:{env['BECKON_TEST_PORT']}",
                   "--trust-ca", env["BECKON_TEST_CA"]), name="beckon")


def shell(command):
    return subprocess.run(run(["--command=sh"], "-c", command),
                          capture_output=True, text=True, timeout=60, check=False)


def picture(name):
    global pictures
    pictures += 1
    screenshot(os.path.join(folder, f"{pictures:02}-{name}.png"))


def labelled(window, start):
    return wait_for(lambda: next((n for n in window.walk() if n.role == "label" and n.name.startswith(start)
                                  and n.box[2] > 0), None), f"a label {start!r}", 20)


def write(window, text):
    window.find("text", "Message").set_text(text)
    window.find("push button", "Send").press()
    labelled(window, text)


def follows_link(app, window):
    """What another program hands over reaches the Beckon that runs, out of another sandbox."""
    link = subprocess.run(run([], f"xmpp:{env['BECKON_TEST_CAROL']}?message;body=By%20a%20link"), timeout=60, check=False)
    assert link.returncode == 0, f"the link ended with {link.returncode}"
    dialog = app.window(role="dialog")
    picture("link")
    dialog.find("push button", "Open Chat").press()
    wait_for(lambda: window.find("text", "Message").text == "By a link", "the link's words")


def leave(app):
    app.window("Beckon").keys("ctrl+q")
    wait_for(lambda: app.process.poll() is not None, "Beckon to end")
    assert app.process.returncode == 0, f"Beckon ended with {app.process.returncode}"


def files():
    for path, _, names in os.walk(home):
        for name in names:
            yield os.path.join(path, name)


def is_closed():
    """Nothing of the home, of the session's bus or of the keyring's other secrets is within reach."""
    secret = os.path.expanduser("~/secret")
    with open(secret, "w", encoding="utf-8") as file:
        file.write("mine")
    assert shell("true").returncode == 0, shell("true").stderr
    assert shell(f"cat {secret}").returncode != 0, "the home can be read"
    names = shell("gdbus call --session --dest org.freedesktop.DBus --object-path /org/freedesktop/DBus "
                  "--method org.freedesktop.DBus.ListNames").stdout
    assert "org.freedesktop.portal.Documents" in names, names
    assert "org.freedesktop.secrets" not in names, "the whole keyring can be reached"


def sign_in(window):
    window.find("push button", "Sign In").press()
    window.find("text", "Address, such as you@localhost").set_text(env["BECKON_TEST_ALICE"])
    window.find("text", "Password").set_text(env["BECKON_TEST_ALICE_PASSWORD"])
    picture("sign-in")
    window.find("push button", "Sign In").press()
    window.find("label", "No Chats Yet", timeout=20)


def install_reader():
    """What GNOME's runtime has and ours has not: a reader of help."""
    path = os.path.join(os.path.dirname(env["BECKON_TEST_CA"]), "yelp")
    with open(path, "w", encoding="utf-8") as file:
        file.write("#!/bin/sh\necho \"$1\" > \"$XDG_DATA_HOME/help.new\"\n"
                   "mv \"$XDG_DATA_HOME/help.new\" \"$XDG_DATA_HOME/help\"\n")
    os.chmod(path, 0o755)


def shows_help(window):
    window.keys("F1")
    path = os.path.join(home, "data", "help")
    wait_for(lambda: os.path.exists(path), "the help")
    with open(path, encoding="utf-8") as file:
        assert file.read() == "help:beckon/index\n"
    assert shell("test -e /app/share/help/C/beckon/index.page").returncode == 0, "no help is installed"


is_closed()
install_reader()

with subprocess.Popen([sys.executable, PEER, "bob"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as bob:
    heard = []
    threading.Thread(target=lambda: heard.extend(bob.stdout), daemon=True).start()

    def hears(text):
        wait_for(lambda: any(text in line for line in heard), f"Bob to hear {text!r}", 60)

    hears("ready")
    with start() as app:
        window = app.window("Beckon")
        shows_help(window)
        picture("welcome")
        sign_in(window)
        window.keys("ctrl+n")
        app.window("New Chat").find("label", "Bob").click()
        window.find("push button", "Chat Menu")
        write(window, "Out of the sandbox")
        hears("Out of the sandbox")
        print(f"<message to='{env['BECKON_TEST_ALICE']}' type='chat'><body>Loud and clear</body></message>",
              file=bob.stdin, flush=True)
        labelled(window, "Loud and clear")
        picture("conversation")
        follows_link(app, window)
        leave(app)

    # The keyring's own file is encrypted with a key that only the portal has.
    assert os.path.getsize(os.path.join(home, "data", "keyrings", "default.keyring")), "no keyring"
    for path in files():
        with open(path, "rb") as file:
            assert env["BECKON_TEST_ALICE_PASSWORD"].encode() not in file.read(), f"the password is in {path}"

    with start() as app:
        window = app.window("Beckon")
        window.find("list", "Chats").find("label", "Bob").click()
        window.find("push button", "Chat Menu")
        labelled(window, "Loud and clear")
        write(window, "Back without a password")
        hears("Back without a password")
        picture("signed-in-by-token")
        leave(app)
    bob.stdin.close()

with open(os.path.join(env["BECKON_TEST_FOLDER"], "prosody.log"), encoding="utf-8") as log:
    assert "Client is authenticating using FAST" in log.read(), "no sign-in by token"
