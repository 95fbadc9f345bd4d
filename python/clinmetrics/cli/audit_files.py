# SPDX-License-Identifier: Apache-2.0
"""audit.json and audit.html of one evaluation: both or none, so that the two files always belong together."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .. import _files
from .._files import PathLike
from .._text import printable
from . import streams
from .exits import DONE, FAILED, CommandError


@dataclass(frozen=True)
class Written:
    """The files in the order of interest, the report last if there is one, and the exit code."""

    paths: tuple[Path, ...] = ()
    code: int = DONE


def check_folder(folder: Path) -> None:
    """Refuses, before the work, a folder that cannot be created or written. It is not created yet."""
    there = folder
    while not there.exists() and not there.is_symlink() and there != there.parent:
        there = there.parent
    if not there.is_dir():
        raise CommandError(f"--out {printable(str(folder))}: {printable(str(there))} is not a folder")
    if not os.access(there, os.W_OK | os.X_OK):
        raise CommandError(f"--out {printable(str(folder))}: the folder {printable(str(there))} cannot be written")


def write_files(result: Any, folder: Path, quiet: bool) -> Written:
    """Writes both files. If the report cannot be made, only audit.json is written, and a message reports this."""
    report, reason, code = _report(result)
    json_path, html_path = folder / "audit.json", folder / "audit.html"
    texts: dict[PathLike, str | bytes] = {json_path: result.to_json() + "\n"}
    if report is not None:
        texts[html_path] = report
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if report is None:
            html_path.unlink(missing_ok=True)  # an older one belongs to another result
        _files.write_files(texts)
    except OSError as e:
        where = printable(str(e.filename or folder))
        raise CommandError(f"--out {printable(str(folder))}: {where} cannot be written: {e.strerror or 'unknown error'}") from None
    for path in () if quiet else texts:
        streams.say(f"wrote {printable(str(path))}")
    if report is None:
        streams.say(f"no audit.html: {reason}")
    return Written((json_path,) if report is None else (json_path, html_path), code)


def _report(result: Any) -> tuple[str | None, str, int]:
    try:
        import jinja2  # noqa: F401
    except ModuleNotFoundError:
        return None, "it needs jinja2; install clinmetrics[report]", DONE
    from ..report import render

    try:
        return render(result.to_json_dict()), "", DONE
    except Exception as e:
        return None, f"internal error ({type(e).__name__}) while the report was made; please report it", FAILED
