# SPDX-License-Identifier: Apache-2.0
"""Finds the fault in a CSV file: a slow second reading, after the fast one has failed."""

from __future__ import annotations

from pathlib import Path

from .._text import quoted
from .csv_format import CsvFormat
from .csv_header import Header, undecodable
from .csv_records import records
from .csv_stream import MARK, CsvStream
from .errors import TableFileError


def raise_fault(path: Path, form: CsvFormat, header: Header, wanted: dict[int, str]) -> None:
    """Raises the first fault with its line; returns if there is none."""
    stream = CsvStream(path, form.encoding, errors="clinmetrics.mark")
    try:
        for line, cells in records(stream, header.delimiter, strict=True):
            if len(cells) != len(header.names):
                raise TableFileError(f"{stream.name}: line {line} has {_cells(len(cells))}, and the header line has {len(header.names)}")
            for i, name in wanted.items():
                if MARK in cells[i]:
                    raise undecodable(stream.name, form.encoding, f"line {line}, column {quoted(name)}")
    finally:
        stream.close()


def _cells(n: int) -> str:
    return "1 cell" if n == 1 else f"{n} cells"


def line_of_row(path: Path, form: CsvFormat, header: Header, row: int) -> int | None:
    """The line on which a row of the data begins; rows are counted from 0."""
    stream = CsvStream(path, form.encoding, errors="clinmetrics.mark")
    try:
        for i, (line, _) in enumerate(records(stream, header.delimiter, strict=False)):
            if i == row + 1:
                return line
    except TableFileError:
        return None
    finally:
        stream.close()
    return None
