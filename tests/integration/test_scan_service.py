# Copyright the Beckon authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The service of scanning to sign in, as a device sees it: RFC 8628, 7009, 8414, 7240."""
import base64
import os
import re
import sys
import tempfile
import threading
import time
import unittest

SUPPORT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support")
sys.path.insert(0, SUPPORT)

from avatars import avatar  # noqa: E402
from prosody import HOST, Prosody, free_ports  # noqa: E402
from raw_stream import RawStream  # noqa: E402
from scan import GRANT, Device, Phone, Site  # noqa: E402

WELL_KNOWN = "/.well-known/oauth-authorization-server"
PICTURE = avatar("#ffbe6f", "#a51d2d")


class Server(unittest.TestCase):
    """Tests beside a server of their own."""
    settings = {}
    variant = "default"

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="beckon-scan-")
        cls.server = Prosody(cls.folder.name, cls.variant, settings=cls.settings, users=[
            {"name": "alice", "password": "wonderland", "nick": "Alice", "avatar": PICTURE},
            {"name": "bob", "password": "builder & sons"}]).start()

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()
        cls.folder.cleanup()

    def setUp(self):
        self.site = Site(self.server.https_port, self.server.ca)

    def error(self, answer, status, name):
        self.assertEqual((answer.status, answer.json.get("error")), (status, name), answer)
        self.assertEqual(answer.headers["Content-Type"], "application/json")
        self.assertEqual(answer.headers["Cache-Control"], "no-store")

    def scanned(self, device, name="alice", password="wonderland"):
        phone = Phone(self.site)
        phone.open(device.link)
        phone.sign_in(name, password)
        self.assertEqual(phone.title, "Is this your device?")
        return phone


