# SPDX-License-Identifier: Apache-2.0
"""The text form of columns and their digests, which do not depend on the container, its compression or its blocks.

A column's digest is SHA-256 over the lengths in bytes of its name, its type and its number of rows, these three, and two digests: of the
lengths of all cells (64 bits, little endian, -1 for a missing one) and of the bytes of all cells one after the other. A cell of text is its
UTF-8; any other cell is the text that Arrow gives it, such as ``12``, ``0.5``, ``true`` or ``2026-01-31``.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

_ROWS = 1 << 16  # of a block of row digests


def is_text(kind: Any) -> bool:
    """Whether an Arrow type is text."""
    import pyarrow as pa

    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def type_text(kind: Any) -> str:
    """The type in a manifest: "text" for text of any container, otherwise Arrow's name."""
    import pyarrow as pa

    if pa.types.is_dictionary(kind):
        return type_text(kind.value_type)
    return "text" if is_text(kind) else str(kind)


def as_text(column: Any) -> Any | None:
    """The cells as text or bytes; None for a type that has no text form, such as lists."""
    import pyarrow as pa

    t = pa.types
    if t.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if t.is_large_string(column.type) or t.is_large_binary(column.type):
        return column
    if t.is_binary(column.type) or t.is_fixed_size_binary(column.type):
        return column.cast(pa.large_binary())
    if t.is_duration(column.type):
        column = column.cast(pa.int64())
    try:
        return column.cast(pa.large_string())
    except (pa.ArrowException, NotImplementedError):  # its text may contain a cell
        return None


def column_digest(name: str, kind: str, text: Any) -> str:
    """The digest of a column in its text form."""
    lengths, cells = hashlib.sha256(), hashlib.sha256()
    for chunk in text.chunks:
        lengths.update(_lengths(chunk).tobytes())
        cells.update(_bytes(chunk))
    head = [part.encode("utf-8", "surrogatepass") for part in (name, kind, str(len(text)))]
    framed = b"".join(struct.pack("<q", len(part)) + part for part in head)
    return hashlib.sha256(framed + lengths.digest() + cells.digest()).hexdigest()


def table_digests(digests: Iterable[str], texts: Mapping[str, Any]) -> dict[str, str]:
    """The digest of the whole table, and one that does not depend on the order of its rows."""
    whole = hashlib.sha256("\n".join(digests).encode()).hexdigest()
    rows = np.concatenate([*_row_digests(list(texts.values())), np.empty(0, "S32")])
    rows.sort()
    names = "".join(f"{len(name)}:{name}" for name in texts).encode("utf-8", "surrogatepass")
    return {"sha256": whole, "sha256_any_order": hashlib.sha256(names + b"\n" + rows.tobytes()).hexdigest()}


def _lengths(chunk: Any) -> np.ndarray[Any, np.dtype[np.int64]]:
    import pyarrow.compute as pc

    found = pc.fill_null(pc.binary_length(chunk).cast("int64"), -1).to_numpy(zero_copy_only=False)
    return np.ascontiguousarray(found, dtype="<i8")


def _bytes(chunk: Any) -> memoryview:
    """The bytes of all cells. A missing cell has none, whatever its buffer contains."""
    import pyarrow.compute as pc

    chunk = pc.fill_null(chunk, "") if chunk.null_count else chunk
    _, offsets, data = chunk.buffers()
    if data is None or len(chunk) == 0:
        return memoryview(b"")
    at = np.frombuffer(offsets, "<i8", len(chunk) + 1, chunk.offset * 8)
    return memoryview(data)[int(at[0]) : int(at[-1])]


def _row_digests(texts: list[Any]) -> Iterable[np.ndarray[Any, Any]]:
    """One SHA-256 for each row, over the lengths of its cells and their bytes, block by block."""
    import pyarrow as pa
    import pyarrow.compute as pc

    n = len(texts[0]) if texts else 0
    sha = hashlib.sha256
    for begin in range(0, n, _ROWS):
        blocks = [_one_chunk(text.slice(begin, _ROWS)) for text in texts]
        lengths = np.column_stack([_lengths(block) for block in blocks]).tobytes()
        filled = [pc.fill_null(block.cast(pa.large_binary()), b"") for block in blocks]
        joined = pc.binary_join_element_wise(*filled, pa.scalar(b"", pa.large_binary()))
        cells, width = memoryview(_bytes(joined)), 8 * len(blocks)
        at = np.frombuffer(joined.buffers()[1], "<i8", len(joined) + 1, joined.offset * 8).tolist()
        found = [
            sha(lengths[i * width : i * width + width] + cells[at[i] - at[0] : at[i + 1] - at[0]]).digest() for i in range(len(joined))
        ]
        yield np.array(found, "S32")


def _one_chunk(column: Any) -> Any:
    import pyarrow as pa

    found = column.combine_chunks()
    return pa.concat_arrays(found.chunks) if isinstance(found, pa.ChunkedArray) else found
