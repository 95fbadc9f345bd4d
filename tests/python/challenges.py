# SPDX-License-Identifier: Apache-2.0
"""A small challenge for tests: a truth of 300 patients, a specification, its bundle and submissions."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import numpy as np
from clinmetrics.audit.specification import read_specification
from clinmetrics.integrations.evalai.bundle import PhaseData, bundle_files

N = 300


def truth(n: int = N, seed: int = 3) -> dict[str, list[Any]]:
    """Outcome `died`, attributes `sex` and `age`; ids are text with a leading zero, in no order."""
    rng = np.random.default_rng(seed)
    ids = [f"0{i}" for i in rng.permutation(10 * n)[:n]]
    died = (rng.random(n) < 0.4).astype(int).tolist()
    return {"id": ids, "died": died, "sex": rng.choice(["female", "male"], n).tolist(), "age": rng.integers(18, 90, n).tolist()}


def scores(table: dict[str, list[Any]], noise: float = 0.6, seed: int = 1) -> list[float]:
    """Scores that know the outcome, with noise."""
    rng = np.random.default_rng(seed)
    return (np.round((np.asarray(table["died"]) * (1 - noise)) + noise * rng.random(len(table["died"])), 6)).tolist()


def csv_text(columns: dict[str, list[Any]]) -> str:
    """The table as CSV."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(zip(*columns.values()))
    return text.getvalue()


def specification(**analysis: Any) -> dict[str, Any]:
    """A score, a threshold, two attributes."""
    own = {
        "title": "Deaths <in> hospital",
        "outcome": {"column": "died"},
        "models": [{"name": "entrant", "score": "risk"}],
        "thresholds": [0.5],
        "metrics": ["auroc", "brier", "sensitivity"],
        "groups": ["sex", {"column": "age", "bins": [65]}],
        **analysis,
    }
    return {"schema": "clinmetrics.audit/1", "analysis": own, "site": {"truth": "truth.csv", "predictions": ["submission.csv"]}}


def bundle(
    folder: Path, table: dict[str, list[Any]] | None = None, *, hidden: bool = True, order_by: str | None = None, **analysis: Any
) -> Path:
    """The folder of a bundle with one phase, `test`."""
    path = folder / "truth.csv"
    path.write_text(csv_text(table or truth()), encoding="utf-8")
    given = read_specification(specification(**analysis))
    for name, content in bundle_files(given, [PhaseData("test", path, hidden)], order_by=order_by).items():
        (folder / "challenge" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "challenge" / name).write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return folder / "challenge"


def write_specification(folder: Path, **analysis: Any) -> Path:
    """The truth and the specification as files."""
    (folder / "truth.csv").write_text(csv_text(truth()), encoding="utf-8")
    path = folder / "audit.json"
    path.write_text(json.dumps(specification(**analysis)), encoding="utf-8")
    return path


def submission(table: dict[str, list[Any]] | None = None, **changed: list[Any]) -> str:
    """A good submission, with columns that a test changes."""
    table = table or truth()
    return csv_text({"id": table["id"], "risk": scores(table), **changed})
