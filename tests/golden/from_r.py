# SPDX-License-Identifier: Apache-2.0
"""Data for the scripts in R, and what they print."""

from __future__ import annotations

import subprocess
from pathlib import Path

from datasets import load

HERE = Path(__file__).parent


def write_rows(file: Path, data: str) -> None:
    """The outcome and the score of each row of a data set, as often as its weight says."""
    rows = load(data)
    assert rows.score is not None
    times = [1] * len(rows.y) if rows.weight is None else rows.weight.tolist()
    file.write_text("".join(f"{y} {float(s).hex()}\n" * w for y, s, w in zip(rows.y.tolist(), rows.score.tolist(), times)))


def lines_of(script: str, requests: str) -> list[str]:
    """What a script of this folder prints for its requests."""
    run = subprocess.run(["Rscript", "--vanilla", str(HERE / script)], input=requests, capture_output=True, text=True, check=True)
    return run.stdout.splitlines()
