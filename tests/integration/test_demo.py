# Copyright the Beckon authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The demo of build-aux/try: who is there, who answers, and that all of it ends."""
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import unittest
import urllib.parse

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
sys.path.insert(0, os.path.join(ROOT, "tests", "support"))

from peer import Peer  # noqa: E402
from scan import Site  # noqa: E402

DEMO = os.path.join(ROOT, "build-aux", "demo.py")


def descendants(pid):
    with open(f"/proc/{pid}/task/{pid}/children") as file:
        children = [int(child) for child in file.read().split()]
    return children + [deeper for child in children for deeper in descendants(child)]


class Demo(unittest.IsolatedAsyncioTestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="beckon-demo-")
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def start(self, *options, script='echo "process $$"; echo "arguments $*"; env; echo; exec sleep 600'):
        """Starts the demo with a shell in place of Beckon; what it printed."""
        demo = subprocess.Popen([sys.executable, DEMO, *options, self.folder, "sh", "-c", script, "sh"],
                                stdout=subprocess.PIPE, text=True, start_new_session=True)
        self.addCleanup(demo.wait)
        self.addCleanup(demo.stdout.close)
        self.addCleanup(demo.terminate)
        said = ""
        for line in demo.stdout:
            said += line
            if line == "\n":
                break
        for name, value in re.findall(r"^(BECKON_TEST_\w+)=(.*)$", said, re.M):
            os.environ[name] = value
        return demo, said

    async def test_robin_answers(self):
        _, said = self.start()
        self.assertRegex(said, r"arguments --server localhost --host 127\.0\.0\.1:\d+ --trust-ca \S+ --data-dir "
                               + re.escape(self.folder))
        self.assertIn(f"XDG_CONFIG_HOME={self.folder}", said)  # nothing goes to the true home
        async with Peer.of("alice") as alice:
            self.assertEqual(alice.client_roster["mei@localhost"]["name"], "Mei Lin (林美)")
            message = alice.make_message("robin@localhost", "Hello!", mtype="chat")
            message["request_receipt"] = True
            message.send()
            receipt = await alice.next(lambda s: s.name == "message" and s["receipt"])
            self.assertEqual(receipt["receipt"], message["id"])
            typing = await alice.next(lambda s: s.name == "message" and s["chat_state"] == "composing")
            self.assertEqual(typing["from"].bare, "robin@localhost")
            answer = await alice.next(lambda s: s.name == "message" and s["body"])
            self.assertTrue(answer["body"].startswith("Hello!"))

    async def test_history_is_there(self):
        self.start()
        async with Peer.of("alice") as alice:
            page = await alice.plugin["xep_0313"].retrieve(with_jid="mei@localhost")
            bodies = [result["mam_result"]["forwarded"]["stanza"]["body"] for result in page["mam"]["results"]]
            self.assertEqual(len(bodies), 3)
            self.assertEqual(bodies[1], "Yes! I bring the long rope.")

    def test_scanning_is_explained(self):
        _, said = self.start()
        self.assertIn(f"open {os.environ['BECKON_TEST_ORIGIN']}/scan/code", said)
        self.assertRegex(os.environ["BECKON_TEST_ORIGIN"], r"^https://localhost:\d+$")

    def test_lan(self):
        """Other machines reach the web pages, and nothing else."""
        _, said = self.start("--lan")
        site = urllib.parse.urlsplit(os.environ["BECKON_TEST_ORIGIN"])
        self.assertFalse(site.hostname.startswith("127."))
        self.assertLess(said.index("every machine in this network can open"), said.index("Private server"))
        page = Site(site.port, os.environ["BECKON_TEST_CA"], site.hostname).request("GET", "/scan/code")
        self.assertEqual(page.status, 200)
        for port in "BECKON_TEST_PORT", "BECKON_TEST_TLS_PORT":
            with self.assertRaises(ConnectionRefusedError):
                socket.create_connection((site.hostname, os.environ[port]), 5)

    def test_ends_with_everything(self):
        for number in signal.SIGINT, signal.SIGTERM, signal.SIGHUP, None:
            demo, said = self.start()
            port = re.search(r"^BECKON_TEST_PORT=(\d+)$", said, re.M)[1]
            started = descendants(demo.pid)
            self.assertGreaterEqual(len(started), 3)  # the server, Robin, the program
            if number:
                demo.send_signal(number)
            else:  # the window was closed
                os.kill(int(re.search(r"^process (\d+)$", said, re.M)[1]), signal.SIGTERM)
            demo.wait(30)
            self.assertEqual([pid for pid in started if os.path.exists(f"/proc/{pid}")], [])
            # Again in the same place, on the same port.
        _, said = self.start()
        self.assertIn(f"BECKON_TEST_PORT={port}\n", said)


if __name__ == "__main__":
    unittest.main()
