# Copyright the Beckon authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plays a story of build-aux/try in a folder that is thrown away; the pictures stay:

    test_story.py NAME BECKON
"""
import os
import subprocess
import sys
import tempfile

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
name, beckon = sys.argv[1:]
pictures = os.path.join(os.environ["G_TEST_BUILDDIR"], "ui", f"story-{name}")
os.makedirs(pictures, exist_ok=True)

with tempfile.TemporaryDirectory(prefix="beckon-story-") as folder:
    sys.exit(subprocess.run(
        [sys.executable, os.path.join(ROOT, "build-aux", "demo.py"), "--throw-away", folder,
         sys.executable, os.path.join(ROOT, "tests", "ui", f"story_{name}.py"), pictures, os.path.abspath(beckon)],
        check=False).returncode)
