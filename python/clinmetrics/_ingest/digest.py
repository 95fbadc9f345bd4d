# SPDX-License-Identifier: Apache-2.0
"""The digest of a column, with which an audit can show that it has read the same data."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from .groups import Coded
from .kinds import is_na

if TYPE_CHECKING:
    from .kinds import Array

_BLOCK = 65_536  # rows


def digest(name: str, a: Array | Coded) -> str:
    """SHA-256 over the column's name, dtype and contiguous little-endian bytes; of objects, over the type and text of each."""
    import hashlib  # single metrics need none

    h = hashlib.sha256()
    if isinstance(a, Coded) or a.dtype.kind in "OT":
        h.update(f"{name}\0object\0".encode())
        for block in _levels_in_blocks(a) if isinstance(a, Coded) else _objects_in_blocks(a):
            h.update(b"".join(block))
        return h.hexdigest()
    a = np.ascontiguousarray(a)
    if a.dtype.byteorder == ">" or (a.dtype.byteorder == "=" and sys.byteorder == "big"):
        a = a.astype(a.dtype.newbyteorder("<"))
    h.update(f"{name}\0{a.dtype.newbyteorder('<').str}\0".encode())
    h.update(a.view(np.uint8).data if a.size else b"")
    return h.hexdigest()


def _levels_in_blocks(a: Coded) -> Iterator[Iterable[bytes]]:
    of_level = np.empty(len(a.levels) + 1, dtype=object)
    of_level[:] = [_object_bytes(level) for level in (*a.levels, None)]
    for start in range(0, len(a.codes), _BLOCK):
        yield of_level[a.codes[start : start + _BLOCK]].tolist()


def _objects_in_blocks(a: Array) -> Iterator[Iterable[bytes]]:
    known: dict[Any, bytes] = {}  # of texts and None alone, because values of other types may be equal
    for start in range(0, len(a), _BLOCK):
        items = a[start : start + _BLOCK].tolist()
        if set(map(type, items)) <= {str, type(None)}:
            known.update((item, _object_bytes(item)) for item in set(items) - known.keys())
            yield map(known.__getitem__, items)
        else:
            yield map(_object_bytes, items)


def _object_bytes(item: object) -> bytes:
    """Whether an object is missing, its type, and its text with the length, so that different columns have different digests."""
    if is_na(item):
        return b"\0"
    kind = b"\1" if isinstance(item, str) else b"\2" + type(item).__name__.encode() + b"\0"
    text = str(item).encode("utf-8", "surrogatepass")
    return kind + len(text).to_bytes(8, "little") + text
