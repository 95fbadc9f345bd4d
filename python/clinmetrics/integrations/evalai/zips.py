# SPDX-License-Identifier: Apache-2.0
"""Zip files that are the same bytes each time, and those of others, of which nothing is trusted."""

from __future__ import annotations

import io
import stat
import zipfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from .config import CONFIG, SCRIPT
from .errors import BundleError

_TIME = (1980, 1, 1, 0, 0, 0)
MOST_FILES, MOST_BYTES = 2000, 2**30
_SCRIPT_FOLDER = "evaluation_script"


def zipped(files: Mapping[str, bytes]) -> bytes:
    """An archive of the files, in the order of their names."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _TIME)
            entry.create_system, entry.external_attr, entry.compress_type = 3, 0o644 << 16, zipfile.ZIP_DEFLATED
            archive.writestr(entry, files[name])
    return content.getvalue()


def files_of(folder: Path) -> dict[str, bytes]:
    """The files of a folder by their paths; links and hidden files are left out."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        is_own = not any(part.startswith(".") or part == "__pycache__" for part in name.parts)
        if is_own and path.is_file() and not path.is_symlink():
            found[name.as_posix()] = path.read_bytes()
    return found


def packed(folder: Path, wheels: list[Path]) -> bytes:
    """The bundle as EvalAI takes it: the evaluation script, with the wheels, is an archive inside the archive."""
    files = files_of(folder)
    if CONFIG not in files:
        raise BundleError(f"{folder.name} has no {CONFIG}; make a bundle by: clinmetrics evalai init")
    files.pop(SCRIPT, None)
    start = f"{_SCRIPT_FOLDER}/"
    script = {name[len(start) :]: content for name, content in files.items() if name.startswith(start)}
    if "__init__.py" not in script:
        raise BundleError(f"{folder.name} has no {start}__init__.py; make a bundle by: clinmetrics evalai init")
    for wheel in wheels:
        script[f"wheels/{wheel.name}"] = wheel.read_bytes()
    outer = {name: content for name, content in files.items() if not name.startswith(start) and not name.endswith(".zip")}
    return zipped({**outer, SCRIPT: zipped(script)})


def faults_of_members(archive: zipfile.ZipFile, name: str) -> list[str]:
    """What would be dangerous to unpack: paths that lead out of the folder, links, too many or too large files."""
    entries, found = archive.infolist(), []
    for i, entry in enumerate(entries):
        path = PurePosixPath(entry.filename)
        if path.is_absolute() or ".." in path.parts or "\\" in entry.filename or ":" in entry.filename or "\0" in entry.orig_filename:
            found.append(f"{name}: entry {i + 1} has a path that leads out of the folder")
        elif stat.S_ISLNK(entry.external_attr >> 16):
            found.append(f"{name}: entry {i + 1} is a symbolic link")
        elif entry.flag_bits & 1:
            found.append(f"{name}: entry {i + 1} is encrypted")
    if len({entry.filename for entry in entries}) < len(entries):
        found.append(f"{name}: a path is there twice")
    if len(entries) > MOST_FILES or sum(entry.file_size for entry in entries) > MOST_BYTES:
        found.append(f"{name} has more than {MOST_FILES:,} files or more than {MOST_BYTES >> 30} GiB")
    return found[:10]


def read_member(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    """The content of a file, of which no more is unpacked than is allowed."""
    with archive.open(name) as file:
        content = file.read(most + 1)
    if len(content) > most:
        raise BundleError(f"{name} is larger than {most >> 20} MiB")
    return content


def opened(source: Any, name: str) -> zipfile.ZipFile:
    """The archive, whose members have been checked."""
    try:
        archive = zipfile.ZipFile(source)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise BundleError(f"{name} cannot be read as a zip file") from None
    faults = faults_of_members(archive, name)
    if faults:
        raise BundleError(*faults)
    return archive
