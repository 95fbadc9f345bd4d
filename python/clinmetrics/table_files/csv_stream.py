# SPDX-License-Identifier: Apache-2.0
"""A CSV file as a stream of UTF-8: unpacked, decoded, and refused if it cannot be text."""

from __future__ import annotations

import codecs
import gzip
import zlib
from pathlib import Path
from typing import Any, cast

from .._text import file_fault, printable
from .errors import TableFileError
from .hashed import HashedFile

CHUNK = 1 << 20
MARK = "\udcff"  # replaces bytes that cannot be decoded, to find them; no decoded text contains it
_ALWAYS_UNPACKED, _MOST_UNPACKED = 1 << 28, 200  # bytes; times the size of the file
_SIGNATURES = (
    (b"PK\x03\x04", "is a ZIP archive or an Excel workbook, not text; save the table as CSV"),
    (b"\xd0\xcf\x11\xe0", "is an old Excel workbook, not text; save the table as CSV"),
    (b"PAR1", "is a Parquet file; give it a name that ends with .parquet"),
    (b"\x1f\x8b", "is compressed by gzip; give it a name that ends with .gz"),
)

codecs.register_error("clinmetrics.mark", lambda e: (MARK, getattr(e, "end", 0)))


class CsvStream:
    """Reads bytes as pyarrow asks for them. `n_quotes` counts the quotation marks read so far; a `hashed` file has an entry."""

    def __init__(self, path: Path, encoding: str, errors: str = "strict", hashed: bool = False) -> None:
        self.name = printable(path.name)
        self.n_quotes = 0
        self.closed = False
        self.encoding = encoding
        self._size = path.stat().st_size
        self._n_read = 0
        self._is_packed = path.suffix.lower() == ".gz"
        try:
            self._hashed = HashedFile(path) if hashed else None
            self._packed = cast(Any, self._hashed or path.open("rb"))
        except OSError as e:
            raise TableFileError(file_fault("read", self.name, e)) from None
        self._file: Any = gzip.GzipFile(fileobj=self._packed, mode="rb") if self._is_packed else self._packed
        is_utf_8 = encoding == "utf-8" and errors == "strict"  # pyarrow checks the columns that are asked for
        self._decoder = None if is_utf_8 else codecs.getincrementaldecoder(encoding)(errors)
        self._rest = b""
        self._is_at_start = True

    def read(self, size: int = -1) -> bytes:
        """At most `size` bytes of UTF-8, none at the end."""
        size = CHUNK if size is None or size < 0 else size
        while not self._rest:
            raw = self._read_raw(size if self._decoder is None else CHUNK)
            self._rest = self._decoded(raw)
            if not raw:
                break
        out, self._rest = self._rest[:size], self._rest[size:]
        self.n_quotes += out.count(b'"')
        return out

    def _read_raw(self, size: int) -> bytes:
        try:
            raw: bytes = self._file.read(size) or b""
        except (EOFError, zlib.error, gzip.BadGzipFile):
            raise TableFileError(f"{self.name} is not a whole gzip file: it is damaged, or not compressed") from None
        except OSError as e:
            raise TableFileError(file_fault("read", self.name, e)) from None
        if self._is_at_start:
            raw = self._without_byte_order_mark(raw)
        self._n_read += len(raw)
        if self._is_packed and self._n_read > max(_ALWAYS_UNPACKED, _MOST_UNPACKED * self._size):
            raise TableFileError(f"{self.name} unpacks to more than {_MOST_UNPACKED} times its size; unpack it first if that is meant")
        return raw

    def _without_byte_order_mark(self, raw: bytes) -> bytes:
        self._is_at_start = False
        for signature, what in _SIGNATURES:
            if raw.startswith(signature):
                raise TableFileError(f"{self.name} {what}")
        if raw.startswith(codecs.BOM_UTF8):
            if self.encoding != "utf-8":
                raise TableFileError(f"{self.name} starts with the byte order mark of UTF-8; leave out `encoding`")
            return raw[len(codecs.BOM_UTF8) :]
        if self.encoding == "utf-8" and raw[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            raise TableFileError(f"{self.name} is not UTF-8: it starts with the byte order mark of UTF-16; add `encoding='utf-16'`")
        return raw

    def _decoded(self, raw: bytes) -> bytes:
        try:
            text = raw if self._decoder is None else self._decoder.decode(raw, not raw).encode("utf-8", "surrogatepass")
        except UnicodeDecodeError:
            raise
        except UnicodeError:  # of UTF-16 and UTF-32
            what = f"it does not start with a byte order mark; name the order of bytes, such as {self.encoding}-le"
            raise TableFileError(f"{self.name} cannot be decoded by `encoding='{self.encoding}'`: {what}") from None
        if b"\0" in text:
            raise TableFileError(
                f"{self.name} holds NUL characters and is no text; if it is UTF-16 without a mark, add `encoding='utf-16-le'`"
            )
        return text

    def close(self) -> None:
        """Closes the file."""
        self.closed = True
        self._file.close()
        self._packed.close()

    def entry(self) -> dict[str, Any] | None:
        """The name, the size and the SHA-256 of a file that is hashed and was read to its end."""
        return self._hashed.entry() if self._hashed is not None and self._hashed.is_whole else None

    def readable(self) -> bool:
        """As pyarrow asks."""
        return True

    def seekable(self) -> bool:
        """As pyarrow asks."""
        return False
