# SPDX-License-Identifier: Apache-2.0
"""audit.json, audit.html and audit.pdf of one evaluation: all or none, so that the files always belong together."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .. import _files
from .._files import PathLike
from .._text import file_fault, printable
from . import streams
from .exits import DONE, FAILED, CommandError

NAMES = ("audit.json", "audit.html", "audit.pdf")


@dataclass(frozen=True)
class Asked:
    """The folder and what names it, the reports that are asked for, and the text of the file of cases with its path, if there is one."""

    folder: Path
    option: str = "--out"
    html: bool = True
    pdf: bool = False
    cases_path: Path | None = None
    cases: str = ""


@dataclass(frozen=True)
class Written:
    """The files in the order of interest, the report last if there is one, and the exit code."""

    paths: tuple[Path, ...] = ()
    code: int = DONE


def check_folder(folder: Path, option: str = "--out") -> None:
    """Refuses, before the work, a folder that cannot be created or written. It is not created yet."""
    there = folder
    while not there.exists() and not there.is_symlink() and there != there.parent:
        there = there.parent
    if not there.is_dir():
        raise CommandError(f"{option} {printable(str(folder))}: {printable(str(there))} is not a folder")
    if not os.access(there, os.W_OK | os.X_OK):
        raise CommandError(f"{option} {printable(str(folder))}: the folder {printable(str(there))} cannot be written")


def write_files(result: Any, asked: Asked, quiet: bool) -> Written:
    """Writes the files. A report that cannot be made is left out, and a message gives the reason."""
    texts: dict[PathLike, str | bytes] = {asked.folder / "audit.json": result.to_json() + "\n"}
    code = DONE
    said: list[str] = []
    for name in [name for name, is_asked in (("audit.pdf", asked.pdf), ("audit.html", asked.html)) if is_asked]:
        made = _made(result, name)
        said += made.notices
        code = max(code, made.code)
        if made.content is not None:
            texts[asked.folder / name] = made.content
    if asked.cases_path is not None:
        texts = {asked.cases_path: asked.cases, **texts}
    _write(texts, asked)
    for path in () if quiet else texts:
        streams.say(f"wrote {printable(str(path))}")
    for text in said:
        streams.say(text)
    return Written(tuple(Path(path) for path in texts if path != asked.cases_path), code)


def _write(texts: dict[PathLike, str | bytes], asked: Asked) -> None:
    folder = asked.folder
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if asked.cases_path is not None:
            asked.cases_path.parent.mkdir(parents=True, exist_ok=True)
        for name in NAMES:
            if folder / name not in texts:
                (folder / name).unlink(missing_ok=True)  # an older one belongs to another result
        _files.write_files(texts, private=() if asked.cases_path is None else (asked.cases_path,))
    except OSError as e:
        fault = file_fault("written", e.filename or folder, e)
        raise CommandError(f"{asked.option} {printable(str(folder))}: {fault}") from None


@dataclass(frozen=True)
class _Made:
    """A report with what its reader must know about it, or the reason why there is none."""

    content: str | bytes | None
    notices: tuple[str, ...] = ()
    code: int = DONE


def _made(result: Any, name: str) -> _Made:
    from ..report.files import content_of, is_pdf

    try:
        content = content_of(result.to_json_dict(), name)
        return _Made(content.data, tuple(f"note: {notice}" for notice in content.notices))
    except ImportError:
        what, extra = ("typst", "pdf") if is_pdf(name) else ("jinja2", "report")
        return _Made(None, (f"no {name}: it needs {what}; install clinmetrics[{extra}]",))
    except Exception as e:
        text = f"no {name}: internal error ({type(e).__name__}) while the report was made; please report it"
        return _Made(None, (text,), FAILED)
