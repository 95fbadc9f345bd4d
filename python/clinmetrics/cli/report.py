# SPDX-License-Identifier: Apache-2.0
"""`clinmetrics report`: the HTML report of a stored result."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from .._text import printable
from . import streams
from .exits import DONE, CommandError


def add(commands: Any) -> None:
    """Adds the command to the parser."""
    text = "make the HTML report of a stored result (audit.json)"
    command = commands.add_parser("report", help=text, description=f"{text[0].upper()}{text[1:]}, and print its path.")
    command.add_argument("result", metavar="RESULT", type=Path, help="an audit.json, or what `to_json` wrote")
    text = "the report (default: RESULT with the ending .html); an older file is replaced"
    command.add_argument("--out", type=Path, metavar="FILE", help=text)
    text = "full, for local use, or public: rounded, without small counts, digests and names of files"
    command.add_argument("--view", choices=("full", "public"), default="full", help=text)
    command.set_defaults(run=run)


def run(a: argparse.Namespace) -> int:
    """Writes the report and prints its path."""
    from ..result import Result

    name = printable(str(a.result))
    target = a.result.with_suffix(".html") if a.out is None else a.out
    if target.exists() and a.result.exists() and target.samefile(a.result):
        raise CommandError(f"--out {printable(str(target))} would replace the result")
    try:
        result = Result.from_json(a.result)
    except OSError as e:
        raise CommandError(f"{name} cannot be read: {e.strerror or 'unknown error'}") from None
    except UnicodeError:
        raise CommandError(f"{name} is not UTF-8, and so no result of clinmetrics") from None
    except (ValueError, KeyError, TypeError, RecursionError) as e:
        raise CommandError(f"{name} is not a result of clinmetrics{_reason(e)}") from None
    _write(result.public() if a.view == "public" else result, target)
    streams.write(f"{printable(str(target))}\n")
    return DONE


def _reason(e: Exception) -> str:
    """The message of the reader of results about a field. Other texts may contain parts of the document."""
    text = str(e.args[0]) if e.args else ""
    return f": {printable(text)}" if type(e) is ValueError and text else ""


def _write(result: Any, target: Path) -> None:
    from .. import _files

    try:
        from ..report import render

        page = render(result.to_json_dict())
    except ImportError:
        raise CommandError("the report needs jinja2; install clinmetrics[report]") from None
    except ValueError as e:
        raise CommandError(f"the report cannot be made: {printable(str(e))}") from None
    try:
        _files.write_files({target: page})
    except OSError as e:
        raise CommandError(f"{printable(str(target))} cannot be written: {e.strerror or 'unknown error'}") from None
