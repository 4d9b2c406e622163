# Copyright the Beckon authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A stream over direct TLS, for looking at what a server says byte by byte."""
import re
import socket
import ssl


class RawStream:
    """Opens a stream; features is what the server offers, as text."""

    def __init__(self, host, port, ca, domain="localhost", sender=None):
        context = ssl.create_default_context(cafile=ca)
        plain = socket.create_connection((host, int(port)), timeout=20)
        try:
            self.socket = context.wrap_socket(plain, server_hostname=domain)
        except BaseException:
            plain.close()
            raise
        self.received = ""
        self.features = self.ask(
            f"<stream:stream {f'from={sender!r} ' if sender else ''}to='{domain}' version='1.0' "
            "xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>", r"</stream:features>")

    def ask(self, xml, end):
        """Sends, and returns what comes up to the end (a regular expression)."""
        self.socket.sendall(xml.encode())
        while not (match := re.search(end, self.received)):
            more = self.socket.recv(65536)
            if not more:
                raise EOFError(self.received)
            self.received += more.decode()
        answer, self.received = self.received[:match.end()], self.received[match.end():]
        return answer

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()
