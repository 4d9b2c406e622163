#!/usr/bin/python3
# Copyright the Beckon authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks what the compiler cannot: which header may be included where, that every
file says its licence, and that only the layers that speak to people have texts for
them. HACKING.md has the picture.
"""
import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

# Headers from outside, and the layers that may see them.
OUTSIDE = {
    r"strophe\.h": {"xmpp"},
    r"expat\.h": {"xmpp"},
    r"sqlite3\.h": {"store"},
    r"libsecret/.*": {"secrets"},
    r"libsoup/.*": {"net"},
    r"json-glib/.*": {"net", "auth"},
    r"(qrencode|zbar)\.h": {"ui"},
    r"gst/.*": {"ui"},
    r"enchant\.h": {"ui"},
    r"(gtk|gdk|gsk|adwaita)(/.*|\.h)": {"ui", "app"},
}

# Which layers each layer may include from; every one sees util.
BELOW = {
    "util": set(),
    "net": set(),
    "xmpp": {"net"},
    "auth": {"xmpp", "net"},
    "secrets": set(),
    "store": set(),
    "xep": {"xmpp"},
    "chat": {"xep", "auth", "secrets", "store", "xmpp", "net"},
    "models": {"chat", "store"},
    "ui": {"models", "chat", "xep", "auth", "store", "xmpp", "net"},
    "app": {"ui", "models", "chat"},
}

# Of the store, what is above the core sees the records and the errors, and nothing else.
RECORDS_ONLY = {"models", "ui", "app"}
STORE_FOR_ALL = {"beckon-store-records.h", "beckon-store-error.h"}

TEXT = re.compile(r"\b(?:C_|N_|NC_|ngettext|gettext|_)\s*\(\s*\"")


def sources(folder, *endings):
    for path, _, names in os.walk(os.path.join(ROOT, folder)):
        for name in sorted(names):
            if name.endswith(endings):
                yield os.path.relpath(os.path.join(path, name), ROOT)


def read(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        return file.read()


def check_includes(path, text, owner):
    layer = path.split(os.sep)[1]
    for kind, header in re.findall(r'^\s*#\s*include\s*([<"])([^">]+)', text, re.M):
        if ".." in header.split("/"):
            yield f'includes "{header}": no way up'
        if kind == "<":
            for pattern, layers in OUTSIDE.items():
                if re.fullmatch(pattern, header) and layer not in layers:
                    yield f"includes <{header}>, which belongs to {', '.join(sorted(layers))}"
            continue
        there = owner.get(header)
        if there in (None, layer, "util"):
            continue
        if header.endswith("-private.h"):
            yield f'includes "{header}", which is private to {there}'
        elif there not in BELOW[layer]:
            yield f'includes "{header}" of {there}, which is not below {layer}'
        elif there == "store" and layer in RECORDS_ONLY and header not in STORE_FOR_ALL:
            yield f'includes "{header}": above chat only the records and errors are for all'


def check():
    owner = {os.path.basename(path): path.split(os.sep)[1] for path in sources("src", ".h")}
    for path in sources("src", ".c", ".h"):
        text = read(path)
        layer = path.split(os.sep)[1]
        for complaint in check_includes(path, text, owner):
            yield path, complaint
        if "SPDX-License-Identifier: GPL-3.0-or-later" not in text[:200]:
            yield path, "does not say its licence in the first lines"
        if path.endswith(".h") and not re.search(r"^#pragma once$", text, re.M):
            yield path, "has no #pragma once"
        if TEXT.search(text) and layer not in ("ui", "app"):
            yield path, "has text for people; only ui and app may"


complaints = [f"{path}: {what}" for path, what in check()]
for complaint in complaints:
    print(complaint)
sys.exit(bool(complaints))
