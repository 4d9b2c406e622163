# Copyright the Beckon authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Signing in by scanning, with real parts: the window, a reader of QR codes that is not ours, and
a mobile browser as the phone.

    story_scan.py FOLDER BECKON [ARGUMENT...]

Alice's desktop shows a code. Her phone opens the link in it, she signs in there, types the number
that the desktop shows, and confirms. The desktop is signed in without a password, chats, and comes
back later by itself; then the phone signs it out. Pictures go to the folder.
"""
import os
import re
import sys
import urllib.parse

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))

from atspi_driver import App, read_qr, screenshot, wait_for, xdotool  # noqa: E402
from browser import Browser  # noqa: E402
from raw_stream import RawStream  # noqa: E402
from scan import Device, Site, by_token  # noqa: E402

folder, *command = sys.argv[1:]
data_folder = command[command.index("--data-dir") + 1]
address, password = os.environ["BECKON_TEST_ALICE"], os.environ["BECKON_TEST_ALICE_PASSWORD"]
origin = os.environ["BECKON_TEST_ORIGIN"]
scratch = os.path.dirname(data_folder)
log_file = os.path.join(scratch, "beckon.log")
pictures = 0
secrets = {"the password": password}


def next_picture(name):
    global pictures
    pictures += 1
    return os.path.join(folder, f"scan-{pictures:02}-{name}.png")


def picture(name):
    path = next_picture(name)
    screenshot(path)
    return path


def labels(window):
    # A status has its words as text, and no name, since GTK 4.16.
    return [n.text if n.role == "status bar" else n.name for n in window.walk()
            if n.role in ("label", "static", "status bar", "alert", "notification")]


def labelled(window, start):
    return wait_for(lambda: next((name for name in labels(window) if name.startswith(start)), None),
                    f"a label {start!r}")


def read_code():
    """The link on the screen."""
    def look():
        path = os.path.join(scratch, "screen.png")
        screenshot(path)
        codes = read_qr(path)
        return codes[0] if len(codes) == 1 else None
    return wait_for(look, "a code on the screen")


def open_chat(window, name):
    window.find("list", "Chats").find("label", name).click()
    window.find("push button", "Chat Menu")


def write(window, text):
    window.find("text", "Message").set_text(text)
    window.find("push button", "Send").press()
    labelled(window, text)


def check_secrets(app):
    """Nothing secret where others could read it."""
    places = {"an argument": open(f"/proc/{app.process.pid}/cmdline", "rb").read(),
              "a title": " ".join(window.name for window in app.windows()).encode(),
              "a log": open(log_file, "rb").read()}
    for path, _, names in os.walk(data_folder):
        for name in names:
            with open(os.path.join(path, name), "rb") as file:
                places[f"the file {name}"] = file.read()
    for where, content in places.items():
        for what, secret in secrets.items():
            assert secret.encode() not in content, f"{what} is in {where}"
        # How the server's tokens begin, for one sign-in and for the next ones.
        assert b"secret-token:" not in content, f"a token is in {where}"


def leave(app):
    check_secrets(app)
    app.window("Beckon").keys("ctrl+q")
    wait_for(lambda: app.process.poll() is not None, "Beckon to end")
    assert app.process.returncode == 0, f"Beckon ended with {app.process.returncode}"


def start():
    # All that it can be made to say, on its standard error, which the log is.
    return App(["sh", "-c", 'log=$1; shift; exec "$@" >> "$log" 2>&1', "sh", log_file, *command],
               env={"G_MESSAGES_DEBUG": "all"})


with Browser(origin) as phone:
    with start() as app:
        window = app.window("Beckon")
        button = window.find("push button", "Scan a Code")
        picture("welcome")
        button.press()
        link = read_code()
        assert re.fullmatch(re.escape(origin) + "/scan/s/[A-Za-z0-9_-]{22}", link), link
        labelled(window, "Waiting for your phone.")
        picture("code")

        phone.open(link)
        phone.wait_text("Your password goes to")
        phone.fill("#address", address)
        phone.fill("#password", password)
        phone.tick("[name=remember]")
        phone.screenshot(next_picture("phone-sign-in"))
        labelled(window, "Waiting for your phone.")  # opening the link has changed nothing
        phone.press("button.main")
        phone.wait_text("Is this your device?")

        spoken = labelled(window, "Scanned. Confirm on your phone")
        number = re.search(r"number (\d\d)", spoken)[1]
        labelled(window, address)
        picture("scanned")
        phone.wait_text("Beckon")
        phone.wait_text("same network")
        wrong = f"{(int(number) + 1) % 100:02}"
        phone.fill("#number", wrong)
        phone.press("[value=confirm]")
        phone.wait_text("That is not the number.")
        phone.fill("#number", number)
        phone.screenshot(next_picture("phone-number"))
        phone.press("[value=confirm]")
        phone.wait_text("Signed in")
        phone.screenshot(next_picture("phone-confirmed"))

        labelled(window, "Robin")
        picture("signed-in")
        open_chat(window, "Robin")
        write(window, "Good morning, Robin! How was your night?")
        labelled(window, "Hello! Nice to hear from you.")
        picture("answer")
        leave(app)

    with start() as app:
        window = app.window("Beckon")
        open_chat(window, "Robin")
        write(window, "I am back, without a password. Thank you!")
        labelled(window, "You are welcome!")
        picture("back-by-token")

        phone.open(origin + "/scan/devices")
        phone.wait_text("Beckon")
        phone.screenshot(next_picture("phone-devices"))
        phone.press("ul form button")
        labelled(window, "Sign in again")
        phone.screenshot(next_picture("phone-signed-out"))
        picture("signed-out")
        window.find("push button", "Sign In…").press()
        dialog = app.window(role="dialog")
        picture("sign-in-again")
        dialog.find("push button", "Scan a Code").press()
        link = read_code()
        picture("code-again")

        # This time the phone is known: two presses and the number.
        phone.open(link)
        phone.wait_text("Sign in another device?")
        phone.screenshot(next_picture("phone-known"))
        phone.press("button.main")
        number = re.search(r"number (\d\d)", labelled(window, "Scanned. Confirm on your phone"))[1]
        phone.fill("#number", number)
        phone.press("[value=confirm]")
        open_chat(window, "Robin")
        write(window, "And back again.")
        picture("signed-in-again")

        # And Beckon itself is a phone for a third device.
        window.keys("ctrl+comma")
        preferences = app.window("Preferences")
        preferences.find("page tab", "Accounts").press()
        preferences.find("label", address).click()
        preferences.find("label", "This one")
        picture("devices")
        preferences.find("label", "Approve a Sign-In…").click()
        approve = app.window("Approve a Sign-In")
        site = urllib.parse.urlsplit(origin)
        device = Device(Site(site.port, os.environ["BECKON_TEST_CA"], site.hostname, "127.0.0.1"),
                        device_name="Tablet <b>", device_os="Debian 12", software="Test")
        approve.find("text", "Link or short code").set_text(device.link)
        approve.find("push button", "Continue").press()
        approve.find("label", "Tablet <b>")
        approve.find("label", "127.0.0.1, the same network as this computer")
        approve.find("text", "Number that the device shows").set_text(device.poll()["scan_number"])
        picture("approve")
        approve.find("push button", "Confirm").press()
        approve.find("label", "Confirmed")
        answer = device.poll()
        assert answer["scan_account"] == address
        secrets["the tablet's token"] = answer["access_token"]
        picture("approved")
        approve.find("push button", "Close").press()
        wait_for(lambda: len(app.windows()) == 2, "the window to close")
        preferences.find("label", "This one")

        # As soon as it signs in, it is in the list, and the window says so.
        with RawStream(os.environ["BECKON_TEST_HOST"], os.environ["BECKON_TEST_TLS_PORT"], os.environ["BECKON_TEST_CA"],
                       sender=address) as stream:
            assert "<success" in stream.ask(by_token(answer["access_token"], device.device_id), "</success>|</failure>")
            preferences.find("push button", "Sign out “Tablet <b>”")
            labelled(window, "New device: \u2068Tablet <b>\u2069")
            picture("new-device")
        preferences.find("push button", "Sign out “Chrome”").press()
        dialog = app.window(role="dialog")
        picture("sign-out-phone")
        dialog.find("push button", "Sign Out").press()
        preferences.gone("label", "Chrome")
        preferences.find("push button", "Close").press()
        wait_for(lambda: len(app.windows()) == 1, "the preferences to close")
        xdotool("search", "--onlyvisible", "--name", "^Beckon$", "windowactivate", "--sync")
        leave(app)

# The second start needed neither the password nor the phone.
with open(os.path.join(os.environ["BECKON_TEST_FOLDER"], "prosody.log"), errors="replace") as file:
    log = file.read()
for what, secret in secrets.items():
    assert secret not in log, f"{what} is in the server's log"
