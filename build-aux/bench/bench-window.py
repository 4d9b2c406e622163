#!/usr/bin/python3
# Copyright the Beckon authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a start of Beckon costs, signed in and with 2,000 contacts on a real server,
beside an empty libadwaita window in the same run: time until the window is mapped,
CPU time until it is at rest, memory and wake-ups then.

    bench-window.py BUILD-FOLDER

Needs python3-xlib.
"""
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from measure import PASSWORD, command_line, cpu_seconds, memory_mib, run_in_session, sign_in, until_at_rest, wakeups

STARTS = 10
RESTS = 3
CONTACTS = 2000


class Screen:
    def __init__(self):
        from Xlib import X, display
        self.map_notify = X.MapNotify
        self.display = display.Display()
        self.root = self.display.screen().root
        self.root.change_attributes(event_mask=X.SubstructureNotifyMask)
        self.display.sync()

    def drain(self):
        while self.display.pending_events():
            self.display.next_event()

    def wait_for_map(self):
        while True:
            event = self.display.next_event()
            if event.type == self.map_notify and event.event == self.root:
                return time.monotonic()


def measure(screen, command, rest):
    screen.drain()
    start = time.monotonic()
    process = subprocess.Popen(command)
    try:
        result = {"map": (screen.wait_for_map() - start) * 1000}
        if rest:
            until_at_rest(process.pid)
            result["cpu"] = cpu_seconds(process.pid)
            result["memory"] = memory_mib(process.pid)
            result["own"] = memory_mib(process.pid, ("RssAnon",))
            before = wakeups(process.pid)
            time.sleep(10)
            result["wakeups"] = (wakeups(process.pid) - before) / 10
        return result
    finally:
        process.terminate()
        process.wait()


def compare(build, folder):
    from prosody import Prosody
    contacts = [{"jid": f"contact{i}@localhost", "name": f"Contact {i}", "groups": []}
                for i in range(CONTACTS)]
    users = [{"name": "alice", "password": PASSWORD, "contacts": contacts}]
    with Prosody(f"{folder}/server", users=users) as server:
        beckon = command_line(build, server, folder)
        programs = {"floor": [build / "build-aux" / "bench" / "empty-window"], "beckon": beckon}
        sign_in(beckon)
        screen = Screen()
        runs = {name: [] for name in programs}
        # By turns, so that what else the machine does weighs on both alike.
        for rest in [False] * (STARTS - RESTS) + [True] * RESTS:
            for name, command in programs.items():
                runs[name].append(measure(screen, command, rest))
        results = {name: {key: statistics.median(run[key] for run in of_one if key in run)
                          for key in of_one[-1]} for name, of_one in runs.items()}
    for title, key, unit in (("start to mapped window", "map", "ms"),
                             ("CPU for a start, signed in, 2,000 contacts", "cpu", "s"),
                             ("memory at rest", "memory", "MB"),
                             ("memory at rest, without code", "own", "MB"),
                             ("wake-ups a second at rest", "wakeups", "")):
        print(f"{title}\t{results['beckon'][key]}\t{results['floor'][key]}\t{unit}")


def main():
    build = Path(sys.argv[1]).resolve()
    if "--inside" in sys.argv:
        with tempfile.TemporaryDirectory() as folder:
            compare(build, folder)
        return
    run_in_session(__file__, build)


if __name__ == "__main__":
    main()
