# SPDX-License-Identifier: Apache-2.0
"""`clinmetrics diff`: what differs between two stored results."""

from __future__ import annotations

import argparse
import json
import math
from pathlib import Path
from typing import Any

from .._text import aligned, printable, shortened
from . import streams
from .exits import DIFFERS, DONE
from .results import read_result

_MOST = 60
_DESCRIPTION = """\
Compares two results: the digest of the specification, the digests of the data, the models, each number, the flow of the rows and the verdicts. \
When and where a result was made does not count. The exit code is 0 if they are the same, and 6 if they differ.
"""


def add(commands: Any) -> None:
    """Adds the command to the parser."""
    command = commands.add_parser("diff", help="what differs between two stored results", description=_DESCRIPTION)
    command.add_argument("a", metavar="A", type=Path, help="an audit.json")
    command.add_argument("b", metavar="B", type=Path, help="another one")
    text = "how far numbers may be apart, relative to the larger one where it is above 1 (default: 0)"
    command.add_argument("--tolerance", type=_tolerance, default=0.0, metavar="T", help=text)
    command.add_argument("--all", action="store_true", help=f"print every difference, not only the first {_MOST}")
    command.set_defaults(run=run)


def _tolerance(text: str) -> float:
    try:
        found = float(text)
    except ValueError:
        found = math.nan
    if not (math.isfinite(found) and found >= 0):
        raise argparse.ArgumentTypeError("must be a number from 0 on, such as 1e-9")
    return found


def run(a: argparse.Namespace) -> int:
    """Prints the differences."""
    from ..audit.compare import differences

    found = differences(read_result(a.a).to_json_dict(), read_result(a.b).to_json_dict(), a.tolerance)
    if not found:
        streams.write("The results are the same.\n")
        return DONE
    shown = found if a.all else found[:_MOST]
    rows = [("what", "field", "A", "B"), *((_text(d.where, 70), d.field, _text(d.a), _text(d.b)) for d in shown)]
    n = len(found)
    more = [f"and {n - len(shown)} more; --all prints them"] if n > len(shown) else []
    lines = [f"{n:,} difference{'s'[: n > 1]} (A: {printable(str(a.a))}, B: {printable(str(a.b))}):", aligned(rows), *more]
    streams.write("\n".join(lines) + "\n")
    return DIFFERS


def _text(x: Any, most: int = 24) -> str:
    """A cell; numbers with all of their digits, because the first ones may be equal."""
    text = "–" if x is None else x if isinstance(x, str) else json.dumps(x, ensure_ascii=False)
    return shortened(printable(text), most)
