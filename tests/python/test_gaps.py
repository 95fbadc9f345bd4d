# SPDX-License-Identifier: Apache-2.0
"""Gaps between groups, and the laws of comparisons, by formulas written out and by calls on the rows of each group alone."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import clinmetrics as cm
import numpy as np
import pytest
from cohorts import Rows, seeded

METRICS = ("auroc", "average_precision", "brier", "log_loss", "mean_calibration_difference", "sensitivity", "specificity", "ppv", "accuracy",
           "f1", "mcc", "balanced_accuracy", "observed_expected_ratio")  # fmt: skip
LOWER_IS_BETTER = ("brier", "log_loss")


def cohort(seed: int, n: int = 240, n_groups: int = 3) -> Rows:
    group = np.random.default_rng(seed + 100).integers(0, n_groups, n)
    return seeded(seed, n).given(group=group)


def call(rows: Rows, **options: Any) -> cm.Result:
    given = {"metrics": list(METRICS), "threshold": 0.5, "n_resamples": 1500, **options}
    if rows.group is not None:
        given.setdefault("groups", {"group": rows.group})
    if rows.unit is not None:
        given["unit"] = rows.unit
    return cm.evaluate(**{"y_true": rows.y, "y_score": rows.score, **given})


def two_models(seed: int, n: int = 150, spread: float = 0.1) -> tuple[Any, dict[str, Any]]:
    rows = seeded(seed, n)
    other = np.clip(rows.score + np.random.default_rng(seed + 7).normal(0, spread, n), 0.01, 0.99)
    return rows.y, {"a": rows.score, "b": other}


def compared(y: Any, models: dict[str, Any], **options: Any) -> cm.Comparisons:
    given = {"metrics": list(METRICS), "threshold": 0.5, "n_resamples": 1500, "compare": "all", **options}
    return cm.evaluate(**{"y_true": y, "y_score": models, **given}).comparisons


def square_and_add(a: Any, b: Any) -> tuple[float, float]:
    d = a.value - b.value
    return d - math.hypot(a.value - a.lower, b.upper - b.value), d + math.hypot(a.upper - a.value, b.value - b.lower)


# --- two groups -------------------------------------------------------------------------------------------------------------------------------


def test_two_proportions() -> None:
    """56 of 70 and 48 of 80: Newcombe's limits, and those of Miettinen and Nurminen."""
    y = np.ones(150, dtype=np.int64)
    decision = np.array([1] * 56 + [0] * 14 + [1] * 48 + [0] * 32)
    group = np.array(["a"] * 70 + ["b"] * 80)
    result = cm.evaluate(y_true=y, y_pred=decision, metrics=["sensitivity"], groups={"group": group}, gaps="pairs")
    row = result.gaps.difference.where(kind="pairs")[0]
    assert row.method == "newcombe"
    assert (row.lower, row.upper) == pytest.approx((0.0524314724, 0.3338726540), abs=1e-9)
    assert row.published_method == "miettinen_nurminen"
    assert (row.published_lower, row.published_upper) == pytest.approx((0.05282971324584463, 0.33817294001586833), abs=1e-8)
    assert "methods_differ" not in row.flags


def test_limits_that_differ_from_those_of_miettinen_and_nurminen_are_flagged() -> None:
    y = np.ones(24, dtype=np.int64)
    decision = np.array([1] * 6 + [0] * 18)
    result = cm.evaluate(y_true=y, y_pred=decision, metrics=["sensitivity"], groups={"group": ["a"] * 12 + ["b"] * 12}, gaps="pairs")
    row = result.gaps.difference.where(kind="pairs")[0]
    assert max(abs(row.published_lower - row.lower), abs(row.published_upper - row.upper)) > 0.02
    assert "methods_differ" in row.flags


def test_the_rest_is_the_rows_of_the_other_groups() -> None:
    rows = cohort(1)
    gaps = call(rows, gaps="rest").gaps.difference.where(kind="rest")
    for g in range(3):
        alone, rest = (cm.evaluate(y_true=rows.y[k], y_score=rows.score[k], metrics=list(METRICS), threshold=0.5)
                       for k in (rows.group == g, rows.group != g))  # fmt: skip
        for row in gaps.where(a=str(g)):
            a, b = (r.where(metric=row.metric)[0] for r in (alone, rest))
            assert row.value == pytest.approx(a.value - b.value, abs=1e-15), row.metric
            if row.metric in ("sensitivity", "specificity", "ppv", "accuracy"):
                assert (row.lower, row.upper) == pytest.approx(square_and_add(a, b), abs=1e-12), row.metric


