# SPDX-License-Identifier: Apache-2.0
"""Comparisons of proportions as R's epiR, PropCIs and DTComPair give them: two groups, two models on the same rows, predictive values."""

from __future__ import annotations

import csv
from typing import Any

import clinmetrics as cm
import numpy as np
import pytest
from golden_data import GOLDEN

with (GOLDEN / "compare" / "tables.csv").open(newline="") as file:
    ROWS = list(csv.DictReader(file))
SEARCH = 2e-6  # PropCIs searches for its limits to about this


def of(what: str) -> Any:
    rows = [r for r in ROWS if r["what"] == what]
    return pytest.mark.parametrize("row", rows, ids=[f"{r['metric']}-{r['cells']}" for r in rows])


def cells(row: dict[str, str]) -> list[int]:
    return [int(n) for n in row["cells"].split("/")]


def limits(row: dict[str, str]) -> Any:
    return pytest.approx((float(row["lower"]), float(row["upper"])), abs=SEARCH if row["tool"] == "PropCIs" else 1e-12)


def two_models(outcome: list[int], counts: list[int]) -> tuple[Any, dict[str, Any]]:
    """Outcome and decisions of two models: positive by both, by the first, by the second, by neither, for each class in turn."""
    y = np.repeat(np.repeat(outcome, 4), counts)
    a, b = (np.repeat(decisions * len(outcome), counts) for decisions in ([1, 1, 0, 0], [1, 0, 1, 0]))
    return y, {"a": a, "b": b}


@of("groups")
def test_two_groups(row: dict[str, str]) -> None:
    x, n, z, m = cells(row)
    decision, group = np.repeat([1, 0, 1, 0], [x, n - x, z, m - z]), np.repeat(["a", "b"], [n, m])
    found = cm.evaluate(
        y_true=np.ones(n + m, int), y_pred=decision, metrics="sensitivity", groups={"g": group}, gaps="pairs", min_group_size=1
    ).gaps.difference[0]
    assert (found.method, found.published_method) == ("newcombe", "miettinen_nurminen")
    if row["metric"] == "newcombe":
        assert (found.lower, found.upper) == limits(row)
    else:
        assert (found.published_lower, found.published_upper) == limits(row)


@of("pairs")
def test_two_models(row: dict[str, str]) -> None:
    y, models = two_models([1], cells(row))
    found = cm.evaluate(y_true=y, y_pred=models, metrics="sensitivity", compare="all").comparisons.difference[0]
    assert (found.method, found.published_method) == ("newcombe", "tango")
    if row["metric"] == "newcombe":
        assert (found.lower, found.upper) == limits(row)
    elif row["metric"] == "tango":
        assert (found.published_lower, found.published_upper) == limits(row)
    else:
        assert found.p_exact == pytest.approx(float(row["p"]), rel=1e-12)


@of("predictive")
def test_predictive_values(row: dict[str, str]) -> None:
    y, models = two_models([1, 0], cells(row))
    found = cm.evaluate(y_true=y, y_pred=models, metrics=row["metric"], compare="all").comparisons.difference[0]
    assert found.test == "generalised_score"
    assert found.statistic == pytest.approx(float(row["statistic"]), rel=1e-11)
    assert found.test_p == pytest.approx(float(row["p"]), rel=1e-10)
