#!/usr/bin/python3
# Copyright the Beckon authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a start of Beckon costs, beside an empty libadwaita window in the same run:
time until its window is mapped, CPU time until it is idle, memory, wake-ups.

    headless-session.sh desktop.py EMPTY-WINDOW BECKON [ARGUMENT...]

The starts alternate, so that what else the machine does weighs on both alike.
Needs python3-xlib.
"""
import json
import os
import statistics
import subprocess
import sys
import time

from Xlib import X, display

STARTS = 10
TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds(pid):
    with open(f"/proc/{pid}/stat", encoding="ascii") as file:
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def pss_kib(pid):
    with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("Pss:"))


def wakeups(pid):
    total = 0
    for task in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{task}/status", encoding="ascii") as file:
            total += next(int(line.split()[1]) for line in file
                          if line.startswith("voluntary_ctxt_switches"))
    return total


def until_idle(pid):
    """Waits until a second passes with next to no work."""
    before = cpu_seconds(pid)
    for _ in range(60):
        time.sleep(1)
        now = cpu_seconds(pid)
        if now - before <= 0.01:
            return
        before = now
    raise RuntimeError("It does not come to rest")


class Screen:
    def __init__(self):
        self.display = display.Display()
        self.display.screen().root.change_attributes(event_mask=X.SubstructureNotifyMask)
        self.display.sync()

    def drain(self):
        while self.display.pending_events():
            self.display.next_event()

    def wait_for_map(self):
        while True:
            event = self.display.next_event()
            if event.type == X.MapNotify and event.event == self.display.screen().root:
                return time.monotonic()


def measure(screen, command, rest):
    screen.drain()
    start = time.monotonic()
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        mapped = screen.wait_for_map() - start
        result = {"map": mapped * 1000}
        if rest:
            until_idle(process.pid)
            result["cpu"] = cpu_seconds(process.pid)
            result["pss"] = pss_kib(process.pid)
            before = wakeups(process.pid)
            time.sleep(10)
            result["wakeups"] = (wakeups(process.pid) - before) / 10
        return result
    finally:
        process.terminate()
        process.wait()


def main():
    screen = Screen()
    programs = {"empty": [sys.argv[1]], "beckon": sys.argv[2:]}
    for command in programs.values():  # fills the caches of the disk
        measure(screen, command, False)
    maps = {name: [] for name in programs}
    for _ in range(STARTS):
        for name, command in programs.items():
            maps[name].append(measure(screen, command, False)["map"])
    results = {name: measure(screen, command, True) for name, command in programs.items()}
    for name in programs:
        results[name]["map"] = statistics.median(maps[name])
    results["ratio"] = {key: round(results["beckon"][key] / results["empty"][key], 2)
                        for key in ("map", "pss", "cpu") if results["empty"][key]}
    print(json.dumps(results, indent=2))


if __name__ == "__main__":
    main()
