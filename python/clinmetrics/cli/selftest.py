# SPDX-License-Identifier: Apache-2.0
"""`clinmetrics selftest`: compares this machine's results with the reference values in the package."""

from __future__ import annotations

import argparse
import json
from typing import Any

from . import streams
from .exits import DONE, FAILED
from .help_text import sentence
from .info import build_info


def add(commands: Any) -> None:
    """Adds the command to the parser."""
    text = "compare results on this machine with the shipped reference values"
    command = commands.add_parser("selftest", help=text, description=sentence(text))
    command.add_argument("--json", action="store_true", help="print JSON: every check with its source")
    command.set_defaults(run=run)


def run(a: argparse.Namespace) -> int:
    """Prints the checks that failed, and the counts."""
    from .. import selftest

    checks = selftest.run()
    failed = [c for c in checks if not c["passed"]]
    if a.json:
        streams.write_json(json.dumps({"info": build_info(), "checks": checks, "failed": len(failed)}, indent=1))
    else:
        lines = [f"FAILED {c['name']}: {c['got']}; {c['source']} gives {c['expected']}\n" for c in failed]
        streams.write("".join(lines) + f"{len(checks) - len(failed)} passed, {len(failed)} failed\n")
    return FAILED if failed else DONE
