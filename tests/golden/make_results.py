# SPDX-License-Identifier: Apache-2.0
"""Writes one document of the present schema for each file in tests/golden/results that does not exist: stored results are read for ever.

A file of a schema that was released is never made again. Run it with the built package: python tests/golden/make_results.py
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import clinmetrics as cm

FOLDER = Path(__file__).parent / "results"
N = 120


def cohort(**given: Any) -> cm.Result:
    """Two models, a rule, and groups of which one is missing and one is below the minimum size."""
    y = [int(i % 3 == 0) for i in range(N)]
    first = [(0.3 * y[i] + 0.7 * (37 * i % 101) / 101) for i in range(N)]
    second = [(53 * i % 97) / 97 for i in range(N)]
    sex = [None if i % 40 == 7 else "FM"[i % 2] for i in range(N)]
    metrics = given.pop("metrics", ["auroc", "sensitivity", "specificity", "f_beta(beta=2)"])
    return cm.evaluate(
        y_true=y, y_score={"first": first, "second": second}, threshold=[0.4, "youden"], groups={"sex": sex},
        metrics=metrics, n_resamples=200, num_threads=1, **given,
    )  # fmt: skip


def audited() -> cm.Result:
    """The same with all that an audit adds."""
    result = cohort()
    counts = {"received": 125, "duplicate": 1, "excluded": 2, "missing_label": 1, "missing_prediction": 1, "imputed": 0, "analysed": 120}
    goals = [{"metric": "auroc", "at_least": 0.6, "groups": "sex"}, {"metric": "sensitivity", "at_least": 0.5, "at": 0.4, "model": "first"}]
    result.audit = {
        "run_id": "0123456789abcdef" * 2,
        "specification": {
            "digest": "ab" * 32,
            "schema": "clinmetrics.audit/1",
            "analysis": {"outcome": {"column": "y"}},
            "prepared_by": "A. Person",
        },
        "flow": {
            "steps": [{"attribute": None, "group": None, **counts}],
            "excluded_by": [{"column": "age", "op": "at_least", "reason": "adults", "n": 2}],
            "predictions": [{"file": "first.csv", "received": 121, "matched": 120, "duplicate": 0, "extra": 1}],
            "policies": {"duplicates": "drop", "labels": "drop", "predictions": "drop"},
        },
        "manifest": {"schema": "clinmetrics.manifest/1"},
        "verified": {"matches": False, "differences": ["One column was added."]},
        "goals": list(cm.judge(result, goals)),
    }
    return result


def main() -> None:
    """The files that do not exist."""
    FOLDER.mkdir(exist_ok=True)
    made = {
        "2.json": lambda: cohort(metrics="auroc", compare="all", gaps="rest", curves="steps"),
        "2-audit.json": audited,
        "2-public.json": lambda: audited().public(),
    }
    for name, make in made.items():
        if not (FOLDER / name).exists():
            make().to_json(FOLDER / name)


if __name__ == "__main__":
    main()
