# SPDX-License-Identifier: Apache-2.0
"""Comparisons of models on the same rows, with the values of other programs, of published examples and of formulas written out."""

from __future__ import annotations

import csv
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import clinmetrics as cm
import numpy as np
import pytest

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "compare"


CELLS = ("both", "first", "second", "neither")


def golden(name: str) -> list[dict[str, float]]:
    with (GOLDEN / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        return [{k: float(v) for k, v in row.items()} for row in csv.DictReader(file)]


def small_tables(name: str) -> list[dict[str, float]]:
    """The cases whose rows a test can make."""
    return [row for row in golden(name) if sum(row[k] for k in CELLS) < 20_000]


CANCER = golden("breast_cancer")
FEATURES = ("mean_radius", "mean_concave_points", "worst_perimeter")
MALIGNANT = np.array([row["malignant"] for row in CANCER]).astype(np.int64)
MODELS = {name: np.array([row[name] for row in CANCER]) for name in FEATURES}
UNITS = np.arange(len(MALIGNANT)) ** 2 % 101


def compared(y: Any, score: dict[str, Any], metrics: Sequence[str] = ("auroc",), **options: Any) -> cm.Comparisons:
    return cm.evaluate(**{"y_true": y, "y_score": score, "metrics": list(metrics), "compare": "all", **options}).comparisons


def of_decisions(cells: dict[str, float], event: int = 1) -> tuple[Any, dict[str, Any]]:
    """Rows of one class: `both` have decision 1 by both models, `first` by the first alone, and so on. One row of the other class."""
    y, a, b = [1 - event], [0], [0]
    for name, of_a, of_b in (("both", 1, 1), ("first", 1, 0), ("second", 0, 1), ("neither", 0, 0)):
        n = int(cells[name])
        y += [event] * n
        a += [of_a] * n
        b += [of_b] * n
    return np.array(y), {"a": np.array(a), "b": np.array(b)}


# --- AUROCs -----------------------------------------------------------------------------------------------------------------------------------


def clustered_covariance(y: Any, scores: Sequence[Any], unit: Any) -> tuple[Any, Any]:
    """AUROCs and Obuchowski's covariance of them, from the placements of all rows; each row a unit: DeLong's."""
    aucs, of_positive, of_negative = [], [], []
    for s in scores:
        pos, neg = s[y == 1], s[y == 0]
        wins = (pos[:, None] > neg) + (pos[:, None] == neg) / 2
        aucs.append(wins.mean())
        of_positive.append(wins.mean(axis=1) - aucs[-1])
        of_negative.append(wins.mean(axis=0) - aucs[-1])
    names = np.unique(unit)
    x = np.array([[d[unit[y == 1] == u].sum() for u in names] for d in of_positive])
    z = np.array([[d[unit[y == 0] == u].sum() for u in names] for d in of_negative])
    n, m, k = (y == 1).sum(), (y == 0).sum(), len(names)
    units_positive, units_negative = len(np.unique(unit[y == 1])), len(np.unique(unit[y == 0]))
    s10 = units_positive / ((units_positive - 1) * n) * (x @ x.T)
    s01 = units_negative / ((units_negative - 1) * m) * (z @ z.T)
    s11 = k / (k - 1) * (x @ z.T + z @ x.T)
    return np.array(aucs), s10 / n + s01 / m + s11 / (n * m)


def test_delong_of_the_breast_cancer_data() -> None:
    row = compared(MALIGNANT, MODELS).difference.where(a="mean_radius", b="mean_concave_points")[0]
    assert row.value == pytest.approx(-0.0269211458, abs=5e-11)
    assert row.value / row.statistic == pytest.approx(0.0112122467, abs=5e-11)
    assert row.statistic == pytest.approx(-2.4010482887, abs=5e-11)
    assert (row.test, row.published_method) == ("delong", "delong")
    step = 1.959963984540054 * 0.0112122467
    assert (row.published_lower, row.published_upper) == pytest.approx((row.value - step, row.value + step), abs=1e-9)


@pytest.mark.parametrize("clustered", [False, True])
def test_the_covariance_of_aurocs_in_exact_fractions(clustered: bool) -> None:
    rows = compared(MALIGNANT, MODELS, unit=UNITS if clustered else None)
    for want in golden("obuchowski" if clustered else "delong"):
        i, j = int(want["a"]), int(want["b"])
        if i >= j:
            continue
        row = rows.difference.where(a=FEATURES[i], b=FEATURES[j])[0]
        assert row.value == pytest.approx(want["auc_a"] - want["auc_b"], abs=1e-14)
        assert (row.value / row.statistic) ** 2 == pytest.approx(want["variance_of_difference"], rel=1e-11)
        assert row.test == ("obuchowski" if clustered else "delong")
    joint = rows.where(kind="joint")[0]
    want = golden("joint_delong")[clustered]
    assert (joint.statistic, joint.df) == pytest.approx((want["statistic"], want["df"]), rel=1e-9)
    assert joint.test_p == pytest.approx(want["p"], rel=1e-6)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("clustered", [False, True])
def test_the_covariance_of_aurocs_written_out(seed: int, clustered: bool) -> None:
    draw = np.random.default_rng(seed)
    n = 60
    y = draw.permutation([1] * 20 + [0] * 40)
    unit = draw.integers(0, 15, n) if clustered else np.arange(n)
    scores = {f"m{k}": np.round(y + draw.normal(0, 1.2, n) + 0.4 * unit % 2, seed % 2 + 1) for k in range(4)}
    rows = compared(y, scores, unit=unit)
    aucs, s = clustered_covariance(y, list(scores.values()), unit)
    for row in rows.difference:
        i, j = (list(scores).index(name) for name in (row.a, row.b))
        assert row.value == pytest.approx(aucs[i] - aucs[j], abs=1e-14)
        assert row.statistic == pytest.approx((aucs[i] - aucs[j]) / math.sqrt(s[i, i] + s[j, j] - 2 * s[i, j]), rel=1e-10)
    contrasts = np.hstack([np.ones((3, 1)), -np.eye(3)])
    d = contrasts @ aucs
    joint = rows.where(kind="joint")[0]
    assert joint.statistic == pytest.approx(d @ np.linalg.solve(contrasts @ s @ contrasts.T, d), rel=1e-9)
    assert joint.df == 3


def test_units_of_one_row_are_rows() -> None:
    assert repr(list(compared(MALIGNANT, MODELS, unit=np.arange(len(MALIGNANT))))) == repr(list(compared(MALIGNANT, MODELS)))


# --- proportions ------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("metric", "event"), [("sensitivity", 1), ("fpr", 0)])
def test_mcnemar(metric: str, event: int) -> None:
    for want in small_tables("mcnemar"):
        y, models = of_decisions(want, event)
        row = compared(y, models, [metric], threshold=0.5).difference[0]
        n = len(y) - 1
        assert row.value == pytest.approx((want["first"] - want["second"]) / n, abs=1e-15)
        assert (row.p_exact, row.test_p) == pytest.approx((want["exact"], want["mid_p"]), rel=1e-10)
        assert row.test == "mcnemar_mid_p"


def test_mcnemar_of_a_published_table() -> None:
    y, models = of_decisions({"both": 101, "first": 121, "second": 59, "neither": 33})
    assert compared(y, models, ["sensitivity"], threshold=0.5).difference[0].p_exact == pytest.approx(4.434449e-06, rel=1e-6)


def test_tango() -> None:
    tried = 0
    for want in small_tables("tango"):
        if want["level"] not in (0.9, 0.95, 0.99):
            continue
        y, models = of_decisions(want)
        row = compared(y, models, ["sensitivity"], threshold=0.5, level=want["level"]).difference[0]
        if "identical" in row.flags:
            continue
        assert row.published_method == "tango"
        assert (row.published_lower, row.published_upper) == pytest.approx((want["lower"], want["upper"]), abs=1e-9)
        tried += 1
    assert tried >= 5


def newcombe(cells: dict[str, float], z: float = 1.959963984540054) -> tuple[float, float]:
    """Newcombe 1998 (Stat Med 17:2635), method 10."""
    a, b, c, d = (cells[k] for k in CELLS)
    n = a + b + c + d

    def wilson(x: float) -> tuple[float, float, float]:
        centre, half = (x + z * z / 2) / (n + z * z), z / (n + z * z) * math.sqrt(x * (n - x) / n + z * z / 4)
        return x / n, centre - half, centre + half

    margins = (a + b) * (c + d) * (a + c) * (b + d)
    excess = a * d - b * c
    excess = excess - n / 2 if excess > n / 2 else min(excess, 0)
    phi = excess / math.sqrt(margins) if margins else 0
    (p, low_p, high_p), (q, low_q, high_q) = wilson(a + b), wilson(a + c)
    down = (p - low_p) ** 2 - 2 * phi * (p - low_p) * (high_q - q) + (high_q - q) ** 2
    up = (q - low_q) ** 2 - 2 * phi * (q - low_q) * (high_p - p) + (high_p - p) ** 2
    return p - q - math.sqrt(down), p - q + math.sqrt(up)


def test_newcombe() -> None:
    for table in [(36, 12, 2, 0), (18, 1, 0, 1), (20, 12, 2, 16), (28, 0, 0, 2), (54, 0, 0, 0), (0, 3, 4, 9), (101, 121, 59, 33)]:
        cells = dict(zip(CELLS, table))
        y, models = of_decisions(cells)
        row = compared(y, models, ["sensitivity"], threshold=0.5).difference[0]
        if "identical" in row.flags:
            assert (row.value, row.lower, row.upper) == (0, 0, 0)
            continue
        assert row.method == "newcombe"
        assert (row.lower, row.upper) == pytest.approx(newcombe(cells), abs=1e-12)


def test_the_weighted_generalised_score() -> None:
    for want in golden("generalised_score"):
        if want["with_both"] > 10_000:
            continue
        y: list[int] = []
        a: list[int] = []
        b: list[int] = []
        for name, n in want.items():
            if name.startswith("with") and not name.startswith("without"):
                event = 1
            elif name.startswith("without"):
                event = 0
            else:
                continue
            which = name.rpartition("_")[2]
            y += [event] * int(n)
            a += [int(which in ("both", "first"))] * int(n)
            b += [int(which in ("both", "second"))] * int(n)
        rows = compared(np.array(y), {"a": np.array(a), "b": np.array(b)}, ["ppv", "npv"], threshold=0.5).difference
        for row in rows:
            if math.isnan(want[f"{row.metric}_p"]) or "identical" in row.flags:
                continue
            assert row.test == "generalised_score"
            assert row.statistic == pytest.approx(want[f"{row.metric}_statistic"], rel=1e-9)
            assert row.test_p == pytest.approx(want[f"{row.metric}_p"], rel=1e-9)


# --- families ---------------------------------------------------------------------------------------------------------------------------------


def holm(p: Sequence[float]) -> list[float]:
    order = np.argsort(p, kind="stable")
    adjusted, most = [0.0] * len(p), 0.0
    for rank, i in enumerate(order):
        most = max(most, min(1.0, (len(p) - rank) * p[i]))
        adjusted[i] = most
    return adjusted


def test_adjusted_p_values() -> None:
    cases: dict[float, list[dict[str, float]]] = {}
    for row in golden("multiplicity"):
        cases.setdefault(row["case"], []).append(row)
    for case in cases.values():  # the formula above against statsmodels
        assert holm([r["p"] for r in case]) == pytest.approx([r["holm"] for r in case], abs=1e-14)
    draw = np.random.default_rng(3)
    models = {f"m{k}": MODELS["mean_radius"] + k * draw.normal(0, 2, len(MALIGNANT)) for k in range(5)}
    rows = compared(MALIGNANT, models).where(kind="models").difference
    assert [r.p_adjusted for r in rows] == pytest.approx(holm([r.p for r in rows]), abs=1e-14)
    assert {r.n_judged for r in rows} == {10}
    for r in rows:
        assert r.simultaneous_lower <= r.lower <= r.value <= r.upper <= r.simultaneous_upper
        assert r.p <= r.p_adjusted
