# SPDX-License-Identifier: Apache-2.0
"""The parser of the command line, made of the parsers of the commands."""

from __future__ import annotations

import argparse
import sys
from typing import Any, NoReturn

from .. import _core
from .._text import printable
from . import audit, board, completions, dataset, diff, evalai, exits, info, init, metrics, plan, report, selftest, spec, streams
from .help_text import HelpText

_EXAMPLE = """\
example:
  clinmetrics audit predictions.parquet --y-true died \\
      --y-score model_a --y-score model_b --threshold 0.2 --unit patient_id \\
      --group sex --group age:18,40,65 --group 'sex*race' --out out/
"""


class Parser(argparse.ArgumentParser):
    """Prints by `streams`, so that a closed standard error does not send errors to standard output."""

    def __init__(self, **given: Any) -> None:
        given.setdefault("formatter_class", HelpText)
        super().__init__(allow_abbrev=False, **given)

    def _print_message(self, message: str, file: Any = None) -> None:
        (streams.write if file is sys.stdout else lambda text: streams.say(text.rstrip("\n")))(message)

    def print_help(self, file: Any = None) -> None:  # noqa: ARG002 - argparse's signature
        """Prints the help to standard output."""
        streams.write(self.format_help())

    def error(self, message: str) -> NoReturn:
        """Prints the usage of the command and the error."""
        streams.say(f"{self.format_usage()}{self.prog}: error: {printable(message)}")
        raise SystemExit(exits.USAGE)


def parser() -> Parser:
    """The whole command line."""
    top = Parser(
        prog="clinmetrics",
        description="Clinical metrics with confidence intervals, overall and in subgroups.",
        epilog=f"{exits.TEXT}\n{_EXAMPLE}",
    )
    top.add_argument("--version", action="version", version=f"clinmetrics {_core.__version__}")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND", parser_class=Parser)
    audit.add(commands, epilog=f"{exits.TEXT}\n{_EXAMPLE}")
    for command in (init, spec, dataset, diff, evalai, board, report, metrics, plan, info, selftest, completions):
        command.add(commands)
    return top
