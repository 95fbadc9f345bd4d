# SPDX-License-Identifier: Apache-2.0
"""A CSV file as a table of an audit, read by the standard library, for hosts that have no pyarrow.

Cells mean what they mean on the command line: text stays text, the empty cell is missing, numbers have a decimal point.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import numpy as np

from .. import _ingest
from .errors import AuditError

if TYPE_CHECKING:
    from .files import TableFile
    from .join import Mask, Rows
    from .tables import Array

NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_INTEGER = re.compile(r"0|-?[1-9]\d{0,17}", re.ASCII)
_MOST_NUMBERS, _MOST_LINE = 50, 1 << 20


@dataclass(frozen=True)
class TextForm:
    """How the file is written, and how much of it is read at most."""

    encoding: str = "utf-8"
    delimiter: str = ","
    missing: tuple[str, ...] = ()
    most_rows: int | None = None
    most_bytes: int = 2**30


class TextTable:
    """The header is read at once, the columns that are needed when they are loaded. `shown` says where a row is, in messages."""

    file: TableFile | None = None

    def __init__(self, file: Path, name: str, form: TextForm | None = None, shown: Callable[[int], str] | None = None) -> None:
        self.name, self.n_rows = name, 0
        self._file, self._form, self._shown = file, form or TextForm(), shown
        self._columns: dict[str, list[str | None]] = {}
        self._lines: list[int] = []
        if file.stat().st_size > self._form.most_bytes:
            raise AuditError(f"{name} is larger than {self._form.most_bytes >> 20} MiB")
        with self._rows() as rows:
            self.header = next(rows, (0, []))[1]
        if not self.header:
            raise AuditError(f"{name} is empty; its first line must name the columns")

    def __contains__(self, column: str) -> bool:
        return column in self.header

    def load(self, wanted: Mapping[str, str], numeric: set[str]) -> None:  # noqa: ARG002 - cells are text until they are asked for
        """Reads the columns that have not been read yet."""
        wanted = {column: key for column, key in wanted.items() if column not in self._columns}
        if not wanted:
            return
        at = {column: self._position(column, key) for column, key in wanted.items()}
        cells: dict[str, list[str | None]] = {column: [] for column in at}
        gone, lines, width = frozenset(("", *self._form.missing)), [], len(self.header)
        with self._rows() as rows:
            next(rows)
            for line, row in rows:
                if len(row) != width:
                    raise AuditError(f"{self.name}: line {line} has {len(row)} cell{'s'[: len(row) != 1]}, and the header has {width}")
                lines.append(line)
                for column, i in at.items():
                    cells[column].append(None if row[i] in gone else row[i])
                if self._form.most_rows is not None and len(lines) > self._form.most_rows:
                    raise AuditError(f"{self.name} has more than {self._form.most_rows:,} rows, which is more than can be asked for")
        self._columns.update(cells)
        self._lines, self.n_rows = lines, len(lines)

    @contextmanager
    def _rows(self) -> Iterator[Iterator[tuple[int, list[str]]]]:
        """Rows with the line on which each of them ends; blank lines are left out."""
        with self._file.open(encoding="utf-8-sig" if self._form.encoding == "utf-8" else self._form.encoding, newline="") as text:
            reader = csv.reader(self._short_lines(text), delimiter=self._form.delimiter, strict=True)
            try:
                yield ((reader.line_num, row) for row in reader if row)
            except csv.Error:
                raise AuditError(
                    f"{self.name}: line {reader.line_num} is no valid CSV, such as for a quotation mark without its end"
                ) from None
            except UnicodeError:
                raise AuditError(f"{self.name} is not {self._form.encoding} text (near line {reader.line_num + 1})") from None

    def _short_lines(self, text: TextIO) -> Iterator[str]:
        """A line of many millions of cells would take more memory than a host has."""
        for line in iter(lambda: text.readline(_MOST_LINE + 1), ""):
            if len(line) > _MOST_LINE:
                raise AuditError(f"{self.name} has a line of more than {_MOST_LINE:,} characters")
            yield line

    def _position(self, column: str, key: str) -> int:
        n = self.header.count(column)
        if n != 1:
            raise AuditError(f"{key}: {self.name} has {'no column' if n == 0 else f'{n} columns'} {column!r}")
        return self.header.index(column)

    def place(self, row: int) -> str:
        """A row as its reader finds it."""
        return f"on line {self._lines[row]}" if self._shown is None else self._shown(row)

    def ids(self, column: str, key: str) -> tuple[list[str], Mask]:  # noqa: ARG002
        """Every row's id, and which of them are missing."""
        cells = self._columns[column]
        return [cell or "" for cell in cells], np.fromiter((cell is None for cell in cells), bool, len(cells))

    def texts(self, column: str, key: str, rows: Rows) -> Array:  # noqa: ARG002
        """Cells as written, None where missing."""
        return _objects(self._columns[column])[rows]

    def numbers(self, column: str, key: str, rows: Rows) -> Array:
        """Numbers in double precision, NaN where missing."""
        cells = [self._columns[column][i] for i in rows.tolist()]
        bad = [i for i, cell in enumerate(cells) if cell is not None and not NUMBER.fullmatch(cell.strip())]
        if bad:
            n, first = len(bad), self.place(int(rows[bad[0]]))
            what = "1 cell that is not a number" if n == 1 else f"{n:,} cells that are not numbers"
            raise AuditError(f"{key}: the column {column!r} of {self.name} has {what} (first {first}); leave a missing cell empty")
        return np.fromiter((np.nan if cell is None else float(cell) for cell in cells), float, len(cells))

    def levels(self, column: str, key: str) -> tuple[Array, list[Any]]:  # noqa: ARG002
        """The number of the level of each row, -1 if it is missing, and the levels in the order of their first appearance."""
        number: dict[str, int] = {}
        cells = self._columns[column]
        codes = (-1 if cell is None else number.setdefault(cell, len(number)) for cell in cells)
        return np.fromiter(codes, np.int64, len(cells)), list(number)

    def identifiers(self, column: str, key: str, rows: Rows) -> Array:  # noqa: ARG002
        """Units or strata: whole numbers if all are."""
        return _ingest.as_array(_integers_if_all_are(self._columns[column], rows.tolist()), column)

    def attribute(self, column: str, key: str, cuts: _ingest.Bins | None) -> tuple[Array, list[str]]:
        """Groups as `evaluate` names them."""
        every = np.arange(self.n_rows)
        if cuts is not None:
            codes, levels, _ = _ingest.attribute(self.numbers(column, key, every), column, cuts)
            return codes, levels
        found = {cell for cell in self._columns[column] if cell is not None}
        if len(found) > _MOST_NUMBERS and all(NUMBER.fullmatch(cell) for cell in found):
            raise AuditError(f"{key}: the column {column!r} of {self.name} has {len(found)} different numbers; give its bins")
        values = _integers_if_all_are(self._columns[column], range(self.n_rows))
        codes, levels, _ = _ingest.attribute(values, column)
        return codes, levels


def _integers_if_all_are(cells: list[str | None], rows: Any) -> Array:
    """As on the command line, so that they sort as numbers; missing ones are None."""
    chosen = [cells[i] for i in rows]
    if any(cell is not None for cell in chosen) and all(cell is None or _INTEGER.fullmatch(cell) for cell in chosen):
        whole = [None if cell is None else int(cell) for cell in chosen]
        return np.asarray(whole, np.int64) if None not in whole else _objects(whole)
    return _objects(chosen)


def _objects(items: list[Any]) -> Array:
    found = np.empty(len(items), dtype=object)
    found[:] = items
    return found
