# SPDX-License-Identifier: Apache-2.0
"""The header line of a CSV file: the names of its columns, and its delimiter if no option gives it."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass

from .csv_records import any_size_of_cells, text_of
from .csv_stream import MARK, CsvStream
from .errors import TableFileError

_LONGEST_HEADER = 1 << 26


@dataclass(frozen=True)
class Header:
    """Names as written, the delimiter, the lines up to the header's end, and the part of the rows that was already read."""

    names: list[str]
    delimiter: str
    n_lines: int
    rows: bytes


def read_header(stream: CsvStream, delimiter: str | None) -> Header:
    """Reads as much of the stream as the header needs."""
    head, size = b"", 1 << 16
    while True:
        chunk = stream.read(size)
        head += chunk
        found = _first_record(head, not chunk, delimiter)
        if found is not None:
            _check_encoding(found, stream.name, stream.encoding)
            return found
        if not chunk:
            what = "the header line has a quotation mark that is never closed" if head.strip() else "there is no header line"
            raise TableFileError(f"{stream.name}: {what}")
        if len(head) > _LONGEST_HEADER:
            raise TableFileError(f"{stream.name}: the header line is longer than {_LONGEST_HEADER >> 20} MiB")
        size = len(head)


def _first_record(head: bytes, is_all: bool, delimiter: str | None) -> Header | None:
    """The first record that is not an empty line, if `head` contains all of it."""
    lines = head.splitlines(keepends=True)
    if not is_all and lines and not lines[-1].endswith(b"\n"):
        lines.pop()
    reader = csv.reader((text_of(line) for line in lines), delimiter=delimiter or ",", strict=True)
    names: list[str] = []
    try:
        with any_size_of_cells():
            while not names:
                names = next(reader)
    except StopIteration:
        return None
    except csv.Error as e:
        if "unexpected end" in str(e) and delimiter is not None:
            return None
        return _first_record(head, is_all, ";") if delimiter is None and b";" in head else None
    raw = b"".join(lines[: reader.line_num])
    if delimiter is None:
        outside = re.sub(r'"[^"]*"', "", text_of(raw))
        if ";" in outside and "," not in outside:
            return _first_record(head, is_all, ";")
    return Header(names, delimiter or ",", reader.line_num, head[len(raw) :])


def _check_encoding(header: Header, name: str, encoding: str) -> None:
    for i, cell in enumerate(header.names):
        if MARK in cell:
            raise undecodable(name, encoding, f"line 1, column {i + 1}")


def undecodable(name: str, encoding: str, where: str) -> TableFileError:
    """The error for text that is not in the encoding that is expected."""
    if encoding == "utf-8":
        return TableFileError(f"{name} is not UTF-8: {where}; name its encoding, such as `encoding='latin-1'` or `encoding='cp1252'`")
    return TableFileError(f"{name} cannot be decoded by `encoding='{encoding}'`: {where}")
