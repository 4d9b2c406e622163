#!/usr/bin/python3
# Copyright the Beckon authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How long signing in by token takes, and resuming a session that was cut off, where every round
trip takes 100 ms. The floor is one round trip, so that the ratio is their number, that of TCP
included.

    bench-sign-in.py BUILD-FOLDER
"""
import asyncio
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests" / "support"))
from prosody import HOST, Prosody  # noqa: E402

ROUND_TRIP = 0.1


async def pass_on(reader, writer):
    """Everything arrives half a round trip later, in order, and what follows closely
    does not wait for what went before."""
    loop = asyncio.get_running_loop()
    queue = asyncio.Queue()

    async def deliver():
        while True:
            due, data = await queue.get()
            await asyncio.sleep(due - loop.time())
            if not data:
                writer.close()
                return
            writer.write(data)

    task = asyncio.create_task(deliver())
    while True:
        data = await reader.read(65536)
        queue.put_nowait((loop.time() + ROUND_TRIP / 2, data))
        if not data:
            break
    await task


async def measure(server, program):
    links = []

    async def serve(reader, writer):
        # TCP's own handshake crosses the line too.
        await asyncio.sleep(ROUND_TRIP)
        upstream = await asyncio.open_connection(HOST, server.tls_port)
        links[:] = [writer, upstream[1]]
        await asyncio.gather(pass_on(reader, upstream[1]), pass_on(upstream[0], writer),
                             return_exceptions=True)

    relay = await asyncio.start_server(serve, HOST, 0)
    port = relay.sockets[0].getsockname()[1]
    process = await asyncio.create_subprocess_exec(
        program, HOST, str(port), server.ca, "alice@localhost",
        stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    process.stdin.write(b"secret\n")
    times = []
    while line := await process.stdout.readline():
        if line == b"cut\n":
            for writer in links:
                writer.transport.abort()
        else:
            times.append(float(line))
    relay.close()
    if await process.wait():
        sys.exit(f"{program} failed: {process.returncode}")
    return times


def main():
    program = Path(sys.argv[1]) / "build-aux" / "bench" / "sign-in"
    with tempfile.TemporaryDirectory() as folder:
        users = [{"name": "alice", "password": "secret"}]
        with Prosody(f"{folder}/server", users=users) as server:
            times = asyncio.run(measure(server, program))
    for title, time in zip(("sign-in by token", "resumption"), times, strict=True):
        print(f"{title}, 100 ms a round trip\t{time}\t{ROUND_TRIP * 1000}\tms")


if __name__ == "__main__":
    main()
