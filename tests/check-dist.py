#!/usr/bin/python3
# Copyright the Beckon authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Packs the last commit twice with `meson dist`: the archives are the same.

    check-dist.py MESON

Nothing in them tells when they were packed. Skipped outside of a Git repository.
"""
import os
import shlex
import subprocess
import sys
import tarfile
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
meson = shlex.split(sys.argv[1])


def run(*command, folder):
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout


def pack(source):
    """The archive's content, and the times that are in it."""
    run(*meson, "dist", "-C", "build", "--no-tests", "--formats", "xztar", folder=source)
    packed = os.path.join(source, "build", "meson-dist")
    name, = (name for name in os.listdir(packed) if name.endswith(".tar.xz"))
    with tarfile.open(os.path.join(packed, name)) as archive:
        times = {member.mtime for member in archive}
    with open(os.path.join(packed, name), "rb") as file:
        return file.read(), times


if subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, check=False).returncode:
    sys.exit(77)
with tempfile.TemporaryDirectory(prefix="beckon-dist-") as folder:
    run("git", "clone", "--quiet", "--depth=1", f"file://{ROOT}", "source", folder=folder)
    source = os.path.join(folder, "source")
    run(*meson, "setup", "-Dtests=false", "build", folder=source)
    first, times = pack(source)
    second, _ = pack(source)
    commit = int(run("git", "log", "-1", "--format=%ct", folder=source))
assert times == {commit}, f"times other than the commit's, {commit}: {times}"
assert first == second, "two archives of one commit differ"
