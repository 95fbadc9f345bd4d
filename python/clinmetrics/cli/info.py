# SPDX-License-Identifier: Apache-2.0
"""`clinmetrics info`: shows the build, the machine and the available backends."""

from __future__ import annotations

import argparse
import json
import os
import platform
from typing import Any

from . import streams
from .exits import DONE
from .help_text import sentence


def add(commands: Any) -> None:
    """Adds the command to the parser."""
    text = "show the build, the machine and the available backends"
    command = commands.add_parser("info", help=text, description=sentence(text))
    command.add_argument("--json", action="store_true", help="print JSON")
    command.set_defaults(run=run)


def build_info() -> dict[str, Any]:
    """Returns the build, the machine and the available backends."""
    import numpy

    from .. import _core

    return {
        "version": _core.__version__,
        "compiler": _core.compiler,
        "backends": list(_core.backends()),
        "instruction_sets": list(_core.instruction_sets()),
        "python": platform.python_version(),
        "numpy": numpy.__version__,
        "platform": platform.platform(),
        "cores": os.cpu_count(),
    }


def run(a: argparse.Namespace) -> int:
    """Prints the information."""
    about = build_info()
    if a.json:
        streams.write_json(json.dumps(about, indent=1))
    else:
        streams.write("".join(f"{key:16} {', '.join(x) if isinstance(x, list) else x}\n" for key, x in about.items()))
    return DONE
