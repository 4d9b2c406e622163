#!/usr/bin/python3
# Copyright the Beckon authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a command beside a private XMPP server:

    with-prosody.py [--variant NAME] COMMAND [ARGUMENT...]

The command finds the server in its environment: BECKON_TEST_DOMAIN, _HOST, _PORT
(STARTTLS), _TLS_PORT, _CA (a PEM file), and the accounts BECKON_TEST_ALICE with
BECKON_TEST_ALICE_PASSWORD, and so BOB, CAROL and the disabled DORA. Without a
command: the list of variants.
"""
import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile

from prosody import VARIANTS, Prosody

parser = argparse.ArgumentParser()
parser.add_argument("--variant", default="default", choices=VARIANTS)
parser.add_argument("command", nargs=argparse.REMAINDER)
options = parser.parse_args()
if not options.command:
    for name, (what, _, _) in VARIANTS.items():
        print(f"{name:22} {what}")
    sys.exit(2)

signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
folder = tempfile.mkdtemp(prefix="beckon-server-")
users = [
    {"name": "alice", "password": "wonderland",
     "contacts": [{"jid": "bob@localhost", "name": "Bob", "groups": ["Friends"]}]},
    {"name": "bob", "password": "builder & sons",
     "contacts": [{"jid": "alice@localhost", "name": "Alice", "groups": ["Friends"]}]},
    {"name": "carol", "password": "pässwörd"},
    {"name": "dora", "password": "explorer", "disabled": True},
]
process = None
try:
    with Prosody(folder, options.variant, users=users) as server:
        process = subprocess.Popen(options.command, env={**os.environ, **server.environment()})
        status = process.wait()
        if status and os.environ.get("BECKON_TEST_SERVER_LOG"):
            print(server.log(), file=sys.stderr)
finally:
    if process and process.poll() is None:
        process.terminate()
        process.wait()
    shutil.rmtree(folder, ignore_errors=True)
sys.exit(status if status >= 0 else 128 - status)
