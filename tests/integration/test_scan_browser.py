# Copyright the Beckon authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The phone's page in a real browser: Chromium at the size of a phone.

BECKON_PICTURES names a folder for pictures of the pages, if somebody wants to look.
"""
import http.server
import os
import re
import sys
import threading
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "support"))
sys.path.insert(0, HERE)

from browser import Browser  # noqa: E402
from scan import Device  # noqa: E402
import test_scan_service  # noqa: E402

WORDS = os.path.join(HERE, "..", "..", "server", "mod_scan_login", "words")


def words(language):
    with open(os.path.join(WORDS, language + ".lib.lua")) as file:
        return dict(re.findall(r'^\t(\w+) = "(.*)";$', file.read(), re.M))


class InBrowser(test_scan_service.Server):
    def setUp(self):
        super().setUp()
        self.site.address = "127.0.0.1"

    def browser(self, language="en", dark=False):
        browser = Browser(self.site.origin, language)
        self.addCleanup(browser.close)
        if dark:
            browser.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "dark"}])
        return browser

    def check(self, phone, name):
        """The style was let in, nothing is wider than the screen, and what is touched is large."""
        self.assertNotEqual(phone.ask("getComputedStyle(document.querySelector('main')).borderRadius"), "0px", name)
        self.assertLessEqual(phone.ask("document.documentElement.scrollWidth - innerWidth"), 0, name)
        small = phone.ask(
            "[...document.querySelectorAll('button, input:not([type=hidden]), summary, nav a')]"
            ".filter(e => e.offsetParent && (e.closest('label') ?? e).getBoundingClientRect().height < 44)"
            ".map(e => e.outerHTML)")
        self.assertEqual(small, [], name)
        if "BECKON_PICTURES" in os.environ:
            phone.screenshot(os.path.join(os.environ["BECKON_PICTURES"], name + ".png"))

    def sign_in(self, phone):
        phone.fill("#address", "alice")
        phone.fill("#password", "wonderland")
        phone.press("button.main")

    def story(self, language, tag, dark=False):
        w, phone = words(language), self.browser(tag, dark)
        name = language + ("-dark" if dark else "")
        device = Device(self.site, device_name="A rather long name of a device", device_os="Debian GNU/Linux 12 (bookworm)",
                        software="Beckon 0.1")
        phone.open(device.link)
        self.check(phone, name + "-1")
        phone.tick("[name=remember]")
        self.sign_in(phone)
        phone.wait_text(w["decide_title"])
        self.check(phone, name + "-2")
        number = device.poll()["scan_number"]
        phone.fill("#number", "00")
        phone.press("[value=confirm]")
        phone.wait_text(w["wrong_number"].split("{")[0])
        self.check(phone, name + "-3")
        phone.fill("#number", number)
        phone.press("[value=confirm]")
        phone.wait_text(w["confirmed_title"])
        self.check(phone, name + "-4")
        self.assertIn("access_token", device.poll())
        device = Device(self.site)
        phone.open(device.link)
        phone.wait_text(w["scan_title"])
        self.check(phone, name + "-5")
        phone.press("[value=scan]")
        phone.wait_text(w["decide_title"])
        phone.press("[value=decline]")  # without a number
        phone.wait_text(w["declined_title"])
        phone.open(self.site.origin + "/scan/code")
        self.check(phone, name + "-6")
        phone.open(self.site.origin + "/scan/devices")
        self.check(phone, name + "-7")
        phone.press("li button")
        phone.wait_text(w["sign_in_why"])

    def test_english(self):
        self.story("en", "en")

    def test_chinese_in_the_dark(self):
        self.story("zh-Hans", "zh-CN", dark=True)

    def test_arabic(self):
        self.story("ar", "ar")

    def test_german(self):
        self.story("de", "de")

    def elsewhere(self, page):
        """Serves a page of somebody else."""
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200)
                self.send_header("Content-Type", "text/html")
                self.end_headers()
                self.wfile.write(page.encode())

            def log_message(self, *_):
                pass
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        return f"http://127.0.0.1:{server.server_port}/"

    def framed(self, phone, link):
        """What is in a frame that a page of somebody else puts around the link."""
        phone.open(self.elsewhere(f"<h1>Win a prize</h1><iframe src='{link}'></iframe>"))
        frame, = phone.call("Target.getTargets", filter=[{"type": "iframe"}])["targetInfos"]
        page, phone.session = phone.session, phone.call(
            "Target.attachToTarget", targetId=frame["targetId"], flatten=True)["sessionId"]
        address = phone.ask("location.href")
        phone.session = page
        return address

    def test_frame(self):
        """Nothing of the page is shown in somebody else's, where one could be led to press on it."""
        device, phone = Device(self.site), self.browser()
        phone.open(self.site.origin + "/scan/code")
        self.sign_in(phone)
        phone.wait_text("Type a code")
        other = self.site.origin + "/nothing"  # which Prosody answers itself
        self.assertEqual(self.framed(phone, other), other)
        for link in device.link, self.site.origin + "/scan/code", self.site.origin + "/scan/devices":
            self.assertTrue(self.framed(phone, link).startswith("chrome-error:"), link)
        self.assertEqual(device.poll()["scan_state"], "waiting")

    def test_post_from_elsewhere(self):
        """A page of somebody else posts into the browser of a person who is signed in."""
        device, phone = Device(self.site), self.browser()
        phone.open(self.site.origin + "/scan/code")
        self.sign_in(phone)
        phone.wait_text("Type a code")
        phone.open(self.elsewhere(f"<h1>Win a prize</h1><form method=post action='{device.link}'>"
                                  "<button name=step value=scan>Go</button></form>"))
        phone.press("button")
        phone.wait_text("Please try again")
        self.assertEqual(device.poll()["scan_state"], "waiting")


if __name__ == "__main__":
    unittest.main()
