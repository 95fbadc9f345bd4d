# SPDX-License-Identifier: Apache-2.0
"""The numbers of one installed wheel as JSON on stdout: a hash of values and replicates, and the limits of intervals with what is fitted.

It needs what the wheel itself needs and nothing more: the rows come from arithmetic on integers and from a CSV file, which the standard
library reads; the specification of the audit is JSON. Usage: python measure.py FOLDER_OF_THE_DEMO
"""

from __future__ import annotations

import csv
import hashlib
import importlib.util
import json
import platform
import struct
import sys
import tempfile
from pathlib import Path
from typing import Any

import clinmetrics as cm
import numpy as np

# Found by fits and by distribution functions, which use the platform's mathematical functions: equal to 1e-12, not to the last bit.
FITTED = (
    "calibration_slope",
    "calibration_intercept",
    "calibration_joint",
    "hosmer_lemeshow_p",
    "spiegelhalter_p",
    "ici",
    "e50",
    "e90",
    "emax",
)


def made_rows(n: int) -> dict[str, list[Any]]:
    """Rows by a linear congruence, so that no version of NumPy decides them."""
    state, drawn = 20260101, []
    for _ in range(3 * n):
        state = (6364136223846793005 * state + 1442695040888963407) % 2**64
        drawn.append(state >> 40)
    first, second, third = (drawn[k::3] for k in range(3))
    outcome = [int(x % 10 < 4) for x in first]
    score = [(x % 800 + 200 * y) / 1000 for x, y in zip(second, outcome)]
    return {"y": outcome, "p": score, "unit": [x % 90 for x in third], "site": [("a", "b", "c")[x % 3] for x in third]}


def evaluations() -> dict[str, cm.Result]:
    options: dict[str, Any] = {"y_true": "y", "y_score": "p", "groups": "site", "threshold": [0.3, "youden"], "seed": 7}
    options["keep_replicates"] = True
    # Without those that cannot be asked for by name alone; the sums of absolute values have no percentile interval.
    every = [m["name"] for m in cm._core.catalogue() if all(p.get("default") is not None for p in m["parameters"])]
    resampled = [m["name"] for m in cm._core.catalogue() if m["name"] in every and not m["interval"].startswith(("none", "l1_"))]
    rows = made_rows(400)
    return {
        "rows, multinomial": cm.evaluate(rows, metrics=resampled, ci="percentile", **options),
        "rows, poisson": cm.evaluate(rows, metrics=resampled, ci="percentile", resampling="poisson", **options),
        "units": cm.evaluate(rows, metrics="clinical", unit="unit", n_resamples=500, **options),
        "defaults": cm.evaluate(rows, metrics=every, gaps="auto", **options),
    }


def audit_of(demo: Path) -> cm.Result:
    """An audit by a specification in JSON, of columns in memory: files of tables would need PyArrow."""
    with (demo / "predictions.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    columns: dict[str, list[Any]] = {name: [row[name] for row in rows] for name in ("patient_id", "sex", "age_band")}
    columns.update(died=[int(row["died"]) for row in rows], **{m: [float(row[m]) for row in rows] for m in ("logistic", "boosting")})
    analysis = {
        "title": "Check of a wheel", "id": "patient_id", "outcome": {"column": "died", "positive": 1, "negative": 0},
        "models": [{"name": "logistic", "score": "logistic"}, {"name": "boosting", "score": "boosting"}],
        "thresholds": [0.2], "groups": ["sex", "age_band"], "comparisons": {"pairs": "all"},
        "goals": [{"metric": "auroc", "at_least": 0.75, "words": "Better than a coin."}],
    }  # fmt: skip
    specification = {"schema": "clinmetrics.audit/1", "analysis": analysis, "site": {"truth": "in memory"}}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "audit.json")
        path.write_text(json.dumps(specification), encoding="utf-8")
        result = cm.audit(path, truth=columns)
    assert len(result.audit["goals"][0]["judged"]) > 0, "the goal was not judged"
    return result


def bits(x: float) -> bytes:
    return struct.pack("<d", x if x == x else float("nan"))


def main() -> None:
    results = {**evaluations(), "audit": audit_of(Path(sys.argv[1]))}
    digest, limits, n_values, n_replicates = hashlib.sha256(), [], 0, 0
    for name, result in results.items():
        for e in result:
            replicates = np.asarray([] if e.replicates is None else e.replicates, dtype="<f8")
            if e.metric.startswith(FITTED):
                limits += [x.hex() for x in (float(e.value), *replicates[::50].tolist())]
            else:
                digest.update(f"{name}/{e.metric}/{e.status}".encode() + bits(e.value))
                digest.update(np.where(np.isnan(replicates), np.nan, replicates).tobytes())
                n_values, n_replicates = n_values + 1, n_replicates + replicates.size
            limits += [e.lower.hex(), e.upper.hex()]
    libc = platform.libc_ver()
    print(
        json.dumps({
            "hash": digest.hexdigest(), "values": n_values, "replicates": n_replicates, "limits": limits,
            "python": platform.python_version(), "numpy": np.__version__, "libc": " ".join(libc), "compiler": str(cm._core.compiler),
            "absent": [name for name in ("pyarrow", "yaml", "pandas") if importlib.util.find_spec(name) is None],
        })
    )  # fmt: skip


if __name__ == "__main__":
    main()
