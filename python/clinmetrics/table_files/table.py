# SPDX-License-Identifier: Apache-2.0
"""A table of predictions: only the columns that are asked for are read."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from .._text import file_fault, printable
from .csv_faults import line_of_row
from .csv_format import CsvFormat
from .csv_read import read_columns, read_names
from .csv_records import records
from .csv_stream import CsvStream
from .errors import TableFileError, UnfitArgumentError
from .hashed import file_entry
from .names import Columns
from .parquet import read_parquet_columns, read_parquet_names


@dataclass(frozen=True)
class Table:
    """Where columns are looked up by name. `is_text` says that cells are text as written; `place` names a row as its reader finds it.

    `entry` gives the name, the size and the SHA-256 of the file.
    """

    columns: Columns
    is_text: bool
    delimiter: str | None
    read: Callable[[Iterable[int]], dict[int, Any]]
    place: Callable[[int], str]
    entry: Callable[[], dict[str, Any]]


def open_table(path: Path, form: CsvFormat, hashed: bool = False) -> Table:
    """Opens a file and reads its column names. A CSV file is `hashed` while its columns are read, for its entry."""
    kind = _kind(path)
    try:
        import pyarrow as pa
    except ModuleNotFoundError:
        raise TableFileError("reading tables needs pyarrow; install clinmetrics[io]") from None
    try:
        return _parquet(path, form) if kind == "parquet" else _csv(path, form, hashed)
    except OSError as e:
        raise TableFileError(file_fault("read", path.name, e)) from None
    except pa.ArrowMemoryError:
        raise MemoryError from None


def _kind(path: Path) -> str:
    shown = printable(str(path))
    if path.is_dir():
        raise TableFileError(f"{shown} is a folder; give a file")
    if not path.exists():
        raise TableFileError(f"there is no file {shown}")
    if not path.is_file():
        raise TableFileError(f"{shown} is no regular file")
    suffixes = [s.lower() for s in path.suffixes[-2:]]
    if suffixes[-1:] in ([".parquet"], [".pq"]):
        return "parquet"
    text = suffixes[0] if suffixes[1:] == [".gz"] else suffixes[-1] if suffixes else ""
    if text not in (".csv", ".tsv"):
        raise TableFileError(f"{printable(path.name)} is neither .parquet nor .csv (.tsv, .csv.gz and .tsv.gz are read, too)")
    return text[1:]


def _parquet(path: Path, form: CsvFormat) -> Table:
    for argument, given in (("encoding", form.encoding != "utf-8"), ("delimiter", form.delimiter), ("decimal", form.decimal)):
        if given:
            raise UnfitArgumentError(f"`{argument}` is for CSV files, and {printable(path.name)} is a Parquet file")
    names = read_parquet_names(path)
    columns = Columns(path.name, names)
    return Table(
        columns,
        False,
        None,
        lambda wanted: read_parquet_columns(path, names, wanted),
        lambda row: f"at row {row}, counted from 0",
        cache(lambda: file_entry(path)),
    )


def _csv(path: Path, form: CsvFormat, hashed: bool) -> Table:
    if form.delimiter is None and ".tsv" in [s.lower() for s in path.suffixes[-2:]]:
        form = CsvFormat(form.encoding, "\t", form.decimal, form.missing)
    header = read_names(path, form)
    known: dict[str, Any] | None = None

    def read(wanted: Iterable[int]) -> dict[int, Any]:
        nonlocal known
        found, known = read_columns(path, form, header, wanted, hashed)
        return found

    def entry() -> dict[str, Any]:
        nonlocal known
        known = known or file_entry(path)
        return known

    def first_rows() -> list[list[str]]:
        stream = CsvStream(path, form.encoding, errors="clinmetrics.mark")
        try:
            return [cells for _, cells in itertools.islice(records(stream, header.delimiter, strict=False), 1, 1001)]
        except TableFileError:
            return []
        finally:
            stream.close()

    def place(row: int) -> str:
        line = line_of_row(path, form, header, row)
        return f"at row {row}, counted from 0" if line is None else f"on line {line}"

    columns = Columns(path.name, header.names, first_rows)
    return Table(columns, True, header.delimiter, read, place, entry)
