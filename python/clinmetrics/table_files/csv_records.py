# SPDX-License-Identifier: Apache-2.0
"""The records of a CSV file one after the other, with their line numbers, for the header and for messages about faults."""

from __future__ import annotations

import contextlib
import csv
import sys
from collections.abc import Iterator

from .csv_stream import CHUNK, CsvStream
from .errors import TableFileError

_LONGEST_LINE = 1 << 26


@contextlib.contextmanager
def any_size_of_cells() -> Iterator[None]:
    """The csv module refuses cells of more than 128 KiB unless this limit is raised, for the whole process."""
    before = csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    try:
        yield
    finally:
        csv.field_size_limit(before)


def records(stream: CsvStream, delimiter: str, strict: bool) -> Iterator[tuple[int, list[str]]]:
    """Each record that is not an empty line, and the number of the line on which it begins. The csv module's errors pass through."""
    reader = csv.reader(_lines(stream), delimiter=delimiter, strict=strict)
    while True:
        first = reader.line_num + 1
        try:
            with any_size_of_cells():
                cells = next(reader)
        except StopIteration:
            return
        except csv.Error as e:
            raise TableFileError(f"{stream.name}: {_unquoted(e, first)}") from None
        if cells:
            yield first, cells


def _unquoted(e: csv.Error, line: int) -> str:
    if "unexpected end" in str(e):
        return f"a quotation mark that opens on line {line} is never closed"
    return f"the quotation marks of the record that begins on line {line} do not match; one within a cell is written twice"


def _lines(stream: CsvStream) -> Iterator[str]:
    """Lines with their ends, of any of the three kinds."""
    rest, n = b"", 0
    while chunk := stream.read(CHUNK):
        lines = (rest + chunk).splitlines(keepends=True)
        rest = lines.pop()  # the \n after a final \r may not have been read yet
        n += len(lines)
        if len(rest) > _LONGEST_LINE:
            raise TableFileError(f"{stream.name}: line {n + 1} is longer than {_LONGEST_LINE >> 20} MiB")
        for line in lines:
            yield text_of(line)
    for line in rest.splitlines(keepends=True):
        yield text_of(line)


def text_of(line: bytes) -> str:
    """The text of UTF-8 bytes; each byte that is not UTF-8 is replaced by a mark."""
    try:
        return line.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return line.decode("utf-8", "clinmetrics.mark")
