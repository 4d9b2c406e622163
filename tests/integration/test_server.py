# Copyright the Beckon authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The server that the other tests stand on does what they need."""
import os
import subprocess
import sys
import unittest

SUPPORT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support")
sys.path.insert(0, SUPPORT)

from peer import Peer  # noqa: E402
from raw_stream import RawStream  # noqa: E402


class Server(unittest.IsolatedAsyncioTestCase):
    def test_offers(self):
        env = os.environ
        with RawStream(env["BECKON_TEST_HOST"], env["BECKON_TEST_TLS_PORT"], env["BECKON_TEST_CA"],
                       sender=env["BECKON_TEST_ALICE"]) as stream:
            offered = stream.features
        for namespace in "urn:xmpp:sasl:2", "urn:xmpp:bind:0", "urn:xmpp:fast:0", "urn:xmpp:sm:3":
            self.assertIn(namespace, offered)
        for mechanism in "SCRAM-SHA-256-PLUS", "HT-SHA-256-NONE", "HT-SHA-256-EXPR":
            self.assertIn(f"<mechanism>{mechanism}</mechanism>", offered)
        self.assertIn("http://jabber.org/features/iq-register", offered)

    async def test_talk(self):
        async with Peer.of("alice") as alice, Peer.of("bob") as bob:
            self.assertEqual(alice.client_roster["bob@localhost"]["subscription"], "both")
            message = alice.make_message("bob@localhost", "Tea at four?\n<b>& cake</b> 🍰", mtype="chat")
            message["request_receipt"] = True
            message.send()
            got = await bob.next(lambda s: s.name == "message" and s["body"])
            self.assertEqual(got["body"], "Tea at four?\n<b>& cake</b> 🍰")
            self.assertEqual(got["from"].bare, "alice@localhost")
            receipt = await alice.next(lambda s: s.name == "message" and s["receipt"])
            self.assertEqual(receipt["receipt"], message["id"])

    async def test_wrong_password(self):
        os.environ["BECKON_TEST_MALLORY"] = "alice@localhost"
        os.environ["BECKON_TEST_MALLORY_PASSWORD"] = "guess"
        mallory = Peer.of("mallory")
        with self.assertRaises(PermissionError):
            await mallory.start()
        await mallory.leave()

    async def test_by_lines(self):
        peer = subprocess.Popen([sys.executable, os.path.join(SUPPORT, "peer.py"), "bob"],
                                stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.addCleanup(peer.stdout.close)
        self.assertIn("ready\n", iter(peer.stdout.readline, ""))
        peer.communicate("<message to='alice@localhost' type='chat'><body>hi</body></message>\n", timeout=20)
        self.assertEqual(peer.returncode, 0)
        async with Peer.of("alice") as alice:
            got = await alice.next(lambda s: s.name == "message" and s["body"])
            self.assertEqual(got["body"], "hi")


if __name__ == "__main__":
    unittest.main()
