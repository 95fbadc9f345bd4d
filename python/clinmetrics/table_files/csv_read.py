# SPDX-License-Identifier: Apache-2.0
"""The named columns of a CSV file as text: only an unquoted empty cell is null."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from .csv_faults import raise_fault
from .csv_format import CsvFormat
from .csv_header import Header, read_header
from .csv_stream import CsvStream
from .errors import TableFileError

_BLOCKS = (1 << 24, 1 << 27, 1 << 30)  # bytes; a record must fit into one


class _Rows:
    """The data that were read after the header, and then the rest of the stream."""

    def __init__(self, stream: CsvStream, header: Header) -> None:
        self._stream, self._first = stream, header.rows
        self.closed = False

    def read(self, size: int = -1) -> bytes:
        if not self._first:
            return self._stream.read(size)
        size = len(self._first) if size is None or size < 0 else size
        out, self._first = self._first[:size], self._first[size:]
        return out

    def close(self) -> None:
        self.closed = True

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return False


def read_names(path: Path, form: CsvFormat) -> Header:
    """Reads only the header."""
    stream = CsvStream(path, form.encoding, errors="clinmetrics.mark")  # the rest of the file is checked later
    try:
        return read_header(stream, form.delimiter)
    finally:
        stream.close()


def read_columns(
    path: Path, form: CsvFormat, header: Header, positions: Iterable[int], hashed: bool
) -> tuple[dict[int, Any], dict[str, Any] | None]:
    """The columns at these positions, as arrays of text, and the entry of a file that is hashed."""
    import pyarrow as pa

    wanted = {i: header.names[i] for i in sorted(set(positions))}
    for block in _BLOCKS:
        try:
            table, n_quotes, entry = _read(path, form, header, wanted, block, hashed)
            break
        except pa.ArrowException as e:  # the text of the exception may contain rows of the file
            if "straddl" in str(e) and block != _BLOCKS[-1]:
                continue
            raise_fault(path, form, header, wanted)
            raise TableFileError(f"{path.name} cannot be read as CSV") from None
        except UnicodeError:
            raise_fault(path, form, header, dict(enumerate(header.names)))
            raise TableFileError(f"{path.name} cannot be decoded by `encoding='{form.encoding}'`") from None
    if n_quotes % 2:  # an unclosed quotation mark may have joined rows into one cell
        raise_fault(path, form, header, {})
    return {i: table[str(i)] for i in wanted}, entry


def _read(
    path: Path, form: CsvFormat, header: Header, wanted: dict[int, str], block: int, hashed: bool
) -> tuple[Any, int, dict[str, Any] | None]:
    import pyarrow as pa

    stream = CsvStream(path, form.encoding, hashed=hashed)
    names = [str(i) for i in wanted]
    try:
        rows = _Rows(stream, read_header(stream, form.delimiter))
        table = _parsed(rows, header, names, block)
    except pa.ArrowInvalid as e:
        if not str(e).startswith("Empty CSV file"):
            raise
        table = pa.table({name: pa.array([], pa.string()) for name in names})
    finally:
        stream.close()
    return table, stream.n_quotes, stream.entry()


def _parsed(rows: _Rows, header: Header, names: list[str], block: int) -> Any:
    import pyarrow as pa
    import pyarrow.csv as pc

    return pc.read_csv(
        rows,
        # columns are known by their positions, so that duplicate names cause no error unless they are asked for
        read_options=pc.ReadOptions(column_names=[str(i) for i in range(len(header.names))], block_size=block),
        parse_options=pc.ParseOptions(delimiter=header.delimiter, newlines_in_values=True),
        convert_options=pc.ConvertOptions(
            include_columns=names,
            column_types={name: pa.string() for name in names},
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
        ),
    )
