# SPDX-License-Identifier: Apache-2.0
"""`clinmetrics init`: writes the first draft of an audit's specification."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .._text import printable, quoted
from ..table_files.csv_format import CsvFormat, delimiter, encoding
from . import streams
from .exits import DONE, CommandError, file_error

if TYPE_CHECKING:
    from ..audit.draft.profile import Column

_DESCRIPTION = """\
Reads the tables and writes a specification with a comment on each guess: id, outcome, models, groups. Read it and correct it before you \
use it. Besides names of columns, it contains at most one level of the data, a positive one such as yes.
"""
_EXAMPLE = """\
example:
  clinmetrics init truth.csv predictions.csv
  clinmetrics spec check audit.yaml
"""


def add(commands: Any) -> None:
    """Adds the command to the parser."""
    text = "write the first draft of an audit's specification from tables"
    command = commands.add_parser("init", help=text, description=_DESCRIPTION, epilog=_EXAMPLE)
    command.add_argument("data", metavar="TABLE", type=Path, help="the table of outcome, id and attributes: .csv, .tsv, .parquet")
    help_ = "tables of id and outputs of models; none if the first table has them"
    command.add_argument("predictions", metavar="PREDICTIONS", type=Path, nargs="*", help=help_)
    command.add_argument(
        "--out", metavar="FILE", type=Path, default=Path("audit.yaml"), help="the file that is written (default: audit.yaml)"
    )
    command.add_argument("--force", action="store_true", help="replace an older file")
    command.add_argument("--encoding", type=encoding, default="utf-8", metavar="NAME", help="encoding of CSV files (default: utf-8)")
    command.add_argument("--delimiter", type=delimiter, metavar="CHARACTER", help="delimiter of CSV files (default: from the header line)")
    command.set_defaults(run=run)


def run(a: argparse.Namespace) -> int:
    """Guesses and writes."""
    from .. import _files
    from ..audit.draft.guess import guess
    from ..audit.draft.write import draft

    shown = printable(str(a.out))
    if a.out.suffix.lower() not in (".yaml", ".yml"):
        raise CommandError(f"--out {shown} must end in .yaml or .yml")
    if a.out.exists() and not a.force:
        raise CommandError(f"{shown} is there already; choose another name with --out, or replace it with --force")
    form = CsvFormat(a.encoding, a.delimiter, None, ())
    tables = [_columns(path, form) for path in (a.data, *a.predictions)]
    _refuse_shared(tables, a.predictions)
    found = guess(tables[0], tables[1:])
    text = draft(found, _relative(a.data, a.out), [_relative(path, a.out) for path in a.predictions])
    try:
        _files.write_files({a.out: text})
    except OSError as e:
        raise file_error(e, "written", a.out) from None
    streams.write(f"{shown}\n")
    streams.say(f"Read {shown} and correct its guesses, then run: clinmetrics spec check {shown}")
    return DONE


def _columns(path: Path, form: CsvFormat) -> list[Column]:
    from ..audit.draft.profile import profile
    from ..audit.specification.nodes import refused_character
    from ..table_files import open_table

    table = open_table(path, form)
    names = table.columns.names
    wanted = [i for i, name in enumerate(names) if name.strip() and not refused_character(name) and names.count(name) == 1]
    cells = table.read(wanted) if wanted else {}
    return [profile(names[i], cells[i], table.delimiter) for i in wanted]


def _refuse_shared(tables: Sequence[Sequence[Column]], predictions: Sequence[Path]) -> None:
    """Two files with an output of the same name, which would be two models of one name."""
    seen: dict[str, str] = {}
    truth = {column.name for column in tables[0]}
    for path, table in zip(predictions, tables[1:]):
        for column in table:
            if column.name in seen and column.name not in truth:
                both = f"{printable(seen[column.name])} and {printable(path.name)}"
                raise CommandError(f"{both} both have the column {quoted(column.name)}; give it the name of the model in each file")
            seen[column.name] = path.name


def _relative(path: Path, out: Path) -> str:
    """The path from the folder of the specification, with slashes."""
    try:
        return Path(os.path.relpath(path, out.parent)).as_posix()
    except ValueError:  # another drive
        return path.resolve().as_posix()
