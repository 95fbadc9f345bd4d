# SPDX-License-Identifier: Apache-2.0
"""DeLong's tests as pROC's roc.test gives them, between models of the same rows and between two cohorts, in both directions."""

from __future__ import annotations

import csv
from typing import Any

import clinmetrics as cm
import numpy as np
import pytest
from golden_data import GOLDEN, datasets

with (GOLDEN / "compare" / "roc_test.csv").open(newline="") as file:
    ROWS = list(csv.DictReader(file))
PAIRED, UNPAIRED = ([r for r in ROWS if r["design"] == design] for design in ("paired", "unpaired"))
ALTERNATIVE: dict[str, Any] = {"two.sided": "two_sided", "greater": "superior"}


def name(row: dict[str, str]) -> str:
    return f"{row['first']}-{row['second']}-{row['alternative']}@{row['level']}".replace(" ", "_")


def both(row: dict[str, str]) -> list[Any]:
    try:
        return [datasets.load(row[side]) for side in ("first", "second")]
    except datasets.Unavailable as reason:
        pytest.skip(str(reason))


@pytest.mark.parametrize("row", PAIRED, ids=name)
def test_of_two_models_on_the_same_rows(row: dict[str, str]) -> None:
    a, b = both(row)
    found = cm.evaluate(
        y_true=a.y, y_score={"a": a.score, "b": b.score}, metrics="auroc", compare=[("a", "b")], ci="published", level=float(row["level"]),
        alternative=ALTERNATIVE[row["alternative"]],
    ).comparisons.difference[0]  # fmt: skip
    assert (found.test, found.method) == ("delong", "delong")
    assert found.statistic == pytest.approx(float(row["statistic"]), rel=1e-11)
    assert (found.lower, found.upper) == pytest.approx((float(row["lower"]), float(row["upper"])), rel=1e-10)
    assert (found.test_p if row["alternative"] == "two.sided" else found.p) == pytest.approx(float(row["p"]), rel=1e-10)


@pytest.mark.parametrize("row", UNPAIRED, ids=name)
def test_of_two_cohorts(row: dict[str, str]) -> None:
    a, b = both(row)
    cohort = np.repeat(["1", "2"], [len(a.y), len(b.y)])
    y, score = np.concatenate([a.y, b.y]), np.concatenate([a.score, b.score])
    found = cm.evaluate(y_true=y, y_score=score, groups={"cohort": cohort}, metrics="auroc", gaps="pairs").gaps.difference[0]
    assert (found.a, found.b, found.test) == (("1",), ("2",), "delong_welch")
    assert (found.statistic, found.df) == pytest.approx((float(row["statistic"]), float(row["df"])), rel=1e-11)
    assert found.test_p == pytest.approx(float(row["p"]), rel=1e-10)

    results = [cm.evaluate(y_true=of.y, y_score={"s": of.score}, metrics="auroc", ci="delong") for of in (a, b)]
    difference = cm.compare_results(*results).difference[0]
    assert difference.value == pytest.approx(found.value, abs=1e-15)
    half = 1.959963984540054 * abs(difference.value / float(row["statistic"]))
    assert (difference.lower, difference.upper) == pytest.approx((difference.value - half, difference.value + half), abs=1e-12)
