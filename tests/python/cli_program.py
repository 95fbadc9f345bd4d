# SPDX-License-Identifier: Apache-2.0
"""The command line for tests: within this process, or as a program of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from clinmetrics.cli import main
from cohorts import seeded

N = 60
ROWS = seeded(21, N)
Y = ROWS.y
SCORE = ROWS.score


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    """The exit code, standard output and standard error of `main`."""
    try:
        code = main([str(a) for a in arguments])
    except SystemExit as e:
        code = int(e.code or 0)
    out, err = capsys.readouterr()
    return code, out, err


def program(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    """The same as a process."""
    return subprocess.run(
        [sys.executable, "-m", "clinmetrics", *map(str, arguments)],
        capture_output=True, text=True, timeout=120, env={**os.environ, **environment},
    )  # fmt: skip


def write_csv(path: Path, columns: dict[str, Any], delimiter: str = ",", encoding: str = "utf-8", end: str = "\n") -> Path:
    """Cells are written as they are: the tests say what is quoted."""
    lines = [delimiter.join(columns), *(delimiter.join(map(str, row)) for row in zip(*columns.values()))]
    path.write_bytes("".join(line + end for line in lines).encode(encoding))
    return path


def cohort(**more: Any) -> dict[str, Any]:
    """Columns `died` and `risk`, and others."""
    return {"died": Y.tolist(), "risk": [repr(float(s)) for s in SCORE], **more}


def audited(capsys: pytest.CaptureFixture[str], path: Path, *options: object, metric: str = "auroc") -> dict[str, Any]:
    """The JSON of an audit that must succeed."""
    given = ["--y-true", "died", "--y-score", "risk", "--metric", metric, "--ci", "none", "--format", "json"]
    code, out, err = run(capsys, "audit", path, *given, *options)
    assert (code, err) == (0, "")
    document: dict[str, Any] = json.loads(out)
    return document


def refused(capsys: pytest.CaptureFixture[str], path: Path, *options: object, code: int = 3) -> str:
    """The one line of an audit that must fail."""
    given = ["--y-true", "died", "--y-score", "risk", "--metric", "auroc", "--ci", "none"]
    got, out, err = run(capsys, "audit", path, *given, *options)
    assert (got, out) == (code, ""), err
    assert len(err.splitlines()) == 1, err
    assert err.startswith("clinmetrics: ")
    return err


def levels(document: dict[str, Any]) -> list[str | None]:
    """The levels of the only attribute, in order."""
    return list(dict.fromkeys(row["group"][0]["value"] for row in document["rows"] if row["group"]))


def auroc() -> float:
    """By counting pairs."""
    pairs = SCORE[Y == 1][:, None] - SCORE[Y == 0][None, :]
    return float(np.mean((pairs > 0) + 0.5 * (pairs == 0)))