class Service(Server):
    # So long that a request which is not woken fails by the time-out of the test's connection.
    settings = {"scan_login_max_wait": 300}

    def ask(self, **fields):
        return self.site.post("/scan/device", {"client_id": "test", **fields})

    def test_metadata(self):
        answer = self.site.request("GET", WELL_KNOWN)
        data = answer.json
        self.assertEqual(data["issuer"], self.site.origin)
        for name in "token_endpoint", "device_authorization_endpoint", "revocation_endpoint":
            self.assertTrue(data[name].startswith(self.site.origin + "/"), name)
        self.assertEqual(data["grant_types_supported"], [GRANT])
        self.assertEqual(data["response_types_supported"], [])
        self.assertEqual(data["scan_login"], {"version": 0, "max_wait": 300})
        self.assertIn("zh-Hans", data["ui_locales_supported"])

    def test_discovery_by_oauthbearer(self):
        nothing = base64.b64encode(b"n,,\x01auth=Bearer \x01\x01").decode()
        with RawStream(HOST, self.server.tls_port, self.server.ca) as stream:
            challenge = stream.ask("<authenticate xmlns='urn:xmpp:sasl:2' mechanism='OAUTHBEARER'><initial-response>"
                                   f"{nothing}</initial-response></authenticate>", "</challenge>")
        told = base64.b64decode(re.search(">([^<]*)</challenge>", challenge)[1]).decode().replace("\\/", "/")
        self.assertIn(self.site.origin + WELL_KNOWN, told)

    def test_code(self):
        answer = self.ask(device_name="desk").json
        link = answer["verification_uri_complete"]
        self.assertRegex(link, "^" + re.escape(self.site.origin) + r"/scan/s/[\w-]{22}$")
        self.assertRegex(answer["user_code"], "^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$")
        self.assertRegex(answer["device_code"], r"^[\w-]{43}$")
        self.assertTrue(answer["verification_uri"].startswith(self.site.origin + "/"))
        self.assertEqual((answer["expires_in"], answer["interval"]), (120, 1))
        other = self.ask(device_name="desk").json
        for name in "device_code", "user_code", "verification_uri_complete":
            self.assertNotEqual(answer[name], other[name])

    def test_code_refused(self):
        post = self.site.post
        self.error(post("/scan/device", {}), 400, "invalid_request")
        self.error(post("/scan/device", {"client_id": "a b"}), 401, "invalid_client")
        self.error(post("/scan/device", {"client_id": "x" * 129}), 401, "invalid_client")
        self.error(self.ask(scope="everything"), 400, "invalid_scope")
        for device_id in "1", "x" * 36, "-" * 36, "<>" * 18:
            self.error(self.ask(device_id=device_id), 400, "invalid_request")
        for name in "device_name", "device_os", "software":
            for bad in "x" * 65, "new\nline", "\x7f", "\u202eevil", "\u2066evil", "\x85", b"\xff\xfe":
                self.error(self.ask(**{name: bad}), 400, "invalid_request")
            self.assertEqual(self.ask(**{name: "名" * 64}).status, 200)
        self.error(post("/scan/device", [("client_id", "a"), ("client_id", "b")]), 400, "invalid_request")
        self.error(self.site.request("POST", "/scan/device", '{"client_id":"a"}', {"Content-Type": "application/json"}),
                   400, "invalid_request")
        self.error(self.ask(padding="x" * 9000), 400, "invalid_request")
        self.assertEqual(self.site.request("GET", "/scan/device").status, 404)

    def test_token_refused(self):
        def token(**fields):
            return self.site.post("/scan/token", fields)
        device = Device(self.site)
        self.error(token(), 400, "invalid_request")
        self.error(token(grant_type="password", client_id="im.beckon.Test"), 400, "unsupported_grant_type")
        self.error(token(grant_type=GRANT, client_id="im.beckon.Test"), 400, "invalid_request")
        self.error(token(grant_type=GRANT, device_code=device.code), 400, "invalid_request")
        self.error(token(grant_type=GRANT, client_id="im.beckon.Test", device_code="guess"), 400, "invalid_grant")
        self.error(token(grant_type=GRANT, client_id="other", device_code=device.code), 400, "invalid_grant")
        # What is in the picture is no use there.
        self.error(token(grant_type=GRANT, client_id="im.beckon.Test", device_code=device.link.split("/")[-1]),
                   400, "invalid_grant")
        self.error(device.ask(), 400, "authorization_pending")

    def test_slow_down(self):
        device = Device(self.site)
        self.error(device.ask(), 400, "authorization_pending")
        self.error(device.ask(), 400, "slow_down")
        self.assertEqual(device.ask().json["error"], "slow_down")

    def test_no_pause_behind_news(self):
        device = Device(self.site)
        self.scanned(device)
        self.assertEqual(device.wait()["scan_state"], "scanned")
        self.assertEqual(device.cancel().status, 200)
        self.assertEqual(device.wait()["error"], "access_denied")

    def test_no_free_polls_by_a_wrong_state(self):
        device = Device(self.site)
        for expected in "authorization_pending", "slow_down":
            device.known = "made up"
            answer = device.ask(Prefer="wait=20")
            self.assertEqual(answer.json["error"], expected)
            self.assertNotIn("Preference-Applied", answer.headers)

    def hold(self, device):
        """Waits in another thread; returns the list that the answer will be in, and the thread."""
        def arrived():
            self.site.request("GET", WELL_KNOWN)
            return self.server.log().count("POST /scan/token")
        answers, before = [], arrived()
        thread = threading.Thread(target=lambda: answers.append(device.ask(Prefer="respond-async, wait=250")))
        thread.start()
        while arrived() == before:
            pass
        return answers, thread

    def test_long_poll(self):
        device = Device(self.site)
        phone = Phone(self.site)
        phone.open(device.link)
        answers, thread = self.hold(device)
        phone.sign_in("alice", "wonderland")
        thread.join()
        self.assertEqual(answers[0].json["scan_state"], "scanned")
        self.assertEqual(answers[0].headers["Preference-Applied"], "wait=250")
        self.assertNotIn("Transfer-Encoding", answers[0].headers)
        device.known = "scanned"
        again, thread = self.hold(device)
        phone.confirm(answers[0].json["scan_number"])
        thread.join()
        self.assertIn("access_token", again[0].json)

    def test_long_poll_of_somebody_else(self):
        device = Device(self.site)
        self.scanned(device)
        device.wait()
        answers, thread = self.hold(device)
        other = Phone(self.site)
        other.open(device.link)
        other.sign_in("bob", "builder & sons")
        self.assertEqual(other.title, "Scanned already")
        thread.join()
        self.assertIs(answers[0].json["scan_other"], True)
        self.assertEqual(answers[0].json["scan_account"], "alice@localhost")

    def test_second_wait_ends_the_first(self):
        device = Device(self.site)
        first, thread = self.hold(device)
        time.sleep(device.interval)  # sooner than that would be too early
        second, thread_2 = self.hold(device)
        thread.join()
        self.assertEqual(first[0].json, {"error": "authorization_pending", "scan_state": "waiting"})
        device.cancel()
        thread_2.join()
        self.assertEqual(second[0].json["error"], "access_denied")

    def test_gone_while_waiting(self):
        device = Device(self.site)
        connection = self.site.connect()
        connection.request("POST", "/scan/token", f"grant_type={GRANT}&client_id=im.beckon.Test&device_code={device.code}",
                           {"Content-Type": "application/x-www-form-urlencoded", "Prefer": "wait=250"})
        connection.close()
        device.cancel()
        self.assertEqual(Device(self.site).poll()["error"], "authorization_pending")

    def test_who_scanned(self):
        device = Device(self.site)
        self.scanned(device)
        answer = device.poll()
        self.assertEqual(answer["scan_name"], "Alice")
        self.assertEqual(answer["scan_picture"], "data:image/png;base64," + PICTURE)
        self.assertRegex(answer["scan_number"], "^[1-9][0-9]$")
        self.assertNotIn("scan_picture", device.poll())  # known by then

    def test_declined(self):
        device = Device(self.site)
        phone = self.scanned(device)
        device.poll()
        phone.decline()
        self.assertEqual(phone.title, "Declined")
        self.assertEqual(device.poll(), {"error": "access_denied", "scan_reason": "declined"})
        self.error(device.ask(), 400, "invalid_grant")

    def test_wrong_numbers(self):
        device = Device(self.site)
        phone = self.scanned(device)
        wrong = "11" if device.poll()["scan_number"] != "11" else "12"
        for left in "2", "1":
            phone.confirm("")  # nothing entered is no try
            phone.confirm(wrong)
            self.assertIn(left, re.search("Tries left: *([0-9])", phone.words)[1])
        phone.confirm(wrong)
        self.assertEqual(phone.title, "Too many wrong numbers")
        self.assertEqual(device.poll(), {"error": "access_denied", "scan_reason": "number"})

    def test_cancelled(self):
        device = Device(self.site)
        phone = self.scanned(device)
        number = device.poll()["scan_number"]
        self.assertEqual(device.cancel().status, 200)
        phone.confirm(number)
        self.assertEqual(phone.title, "Cancelled")
        self.assertEqual(device.poll(), {"error": "access_denied", "scan_reason": "cancelled"})

    def test_revoke_what_is_not_known(self):
        self.assertEqual(self.site.post("/scan/revoke", {"token": "guess"}).status, 200)
        self.assertEqual(self.site.post("/scan/revoke", {"token": "secret-token:" + "A" * 5000}).status, 200)
        self.error(self.site.post("/scan/revoke", {}), 400, "invalid_request")

    def test_token_again_when_lost(self):
        device = Device(self.site)
        phone = self.scanned(device)
        phone.confirm(device.poll()["scan_number"])
        first = device.poll()
        self.assertEqual((first["token_type"], first["expires_in"], first["scan_account"]), ("bearer", 120, "alice@localhost"))
        self.assertNotEqual(device.poll()["access_token"], first["access_token"])
        self.error(device.ask(), 400, "slow_down")


