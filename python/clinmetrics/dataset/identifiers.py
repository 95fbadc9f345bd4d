# SPDX-License-Identifier: Apache-2.0
"""Identifiers as text, never typed: ``007`` and ``7`` are different."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .canonical import as_text
from .errors import DatasetError

if TYPE_CHECKING:
    from .reading import Source


def distinct_identifiers(source: Source, name: str, argument: str) -> tuple[Any, int]:
    """The different identifiers as bytes, and how many rows have none. Empty text is none."""
    import pyarrow as pa
    import pyarrow.compute as pc

    text = as_text(source.column(name, argument))
    if text is None:
        raise DatasetError(f"`{argument}`: the column {name!r} of {source.name} holds no identifiers")
    cells = pc.unique(text).cast(pa.large_binary()).drop_null()
    cells = cells.filter(pc.greater(pc.binary_length(cells), 0))
    is_missing = pc.fill_null(pc.equal(pc.binary_length(text), 0), True)
    return cells, int(pc.sum(is_missing, min_count=0).as_py())
