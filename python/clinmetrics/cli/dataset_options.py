# SPDX-License-Identifier: Apache-2.0
"""The options of `clinmetrics dataset`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from ..suppression import SMALLEST_SHOWN
from ..table_files.csv_format import delimiter, encoding
from .help_text import sentence

_EXAMPLES = """\
examples:
  clinmetrics dataset describe test.csv --id id --y-true died \\
      --group sex --group age:18,65 --out manifest.json
  clinmetrics dataset verify manifest.json test.csv
  clinmetrics dataset compare development.csv test.csv --id id --y-true died
  clinmetrics dataset overlap development.csv test.csv --id id --unit patient
  clinmetrics dataset fingerprint test.csv --id patient \\
      --secret-file secret --out ours.fp
"""
_WHAT = {
    "describe": "describe a data set: files, columns, size, outcome, groups, missing values, digests",
    "verify": "say whether files are the version that a manifest describes",
    "compare": "compare the columns of two data sets",
    "overlap": "count the identifiers that two data sets share",
    "fingerprint": "write keyed digests of identifiers, by which two owners count those that both have",
}


def add_options(commands: Any) -> dict[str, argparse.ArgumentParser]:
    """Adds the command to the parser, without the functions that run its actions."""
    text = "describe a data set, verify it, compare two, count what they share"
    command = commands.add_parser("dataset", help=text, description=sentence(text), epilog=_EXAMPLES)
    actions = command.add_subparsers(dest="dataset_action", required=True, metavar="ACTION", parser_class=type(command))
    made = {name: actions.add_parser(name, help=what, description=sentence(what)) for name, what in _WHAT.items()}
    _add_describe(made["describe"])
    _add_verify(made["verify"])
    for name in ("compare", "overlap"):
        _add_two(made[name], name)
    _add_fingerprint(made["fingerprint"])
    for name in ("describe", "compare", "overlap", "fingerprint"):
        _add_reading(made[name])
    return made


def _add_files(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", metavar="FILE", type=Path, nargs="+", help="the table; several files are parts with the same columns")


def _add_describe(parser: argparse.ArgumentParser) -> None:
    _add_files(parser)
    add = parser.add_argument
    add("--id", metavar="COLUMN", help="the identifier of a row")
    _add_outcome(parser)
    add("--group", action="append", default=[], metavar="COLUMN[*COLUMN]", help="groups to describe, as of audit; repeatable")
    add("--site", metavar="COLUMN", help="the site or centre")
    add("--out", type=Path, metavar="FILE", help="write the manifest there, as JSON: for local use, it contains digests and small counts")
    add("--public", type=Path, metavar="FILE", help="write the view for publication there, as JSON")
    help_ = f"in the view for publication, counts from 1 to K - 1 are not shown (default: {SMALLEST_SHOWN})"
    add("--k", type=int, default=SMALLEST_SHOWN, metavar="K", help=help_)
    add("--json", action="store_true", help="print the manifest as JSON")


def _add_outcome(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--y-true", metavar="COLUMN", help="outcome: 0/1, -1/1, true/false, or other labels with --pos-label")
    add("--pos-label", metavar="LABEL", help="the positive label, compared as text")
    add("--neg-label", metavar="LABEL", help="the negative label; then any third one is an error")
    add("--unit", metavar="COLUMN", help="the unit, such as the patient")


def _add_verify(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("manifest", metavar="MANIFEST", type=Path, help="what describe --out wrote; it records how text files are read")
    _add_files(parser)
    parser.add_argument("--json", action="store_true", help="print JSON")


def _add_two(parser: argparse.ArgumentParser, name: str) -> None:
    parser.add_argument("a", metavar="A", type=Path, help="the first table" if name == "compare" else "a table, or a file of fingerprints")
    parser.add_argument("b", metavar="B", type=Path, help="the second one")
    if name == "compare":
        parser.add_argument("--id", metavar="COLUMN", help="the identifier of a row, which is not compared")
        _add_outcome(parser)
    else:
        parser.add_argument("--id", metavar="COLUMN", help="the identifier of a row; without it, A and B are files of fingerprints")
        parser.add_argument("--unit", metavar="COLUMN", help="a second identifier, such as the patient")
    parser.add_argument("--json", action="store_true", help="print JSON")


def _add_fingerprint(parser: argparse.ArgumentParser) -> None:
    _add_files(parser)
    add = parser.add_argument
    add("--id", metavar="COLUMN", required=True, help="the identifier, of a row or of a patient")
    text = "a file of mode 0600 with the secret that the owners share, at least 32 random bytes"
    add("--secret-file", type=Path, metavar="FILE", required=True, help=text)
    add("--out", type=Path, metavar="FILE", required=True, help="the file that is written, with mode 0600")


def _add_reading(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument_group("reading CSV files").add_argument
    add("--encoding", type=encoding, default="utf-8", metavar="NAME", help="encoding of the file (default: utf-8; never guessed)")
    add("--delimiter", type=delimiter, metavar="CHAR", help="a character, or comma, semicolon, tab, pipe, space")
    add("--decimal", choices=(".", ","), metavar="MARK", help="decimal mark")
    add("--missing", action="append", default=[], metavar="TEXT", help="a text that counts as missing, beside the empty cell; repeatable")
