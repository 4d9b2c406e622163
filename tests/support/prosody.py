# Copyright the Beckon authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A private Prosody on the loopback interface, for the tests and for the demo.

Everything it has (configuration, certificates, data, log) is in one folder, its
ports are free ones, and it ends with its owner. It serves the domain "localhost"
with a certificate from a CA of its own, whose root is Prosody.ca.

    with Prosody(folder, accounts={"alice": "secret"}) as server:
        print(server.port, server.tls_port, server.ca)

Variants make a server that lacks or breaks something: see VARIANTS.
"""
import json
import os
import re
import selectors
import shutil
import socket
import subprocess
import time

DOMAIN = "localhost"
HOST = "127.0.0.1"
SUPPORT = os.path.dirname(os.path.abspath(__file__))
MODULES = [os.path.join(SUPPORT, "prosody-modules"), os.path.abspath(os.path.join(SUPPORT, "..", "..", "server"))]

# name: (what it is, changes to the configuration, certificate)
VARIANTS = {
    "default": ("SASL2, Bind 2, FAST, archive, groups, upload, open registration, scan to sign in", {}, "good"),
    "no-fast": ("SASL2 without FAST", {"without": ["sasl2_fast"]}, "good"),
    "no-sasl2": ("RFC 6120 only", {"without": ["sasl2", "sasl2_bind2", "sasl2_fast", "sasl2_sm"]}, "good"),
    "sha-1": ("SCRAM-SHA-1 is the strongest", {"password_hash": "SHA-1"}, "good"),
    "plain": ("PLAIN only, no FAST", {
        "without": ["sasl2_fast"],
        "disable_sasl_mechanisms": [f"SCRAM-SHA-{size}{plus}" for size in ("1", "224", "256", "384", "512")
                                    for plus in ("", "-PLUS")] + ["OAUTHBEARER"]}, "good"),
    "fast-rotate": ("a new FAST token at every sign-in", {"sasl2_fast_token_min_ttl": 0}, "good"),
    "short-resume": ("stream management gives up after a second", {"smacks_hibernation_time": 1}, "good"),
    "registration-closed": ("no registration", {"without": ["register_ibr", "invites_register"]}, "good"),
    "registration-invite": ("registration by invitation only", {"registration_invite_only": True}, "good"),
    "cert-expired": ("the certificate ended years ago", {}, "expired"),
    "cert-wrong-host": ("the certificate is for another domain", {}, "wrong-host"),
    "cert-self-signed": ("a certificate that nobody signed", {}, "self-signed"),
    "vcards-apart": ("vcard-temp is kept apart from vCard4", {"with": ["vcard"], "without": ["vcard_legacy"]}, "good"),
    "password-policy": ("passwords have 16 bytes or more", {
        "with": ["password_policy"], "password_policy": {"length": 16}}, "good"),
    "no-scan": ("no code to scan", {"without": ["scan_login"]}, "good"),
    "http-oauth2": ("codes by the community's mod_http_oauth2", {
        "with": ["http_oauth2"], "without": ["scan_login"], "oauth2_registration_key": "of the tests",
        "allowed_oauth2_grant_types": ["device_code"]}, "good"),
    "no-tls": ("no TLS at all", {"without": ["scan_login"], "c2s_require_encryption": False, "allow_unencrypted_plain_auth": True}, None),
}
for name in "legacy", "form", "captcha", "web", "wait", "refuse":
    VARIANTS["registration-" + name] = (
        "registration: see mod_register_variants.lua",
        {"with": ["register_variants"], "without": ["register_ibr", "invites_register"],
         "register_variant": name}, "good")

MODULES_ENABLED = """
    roster saslauth tls disco blocklist carbons csi csi_simple pep vcard4 vcard_legacy private
    ping time version uptime limits mam smacks offline tokenauth
    sasl2 sasl2_bind2 sasl2_fast sasl2_sm
    register_ibr user_account_management invites invites_register
    adhoc scan_login admin_shell admin_socket seed
""".split()


def lua(value):
    """A value as Lua source."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, dict):
        return "{ " + "; ".join(f"[{lua(k)}] = {lua(v)}" for k, v in value.items()) + " }"
    return "{ " + ", ".join(map(lua, value)) + " }"


def free_ports(count):
    sockets = [socket.create_server((HOST, 0)) for _ in range(count)]
    ports = [s.getsockname()[1] for s in sockets]
    for s in sockets:
        s.close()
    return ports


