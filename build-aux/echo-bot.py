#!/usr/bin/python3
# Copyright the Beckon authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The company of the demo: Robin, who answers what you write, and a few others who
are only there.

    echo-bot.py        beside a server of tests/support/prosody.py

BECKON_DEMO_PRESENCE is a JSON list of [name, show, status]; each one signs in, and
"robin" answers. It says "ready" once everybody is there, and ends with SIGTERM.
"""
import asyncio
import json
import os
import signal
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tests", "support"))

from peer import Peer  # noqa: E402

# The first words that match, in lower case, decide.
ANSWERS = (
    (("hello", "hi ", "hey", "good morning", "merhaba", "hallo"), "Hello! Nice to hear from you. How is your day?"),
    (("how are you", "how's it"), "Very well, thank you. I am made of Python, so I never get tired."),
    (("who are you", "your name"), "I am Robin, a little program that comes with Beckon, so that you have somebody to talk to."),
    (("thank",), "You are welcome! 😊"),
    (("bye", "good night", "see you"), "See you soon! I will be here."),
    (("*", "_", "`"), "That is *bold*, _italic_, ~gone~ and `code` – I like styling, too."),
    (("http",), "Thank you for the link. I would love to read it, but I have no browser."),
    (("?",), "Good question! Let me think about it… I am only a small program, but it sounds interesting."),
)
OTHERWISE = "I see. Tell me more!"


def answer(text):
    low = text.lower() + " "
    return next((reply for words, reply in ANSWERS if any(word in low for word in words)), OTHERWISE)


class Company(Peer):
    """Somebody who is there, lets everyone in, and answers when asked to."""

    def __init__(self, name, show, status, answers):
        env = os.environ
        super().__init__(env[f"BECKON_TEST_{name.upper()}"] + "/Beckon demo",
                         env[f"BECKON_TEST_{name.upper()}_PASSWORD"],
                         env["BECKON_TEST_HOST"], env["BECKON_TEST_PORT"], env["BECKON_TEST_CA"])
        self.auto_authorize = self.auto_subscribe = True
        self.mood = {"pshow": show or None, "pstatus": status}
        if answers:
            self.add_event_handler("message", self.converse)

    def _keep(self, stanza):
        return stanza  # nobody asks for them later

    async def converse(self, message):
        if message["type"] not in ("chat", "normal") or not message["body"] or message["delay"]["stamp"]:
            return
        await self.say(message["from"], answer(message["body"]), 0.8)
        self.send_state(message["from"], "active")

    async def say(self, to, text, seconds):
        self.send_state(to, "composing")
        await asyncio.sleep(seconds)  # as long as somebody types
        reply = self.make_message(to, text, mtype="chat")
        reply["chat_state"] = "active"
        reply.send()

    def send_state(self, to, state):
        notice = self.make_message(to, mtype="chat")
        notice["chat_state"] = state
        notice.send()


async def main():
    there = []
    for name, show, status in json.loads(os.environ["BECKON_DEMO_PRESENCE"]):
        somebody = Company(name, show, status, answers=name == "robin")
        there.append(somebody)
        await somebody.start()
        somebody.send_presence(**somebody.mood)
    print("ready", flush=True)
    stop = asyncio.Event()
    for number in signal.SIGTERM, signal.SIGINT:
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await stop.wait()
    await asyncio.gather(*(somebody.leave() for somebody in there))


asyncio.run(main())