def test_cross_group_aurocs_by_brute_force() -> None:
    rows = cohort(2)

    def auroc(positive: Any, negative: Any) -> float:
        return float(((positive[:, None] > negative) + (positive[:, None] == negative) / 2).mean())

    for row in call(rows, gaps="rest", metrics=["auroc"]).gaps.difference.where(kind="xauc"):
        own, event = rows.group == int(row.a[0]), rows.y == 1
        forward = auroc(rows.score[own & event], rows.score[~own & ~event])
        reverse = auroc(rows.score[~own & event], rows.score[own & ~event])
        assert row.value == pytest.approx(forward - reverse, abs=1e-14)


# --- all groups -------------------------------------------------------------------------------------------------------------------------------


def test_the_range_and_the_worst_group_are_those_of_the_groups() -> None:
    result = call(cohort(3, n_groups=5), gaps="auto")
    for metric in METRICS:
        own = {r.group: r.value for r in result.where(metric=metric, attribute="group")}
        spread = result.gaps.difference.where(kind="range", metric=metric)[0]
        assert spread.value == max(own.values()) - min(own.values())
        assert (own[spread.a], own[spread.b]) == (max(own.values()), min(own.values()))
        for row in result.gaps.where(metric=metric):
            if row.kind != "worst":
                continue
            assert row.value == (max if metric in LOWER_IS_BETTER else min)(own.values())


def heterogeneity(value: Sequence[float], se: Sequence[float]) -> tuple[float, float]:
    """Cochran's Q and I²."""
    x, w = np.array(value), 1 / np.square(se)
    q = float((w * (x - (w * x).sum() / w.sum()) ** 2).sum())
    return q, max(0.0, 1 - (len(x) - 1) / q)


def test_heterogeneity() -> None:
    """Brier scores, whose standard errors the result prints."""
    result = call(cohort(4, 400, 4), gaps="auto", metrics=["brier"])
    own = list(result.where(metric="brier", attribute="group"))
    q, i_squared = heterogeneity([r.value for r in own], [r.se for r in own])
    row = result.gaps.where(kind="heterogeneity")[0]
    assert (row.statistic, row.df, row.value) == pytest.approx((q, 3, i_squared), abs=1e-9)


def test_a_group_below_the_minimum_is_in_no_gap() -> None:
    rows = cohort(5)
    rows.group[:] = np.where(np.arange(len(rows.y)) < 6, 9, rows.group % 2)
    for gaps in ("auto", "rest", "pairs", "reference"):
        found = call(rows, gaps=gaps, min_group_size=10, metrics=["auroc", "sensitivity"]).gaps
        assert len(found) > 0
        assert not [g for g in found if ("9",) in (g.a, g.b)]


@pytest.mark.parametrize("option", [{"compare": "all"}, {"gaps": "auto"}, {"gaps": "pairs"}, {"compare": "all", "gaps": "rest"}])
def test_the_rows_of_a_result_are_the_same_without_comparisons(option: dict[str, str]) -> None:
    y, models = two_models(6)
    rows = Rows(y, models, group=np.arange(len(y)) % 3)
    assert repr(list(call(rows, **option))) == repr(list(call(rows)))


@pytest.mark.parametrize("n_of_small", [249, 250])
@pytest.mark.parametrize("gaps", ["rest", "reference", "pairs"])
def test_predictive_values_and_net_benefit_of_few_rows_are_flagged(gaps: str, n_of_small: int) -> None:
    """A group of fewer than 250 rows against more, and more against it; other metrics and the largest gap are not flagged."""
    rows = seeded(8, 1000)
    group = np.where(np.arange(1000) < n_of_small, "small", "large")
    metrics = ["ppv", "npv", "false_omission_rate", "net_benefit", "sensitivity", "auroc", "f1"]
    found = call(rows.given(group=group), gaps=gaps, metrics=metrics).gaps
    flagged = {g.metric for g in found.where(kind=gaps) if "few_rows" in g.flags}
    assert flagged == ({"ppv", "npv", "false_omission_rate", "net_benefit"} if n_of_small < 250 else set())
    assert all("few_rows" in g.flags for g in found.where(kind=gaps) if g.metric in flagged)
    assert not any("few_rows" in g.flags for g in found if g.kind != gaps)


