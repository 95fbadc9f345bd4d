# SPDX-License-Identifier: Apache-2.0
"""Formatting (clang-format, ruff), style (ruff), types (mypy --strict) and layers, all of them, even if one fails. --fix rewrites."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def tracked(*patterns: str) -> list[str]:
    """Files of the project, including new ones and without ignored ones."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return sorted({name for name in listed.stdout.splitlines() if (ROOT / name).exists()})


def main() -> int:
    fix = "--fix" in sys.argv[1:]
    cpp = tracked("*.cpp", "*.hpp", "*.cu", "*.cuh")
    steps = {
        "clang-format": ["clang-format", *(["-i"] if fix else ["--dry-run", "--Werror"]), *cpp],
        "ruff check": ["ruff", "check", "--quiet", *(["--fix"] if fix else []), "."],
        "ruff format": ["ruff", "format", "--quiet", *([] if fix else ["--diff"]), "."],
        "mypy --strict": ["mypy", "--no-error-summary"],
        "layers": ["python", "tests/layers.py"],
    }
    environment = {**os.environ, "PATH": f"{ROOT}/.venv/bin:{os.environ['PATH']}"}
    failed = []
    for name, command in steps.items():
        if subprocess.run(command, cwd=ROOT, env=environment).returncode != 0:
            failed.append(name)
    print(f"lint: {len(steps) - len(failed)} of {len(steps)} checks passed" + (f"; failed: {', '.join(failed)}" if failed else ""))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
