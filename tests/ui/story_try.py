# Copyright the Beckon authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The story that build-aux/try plays without a display:

    story_try.py FOLDER BECKON [ARGUMENT...]

Alice signs in, writes to Robin, gets an answer, and comes back later without a
password. Pictures of it go to the folder. It is also an ordinary test.
"""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))

from atspi_driver import App, screenshot, wait_for  # noqa: E402

folder, *command = sys.argv[1:]
data_folder = command[command.index("--data-dir") + 1]
password = os.environ["BECKON_TEST_ALICE_PASSWORD"]
pictures = 0


def picture(name):
    global pictures
    pictures += 1
    screenshot(os.path.join(folder, f"{pictures:02}-{name}.png"))


def labelled(window, start):
    """The label that begins so; what a message says is followed by its time for some readers."""
    return wait_for(lambda: next((n for n in window.walk() if n.role == "label" and n.name.startswith(start)), None),
                    f"a label {start!r}")


def open_chat(window, name):
    window.find("list", "Chats").find("label", name).click()
    window.find("push button", "Chat Menu")


def write(window, text):
    window.find("text", "Message").set_text(text)
    window.find("push button", "Send").press()
    labelled(window, text)


def leave(app):
    app.window("Beckon").keys("ctrl+q")
    wait_for(lambda: app.process.poll() is not None, "Beckon to end")
    assert app.process.returncode == 0, f"Beckon ended with {app.process.returncode}"


with App(command) as app:
    window = app.window("Beckon")
    picture("welcome")
    window.find("push button", "Sign In").press()
    window.find("text", "Address, such as you@localhost").set_text(os.environ["BECKON_TEST_ALICE"])
    window.find("text", "Password").set_text(password)
    picture("sign-in")
    window.find("push button", "Sign In").press()

    labelled(window, "Robin")
    labelled(window, "Hello! I am Robin.")  # from the archive of the server
    picture("chats")
    open_chat(window, "Robin")
    picture("conversation")
    write(window, "Good morning, Robin! How was your night?")
    labelled(window, "Hello! Nice to hear from you.")
    picture("answer")
    open_chat(window, "Mei Lin (林美)")
    labelled(window, "Perfect. Tomáš has the car.")
    picture("history")
    leave(app)

for path, _, names in os.walk(data_folder):
    for name in names:
        with open(os.path.join(path, name), "rb") as file:
            assert password.encode() not in file.read(), f"the password is in {name}"

with App(command) as app:
    window = app.window("Beckon")
    open_chat(window, "Robin")
    labelled(window, "Good morning, Robin!")
    picture("later")
    write(window, "I am back, without a password. Thank you!")
    labelled(window, "You are welcome!")
    picture("signed-in-by-token")
    leave(app)

with open(os.path.join(os.environ["BECKON_TEST_FOLDER"], "prosody.log")) as log:
    assert "Client is authenticating using FAST" in log.read(), "no sign-in by token"
