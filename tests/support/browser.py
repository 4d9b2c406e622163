# Copyright the Beckon authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A real mobile browser: headless Chromium with the size, the touch and the name of a phone,
driven over its DevTools protocol by a pipe.

    with Browser(f"https://localhost:{port}") as phone:
        phone.open(link)
        phone.fill("#address", "alice@localhost")
        phone.press("button.main")
        phone.wait_text("Is this your device?")

It runs no script of a page. It takes the certificate that the site has when it starts, and no
other.
"""
import base64
import fcntl
import hashlib
import json
import os
import select
import shutil
import signal
import ssl
import subprocess
import tempfile
import time
import urllib.parse

WIDTH, HEIGHT, SCALE = 390, 780, 2
AGENT = "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36"
TIMEOUT = 90


def find():
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def key_hash(origin):
    """What --ignore-certificate-errors-spki-list wants: the hash of the site's public key."""
    site = urllib.parse.urlsplit(origin)
    certificate = ssl.get_server_certificate((site.hostname, site.port or 443))
    public = subprocess.run(["openssl", "x509", "-noout", "-pubkey"], input=certificate, text=True,
                            check=True, capture_output=True).stdout
    return base64.b64encode(hashlib.sha256(ssl.PEM_cert_to_DER_cert(
        public.replace("PUBLIC KEY", "CERTIFICATE"))).digest()).decode()


class Browser:
    def __init__(self, origin, language="en"):
        self.folder = tempfile.mkdtemp(prefix="beckon-phone-")
        from_browser, to_us = os.pipe()
        to_browser, from_us = os.pipe()
        self.reader, self.writer = from_browser, from_us
        # Away from 3 and 4, where Chromium has its ends of the pipe.
        ends = [fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, 10) for fd in (from_us, from_browser, to_browser, to_us)]
        for fd in from_us, from_browser, to_browser, to_us:
            os.close(fd)
        self.writer, self.reader, to_browser, to_us = ends
        self.buffer, self.number = b"", 0
        command = [find(), "--headless", "--remote-debugging-pipe", f"--user-data-dir={self.folder}",
                   f"--ignore-certificate-errors-spki-list={key_hash(origin)}", f"--lang={language}",
                   "--no-first-run", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking",
                   "--disable-component-update", "--disable-sync", "--no-proxy-server"]
        if os.geteuid() == 0:
            command.append("--no-sandbox")  # the sandbox does not run as root

        def give_pipe():
            os.dup2(to_browser, 3)
            os.dup2(to_us, 4)

        self.process = subprocess.Popen(command, preexec_fn=give_pipe, close_fds=False, start_new_session=True,
                                        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL)
        os.close(to_browser)
        os.close(to_us)
        self.session = None
        try:
            self._start(language)
        except BaseException:
            self.close()
            raise

    def _start(self, language):
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.call("Emulation.setDeviceMetricsOverride", width=WIDTH, height=HEIGHT, deviceScaleFactor=SCALE, mobile=True)
        self.call("Emulation.setTouchEmulationEnabled", enabled=True)
        self.call("Emulation.setUserAgentOverride", userAgent=AGENT, acceptLanguage=language)
        self.call("Emulation.setScriptExecutionDisabled", value=True)
        self.call("Page.enable")

    def call(self, method, **params):
        self.number += 1
        message = {"id": self.number, "method": method, "params": params}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.writer, json.dumps(message).encode() + b"\0")
        deadline = time.monotonic() + TIMEOUT
        while True:
            answer = self._read(deadline)
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]

    def _read(self, deadline):
        while b"\0" not in self.buffer:
            if not select.select([self.reader], [], [], max(0, deadline - time.monotonic()))[0]:
                raise TimeoutError("the browser does not answer")
            data = os.read(self.reader, 1 << 16)
            if not data:
                raise EOFError("the browser ended")
            self.buffer += data
        line, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(line)

    def ask(self, script):
        """The value of an expression on the page; None while the page changes."""
        try:
            return self.call("Runtime.evaluate", expression=script, returnByValue=True)["result"].get("value")
        except RuntimeError:
            return None

    # -- what a person does -------------------------------------------------
    def open(self, link):
        error = self.call("Page.navigate", url=link).get("errorText")
        if error:
            raise RuntimeError(f"{link}: {error}")
        self._wait(lambda: self.ask("document.readyState") == "complete", f"{link} to load")

    def fill(self, selector, text):
        self._tap(selector)
        self.call("Input.insertText", text=text)

    def tick(self, selector):
        self._tap(selector)

    def press(self, selector):
        """Tap on what leads to another page, and wait for that page."""
        self.ask("document.documentElement.dataset.left = 'yes'")
        self._tap(selector)
        self._wait(lambda: self.ask("document.readyState == 'complete' && !document.documentElement.dataset.left"),
                   f"the page behind {selector}")

    def wait_text(self, text):
        self._wait(lambda: text in self.text, f"the text {text!r}")

    @property
    def text(self):
        return self.ask("document.readyState == 'complete' && document.body ? document.body.innerText : ''") or ""

    def screenshot(self, path):
        data = self._wait(self._capture, "a picture of the page")
        with open(path, "wb") as file:
            file.write(base64.b64decode(data))

    def _capture(self):
        """The page as a picture; None while one page gives way to the next."""
        try:
            return self.call("Page.captureScreenshot", format="png")["data"]
        except RuntimeError:
            return None

    def _tap(self, selector):
        quoted = json.dumps(selector)
        place = self._wait(lambda: self.ask(
            f"(() => {{ const e = document.querySelector({quoted}); if (!e) return null;"
            " e.scrollIntoView({block: 'center'}); const r = e.getBoundingClientRect();"
            " return r.width ? [r.x + r.width / 2, r.y + r.height / 2] : null; })()"), f"{selector} on the page")
        for kind in "mousePressed", "mouseReleased":
            self.call("Input.dispatchMouseEvent", type=kind, x=place[0], y=place[1], button="left", clickCount=1)

    def _wait(self, probe, what):
        deadline = time.monotonic() + TIMEOUT
        while True:
            value = probe()
            if value:
                return value
            if time.monotonic() > deadline:
                raise AssertionError(f"timed out on the phone: {what}; it shows: {self.text}")
            time.sleep(0.05)

    def close(self):
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait()
        os.close(self.reader)
        os.close(self.writer)
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