# --- laws -------------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(5))
def test_a_swap_negates_differences_and_inverts_ratios(seed: int) -> None:
    """The limits, too, but for two methods: BCa reads quantiles of replicates, and a ratio's standard error by leaving out units is that of
    the ratio itself, which is not quite that of its inverse."""
    y, models = two_models(seed, n=60 + 40 * seed, spread=0.02 * 3**seed % 0.3)
    forward, backward = (compared(y, models, compare=[pair]) for pair in (("a", "b"), ("b", "a")))
    for x, z in zip(forward.difference, backward.difference):
        assert (x.value, x.metric) == (-z.value, z.metric)
        if x.method != "bca":
            assert (x.lower, x.upper) == pytest.approx((-z.upper, -z.lower), abs=1e-12, nan_ok=True), x.metric
            assert x.p == pytest.approx(z.p, rel=1e-6, abs=1e-12, nan_ok=True)
            assert x.decision == z.decision
    for x, z in zip(forward.ratio, backward.ratio):
        assert x.value == pytest.approx(1 / z.value, rel=1e-12)
        if x.method not in ("bca", "transform_t"):
            assert (x.lower, x.upper) == pytest.approx((1 / z.upper, 1 / z.lower if z.lower else math.inf), rel=1e-9, nan_ok=True), x.metric


@pytest.mark.parametrize("seed", range(3))
def test_limits_nest_in_the_level(seed: int) -> None:
    y, models = two_models(seed)
    inner, outer = (compared(y, models, level=level) for level in (0.9, 0.95))
    for x, z in zip(inner, outer):
        if x.kind == "models" and not math.isnan(x.lower) and x.method == z.method:
            assert z.lower <= x.lower <= x.upper <= z.upper, (x.metric, x.scale)


@pytest.mark.parametrize("seed", range(6))
def test_p_and_the_decision_agree(seed: int) -> None:
    y, models = two_models(seed, spread=0.1 + 0.05 * seed)
    for row in compared(y, models):
        if row.kind == "models" and not math.isnan(row.p):
            assert (row.decision == "different") == (row.p < 0.05), (row.metric, row.scale)


@pytest.mark.parametrize("claim", ["superior", "non_inferior", "equivalent"])
@pytest.mark.parametrize("margin", [0.01, 0.05, 0.2])
def test_every_claim_is_judged_by_the_interval(claim: str, margin: float) -> None:
    for seed in range(3):
        y, models = two_models(seed, spread=0.05 + 0.1 * seed)
        for pair in (("a", "b"), ("b", "a")):
            rows = compared(
                y, models, compare=[pair], metrics=["auroc", "brier", "sensitivity", "log_loss"], margin=margin, alternative=claim
            )
            for row in rows.difference:
                low, high = (-row.upper, -row.lower) if row.metric in LOWER_IS_BETTER else (row.lower, row.upper)
                is_shown = {"superior": low > margin, "non_inferior": low > -margin, "equivalent": -margin < low and high < margin}[claim]
                assert row.decision == (claim if is_shown else "not_shown"), (row.metric, row.a)
                assert (row.p < 0.025) == is_shown
                assert row.margin == margin


def test_superiority_without_a_margin_is_a_difference_in_the_better_direction() -> None:
    for seed in range(4):
        y, models = two_models(seed, spread=0.25)
        names = ["auroc", "brier", "sensitivity"]
        two_sided, one_sided = compared(y, models, metrics=names), compared(y, models, metrics=names, alternative="superior")
        for x, z in zip(two_sided.difference, one_sided.difference):
            is_better = (x.value < 0) if x.metric in LOWER_IS_BETTER else (x.value > 0)
            assert (z.decision == "superior") == (x.decision == "different" and is_better)
            assert (x.lower, x.upper) == (z.lower, z.upper)


def test_identical_models_differ_by_0() -> None:
    y, models = two_models(8)
    for row in compared(y, {"a": models["a"], "b": models["a"].copy()}):
        if row.kind == "models" and row.status == "ok":
            same = 1 if row.scale == "ratio" else 0
            assert (row.value, row.lower, row.upper) == (same, same, same)
            assert "identical" in row.flags


def test_ranks_alone_decide_about_aurocs() -> None:
    y, models = two_models(9)
    logits = {k: np.log(v / (1 - v)) for k, v in models.items()}
    plain, moved = (compared(y, m, metrics=["auroc"]) for m in (models, logits))
    assert repr(list(plain)) == repr(list(moved))
    flipped = compared(1 - y, {k: -v for k, v in models.items()}, metrics=["auroc"])
    for x, z in zip(plain.difference, flipped.difference):
        assert (x.value, x.lower, x.upper, x.statistic) == pytest.approx((z.value, z.lower, z.upper, z.statistic), abs=1e-12)


