# SPDX-License-Identifier: Apache-2.0
"""`clinmetrics metrics`: the catalogue of metrics."""

from __future__ import annotations

import argparse
import json
import math
from typing import Any

from . import streams
from .exits import DONE, CommandError
from .help_text import sentence
from .messages import in_options


def add(commands: Any) -> None:
    """Adds the command to the parser."""
    text = "list the metrics, with formulas and references"
    command = commands.add_parser("metrics", help=text, description=sentence(text))
    command.add_argument("name", nargs="*", metavar="NAME", help="only these; aliases are understood")
    command.add_argument("--json", action="store_true", help="print JSON")
    command.set_defaults(run=run)


def run(a: argparse.Namespace) -> int:
    """Prints the catalogue, or the metrics that are named."""
    from ..metrics import catalogue

    wanted = {_plain_name(name) for name in a.name}
    known = [m for m in catalogue() if not wanted or m["name"] in wanted]
    if a.json:
        streams.write_json(json.dumps([{k: _finite(v) for k, v in m.items()} for m in known], indent=1, ensure_ascii=False))
    else:
        streams.write("".join(f"{line}\n" for m in known for line in _lines(m)))
    return DONE


def _plain_name(name: str) -> str:
    from .._names import metric_name

    try:
        return metric_name(name, "metrics").partition("(")[0]
    except ValueError as e:
        raise CommandError(in_options(str(e.args[0])).replace("--metric names", "NAME is")) from None


def _lines(m: dict[str, Any]) -> list[str]:
    own = ", ".join(p["name"] if p["default"] is None else f"{p['name']}={p['default']}" for p in m["parameters"])
    lines = [
        f"{m['name']}{f'({own})' if own else ''}  [{m['family']}]",
        f"    {m['meaning']}",
        f"    {m['formula']}; range [{m['least']:g}, {m['greatest']:g}], better: {m['better']}; undefined: {m['undefined']}",
        f"    interval: {m['interval']}; with units or unequal weights: {m['interval_dependent']}",
    ]
    if m["aliases"]:
        lines.append(f"    also: {', '.join(m['aliases'])}")
    return [*lines, f"    {m['reference']}", ""]


def _finite(x: Any) -> Any:
    return ("inf" if x > 0 else "-inf") if isinstance(x, float) and math.isinf(x) else x
