# Copyright the Beckon authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page on which a phone confirms a sign-in, and who is kept out of it."""
import base64
import glob
import hashlib
import os
import re
import subprocess
import sys
import time
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
SERVER = os.path.join(HERE, "..", "..", "server")
sys.path.insert(0, os.path.join(HERE, "..", "support"))
sys.path.insert(0, HERE)

from scan import Device, Phone  # noqa: E402
import test_scan_service  # noqa: E402

# Where the device and the phone are, and what the page says of it.
NETWORKS = [
    ("127.0.0.1", "127.0.0.1", "same network"),
    ("127.0.0.1", "::1", "same network"),
    ("::ffff:198.51.100.7", "198.51.100.7", "same network"),
    ("198.51.100.7", "198.51.100.7", "same network"),
    ("198.51.100.7", "198.51.100.8", "another network"),
    ("192.168.1.5", "192.168.1.77", "same network"),
    ("192.168.1.5", "192.168.2.5", "another network"),
    ("10.1.2.3", "10.1.2.200", "same network"),
    ("100.64.1.2", "100.64.1.3", "another network"),
    ("2001:db8:1:2::a", "2001:db8:1:2:ffff::b", "same network"),
    ("2001:db8:1:2::a", "2001:db8:1:3::a", "another network"),
    ("198.51.100.7", "127.0.0.1", "another network"),
    # Nobody can tell from these.
    ("198.51.100.7", "2001:db8::1", None),
]
EVIL = "<script>alert(1)</script>\"'&"


