# Copyright the Beckon authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What somebody sees when the disk or the file on it is not as it should be, beside a server of
tests/support/prosody.py:

    story_disk.py BECKON

Nothing is lost: a file that is not understood stays as it is, and what cannot be stored is
still there to be sent.
"""
import os
import resource
import sqlite3
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))

from atspi_driver import App, screenshot, wait_for  # noqa: E402

beckon = sys.argv[1]
env = os.environ
pictures = os.path.join(env.get("G_TEST_BUILDDIR", "."), "ui", "story-disk")
os.makedirs(pictures, exist_ok=True)
env["UI_SHOT_ON_FAILURE"] = os.path.join(pictures, "failure.png")


# What keeps others out of a folder keeps root out, too, without these.
AS_PERSON = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []


def start(folder, *prefix):
    # Writing more than a file may hold shall be an error, as on a full disk, and no signal.
    return App([*prefix, "/usr/bin/env", "--ignore-signal=XFSZ", beckon, "--server", env["BECKON_TEST_DOMAIN"],
                "--host", f"{env['BECKON_TEST_HOST']}:{env['BECKON_TEST_PORT']}",
                "--trust-ca", env["BECKON_TEST_CA"], "--data-dir", folder])


def picture(name):
    screenshot(os.path.join(pictures, f"{name}.png"))


def labelled(window, start):
    return wait_for(lambda: next((n for n in window.walk() if n.role == "label" and n.name.startswith(start)
                                  and n.box[2] > 0), None), f"a label {start!r}", 20)


def leave(app):
    app.window("Beckon").keys("ctrl+q")
    wait_for(lambda: app.process.poll() is not None, "Beckon to end")
    assert app.process.returncode == 0, f"Beckon ended with {app.process.returncode}"


def refused(folder, content, says, name):
    """A file that Beckon does not take is explained and left alone."""
    os.makedirs(folder)
    path = os.path.join(folder, "beckon.db")
    with open(path, "wb") as file:
        file.write(content)
    with start(folder) as app:
        labelled(app.window("Beckon"), says)
        picture(name)
        leave(app)
    with open(path, "rb") as file:
        assert file.read() == content, "the file is not as it was"


def damaged(folder):
    """A file that cannot be read is kept, and a new one is there after it."""
    path = os.path.join(folder, "beckon.db")
    content = b"SQLite format 3\0" + b"\xff" * 8192
    refused(folder, content, "The chats file is damaged", "damaged")
    with start(folder) as app:
        window = app.window("Beckon")
        window.find("push button", "Put the File Aside and Start Anew").press()
        window.find("push button", "Create an Account")
        labelled(window, "The old file is kept")
        picture("anew")
        leave(app)
    with open(path + ".damaged-1", "rb") as file:
        assert file.read() == content, "the old file is not as it was"
    sqlite3.connect(path).execute("SELECT count(*) FROM messages").fetchone()


def read_only(folder):
    """Where nothing may be written nothing is shown, until it may be."""
    with start(folder) as app:
        app.window("Beckon").find("push button", "Create an Account")
        leave(app)
    os.chmod(folder, 0o500)
    with start(folder, *AS_PERSON) as app:
        window = app.window("Beckon")
        labelled(window, "The data folder cannot be written")
        picture("read-only")
        os.chmod(folder, 0o700)
        window.find("push button", "Try Again").press()
        window.find("push button", "Create an Account")
        leave(app)


def busy(folder):
    """While another program holds the file nothing is shown, and it can be tried again."""
    with start(folder) as app:
        app.window("Beckon").find("push button", "Create an Account")
        leave(app)
    other = sqlite3.connect(os.path.join(folder, "beckon.db"))
    other.execute("BEGIN EXCLUSIVE")
    with start(folder) as app:
        window = app.window("Beckon")
        labelled(window, "Another program holds the chats")
        picture("busy")
        other.close()
        window.find("push button", "Try Again").press()
        window.find("push button", "Create an Account")
        leave(app)


def newer_database(folder):
    path = os.path.join(folder, "newer.db")
    database = sqlite3.connect(path)
    database.executescript("PRAGMA application_id = 0x42636b6e; PRAGMA user_version = 9999; CREATE TABLE future (x);")
    database.close()
    with open(path, "rb") as file:
        return file.read()


def no_folder(folder):
    """Where the folder cannot be made it can be tried again, when it can."""
    with open(folder, "w"):
        pass
    with start(os.path.join(folder, "beckon")) as app:
        window = app.window("Beckon")
        again = window.find("push button", "Try Again")
        picture("no-folder")
        os.remove(folder)
        again.press()
        window.find("push button", "Create an Account")
        leave(app)


def limit_files(app, size):
    """As if the disk had no more room than for files of that size."""
    resource.prlimit(app.process.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def full_disk(folder):
    with start(folder) as app:
        window = app.window("Beckon")
        window.find("push button", "Sign In").press()
        window.find("text", f"Address, such as you@{env['BECKON_TEST_DOMAIN']}").set_text(env["BECKON_TEST_ALICE"])
        window.find("text", "Password").set_text(env["BECKON_TEST_ALICE_PASSWORD"])
        window.find("push button", "Sign In").press()
        window.find("label", "No Chats Yet", timeout=20)
        window.keys("ctrl+n")
        app.window("New Chat").find("label", "Bob").click()
        composer = window.find("text", "Message")
        window.find("push button", "Chat Menu")

        limit_files(app, 1)
        composer.set_text("Not to be lost")
        window.find("push button", "Send").press()
        labelled(window, "The message could not be saved")
        wait_for(lambda: composer.text == "Not to be lost", "the words to come back")
        picture("full")

        limit_files(app, resource.RLIM_INFINITY)
        window.find("push button", "Send").press()
        wait_for(lambda: composer.text == "", "the message to be taken")
        labelled(window, "Not to be lost")
        leave(app)

    database = sqlite3.connect(os.path.join(folder, "beckon.db"))
    wanted = [("Not to be lost", 1)]
    rows = database.execute("SELECT body, count(*) FROM messages GROUP BY body").fetchall()
    assert rows == wanted, rows


with tempfile.TemporaryDirectory(prefix="beckon-story-") as folder:
    damaged(os.path.join(folder, "damaged"))
    read_only(os.path.join(folder, "read-only"))
    busy(os.path.join(folder, "busy"))
    refused(os.path.join(folder, "newer"), newer_database(folder), "Written by a newer Beckon", "newer")
    no_folder(os.path.join(folder, "file"))
    full_disk(os.path.join(folder, "full"))
