# SPDX-License-Identifier: Apache-2.0
"""Any data as named Arrow columns: files in the order in which they are given, a dataframe, or a mapping of columns."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .._text import printable, shortened
from ..table_files import CsvFormat
from .canonical import is_text
from .errors import DatasetError, of_tables

if TYPE_CHECKING:
    from ..table_files import Table


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
    paths = paths_of(data)
    return _of_frame(data, reading, only) if paths is None else _of_files(paths, reading, only)


def paths_of(data: Any) -> list[Path] | None:
    """The paths of data that are files; None for a frame or a mapping."""
    if isinstance(data, (str, os.PathLike)):
        return [Path(data)]
    are_paths = isinstance(data, (list, tuple)) and data and all(isinstance(x, (str, os.PathLike)) for x in data)
    return [Path(x) for x in data] if are_paths else None


@dataclass(frozen=True)
class _Part:
    """A file with its columns, as a part of a table."""

    path: Path
    table: Table
    columns: dict[str, Any]
    decimal: str


def _of_files(paths: Sequence[Path], reading: CsvFormat, only: Mapping[str, str] | None) -> Source:
    from ..table_files import open_table

    parts = []
    with of_tables():
        for path in paths:
            table = open_table(path, reading, hashed=True)
            named = dict.fromkeys(_names(path, table.columns.names), "data") if only is None else only
            at = {name: table.columns.position(name, f"`{argument}`") for name, argument in named.items()}
            parts.append(_part(path, table, at, table.read(at.values()), reading))
    return _joined(parts, reading)


def source_of_table(path: Path, table: Table, cells: Mapping[int, Any] | None, reading: CsvFormat) -> Source:
    """A file that was opened and perhaps read already: `cells` are all of its columns by their positions."""
    names = _names(path, table.columns.names)
    at = {name: i for i, name in enumerate(names)}
    with of_tables():
        return _joined([_part(path, table, at, table.read(at.values()) if cells is None else cells, reading)], reading)


def _part(path: Path, table: Table, at: Mapping[str, int], cells: Mapping[int, Any], reading: CsvFormat) -> _Part:
    from ..table_files.cells import decimal_mark, without_missing

    columns = {name: _plain(cells[i]) for name, i in at.items()}
    columns = {name: without_missing(c, reading.missing) if is_text(c.type) else c for name, c in columns.items()}
    decimal = decimal_mark(list(columns.values()), table.delimiter, reading.decimal) if table.is_text else "."
    return _Part(path, table, {name: _chunked(c) for name, c in columns.items()}, decimal)


def _joined(parts: Sequence[_Part], reading: CsvFormat) -> Source:
    import pyarrow as pa

    first = parts[0].columns
    for part in parts[1:]:
        _check_same_columns(first, part.columns, parts[0].path, part.path)
    whole = {name: pa.chunked_array([chunk for part in parts for chunk in part.columns[name].chunks], first[name].type) for name in first}
    n_of = [len(next(iter(part.columns.values()), ())) for part in parts]
    names = [printable(part.path.name) for part in parts]

    def place(row: int) -> str:
        for n, name, part in zip(n_of, names, parts):
            if row < n:
                return part.table.place(row) if len(names) == 1 else f"in {name} {part.table.place(row)}"
            row -= n
        return f"at row {row}"

    with of_tables():
        files = tuple(part.table.entry() for part in parts)
    return Source(" and ".join(names), whole, sum(n_of), files, reading, parts[0].decimal, place)


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
