# SPDX-License-Identifier: Apache-2.0
"""Values by group, their largest gaps and ratios, equalized odds and demographic parity equal those of fairlearn."""

from __future__ import annotations

import csv
from pathlib import Path

import clinmetrics as cm
import numpy as np
import pytest

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "compare"
OF_SCORES = {"auroc", "brier"}


def read(name: str) -> list[dict[str, str]]:
    with (GOLDEN / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


WANTED = read("fairlearn")
CANCER = read("breast_cancer")
ROW = np.arange(len(CANCER))
RADIUS = np.array([float(row["mean_radius"]) for row in CANCER])
RISK = (RADIUS - RADIUS.min() + 1) / (np.ptp(RADIUS) + 2)


@pytest.fixture(scope="module")
def results() -> dict[bool, cm.Result]:
    """Of the scores, and of the decisions."""
    metrics = {row["metric"] for row in WANTED} - {"equalized_odds", "demographic_parity"}
    return {
        of_scores: cm.evaluate(
            y_true=[int(row["malignant"]) for row in CANCER],
            y_score=RISK if of_scores else (RADIUS >= 14).astype(float),
            metrics=sorted(metrics & OF_SCORES if of_scores else metrics - OF_SCORES),
            threshold=0.5,
            groups={"square": ROW * ROW % 7, "third": ROW % 3},
            gaps="auto",
            n_resamples=400,
        )
        for of_scores in (False, True)
    }


def largest_gap(result: cm.Result, attribute: str, metric: str, scale: str) -> float:
    rows = result.gaps.difference if scale == "difference" else result.gaps.ratio
    return float(rows.where(attribute=attribute, metric=metric, kind="range")[0].value)


@pytest.mark.parametrize("want", WANTED, ids=lambda want: "-".join(want[k] for k in ("attribute", "metric", "kind", "group") if want[k]))
def test_each_number(results: dict[bool, cm.Result], want: dict[str, str]) -> None:
    attribute, metric, kind = want["attribute"], want["metric"], want["kind"]
    result = results[metric in OF_SCORES]
    if metric == "equalized_odds":
        ours = max(largest_gap(result, attribute, m, "difference") for m in ("sensitivity", "fpr"))
    elif metric == "demographic_parity":
        ours = largest_gap(result, attribute, "detection_prevalence", "difference")
    elif kind == "by_group":
        ours = float(result.where(attribute=attribute, metric=metric, group=want["group"])[0])
    else:
        ours = largest_gap(result, attribute, metric, kind)
    value = float(want["value"])
    assert ours == pytest.approx(1 / value if kind == "ratio" else value, rel=1e-12)  # fairlearn divides the least by the greatest
