#!/usr/bin/python3
# Copyright the Beckon authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A private XMPP server with people on it, and Beckon in front: build-aux/try.

    demo.py [--throw-away] [--lan] FOLDER COMMAND [ARGUMENT...]

FOLDER keeps the server and everything that Beckon writes. COMMAND is run with what
Beckon needs to know as further arguments: --server, --host, --trust-ca, --data-dir.
When it ends, so does everything else. In a throw-away session Beckon has that
session's own keyring and home. With --lan other machines reach the server's web pages.
"""
import datetime
import json
import os
import signal
import socket
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "tests", "support"))

from avatars import avatar  # noqa: E402
from prosody import DOMAIN, HOST, Prosody  # noqa: E402

PASSWORD = "wonderland"

# Name of the account, name in the contacts, groups, colours of the picture (none: initials).
PEOPLE = (
    ("robin", "Robin", ["Friends"], ("#f6d32d", "#ff7800")),
    ("bob", "Bob Martin", ["Friends"], None),
    ("mei", "Mei Lin (林美)", ["Friends", "Climbing"], ("#62a0ea", "#1a5fb4")),
    ("yusuf", "Yusuf Demir", ["Work"], ("#8ff0a4", "#26a269")),
    ("noor", "Noor", ["Work"], None),
    ("ines", "Inês", ["Family"], ("#dc8add", "#813d9c")),
    ("tomas", "Tomáš Novák", ["Climbing"], None),
)
PRESENCE = (
    ("robin", "", "I answer everything"),
    ("mei", "away", "On the wall until six"),
    ("yusuf", "dnd", "Writing the report"),
    ("ines", "chat", ""),
)
# Who wrote to whom, how many minutes ago, what.
HISTORY = (
    ("mei", "alice", 4 * 1440 + 30, "Are you in for Saturday? The weather looks good 🧗"),
    ("alice", "mei", 4 * 1440 + 12, "Yes! I bring the long rope."),
    ("mei", "alice", 4 * 1440 + 11, "Perfect. Tomáš has the car."),
    ("alice", "bob", 2 * 1440 + 80, "Did you find the photos from the lake?"),
    ("bob", "alice", 2 * 1440 + 71, "All 214 of them. I will make a selection."),
    ("alice", "bob", 2 * 1440 + 70, "You are a hero."),
    ("yusuf", "alice", 1440 + 300, "The numbers for the third quarter are in."),
    ("alice", "yusuf", 1440 + 295, "And?"),
    ("yusuf", "alice", 1440 + 294, "*Better* than we thought. See https://example.org/q3 for the table."),
    ("alice", "yusuf", 1440 + 290, "/me dances"),
    ("ines", "alice", 200, "Grandma asks whether you come on Sunday"),
    ("alice", "ines", 190, "Of course. Tell her I make the salad."),
    ("ines", "alice", 189, "❤️"),
    ("bob", "alice", 95, "I put the photos on the stick, it is on your desk."),
    ("alice", "bob", 90, "Thank you! Tea later?"),
    ("bob", "alice", 89, "At four?"),
    ("robin", "alice", 30, "Hello! I am Robin. Write something, I answer."),
)


def jid(name):
    return f"{name}@{DOMAIN}"


def users():
    def user(name, nick, others, colours=None):
        contacts = [{"jid": jid(account), "name": called, "groups": groups}
                    for account, called, groups, _ in others]
        pictures = {"avatar": avatar(*colours)} if colours else {}
        return {"name": name, "password": PASSWORD, "nick": nick, "contacts": contacts, **pictures}

    alice = ("alice", "Alice", ["Friends"], None)
    yield user("alice", "Alice", PEOPLE, ("#ffbe6f", "#a51d2d"))
    for name, called, _, colours in PEOPLE:
        others = [alice] + ([p for p in PEOPLE if p[0] in ("robin", "mei")] if name == "bob" else [])
        yield user(name, called, others, colours)


def history():
    now = datetime.datetime.now(datetime.timezone.utc)
    for sender, to, minutes, text in HISTORY:
        stamp = (now - datetime.timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%SZ")
        yield {"from": jid(sender), "to": jid(to), "stamp": stamp, "body": text}


def own_settings(folder):
    """Everything that Beckon and GTK would write to the home goes to the folder."""
    home = os.path.join(folder, "home")
    os.makedirs(home, mode=0o700, exist_ok=True)
    env = {"GSETTINGS_BACKEND": "keyfile"}
    for name in "CONFIG", "CACHE", "DATA", "STATE":
        env[f"XDG_{name}_HOME"] = os.path.join(home, name.lower())
    # libsecret's own file in place of the person's keyring.
    env.update(SECRET_BACKEND="file", SECRET_FILE_TEST_PATH=os.path.join(home, "keyring"),
               SECRET_FILE_TEST_PASSWORD=PASSWORD)
    return env


def start_company(server):
    env = {**os.environ, **server.environment(), "BECKON_DEMO_PRESENCE": json.dumps(PRESENCE)}
    company = subprocess.Popen(
        ["setpriv", "--pdeathsig", "TERM", "/usr/bin/python3", os.path.join(HERE, "echo-bot.py")],
        env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True,
        stderr=open(os.path.join(server.folder, "echo-bot.log"), "w"), start_new_session=True)
    if company.stdout.readline() != "ready\n":
        raise RuntimeError(f"The scripted contact did not start, see {server.folder}/echo-bot.log")
    return company


def lan_address():
    """This machine's address in its own network; nothing is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            address = probe.getsockname()[0]
        except OSError:
            address = HOST
    if address.startswith("127."):
        sys.exit("--lan: this machine is in no network.")
    return address


