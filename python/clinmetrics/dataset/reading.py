# SPDX-License-Identifier: Apache-2.0
"""Any data as named Arrow columns: files in the order in which they are given, a dataframe, or a mapping of columns."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .._text import file_fault, printable, shortened
from ..table_files import CsvFormat
from .canonical import is_text
from .errors import DatasetError, of_tables


@dataclass(frozen=True)
class Source:
    """Columns by name, whose missing cells are null, and the files from which they were read. `place` names a row for messages."""

    name: str
    columns: dict[str, Any]
    n_rows: int
    files: tuple[dict[str, Any], ...]
    reading: CsvFormat
    decimal: str
    place: Callable[[int], str]

    def column(self, name: str, argument: str) -> Any:
        """The column that an argument names."""
        if name not in self.columns:
            from .._names import guess_text

            guess = guess_text(name, self.columns)
            raise DatasetError(f"`{argument}` names the column {shortened(name)!r}, which {self.name} does not have{guess}")
        return self.columns[name]


def read_source(data: Any, reading: CsvFormat, only: Mapping[str, str] | None = None) -> Source:
    """Reads files, a frame or a mapping; `only` holds the columns that are needed, if not all, and the arguments that name them."""
    if isinstance(data, (str, os.PathLike)):
        return _of_files([Path(data)], reading, only)
    if isinstance(data, (list, tuple)) and data and all(isinstance(x, (str, os.PathLike)) for x in data):
        return _of_files([Path(x) for x in data], reading, only)
    return _of_frame(data, reading, only)


def _of_files(paths: Sequence[Path], reading: CsvFormat, only: Mapping[str, str] | None) -> Source:
    import pyarrow as pa

    with of_tables():
        tables = [_read_file(path, reading, only) for path in paths]
    first = tables[0][0]
    for path, (columns, _, _) in zip(paths[1:], tables[1:]):
        _check_same_columns(first, columns, paths[0], path)
    whole = {
        name: pa.chunked_array([chunk for columns, _, _ in tables for chunk in columns[name].chunks], first[name].type) for name in first
    }
    n_of = [len(next(iter(columns.values()), ())) for columns, _, _ in tables]
    names = [printable(path.name) for path in paths]

    def place(row: int) -> str:
        for n, name, (_, own, _) in zip(n_of, names, tables):
            if row < n:
                return own(row) if len(names) == 1 else f"in {name} {own(row)}"
            row -= n
        return f"at row {row}"

    files = tuple(file_entry(path) for path in paths)
    return Source(" and ".join(names), whole, sum(n_of), files, reading, tables[0][2], place)


def _read_file(path: Path, reading: CsvFormat, only: Mapping[str, str] | None) -> tuple[dict[str, Any], Callable[[int], str], str]:
    from ..table_files import open_table
    from ..table_files.cells import decimal_mark, without_missing

    table = open_table(path, reading)
    named = dict.fromkeys(_names(path, table.columns.names), "data") if only is None else only
    at = {name: table.columns.position(name, f"`{argument}`") for name, argument in named.items()}
    found = table.read(at.values())
    columns = {name: _plain(found[i]) for name, i in at.items()}
    columns = {name: without_missing(c, reading.missing) if is_text(c.type) else c for name, c in columns.items()}
    decimal = decimal_mark(list(columns.values()), table.delimiter, reading.decimal) if table.is_text else "."
    return {name: _chunked(c) for name, c in columns.items()}, table.place, decimal


def _names(path: Path, names: Sequence[str]) -> Sequence[str]:
    """The names of all columns. They are shown, so a first line of data in their place is refused."""
    from ..table_files.names import looks_like_data

    if 2 * sum(looks_like_data(name) for name in names) > len(names):
        raise DatasetError(f"the first line of {printable(path.name)} does not look like column names: is the header missing?")
    if len(set(names)) < len(names):
        first = next(i for i, name in enumerate(names) if name in names[:i])
        places = f"columns {names.index(names[first]) + 1} and {first + 1}"
        raise DatasetError(f"{printable(path.name)} has two columns of the same name ({places}); rename one of them")
    return names


def _check_same_columns(first: Mapping[str, Any], other: Mapping[str, Any], a: Path, b: Path) -> None:
    named = f"{printable(b.name)} is not a part of the same table as {printable(a.name)}"
    if list(first) != list(other):
        kind = "the same columns in another order" if set(first) == set(other) else "other columns"
        raise DatasetError(f"{named}: it has {kind}; give parts with equal columns, or describe each file for itself")
    for name in first:
        if first[name].type != other[name].type:
            raise DatasetError(f"{named}: the column {shortened(name)!r} has another type")


def _of_frame(data: Any, reading: CsvFormat, only: Mapping[str, str] | None) -> Source:
    from .._ingest import Table, names_of

    try:
        table = Table(data)
    except TypeError:
        raise TypeError("`data` must be a path, a list of paths, a dataframe or a mapping of columns") from None
    if len(table.names) < len(names_of(table.frame)) or not all(_is_unicode(name) for name in table.names):
        raise DatasetError("`data` has columns whose names are no text; rename them")
    names = table.names if only is None else list(only)
    if len(set(names)) < len(names):
        raise DatasetError("`data` has columns of the same name; rename them")
    columns: dict[str, Any] = {}
    for name in names:
        if name not in table:
            raise DatasetError(f"`{(only or {}).get(name, 'data')}` names the column {shortened(name)!r}, which the data do not have")
        columns[name] = _chunked(_arrow(table.column(name, "data"), name))
    lengths = {len(c) for c in columns.values()}
    if len(lengths) > 1:
        raise DatasetError("`data` has columns of different lengths; give each one entry per row")
    return Source("the data", columns, max(lengths, default=0), (), reading, ".", lambda row: f"at row {row}, counted from 0")


def _is_unicode(name: str) -> bool:
    try:
        return bool(name.encode("utf-8")) or name == ""
    except UnicodeEncodeError:
        return False


def _arrow(column: Any, name: str) -> Any:
    """An Arrow column of a column of any library; NaN and NaT of its values are null."""
    try:
        import pyarrow as pa
    except ModuleNotFoundError:
        raise ImportError("reading tables needs pyarrow; install clinmetrics[io]") from None
    if isinstance(column, (pa.Array, pa.ChunkedArray)):
        return _plain(column)
    try:
        found = column.to_arrow() if hasattr(column, "to_arrow") else pa.array(column, from_pandas=True)
    except (pa.ArrowException, TypeError, ValueError):  # its text may contain a cell
        raise DatasetError(f"the column {shortened(name)!r} cannot be read: its values have several types; give them one type") from None
    return _plain(found)


def _plain(column: Any) -> Any:
    """Dictionaries without an order become their values, views become text, and NaN becomes null."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_dictionary(column.type) and not column.type.ordered:
        column = column.cast(column.type.value_type)
    if getattr(pa.types, "is_string_view", lambda _: False)(column.type):
        column = column.cast(pa.large_string())
    if pa.types.is_floating(column.type):
        if pa.types.is_float16(column.type):
            column = column.cast(pa.float32())
        column = pc.if_else(pc.is_nan(column), pa.scalar(None, column.type), column)
    return column


def _chunked(column: Any) -> Any:
    import pyarrow as pa

    return column if isinstance(column, pa.ChunkedArray) else pa.chunked_array([column])


def file_entry(path: Path) -> dict[str, Any]:
    """The name, the size and the SHA-256 of a file."""
    digest, size = hashlib.sha256(), 0
    try:
        with path.open("rb") as stream:
            while block := stream.read(1 << 20):
                digest.update(block)
                size += len(block)
    except OSError as e:
        raise DatasetError(file_fault("read", path.name, e)) from None
    return {"name": printable(path.name), "bytes": size, "sha256": digest.hexdigest()}
