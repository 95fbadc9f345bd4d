# SPDX-License-Identifier: Apache-2.0
"""What the guesses know of a column: its name, its number of levels, and whether it holds numbers. No cell is kept but two levels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Column:
    """A column of a table."""

    name: str
    n_rows: int
    n_missing: int
    n_levels: int
    is_number: bool
    is_whole: bool
    is_share: bool  # numbers that all lie between 0 and 1
    two_levels: tuple[str, ...] = ()  # as text, if there are two of them

    @property
    def is_unique(self) -> bool:
        """Whether each row has its own level."""
        return self.n_rows > 0 and self.n_missing == 0 and self.n_levels == self.n_rows


def profile(name: str, cells: Any, delimiter: str | None = None) -> Column:
    """The profile of a column of pyarrow. With semicolons between cells, text may hold numbers with decimal commas."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_dictionary(cells.type):
        cells = cells.cast(cells.type.value_type)
    if getattr(pa.types, "is_string_view", lambda _: False)(cells.type):
        cells = cells.cast(pa.large_string())
    kind = cells.type
    is_text = pa.types.is_string(kind) or pa.types.is_large_string(kind)
    if is_text:
        cells = pc.if_else(pc.equal(cells, ""), pa.scalar(None, kind), cells)
    present = pc.drop_null(cells)
    if not _has_levels(kind):
        return Column(name, len(cells), len(cells) - len(present), 0, False, False, False)
    levels = pc.unique(present)
    numbers = _numbers(levels, is_text, delimiter)
    return Column(
        name,
        len(cells),
        len(cells) - len(present),
        len(levels),
        numbers is not None,
        numbers is not None and bool(pc.all(pc.equal(pc.floor(numbers), numbers)).as_py()),
        numbers is not None and bool(pc.all(pc.and_(pc.greater_equal(numbers, 0), pc.less_equal(numbers, 1))).as_py()),
        tuple(sorted(_level(x) for x in levels.to_pylist())) if len(levels) == 2 else (),
    )


def _has_levels(kind: Any) -> bool:
    import pyarrow as pa

    t = pa.types
    return bool(
        t.is_string(kind)
        or t.is_large_string(kind)
        or t.is_boolean(kind)
        or t.is_integer(kind)
        or t.is_floating(kind)
        or t.is_decimal(kind)
    )


def _numbers(levels: Any, is_text: bool, delimiter: str | None) -> Any:
    """The levels as double precision numbers; None if they are no numbers or there is none."""
    import pyarrow as pa
    import pyarrow.compute as pc

    from ...table_files.cells import NUMBER, decimal_mark

    if len(levels) == 0 or pa.types.is_boolean(levels.type):
        return None
    if is_text and decimal_mark([levels], delimiter, None) == ",":
        levels = pc.replace_substring(levels, ",", ".")
    if is_text and not pc.all(pc.match_substring_regex(levels, NUMBER)).as_py():
        return None
    try:
        numbers = pc.cast(levels, pa.float64())
    except pa.ArrowException:
        return None
    return numbers if pc.all(pc.is_finite(numbers)).as_py() else None


def _level(x: Any) -> str:
    if isinstance(x, bool):
        return "true" if x else "false"
    return str(int(x)) if not isinstance(x, str) and x == int(x) else str(x)
