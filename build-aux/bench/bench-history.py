#!/usr/bin/python3
# Copyright the Beckon authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Opening and scrolling a long chat, in a virtual display: see history.c.

    bench-history.py BUILD-FOLDER
"""
import subprocess
import sys
from pathlib import Path

SESSION = Path(__file__).resolve().parents[2] / "tests" / "support" / "headless-session.sh"

output = subprocess.run([SESSION, Path(sys.argv[1]) / "build-aux" / "bench" / "history"], check=True,
                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout
print(output, end="")
