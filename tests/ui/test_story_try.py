# Copyright the Beckon authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plays the story of build-aux/try in a folder that is thrown away; the pictures stay:

    test_story_try.py BECKON
"""
import os
import subprocess
import sys
import tempfile

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
pictures = os.path.join(os.environ["G_TEST_BUILDDIR"], "ui", "story-try")
os.makedirs(pictures, exist_ok=True)

with tempfile.TemporaryDirectory(prefix="beckon-story-") as folder:
    sys.exit(subprocess.run(
        [sys.executable, os.path.join(ROOT, "build-aux", "demo.py"), "--throw-away", folder,
         sys.executable, os.path.join(ROOT, "tests", "ui", "story_try.py"), pictures, os.path.abspath(sys.argv[1])],
        check=False).returncode)
