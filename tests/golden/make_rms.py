# SPDX-License-Identifier: Apache-2.0
"""Calibration slope, intercept and tests of calibration by R's glm, by val.prob of rms and by val.prob.ci.2 of CalibrationCurves; R 4.2.2 on
Debian 12.

    apt install r-base-core r-cran-rms
    git clone https://github.com/BavoDC/CalibrationCurves    # 3.1.0, commit 844935a; GPL-3, only run
    CALIBRATION_CURVES=CalibrationCurves/R R_LIBS=library python tests/golden/make_rms.py

R runs as a program of its own (calibration.R). It gets a row of weight 2 twice. Rows go to metrics/values.json, and the limits of the AUROC, on
the logit scale, to metrics/intervals.json. CalibrationCurves wants a later rms than Debian's, so that its function is read from its source, and
its data are installed as a package without its dependencies (R_LIBS).
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent / "metrics"))

import numpy as np
import table
from datasets import load
from from_r import lines_of, write_rows

RISKS = (
    "spread", "nhefs:logistic", "nhefs:boosting", "nhefs_women:boosting", "calibration_curves:testdata", *(f"held_out:{k}" for k in range(1, 20)),
)  # fmt: skip


def counted(data: str) -> dict[str, str]:
    """Tests of calibration need weights that count rows."""
    return {} if load(data).weight is None else {"weight_kind": "frequency"}


def tolerance(metric: str, data: str, tool: str) -> dict[str, Any]:
    if metric == "ici":  # this library fits loess at up to 101 risks, with straight lines between them
        return {"tolerance": 1e-8 if len(np.unique(load(data).score)) <= 101 else 2e-4, "absolute": True}
    if tool == "R":
        return {"tolerance": 1e-9}
    # lrm.fit stops when the deviance hardly changes: glm to 1e-15 agrees. CalibrationCurves gives p as 1 - pchisq.
    return {"tolerance": 2e-6, "absolute": True if metric == "calibration_joint_p" else None}


def is_untied(data: str) -> bool:
    """CalibrationCurves numbers the ranks within a class without ties, so that its variance of the AUROC is DeLong's if there are none."""
    rows = load(data)
    return rows.weight is None and len(np.unique(rows.score)) == len(rows.y)


def told_apart(values: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """CalibrationCurves counts a curve below 0 or above 1 as it is; make_smooth.py has the numbers of loess itself."""
    cut = {r["data"]: r["value"] for r in values if r["metric"] == "ici" and r["tool"] == "R"}
    for r in values:
        if r["metric"] == "ici" and r["tool"] == "CalibrationCurves" and abs(r["value"] - cut[r["data"]]) > 2 * r["tolerance"]:
            r |= {"ours": cut[r["data"]], "note": "a curve below 0 or above 1 counts there as it is, here as 0 or 1"}
    return [r for r in values if r["metric"] != "ici" or r["tool"] != "R"]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        lines = []
        for k, data in enumerate(RISKS):
            file = Path(folder) / f"{k}.txt"
            write_rows(file, data)
            lines.append(f"{data}\t{file}")
        answers = [line.split("\t") for line in lines_of("calibration.R", "\n".join(lines) + "\n")]
    version = {a[1]: a[2] for a in answers if a[0] == "version"}
    values: list[dict[str, Any]] = [
        {"metric": metric, "data": data, "parameters": {**json.loads(parameters), **counted(data)}, "value": float.fromhex(value),
         **tolerance(metric, data, tool), "tool": tool, "version": version[tool], "call": call}
        for data, metric, parameters, value, tool, call in (a for a in answers if a[0] != "version")
    ]  # fmt: skip
    table.replace("values", Path(__file__).name, told_apart([r for r in values if not r["metric"].startswith("auroc")]))
    lower, upper = ([r for r in values if r["metric"] == f"auroc {side}" and is_untied(r["data"])] for side in ("lower", "upper"))
    limits = [{**a, "metric": "auroc", "ci": "logit_delong", "method": "logit_delong", "level": 0.95, "lower": a["value"], "upper": b["value"],
               "value": None, "tolerance": 1e-11} for a, b in zip(lower, upper)]  # fmt: skip
    table.replace("intervals", Path(__file__).name, limits)


if __name__ == "__main__":
    main()
