# Copyright the Beckon authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A network that fails: a TCP relay to a port of this machine, with faults on command."""
import asyncio

HOST = "127.0.0.1"
UP, DOWN = "up", "down"


class Link:
    """One connection through the relay: two sockets, to the client and to the server."""

    def __init__(self, relay, client, server):
        self.relay = relay
        self.ends = {UP: client, DOWN: server}  # from where the bytes of a direction come
        self.silent = False

    def abort(self, *directions):
        for direction in directions or self.ends:
            self.ends[direction][1].transport.abort()

    async def pump(self, direction):
        reader = self.ends[direction][0]
        writer = self.ends[DOWN if direction == UP else UP][1]
        try:
            while data := await reader.read(4096):
                if self.relay.pause:
                    await asyncio.sleep(self.relay.pause)
                if self.silent:
                    continue
                allowed = self.relay.count(direction, len(data))
                writer.write(data[:allowed])
                await writer.drain()
                if allowed < len(data):
                    self.abort()
        except OSError:
            pass
        if not self.silent:
            self.abort()


class Relay:
    """Listens on `port`, and connects to `target` for each who comes."""

    def __init__(self, target):
        self.target = target
        self.port = None
        self.pause = 0          # seconds by which each piece is late
        self.budget = None      # (direction, bytes): after so many the connection is cut
        self.accepting = True   # whether new connections get through
        self.links = set()

    async def start(self):
        self.server = await asyncio.start_server(self._accept, HOST, 0)
        self.port = self.server.sockets[0].getsockname()[1]
        return self

    def stop(self):
        self.server.close()
        self.cut()

    def count(self, direction, size):
        """How many of the next bytes may pass."""
        if not self.budget or self.budget[0] != direction:
            return size
        left = self.budget[1]
        self.budget = (direction, left - size) if left >= size else None
        return min(left, size)

    def cut(self):
        for link in list(self.links):
            link.abort()

    def swallow(self):
        """Connections stay, and nothing comes through any more. Returns them."""
        for link in self.links:
            link.silent = True
        return set(self.links)

    async def _accept(self, reader, writer):
        if not self.accepting:
            writer.transport.abort()
            return
        try:
            server = await asyncio.open_connection(HOST, self.target)
        except OSError:
            writer.transport.abort()
            return
        link = Link(self, (reader, writer), server)
        self.links.add(link)
        await asyncio.gather(link.pump(UP), link.pump(DOWN))
        self.links.discard(link)
        link.abort()