def warn_of_lan(address):
    print(f"""With --lan every machine in this network can open the demo server's web pages at {address},
where people sign in to the demo's accounts and approve devices. Their password, {PASSWORD}, is known to
everybody who has Beckon's sources. Nothing else of this machine can be reached by it, the chat
service itself cannot either, and it ends with this program. Do not do this in a network where you
do not trust the others.""", flush=True)
    if sys.stdin.isatty():
        input("Press Enter to go on, or Ctrl-C to leave it. ")


def explain_scanning(server):
    site = f"https://{server.lan or DOMAIN}:{server.https_port}"
    if server.lan:
        print(f"To sign in by scanning: choose “Scan a Code” in Beckon, and scan it with a phone in this network,\n"
              f"or open {site}/scan/code there and type the short code.")
    else:
        print(f"To sign in by scanning: choose “Scan a Code” in Beckon. A browser on this machine is the phone:\n"
              f"open {site}/scan/code in it and type the short code (build-aux/try --lan: with a real phone).")
    print(f"The browser warns of the certificate, which this server made for itself: go on. Then sign in there\n"
          f"as {jid('alice')}, and type the number that Beckon shows.", flush=True)


def end(process):
    if process and process.poll() is None:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def main(folder, command, throw_away, lan=None):
    server = Prosody(os.path.join(folder, "server"), users=users(), history=history(), keep_ports=True, lan=lan)
    company = program = None
    asked_to_end = False

    def end_program(*_):
        nonlocal asked_to_end
        asked_to_end = True
        if program and program.poll() is None:
            program.terminate()

    # Nothing but the program ends because of a signal: all else follows from that.
    for number in signal.SIGINT, signal.SIGTERM, signal.SIGHUP:
        signal.signal(number, end_program)
    try:
        server.start()
        company = start_company(server)
        print(f"Private server on {HOST}:{server.port} for the domain {DOMAIN}, in {folder}\n"
              f"Sign in as {jid('alice')} or {jid('bob')}, password: {PASSWORD}\n"
              "Robin answers what you write. Close the window or press Ctrl-C to end.", flush=True)
        explain_scanning(server)
        env = {**os.environ, **server.environment()}
        if not throw_away:
            env.update(own_settings(folder))
        program = subprocess.Popen(
            ["setpriv", "--pdeathsig", "TERM", *command, "--server", DOMAIN, "--host", f"{HOST}:{server.port}",
             "--trust-ca", server.ca, "--data-dir", os.path.join(folder, "beckon")], env=env)
        if asked_to_end:
            program.terminate()
        status = program.wait()
        return 0 if asked_to_end else status
    finally:
        end(company)
        server.stop()


if __name__ == "__main__":
    arguments = sys.argv[1:]
    throw_away = lan = False
    while arguments[0].startswith("--"):
        option = arguments.pop(0)
        throw_away |= option == "--throw-away"
        lan |= option == "--lan"
    address = lan_address() if lan else None
    if lan:
        warn_of_lan(address)
    status = main(os.path.abspath(arguments[0]), arguments[1:], throw_away, address)
    sys.exit(status if status >= 0 else 128 - status)