@pytest.mark.parametrize("options", [{"num_threads": 1}, {"num_threads": 2}, {"backend": "reference"}])
def test_comparisons_do_not_depend_on_how_they_are_computed(options: dict[str, Any]) -> None:
    y, models = two_models(10)
    rows = Rows(y, models, group=np.arange(len(y)) % 3)
    default, other = (call(rows, compare="all", gaps="auto", **o) for o in ({"backend": "cpu"}, options))
    assert repr(list(default.comparisons)) == repr(list(other.comparisons))
    assert repr(list(default.gaps)) == repr(list(other.gaps))


def test_with_units_comparisons_do_not_depend_on_the_order_of_rows() -> None:
    y, models = two_models(11)
    unit = np.arange(len(y)) // 3
    order = np.random.default_rng(0).permutation(len(y))
    plain, shuffled = (
        call(Rows(y[k], {m: s[k] for m, s in models.items()}, unit=unit[k], group=unit[k] % 2), compare="all", gaps="auto")
        for k in (np.arange(len(y)), order)
    )
    for x, z in zip([*plain.comparisons, *plain.gaps], [*shuffled.comparisons, *shuffled.gaps]):
        for name in ("value", "lower", "upper", "p", "test_p", "p_permutation", "p_bootstrap"):
            assert getattr(x, name) == pytest.approx(getattr(z, name), rel=1e-9, abs=1e-12, nan_ok=True), (x.metric, x.kind, name)


def test_a_pair_does_not_depend_on_other_models() -> None:
    y, models = two_models(12)
    third = {"c": np.clip(models["b"] + 0.1, 0.01, 0.99)}
    alone, with_third = compared(y, models), compared(y, {**models, **third}).where(a="a", b="b", kind="models")
    for x, z in zip(alone, with_third):
        for name in ("value", "lower", "upper", "p", "test_p", "p_permutation", "p_bootstrap", "published_lower"):
            assert getattr(x, name) == pytest.approx(getattr(z, name), abs=1e-13, nan_ok=True), (x.metric, name)
        assert z.simultaneous_lower <= z.lower or math.isnan(z.lower)


# --- published methods, patients in several groups ---------------------------------------------------------------------------------------------


def test_published_methods_alone() -> None:
    """The AUROCs of two models by DeLong's interval, which the default shows beside its own."""
    y, models = two_models(3)
    published, usual = compared(y, models, ci="published"), compared(y, models)
    difference, beside = published.where(metric="auroc").difference[0], usual.where(metric="auroc").difference[0]
    assert (difference.method, beside.published_method) == ("delong", "delong")
    assert (difference.lower, difference.upper) == (beside.published_lower, beside.published_upper)
    ratio = published.where(metric="auroc").ratio[0]
    assert ratio.interval_status == "ok"
    assert 0 < ratio.lower < ratio.value < ratio.upper
    assert [c.value for c in published] == [c.value for c in usual]
    rows = cohort(3)
    assert {g.published_method for g in call(rows, ci="published", gaps="auto").gaps} <= {"none", "miettinen_nurminen"}


@pytest.mark.parametrize("metric", [*METRICS, "ece"])
def test_patients_with_rows_in_two_groups(metric: str) -> None:
    """Of two groups, each is the rest of the other, also where their estimates are correlated by the patients that they share."""
    rows = cohort(5, 300, n_groups=2).given(unit=np.arange(300) // 4)
    gaps = call(rows, metrics=[metric], gaps="rest").gaps.where(kind="rest").difference
    first, second = gaps
    assert first.value == pytest.approx(-second.value, abs=1e-12)
    assert (first.lower, first.upper) == pytest.approx((-second.upper, -second.lower), abs=1e-9, nan_ok=True)
    needs_replicates = metric in ("average_precision", "ece")  # which the rest does not have
    assert first.interval_status == ("not_resampled" if needs_replicates else "ok")


def test_gaps_between_two_groups_have_replicates() -> None:
    rows = cohort(5, 300, n_groups=2).given(unit=np.arange(300) // 4)
    for gap in call(rows, metrics=["average_precision", "ece"], gaps="pairs", n_resamples=400).gaps.where(kind="pairs").difference:
        assert gap.interval_status == "ok"
        assert gap.lower < gap.value < gap.upper
