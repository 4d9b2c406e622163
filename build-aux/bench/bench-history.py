#!/usr/bin/python3
# Copyright the Beckon authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Opening and scrolling a long chat, in a virtual display: see history.c.

    bench-history.py BUILD-FOLDER
"""
import os
import subprocess
import sys
from pathlib import Path

SESSION = Path(__file__).resolve().parents[2] / "tests" / "support" / "headless-session.sh"
BUILD = Path(sys.argv[1]).resolve()

output = subprocess.run([SESSION, BUILD / "build-aux" / "bench" / "history"], check=True, stdout=subprocess.PIPE,
                        stderr=subprocess.DEVNULL, text=True,
                        env={**os.environ, "GSETTINGS_SCHEMA_DIR": str(BUILD / "data")}).stdout
print(output, end="")
