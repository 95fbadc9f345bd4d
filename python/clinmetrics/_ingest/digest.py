# SPDX-License-Identifier: Apache-2.0
"""The digest of a column, with which an audit can show that it has read the same data."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import numpy as np

from .kinds import is_na

if TYPE_CHECKING:
    from .kinds import Array


def digest(name: str, a: Array) -> str:
    """SHA-256 over the column's name, dtype and contiguous little-endian bytes; of objects, over the type and text of each."""
    import hashlib  # single metrics need none

    h = hashlib.sha256()
    if a.dtype.kind in "OT":
        h.update(f"{name}\0object\0".encode())
        known: dict[str, bytes] = {}
        for item in a:
            if type(item) is not str:
                h.update(_object_bytes(item))
                continue
            if item not in known:
                known[item] = _object_bytes(item)
            h.update(known[item])
        return h.hexdigest()
    a = np.ascontiguousarray(a)
    if a.dtype.byteorder == ">" or (a.dtype.byteorder == "=" and sys.byteorder == "big"):
        a = a.astype(a.dtype.newbyteorder("<"))
    h.update(f"{name}\0{a.dtype.newbyteorder('<').str}\0".encode())
    h.update(a.view(np.uint8).data if a.size else b"")
    return h.hexdigest()


def _object_bytes(item: object) -> bytes:
    """Whether an object is missing, its type, and its text with the length, so that different columns have different digests."""
    if is_na(item):
        return b"\0"
    kind = b"\1" if isinstance(item, str) else b"\2" + type(item).__name__.encode() + b"\0"
    text = str(item).encode("utf-8", "surrogatepass")
    return kind + len(text).to_bytes(8, "little") + text
