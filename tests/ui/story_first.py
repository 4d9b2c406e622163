# Copyright the Beckon authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody who has nothing yet comes to a first message, beside a server of tests/support/prosody.py:

    story_first.py BECKON

Some wrong turns first: each leads back. Then the way itself, by pressing and typing as little as it takes:
where the next thing is to be typed, it can be.
"""
import asyncio
import os
import sys
import tempfile
import threading

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))

from atspi_driver import App, screenshot, type_text, wait_for  # noqa: E402
from peer import Peer  # noqa: E402
from relay import Relay  # noqa: E402

beckon, = sys.argv[1:]
env = os.environ
domain = env["BECKON_TEST_DOMAIN"]
pictures = os.path.join(env.get("G_TEST_BUILDDIR", "."), "ui", "story-first")
os.makedirs(pictures, exist_ok=True)
env["UI_SHOT_ON_FAILURE"] = os.path.join(pictures, "failure.png")
steps = 0

loop = asyncio.new_event_loop()
threading.Thread(target=loop.run_forever, daemon=True).start()


def await_for(coroutine):
    return asyncio.run_coroutine_threadsafe(coroutine, loop).result(60)


async def start_relay():
    return await Relay(int(env["BECKON_TEST_PORT"])).start()


async def set_accepting(accepting):
    relay.accepting = accepting


def start(folder):
    return App([beckon, "--server", domain, "--host", f"127.0.0.1:{relay.port}",
                "--trust-ca", env["BECKON_TEST_CA"], "--data-dir", os.path.join(folder, "beckon")])


def picture(name):
    screenshot(os.path.join(pictures, f"{name}.png"))


def field(window, name):
    return wait_for(lambda: next((n for n in window.walk() if n.role in ("text", "entry", "password text")
                                  and n.name.startswith(name)), None), f"the field {name}", 20)


def press(window, role, name):
    """The one step that it takes to choose something."""
    global steps
    steps += 1
    thing = window.find(role, name, timeout=20)
    if role == "list item":
        thing.click()
    else:
        thing.press()


def fill_in(window, name, text, *keys):
    """Types where the focus is already, and goes on with keys."""
    global steps
    steps += 1 + len(keys)
    wanted = field(window, name)
    window.keys("End")  # once it is the active one
    type_text(text)
    # A password is read out as it is shown.
    wait_for(lambda: wanted.text in (text, "●" * len(text)), f"{name!r} to have been typed")
    if keys:
        window.keys(*keys)


def wrong_server(window):
    press(window, "push button", "Create an Account")
    field(window, "Find a server").set_text("nothing")
    window.find("label", "Type the whole name, such as example.org.")
    field(window, "Find a server").set_text("nothing.invalid")
    press(window, "list item", "nothing.invalid")
    window.find("label", "Server not found", timeout=30)
    picture("wrong-server")
    window.keys("alt+Left")
    window.gone("label", "Server not found")
    window.keys("alt+Left")
    window.gone("list item", "nothing.invalid")


def no_network(window):
    await_for(set_accepting(False))
    press(window, "push button", "Create an Account")
    press(window, "list item", domain)
    window.find("push button", "Try Again", timeout=30)
    picture("no-network")
    await_for(set_accepting(True))
    press(window, "push button", "Try Again")
    window.find("push button", "Create Account", timeout=20)


def leave(app):
    app.window("Beckon").keys("ctrl+q")
    wait_for(lambda: app.process.poll() is not None, "Beckon to end")
    assert app.process.returncode == 0


def first_message(app):
    global steps
    steps = 0
    window = app.window("Beckon")
    press(window, "push button", "Create an Account")
    press(window, "list item", domain)
    fill_in(window, "Username", "newcomer", "Tab")
    fill_in(window, "Password", "a very long password", "Return")
    press(window, "push button", "New Chat")
    fill_in(app.window("New Chat"), "Name or address", env["BECKON_TEST_BOB"], "Return")
    fill_in(window, "Message", "The first of many", "Return")
    picture("first-message")


async def heard(bob):
    message = await bob.next(lambda stanza: stanza.name == "message" and stanza["body"], 60)
    return message["from"].bare, message["body"]


relay = await_for(start_relay())
bob = await_for(Peer.of("bob").start())
with tempfile.TemporaryDirectory(prefix="beckon-story-") as folder:
    with start(folder) as app:
        window = app.window("Beckon")
        wrong_server(window)
        no_network(window)
        # Enough for today: nothing was made, and all begins again.
        leave(app)
    with start(folder) as app:
        first_message(app)
        assert await_for(heard(bob)) == (f"newcomer@{domain}", "The first of many")
        print(f"{steps} presses and texts to the first message")
        assert steps <= 12
        leave(app)
    with start(folder) as app:
        window = app.window("Beckon")
        window.find("list", "Chats", timeout=20).find("label", "bob")
        picture("again")