class Certificates:
    """A CA in a folder, and what it signed. Made once, then kept."""

    NAMES = {
        "good": f"DNS:{DOMAIN},DNS:conference.{DOMAIN},DNS:upload.{DOMAIN},IP:{HOST}",
        "wrong-host": "DNS:elsewhere.example",
        "expired": f"DNS:{DOMAIN}",
        "self-signed": f"DNS:{DOMAIN}",
    }

    def __init__(self, folder):
        self.folder = folder
        os.makedirs(folder, mode=0o700, exist_ok=True)
        self.ca = os.path.join(folder, "ca.crt")
        if not os.path.exists(self.ca):
            self._request("ca", "Beckon test CA", "-x509", "-days", "3650",
                          "-addext", "basicConstraints=critical,CA:true",
                          "-addext", "keyUsage=critical,keyCertSign,cRLSign")

    def _path(self, name, ending):
        return os.path.join(self.folder, f"{name}.{ending}")

    def _openssl(self, *args):
        done = subprocess.run(["openssl", *args], cwd=self.folder, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"openssl {' '.join(args)}: {done.stderr}")

    def _request(self, name, subject, *args):
        self._openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-noenc",
                      "-config", "/dev/null", "-subj", f"/CN={subject}",
                      "-keyout", self._path(name, "key"), "-out",
                      self._path(name, "crt" if "-x509" in args else "csr"), *args)

    def get(self, kind):
        """The certificate and the key of that kind, or for that IP address, as two paths."""
        certificate, key = self._path(kind, "crt"), self._path(kind, "key")
        if not os.path.exists(certificate):
            extensions = f"subjectAltName={self.NAMES.get(kind) or self.NAMES['good'] + ',IP:' + kind}"
            if kind == "self-signed":
                self._request(kind, DOMAIN, "-x509", "-days", "365", "-addext", extensions)
            else:
                self._request(kind, DOMAIN)
                self._sign(kind, extensions)
        return certificate, key

    def _sign(self, kind, extensions):
        # "openssl ca" and not "openssl x509": that one cannot set dates in OpenSSL 3.0.
        open(self._path("index", "txt"), "w").close()
        with open(self._path("ca", "cnf"), "w") as file:
            file.write("[ca]\ndefault_ca=own\n[own]\ndatabase=index.txt\nrand_serial=yes\n"
                       "new_certs_dir=.\ncertificate=ca.crt\nprivate_key=ca.key\n"
                       "default_md=sha256\npolicy=any\nx509_extensions=ext\n"
                       "[any]\ncommonName=supplied\n"
                       f"[ext]\nbasicConstraints=CA:false\n{extensions}\n")
        dates = (["-startdate", "20200101000000Z", "-enddate", "20200201000000Z"]
                 if kind == "expired" else ["-days", "365"])
        self._openssl("ca", "-batch", "-notext", "-config", "ca.cnf", *dates,
                      "-in", self._path(kind, "csr"), "-out", self._path(kind, "crt"))


