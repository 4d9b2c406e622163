#!/usr/bin/python3
# Copyright the Beckon authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks the manual page: it is well-formed, and tells of the options that there are.

    check-man.py BECKON
"""
import os
import re
import subprocess
import sys

PAGE = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "data", "beckon.1")
beckon, = sys.argv[1:]


def check():
    lint = subprocess.run(["mandoc", "-T", "lint", "-W", "warning", PAGE], capture_output=True, text=True, check=False)
    if lint.returncode:
        yield lint.stdout
    text = subprocess.run([beckon, "--help-all"], check=True, capture_output=True, text=True).stdout
    there = set(re.findall(r"^ +(?:-\w, )?--([a-z-]+)", text, re.M))
    with open(PAGE, encoding="utf-8") as file:
        told = set(re.findall(r"\bFl -([a-z-]+)", "".join(line for line in file if line.startswith(".It"))))
    yield from (f"--{option} is not in the page" for option in sorted(there - told))
    yield from (f"there is no --{option}" for option in sorted(told - there))


complaints = list(check())
for complaint in complaints:
    print(complaint)
sys.exit(bool(complaints))