class Bounds(Server):
    settings = {"scan_login_max_codes": 6, "scan_login_max_codes_per_address": 3, "scan_login_code_lifetime": 2,
                "scan_login_scanned_lifetime": 3, "scan_login_codes_per_minute": 4}

    def setUp(self):
        # Each test has the whole room.
        self.server.restart()
        super().setUp()

    def test_network(self):
        for _ in range(3):
            Device(self.site)
        answer = self.site.post("/scan/device", {"client_id": "test"})
        self.error(answer, 429, "slow_down")
        self.assertGreater(int(answer.headers["Retry-After"]), 0)

    def test_rate(self):
        for _ in range(4):
            self.site.post("/scan/device", {"client_id": "test"})
        answer = self.site.post("/scan/device", {"client_id": "test"})
        self.error(answer, 429, "slow_down")
        self.assertIn("Retry-After", answer.headers)

    def test_room(self):
        devices = [Device(self.site.elsewhere()) for _ in range(6)]
        answer = self.site.post("/scan/device", {"client_id": "test"})
        self.error(answer, 503, "temporarily_unavailable")
        self.assertIn("Retry-After", answer.headers)
        self.assertEqual(devices[0].poll()["error"], "authorization_pending")

    def test_ipv6_network(self):
        site = Site(self.server.https_port, self.server.ca)
        for last in 1, 2, 3:
            site.address = f"2001:db8::{last}"
            Device(site)
        site.address = "2001:db8::4"
        self.error(site.post("/scan/device", {"client_id": "test"}), 429, "slow_down")
        site.address = "2001:db8:1::4"
        Device(site)

    def test_expired(self):
        device = Device(self.site)
        while device.poll()["error"] == "authorization_pending":
            pass
        self.assertEqual(device.poll(), {"error": "expired_token"})
        phone = Phone(self.site)
        self.assertEqual(phone.open(device.link).status, 410)
        self.assertEqual(phone.title, "This code is no longer valid")

    def test_expired_while_held(self):
        device = Device(self.site)
        self.assertEqual(device.ask(Prefer="wait=25").json["error"], "expired_token")

    def test_expired_before_the_number(self):
        device = Device(self.site)
        phone = self.scanned(device)
        number = device.poll()["scan_number"]
        while device.poll()["error"] == "authorization_pending":
            pass
        phone.confirm(number)
        self.assertEqual(phone.title, "This code is no longer valid")


