# SPDX-License-Identifier: Apache-2.0
"""The tables of an audit, files or frames, in one form: columns by name, as text, numbers, labels, units or groups.

Cells of CSV are text and are read by the functions of the command line; columns of Parquet and of frames have types, as in `evaluate`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from .. import _ingest
from .._ingest.kinds import is_missing
from .._ingest.levels import factorize, level_texts
from .errors import AuditError
from .join import id_texts

if TYPE_CHECKING:
    import numpy.typing as npt

    from .files import TableFile
    from .join import Mask, Rows

    Array = npt.NDArray[Any]


class Table(Protocol):
    """A table whose columns were loaded. `key` is the key of the specification that names the column, for messages."""

    name: str
    n_rows: int

    @property
    def file(self) -> TableFile | None:
        """The file, if it is one that can be described."""

    def __contains__(self, column: str) -> bool: ...

    def load(self, wanted: Mapping[str, str], numeric: set[str]) -> None:
        """Reads the columns, each with the key that names it; `numeric` are those that hold numbers."""

    def place(self, row: int) -> str:
        """A row as its reader finds it."""

    def ids(self, column: str, key: str) -> tuple[list[str], Mask]:
        """Every row's id, and which of them are missing."""

    def texts(self, column: str, key: str, rows: Rows) -> Array:
        """Cells as text, None where missing."""

    def numbers(self, column: str, key: str, rows: Rows) -> Array:
        """Cells as numbers, NaN where missing."""

    def levels(self, column: str, key: str) -> tuple[Array, list[Any]]:
        """The number of the level of each row, -1 if it is missing, and the levels."""

    def identifiers(self, column: str, key: str, rows: Rows) -> Array:
        """Units or strata."""

    def attribute(self, column: str, key: str, cuts: _ingest.Bins | None) -> tuple[Array, list[str]]:
        """Groups as `evaluate` names them: the number of each row's level, and the levels."""


class FrameTable:
    """A frame of any library, a mapping of columns, or the columns of a Parquet file."""

    def __init__(self, data: Any, name: str) -> None:
        self.name = name
        self.file: TableFile | None = None
        self.n_rows = 0
        self._table = _ingest.Table(data)
        self._columns: dict[str, Any] = {}

    def __contains__(self, column: str) -> bool:
        return column in self._table

    def load(self, wanted: Mapping[str, str], numeric: set[str]) -> None:  # noqa: ARG002 - numbers have a type here
        """Takes the columns, which must have one length."""
        for column, key in wanted.items():
            if column not in self:
                from .._names import guess_text

                guess = guess_text(column, self._table.names)
                raise AuditError(f"{key} names the column {column!r}, which {self.name} does not have{guess}")
            found = self._table.column(column, key)
            n = len(found)
            if self._columns and n != self.n_rows:
                raise AuditError(
                    f"{key}: the column {column!r} of {self.name} has {n} rows, and others have {self.n_rows}; give one length"
                )
            self.n_rows, self._columns[column] = n, found

    def place(self, row: int) -> str:
        """A row as its reader finds it."""
        return f"at row {row}, counted from 0"

    def ids(self, column: str, key: str) -> tuple[list[str], Mask]:
        """Every row's id, and which of them are missing."""
        return id_texts(self._columns[column], key)

    def texts(self, column: str, key: str, rows: Rows) -> Array:
        """Cells as groups are named, None where missing."""
        codes, levels = self.levels(column, key)
        names = np.empty(len(levels) + 1, dtype=object)
        names[:-1] = level_texts(levels, codes, key)
        found: Array = names[codes[rows]]
        return found

    def numbers(self, column: str, key: str, rows: Rows) -> Array:
        """Numbers of the column's type; with missing ones, real numbers with NaN."""
        values = _ingest.numbers(self._columns[column], key)
        found: Array = np.asarray(values)[rows]
        return found

    def levels(self, column: str, key: str) -> tuple[Array, list[Any]]:
        """The number of the level of each row, -1 if it is missing, and the levels as they are."""
        a = _ingest.as_array(self._columns[column], key)
        missing = is_missing(a)
        values, inverse = factorize(a[~missing], key)
        codes = np.full(len(a), -1, np.int64)
        codes[~missing] = inverse
        return codes, values

    def identifiers(self, column: str, key: str, rows: Rows) -> Array:
        """Units or strata."""
        found: Array = _ingest.as_array(self._columns[column], key)[rows]
        return found

    def attribute(self, column: str, key: str, cuts: _ingest.Bins | None) -> tuple[Array, list[str]]:  # noqa: ARG002
        """Groups as `evaluate` names them."""
        codes, levels, _ = _ingest.attribute(self._columns[column], column, cuts)
        return codes, levels
