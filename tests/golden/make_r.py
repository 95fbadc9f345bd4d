# SPDX-License-Identifier: Apache-2.0
"""AUROC with DeLong's limits by pROC, two-by-two tables by epiR, kappa by psych; R 4.2.2 on Debian 12.

    apt install r-base-core r-cran-proc r-cran-epir r-cran-psych
    pip install scikit-learn==1.9.1 && pip install --no-deps dcurves==1.1.7
    python tests/golden/make_r.py

R runs as a program of its own (oracles.R). Rows go to metrics/values.json and metrics/intervals.json. Of data in GPL packages only results are kept.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent / "metrics"))

import table
from datasets import load

HERE = Path(__file__).parent
SCRIPT = Path(__file__).name
SCORED = (
    "ties", "spread", "edges", "unbalanced", "easy", "metrics_reloaded", "nhefs:logistic", "nhefs:boosting", "nhefs_women:boosting",
    "breast_cancer:mean radius", "breast_cancer:mean concave points", "breast_cancer:worst perimeter", "asah:s100b", "asah:wfns", "asah:ndka",
    "dcurves:cancerpredmarker",
)  # fmt: skip
TABLES: list[tuple[str, float | None]] = [
    ("table:670/202/74/640", None),
    ("table:9/1/3/40", None),
    ("ties", 0.5),
    ("nhefs:logistic", 0.2),
]
RISKS = ("spread", "edges", "nhefs:logistic", "nhefs:boosting", "breast_cancer:risk")


def requests(folder: Path) -> list[str]:
    lines = []
    for k, data in enumerate(SCORED):
        rows = load(data)
        assert rows.score is not None
        file = folder / f"{k}.txt"
        file.write_text("".join(f"{y} {float(s).hex()}\n" for y, s in zip(rows.y.tolist(), rows.score.tolist())))
        lines.append(f"auc\t{data}\t{file}")
    for data, threshold in TABLES:
        rows = load(data)
        d = rows.decide(threshold)
        cells = [int(((rows.y == y) & (d == f)).sum()) for y, f in ((1, 1), (0, 1), (1, 0), (0, 0))]
        lines.append("\t".join(["tests", data, *map(str, cells)]))
    for data in RISKS:
        rows = load(data)
        assert rows.score is not None
        lines.append(f"smr\t{data}\t{int(rows.y.sum())}\t{float(rows.score.sum()).hex()}")
    return lines


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        text = "\n".join(requests(Path(folder))) + "\n"
        run = subprocess.run(["Rscript", "--vanilla", str(HERE / "oracles.R")], input=text, capture_output=True, text=True, check=True)
    answers = [line.split("\t") for line in run.stdout.splitlines()]
    version = {a[1]: a[2] for a in answers if a[0] == "version"}
    threshold_of = dict(TABLES)
    values, intervals = [], []
    for data, metric, ci, *numbers, tool, call in (a for a in answers if a[0] != "version"):
        level, value, lower, upper, se = (None if x == "-" else float.fromhex(x) for x in numbers)
        cut = threshold_of.get(data) if metric not in ("auroc", "observed_expected_ratio") else None
        row: dict[str, Any] = {"metric": metric, "data": data, "parameters": {} if cut is None else {"threshold": cut}}
        from_r = {"tool": tool, "version": version[tool], "call": call}
        if ci == "-":
            values.append({**row, "value": value, **from_r})
        elif tool == "epiR" and ci == "agresti_coull" and not (0 < lower < upper < 1):  # type: ignore[operator]
            continue  # epiR does not clip
        else:
            intervals.append(
                {**row, "ci": ci, "level": level, "lower": lower, "upper": upper, "se": se, "method": ci, "tolerance": 1e-11, **from_r}
            )
    table.replace("values", SCRIPT, values)
    table.replace("intervals", SCRIPT, intervals)


if __name__ == "__main__":
    main()
