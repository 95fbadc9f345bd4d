# SPDX-License-Identifier: Apache-2.0
"""Columns by name: their positions, and the error for a missing one."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Sequence

from .._text import names_text, printable, quoted
from .errors import TableFileError

_NUMBER = re.compile(r"\s*[+-]?(\d+[.,]?\d*|[.,]\d+)([eE][+-]?\d+)?%?\s*")
_DATE = re.compile(r"\s*\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}.*", re.DOTALL)
_WORDS = ("true", "false", "yes", "no", "nan", "na", "none", "null", "inf", "-inf")
_LONGEST_NAME = 60


def looks_like_data(cell: str) -> bool:
    """Whether a cell of the header line looks like data: a number, a date, a truth value."""
    text = cell.strip()
    return bool(_NUMBER.fullmatch(text) or _DATE.fullmatch(text)) or text.lower() in _WORDS or len(text) > _LONGEST_NAME


class Columns:
    """The names of a table's columns. `first_rows` gives some rows of text, to tell a header line from data."""

    def __init__(self, file: str, names: Sequence[str], first_rows: Callable[[], list[list[str]]] | None = None) -> None:
        self.names = list(names)
        self._file = printable(file)
        self._first_rows = first_rows
        self._at: dict[str, list[int]] = {}
        for i, name in enumerate(self.names):
            self._at.setdefault(name, []).append(i)

    def __contains__(self, name: str) -> bool:
        return name in self._at

    def position(self, name: str, option: str) -> int:
        """The position of the column that an option names. The name must occur once."""
        at = self._at.get(name, [])
        if len(at) == 1:
            return at[0]
        named = f"{option} names the column {quoted(name)}, which {self._file}"
        if at:
            places = " and ".join(str(i + 1) for i in at[:2])
            raise TableFileError(f"{named} has {len(at)} times (columns {places}); rename the others")
        raise TableFileError(f"{named} does not have; {self._what_there_is(name)}")

    def _what_there_is(self, name: str) -> str:
        if self._first_rows is not None and self._is_header_missing():
            return "its first line does not look like column names: is the header missing?"
        shown = [n for n in self.names if n.strip() and not looks_like_data(n)]
        near = difflib.get_close_matches(name, shown, n=1) or [n for n in shown if n.strip().lower() == name.strip().lower()][:1]
        hint = f"did you mean {quoted(near[0])}? " if near else ""
        if len(self.names) == 1:
            hint += "it has a single column: `delimiter` names what stands between the cells; "
        return f"{hint}It has: {names_text(shown)}" if hint.endswith("? ") else f"{hint}it has: {names_text(shown)}"

    def _is_header_missing(self) -> bool:
        """A first line with a number, a date or a truth value, or with a text that occurs again in its column, is treated as a row."""
        if any(looks_like_data(cell) for cell in self.names):
            return True
        rows = self._first_rows() if self._first_rows is not None else []
        return any(name.strip() and name == cell for row in rows for name, cell in zip(self.names, row))
