#!/usr/bin/python3
# Copyright the Beckon authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks the translations with gettext's own tools:

    check-translations.py

Every file with text for people is in po/POTFILES.in and no other, what is translated
is well-formed, and the languages in po/COMPLETE lack nothing.
"""
import os
import re
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PO = os.path.join(ROOT, "po")

# As meson's preset "glib" has them.
KEYWORDS = ("_", "N_", "C_:1c,2", "NC_:1c,2", "g_dcgettext:2", "g_dngettext:2,3", "g_dpgettext2:2c,3")
ENDINGS = (".c", ".h", ".ui", ".desktop.in", ".metainfo.xml.in", ".gschema.xml")


def lines(name):
    with open(os.path.join(PO, name), encoding="utf-8") as file:
        return [line.strip() for line in file if line.strip() and not line.startswith("#")]


def candidates():
    for folder in "data", "src":
        for path, _, names in os.walk(os.path.join(ROOT, folder)):
            yield from (os.path.relpath(os.path.join(path, name), ROOT)
                        for name in names if name.endswith(ENDINGS))


def run(*command, stdin=None):
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, input=stdin,
                          env={**os.environ, "LC_ALL": "C.UTF-8"})


def extract(paths, to):
    """Writes the template of the files, and returns those that have something in it."""
    result = run("xgettext", "--from-code=UTF-8", "--package-name=beckon", "--files-from=-", "--no-wrap", f"--output={to}",
                 *(f"--keyword={k}" for k in KEYWORDS), stdin="\n".join(paths))
    if result.returncode:
        sys.exit(f"xgettext: {result.stderr}")
    with open(to, encoding="utf-8") as file:
        references = (line.split()[1:] for line in file if line.startswith("#: "))
        return {re.sub(r":\d+$", "", reference) for line in references for reference in line}


def check_listed(folder):
    listed = lines("POTFILES.in")
    missing = [path for path in listed if not os.path.exists(os.path.join(ROOT, path))]
    yield from (f"po/POTFILES.in: {path} is not there" for path in missing)
    if listed != sorted(set(listed)):
        yield "po/POTFILES.in: not sorted, or something twice"
    speaking = extract(sorted(candidates()), os.path.join(folder, "all.pot"))
    yield from (f"{path}: has text for people, and is not in po/POTFILES.in" for path in sorted(speaking - set(listed)))
    yield from (f"po/POTFILES.in: {path} has no text for people" for path in sorted(set(listed) - speaking - set(missing)))


def check_language(code, template, folder, complete):
    po = os.path.join(PO, f"{code}.po")
    if not os.path.exists(po):
        yield f"po/LINGUAS: there is no {code}.po"
        return
    result = run("msgfmt", "--check", "--output-file=/dev/null", po)
    if result.returncode:
        yield f"po/{code}.po: {result.stderr}"
        return
    merged = os.path.join(folder, f"{code}.po")
    run("msgmerge", "--quiet", "--no-fuzzy-matching", f"--output-file={merged}", po, template)
    todo = run("msgattrib", "--untranslated", "--no-obsolete", "--no-location", merged).stdout
    todo += run("msgattrib", "--only-fuzzy", "--no-obsolete", "--no-location", merged).stdout
    texts = re.findall(r'^msgid (".+"|""\n(?:".*"\n)+)', todo, re.M)
    texts = [text for text in texts if "Project-Id-Version" not in text and text.strip('"\n')]
    if complete:
        yield from (f"po/{code}.po: not translated: {' '.join(text.split())}" for text in texts)
    elif texts:
        print(f"po/{code}.po: {len(texts)} texts are not translated")


def check():
    languages = lines("LINGUAS")
    complete = lines("COMPLETE")
    yield from (f"po/COMPLETE: {code} is not in po/LINGUAS" for code in complete if code not in languages)
    yield from (f"po/{name} is not in po/LINGUAS" for name in sorted(os.listdir(PO))
                if name.endswith(".po") and name[:-3] not in languages)
    with tempfile.TemporaryDirectory(prefix="beckon-po-") as folder:
        yield from check_listed(folder)
        template = os.path.join(folder, "beckon.pot")
        extract([path for path in lines("POTFILES.in") if os.path.exists(os.path.join(ROOT, path))], template)
        for code in languages:
            yield from check_language(code, template, folder, code in complete)


complaints = list(check())
for complaint in complaints:
    print(complaint)
sys.exit(bool(complaints))
