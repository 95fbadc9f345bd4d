# SPDX-License-Identifier: Apache-2.0
"""A plain logo for a challenge: an interval with its point estimate, as a PNG."""

from __future__ import annotations

import struct
import zlib

_SIZE = 128
_PAPER, _LINE, _POINT = 0, 1, 2
_COLORS = bytes((255, 255, 255, 31, 79, 122, 178, 58, 42))


def logo() -> bytes:
    """The content of the file, the same each time."""
    pixels = b"".join(b"\0" + bytes(_color(x, y) for x in range(_SIZE)) for y in range(_SIZE))
    parts = [
        (b"IHDR", struct.pack(">IIBBBBB", _SIZE, _SIZE, 8, 3, 0, 0, 0)),
        (b"PLTE", _COLORS),
        (b"IDAT", zlib.compress(pixels, 9)),
        (b"IEND", b""),
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, content) for kind, content in parts)


def _color(x: int, y: int) -> int:
    """The point covers the interval, whose ends have bars."""
    middle = _SIZE // 2
    if (x - middle) ** 2 + (y - middle) ** 2 < 14**2:
        return _POINT
    is_interval = abs(y - middle) < 4 and 16 <= x < _SIZE - 16
    is_bar = abs(y - middle) < 24 and (16 <= x < 23 or _SIZE - 23 <= x < _SIZE - 16)
    return _LINE if is_interval or is_bar else _PAPER


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
