#!/usr/bin/python3
# Copyright the Beckon authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks the Flatpak's manifest: nothing is built that is not pinned, and no permission is asked
for beyond the few that Beckon needs. That it works is for build-aux/flatpak/test to show.
"""
import json
import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
MANIFEST = os.path.join(ROOT, "build-aux", "flatpak", "im.beckon.Beckon.json")

# Secrets, notifications and files come through portals, which need no permission.
PERMISSIONS = {"--share=network", "--share=ipc", "--socket=wayland", "--socket=fallback-x11", "--device=dri"}


def check(manifest):
    yield from (f"{argument}: not a permission that Beckon has"
                for argument in manifest["finish-args"] if argument not in PERMISSIONS)
    for module in manifest["modules"]:
        for source in module["sources"]:
            addresses = [source["url"], *source["mirror-urls"]] if source["type"] == "archive" else []
            if source["type"] not in ("archive", "script", "dir"):
                yield f"{module['name']}: a source of type {source['type']}"
            if addresses and not re.fullmatch("[0-9a-f]{64}", source.get("sha256", "")):
                yield f"{module['name']}: no checksum"
            yield from (f"{module['name']}: {a}: not https" for a in addresses if not a.startswith("https://"))


with open(MANIFEST, encoding="utf-8") as file:
    complaints = list(check(json.load(file)))
for complaint in complaints:
    print(complaint)
sys.exit(bool(complaints))