class Crowd(Server):
    """More codes than may be asked about every second."""
    settings = {"scan_login_polls_per_second": 2}

    def test_interval(self):
        first = Device(self.site.elsewhere())
        self.assertEqual(first.interval, 1)
        self.assertEqual(first.poll()["error"], "authorization_pending")
        devices = [Device(self.site.elsewhere()) for _ in range(4)]
        self.assertEqual([device.interval for device in devices], [1, 2, 2, 3])
        self.assertEqual(devices[3].poll()["error"], "authorization_pending")

        # Who was told another interval before hears of it, but not who lets itself be held.
        held = devices[0].ask(Prefer="wait=1")
        self.assertEqual(held.json["error"], "authorization_pending")
        self.error(devices[1].ask(), 400, "slow_down")


class BesideAnother(Server):
    """With mod_http_oauth2, which has the well-known address."""
    variant = "http-oauth2"

    @classmethod
    def setUpClass(cls):
        from prosody import VARIANTS
        what, changes, kind = VARIANTS["http-oauth2"]
        VARIANTS["both"] = (what, {**changes, "without": []}, kind)
        cls.variant = "both"
        super().setUpClass()

    def test_metadata(self):
        self.assertNotIn("scan_login", self.site.request("GET", WELL_KNOWN).json)
        data = self.site.request("GET", WELL_KNOWN + "/scan").json
        self.assertEqual(data["issuer"], self.site.origin + "/scan")
        self.assertIn("scan_login", data)


class WithoutTls(Server):
    """A port without TLS gives nothing away; behind a proxy it does, if the proxy has TLS."""
    settings = {"http_ports": free_ports(1)}

    def plain(self, path, fields=None, **headers):
        import http.client
        import urllib.parse
        connection = http.client.HTTPConnection(HOST, self.settings["http_ports"][0], timeout=20)
        self.addCleanup(connection.close)
        body = urllib.parse.urlencode(fields) if fields else None
        connection.request("POST" if fields else "GET", path, body,
                           {"Host": "localhost", "Content-Type": "application/x-www-form-urlencoded", **headers})
        return connection.getresponse()

    def test_refused(self):
        self.assertEqual(self.plain("/scan/device", {"client_id": "test"}).status, 403)
        page = self.plain("/scan/code")
        self.assertEqual(page.status, 403)
        self.assertIsNone(page.headers["Set-Cookie"])

    def test_proxy(self):
        self.assertEqual(self.plain("/scan/device", {"client_id": "test"}, **{"X-Forwarded-Proto": "https"}).status, 200)


if __name__ == "__main__":
    unittest.main()
