# SPDX-License-Identifier: Apache-2.0
"""`clinmetrics spec`: checks the specification of an audit, and prints the JSON Schema of specifications."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from . import streams
from .exits import DONE
from .help_text import sentence

_CHECK = """\
Checks a specification without reading the data, and prints what was understood. Each fault is one line with its place.
"""
_SCHEMA = """\
Prints the JSON Schema of specifications, with which editors complete and check keys. In many of them the first line of a \
specification names it:
  # yaml-language-server: $schema=audit.schema.json
"""


def add(commands: Any) -> None:
    """Adds the command to the parser."""
    text = "check the specification of an audit, or print the JSON Schema of specifications"
    actions = commands.add_parser("spec", help=text, description=sentence(text)).add_subparsers(
        dest="action", required=True, metavar="ACTION"
    )
    check = actions.add_parser("check", help="check a specification and print what was understood", description=_CHECK)
    check.add_argument("specification", metavar="FILE", type=Path, help="a specification: .yaml or .json")
    add_set(check)
    check.set_defaults(run=run_check)
    actions.add_parser("schema", help="print the JSON Schema", description=_SCHEMA).set_defaults(run=run_schema)


def add_set(command: Any) -> None:
    """Adds --set, which every command that reads a specification has."""
    text = "use this value in place of the file's, as in --set analysis.intervals.seed=7; lists are JSON; may be given again"
    command.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help=text)


def run_check(a: argparse.Namespace) -> int:
    """Reads and prints."""
    from .specification_file import read_file
    from .specification_text import specification_text

    streams.write(specification_text(read_file(a.specification, a.set)))
    return DONE


def run_schema(_: argparse.Namespace) -> int:
    """Prints the schema."""
    from ..audit.specification import json_schema

    streams.write_json(json.dumps(json_schema(), indent=1, ensure_ascii=False))
    return DONE
