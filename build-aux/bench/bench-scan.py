#!/usr/bin/python3
# Copyright the Beckon authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What codes that wait cost the server, in CPU time of Prosody: polled once a second,
and held open. The floor is what Prosody takes for as many requests that it answers by
itself, with "not found".

    bench-scan.py BUILD-FOLDER [CODES]
"""
import asyncio
import os
import resource
import sys
import tempfile
import time
import urllib.parse
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests" / "support"))
from prosody import HOST, Prosody, free_ports  # noqa: E402

CODES = int(sys.argv[2]) if len(sys.argv) > 2 else 10000
CONNECTIONS = 100  # of the reverse proxy that all come through when they poll
SECONDS = 5
WARM_UP = 20 # seconds until everybody knows how often to ask
HOLD = 20
GRANT = "urn:ietf:params:oauth:grant-type:device_code"


def cpu(server):
    """Seconds of CPU that Prosody has used."""
    with open(f"/proc/{server.process.pid}/stat") as file:
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory(server):
    with open(f"/proc/{server.process.pid}/status") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmRSS")) / 1024


def request(path, fields, *headers):
    body = urllib.parse.urlencode(fields)
    return "\r\n".join([f"POST {path} HTTP/1.1", "Host: localhost", "X-Forwarded-Proto: https", "X-Forwarded-For: 10.0.0.1",
                        "Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}", *headers, "", body]).encode()


async def answer(reader):
    head = await reader.readuntil(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length:")[2].split(b"\r", 1)[0])
    return int(head.split(b" ", 2)[1]), await reader.readexactly(length)


async def send_all(port, requests, connections=CONNECTIONS, deadline=None):
    """Sends the requests over that many connections; the answers, and how many came in time."""
    queue, answers = list(reversed(requests)), []

    async def work():
        reader, writer = await asyncio.open_connection(HOST, port)
        while queue and (deadline is None or time.monotonic() < deadline):
            writer.write(queue.pop())
            answers.append(await answer(reader))
        writer.close()

    await asyncio.gather(*[work() for _ in range(connections)])
    return answers


async def rounds(server, port, requests):
    """All requests once a second, for some seconds; CPU seconds for each second, and the share that was answered."""
    before, answered = cpu(server), 0
    start = time.monotonic()
    for second in range(SECONDS):
        await asyncio.sleep(max(0, start + second - time.monotonic()))
        answered += len(await send_all(port, requests, deadline=start + second + 1))
    return (cpu(server) - before) / SECONDS, answered / (SECONDS * len(requests))


async def obey(server, port, codes):
    """Each code is asked about as often as the service wants; when all have heard of it, CPU seconds
    for each second, and requests in it."""
    intervals, due = dict.fromkeys(codes, 1), dict.fromkeys(codes, 0)
    start = time.monotonic()
    for second in range(WARM_UP + 2 * SECONDS):
        await asyncio.sleep(max(0, start + second - time.monotonic()))
        if second == WARM_UP:
            used, sent, begun = cpu(server), 0, time.monotonic()
        now = [code for code in codes if due[code] <= second]
        sizes = [now[at::CONNECTIONS] for at in range(CONNECTIONS)]
        answers = await asyncio.gather(*[send_all(port, polls(part), 1) for part in sizes])
        for code, (_, body) in zip(sum(sizes, []), sum(answers, [])):
            intervals[code] += 5 * (b"slow_down" in body)
            due[code] = second + intervals[code]
        if second >= WARM_UP:
            sent += len(now)
    took = time.monotonic() - begun
    return (cpu(server) - used) / took, sent / took


async def hold(server, port, requests):
    """Each request over a connection of its own, until the service answers; the connections are made before."""
    pairs = []
    for at in range(0, len(requests), 200):
        pairs += await asyncio.gather(*[asyncio.open_connection(HOST, port) for _ in requests[at:at + 200]])
    before, start = cpu(server), time.monotonic()
    for (_, writer), data in zip(pairs, requests):
        writer.write(data)
    answers = await asyncio.gather(*[answer(reader) for reader, _ in pairs])
    used, took = cpu(server) - before, time.monotonic() - start
    for _, writer in pairs:
        writer.close()
    wrong = [body for _, body in answers if b"authorization_pending" not in body]
    assert not wrong, (len(wrong), wrong[0])
    return used / took


async def make(port):
    made = await send_all(port, [request("/scan/device", {"client_id": "bench", "device_name": "desk"})] * CODES)
    codes = [body.split(b'"device_code":"')[1].split(b'"')[0].decode() for status, body in made if status == 200]
    assert len(codes) == CODES, made[-1]
    return codes


def polls(codes, *headers):
    return [request("/scan/token", {"grant_type": GRANT, "client_id": "bench", "device_code": code}, *headers) for code in codes]


async def measure(server, port):
    empty = memory(server)
    codes = await make(port)
    print(f"memory for {CODES} codes\t{memory(server) - empty:.1f}\t0.1\tMiB", flush=True)
    floor, reached = await rounds(server, port, [request("/nothing", {"grant_type": GRANT})] * CODES)
    floor /= reached
    used, share = await rounds(server, port, polls(codes))
    # Where one second is not enough, this is what the whole second would need.
    print(f"CPU for {CODES} polls, each second\t{used / share:.3f}\t{floor:.3f}\ts")
    print(f"polls answered in a second\t{share * CODES:.0f}\t{reached * CODES:.0f}\t1/s", flush=True)
    used, sent = await obey(server, port, codes)
    print(f"CPU for {CODES} codes asked about as told, each second\t{used:.3f}\t{floor / CODES * sent:.3f}\ts")
    print(f"their polls in a second\t{sent:.0f}\t{sent:.0f}\t1/s", flush=True)
    used = await hold(server, port, polls(await make(port), f"Prefer: wait={HOLD}"))
    print(f"CPU for {CODES} held requests, each second\t{used:.3f}\t{floor:.3f}\ts")


def main():
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    ports = free_ports(1)
    with tempfile.TemporaryDirectory(prefix="beckon-bench-") as folder:
        settings = {
            "http_ports": ports, "scan_login_max_codes_per_address": 2 * CODES, "scan_login_codes_per_minute": 10 * CODES,
            "scan_login_code_lifetime": 600, "scan_login_polls_per_second": 1000, "log": {"warn": os.path.join(folder, "prosody.log")}, "network_backend": "epoll",
        }
        with Prosody(folder, settings=settings) as server:
            asyncio.run(measure(server, ports[0]))


if __name__ == "__main__":
    main()
