# Copyright the Beckon authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The service of scanning to sign in, as a device and a phone see it."""
import base64
import os
import re
import sys
import unittest

SUPPORT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support")
sys.path.insert(0, SUPPORT)

from raw_stream import RawStream  # noqa: E402
from scan import Device, Phone, Site  # noqa: E402

env = os.environ


def authenticate(token, device_id):
    initial = base64.b64encode(b"n,,\x01auth=Bearer " + token.encode() + b"\x01\x01").decode()
    return (f"<authenticate xmlns='urn:xmpp:sasl:2' mechanism='OAUTHBEARER'><initial-response>{initial}"
            f"</initial-response><user-agent id='{device_id}'><software>Test</software></user-agent>"
            "<request-token xmlns='urn:xmpp:fast:0' mechanism='HT-SHA-256-NONE'/>"
            "<bind xmlns='urn:xmpp:bind:0'/></authenticate>")


def stream():
    return RawStream(env["BECKON_TEST_HOST"], env["BECKON_TEST_TLS_PORT"], env["BECKON_TEST_CA"],
                     sender=env["BECKON_TEST_ALICE"])


class Service(unittest.TestCase):
    def setUp(self):
        self.site = Site(env["BECKON_TEST_HTTPS_PORT"], env["BECKON_TEST_CA"])

    def test_story(self):
        device = Device(self.site, device_name="desk", device_os="Debian 12", software="Beckon")
        phone = Phone(self.site)
        phone.open(device.link)
        self.assertEqual(device.poll()["scan_state"], "waiting")
        phone.sign_in("alice", env["BECKON_TEST_ALICE_PASSWORD"])
        scanned = device.poll()
        self.assertEqual((scanned["scan_state"], scanned["scan_account"]), ("scanned", env["BECKON_TEST_ALICE"]))
        phone.confirm(scanned["scan_number"])
        token = device.poll()["access_token"]
        with stream() as xmpp:
            success = xmpp.ask(authenticate(token, device.device_id), "</success>|</failure>")
            self.assertIn("<token ", success)
            phone.open("/scan/devices")
            self.assertIn("desk", phone.words)
            phone.post("id", {"id": re.search(r'name="id" value="([^"]*)"', phone.page.text)[1]})
            self.assertIn("signed out", xmpp.ask("", "</stream:stream>"))


if __name__ == "__main__":
    unittest.main()
