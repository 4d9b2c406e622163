#!/usr/bin/python3
# Copyright the Beckon authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ledger: nothing lost, nothing twice, all in order.

    KEYRING=unlocked headless-session.sh ledger.py --client PROGRAM [--seed FIRST[-LAST],...] [--messages M] [--faults F]

Alice (Beckon's core, in ledger-client) and bob (slixmpp) send each other M numbered messages
through a real server, while F faults hit alice: her connection, her process, her clock, her disk, the server. At
the end, and after one more start of hers, each number must be there once and in order: in her
history, in what bob got, and in the archives of both. The seed gives the order of things and the
faults; what they meet is up to the machine.

Alice's time passes SPEED times as fast, so that she finds out about dead links by herself, and waits
between attempts, as in life. Sometimes she is told to try at once, as by a desktop that sees
the network come.
"""
import argparse
import asyncio
import collections
import logging
import os
import random
import resource
import shutil
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))

from peer import Peer  # noqa: E402
from prosody import Prosody  # noqa: E402
from relay import DOWN, UP, Relay  # noqa: E402

USERS = [
    {"name": name, "password": f"{name}'s secret", "contacts": [{"jid": f"{other}@localhost"}]}
    for name, other in (("alice", "bob"), ("bob", "alice"))]
VARIANTS = "default", "short-resume", "no-sasl2"
SENT, FAILED = 3, 6

# How often each fault comes, of a hundred
FAULTS = {"cut": 26, "cut-login": 8, "black-hole": 8, "server-half": 8, "client-half": 8,
          "delay": 6, "kill": 13, "restart": 5, "clock": 8, "full-disk": 10}

SPEED = 20

# How long anything may take that waits for an event, in seconds
PATIENCE = 60


class Failure(Exception):
    pass


class News:
    """What anybody waits for happens after a line of alice's or a stanza of bob's."""

    def __init__(self):
        self.event = asyncio.Event()

    def tell(self, *_):
        self.event.set()

    async def until(self, condition, what):
        deadline = time.monotonic() + PATIENCE
        while not condition():
            self.event.clear()
            try:
                await asyncio.wait_for(self.event.wait(), deadline - time.monotonic())
            except asyncio.TimeoutError:
                raise Failure(f"waited in vain for {what}")


class Alice:
    def __init__(self, options, folder, env, news, luck):
        self.options, self.folder, self.env, self.news, self.luck = options, folder, env, news, luck
        self.process = self.reader = None
        self.clock = 0      # seconds by which hers is wrong
        self.starts = 0
        self.asked = 0      # the last number that she was told to send
        self.stored = 0     # the last that she said she has stored
        self.refused = 0    # the last that she could not store
        self.got, self.sent = set(), set()
        self.states = {}    # of what she has written

    async def start(self):
        self.state, self.error, self.history, self.loading = "", "", None, []
        self.starts += 1
        # A file that may not grow is an error for her, and no signal.
        self.process = await asyncio.create_subprocess_exec(
            "/usr/bin/env", "--ignore-signal=XFSZ", self.options.client, self.folder, str(SPEED), str(self.clock),
            str(self.options.slow_disk), env=self.env, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE)
        self.reader = asyncio.create_task(self._read(self.process.stdout))
        await self.news.until(lambda: self.history is not None or self.reader.done(), "alice's start")
        if self.history is None:
            raise Failure("alice did not start")
        mine = [number for direction, number, _ in self.history if direction == "out"]
        if max(mine, default=0) < self.stored:
            raise Failure(f"alice had stored {self.stored}, and now has {mine[-5:]}")
        for number in range(max(mine, default=0) + 1, self.asked + 1):
            self.say(f"send {number}")

    async def _read(self, output):
        while line := await output.readline():
            word, *rest = line.decode().split()
            if word == "state":
                self.state, self.error = rest[0], " ".join(rest[1:])
                if self.state == "waiting" and self.luck.random() < 0.3:
                    self.say("try")
            elif word == "stored":
                self.stored = int(rest[0])
            elif word == "refused":
                self.refused = int(rest[0])
            elif word == "row":
                self.loading.append((rest[0], int(rest[1]), int(rest[2])))
                self._note(*rest)
            elif word == "loaded":
                self.history, self.loading = self.loading, []
            else:
                self._note(word, *rest)
            self.news.tell()
        self.news.tell()

    def _note(self, direction, number, state):
        if direction == "in":
            self.got.add(int(number))
            return
        self.states[int(number)] = int(state)
        if SENT <= int(state) < FAILED:
            self.sent.add(int(number))

    def say(self, line):
        self.process.stdin.write(f"{line}\n".encode())

    def send(self):
        self.asked += 1
        self.say(f"send {self.asked}")

    def set_clock(self, seconds):
        self.clock = seconds
        self.say(f"clock {seconds}")

    def limit_files(self, size):
        """As if her disk had room for no file that is larger."""
        if self.process.returncode is not None:
            raise Failure(f"alice ended with {self.process.returncode}")
        resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

    async def load(self):
        self.history = None
        self.say("load")
        await self.news.until(lambda: self.history is not None or self.reader.done(), "alice's history")
        return self.history

    async def kill(self):
        self.process.kill()
        await self.process.wait()
        await self.reader

    async def quit(self):
        self.say("quit")
        try:
            await asyncio.wait_for(self.process.wait(), PATIENCE)
        except asyncio.TimeoutError:
            raise Failure("alice does not end")
        await self.reader
        if self.process.returncode:
            raise Failure(f"alice ended with {self.process.returncode}")

    def is_online(self):
        return self.state == "online" or self.reader.done()

    def describe(self):
        """For the report of a stall."""
        left = {number: self.states.get(number) for number in range(1, self.asked + 1) if number not in self.sent}
        if self.reader.done():
            return f"alice is gone: {self.process.returncode}"
        return f"alice is {self.state} ({self.error}), has got {len(self.got)}, and not sent (number: state) {left}"


async def archive_of(peer, reverse=False):
    """The numbers in somebody's archive: pairs of the sender and the number."""
    async for result in peer["xep_0313"].iterate(reverse=reverse, rsm={"max": 100}):
        message = result["mam_result"]["forwarded"]["stanza"]
        if message["body"]:
            yield message["from"].user, int(message["body"])


class Bob:
    def __init__(self, news):
        self.news = news
        self.peer = None
        self.asked = 0
        self.got = []

    async def start(self):
        """Goes on behind what the server has of him."""
        self.peer = Peer.of("bob", resource="ledger")
        self.peer.add_event_handler("message", self._take)
        await self.peer.start()
        last = 0
        async for sender, number in archive_of(self.peer, reverse=True):
            if sender == "bob":
                last = number
                break
        for number in range(last + 1, self.asked + 1):
            self._write(number)

    def _take(self, message):
        if message["body"]:
            self.got.append(int(message["body"]))
            self.news.tell()

    def _write(self, number):
        self.peer.send_raw(f"<message to='alice@localhost' type='chat' id='bob-{number}'><body>{number}</body>"
                           "<request xmlns='urn:xmpp:receipts'/></message>")

    def send(self):
        self.asked += 1
        self._write(self.asked)

    def drop(self):
        self.peer.abort()


class Ledger:
    def __init__(self, options, seed):
        self.options, self.seed = options, seed
        self.random = random.Random(seed)
        self.faults = collections.Counter()
        self.later = set()
        self.passed = False

    async def run(self):
        folder = tempfile.mkdtemp(prefix="beckon-ledger-")
        self.news = News()
        self.server = Prosody(os.path.join(folder, "server"), self.random.choice(VARIANTS), users=USERS)
        self.alice = self.bob = None
        try:
            self.server.start()
            os.environ.update(self.server.environment())
            self.relay = await Relay(self.server.tls_port).start()
            env = {**os.environ, "BECKON_TEST_TLS_PORT": str(self.relay.port), "GIO_USE_NETWORK_MONITOR": "base",
                   "GSETTINGS_BACKEND": "memory", "G_DEBUG": "fatal-criticals"}
            self.bob = Bob(self.news)
            await self.bob.start()
            self.alice = Alice(self.options, os.path.join(folder, "alice"), env, self.news,
                               random.Random(self.seed))
            os.mkdir(self.alice.folder)
            await self.alice.start()
            await self._talk()
            await self._check()
            self.passed = True
        except Failure as why:
            raise Failure(f"{why}; {self.alice.describe()}" if self.alice else str(why)) from why
        finally:
            if self.alice and self.alice.process and self.alice.process.returncode is None:
                await self.alice.kill()
            if self.bob and self.bob.peer:
                self.bob.drop()
            for task in self.later:
                task.cancel()
            self.relay.stop()
            self.server.stop()
            if self.options.keep and not self.passed:
                print(f"kept: {folder}")
            else:
                shutil.rmtree(folder, ignore_errors=True)

    async def _talk(self):
        plan = ["alice", "bob"] * self.options.messages
        plan += self.random.choices(list(FAULTS), FAULTS.values(), k=self.options.faults)
        self.random.shuffle(plan)
        for step in plan:
            if step == "alice":
                self.alice.send()
            elif step == "bob":
                self.bob.send()
            else:
                await self._fault(step)
            await asyncio.sleep(0)
        self.relay.budget = None
        await self._settle()

    def _progress(self):
        return len(self.alice.sent) + len(self.alice.got)

    def _log(self, text):
        if self.options.verbose:
            print(f"  {text}; alice {self.alice.state}, sent {len(self.alice.sent)}/{self.alice.asked}, "
                  f"got {len(self.alice.got)}/{self.bob.asked}", flush=True)

    def _after(self, seconds, call, *args):
        """The end of a fault, some time later."""
        async def wait():
            await asyncio.sleep(seconds)
            call(*args)
        task = asyncio.create_task(wait())
        self.later.add(task)
        task.add_done_callback(self.later.discard)

    async def _fault(self, kind):
        # Most faults hit in the middle of talking, some a connection that is being made.
        if self.random.random() < 0.8:
            done = self._progress()
            enough = self.random.randint(done, max(done, self.alice.asked + self.bob.asked))
            await self.news.until(lambda: self._progress() >= enough and self.alice.is_online(),
                                  f"progress before {kind}")
        self.faults[kind] += 1
        self._log(kind)
        await getattr(self, "_" + kind.replace("-", "_"))()

    async def _cut(self):
        """At any byte of what follows."""
        self.relay.budget = self.random.choice((UP, DOWN)), self.random.randrange(3000)
        self._after(0.5, self.relay.cut)

    async def _cut_login(self):
        """Now, and the next attempt in the middle."""
        self.relay.cut()
        self.relay.budget = self.random.choice((UP, DOWN)), self.random.randrange(8000)

    async def _black_hole(self):
        """Nothing tells either side that the connection is dead."""
        self.relay.swallow()

    async def _server_half(self):
        """The server does not notice that alice's connection is gone."""
        for link in self.relay.swallow():
            link.abort(UP)

    async def _client_half(self):
        """Alice does not notice."""
        for link in self.relay.swallow():
            link.abort(DOWN)

    async def _delay(self):
        self.relay.pause = self.random.uniform(0.05, 0.3)
        self._after(1, setattr, self.relay, "pause", 0)

    async def _kill(self):
        await self.alice.kill()
        await self.alice.start()

    async def _clock(self):
        """Forwards or backwards, by seconds or days."""
        self.alice.set_clock(self.random.choice((-1, 1)) * 10 ** self.random.randint(0, 5))

    async def _full_disk(self):
        """She says so to who writes, and takes it when there is room again, or after a new start."""
        alice = self.alice
        await self.news.until(lambda: alice.stored == alice.asked or alice.reader.done(), "what was asked for")
        alice.limit_files(1)
        alice.send()
        for _ in range(5):
            self.bob.send()
        await self.news.until(lambda: alice.refused == alice.asked or alice.reader.done(), "a refusal")
        await asyncio.sleep(self.random.uniform(0, 1))
        if self.random.random() < 0.3:
            await self._kill()
        else:
            alice.limit_files(resource.RLIM_INFINITY)
            alice.say(f"send {alice.asked}")

    async def _restart(self):
        await asyncio.to_thread(self.server.restart)
        self.bob.drop()
        await self.bob.start()

    async def _settle(self):
        """Everything has arrived."""
        alice, bob = self.alice, self.bob
        await self.news.until(lambda: len(alice.got) >= bob.asked or alice.reader.done(),
                              "what bob sent")
        await self.news.until(lambda: len(alice.sent) >= alice.asked or alice.reader.done(),
                              "what alice sent")
        await self.news.until(lambda: alice.asked in bob.got or alice.reader.done(), "bob")
        if alice.reader.done():
            raise Failure("alice is gone")

    async def _check(self):
        self._check_history(await self.alice.load(), "alice's history")
        await self.alice.quit()
        await self.alice.start()
        await self.news.until(self.alice.is_online, "alice online")
        self.alice.send()
        self.bob.send()
        await self._settle()
        self._check_history(await self.alice.load(), "alice's history after one more start")
        await self.alice.quit()
        self._check_bob()
        async with Peer.of("alice", resource="archive") as alice:
            await self._check_archive(alice, "alice's archive")
        await self._check_archive(self.bob.peer, "bob's archive")

    def _check_numbers(self, numbers, count, where):
        expected = list(range(1, count + 1))
        if numbers == expected:
            return
        seen = collections.Counter(numbers)
        lost = [n for n in expected if n not in seen]
        twice = [n for n in numbers if seen[n] > 1]
        early = [(a, b) for a, b in zip(numbers, numbers[1:]) if b < a]
        raise Failure(f"{where}: lost {lost}, twice {twice}, out of order {early}")

    def _check_history(self, history, where):
        for direction, count in ("out", self.alice.asked), ("in", self.bob.asked):
            self._check_numbers([n for d, n, _ in history if d == direction], count, f"{where}, {direction}")
        if wrong := [n for d, n, state in history if d == "out" and not SENT <= state < FAILED]:
            raise Failure(f"{where}: shown as not sent: {wrong}")

    def _check_bob(self):
        # What came while he was away for a moment is only in his archive.
        got = self.bob.got
        if got != sorted(set(got)):
            raise Failure(f"bob got {[(a, b) for a, b in zip(got, got[1:]) if b <= a]}")

    async def _check_archive(self, peer, where):
        numbers = collections.defaultdict(list)
        async for sender, number in archive_of(peer):
            numbers[sender].append(number)
        self._check_numbers(numbers["alice"], self.alice.asked, f"{where}, from alice")
        self._check_numbers(numbers["bob"], self.bob.asked, f"{where}, from bob")


def parse_seeds(text):
    for part in text.split(","):
        first, _, last = part.partition("-")
        yield from range(int(first), int(last or first) + 1)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--client", required=True)
    parser.add_argument("--seed", default="1", help="numbers and ranges: 1-20, or 1,17")
    parser.add_argument("--messages", type=int, default=500)
    parser.add_argument("--faults", type=int, default=100)
    parser.add_argument("--slow-disk", type=int, default=0, metavar="MS", help="what a write of alice's may take")
    parser.add_argument("--keep", action="store_true", help="leave the folders of a seed that failed")
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    options.client = os.path.abspath(options.client)
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)  # slixmpp leaves tasks when it is cut off
    failed = False
    for seed in parse_seeds(options.seed):
        ledger, began = Ledger(options, seed), time.monotonic()
        try:
            asyncio.run(ledger.run())
            outcome = "ok"
        except Failure as why:
            outcome, failed = f"FAILED: {why}", True
        faults = ", ".join(f"{count} {name}" for name, count in sorted(ledger.faults.items()))
        starts = ledger.alice.starts if ledger.alice else 0
        print(f"seed {seed}: {outcome}; {options.messages} messages each way, {ledger.faults.total()} faults "
              f"({faults}), {starts} starts, {time.monotonic() - began:.0f} s, {ledger.server.variant}", flush=True)
    return failed


if __name__ == "__main__":
    sys.exit(main())
