# Copyright the Beckon authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a scan leads to: a sign-in that is bound to its device, and its end."""
import base64
import hashlib
import hmac
import os
import re
import sys
import time

SUPPORT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support")
sys.path.insert(0, SUPPORT)
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import unittest  # noqa: E402

from prosody import HOST  # noqa: E402
from raw_stream import RawStream  # noqa: E402
from scan import Device, Phone, authenticate, by_token  # noqa: E402
import test_scan_service  # noqa: E402

OTHER = "00000000-0000-4000-8000-000000000000"
PING = "<iq type='get' to='localhost' id='ping'><ping xmlns='urn:xmpp:ping'/></iq>"
PONG = "<iq [^>]*id='ping'[^>]*>"
END = "</success>|</failure>|</challenge>|</stream:stream>"


def by_fast(token, device_id, name="alice"):
    proof = hmac.digest(token.encode(), b"Initiator", hashlib.sha256)
    return authenticate("HT-SHA-256-NONE", name.encode() + b"\0" + proof, device_id, "<fast xmlns='urn:xmpp:fast:0'/>")


def giving_back(request):
    return request.replace("<fast xmlns='urn:xmpp:fast:0'/>", "<fast xmlns='urn:xmpp:fast:0' invalidate='true'/>")


def fast_token(success):
    return re.search(r"<token [^>]*token='([^']*)'", success)[1]


