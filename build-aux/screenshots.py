#!/usr/bin/python3
# Copyright the Beckon authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the pictures in data/screenshots from the running program:

    meson compile -C build && build-aux/screenshots.py

in a virtual display, with the demo's private server. That from right to left is one of the
gallery (build-aux/gallery), and those of scanning are from the story that build-aux/try plays:
its pictures 02 and 05.
"""
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "data" / "screenshots"
sys.path.insert(0, str(ROOT / "tests" / "support"))


def right_to_left():
    subprocess.run([ROOT / "build-aux" / "gallery", "--languages", "ar", "--sizes", "960x640", "--schemes", "light",
                    "conversation"], check=True, stdout=subprocess.DEVNULL)
    shutil.copy(ROOT / "build" / "gallery" / "ar" / "960x640-light" / "conversation.png",
                PICTURES / "right-to-left.png")


def take(name, command, size, talk, env):
    from atspi_driver import App, wait_for, xdotool
    with App(command, env=env) as app:
        window = wait_for(app.windows, "the window")[0]
        target = xdotool("getactivewindow").strip()
        xdotool("windowsize", "--sync", target, *size)
        wait_for(lambda: abs(window.box[2] - size[0]) < 60, "the window to take its size")
        rows = wait_for(lambda: window.find_all("label", "Bob Martin"), "the chats")
        if talk:
            rows[0].click()
            wait_for(lambda: [n for n in window.walk() if n.role == "label"
                              and n.name.startswith("Thank you! Tea later?")], "the conversation")
        until_still(target, PICTURES / f"{name}.png")


def until_still(target, path):
    """Keeps the first picture that is like the one before it."""
    before = None
    for _ in range(40):
        subprocess.run(["import", "-window", target, path], check=True)
        now = subprocess.run(["identify", "-format", "%#", path], check=True, capture_output=True).stdout
        if now == before:
            return
        before = now
    raise RuntimeError(f"{path.name}: the window does not come to rest")


def sign_in(command):
    from atspi_driver import App, wait_for
    with App(command) as app:
        window = app.window("Beckon")
        window.find("push button", "Sign In").press()
        window.find("text", "Address, such as you@localhost").set_text(os.environ["BECKON_TEST_ALICE"])
        window.find("text", "Password").set_text(os.environ["BECKON_TEST_ALICE_PASSWORD"])
        window.find("push button", "Sign In").press()
        wait_for(lambda: window.find_all("label", "Bob Martin"), "the chats")


def inside(command):
    wide, narrow = (960, 640), (360, 640)
    sign_in(command)
    take("conversation", command, wide, True, {})
    take("dark", command, wide, True, {"ADW_DEBUG_COLOR_SCHEME": "prefer-dark"})
    take("narrow-chats", command, narrow, False, {})
    take("narrow-conversation", command, narrow, True, {})


def main():
    if sys.argv[1:2] == ["--inside"]:
        inside(sys.argv[2:])
        return
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        env = {**os.environ, "KEYRING": "unlocked", "GSETTINGS_SCHEMA_DIR": str(ROOT / "build" / "data")}
        subprocess.run([ROOT / "tests" / "support" / "headless-session.sh", sys.executable,
                        ROOT / "build-aux" / "demo.py", "--throw-away", folder,
                        sys.executable, __file__, "--inside", ROOT / "build" / "src" / "app" / "beckon"],
                       env=env, check=True)
    right_to_left()


if __name__ == "__main__":
    main()