class Page(test_scan_service.Server):
    def signed_in(self, name="alice", password="wonderland", **more):
        phone = Phone(self.site)
        phone.open("/scan/code")
        phone.sign_in(name, password, **more)
        self.assertEqual(phone.title, "Type a code")
        return phone

    def test_opening_changes_nothing(self):
        device = Device(self.site)
        phone = self.signed_in()
        for _ in range(2):
            phone.open(device.link)
            self.assertEqual(phone.title, "Sign in another device?")
        for path in "?step=scan", "?step=decide&decision=confirm&number=10":
            phone.open(device.link + path)
        self.site.request("HEAD", device.link.removeprefix(self.site.origin), headers={
            "Cookie": "; ".join("=".join(c) for c in phone.cookies.items())})
        self.assertEqual(device.poll(), {"error": "authorization_pending", "scan_state": "waiting"})
        phone.scan()
        self.assertEqual(device.poll()["scan_state"], "scanned")

    def test_opening_does_not_confirm(self):
        device = Device(self.site)
        phone = self.scanned(device)
        number = device.poll()["scan_number"]
        _, fields = phone.form("ticket")
        phone.open(f"{device.link}?step=decide&decision=confirm&number={number}&ticket={fields['ticket']}&form={fields['form']}")
        self.assertEqual(device.poll()["scan_state"], "scanned")

    def test_headers(self):
        device = Device(self.site, device_name=EVIL)
        phone = Phone(self.site)
        phone.open(device.link)
        pages = [phone.page]
        phone.sign_in("alice", "wonderland")
        pages.append(phone.page)
        for path in "/scan/code", "/scan/devices", "/scan/s/unknown":
            pages.append(phone.open(path))
        for page in pages:
            policy = page.headers["Content-Security-Policy"]
            for part in "default-src 'none'", "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'":
                self.assertIn(part, policy)
            style = re.search("<style>(.*?)</style>", page.text, re.S)[1]
            self.assertIn(base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(), policy)
            self.assertEqual(page.headers["X-Frame-Options"], "DENY")
            self.assertEqual(page.headers["Cache-Control"], "no-store")
            self.assertEqual(page.headers["X-Content-Type-Options"], "nosniff")
            self.assertIsNone(page.headers["Access-Control-Allow-Origin"])
            self.assertNotIn("<script", page.text)
            self.assertNotRegex(page.text, r"\s(src|style|on\w+)=")
            self.assertLessEqual(set(re.findall(r"\w+://[^/\"]*", page.text)), {self.site.origin})

    def test_script_in_a_name(self):
        device = Device(self.site, device_name=EVIL, device_os=EVIL, software=EVIL)
        phone = self.scanned(device)
        self.assertEqual(phone.words.count(EVIL), 3)
        self.assertNotIn("<script", phone.page.text)
        phone.decline()
        self.assertIn(EVIL, phone.words)
        self.assertNotIn("<script", phone.page.text)

    def test_script_in_an_address(self):
        phone = Phone(self.site)
        phone.open("/scan/code")
        phone.sign_in(EVIL, "x")
        self.assertEqual(phone.page.status, 403)
        self.assertNotIn("<script", phone.page.text)
        phone.form("password")  # the field has not been left by a quote

    def test_cookie(self):
        phone = Phone(self.site)
        phone.open("/scan/code")
        before = dict(phone.cookies)
        for remember in False, True:
            phone.sign_in("alice", "wonderland", remember=remember)
            self.assertNotEqual(phone.cookies, before)
            phone.post("next", {})
        answer = self.site.request("GET", "/scan/code")
        cookie = answer.headers["Set-Cookie"]
        self.assertTrue(cookie.startswith("__Host-scan="))
        for attribute in "Secure", "HttpOnly", "SameSite=Lax", "Path=/":
            self.assertIn(attribute, cookie)

    def test_cookie_set_by_somebody_else(self):
        """Signing in does not make a cookie valid that was known before."""
        phone = Phone(self.site)
        phone.open("/scan/code")
        thief = Phone(self.site)
        thief.cookies = dict(phone.cookies)
        phone.sign_in("alice", "wonderland")
        thief.open("/scan/code")
        self.assertEqual(thief.title, "Sign in")

    def test_signed_out_cookie(self):
        for remember in False, True:
            phone = self.signed_in(remember=remember)
            thief = Phone(self.site)
            thief.cookies = dict(phone.cookies)
            phone.post("next", {})
            self.assertEqual(phone.title, "Sign in")
            thief.open("/scan/code")
            self.assertEqual(thief.title, "Sign in")

    def test_posts_of_others(self):
        device = Device(self.site)
        phone = self.signed_in()
        phone.open(device.link)
        other = self.signed_in("bob", "builder & sons")
        other.open(device.link)
        form_of_other = other.form("step")[1]["form"]
        for headers, changes in (
            ({"Origin": "https://evil.example"}, {}), ({"Origin": "null"}, {}),
            ({"Origin": self.site.origin + ".evil.example"}, {}), ({"Origin": "http" + self.site.origin[5:]}, {}),
            ({"Origin": None, "Sec_Fetch_Site": "cross-site"}, {}), ({"Sec_Fetch_Site": "same-site"}, {}),
            ({"Sec_Fetch_Site": "none"}, {}),
            ({}, {"form": ""}), ({}, {"form": "guess"}), ({}, {"form": form_of_other}),
        ):
            phone.open(device.link)
            phone.post("step", {"step": "scan", **changes}, **headers)
            self.assertEqual((phone.page.status, phone.title), (403, "Please try again"), (headers, changes))
        self.assertEqual(device.poll()["scan_state"], "waiting")
        # Older browsers send neither header.
        phone.open(device.link)
        phone.post("step", {"step": "scan"}, Origin=None, Sec_Fetch_Site=None)
        self.assertEqual(device.poll()["scan_state"], "scanned")

    def test_posts_without_cookie(self):
        device = Device(self.site)
        phone = self.signed_in()
        phone.open(device.link)
        phone.cookies.clear()
        phone.post("step", {"step": "scan"})
        self.assertEqual(phone.page.status, 403)

    def test_sign_in_of_others(self):
        """Nobody is signed in to the account of somebody else by a post from elsewhere."""
        phone = Phone(self.site)
        phone.open("/scan/code")
        phone.post("password", {"address": "bob", "password": "builder & sons"}, Origin="https://evil.example")
        self.assertEqual(phone.page.status, 403)
        phone.open("/scan/code")
        self.assertEqual(phone.title, "Sign in")

    def test_next_leads_nowhere_else(self):
        for elsewhere in "https://evil.example/", "//evil.example", "s/../../x", "javascript:alert(1)", "s/x\r\nX: y":
            phone = Phone(self.site)
            phone.open("/scan/code")
            phone.post("password", {"address": "alice", "password": "wonderland", "next": elsewhere})
            self.assertEqual(phone.title, "Type a code")

    def test_ticket_again(self):
        device = Device(self.site)
        phone = self.scanned(device)
        number = device.poll()["scan_number"]
        _, fields = phone.form("ticket")
        phone.confirm("00")
        phone.post("ticket", {**fields, "number": number, "decision": "confirm"})  # the ticket of before
        self.assertEqual((phone.page.status, phone.title), (403, "Please try again"))
        self.assertEqual(device.poll()["scan_state"], "scanned")

    def test_confirmed_again(self):
        device = Device(self.site)
        phone = self.scanned(device)
        action, fields = phone.form("ticket")
        decided = {**fields, "number": device.poll()["scan_number"], "decision": "confirm"}
        phone.post("ticket", decided)
        self.assertEqual(phone.title, "Signed in")
        phone.open("/scan/code")
        phone.path = device.link.removeprefix(self.site.origin)
        phone.post("form", decided)
        self.assertNotEqual(phone.title, "Signed in")

    def test_ticket_of_another_phone(self):
        device = Device(self.site)
        phone = self.scanned(device)
        _, fields = phone.form("ticket")
        for account in ("alice", "wonderland"), ("bob", "builder & sons"):
            thief = self.signed_in(*account)
            thief.path = device.link.removeprefix(self.site.origin)
            thief.post("form", {"step": "decide", "ticket": fields["ticket"], "decision": "confirm",
                                "number": device.poll()["scan_number"]})
            self.assertEqual(thief.title, "Scanned already")
        self.assertEqual(device.poll()["scan_state"], "scanned")

    def test_swapped_account(self):
        """Another account between the scan and the confirmation is another phone."""
        device = Device(self.site)
        phone = self.scanned(device)
        number, (_, fields) = device.poll()["scan_number"], phone.form("ticket")
        phone.open("/scan/code")
        phone.post("next", {})
        phone.sign_in("bob", "builder & sons")
        phone.path = device.link.removeprefix(self.site.origin)
        phone.post("form", {"step": "decide", "ticket": fields["ticket"], "number": number, "decision": "confirm"})
        self.assertEqual(phone.title, "Scanned already")
        answer = device.poll()
        self.assertEqual((answer["scan_state"], answer["scan_account"]), ("scanned", "alice@localhost"))

    def test_two_phones(self):
        device = Device(self.site)
        first, second = self.signed_in(), self.signed_in("bob", "builder & sons")
        first.open(device.link)
        second.open(device.link)
        first.scan()
        second.scan()
        self.assertEqual((second.page.status, second.title), (409, "Scanned already"))
        answer = device.poll()
        self.assertEqual((answer["scan_account"], answer["scan_other"]), ("alice@localhost", True))
        first.confirm(answer["scan_number"])
        self.assertIn("access_token", device.poll())

    def test_opening_is_no_second_scan(self):
        device = Device(self.site)
        self.scanned(device)
        other = self.signed_in("bob", "builder & sons")
        other.open(device.link)
        self.assertEqual(other.title, "Scanned already")
        self.assertNotIn("scan_other", device.poll())

    def test_network(self):
        for device_at, phone_at, expected in NETWORKS:
            with self.subTest(device=device_at, phone=phone_at):
                self.site.address = device_at
                device = Device(self.site)
                self.site.address = phone_at
                words = self.scanned(device).words
                for text in "same network", "another network":
                    (self.assertIn if text == expected else self.assertNotIn)(text, words)
                self.assertIn(device_at, words)

    def test_network_of_this_machine(self):
        """It is the same machine by any of its addresses."""
        own = subprocess.run(["hostname", "-I"], capture_output=True, text=True).stdout.split()
        for address in own:
            self.site.address = address
            device = Device(self.site)
            self.site.address = "127.0.0.1"
            self.assertIn("same network", self.scanned(device).words)

    def test_forwarded_address(self):
        """What a proxy says last counts, not what the visitor put in front of it."""
        device = Device(self.site)
        self.site.address = "203.0.113.9, " + self.site.address
        self.assertIn("same network", self.scanned(device).words)

    def test_wrong_password(self):
        phone = Phone(self.site)
        phone.open("/scan/code")
        for address, password in ("alice", ""), ("alice", "x"), ("nobody", "x"), ("", "x"), ("alice@", "x"), ("a" * 600, "x"), \
                ("alice", "x" * 2000), ("alice@localhost@localhost", "wonderland"):
            phone.sign_in(address, password)
            self.assertEqual((phone.page.status, phone.title), (403, "Sign in"), address)
        phone.sign_in("alice@elsewhere.example", "wonderland")
        self.assertIn("another server", phone.words)
        phone.sign_in(" Alice@localhost ", "wonderland")
        self.assertEqual(phone.title, "Type a code")

    def test_typed_code(self):
        phone = self.signed_in()
        device = Device(self.site)
        phone.post("code", {"code": device.user_code.lower().replace("-", " ")})
        self.assertEqual(phone.title, "Is this your device?")
        phone.confirm(device.poll()["scan_number"])
        self.assertIn("access_token", device.poll())

    def test_languages(self):
        for wanted, language, direction, word in (
            ("de-AT,de;q=0.9,en;q=0.8", "de", "ltr", "Passwort"), ("zh-CN", "zh-Hans", "ltr", "密码"),
            ("zh-TW,zh;q=0.9", "zh-Hant", "ltr", "密碼"), ("zh-Hant-HK", "zh-Hant", "ltr", "密碼"), ("ar-EG", "ar", "rtl", "كلمة المرور"),
            ("hi-IN", "hi", "ltr", "पासवर्ड"), ("tr", "tr", "ltr", "Parola"),
            ("pt-PT", "pt-BR", "ltr", "Senha"), ("xx, ja;q=0.3, fr;q=0.5", "fr", "ltr", "Mot de passe"),
            ("xx", "en", "ltr", "Password"), ("en;q=zz,;;,=", "en", "ltr", "Password"), ("de;q=0", "en", "ltr", "Password"),
            ("x" * 5000, "en", "ltr", "Password"),
        ):
            phone = Phone(self.site, language=wanted)
            phone.open("/scan/code")
            self.assertIn(f'<html lang="{language}" dir="{direction}">', phone.page.text)
            self.assertIn(word, phone.words)


