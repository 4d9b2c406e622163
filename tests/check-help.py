#!/usr/bin/python3
# Copyright the Beckon authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks the help pages and their translations:

    check-help.py ITSTOOL

They are valid Mallard, lead nowhere else than to what is there, are all installed, and the
languages in help/LINGUAS lack nothing, if they are in po/COMPLETE. Needs yelp-check, of the package
yelp-tools.
"""
import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
HELP = os.path.join(ROOT, "help")
itstool, = sys.argv[1:]


def run(*command):
    return subprocess.run(command, cwd=HELP, capture_output=True, text=True, check=False)


def lines(path):
    """The words of a list, without what is said about it."""
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        return re.sub("#.*", "", file.read()).split()


def translate(code, folder, pages):
    """Makes the pages in a language, and returns what is missing or ill-formed."""
    po = os.path.join(HELP, code, f"{code}.po")
    template, mo, merged = (os.path.join(folder, name) for name in ("help.pot", "help.mo", "merged.po"))
    run(itstool, "-o", template, *pages)
    result = run("msgfmt", "--check", "--output-file", mo, po)
    if result.returncode:
        return [result.stderr]
    run("msgmerge", "--quiet", "--no-fuzzy-matching", "--output-file", merged, po, template)
    run("msgattrib", "--untranslated", "--no-obsolete", "--no-location", "--no-wrap", "--output-file", merged, merged)
    with open(merged, encoding="utf-8") as file:
        # A picture may stay as it is.
        missing = [text for text in re.findall(r'^msgid "(.+)"', file.read(), re.M) if "external ref=" not in text]
    if code not in lines("po/COMPLETE"):
        missing = []
    result = run(itstool, "-m", mo, "--lang", code, "-o", folder, *pages)
    return [f"not translated: {text}" for text in missing] + ([result.stderr] if result.returncode else [])


def check_pages(folder):
    pages = sorted(glob.glob(os.path.join(folder, "*.page")))
    for check in ("validate", "--strict"), ("links",), ("media",), ("orphans",), ("ids",):
        result = run("yelp-check", *check, *pages)
        if result.returncode or result.stdout:
            yield f"{check[0]}: {result.stdout}{result.stderr}"


def check():
    if not shutil.which("yelp-check"):
        sys.exit("There is no yelp-check, which is in the package yelp-tools.")
    sources = sorted(glob.glob(os.path.join(HELP, "C", "*.page"))) + [os.path.join(HELP, "C", "legal.xml")]
    with open(os.path.join(HELP, "meson.build"), encoding="utf-8") as file:
        installed = set(re.findall(r"'(.+\.(?:page|xml|png))'", file.read()))
    there = {os.path.relpath(path, os.path.join(HELP, "C"))
             for path in sources + glob.glob(os.path.join(HELP, "C", "figures", "*"))}
    yield from (f"help/meson.build: {name} is in only one of it and help/C" for name in sorted(installed ^ there))
    yield from (f"help/C: {complaint}" for complaint in check_pages(os.path.join(HELP, "C")))

    for code in lines("help/LINGUAS"):
        with tempfile.TemporaryDirectory(prefix="beckon-help-") as folder:
            shutil.copytree(os.path.join(HELP, "C", "figures"), os.path.join(folder, "figures"))
            complaints = translate(code, folder, sources) or check_pages(folder)
            yield from (f"help/{code}: {complaint}" for complaint in complaints)


complaints = list(check())
for complaint in complaints:
    print(complaint)
sys.exit(bool(complaints))
