# SPDX-License-Identifier: Apache-2.0
"""Cells of text as numbers, labels, identifiers and groups. No message quotes a cell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .._text import quoted
from .errors import TableFileError

NUMBER = r"\A[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\z"
_CANONICAL_INTEGER = r"\A(0|-?[1-9]\d*)\z"


@dataclass(frozen=True)
class Asked:
    """A column in messages: who asks for it, its name, the lines of its rows, and how limits are given that divide its numbers."""

    option: str
    name: str
    file: str
    place: Callable[[int], str]
    limits: str = "give limits"

    def fault(self, bad: Any, what: tuple[str, str], remedy: str) -> TableFileError:
        """The error for the cells for which the mask is true: their number, the place of the first of them, and the remedy."""
        import pyarrow.compute as pc

        n, first = pc.sum(bad).as_py(), pc.index(bad, True).as_py()
        cells = f"1 cell {what[0]}" if n == 1 else f"{n:,} cells {what[1]}"
        return self.error(f"has {cells} (first {self.place(first)}); {remedy}")

    def error(self, text: str) -> TableFileError:
        """An error that begins with the option, the column and the file."""
        return TableFileError(f"{self.option}: the column {quoted(self.name)} of {self.file} {text}")


def without_missing(column: Any, missing: tuple[str, ...]) -> Any:
    """Replaces the texts that count as missing by null, quoted or not."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not missing:
        return column
    return pc.if_else(pc.is_in(column, pa.array(list(missing), column.type)), pa.scalar(None, column.type), column)


def marked(column: Any, missing: tuple[str, ...]) -> Any:
    """A column in which the texts that count as missing are null; text is not in the form of views or of unordered dictionaries."""
    import pyarrow as pa

    if pa.types.is_dictionary(column.type) and not column.type.ordered:
        column = column.cast(column.type.value_type)
    if getattr(pa.types, "is_string_view", lambda _: False)(column.type):
        column = column.cast(pa.large_string())
    return without_missing(column, missing) if is_text(column) else column


def is_text(column: Any) -> bool:
    """Whether the cells of a column are text."""
    import pyarrow as pa

    return bool(pa.types.is_string(column.type) or pa.types.is_large_string(column.type))


def numbers(column: Any, asked: Asked, decimal: str) -> Any:
    """Text as double precision numbers, null if a cell is empty."""
    import pyarrow as pa
    import pyarrow.compute as pc

    text = without_missing(pc.utf8_trim_whitespace(column), ("",))
    if decimal == ",":
        _refuse(text, ".", asked, "with a decimal point, where the decimal mark is a comma")
        text = pc.replace_substring(text, ",", ".")
    try:
        found = pc.cast(text, pa.float64())
        if pc.all(pc.is_finite(found), min_count=0).as_py() is not False:
            return found
    except pa.ArrowInvalid:  # its text quotes a cell
        found = None
    bad = pc.fill_null(pc.invert(pc.match_substring_regex(text, NUMBER)), False)
    if pc.any(bad, min_count=0).as_py():
        if decimal == ".":
            _refuse(text, ",", asked, "with a comma, where the decimal mark is a point")
        raise asked.fault(
            bad, ("that is not a number", "that are not numbers"), "if they stand for missing values, name their text with `missing`"
        )
    return found  # an infinite number, which the evaluation refuses


def _refuse(text: Any, mark: str, asked: Asked, what: str) -> None:
    import pyarrow.compute as pc

    bad = pc.fill_null(pc.match_substring(text, mark), False)
    if pc.any(bad, min_count=0).as_py():
        other = "`decimal='.'` or `decimal=','`"
        raise asked.fault(bad, (what, what), f"say which it is with {other}, and write numbers without a mark for thousands")


def decimal_mark(columns: list[Any], delimiter: str | None, given: str | None) -> str:
    """The decimal mark: that of the option, otherwise a comma if semicolons separate cells and a number has a comma, otherwise a point."""
    import pyarrow.compute as pc

    if given is not None:
        return given
    has_comma = delimiter == ";" and any(pc.any(pc.match_substring(c, ","), min_count=0).as_py() for c in columns)
    return "," if has_comma else "."


def identifiers(column: Any) -> Any:
    """Text as written, or integers if every cell is an integer, so that they sort as numbers. Empty text is missing."""
    return integers_if_all_are(without_missing(column, ("",)))


def integers_if_all_are(column: Any) -> Any:
    """The same column as integers, if this changes no cell's text."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if column.null_count == len(column) or not pc.all(pc.match_substring_regex(column, _CANONICAL_INTEGER), min_count=0).as_py():
        return column
    try:
        return pc.cast(column, pa.int64())
    except pa.ArrowInvalid:  # too large
        return column


def groups(column: Any, asked: Asked) -> Any:
    """Levels as written. Many different numbers are not levels."""
    import pyarrow.compute as pc

    levels = pc.drop_null(pc.unique(column))
    are_numbers = pc.match_substring_regex(levels, NUMBER.replace(r"\.", "[.,]"))
    if len(levels) > MOST_LEVELS and pc.all(are_numbers).as_py() and not pc.any(pc.match_substring_regex(levels, r"\A0\d")).as_py():
        raise too_many_levels(len(levels), asked)
    return integers_if_all_are(column)


MOST_LEVELS = 50


def too_many_levels(n: int, asked: Asked) -> TableFileError:
    """The error for a column of numbers that was used as a column of groups."""
    return asked.error(
        f"has {n} different numbers; {asked.limits}. Codes of categories belong into the table as text, such as with a letter"
    )