class Limits(test_scan_service.Server):
    settings = {"scan_login_failures_per_account": 3, "scan_login_sign_ins_per_address": 6,
                "scan_login_page_name": "Rabbit <Hole>", "scan_login_page_colour": "#a51d2d"}

    def test_passwords_of_an_account(self):
        for _ in range(3):
            phone = Phone(self.site.elsewhere())
            phone.open("/scan/code")
            phone.sign_in("alice", "guess")
            self.assertEqual(phone.page.status, 403)
        phone.sign_in("alice", "wonderland")
        self.assertEqual(phone.page.status, 429)
        self.assertIn("Retry-After", phone.page.headers)

    def test_passwords_from_an_address(self):
        phone = Phone(self.site)
        phone.open("/scan/code")
        for number in range(6):
            phone.sign_in(f"user{number}", "guess")
            self.assertEqual(phone.page.status, 403)
        phone.sign_in("bob", "builder & sons")
        self.assertEqual(phone.page.status, 429)

    def test_guessed_codes(self):
        phone = Phone(self.site)
        phone.open("/scan/code")
        phone.sign_in("bob", "builder & sons")
        for _ in range(5):
            phone.post("code", {"code": "BCDF-GHJK"})
            self.assertEqual(phone.page.status, 404)
        device = Device(self.site)
        phone.post("code", {"code": device.user_code})
        self.assertEqual(phone.page.status, 429)
        self.assertEqual(device.poll()["scan_state"], "waiting")

    def test_name(self):
        phone = Phone(self.site)
        phone.open("/scan/code")
        self.assertIn("<header>Rabbit &lt;Hole&gt;</header>", phone.page.text)
        self.assertIn("#a51d2d", phone.page.text)


class ShortSessions(test_scan_service.Server):
    settings = {"scan_login_page_lifetime": 1}

    def test_forgotten(self):
        phone = Phone(self.site)
        phone.open("/scan/code")
        phone.sign_in("alice", "wonderland")
        self.assertEqual(phone.title, "Type a code")
        time.sleep(1.1)
        phone.open("/scan/code")
        self.assertEqual(phone.title, "Sign in")


class Source(unittest.TestCase):
    def test_words(self):
        """Every language has every sentence, with the same values in it."""
        def sentences(path):
            with open(path) as file:
                found = re.findall(r'^\t(\w+) = "(.*)";$', file.read(), re.M)
            return {name: sorted(re.findall(r"{\w+}", text)) for name, text in found}
        folder = os.path.join(SERVER, "mod_scan_login", "words")
        english = sentences(os.path.join(folder, "en.lib.lua"))
        self.assertGreater(len(english), 50)
        for path in glob.glob(os.path.join(folder, "*.lua")):
            self.assertEqual(sentences(path), english, path)

    def test_luacheck(self):
        done = subprocess.run(["luacheck", "--no-color", "--config", ".luacheckrc", "."], cwd=SERVER, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main()
