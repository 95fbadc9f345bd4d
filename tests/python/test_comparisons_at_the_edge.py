# SPDX-License-Identifier: Apache-2.0
"""Comparisons and gaps where a number, a variance or a test does not exist, or where its terms are easily mixed up."""

from __future__ import annotations

import math
from typing import Any

import clinmetrics as cm
import numpy as np
import pytest


def compared(y: Any, models: dict[str, Any], metrics: list[str], **options: Any) -> cm.Comparisons:
    return cm.evaluate(y_true=y, y_score=models, metrics=metrics, compare="all", **options).comparisons


def gaps_of(y: Any, risk: Any, group: Any, metrics: list[str], **options: Any) -> cm.Gaps:
    given = {"groups": {"group": group}, "gaps": "auto", "threshold": 0.5, **options}
    return cm.evaluate(y_true=y, y_score=risk, metrics=metrics, **given).gaps


def risks(seed: int, n: int = 180) -> tuple[Any, Any, Any]:
    draw = np.random.default_rng(seed)
    y = (draw.random(n) < 0.3).astype(int)
    return y, np.clip(0.3 * y + 0.7 * draw.random(n), 0.01, 0.99), np.repeat(["a", "b", "c"], n // 3)


# --- what does not exist ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("event", [0, 1])
@pytest.mark.parametrize("units", [False, True])
def test_delong_needs_two_of_each_class(event: int, units: bool) -> None:
    """With one row or unit of a class there is no variance over it: pROC returns NA, too."""
    n = 30
    y = np.array([event] + [1 - event] * (n - 1))
    models = {"a": (7 * np.arange(n)) % 31, "b": (11 * np.arange(n) + 25) % 31, "c": np.arange(n)}
    given = {"unit": np.r_[0, 0, np.arange(n - 2)]} if units else {}
    for row in compared(y, models, ["auroc"], ci="published", **given):
        assert math.isnan(row.test_p)
        assert row.interval_status in ("too_few", "not_applicable", "undefined_value")  # of a joint test, and of a ratio to 0
        assert row.decision == "not_judged"
    for row in compared(y, models, ["auroc"], **given).difference:
        assert (row.test, row.published_method) == ("none", "none")
    if not units:
        group = np.r_[np.repeat("one", 10), np.repeat("many", 40)]
        labels = np.r_[1, np.zeros(9, int), np.arange(40) % 2]
        pair = gaps_of(labels, np.random.default_rng(1).random(50), group, ["auroc"], gaps="pairs").difference[0]
        assert math.isnan(pair.test_p)


def test_identical_models_do_not_differ_by_0_where_the_metric_is_undefined() -> None:
    score = np.linspace(0.05, 0.95, 20)
    rows = compared(
        np.zeros(20, int), {"a": score, "b": score.copy()}, ["auroc", "sensitivity"], threshold=0.5, alternative="non_inferior", margin=0.05
    )
    for row in rows:
        assert math.isnan(row.value)
        assert (row.status, row.interval_status, row.decision) == ("no_positives", "undefined_value", "not_judged")
        assert math.isnan(row.p)
        assert "identical" in row.flags


def test_infinite_numbers_have_no_difference_with_limits() -> None:
    """Of the same numbers, a comparison of two results says the same."""
    y = np.array([1] * 10 + [0] * 20)
    a, b = np.array([1] * 6 + [0] * 24), np.array([1] * 6 + [0] * 4 + [1] * 5 + [0] * 15)
    row = cm.evaluate(y_true=y, y_pred={"a": a, "b": b}, metrics=["lr_positive"], compare="all").comparisons.difference[0]
    alone = [cm.evaluate(y_true=y, y_pred={"m": d}, metrics=["lr_positive"]) for d in (a, b)]
    of_results = cm.compare_results(*alone).difference[0]
    for r in (row, of_results):
        assert (r.interval_status, r.decision) == ("infinite_value", "not_judged")
        assert math.isnan(r.lower)
    assert (row.n_judged, math.isnan(row.p)) == (0, True)


def test_deviations_are_no_replicates() -> None:
    """The replicates of the ECE are deviations, from which no p value follows."""
    y, risk, _ = risks(1)
    for metric in ("ece", "brier_reliability"):
        row = compared(y, {"a": risk, "b": risk**2}, [metric], n_resamples=400, keep_replicates=True).difference[0]
        assert math.isnan(row.p_bootstrap)
        assert row.interval_status == "not_applicable"


@pytest.mark.parametrize("metric", ["mce", "brier_discrimination", "spiegelhalter_z"])
def test_a_metric_without_intervals_was_asked_for_one(metric: str) -> None:
    y, risk, group = risks(2)
    rows = [*compared(y, {"a": risk, "b": risk**2}, [metric]), *gaps_of(y, risk, group, [metric])]
    assert {row.interval_status for row in rows} <= {"not_applicable", "undefined_value"}
    assert {row.interval_status for row in compared(y, {"a": risk, "b": risk**2}, [metric], ci=None)} == {"not_requested"}


# --- designs ------------------------------------------------------------------------------------------------------------------------------------


def test_patients_in_two_groups_are_correlated_within_strata() -> None:
    """The levels of the strata differ much, which is neither in the standard errors nor in the correlation."""
    draw, k = np.random.default_rng(0), 80
    unit, stratum, group = np.repeat(np.arange(k), 2), np.repeat(np.arange(k) % 2, 2), np.tile(["A", "B"], k)
    y = (draw.random(2 * k) < 0.5).astype(int)
    right = (draw.random(2 * k) < np.where(stratum == 1, 0.93, 0.07)).astype(int)
    result = cm.evaluate(
        y_true=y,
        y_pred={"m": np.where(right == 1, y, 1 - y)},
        metrics=["accuracy"],
        groups={"g": group},
        gaps="pairs",
        unit=unit,
        strata=stratum,
    )
    x = {g: right[group == g].astype(float) for g in "AB"}  # each unit has one row of each group
    moved = {g: (v.sum() - v) / (k - 1) for g, v in x.items()}
    for v in moved.values():
        for s in (0, 1):
            v[stratum[::2] == s] -= v[stratum[::2] == s].mean()
    r = float(moved["A"] @ moved["B"] / math.sqrt(moved["A"] @ moved["A"] * (moved["B"] @ moved["B"])))
    assert abs(r) < 0.5
    a, b = (result.where(group=g)[0] for g in ("g=A", "g=B"))
    pair = result.gaps.where(kind="pairs").difference[0]
    assert (pair.a, pair.b) == (("A",), ("B",))

    def joined(p: float, q: float) -> float:
        return math.sqrt(p * p + q * q - 2 * r * p * q)

    limits = pair.value - joined(a.value - a.lower, b.upper - b.value), pair.value + joined(a.upper - a.value, b.value - b.lower)
    assert (pair.lower, pair.upper) == pytest.approx(limits, abs=1e-9)


def test_classical_tests_are_not_those_of_strata() -> None:
    """As for single numbers, which refuse methods of independent rows. Strata that are the outcome change nothing for the AUROC."""
    y, risk, _ = risks(3)
    models = {"a": risk, "b": np.random.default_rng(4).permutation(risk)}
    metrics = ["auroc", "accuracy", "ppv"]
    for row in compared(y, models, metrics, threshold=0.5, strata=np.arange(len(y)) % 3).difference:
        assert (row.test, row.published_method) == ("none", "none")
    by_outcome = compared(y, models, metrics, threshold=0.5, strata=y).difference
    assert [row.test for row in by_outcome.where(metric="auroc")] == ["delong"]


def test_groups_that_share_patients_have_no_test_of_all_groups() -> None:
    """Cochran's Q is a test of independent groups."""
    y, risk, group = risks(5)
    apart = gaps_of(y, risk, group, ["accuracy"], unit=np.arange(180) // 2)
    shared = gaps_of(y, risk, group, ["accuracy"], unit=np.arange(180) % 60)
    assert {g.kind for g in apart} - {g.kind for g in shared} == {"heterogeneity", "between"}
    assert [g.test for g in shared.where(kind="range").difference] == ["none"]
    assert [g.test for g in apart.where(kind="range").difference] == ["cochran_q"]


# --- numbers ------------------------------------------------------------------------------------------------------------------------------------


def test_the_test_of_all_groups_does_not_depend_on_the_level() -> None:
    y, risk, group = risks(6)
    risk = np.where((group == "c") & (y == 1), risk * 0.7, risk)
    found = [
        [(g.metric, g.kind, g.statistic, g.test_p, g.value if g.kind != "range" else 0) for g in gaps if g.test == "cochran_q"]
        for gaps in (gaps_of(y, risk, group, ["auroc", "sensitivity", "brier"], level=level) for level in (0.5, 0.9, 0.95, 0.99))
    ]
    assert found[0]
    assert all(f == found[0] for f in found)


def test_a_chosen_threshold_has_no_gaps() -> None:
    """It is one number for all rows."""
    y, risk, group = risks(9)
    for gaps in ("auto", "pairs", "reference", "rest"):
        found = gaps_of(y, risk, group, ["chosen_threshold", "sensitivity"], threshold="youden", gaps=gaps, n_resamples=200)
        assert {g.metric for g in found} == {"sensitivity"}


def test_the_permutation_test_counts_equal_sums() -> None:
    """The two models differ in one row each, so that the difference is 0 and no exchange is nearer to 0."""
    unit = [i // 2 for i in range(14)] + [0] * 3
    y = [1, 0] * 7 + [1] * 3
    a, b = list(y), list(y)
    a[0], b[2] = 0, 0
    row = cm.evaluate(y_true=y, y_pred={"a": a, "b": b}, metrics="accuracy", compare="all", unit=unit).comparisons.difference[0]
    assert row.value == pytest.approx(0, abs=1e-15)
    assert row.p_permutation == 1


def test_a_difference_stays_within_the_range_of_the_metric() -> None:
    """One model separates the classes, and the other nearly ranks them in reverse."""
    y = np.array([0] * 6 + [1] * 6)
    models = {"a": y + np.arange(12) / 100, "b": np.r_[np.arange(6, 12), np.arange(5), 20]}
    row = compared(y, models, ["auroc"], level=0.99).difference[0]
    assert row.value <= row.upper <= 1
    assert ("clipped_to_range" in row.flags) == (row.upper == 1)
    assert row.simultaneous_upper <= 1


def test_two_results_have_a_ratio_only_where_a_comparison_has_one() -> None:
    y, risk, _ = risks(7)
    strong = np.where(y == 1, 0.9, 0.1)  # no value or limit is below 0
    strong[:3] = 1 - strong[:3]
    parts = [
        cm.evaluate(y_true=y[half], y_score={"m": strong[half]}, metrics=["mcc", "ppv"], threshold=0.5)
        for half in (slice(90), slice(90, None))
    ]
    assert {(c.metric, c.scale) for c in cm.compare_results(*parts)} == {("mcc", "difference"), ("ppv", "difference"), ("ppv", "ratio")}
    within = compared(y, {"a": strong, "b": risk}, ["mcc", "ppv"], threshold=0.5, n_resamples=400)
    assert {(c.metric, c.scale) for c in within} == {("mcc", "difference"), ("ppv", "difference"), ("ppv", "ratio")}


@pytest.mark.parametrize("metric", ["mcc", "f1", "calibration_slope", "scaled_brier"])
def test_published_differences_by_students_t(metric: str) -> None:
    """Of the difference without each row: the default contains it, and ci="published" has it alone."""
    y, risk, _ = risks(8, 60)
    models = {"a": risk, "b": np.clip(risk**1.5, 0.01, 0.99)}
    options = {"threshold": 0.5, "n_resamples": 400}
    usual, published = (compared(y, models, [metric], ci=ci, **options).difference[0] for ci in ("auto", "published"))
    assert (usual.method, published.method) == ("hull_mover_t", "transform_t")
    assert usual.lower <= published.lower <= published.upper <= usual.upper
    if metric in ("mcc", "f1"):
        from scipy import stats

        def without(i: int) -> float:
            kept = np.arange(60) != i
            values = [getattr(cm, metric)(y[kept], m[kept], threshold=0.5, ci=None).value for m in models.values()]
            return float(values[0] - values[1])

        left = np.array([without(i) for i in range(60)])
        step = stats.t.ppf(0.975, 59) * math.sqrt(59 / 60 * ((left - left.mean()) ** 2).sum())
        assert (published.lower, published.upper) == pytest.approx((published.value - step, published.value + step), abs=1e-9)


# --- thresholds of their own ----------------------------------------------------------------------------------------------------------------------

Y = np.array([0, 1] * 20)
S = np.arange(40) / 40
BY_RULE = np.arange(40) % 3 == 0


def lines_of(comparisons: cm.Comparisons) -> list[tuple[Any, ...]]:
    return [(c.a, c.b, c.metric, dict(c.parameters)) for c in comparisons.difference]


def test_equal_thresholds_are_compared() -> None:
    """The order of the thresholds of a model does not matter, and a threshold that only one model has is not compared."""
    models = {"a": S, "b": S[::-1]}
    for thresholds, common in (({"a": [0.2, 0.4], "b": [0.3, 0.2]}, 0.2), ({"a": 0.4, "b": [0.3, 0.4]}, 0.4)):
        result = cm.evaluate(y_true=Y, y_score=models, metrics=["sensitivity"], threshold=thresholds, compare="all")
        assert lines_of(result.comparisons) == [("a", "b", "sensitivity", {"threshold": common})]
        a, b = (result.where(model=m, threshold=common)[0].value for m in "ab")
        assert result.comparisons.difference[0].value == pytest.approx(a - b, abs=1e-15)


def test_models_with_one_threshold_each_are_compared_at_their_own() -> None:
    models = {"a": S, "b": S[::-1]}
    result = cm.evaluate(y_true=Y, y_score=models, metrics=["sensitivity"], threshold={"a": 0.4, "b": 0.1}, compare="all")
    assert lines_of(result.comparisons) == [("a", "b", "sensitivity", {"threshold_a": 0.4, "threshold_b": 0.1})]
    assert result.comparisons.difference[0].value == pytest.approx(result.where(model="a")[0] - result.where(model="b")[0], abs=1e-15)
    assert len(result.where(model="b").comparisons.difference) == 1
    again = cm.Result.from_json(result.to_json())
    assert again == result
    assert lines_of(again.comparisons) == lines_of(result.comparisons)
    with pytest.raises(ValueError, match="net_benefit"):  # it means something else at each threshold
        cm.evaluate(y_true=Y, y_score=models, metrics=["net_benefit"], threshold={"a": 0.4, "b": 0.1}, compare="all")


def test_hard_labels_are_compared_with_every_threshold() -> None:
    given = {"y_true": Y, "y_score": {"a": S}, "y_pred": {"h": BY_RULE, "g": Y == 1}, "metrics": ["sensitivity"], "compare": "all"}
    result = cm.evaluate(**given, threshold=[0.2, 0.4])
    at = [("a", other, "sensitivity", {"threshold": t}) for t in (0.2, 0.4) for other in "hg"]
    assert sorted(map(repr, lines_of(result.comparisons))) == sorted(map(repr, [*at, ("h", "g", "sensitivity", {})]))


@pytest.mark.parametrize(
    "given",
    [
        {"y_score": {"a": S, "b": S[::-1]}, "threshold": {"a": 0.4, "b": "youden"}},
        {"y_score": {"a": S, "b": S[::-1]}, "threshold": {"a": "youden", "b": 0.4}},
        {"y_score": {"a": S}, "y_pred": {"h": BY_RULE}, "threshold": "youden"},
        {"y_score": {"a": S, "b": S[::-1]}, "threshold": {"a": [0.1, 0.2], "b": [0.3, 0.4]}},
    ],
)
@pytest.mark.parametrize("ci", [None, "auto"])
def test_thresholds_that_cannot_be_compared_are_refused(given: dict[str, Any], ci: str | None) -> None:
    """A threshold that is chosen again in each replicate has no counterpart among fixed ones."""
    with pytest.raises(ValueError, match="equal thresholds"):
        cm.evaluate(y_true=Y, **given, metrics=["sensitivity"], ci=ci, compare="all")


@pytest.mark.parametrize("metric", ["net_benefit(threshold_probability=0.2)", "f_beta(beta=2)"])
def test_other_parameters_stay_beside_thresholds_of_their_own(metric: str) -> None:
    given = {"y_true": Y, "y_score": {"a": S, "b": S[::-1]}, "metrics": [metric], "threshold": {"a": 0.4, "b": 0.1}, "compare": "all"}
    result = cm.evaluate(**given)
    (difference,) = result.comparisons.difference
    (name, number) = metric.split("(")[1].rstrip(")").split("=")
    assert difference.parameters == {name: float(number), "threshold_a": 0.4, "threshold_b": 0.1}
    assert difference.value == pytest.approx(result.where(model="a")[0] - result.where(model="b")[0], abs=1e-15)
    assert len(result.where(model="a").comparisons.difference) == len(result.where(model="b").comparisons.difference) == 1
