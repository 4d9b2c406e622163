# Copyright the Beckon authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each variant of the test server is what it says it is."""
import base64
import os
import re
import socket
import ssl
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))

from prosody import HOST, Prosody  # noqa: E402
from raw_stream import RawStream  # noqa: E402

ASK = "<iq type='get' id='1'><query xmlns='jabber:iq:register'/></iq>"
ANSWER = r"(?s)<iq .*?(</iq>|/>)$"


def plain_account(name, password):
    return (f"<iq type='set' id='2'><query xmlns='jabber:iq:register'><username>{name}</username>"
            f"<password>{password}</password></query></iq>")


def form_account(**fields):
    values = "".join(f"<field var='{name}'><value>{value}</value></field>" for name, value in fields.items())
    return ("<iq type='set' id='2'><query xmlns='jabber:iq:register'><x xmlns='jabber:x:data' type='submit'>"
            f"{values}</x></query></iq>")


class Variants(unittest.TestCase):
    def serve(self, variant, **more):
        folder = tempfile.TemporaryDirectory(prefix="beckon-variant-")
        self.addCleanup(folder.cleanup)
        server = Prosody(folder.name, variant, accounts={"alice": "wonderland"}, **more)
        self.addCleanup(server.stop)
        return server.start()

    def stream(self, server):
        stream = RawStream(HOST, server.tls_port, server.ca, sender="alice@localhost")
        self.addCleanup(stream.socket.close)
        return stream

    def mechanisms(self, variant):
        features = self.stream(self.serve(variant)).features
        return features, set(re.findall(r"<mechanism>([^<]*)</mechanism>", features))

    def test_no_fast(self):
        features, mechanisms = self.mechanisms("no-fast")
        self.assertIn("urn:xmpp:sasl:2", features)
        self.assertNotIn("urn:xmpp:fast:0", features)
        self.assertIn("SCRAM-SHA-256", mechanisms)

    def test_no_sasl2(self):
        features, mechanisms = self.mechanisms("no-sasl2")
        self.assertNotIn("urn:xmpp:sasl:2", features)
        self.assertIn("SCRAM-SHA-256-PLUS", mechanisms)

    def test_weak(self):
        _, mechanisms = self.mechanisms("sha-1")
        self.assertIn("SCRAM-SHA-1", mechanisms)
        self.assertNotIn("SCRAM-SHA-256", mechanisms)
        _, mechanisms = self.mechanisms("plain")
        self.assertEqual(mechanisms, {"PLAIN"})

    def test_bad_certificates(self):
        for variant, code in ("cert-expired", 10), ("cert-wrong-host", 62), ("cert-self-signed", 18):
            with self.subTest(variant), self.assertRaises(ssl.SSLCertVerificationError) as raised:
                self.stream(self.serve(variant))
            self.assertEqual(raised.exception.verify_code, code)

    def test_no_tls(self):
        server = self.serve("no-tls")
        with socket.create_connection((HOST, server.port)) as plain:
            plain.sendall(b"<stream:stream to='localhost' version='1.0' xmlns='jabber:client' "
                          b"xmlns:stream='http://etherx.jabber.org/streams'>")
            said = b""
            while b"</stream:features>" not in said:
                said += plain.recv(65536)
        self.assertIn(b"PLAIN", said)
        self.assertNotIn(b"starttls", said)

    def test_disabled_account(self):
        server = self.serve("no-sasl2", users=[{"name": "dora", "password": "x", "disabled": True}])
        secret = base64.b64encode(b"\0dora\0x").decode()
        failure = self.stream(server).ask(
            f"<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>{secret}</auth>", "</failure>")
        self.assertIn("<account-disabled/>", failure)
        server.shell('user:enable("dora@localhost")')
        self.stream(server).ask(
            f"<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>{secret}</auth>", "<success[^>]*>")

    def test_registration_closed(self):
        stream = self.stream(self.serve("registration-closed"))
        self.assertNotIn("iq-register", stream.features)

    def test_registration_by_invitation(self):
        server = self.serve("registration-invite")
        stream = self.stream(server)
        self.assertIn("urn:xmpp:ibr-token:0", stream.features)
        self.assertIn("invitation only", stream.ask(plain_account("eve", "x"), ANSWER))
        token = re.search(r"preauth=([\w-]+)", server.shell('invite:create_account("localhost")'))[1]
        stream.ask(f"<iq type='set' id='3' to='localhost'><preauth xmlns='urn:xmpp:pars:0' token='{token}'/></iq>",
                   ANSWER)
        self.assertIn("type='result'", stream.ask(plain_account("eve", "x"), ANSWER))

    def test_registration_plain(self):
        stream = self.stream(self.serve("registration-legacy"))
        asked = stream.ask(ASK, ANSWER)
        self.assertIn("<email/>", asked)
        self.assertNotIn("jabber:x:data", asked)
        self.assertIn("<conflict ", stream.ask(plain_account("alice", "x"), ANSWER))
        self.assertIn("type='result'", stream.ask(plain_account("eve", "x"), ANSWER))

    def test_registration_form(self):
        stream = self.stream(self.serve("registration-form"))
        asked = stream.ask(ASK, ANSWER)
        for kind in ("hidden", "fixed", "text-single", "text-private", "text-multi", "list-single", "list-multi",
                     "jid-single", "jid-multi", "boolean"):
            self.assertIn(f"type='{kind}'", asked)
        right = {"FORM_TYPE": "jabber:iq:register", "ticket": "kept-as-it-is", "username": "eve", "password": "x",
                 "nick": "Eve", "colour": "blue", "languages": "en", "rules": "1"}
        for name, wrong in ("ticket", "lost"), ("nick", ""), ("colour", "red"), ("rules", "0"):
            self.assertIn("type='error'", stream.ask(form_account(**{**right, name: wrong}), ANSWER))
        self.assertIn("type='result'", stream.ask(form_account(**right), ANSWER))

    def test_registration_captcha(self):
        stream = self.stream(self.serve("registration-captcha"))
        asked = stream.ask(ASK, ANSWER)
        cid = re.search(r">cid:([^<]*)<", asked)[1]
        self.assertIn(f"cid='{cid}'", asked)
        answer = {"challenge": "F3A6292C", "username": "eve", "password": "x"}
        self.assertIn("<not-allowed ", stream.ask(form_account(**answer, ocr="beacon"), ANSWER))
        self.assertIn("type='result'", stream.ask(form_account(**answer, ocr="Beckon"), ANSWER))

    def test_registration_elsewhere(self):
        self.assertIn("<url>https://", self.stream(self.serve("registration-web")).ask(ASK, ANSWER))
        for variant, condition in ("registration-wait", "resource-constraint"), ("registration-refuse", "not-allowed"):
            self.assertIn(f"<{condition} ", self.stream(self.serve(variant)).ask(plain_account("eve", "x"), ANSWER))


if __name__ == "__main__":
    unittest.main()
