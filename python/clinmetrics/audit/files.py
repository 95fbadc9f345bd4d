# SPDX-License-Identifier: Apache-2.0
"""The tables of an audit that are files, each read once, as on the command line. Needs pyarrow."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from .. import _ingest
from .._text import printable
from .tables import FrameTable

if TYPE_CHECKING:
    from ..dataset.reading import Source
    from ..table_files import CsvFormat
    from .join import Mask, Rows
    from .tables import Array, Table


def open_file(path: Path, form: CsvFormat, is_described: bool) -> Table:
    """A CSV or Parquet file. Raises TableFileError."""
    file = TableFile(path, form, is_described)
    return CsvTable(file) if file.table.is_text else ParquetTable(file)


class TableFile:
    """The columns of a file: those that the analysis needs, and all of them until they are described, if they are."""

    def __init__(self, path: Path, form: CsvFormat, is_described: bool) -> None:
        from ..table_files import open_table

        self.path, self.form, self.name = path, form, printable(path.name)
        self.table = open_table(path, form, hashed=True)
        self._is_described = is_described
        self._cells: dict[int, Any] | None = None

    def columns(self, wanted: Mapping[str, str]) -> dict[str, Any]:
        """Columns by name, each wanted by a key."""
        from ..table_files.errors import TableFileError

        at = {column: self.table.columns.position(column, key) for column, key in wanted.items()}
        if self._is_described:
            with contextlib.suppress(TableFileError):  # the fault may be in a column that the analysis does not need
                self._cells = self.table.read(range(len(self.table.columns.names)))
        cells = self.table.read(at.values()) if self._cells is None else self._cells
        return {column: cells[i] for column, i in at.items()}

    def entry(self) -> dict[str, Any]:
        """The name, the size and the SHA-256 of the file."""
        return self.table.entry()

    def source(self) -> Source:
        """All columns, for the description of the data. They are not kept here any longer."""
        from ..dataset.reading import source_of_table

        cells, self._cells = self._cells, None
        return source_of_table(self.path, self.table, cells, self.form)


class ParquetTable(FrameTable):
    """The columns have the types of the file; texts that mean a missing cell are those of the specification."""

    def __init__(self, file: TableFile) -> None:
        super().__init__({}, file.name)
        self.file: TableFile = file

    def __contains__(self, column: str) -> bool:
        return column in self.file.table.columns

    def load(self, wanted: Mapping[str, str], numeric: set[str]) -> None:
        """Reads the columns."""
        from ..table_files.cells import marked

        self._table = _ingest.Table({column: marked(cells, self.file.form.missing) for column, cells in self.file.columns(wanted).items()})
        super().load(dict.fromkeys(wanted, ""), numeric)


class CsvTable:
    """Cells are text; only the empty cell without quotation marks and the texts of the specification are missing."""

    def __init__(self, file: TableFile) -> None:
        self.name = file.name
        self.file: TableFile = file
        self.n_rows = 0
        self._decimal = "."
        self._columns: dict[str, Any] = {}

    def __contains__(self, column: str) -> bool:
        return column in self.file.table.columns

    def load(self, wanted: Mapping[str, str], numeric: set[str]) -> None:
        """Reads the columns, and recognizes the decimal mark by those that hold numbers."""
        from ..table_files.cells import decimal_mark, marked

        form, raw = self.file.form, self.file.columns(wanted)
        self._columns = {column: marked(cells, form.missing).combine_chunks() for column, cells in raw.items()}
        self.n_rows = len(next(iter(self._columns.values()), ()))
        numbers = [self._columns[column] for column in wanted if column in numeric]
        self._decimal = decimal_mark(numbers, self.file.table.delimiter, form.decimal)

    def place(self, row: int) -> str:
        """A row as its reader finds it."""
        return self.file.table.place(row)

    def ids(self, column: str, key: str) -> tuple[list[str], Mask]:  # noqa: ARG002
        """Every row's id, and which of them are missing."""
        cells = self._columns[column].to_numpy(zero_copy_only=False)
        missing = np.fromiter((not cell for cell in cells), bool, len(cells))
        return cells.tolist(), missing

    def texts(self, column: str, key: str, rows: Rows) -> Array:  # noqa: ARG002
        """Cells as written, None where missing."""
        found: Array = self._columns[column].take(_arrow(rows)).to_numpy(zero_copy_only=False)
        return found

    def numbers(self, column: str, key: str, rows: Rows) -> Array:
        """Numbers in double precision, NaN where missing."""
        from ..table_files.cells import numbers

        return _ingest.as_array(numbers(self._columns[column].take(_arrow(rows)), self._asked(column, key, rows), self._decimal), key)

    def levels(self, column: str, key: str) -> tuple[Array, list[Any]]:  # noqa: ARG002
        """The number of the level of each row, -1 if it is missing, and the levels as written; an empty text is missing."""
        from ..table_files.cells import without_missing

        coded = without_missing(self._columns[column], ("",)).dictionary_encode()
        codes: Array = coded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
        return codes, coded.dictionary.to_pylist()

    def identifiers(self, column: str, key: str, rows: Rows) -> Array:
        """Units or strata."""
        from ..table_files.cells import identifiers

        return _ingest.as_array(identifiers(self._columns[column].take(_arrow(rows))), key)

    def attribute(self, column: str, key: str, cuts: _ingest.Bins | None) -> tuple[Array, list[str]]:
        """Groups as `evaluate` names them."""
        from ..table_files.cells import groups

        raw, asked = self._columns[column], self._asked(column, key, np.arange(self.n_rows))
        ready = groups(raw, asked) if cuts is None else self.numbers(column, key, np.arange(self.n_rows))
        codes, levels, _ = _ingest.attribute(ready, column, cuts)
        return codes, levels

    def _asked(self, column: str, key: str, rows: Rows) -> Any:
        from ..table_files.cells import Asked

        return Asked(
            key, column, self.name, lambda row: self.place(int(rows[row])), "give its bins, such as {column: age, bins: [18, 40, 65]}"
        )


def _arrow(rows: Rows) -> Any:
    import pyarrow as pa

    return pa.array(rows)
