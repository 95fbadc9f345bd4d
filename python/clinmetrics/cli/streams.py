# SPDX-License-Identifier: Apache-2.0
"""Standard output and standard error in every state: closed, connected to a program that has ended, or of ASCII only."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from typing import Any

from .exits import file_error

_GONE = (errno.EPIPE, errno.EBADF, errno.EINVAL)


def occupy() -> None:
    """Opens the null device in place of closed standard streams: otherwise the next file that is opened would get their numbers."""
    for number in (0, 1, 2):
        try:
            os.fstat(number)
        except OSError:
            with contextlib.suppress(OSError):
                os.open(os.devnull, os.O_RDWR)


def write(text: str) -> None:
    """Writes to standard output. A reader that has ended is not an error; a full disk is an error."""
    try:
        _put(text, sys.stdout)
    except OSError as e:
        _silence(sys.stdout)
        if e.errno not in _GONE:
            raise file_error(e, "written", "standard output") from None


def write_json(text: str) -> None:
    """Writes JSON to standard output, which stays valid JSON if the stream accepts ASCII only."""
    if _fitting(text, sys.stdout) != text:
        text = "".join(c if c.isascii() else _escaped(c) for c in text)
    write(text if text.endswith("\n") else text + "\n")


def say(text: str) -> None:
    """Writes a line to standard error, or nothing if it is closed: never to standard output."""
    try:
        _put(text + "\n", sys.stderr)
    except OSError:
        _silence(sys.stderr)


def is_terminal() -> bool:
    """Whether standard error is a terminal."""
    try:
        return sys.stderr is not None and sys.stderr.isatty()
    except ValueError:  # closed
        return False


def _put(text: str, stream: Any) -> None:
    if stream is None or getattr(stream, "closed", False):
        return
    stream.write(_fitting(text, stream))
    stream.flush()


def _fitting(text: str, stream: Any) -> str:
    """The text, in which characters that the stream cannot encode are escaped by a backslash."""
    encoding = getattr(stream, "encoding", None) or "utf-8"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return text.encode(encoding, "backslashreplace").decode(encoding)
    return text


def _escaped(c: str) -> str:
    units = c.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2))


def _silence(stream: Any) -> None:
    """Sends the unwritten rest of the stream to the null device, so that the interpreter does not fail on it when it ends."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, stream.fileno())
        os.close(null)