class Prosody:
    """A server. start() returns when it can be used; stop() when it is gone."""

    def __init__(self, folder, variant="default", accounts=None, users=None, history=None,
                 keep_ports=False, settings=None, lan=None, patience=60):
        """accounts: {name: password}. users: the long form, see mod_seed.lua, of
        dicts with name, password, contacts, nick, avatar (PNG, base64), disabled.
        settings: options of Prosody, besides those of the variant.
        keep_ports: takes the ports of the last start in this folder, if they are free.
        patience: how many seconds the start may take.
        lan: an address of this machine where its web pages, and they alone, are served, too."""
        if variant not in VARIANTS:
            raise ValueError(f"unknown variant {variant!r}; there are: {', '.join(VARIANTS)}")
        self.folder = os.path.abspath(folder)
        self.variant = variant
        self.settings = settings or {}
        self.lan = lan
        self.patience = patience
        self.users = list(users or []) + [
            {"name": name, "password": password} for name, password in (accounts or {}).items()]
        self.history = list(history or [])
        self.wanted_ports = None
        self.process = None
        self.port = self.tls_port = self.https_port = None
        os.makedirs(self.folder, mode=0o700, exist_ok=True)
        self.certificates = Certificates(os.path.join(self.folder, "certs"))
        self.ca = self.certificates.ca
        self.config_file = os.path.join(self.folder, "prosody.cfg.lua")
        self.log_file = os.path.join(self.folder, "prosody.log")
        self.ports_file = os.path.join(self.folder, "ports.json")
        if keep_ports and os.path.exists(self.ports_file):
            with open(self.ports_file) as file:
                self.wanted_ports = json.load(file)

    def start(self):
        for _ in range(5):
            ports = self.wanted_ports or free_ports(3)
            self.wanted_ports = None  # when they are taken: others
            self._write_config(ports)
            answer = self._launch()
            if answer == "ready":
                with open(self.ports_file, "w") as file:
                    json.dump(ports, file)
                return self
            self.stop()
            if answer != "port taken":
                break
        lines = self.log().splitlines()
        raise RuntimeError("\n".join(["Prosody did not start:", *lines[-40:]]))

    def _launch(self):
        answer = None
        with open(self.log_file, "a") as errors:
            # It goes when its owner goes, however that happened.
            self.process = subprocess.Popen(
                ["setpriv", "--pdeathsig", "TERM", shutil.which("prosody", path=os.defpath + ":/usr/sbin")
                 or "prosody", "-F", "--config", self.config_file],
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors,
                start_new_session=True)  # Ctrl-C is for its owner, who will stop it
        said = ""
        deadline = time.monotonic() + self.patience
        with selectors.DefaultSelector() as selector:
            selector.register(self.process.stdout, selectors.EVENT_READ)
            while selector.select(deadline - time.monotonic()):
                more = os.read(self.process.stdout.fileno(), 4096).decode()
                said += more
                answer = re.search(r"^(ready|port taken)$", said, re.M)
                if answer or not more:
                    break
        with open(self.log_file, "a") as log:
            log.write(said)
        return answer[0] if answer else ""

    def stop(self):
        if self.process:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
            self.process.stdout.close()
            self.process = None

    def restart(self):
        """The same server again, on the same ports and data."""
        self.wanted_ports = (self.port, self.tls_port, self.https_port)
        self.stop()
        return self.start()

    def shell(self, command):
        """Runs a command of Prosody's shell: shell('user:disable("bob@localhost")')."""
        done = subprocess.run(["prosodyctl", "--config", self.config_file, "shell", command],
                              capture_output=True, text=True, timeout=30)
        if done.returncode:
            raise RuntimeError(f"{command}: {done.stdout}{done.stderr}")
        return done.stdout

    def log(self):
        with open(self.log_file, errors="replace") as file:
            return file.read()

    def environment(self):
        """What the tests learn about the server, see HACKING.md."""
        env = {
            "BECKON_TEST_DOMAIN": DOMAIN,
            "BECKON_TEST_HOST": HOST,
            "BECKON_TEST_PORT": str(self.port),
            "BECKON_TEST_TLS_PORT": str(self.tls_port),
            "BECKON_TEST_HTTPS_PORT": str(self.https_port),
            "BECKON_TEST_ORIGIN": f"https://{self.lan or DOMAIN}:{self.https_port}",
            "BECKON_TEST_CA": self.ca,
            "BECKON_TEST_FOLDER": self.folder,
            "BECKON_TEST_PROSODY_CONFIG": self.config_file,
        }
        for user in self.users:
            env[f"BECKON_TEST_{user['name'].upper()}"] = f"{user['name']}@{DOMAIN}"
            env[f"BECKON_TEST_{user['name'].upper()}_PASSWORD"] = user["password"]
        return env

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()

    def _write_config(self, ports):
        self.port, self.tls_port, self.https_port = ports
        changes, kind = dict(VARIANTS[self.variant][1]), VARIANTS[self.variant][2]
        without = changes.pop("without", [])
        modules = [m for m in MODULES_ENABLED if m not in without] + changes.pop("with", [])
        seed_file = os.path.join(self.folder, "seed.json")
        with open(seed_file, "w") as file:
            json.dump({"users": self.users, "history": self.history}, file)

        settings = {
            # A server for one person at one machine: whoever starts it may be root.
            "run_as_root": True,
            "data_path": os.path.join(self.folder, "data"),
            "certificates": self.certificates.folder,
            "log": {"debug": self.log_file},
            "plugin_paths": MODULES,
            "interfaces": [HOST],
            "c2s_ports": [self.port],
            "c2s_direct_tls_ports": [self.tls_port] if kind else [],
            "http_ports": [],
            "https_ports": [self.https_port] if kind else [],
            "http_host": DOMAIN,
            "http_external_url": f"https://{DOMAIN}:{self.https_port}/",
            "admin_socket": os.path.join(self.folder, "shell"),
            "modules_enabled": modules,
            "modules_disabled": ["s2s", "s2s_auth_certs"],
            "storage": "internal",
            "authentication": "internal_hashed",
            "password_hash": "SHA-256",
            "allow_registration": True,
            "registration_invite_only": False,
            "max_archive_query_results": 250,
            "archive_expires_after": "never",
            "limits": {"c2s": {"rate": "10mb/s"}},
            "seed_file": seed_file,
            "seed_ports": [self.port] + ([self.tls_port, self.https_port] if kind else []),
            **changes,
            **self.settings,
        }
        if kind:
            certificate, key = self.certificates.get(kind)
            settings["ssl"] = {"certificate": certificate, "key": key}
            settings["c2s_direct_tls_ssl"] = settings["https_ssl"] = settings["ssl"]
            if self.lan:
                certificate, key = self.certificates.get(self.lan)
                settings.update(https_interfaces=[HOST, self.lan], http_host=self.lan,
                                http_external_url=f"https://{self.lan}:{self.https_port}/",
                                https_ssl={"certificate": certificate, "key": key})
        else:
            settings["modules_disabled"] += ["tls"]
        os.makedirs(settings["data_path"], exist_ok=True)
        with open(self.config_file, "w") as file:
            for key, value in settings.items():
                file.write(f"{key} = {lua(value)}\n")
            file.write(f'VirtualHost "{DOMAIN}"\n'
                       f'Component "conference.{DOMAIN}" "muc"\n'
                       '  modules_enabled = { "muc_mam" }\n'
                       '  restrict_room_creation = false\n')
            if kind:
                file.write(f'Component "upload.{DOMAIN}" "http_file_share"\n')
