#!/usr/bin/python3
# Copyright the Beckon authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""For how long the window hears nothing while there is much to do, in a virtual display: see
silence.c.

    bench-silence.py BUILD-FOLDER
"""
import os
import subprocess
import sys
import tempfile
from pathlib import Path

SESSION = Path(__file__).resolve().parents[2] / "tests" / "support" / "headless-session.sh"
BUILD = Path(sys.argv[1]).resolve()
PROGRAM = BUILD / "build-aux" / "bench" / "silence"

with tempfile.TemporaryDirectory() as folder:
    subprocess.run([PROGRAM, "fill", folder], check=True)
    output = subprocess.run([SESSION, PROGRAM, "measure", folder], check=True, stdout=subprocess.PIPE,
                            stderr=subprocess.DEVNULL, text=True,
                            env={**os.environ, "GSETTINGS_SCHEMA_DIR": str(BUILD / "data")}).stdout
print(output, end="")
