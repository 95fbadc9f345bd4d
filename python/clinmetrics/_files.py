# SPDX-License-Identifier: Apache-2.0
"""Writes files that are either complete or absent."""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
from collections.abc import Collection, Mapping
from typing import Any, Union

PathLike = Union[str, "os.PathLike[str]"]


def write_files(texts: Mapping[PathLike, str | bytes], private: Collection[PathLike] = ()) -> None:
    """Writes several files of one run: first each one completely, under a temporary name in the same folder; then all of them are renamed.

    A failure, a full disk or the end of the process before the renaming leaves older files as they were. A symbolic link at the place is
    replaced by the file and not followed. Text is written as UTF-8. Permissions are those that the umask gives; the `private`
    files can be read by their owner alone from the start. What is no file, such as a pipe or a device, is written to directly.

    Raises
    ------
    OSError
        A file cannot be written. Nothing has been renamed then, and nothing temporary is left, unless the renaming itself failed.
    """
    closed = {os.fspath(path) for path in private}
    contents = {os.fspath(path): x.encode("utf-8") if isinstance(x, str) else x for path, x in texts.items()}
    waiting: dict[str, str] = {}
    try:
        for path, content in contents.items():
            if not _is_stream(path):
                waiting[path] = _write_beside(path, content, 0o600 if path in closed else 0o666)
        for path in list(waiting):
            os.replace(waiting[path], path)  # noqa: PTH105
            del waiting[path]
    finally:
        for temporary in waiting.values():
            with contextlib.suppress(OSError):
                os.unlink(temporary)  # noqa: PTH108
    for folder in dict.fromkeys(_folder(path) for path in contents if not _is_stream(path)):
        _sync_folder(folder)
    for path, content in contents.items():
        if _is_stream(path):
            with open(path, "wb") as stream:  # noqa: PTH123
                stream.write(content)


def _folder(path: str) -> str:
    return os.path.dirname(os.path.abspath(path))  # noqa: PTH100, PTH120


def _is_stream(path: str) -> bool:
    """Whether the path is a pipe, a socket or a device, or one of the links to them such as /dev/stdout."""
    folder = _folder(path)
    if folder in ("/dev", "/dev/fd") or folder.startswith("/proc/"):
        return True
    try:
        mode = os.lstat(path).st_mode
    except OSError:
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISLNK(mode) or stat.S_ISDIR(mode))


def _write_beside(path: str, content: bytes, mode: int) -> str:
    """Writes a new file in the folder of `path`, down to the disk, and returns its name. If this fails, no file remains."""
    if os.path.isdir(path) and not os.path.islink(path):  # noqa: PTH112, PTH114
        raise IsADirectoryError(21, "Is a directory", path)
    temporary = os.path.join(_folder(path), f".{os.path.basename(path)[:40]}.{secrets.token_hex(6)}.tmp")  # noqa: PTH118, PTH119
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0)
    try:
        file = os.open(temporary, flags, mode)
    except OSError as e:
        raise _about(e, path) from None
    try:
        with os.fdopen(file, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
    except BaseException as e:
        with contextlib.suppress(OSError):
            os.unlink(temporary)  # noqa: PTH108
        if isinstance(e, OSError):
            raise _about(e, path) from None
        raise
    return temporary


def _about(e: OSError, path: str) -> OSError:
    """The error with the name that the user has given."""
    return OSError(e.errno, e.strerror, path)


def _sync_folder(folder: str) -> None:
    """Makes the renaming durable. Some file systems and folders do not support this."""
    with contextlib.suppress(OSError):
        descriptor: Any = os.open(folder, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
