# Copyright the Beckon authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the benchmarks of the whole program measure of a process, and how they run it."""
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

TESTS = Path(__file__).resolve().parents[2] / "tests"
TICKS = os.sysconf("SC_CLK_TCK")
PASSWORD = "secret"

sys.path.insert(0, str(TESTS / "support"))


def cpu_seconds(pid):
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def memory_mib(pid, kinds=("RssAnon", "RssFile")):
    """What is in memory: "RssAnon" is what the program has for itself, "RssFile" what it uses of files,
    most of it the code of libraries, as if nobody else used them. (PSS is no measure here: it gets
    smaller with every other program that has the same libraries.) "RssShmem" is left out, the last
    frame that was on its way to the X server."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith(kinds)) / 1024


def wakeups(pid):
    return sum(int(line.split()[1]) for task in Path(f"/proc/{pid}/task").iterdir()
               for line in (task / "status").read_text().splitlines()
               if line.startswith("voluntary_ctxt_switches"))


def until_at_rest(pid):
    """Waits until three seconds pass with next to no work. Returns when they began."""
    since, before = time.monotonic(), cpu_seconds(pid)
    for _ in range(1200):
        time.sleep(0.1)
        now = cpu_seconds(pid)
        if now - before > 0.02:
            since, before = time.monotonic(), now
        elif time.monotonic() - since > 3:
            return since
    raise RuntimeError("It does not come to rest")


class Heartbeat:
    """Asks the program's main loop for a sign of life, twenty times a second, and keeps the longest
    time, in milliseconds, that one took. Who is asked is what a screen reader asks."""

    def __init__(self, pid):
        self.pid, self.longest = pid, 0
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self._run)
        self.thread.start()

    def _run(self):
        from gi.repository import Gio, GLib
        session = Gio.bus_get_sync(Gio.BusType.SESSION)
        address = session.call_sync("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress", None, None,
                                    Gio.DBusCallFlags.NONE, -1, None).unpack()[0]
        bus = Gio.DBusConnection.new_for_address_sync(
            address, Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION)

        def ask_bus(method, *args):
            return bus.call_sync("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", method,
                                 GLib.Variant(f"({'s' * len(args)})", args), None, Gio.DBusCallFlags.NONE, -1,
                                 None).unpack()[0]

        def is_program(name):
            try:
                return name.startswith(":") and ask_bus("GetConnectionUnixProcessID", name) == self.pid
            except GLib.Error:
                return False

        program = None
        question = GLib.Variant("(ss)", ("org.a11y.atspi.Accessible", "Name"))
        while not self.ended.wait(0.05):
            program = program or next(filter(is_program, ask_bus("ListNames")), None)
            if program is None:
                continue
            began = time.monotonic()
            bus.call_sync(program, "/org/a11y/atspi/accessible/root", "org.freedesktop.DBus.Properties", "Get",
                          question, None, Gio.DBusCallFlags.NONE, 60000, None)
            self.longest = max(self.longest, (time.monotonic() - began) * 1000)
        if program is None:
            raise RuntimeError("The program cannot be asked")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.ended.set()
        self.thread.join()


def command_line(build, server, folder):
    """Beckon beside that server."""
    return [build / "src" / "app" / "beckon", "--server", "localhost", "--host", f"127.0.0.1:{server.port}",
            "--trust-ca", server.ca, "--data-dir", f"{folder}/beckon"]


def sign_in(command):
    """A first start, in which alice signs in."""
    from atspi_driver import App
    with App(command) as app:
        window = app.window("Beckon")
        window.find("push button", "Sign In").press()
        window.find("text", "Address, such as you@localhost").set_text("alice@localhost")
        window.find("text", "Password").set_text(PASSWORD)
        window.find("push button", "Sign In").press()
        window.find("list", "Chats", timeout=60)
        until_at_rest(app.process.pid)


def run_in_session(script, build):
    """Runs the script again, with --inside, in a desktop of its own, and prints what it prints."""
    env = {**os.environ, "KEYRING": "unlocked", "UI_TIMEOUT": "60",
           "GSETTINGS_SCHEMA_DIR": str(build / "data")}
    output = subprocess.run([TESTS / "support" / "headless-session.sh", sys.executable, script, build, "--inside"],
                            env=env, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout
    print(output, end="")
