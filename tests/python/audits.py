# SPDX-License-Identifier: Apache-2.0
"""Small audits for tests: a truth, predictions, and a specification as a mapping."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import clinmetrics as cm


def specification(analysis: dict[str, Any] | None = None, **site: Any) -> dict[str, Any]:
    """Outcome `died`, a model `m` with the scores `risk`, no intervals, and what a test changes."""
    own = {
        "outcome": {"column": "died"},
        "models": [{"name": "m", "score": "risk"}],
        "metrics": ["auroc"],
        "intervals": {"method": "none"},
        "minimum_group_size": 0,
        **(analysis or {}),
    }
    return {"schema": "clinmetrics.audit/1", "analysis": own, "site": {"truth": "truth.csv", "predictions": ["predictions.csv"], **site}}


def audited(truth: Any, predictions: Any, **analysis: Any) -> cm.Result:
    """The result of an audit of frames."""
    return cm.audit(specification(analysis), truth=truth, predictions=predictions)


def overall(result: cm.Result) -> dict[str, int]:
    """The steps of all rows that have some."""
    step = result.audit["flow"]["steps"][0]
    return {name: n for name, n in step.items() if n and name not in ("attribute", "group")}


def write(folder: Path, truth: str, predictions: str, analysis: dict[str, Any] | None = None, **site: Any) -> Path:
    """Two CSV files and the specification as JSON."""
    (folder / "truth.csv").write_text(truth, encoding="utf-8")
    (folder / "predictions.csv").write_text(predictions, encoding="utf-8")
    path = folder / "audit.json"
    path.write_text(json.dumps(specification(analysis, **site)), encoding="utf-8")
    return path
