# Copyright the Beckon authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Both ends of scanning to sign in, over real HTTPS: a device and a phone.

    site = Site(https_port, ca)
    device = Device(site, device_id="...")
    phone = Phone(site)
    phone.open(device.link)
    phone.sign_in("alice", "secret")       # which scans
    phone.confirm(device.poll()["scan_number"])
    token = device.poll()["access_token"]
"""
import base64
import copy
import html
import html.parser
import http.client
import json
import random
import re
import ssl
import time
import urllib.parse
import uuid

GRANT = "urn:ietf:params:oauth:grant-type:device_code"


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.text = response.read().decode()

    @property
    def json(self):
        return json.loads(self.text)

    def __repr__(self):
        return f"{self.status} {dict(self.headers)} {self.text}"


class Site:
    """Where the service is: requests to it, each with a connection of its own, and each
    as if a proxy on this machine had got them from the address (Prosody trusts it)."""

    def __init__(self, port, ca, host="localhost", address=None):
        self.port = int(port)
        self.address = address or f"10.{random.randrange(256)}.{random.randrange(256)}.{random.randrange(1, 255)}"
        self.host = host
        self.origin = f"https://{host}:{self.port}"
        self.context = ssl.create_default_context(cafile=ca)

    def elsewhere(self):
        """The same site, seen from another address."""
        other = copy.copy(self)
        other.address = f"192.0.2.{random.randrange(1, 255)}"
        return other

    def connect(self):
        return http.client.HTTPSConnection(self.host, self.port, context=self.context, timeout=40)

    def request(self, method, path, body=None, headers=None):
        connection = self.connect()
        headers = {"X-Forwarded-For": self.address, **(headers or {})}
        if isinstance(body, (dict, list)):
            headers.setdefault("Content-Type", "application/x-www-form-urlencoded")
            body = urllib.parse.urlencode(body)
        try:
            connection.request(method, path, body, headers)
            return Answer(connection.getresponse())
        finally:
            connection.close()

    def post(self, path, fields, **headers):
        return self.request("POST", path, fields, {k.replace("_", "-"): v for k, v in headers.items()})


class Device:
    """Asks for a code and follows along."""

    def __init__(self, site, device_id=None, client_id="im.beckon.Test", **more):
        self.site = site
        self.client_id = client_id
        self.device_id = device_id or str(uuid.uuid4())
        self.answer = site.post("/scan/device", {"client_id": client_id, "device_id": self.device_id, **more})
        if self.answer.status != 200:
            raise RuntimeError(self.answer)
        code = self.answer.json
        self.code, self.user_code = code["device_code"], code["user_code"]
        self.link = code["verification_uri_complete"]
        self.interval = code["interval"]
        self.known = "waiting"
        self.last = None

    def ask(self, **headers):
        """One request as it is."""
        return self.site.post("/scan/token", {
            "grant_type": GRANT, "client_id": self.client_id, "device_code": self.code,
            "scan_known": self.known}, **headers)

    def poll(self):
        """One request, no sooner than it may be."""
        if self.last is not None:
            time.sleep(max(0, self.last + self.interval - time.monotonic()))
        answer = self.ask()
        self.last = time.monotonic()  # the service began to count no later than that
        return self._note(answer)

    def wait(self, seconds=20):
        """What is new, as soon as it is."""
        answer = self.ask(Prefer=f"wait={seconds}")
        return self._note(answer)

    def _note(self, answer):
        self.known = answer.json.get("scan_state", self.known)
        return answer.json

    def cancel(self):
        return self.site.post("/scan/revoke", {"token": self.code})


class Forms(html.parser.HTMLParser):
    """The forms of a page: a list of (action, {name: value}, [(name, value) of buttons])."""

    def __init__(self, text):
        super().__init__()
        self.forms = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form":
            self.forms.append((attrs.get("action"), {}, []))
        elif tag == "input" and attrs.get("type") != "checkbox":
            self.forms[-1][1][attrs["name"]] = attrs.get("value", "")
        elif tag == "button":
            self.forms[-1][2].append((attrs.get("name"), attrs.get("value")))


class Phone:
    """A browser: cookies, forms, redirects, the headers that browsers send."""

    def __init__(self, site, language="en", **headers):
        self.site = site
        self.cookies = {}
        self.headers = {"Accept-Language": language, "User-Agent": "Mozilla/5.0 (Android 14; Mobile) Firefox/130.0",
                        **headers}
        self.path = None
        self.page = None

    def _send(self, method, path, fields=None, **headers):
        headers = {**self.headers, **{k.replace("_", "-"): v for k, v in headers.items() if v}}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        self.page = self.site.request(method, path, fields, headers)
        for header in self.page.headers.get_all("Set-Cookie") or []:
            name, value = header.split(";")[0].split("=", 1)
            self.cookies[name] = value
        self.path = path
        if self.page.status == 303:
            location = self.page.headers["Location"]
            if not location.startswith(self.site.origin + "/"):
                raise RuntimeError(f"redirect to {location}")
            return self._send("GET", location[len(self.site.origin):])
        return self.page

    def open(self, link):
        if link.startswith("https:") and not link.startswith(self.site.origin + "/"):
            raise RuntimeError(f"not a link of this site: {link}")
        return self._send("GET", link.removeprefix(self.site.origin))

    def form(self, wanted):
        """The form of the page that has that field or button."""
        for action, fields, buttons in Forms(self.page.text).forms:
            if wanted in fields or wanted in [name for name, _ in buttons]:
                return action, fields
        raise LookupError(f"no form with {wanted} in {self.title!r}: {self.page.text}")

    def post(self, wanted, changes, **headers):
        """Fills in the form with that field or button, and sends it."""
        action, fields = self.form(wanted)
        headers = {"Origin": self.site.origin, "Sec_Fetch_Site": "same-origin", **headers}
        path = urllib.parse.urljoin(self.site.origin + self.path, action or "").removeprefix(self.site.origin)
        return self._send("POST", path, {**fields, **changes}, **headers)

    @property
    def title(self):
        found = re.search(r"<h1>(.*?)</h1>", self.page.text)
        return html.unescape(found[1]) if found else None

    @property
    def words(self):
        return html.unescape(re.sub(r"<[^>]*>", " ", self.page.text.split("<main>")[1]))

    def sign_in(self, address, password, remember=False):
        return self.post("password", {"address": address, "password": password,
                                      **({"remember": "yes"} if remember else {})})

    def scan(self):
        return self.post("step", {"step": "scan"})

    def confirm(self, number):
        return self.post("ticket", {"number": number, "decision": "confirm"})

    def decline(self):
        return self.post("ticket", {"decision": "decline"})


def authenticate(mechanism, initial, device_id=None, more=""):
    agent = f"<user-agent id='{device_id}'/>" if device_id else ""
    return (f"<authenticate xmlns='urn:xmpp:sasl:2' mechanism='{mechanism}'><initial-response>"
            f"{base64.b64encode(initial).decode()}</initial-response>{agent}{more}<bind xmlns='urn:xmpp:bind:0'/>"
            "</authenticate>")


def by_token(token, device_id=None):
    return authenticate("OAUTHBEARER", b"n,,\x01auth=Bearer " + token.encode() + b"\x01\x01", device_id,
                        "<request-token xmlns='urn:xmpp:fast:0' mechanism='HT-SHA-256-NONE'/>")
