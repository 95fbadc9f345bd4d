# SPDX-License-Identifier: Apache-2.0
"""The tables of an audit that are files, read as on the command line. Needs pyarrow."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from .. import _ingest
from .._text import printable
from .tables import FrameTable

if TYPE_CHECKING:
    from ..table_files import CsvFormat
    from .join import Mask, Rows
    from .tables import Array, Table


def open_file(path: Path, form: CsvFormat) -> Table:
    """A CSV or Parquet file. Raises TableFileError."""
    from ..table_files import open_table

    table = open_table(path, form)
    return CsvTable(path, table, form) if table.is_text else ParquetTable(path, table, form)


class ParquetTable(FrameTable):
    """The columns have the types of the file; texts that mean a missing cell are those of the specification."""

    def __init__(self, path: Path, table: Any, form: CsvFormat) -> None:
        super().__init__({}, printable(path.name))
        self.path = path
        self._file, self._missing = table, form.missing

    def __contains__(self, column: str) -> bool:
        return column in self._file.columns

    def load(self, wanted: Mapping[str, str], numeric: set[str]) -> None:
        """Reads the columns."""
        from ..table_files.cells import marked

        at = {column: self._file.columns.position(column, key) for column, key in wanted.items()}
        raw = self._file.read(at.values())
        self._table = _ingest.Table({column: marked(raw[i], self._missing) for column, i in at.items()})
        super().load(dict.fromkeys(wanted, ""), numeric)


class CsvTable:
    """Cells are text; only the empty cell without quotation marks and the texts of the specification are missing."""

    def __init__(self, path: Path, table: Any, form: CsvFormat) -> None:
        self.name = printable(path.name)
        self.path: Path | None = path
        self.n_rows = 0
        self._file, self._form, self._decimal = table, form, "."
        self._columns: dict[str, Any] = {}

    def __contains__(self, column: str) -> bool:
        return column in self._file.columns

    def load(self, wanted: Mapping[str, str], numeric: set[str]) -> None:
        """Reads the columns, and recognizes the decimal mark by those that hold numbers."""
        from ..table_files.cells import decimal_mark, marked

        at = {column: self._file.columns.position(column, key) for column, key in wanted.items()}
        raw = self._file.read(at.values())
        self._columns = {column: marked(raw[i], self._form.missing).combine_chunks() for column, i in at.items()}
        self.n_rows = len(next(iter(self._columns.values()), ()))
        self._decimal = decimal_mark(
            [self._columns[column] for column in wanted if column in numeric], self._file.delimiter, self._form.decimal
        )

    def place(self, row: int) -> str:
        """A row as its reader finds it."""
        return str(self._file.place(row))

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
