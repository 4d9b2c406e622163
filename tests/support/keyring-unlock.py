# Copyright the Beckon authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Opens the login keyring of the running gnome-keyring-daemon, as a login does:

    keyring-unlock.py PASSWORD        (GNOME_KEYRING_CONTROL must be set)

The daemon's own command line cannot: `gnome-keyring-daemon --unlock` starts a
second daemon. This speaks the control socket that the PAM module uses.
"""
import os
import socket
import struct
import sys

UNLOCK, RESULTS = 1, ("ok", "denied", "failed", "no daemon")
password = sys.argv[1].encode()
control = socket.socket(socket.AF_UNIX)
control.connect(os.path.join(os.environ["GNOME_KEYRING_CONTROL"], "control"))
control.sendall(b"\0")  # the byte that carries the credentials
control.sendall(struct.pack(">III", 12 + len(password), UNLOCK, len(password)) + password)
_, result = struct.unpack(">II", control.recv(8, socket.MSG_WAITALL))
print(RESULTS[result])
sys.exit(result != 0)
