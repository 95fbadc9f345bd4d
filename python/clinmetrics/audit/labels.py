# SPDX-License-Identifier: Apache-2.0
"""Outcomes and decisions as 0 and 1, by the levels that the specification names.

0/1, -1/1 and true/false are understood where the positive level is the default; other levels are compared as text. Nothing is guessed.
"""

from __future__ import annotations

import numbers
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from .._text import rows_at
from ..table_files.errors import said
from . import words
from .errors import AuditError
from .specification.model import Outcome

if TYPE_CHECKING:
    import numpy.typing as npt

    from .join import Rows
    from .tables import Table

POSITIVE, NEGATIVE = "analysis.outcome.positive", "analysis.outcome.negative"


class Labels:
    """Reads the outcome first, and then the decisions, which have the same levels."""

    def __init__(self, about: Outcome) -> None:
        self._positive, self._negative = about.positive, about.negative
        self._is_numeric = about.positive == "1" and about.negative in (None, "0", "-1")
        self._is_outcome = True

    @property
    def positive(self) -> str | None:
        """The positive level, if levels are compared as text."""
        return None if self._is_numeric else self._positive

    def read(self, table: Table, column: str, key: str, rows: Rows) -> npt.NDArray[np.int8]:
        """0 or 1 for each of the rows, none of which may be missing."""
        codes, levels = table.levels(column, key)
        codes = codes[rows]
        used = np.unique(codes)
        asked = _Column(table, column, key, codes, rows)
        meaning = np.zeros(len(levels), np.int8)
        meaning[used] = self._meaning([_text(levels[i]) for i in used.tolist()], asked)
        self._is_outcome = False
        found: npt.NDArray[np.int8] = meaning[codes]
        return found

    def _meaning(self, levels: list[str], asked: _Column) -> list[int]:
        from ..table_files.labels import TRUTH, are_truth_values, refuse_two_writings, truth_value, zero_or_one

        if are_truth_values(levels):
            positive = truth_value(self._positive, asked, POSITIVE)
            return [int(TRUTH[level.strip().lower()] == positive) for level in levels]
        if self._is_numeric:
            values = zero_or_one(levels, asked)
            return [values[level] for level in levels]
        refuse_two_writings(levels, asked)
        self._complete(levels, asked)
        others = [level not in (self._positive, self._negative) for level in levels]
        if any(others):
            raise asked.fault(others, f"another level than {POSITIVE} and {NEGATIVE}; exclude those rows by analysis.filters")
        return [int(level == self._positive) for level in levels]

    def _complete(self, levels: Sequence[str], asked: _Column) -> None:
        """Takes the other level of the outcome as the negative one, if there is one other."""
        if self._negative is not None or not self._is_outcome:
            return
        others = [level for level in levels if level != self._positive]
        if len(others) == len(levels) and levels:
            raise asked.error(f"does not have the level of {POSITIVE}; check its spelling, or name the other level by {NEGATIVE}, too")
        if len(others) > 1:
            raise asked.error(f"has {len(levels)} levels; name the negative one by {NEGATIVE}, and exclude other rows by analysis.filters")
        self._negative = others[0] if others else None


class _Column:
    """A column in messages."""

    def __init__(self, table: Table, column: str, key: str, codes: npt.NDArray[Any], rows: Rows) -> None:
        self._table, self.name, self.option = table, column, key
        self._codes, self._rows = codes, rows

    def error(self, text: str) -> AuditError:
        """An error that begins with the key, the column and the table."""
        return AuditError(said(f"{self.option}: the column {self.name!r} of {self._table.name} {text}", words.key))

    def fault(self, others: list[bool], text: str) -> AuditError:
        """The error about the rows that have some of the levels."""
        bad = np.isin(self._codes, np.unique(self._codes)[others])
        n = int(np.count_nonzero(bad))
        return self.error(f"has {rows_at(n, self._table.place(int(self._rows[np.argmax(bad)])))} with {text}")


def _text(level: Any) -> str:
    """A level as the specification writes it: 1 for 1.0 and true."""
    if isinstance(level, (bool, np.bool_)):
        return str(bool(level)).lower()
    if isinstance(level, numbers.Real) and float(level).is_integer():
        return str(int(float(level)) if not isinstance(level, int) else level)
    if isinstance(level, bytes):
        return level.decode("utf-8", "backslashreplace")
    return level if isinstance(level, str) else str(level.isoformat() if hasattr(level, "isoformat") else level)
