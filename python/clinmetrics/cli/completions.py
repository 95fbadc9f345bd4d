# SPDX-License-Identifier: Apache-2.0
"""`clinmetrics completions`: a script that completes commands, options and files in a shell."""

from __future__ import annotations

import argparse
from typing import Any

from . import streams
from .exits import DONE, CommandError
from .help_text import sentence

SHELLS = ("bash", "zsh", "tcsh")
_HOW = """\
bash:
  clinmetrics completions bash \\
      > ~/.local/share/bash-completion/completions/clinmetrics
zsh, where FOLDER is one of $fpath:
  clinmetrics completions zsh > FOLDER/_clinmetrics
tcsh; source the file in ~/.tcshrc:
  clinmetrics completions tcsh > ~/.clinmetrics.csh
"""


def add(commands: Any) -> None:
    """Adds the command to the parser."""
    text = "print a script that completes commands and options in a shell"
    command = commands.add_parser("completions", help=text, description=sentence(text), epilog=_HOW)
    command.add_argument("shell", choices=SHELLS, help="which shell")
    command.set_defaults(run=run)


def run(a: argparse.Namespace) -> int:
    """Prints the script."""
    try:
        import shtab
    except ModuleNotFoundError:
        raise CommandError("completions need shtab; install clinmetrics[completions]") from None
    from .parser import parser

    top = parser()
    for action in _actions(top):
        if isinstance(action.type, type) and action.metavar in ("TABLE", "PREDICTIONS", "RESULT", "MANIFEST", "A", "B", "FILE", "FOLDER"):
            action.complete = shtab.DIRECTORY if action.metavar == "FOLDER" else shtab.FILE  # type: ignore[attr-defined]
    streams.write(shtab.complete(top, shell=a.shell) + "\n")
    return DONE


def _actions(parser: argparse.ArgumentParser) -> list[argparse.Action]:
    found = []
    for action in parser._actions:
        found.append(action)
        if isinstance(action, argparse._SubParsersAction):
            found += [inner for command in action.choices.values() for inner in _actions(command)]
    return found
