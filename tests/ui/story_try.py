# Copyright the Beckon authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The story that build-aux/try plays without a display:

    story_try.py FOLDER BECKON [ARGUMENT...]

Pictures of it go to the folder. It is also an ordinary test.
"""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))

from atspi_driver import App, screenshot  # noqa: E402

folder, *command = sys.argv[1:]
pictures = 0


def picture(name):
    global pictures
    pictures += 1
    screenshot(os.path.join(folder, f"{pictures:02}-{name}.png"))


with App(command) as app:
    window = app.window("Beckon")
    picture("welcome")
