#!/usr/bin/python3
# Copyright the Beckon authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a start of Beckon costs, signed in and with 2,000 contacts on a real server,
beside an empty libadwaita window in the same run: time until the window is mapped,
CPU time until it is at rest, memory and wake-ups then.

    bench-window.py BUILD-FOLDER

Needs python3-xlib.
"""
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TESTS = Path(__file__).resolve().parents[2] / "tests"
sys.path.insert(0, str(TESTS / "support"))
STARTS = 10
CONTACTS = 2000
PASSWORD = "secret"
TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds(pid):
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def pss_mib(pid):
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def wakeups(pid):
    return sum(int(line.split()[1]) for task in Path(f"/proc/{pid}/task").iterdir()
               for line in (task / "status").read_text().splitlines()
               if line.startswith("voluntary_ctxt_switches"))


def until_at_rest(pid):
    """Waits until three seconds pass with next to no work."""
    quiet, before = 0, cpu_seconds(pid)
    for _ in range(120):
        time.sleep(1)
        now = cpu_seconds(pid)
        quiet = quiet + 1 if now - before <= 0.01 else 0
        if quiet == 3:
            return
        before = now
    raise RuntimeError("It does not come to rest")


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
            result["pss"] = pss_mib(process.pid)
            before = wakeups(process.pid)
            time.sleep(10)
            result["wakeups"] = (wakeups(process.pid) - before) / 10
        return result
    finally:
        process.terminate()
        process.wait()


def sign_in(command):
    from atspi_driver import App
    with App(command) as app:
        window = app.window("Beckon")
        window.find("push button", "Sign In").press()
        window.find("text", "Address, such as you@localhost").set_text("alice@localhost")
        window.find("text", "Password").set_text(PASSWORD)
        window.find_all("push button", "Sign In")[-1].press()
        window.find("label", "Chats", timeout=60)
        until_at_rest(app.process.pid)


def compare(build, folder):
    from prosody import HOST, Prosody
    contacts = [{"jid": f"contact{i}@localhost", "name": f"Contact {i}", "groups": []}
                for i in range(CONTACTS)]
    users = [{"name": "alice", "password": PASSWORD, "contacts": contacts}]
    with Prosody(f"{folder}/server", users=users) as server:
        beckon = [build / "src" / "app" / "beckon", "--server", "localhost", "--host",
                  f"{HOST}:{server.port}", "--trust-ca", server.ca, "--data-dir", f"{folder}/beckon"]
        programs = {"floor": [build / "build-aux" / "bench" / "empty-window"], "beckon": beckon}
        sign_in(beckon)
        screen = Screen()
        maps = {name: [] for name in programs}
        # By turns, so that what else the machine does weighs on both alike.
        for _ in range(STARTS):
            for name, command in programs.items():
                maps[name].append(measure(screen, command, False)["map"])
        results = {name: measure(screen, command, True) for name, command in programs.items()}
        for name, times in maps.items():
            results[name]["map"] = statistics.median(times)
    for title, key, unit in (("start to mapped window", "map", "ms"),
                             ("CPU for a start, signed in, 2,000 contacts", "cpu", "s"),
                             ("memory (PSS) at rest", "pss", "MB"),
                             ("wake-ups a second at rest", "wakeups", "")):
        print(f"{title}\t{results['beckon'][key]}\t{results['floor'][key]}\t{unit}")


def main():
    build = Path(sys.argv[1]).resolve()
    if "--inside" in sys.argv:
        with tempfile.TemporaryDirectory() as folder:
            compare(build, folder)
        return
    env = {**os.environ, "KEYRING": "unlocked", "UI_TIMEOUT": "60",
           "GSETTINGS_SCHEMA_DIR": str(build / "data")}
    output = subprocess.run([TESTS / "support" / "headless-session.sh", sys.executable, __file__, build,
                             "--inside"], env=env, check=True, stdout=subprocess.PIPE,
                            stderr=subprocess.DEVNULL, text=True).stdout
    print(output, end="")


if __name__ == "__main__":
    main()
