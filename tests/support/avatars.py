# Copyright the Beckon authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Small pictures for the people of the tests and the demo."""
import base64
import struct
import zlib


def png(width, height, pixel):
    """A PNG; pixel(x, y) gives red, green and blue."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + bytes(value for x in range(width) for value in pixel(x, y)) for y in range(height))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b""))


def avatar(top, bottom, size=96):
    """A sun over a hill in two colours, "#rrggbb", as base64 of a PNG."""
    def rgb(colour):
        return [int(colour[i:i + 2], 16) for i in (1, 3, 5)]

    high, low = rgb(top), rgb(bottom)

    def pixel(x, y):
        u, v = x / size, y / size
        if v > 0.72 - 0.2 * (1 - (2 * u - 0.7) ** 2):  # the hill
            return [int(c * (1.15 - 0.4 * v)) if c * (1.15 - 0.4 * v) < 255 else 255 for c in low]
        if (u - 0.66) ** 2 + (v - 0.32) ** 2 < 0.022:  # the sun
            return [255, 255, 245]
        return [int(a + (b - a) * v * 0.7) for a, b in zip(high, low)]

    return base64.b64encode(png(size, size, pixel)).decode()
