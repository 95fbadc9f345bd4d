# SPDX-License-Identifier: Apache-2.0
"""`clinmetrics report`: the report of a stored result as an HTML page or a PDF, and the card of a model."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from .._text import printable
from . import streams
from .exits import DONE, CommandError, UsageError, file_error
from .results import read_result


def add(commands: Any) -> None:
    """Adds the command to the parser."""
    text = "make the report of a stored result (audit.json) as HTML or PDF, or a model card"
    command = commands.add_parser("report", help=text, description=f"{text[0].upper()}{text[1:]}, and print its path.")
    command.add_argument("result", metavar="RESULT", type=Path, help="an audit.json, or what `to_json` wrote")
    text = "the report: a PDF if FILE ends with .pdf, else HTML (default: RESULT with the ending .html); an older file is replaced"
    command.add_argument("--out", type=Path, metavar="FILE", help=text)
    text = "full, for local use, or public: rounded, without small counts, digests and names of files"
    command.add_argument("--view", choices=("full", "public"), default="full", help=text)
    text = "the model card as XML (CHAI Applied Model Card 0.2); without --out there is no report then"
    command.add_argument("--model-card", type=Path, metavar="FILE", help=text)
    command.add_argument("--model", metavar="NAME", help="the model of the card, if the result has several")
    command.set_defaults(run=run)


def run(a: argparse.Namespace) -> int:
    """Writes the report, the card or both, and prints their paths."""
    targets = _targets(a)
    result = read_result(a.result)
    if a.view == "public":
        result = result.public()
    _write({target: content(result) for target, content in targets.items()})
    for target in targets:
        streams.write(f"{printable(str(target))}\n")
    return DONE


def _targets(a: argparse.Namespace) -> dict[Path, Callable[[Any], str | bytes]]:
    """The files to write, each with what makes its content."""
    if a.model is not None and a.model_card is None:
        raise UsageError("--model names the model of --model-card, which is not given")
    report = a.out if a.out is not None else None if a.model_card else a.result.with_suffix(".html")
    targets: dict[Path, Callable[[Any], str | bytes]] = {}
    if report is not None:
        targets[report] = lambda result: _report(result, report)
    if a.model_card is not None:
        if a.model_card == report:
            raise UsageError("--out and --model-card name the same file")
        targets[a.model_card] = lambda result: _card(result, a.model)
    for target in targets:
        if target.exists() and a.result.exists() and target.samefile(a.result):
            raise CommandError(f"{'--out' if target == report else '--model-card'} {printable(str(target))} would replace the result")
    return targets


def _report(result: Any, target: Path) -> str | bytes:
    from ..report.files import content_of, is_pdf

    try:
        content = content_of(result.to_json_dict(), target)
    except ImportError:
        what, extra = ("typst", "pdf") if is_pdf(target) else ("jinja2", "report")
        raise CommandError(f"the report needs {what}; install clinmetrics[{extra}]") from None
    except ValueError as e:
        raise CommandError(f"the report cannot be made: {printable(str(e))}") from None
    for notice in content.notices:
        streams.say(f"note: {notice}")
    return content.data


def _card(result: Any, model: str | None) -> str:
    try:
        text: str = result.model_card(model=model)
    except ValueError as e:
        raise CommandError(f"--model-card: {printable(str(e)).replace('`model`', '--model')}") from None
    except KeyError as e:
        raise CommandError(f"--model: {printable(str(e.args[0]))}") from None
    return text


def _write(contents: Mapping[Any, str | bytes]) -> None:
    from .. import _files

    try:
        _files.write_files(contents)
    except OSError as e:
        raise file_error(e, "written") from None
