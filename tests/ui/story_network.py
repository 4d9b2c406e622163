# Copyright the Beckon authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What somebody sees when the network is pulled out and put back, beside a server of
tests/support/prosody.py:

    story_network.py BECKON

The window says how things are at every moment, what is written meanwhile waits and is sent once, and
nobody has to do anything for that.
"""
import asyncio
import os
import sys
import tempfile
import threading

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))

from atspi_driver import App, screenshot, wait_for  # noqa: E402
from peer import Peer  # noqa: E402
from relay import Relay  # noqa: E402

beckon = sys.argv[1]
env = os.environ
pictures = os.path.join(env.get("G_TEST_BUILDDIR", "."), "ui", "story-network")
os.makedirs(pictures, exist_ok=True)
env["UI_SHOT_ON_FAILURE"] = os.path.join(pictures, "failure.png")

loop = asyncio.new_event_loop()
threading.Thread(target=loop.run_forever, daemon=True).start()


def await_for(coroutine):
    return asyncio.run_coroutine_threadsafe(coroutine, loop).result(60)


async def call(function, *arguments):
    return function(*arguments)


async def set_accepting(relay, accepting):
    relay.accepting = accepting


async def next_text(peer):
    message = await peer.next(lambda stanza: stanza.name == "message" and stanza["body"], 60)
    return message["body"]


async def start_relay():
    return await Relay(int(env["BECKON_TEST_PORT"])).start()


def picture(name):
    screenshot(os.path.join(pictures, f"{name}.png"))


def shown(window, text):
    return next((n for n in window.walk() if n.name.startswith(text) and n.box[2] > 0), None)


def write(window, text):
    window.find("text", "Message").set_text(text)
    window.find("push button", "Send").press()
    wait_for(lambda: shown(window, text), f"the message {text!r}")


def wait_state(window, state):
    """What is known of the newest message."""
    def last():
        states = [n.name for n in window.walk()
                  if n.name in ("Waiting to be sent", "Sent", "Delivered", "Read", "Not sent") and n.box[2] > 0]
        return states and states[-1] in state
    wait_for(last, f"the newest message to be {state}", 60)


relay = await_for(start_relay())
bob = await_for(Peer.of("bob").start())
with tempfile.TemporaryDirectory(prefix="beckon-story-") as folder, \
        App([beckon, "--server", env["BECKON_TEST_DOMAIN"], "--host", f"127.0.0.1:{relay.port}",
             "--trust-ca", env["BECKON_TEST_CA"], "--data-dir", folder]) as app:
    window = app.window("Beckon")
    window.find("push button", "Sign In").press()
    window.find("text", f"Address, such as you@{env['BECKON_TEST_DOMAIN']}").set_text(env["BECKON_TEST_ALICE"])
    window.find("text", "Password").set_text(env["BECKON_TEST_ALICE_PASSWORD"])
    window.find("push button", "Sign In").press()
    window.find("label", "No Chats Yet", timeout=20)
    window.keys("ctrl+n")
    app.window("New Chat").find("label", "Bob").click()
    window.find("push button", "Chat Menu")
    write(window, "With a network")
    wait_state(window, ("Sent", "Delivered"))
    assert await_for(next_text(bob)) == "With a network"
    window.find("label", "Online")
    assert not shown(window, "Connection lost")
    picture("1-connected")

    await_for(set_accepting(relay, False))
    await_for(call(relay.cut))
    window.find("push button", "Try Now", timeout=30)
    write(window, "Without one")
    wait_state(window, ("Waiting to be sent",))
    assert not shown(window, "Online"), "nobody knows now whether Bob is there"
    picture("2-cut")

    await_for(set_accepting(relay, True))
    assert await_for(next_text(bob)) == "Without one"
    wait_state(window, ("Sent", "Delivered"))
    window.gone("push button", "Try Now", timeout=30)
    picture("3-back")

    # Nothing comes through, and nobody says so.
    await_for(call(relay.swallow))
    write(window, "Into the dark")
    wait_state(window, ("Waiting to be sent",))
    picture("4-dark")
    assert await_for(next_text(bob)) == "Into the dark"
    wait_state(window, ("Sent", "Delivered"))
    window.gone("push button", "Try Now", timeout=30)
    picture("5-back-again")

    window.keys("ctrl+q")
    wait_for(lambda: app.process.poll() is not None, "Beckon to end")
    assert app.process.returncode == 0, f"Beckon ended with {app.process.returncode}"
await_for(bob.leave())
