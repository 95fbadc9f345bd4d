# SPDX-License-Identifier: Apache-2.0
"""A file whose bytes are hashed while they are read, so that its digest needs no reading of its own and is that of what was read."""

from __future__ import annotations

import contextlib
import hashlib
from pathlib import Path
from typing import Any

from .._text import file_fault, printable
from .errors import TableFileError


class HashedFile:
    """A file that is read from its start. `is_whole` says that the end was reached."""

    def __init__(self, path: Path) -> None:
        self.is_whole = False
        self._name, self._stream = printable(path.name), path.open("rb")
        self._digest, self._size = hashlib.sha256(), 0

    def read(self, size: int) -> bytes:
        """At most `size` bytes, none at the end."""
        block = self._stream.read(size)
        self._digest.update(block)
        self._size += len(block)
        self.is_whole = not block
        return block

    def close(self) -> None:
        """Closes the file."""
        self._stream.close()

    def entry(self) -> dict[str, Any]:
        """The name, the size and the SHA-256 of what was read."""
        return {"name": self._name, "bytes": self._size, "sha256": self._digest.hexdigest()}


def file_entry(path: Path) -> dict[str, Any]:
    """The name, the size and the SHA-256 of a file, which is read for them alone."""
    try:
        with contextlib.closing(HashedFile(path)) as file:
            while file.read(1 << 20):
                pass
            return file.entry()
    except OSError as e:
        raise TableFileError(file_fault("read", path.name, e)) from None