class SignIn(test_scan_service.Server):
    settings = {"scan_login_token_lifetime": 4}

    def setUp(self):
        super().setUp()
        # Each test starts with an account without devices, and the password as it was.
        self.server.shell('user:password("alice@localhost", "wonderland")')
        time.sleep(1.1)  # grants of the second in which the password changed are as good as older ones

    def stream(self):
        stream = RawStream(HOST, self.server.tls_port, self.server.ca, sender="alice@localhost")
        self.addCleanup(stream.socket.close)
        return stream

    def token(self, device):
        phone = self.scanned(device)
        phone.confirm(device.poll()["scan_number"])
        return device.poll()["access_token"]

    def ask(self, xml):
        stream = self.stream()
        return stream, stream.ask(xml, END)

    def devices(self):
        phone = Phone(self.site.elsewhere())
        phone.open("/scan/devices")
        phone.sign_in("alice", "wonderland")
        return phone

    def names(self):
        return re.findall("<h2><bdi>(.*?)</bdi>", self.devices().page.text)

    def test_sign_in(self):
        device = Device(self.site, device_name="desk", device_os="Debian 12", software="Beckon")
        stream, success = self.ask(by_token(self.token(device), device.device_id))
        self.assertIn("<success", success)
        self.assertEqual(self.names(), ["desk"])
        stream.socket.close()
        _, success = self.ask(by_fast(fast_token(success), device.device_id))
        self.assertIn("<success", success)

    def signed_in(self, device_id=None):
        """Another device of the account, by its password, that is available."""
        stream, success = self.ask(authenticate("PLAIN", b"\0alice\0wonderland", device_id))
        self.assertIn("<success", success)
        return stream, self.come(stream)

    def come(self, stream):
        """Becomes available. What arrived until then and right behind it."""
        return stream.ask("<presence/>" + PING, PONG)

    def test_new_device(self):
        """All others are told, each once; the new one is not."""
        other, _ = self.signed_in(OTHER)
        old, _ = self.signed_in()
        device = Device(self.site, device_name="<desk> & co", device_os="Debian 12", software="Beckon")
        stream, success = self.ask(by_token(self.token(device), device.device_id))
        self.assertIn("<success", success)
        for there in other, old:
            message = there.ask(PING, PONG)
            for expected in ("from='localhost'", "type='headline'", "desk", "Beckon", "Debian 12",
                             f"{self.site.origin}/scan/devices", "<new-device", "name='&lt;desk&gt; &amp; co'",
                             f"address='{self.site.address}'", "stamp='20"):
                self.assertIn(expected, message)
            self.assertEqual(message.count("<message"), 1)
        self.assertNotIn("<message", self.come(stream))

        # Those who were away are told when they come, in another session, too; and nobody twice.
        self.assertNotIn("<message", self.signed_in(OTHER)[1])
        self.assertNotIn("<message", self.signed_in()[1])
        away = OTHER.replace("0", "1")
        late, came = self.signed_in(away)
        self.assertEqual(came.count("<new-device"), 1)
        self.assertNotIn("<message", self.signed_in(away)[1])

        # Nothing of it is in the archive, nor was it copied.
        archive = stream.ask("<iq type='set' id='m'><query xmlns='urn:xmpp:mam:2'/></iq>", "<fin .*</iq>")
        self.assertNotIn("new-device", archive)

    def test_new_device_that_came_later(self):
        """A device is not told of those that were there before it."""
        first, second = Device(self.site, device_name="first"), Device(self.site, device_name="second")
        self.ask(by_token(self.token(first), first.device_id))
        time.sleep(1.1)  # records have seconds
        stream, _ = self.ask(by_token(self.token(second), second.device_id))
        self.assertNotIn("<message", self.come(stream))

    def test_new_device_that_was_signed_out(self):
        """And of those that are gone again nobody is told."""
        device = Device(self.site)
        self.ask(by_token(self.token(device), device.device_id))
        phone = self.devices()
        phone.post("id", {"id": re.search(r'name="id" value="([^"]*)"', phone.page.text)[1]})
        self.assertNotIn("<message", self.signed_in(OTHER.replace("0", "2"))[1])

    def test_again_from_the_same_device(self):
        device = Device(self.site, device_name="desk")
        self.ask(by_token(self.token(device), device.device_id))
        again = Device(self.site, device_id=device.device_id, device_name="desk with a new name")
        _, success = self.ask(by_token(self.token(again), device.device_id))
        self.assertIn("<success", success)
        self.assertEqual(self.names(), ["desk with a new name"])
        _, success = self.ask(by_fast(fast_token(success), device.device_id))
        self.assertIn("<success", success)

    def test_other_device(self):
        device = Device(self.site)
        token = self.token(device)
        _, answer = self.ask(by_token(token, OTHER))
        self.assertIn("<failure", answer)
        self.assertNotIn("<token", answer)
        _, answer = self.ask(by_token(token, device.device_id))
        self.assertNotIn("<success", answer)
        self.assertEqual(self.names(), [])

    def test_no_device(self):
        device = Device(self.site)
        _, answer = self.ask(by_token(self.token(device)))
        self.assertIn("<failure", answer)

    def test_twice(self):
        device = Device(self.site, device_name="desk")
        token = self.token(device)
        stream, success = self.ask(by_token(token, device.device_id))
        self.assertIn("<success", success)
        _, answer = self.ask(by_token(token, device.device_id))
        self.assertIn("<failure", answer)
        # Somebody has the device's token and its id: it is over for both.
        self.assertIn("not-authorized", stream.ask("", "</stream:stream>"))
        self.assertEqual(self.names(), [])
        self.assertEqual(device.poll()["error"], "invalid_grant")

    def without_sasl2(self, device):
        initial = base64.b64encode(b"n,,\x01auth=Bearer " + self.token(device).encode() + b"\x01\x01").decode()
        stream = self.stream()
        stream.ask(f"<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='OAUTHBEARER'>{initial}</auth>", "<success[^>]*>")
        stream.socket.sendall(b"<stream:stream to='localhost' version='1.0' xmlns='jabber:client' "
                              b"xmlns:stream='http://etherx.jabber.org/streams'><iq type='set' id='b'>"
                              b"<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>")
        return stream

    def test_without_sasl2(self):
        stream = self.without_sasl2(Device(self.site))
        answer = stream.ask("", "</stream:stream>")
        self.assertIn("not-authorized", answer)
        self.assertNotIn("<jid>", answer)
        self.assertEqual(self.names(), [])

    def test_plain_client(self):
        """One that knows of RFC 8628 and RFC 6120 only has no device to be bound to."""
        device = Device(self.site, device_name="old")
        answer = self.site.post("/scan/device", {"client_id": device.client_id}).json
        device.code, device.link, device.last = answer["device_code"], answer["verification_uri_complete"], None
        stream = self.without_sasl2(device)
        self.assertIn("<jid>", stream.ask("", "</iq>"))

    def test_sign_out(self):
        device = Device(self.site)
        stream, success = self.ask(by_token(self.token(device), device.device_id))
        phone = self.devices()
        phone.post("id", {"id": re.search(r'name="id" value="([^"]*)"', phone.page.text)[1]})
        self.assertIn("not-authorized", stream.ask("", "</stream:stream>"))
        _, answer = self.ask(by_fast(fast_token(success), device.device_id))
        self.assertIn("<failure", answer)
        self.assertEqual(self.names(), [])

    def test_sign_out_while_asleep(self):
        """A session that only waits to be resumed is ended too."""
        device = Device(self.site)
        request = by_token(self.token(device), device.device_id).replace(
            "<bind xmlns='urn:xmpp:bind:0'/>", "<bind xmlns='urn:xmpp:bind:0'><enable xmlns='urn:xmpp:sm:3' resume='true'/></bind>")
        stream, success = self.ask(request)
        session = re.search(r"<enabled [^>]*\bid='([^']*)'", success)[1]
        stream.socket.close()
        phone = self.devices()
        phone.post("id", {"id": re.search(r'name="id" value="([^"]*)"', phone.page.text)[1]})
        _, answer = self.ask(authenticate("PLAIN", b"\0alice\0wonderland", device.device_id).replace(
            "<bind xmlns='urn:xmpp:bind:0'/>", f"<resume xmlns='urn:xmpp:sm:3' previd='{session}' h='0'/>"))
        self.assertIn("<failed", answer)

    def test_sign_out_by_itself(self):
        """A device that was signed out while it was offline says so later, by giving its token back."""
        device = Device(self.site, device_name="desk")
        stream, success = self.ask(by_token(self.token(device), device.device_id))
        stream.socket.close()
        _, answer = self.ask(giving_back(by_fast(fast_token(success), device.device_id)))
        self.assertIn("<success", answer)
        self.assertEqual(self.names(), [])
        _, answer = self.ask(by_fast(fast_token(success), device.device_id))
        self.assertIn("<failure", answer)

    def test_another_token(self):
        """Who wants another token for the one that it gives back stays."""
        device = Device(self.site, device_name="desk")
        _, success = self.ask(by_token(self.token(device), device.device_id))
        request = giving_back(by_fast(fast_token(success), device.device_id)).replace(
            "<bind ", "<request-token xmlns='urn:xmpp:fast:0' mechanism='HT-SHA-256-NONE'/><bind ")
        _, success = self.ask(request)
        self.assertEqual(self.names(), ["desk"])
        _, success = self.ask(by_fast(fast_token(success), device.device_id))
        self.assertIn("<success", success)

    def test_sign_out_others(self):
        first, second = Device(self.site, device_name="first"), Device(self.site.elsewhere(), device_name="second")
        streams = [self.ask(by_token(self.token(device), device.device_id))[0] for device in (first, second)]
        phone = Phone(self.site)
        phone.open("/scan/devices")
        phone.sign_in("alice", "wonderland", remember=True)
        elsewhere = self.devices()
        phone.post("id", {"id": "others"})
        for stream in streams:
            self.assertIn("not-authorized", stream.ask("", "</stream:stream>"))
        self.assertEqual(re.findall("<h2><bdi>(.*?)</bdi>", phone.page.text), ["Firefox"])
        elsewhere.open("/scan/devices")
        self.assertEqual(elsewhere.title, "Sign in")

    def test_give_back(self):
        device = Device(self.site)
        token = self.token(device)
        self.assertEqual(self.site.post("/scan/revoke", {"token": token}).status, 200)
        _, answer = self.ask(by_token(token, device.device_id))
        self.assertNotIn("<success", answer)

    def test_not_used(self):
        device = Device(self.site)
        token = self.token(device)
        grants = os.path.join(self.server.folder, "data", "localhost", "auth_tokens", "alice.dat")
        with open(grants) as file:
            self.assertIn(device.device_id, file.read())

        def left():
            if not os.path.exists(grants):
                return False
            with open(grants) as file:
                return device.device_id in file.read()
        end = time.monotonic() + 20
        while left() and time.monotonic() < end:
            time.sleep(0.2)
        self.assertFalse(left())
        _, answer = self.ask(by_token(token, device.device_id))
        self.assertNotIn("<success", answer)

    def test_password_changed(self):
        device = Device(self.site)
        stream, success = self.ask(by_token(self.token(device), device.device_id))
        phone = Phone(self.site)
        phone.open("/scan/devices")
        phone.sign_in("alice", "wonderland", remember=True)
        briefly = self.devices()
        self.server.shell('user:password("alice@localhost", "looking glass")')
        self.assertIn("</stream:stream>", stream.ask("", "</stream:stream>"))
        _, answer = self.ask(by_fast(fast_token(success), device.device_id))
        self.assertIn("<failure", answer)
        for visitor in phone, briefly:
            visitor.open("/scan/devices")
            self.assertEqual(visitor.title, "Sign in")

    def test_disabled_account(self):
        device = Device(self.site)
        phone = self.scanned(device)
        phone.confirm(device.poll()["scan_number"])
        self.server.shell('user:disable("alice@localhost")')
        self.addCleanup(self.server.shell, 'user:enable("alice@localhost")')
        self.assertEqual(device.poll()["error"], "access_denied")
        phone.open("/scan/devices")
        self.assertEqual(phone.title, "Sign in")

    def test_restart(self):
        device = Device(self.site, device_name="desk")
        _, success = self.ask(by_token(self.token(device), device.device_id))
        phone = Phone(self.site)
        phone.open("/scan/devices")
        phone.sign_in("alice", "wonderland", remember=True)
        waiting = Device(self.site)
        self.server.restart()
        phone.open("/scan/devices")
        self.assertEqual(set(re.findall("<h2><bdi>(.*?)</bdi>", phone.page.text)), {"desk", "Firefox"})
        self.assertEqual(waiting.poll()["error"], "invalid_grant")
        stream, answer = self.ask(by_fast(fast_token(success), device.device_id))
        self.assertIn("<success", answer)
        ids = re.findall(r'<h2><bdi>desk</bdi>.*?name="id" value="([^"]*)"', phone.page.text, re.S)
        phone.post("id", {"id": ids[0]})
        self.assertIn("not-authorized", stream.ask("", "</stream:stream>"))

    def test_log_has_no_secrets(self):
        device = Device(self.site)
        phone = Phone(self.site)
        phone.open(device.link)
        phone.sign_in("alice", "wrong passphrase")
        phone.sign_in("alice", "wonderland", remember=True)
        number, ticket = device.poll()["scan_number"], phone.form("ticket")[1]["ticket"]
        phone.confirm(number)
        token = device.poll()["access_token"]
        _, success = self.ask(by_token(token, device.device_id))
        self.ask(by_token(token, OTHER))
        log = self.server.log()
        self.assertIn("debug", log)
        for secret in (device.code, device.user_code, device.user_code.replace("-", ""), ticket, token, token.split(":")[1],
                       fast_token(success), *phone.cookies.values(), "wrong passphrase", "wonderland"):
            self.assertNotIn(secret, log)


if __name__ == "__main__":
    unittest.main()
