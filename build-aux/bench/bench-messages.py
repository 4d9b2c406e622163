#!/usr/bin/python3
# Copyright the Beckon authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many messages: 20,000 that were missed and are in the archive, then 2,000 that come live, in the
whole program with its window, on a real server. The floor is reader.c, which reads the same, and
for the growth of memory what Beckon has at rest before.

    bench-messages.py BUILD-FOLDER
"""
import asyncio
import datetime
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from measure import PASSWORD, Heartbeat, command_line, cpu_seconds, memory_mib, run_in_session, sign_in, until_at_rest

MISSED = 20000
# What Prosody keeps an archive in by default looks for a page by reading all that is before it.
SETTINGS = {"storage": {"archive": "memory"}, "storage_archive_item_limit": 2 * MISSED}
LIVE = 2000
BEGIN = datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc)


def archived(count):
    """A history with bob, a minute between two messages."""
    return [{"from": "bob@localhost", "to": "alice@localhost",
             "stamp": (BEGIN + datetime.timedelta(minutes=i)).strftime("%Y-%m-%dT%H:%M:%SZ"),
             "body": f"Message {i} has some words, as most messages have, and then it ends."}
            for i in range(count)]


def user(name, *contacts):
    return {"name": name, "password": PASSWORD, "contacts": [{"jid": f"{c}@localhost"} for c in contacts]}


class Reader:
    def __init__(self, build, server, folder, live=0):
        self.process = subprocess.Popen(
            [build / "build-aux" / "bench" / "reader", "127.0.0.1", str(server.tls_port), server.ca,
             "alice@localhost", str(live), f"{folder}/reader-{live}.db"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.process.stdin.write(PASSWORD + "\n")
        self.process.stdin.close()

    def figures(self):
        """Seconds and CPU seconds, when it is done."""
        seconds, cpu = self.process.stdout.read().split()
        self.process.wait()
        return float(seconds), float(cpu)


class Start:
    """Beckon, started and at rest."""

    def __init__(self, command):
        began = time.monotonic()
        self.process = subprocess.Popen(command)
        with Heartbeat(self.process.pid) as heart:
            self.seconds = until_at_rest(self.process.pid) - began
        self.silence = heart.longest
        self.cpu, self.memory = cpu_seconds(self.process.pid), memory_mib(self.process.pid)

    def stop(self):
        self.process.terminate()
        self.process.wait()


async def send_live(server):
    from peer import Peer
    async with Peer("bob@localhost", PASSWORD, "127.0.0.1", server.port, server.ca) as bob:
        for i in range(LIVE):
            bob.send_raw(f"<message to='alice@localhost' type='chat' id='live-{i}'>"
                         f"<body>Live message {i} has some words, too.</body></message>")


def report(name, value, floor, unit):
    print(f"{name}\t{value}\t{floor}\t{unit}")


def compare(build, folder):
    from prosody import Prosody
    users = [user("alice", "bob"), user("bob", "alice")]
    with Prosody(f"{folder}/server", users=users, history=archived(1), settings=SETTINGS, keep_ports=True) as server:
        command = command_line(build, server, folder)
        sign_in(command)
        idle = Start(command)
        idle.stop()
    # Somebody new makes the server take what is to be in the archive; what was there is gone.
    with Prosody(f"{folder}/server", users=[*users, user("carol")], history=archived(MISSED),
                 settings=SETTINGS, keep_ports=True, patience=600) as server:
        floor = Reader(build, server, folder).figures()
        synced = Start(command_line(build, server, folder))
        report("20,000 missed messages: time", synced.seconds - idle.seconds, floor[0], "s")
        report("20,000 missed messages: CPU", synced.cpu - idle.cpu, floor[1], "s")
        report("20,000 missed messages: memory", synced.memory, idle.memory, "MB")
        report("20,000 missed messages: longest silence of the window", synced.silence, idle.silence, "ms")
        reader = Reader(build, server, folder, LIVE)
        until_at_rest(reader.process.pid)
        with Heartbeat(synced.process.pid) as heart:
            asyncio.run(send_live(server))
            floor = reader.figures()
            until_at_rest(synced.process.pid)
        report("2,000 live messages: CPU", cpu_seconds(synced.process.pid) - synced.cpu, floor[1], "s")
        report("2,000 live messages: longest silence of the window", heart.longest, idle.silence, "ms")
        report("2,000 live messages: memory", memory_mib(synced.process.pid), synced.memory, "MB")
        synced.stop()


def main():
    build = Path(sys.argv[1]).resolve()
    if "--inside" in sys.argv:
        with tempfile.TemporaryDirectory() as folder:
            compare(build, folder)
        return
    run_in_session(__file__, build)


if __name__ == "__main__":
    main()
