# Copyright the Beckon authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A small driver for GTK 4 programs through AT-SPI: what a screen reader sees.

Use it inside headless-session.sh, with the distribution's Python (python3-gi
and gir1.2-atspi-2.0): the `gi` module is not in a Python from elsewhere.

What GTK 4.8 offers, and the ways round what it lacks:

* Widgets are found by role and name. The name comes from the label relation or
  from the accessible "label" property; setting both gives the name twice.
  GtkPicture's alternative-text is the *description*, and its name is then its
  class name: give a picture an accessible label.
* Text: EditableText works on GtkEntry, GtkPasswordEntry, GtkText, AdwEntryRow.
  Text.get_text needs a true end offset; -1 gives an empty string.
* GtkListView shows only the rows that have widgets, and a row has no action and
  no name of its own: look for the label in it, or click it.
* Coordinates are relative to the window; screen coordinates are not supported.
* Component.grab_focus fails. Selection.select_child works on lists.
* States: "showing" is set on windows only. "sensitive" tells what can be used.
"""
import os
import subprocess
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

SOMETIMES_SPARE = {"list item", "push button", "label"}
TIMEOUT = float(os.environ.get("UI_TIMEOUT", "10"))


def wait_for(probe, what, timeout=None):
    """Polls until probe() is truthy, and returns that value.

    A widget or window may vanish between two calls on it: such an error means "not yet".
    """
    deadline = time.monotonic() + (timeout or TIMEOUT)
    context = GLib.MainContext.default()
    while True:
        while context.iteration(False):  # lets libatspi see the program's signals
            pass
        try:
            value = probe()
        except (GLib.Error, subprocess.CalledProcessError):
            value = None
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"timed out: {what}")
        time.sleep(0.02)


class Node:
    """One accessible object."""

    def __init__(self, accessible):
        self.acc = accessible

    # -- what it is ---------------------------------------------------------
    @property
    def name(self):
        # A label that comes twice, with its mnemonic, is one label: "_Save Save"
        # (a button with use-underline), "User User" (label relation + property).
        name = (self.acc.get_name() or "").replace("_", "")
        half = len(name) // 2
        return name[:half] if name[:half] + " " + name[:half] == name else name

    @property
    def description(self):
        return self.acc.get_description()

    @property
    def role(self):
        role = self.acc.get_role_name()
        if role == "toggle button" and self.acc.get_parent().get_role_name() == "button":
            role = "button"  # what a GtkMenuButton is made of since GTK 4.14
        return "push button" if role == "button" else role  # its name since AT-SPI 2.54

    @property
    def text(self):
        count = Atspi.Text.get_character_count(self.acc)
        return Atspi.Text.get_text(self.acc, 0, count)

    def has(self, state):
        return self.acc.get_state_set().contains(getattr(Atspi.StateType, state.upper()))

    @property
    def box(self):
        """x, y, width, height within the window; 0x0 when it is not laid out."""
        e = self.acc.get_extents(Atspi.CoordType.WINDOW)
        return e.x, e.y, e.width, e.height

    # -- what is in it ------------------------------------------------------
    def children(self):
        for i in range(self.acc.get_child_count()):
            child = self.acc.get_child_at_index(i)
            if child:
                yield Node(child)

    def walk(self):
        """Everything within that is laid out: not the spare rows of a list, nor
        the second set of buttons that a dialog keeps for a narrow window."""
        yield self
        for child in self.children():
            if child.role not in SOMETIMES_SPARE or child.box[2] > 0:
                yield from child.walk()

    def _all(self, role, name):
        for n in self.walk():
            if (role is None or n.role == role) and (name is None or n.name == name):
                # GtkMenuButton is a "push button" without actions around the real one.
                if role != "push button" or Atspi.Action.get_n_actions(n.acc):
                    yield n

    def find_all(self, role=None, name=None):
        return list(self._all(role, name))

    def find(self, role=None, name=None, timeout=None):
        return wait_for(lambda: next(self._all(role, name), None),
                        f"{role} {name!r} in {self}", timeout)

    def gone(self, role=None, name=None, timeout=None):
        wait_for(lambda: next(self._all(role, name), None) is None, f"{role} {name!r} to go", timeout)

    # -- what one can do with it --------------------------------------------
    def press(self):
        """The default action: clicks a button, toggles a switch, opens a menu."""
        wait_for(lambda: self.has("sensitive"), f"{self} to become sensitive")
        if not Atspi.Action.do_action(self.acc, 0):
            raise AssertionError(f"{self}: the action was refused")

    def set_text(self, text):
        if not Atspi.EditableText.set_text_contents(self.acc, text):
            raise AssertionError(f"{self}: not editable")

    def click(self, button=1, repeat=1):
        """A true click in the middle of the widget; its window must be the active one.

        AT-SPI tells places within the window; GTK's own border is, without a
        compositing manager, the same on every side.
        """
        wait_for(lambda: self.box[2] > 0, f"{self} to be laid out")
        wid, left, above = self._active_window()
        x, y, w, h = self._bring_into_sight(wid)
        xdotool("mousemove", "--window", wid, left + x + w // 2, above + y + h // 2,
                "click", "--repeat", repeat, "--delay", 20, button)

    def _bring_into_sight(self, wid):
        """Turns the wheel until this is not below the end of its window. Returns its box then."""
        _, _, width, height = next(self._top().children()).box

        def in_sight():
            box = self.box
            if box[1] + box[3] <= height:
                return box == self.box and box
            xdotool("mousemove", "--window", wid, width // 2, height // 2, "click", 5)

        return wait_for(in_sight, f"{self} to be in sight")

    def _top(self):
        top = self.acc
        while top.get_parent() and top.get_parent().get_role() != Atspi.Role.APPLICATION:
            top = top.get_parent()
        return Node(top)

    def keys(self, *names):
        """Presses keys once the window that holds this is the active one."""
        self._active_window()
        xdotool("key", "--delay", 5, *names)

    def _active_window(self):
        """The number of the window that holds this, and what to add to a place in it, once it is the active one.

        A window that has just opened is not the active one yet, nor one whose dialog has just closed.
        """
        top = self._top()

        def active():
            # What is in the window begins within its border; newer GTK tells places from elsewhere.
            x, y, width, height = next(top.children()).box
            wid = xdotool("getactivewindow").strip()
            size = dict(line.split("=") for line in
                        xdotool("getwindowgeometry", "--shell", wid).split() if "=" in line)
            left, above = (int(size["WIDTH"]) - width) // 2, (int(size["HEIGHT"]) - height) // 2
            return (wid, left - x, above - y) if 0 <= left < 50 and 0 <= above < 50 else None

        return wait_for(active, f"the window of {self} to be the active one")

    def focus(self):
        """Component.grab_focus is not supported by GTK 4.8: this clicks."""
        self.click()
        wait_for(lambda: self.has("focused"), f"{self} to take the focus")

    def wait_name(self, name, timeout=None):
        wait_for(lambda: self.name == name, f"{self} to read {name!r}", timeout)

    def dump(self, depth=0):
        lines = ["  " * depth + str(self)]
        for child in self.children():
            if child.role not in SOMETIMES_SPARE or child.box[2] > 0:
                lines.append(child.dump(depth + 1))
        return "\n".join(lines)

    def __str__(self):
        return f"<{self.role} {self.name!r}>"


class App(Node):
    """A program under test. Use it in a with statement."""

    def __init__(self, argv, env=None, name=None):
        """name: how the program calls itself on the bus (its program name), when
        argv is a launcher with a process number of its own, as `flatpak run` is."""
        self.app_name = name
        self.process = subprocess.Popen(argv, env={**os.environ, **(env or {})})
        self.pid = self.process.pid
        try:
            super().__init__(wait_for(self._accessible, f"{argv[0]} on the accessibility bus"))
            wait_for(self.windows, f"a window of {argv[0]}")
        except BaseException:
            self.stop()
            raise

    @classmethod
    def running(cls, pid):
        """The program of that process, which something else has started and ends."""
        app = cls.__new__(cls)
        app.app_name, app.pid = None, pid
        Node.__init__(app, wait_for(app._on_bus, f"process {pid} on the accessibility bus"))
        wait_for(app.windows, f"a window of process {pid}")
        return app

    def _accessible(self):
        if self.process.poll() is not None:
            raise AssertionError(f"the program ended: {self.process.returncode}")
        return self._on_bus()

    def _on_bus(self):
        desktop = Atspi.get_desktop(0)
        for i in range(desktop.get_child_count()):
            app = desktop.get_child_at_index(i)
            if app and (app.get_name() == self.app_name if self.app_name
                        else app.get_process_id() == self.pid):
                return app
        return None

    def windows(self):
        return list(self.children())

    def window(self, name=None, role=None, timeout=None):
        """The newest window with that name or role ("frame", "dialog")."""
        def newest():
            return next((w for w in reversed(self.windows())
                         if (name is None or w.name == name) and (role is None or w.role == role)), None)
        return wait_for(newest, f"window {name!r} {role}", timeout)

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
        code = self.process.wait(10)
        if self.app_name:  # the next program of that name must not be taken for this one
            wait_for(lambda: not self._on_bus(), f"{self.app_name} to leave the bus")
        return code

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        if kind:
            try:
                print(self.dump())
                screenshot(os.environ.get("UI_SHOT_ON_FAILURE", "failure.png"))
            except Exception as error:  # the failure itself matters more
                print(error)
        self.stop()


# -- X11 only: the pointer, the keyboard, the picture ------------------------
def xdotool(*args):
    return subprocess.run(["xdotool", *map(str, args)], check=True,
                          capture_output=True, text=True).stdout


def type_text(text):
    """Types into whatever has the focus. ASCII only; set_text() takes all."""
    xdotool("type", "--delay", 5, "--", text)


def screenshot(path):
    subprocess.run(["import", "-window", "root", path], check=True)


def read_qr(path):
    """The texts of the QR codes in a picture."""
    out = subprocess.run(["zbarimg", "--raw", "-q", "-Sdisable", "-Sqrcode.enable", path],
                         capture_output=True, text=True)
    return out.stdout.splitlines()
