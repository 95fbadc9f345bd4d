# SPDX-License-Identifier: Apache-2.0
"""A column of two data sets as numbers, or as counts of its levels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .canonical import as_text, is_text

if TYPE_CHECKING:
    import numpy.typing as npt

    from .reading import Source

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]

MOST_LEVELS_OF_NUMBERS, MOST_LEVELS = 10, 1000
_CODE = r"\A[+-]?0\d"  # of categories such as 01, which no number is written as


def numbers_of_both(a: Source, b: Source, name: str) -> tuple[Floats, Floats] | None:
    """The column as numbers, NaN where missing; None if it has other text, or few different numbers."""
    found = [_numbers(source.columns[name], source.decimal) for source in (a, b)]
    if found[0] is None or found[1] is None:
        return None
    n_levels = [len(np.unique(x[~np.isnan(x)])) for x in found if x is not None]
    return (found[0], found[1]) if max(n_levels) > MOST_LEVELS_OF_NUMBERS else None


def _numbers(column: Any, decimal: str) -> Floats | None:
    import pyarrow as pa
    import pyarrow.compute as pc

    from ..table_files.cells import NUMBER

    t, kind = pa.types, column.type
    if t.is_null(kind):
        return np.full(len(column), np.nan)
    if is_text(kind):
        text = pc.utf8_trim_whitespace(column)
        text = pc.replace_substring(text, ",", ".") if decimal == "," else text
        text = pc.if_else(pc.equal(text, ""), pa.scalar(None, text.type), text)
        is_number, is_code = pc.match_substring_regex(text, NUMBER), pc.match_substring_regex(text, _CODE)
        if not pc.all(is_number, min_count=0).as_py() or pc.any(is_code, min_count=0).as_py():
            return None
        return np.asarray(text.cast(pa.float64()).to_numpy(), dtype=np.float64)
    if t.is_date32(kind) or t.is_time32(kind):
        column = column.cast(pa.int32())
    elif t.is_temporal(kind):
        column = column.cast(pa.int64())
    elif not (t.is_integer(kind) or t.is_floating(kind) or t.is_decimal(kind)):
        return None
    return np.asarray(column.cast(pa.float64(), safe=False).to_numpy(), dtype=np.float64)


def counts_of_levels(a: Source, b: Source, name: str) -> tuple[Ints, Ints] | None:
    """The rows of each level in both, the missing ones last; None for identifiers and free text."""
    texts = as_text(a.columns[name]), as_text(b.columns[name])
    if texts[0] is None or texts[1] is None:
        return None
    counts = [_counts(text) for text in texts]
    levels = sorted({level for found in counts for level in found if level is not None})
    n_rows = len(texts[0]) + len(texts[1])
    if len(levels) > MOST_LEVELS or (len(levels) > MOST_LEVELS_OF_NUMBERS and 2 * len(levels) > n_rows):
        return None
    first, second = (np.array([found.get(level, 0) for level in [*levels, None]], dtype=np.int64) for found in counts)
    return first, second


def _counts(text: Any) -> dict[bytes | None, int]:
    """The rows of each level, by its bytes: text and numbers of two containers are compared as they are written."""
    import pyarrow as pa
    import pyarrow.compute as pc

    found = pc.value_counts(text)
    levels = found.field("values").cast(pa.large_binary()).to_pylist()
    return dict(zip(levels, found.field("counts").to_pylist()))
