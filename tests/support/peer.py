# Copyright the Beckon authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The other person, in slixmpp: a class for tests in Python, and a program that
tests in C drive by lines.

    peer.py alice

signs in as BECKON_TEST_ALICE beside with-prosody.py, prints "ready", then each
stanza it gets as a line of XML. Each line of its standard input is sent as it is.
It ends with its input.
"""
import asyncio
import inspect
import os
import sys

import slixmpp
from slixmpp.xmlstream import tostring


class Peer(slixmpp.ClientXMPP):
    """Signs in, is present, answers subscriptions, and keeps what it gets.

        async with Peer.of("bob") as bob:
            message = await bob.next(lambda s: s.name == "message" and s["body"])
    """

    PLUGINS = ("xep_0030", "xep_0059", "xep_0085", "xep_0184", "xep_0199", "xep_0280", "xep_0297", "xep_0313")

    def __init__(self, jid, password, host, port, ca, plugins=PLUGINS):
        super().__init__(jid, password)
        self.address = host, int(port)
        self.ca_certs = ca
        self.received = asyncio.Queue()
        for plugin in plugins:
            self.register_plugin(plugin)
        self.add_filter("in", self._keep)

    @classmethod
    def of(cls, name, resource=None, **more):
        """The peer for one of the accounts of with-prosody.py."""
        env = os.environ
        jid = env[f"BECKON_TEST_{name.upper()}"] + (f"/{resource}" if resource else "")
        return cls(jid, env[f"BECKON_TEST_{name.upper()}_PASSWORD"], env["BECKON_TEST_HOST"],
                   env["BECKON_TEST_PORT"], env["BECKON_TEST_CA"], **more)

    def _keep(self, stanza):
        if stanza.name in ("message", "presence", "iq"):
            self.received.put_nowait(stanza)
        return stanza

    def open(self):
        """connect() of slixmpp before and after 1.9; the port is that for STARTTLS."""
        self.enable_direct_tls = False
        if "address" in inspect.signature(self.connect).parameters:
            return self.connect(address=self.address)
        return self.connect(*self.address)

    async def start(self):
        self.open()
        loop = asyncio.get_running_loop()
        done = loop.create_future()

        def settle(error=None):
            if not done.done():
                done.set_exception(error) if error else done.set_result(None)

        self.add_event_handler("session_start", lambda _: settle())
        self.add_event_handler("failed_all_auth", lambda _: settle(PermissionError("not authorised")))
        self.add_event_handler("connection_failed", lambda why: settle(ConnectionError(str(why))))
        await asyncio.wait_for(done, 20)
        self.send_presence()
        await self.get_roster()
        return self

    async def next(self, wanted=lambda stanza: True, timeout=20):
        """The next stanza that is wanted; what comes before it is dropped."""
        async def look():
            while True:
                stanza = await self.received.get()
                if wanted(stanza):
                    return stanza
        return await asyncio.wait_for(look(), timeout)

    async def leave(self):
        gone = self.disconnect()
        if gone is not None:
            await asyncio.wait([gone], timeout=5)

    async def __aenter__(self):
        return await self.start()

    async def __aexit__(self, *_):
        await self.leave()


async def by_lines(name):
    peer = Peer.of(name)
    peer.add_filter("in", lambda stanza: print(tostring(stanza.xml).replace("\n", "&#10;"), flush=True) or stanza)
    async with peer:
        print("ready", flush=True)
        reader = asyncio.StreamReader()
        await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
        while line := await reader.readline():
            peer.send_raw(line.decode().strip())


if __name__ == "__main__":
    asyncio.run(by_lines(sys.argv[1]))
