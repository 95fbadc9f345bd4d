# SPDX-License-Identifier: Apache-2.0
"""Default intervals with units or weights, against their formulas written again."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from cohorts import Rows, estimate, seeded
from interval_formulas import (
    MEANS,
    Metric,
    auroc,
    beta_of_jackknife,
    beta_of_unit_auroc,
    beta_of_units,
    counts_of,
    effective_share,
    hull,
    jackknife_se,
    kish,
    limits,
    mover,
    near,
    rows_by_outcome,
    sums_of_units,
    t_on,
    units_of,
    values_of,
    weights_of,
    widened,
    wilson,
    without_each_unit,
)
from scipy import stats


def with_units(seed: int, n_units: int, most: int, shared: float = 0.0) -> Rows:
    """Units of 1 to `most` rows, whose risks have a part in common."""
    draw = np.random.default_rng(seed)
    unit = np.repeat(np.arange(n_units), draw.integers(1, most + 1, n_units))
    rows = seeded(seed, len(unit))
    of_unit = draw.normal(0, shared, n_units)[unit]
    return rows.given(unit=unit, score=np.clip(rows.score + of_unit, 0.01, 0.99))


DEPENDENT = {
    "units": with_units(11, 60, 4),
    "units_alike": with_units(12, 25, 9, shared=0.3),
    "one_large_unit": with_units(13, 40, 2).given(unit=np.minimum(np.arange(len(with_units(13, 40, 2).y)), 35)),
    "weights": seeded(14, 90).given(weight=1 + np.arange(90) % 4),
    "weights_1_to_20": seeded(15, 120, 0.2).given(weight=np.where(np.arange(120) % 7 == 0, 20, 1)),
    "units_and_weights": with_units(16, 30, 5).given(weight=1 + np.arange(len(with_units(16, 30, 5).y)) % 3),
    "few_units_of_a_class": with_units(17, 8, 5),
}
every_dependence = pytest.mark.parametrize("rows", DEPENDENT.values(), ids=DEPENDENT)


@every_dependence
@pytest.mark.parametrize("metric", MEANS)
def test_beta_bound_of_means_of_units(rows: Rows, metric: str) -> None:
    e = estimate(metric, rows)
    assert (e.method, limits(e)) == ("beta_bound", near(beta_of_units(metric, rows, 0.95)))
    assert e.se == pytest.approx(jackknife_se(lambda r: float(np.average(values_of(metric, r), weights=weights_of(r))), rows), rel=1e-9)


@every_dependence
@pytest.mark.parametrize("level", [0.9, 0.95])
def test_beta_bound_of_the_auroc_of_units(rows: Rows, level: float) -> None:
    e = estimate("auroc", rows, level=level)
    assert (e.method, limits(e)) == ("beta_bound", near(beta_of_unit_auroc(rows, level)))
    assert e.se == pytest.approx(jackknife_se(auroc, rows), rel=1e-9)


def test_the_effective_number_of_rows_is_clipped() -> None:
    """Units whose rows all agree have at least the size of the units; negatively correlated rows have at most that of the rows."""
    agree = seeded(21, 40)
    agree = agree.take(np.repeat(np.arange(40), 3)).given(unit=np.repeat(np.arange(40), 3))
    opposed = seeded(22, 80)
    by_class = np.argsort(2 * opposed.y + values_of("brier", opposed))  # opposite outcomes, and opposite losses, make a unit
    opposed = opposed.take(np.concatenate([by_class[:40], by_class[40:][::-1]])).given(unit=np.tile(np.arange(40), 2))
    for rows, n in ((agree, 40), (opposed, 80)):
        x = values_of("brier", rows)
        se = jackknife_se(lambda r: float(values_of("brier", r).mean()), rows)
        assert (x.var() / se**2 > n) == (n == 80)
        assert rows_by_outcome(rows) == pytest.approx(n)
        wide = widened(se, 40 - 1, 0.95)
        assert limits(estimate("brier", rows)) == near(beta_of_jackknife(x.mean(), wide, n, 0.5, 0.95))


def test_units_without_an_event_are_as_many_rows_as_units() -> None:
    """Their losses are nearly equal, which says nothing about the loss of a patient who has the event."""
    rows = seeded(24, 200)
    rows = rows.given(y=np.zeros(200, int), score=0.1 + 0.1 * rows.score, unit=np.arange(200) // 10)
    for metric in MEANS:
        e = estimate(metric, rows)
        assert limits(e) == near(beta_of_units(metric, rows, 0.95))
        assert rows_by_outcome(rows) == 20
    assert limits(estimate("brier", rows))[1] > 0.1  # Wilson's limit of 0 in 20 is .16


@pytest.mark.parametrize("n_units", [4, 5])
def test_fewer_than_five_units_are_too_few(n_units: int) -> None:
    draw = np.random.default_rng(3)
    unit = np.arange(60) % n_units
    rows = Rows(np.tile([0, 1], 30), draw.random(60), unit=unit)
    for metric in ("auroc", *MEANS):
        assert estimate(metric, rows).interval_status == ("too_few" if n_units < 5 else "ok")
    of_four = np.where(rows.y == 1, np.arange(60) % 4 * 2 + 1, np.arange(60))  # the positives belong to four patients
    assert estimate("auroc", rows.given(unit=1000 * rows.y + of_four)).interval_status == "too_few"


def shares(metric: str, rows: Rows) -> tuple[Metric, Metric, str, str]:
    """The two proportions of a composite a − b (or a·b), and the metrics that they are."""

    def share(of: Callable[[Rows], np.ndarray], hit: Callable[[Rows], np.ndarray]) -> Metric:
        return lambda r: float((weights_of(r) * (of(r) & hit(r))).sum() / (weights_of(r) * of(r)).sum())

    def positive(r: Rows) -> np.ndarray:
        return r.y == 1

    def predicted(r: Rows) -> np.ndarray:
        return r.score >= 0.5

    def negated(of: Callable[[Rows], np.ndarray]) -> Callable[[Rows], np.ndarray]:
        return lambda r: ~of(r)

    if metric == "markedness":
        return share(predicted, positive), share(negated(predicted), positive), "ppv", "false_omission_rate"
    if metric == "g_mean":
        return share(positive, predicted), share(negated(positive), negated(predicted)), "sensitivity", "specificity"
    return share(positive, predicted), share(negated(positive), predicted), "sensitivity", "fpr"


@pytest.mark.parametrize("rows", [DEPENDENT[k] for k in ("units", "units_alike", "weights", "units_and_weights")])
@pytest.mark.parametrize("metric", ["balanced_accuracy", "informedness", "markedness", "g_mean"])
def test_mover_of_units(metric: str, rows: Rows) -> None:
    """Limits of the two proportions among units, joined with the correlation of their delete-one-unit values."""
    of_a, of_b, name_a, name_b = shares(metric, rows)
    a, b = of_a(rows), of_b(rows)
    r = float(np.corrcoef(without_each_unit(of_a, rows), without_each_unit(of_b, rows))[0, 1])
    limits_a, limits_b = (limits(estimate(name, rows)) for name in (name_a, name_b))
    e = estimate(metric, rows)
    assert e.method == "mover"
    if metric == "g_mean":  # the logarithm of a product is a − (−log b)
        log_a, log_b = tuple(map(math.log, limits_a)), tuple(-math.log(x) for x in reversed(limits_b))
        low, high = mover(math.log(a), log_a, -math.log(b), log_b, -r)
        want = math.exp(low / 2), math.exp(high / 2)
    else:
        want = mover(a, limits_a, b, limits_b, r)
        if metric == "balanced_accuracy":
            want = (want[0] + 1) / 2, (want[1] + 1) / 2
    assert limits(e) == near(want)
    by_t = estimate(metric, rows, ci="transform_t")
    assert (e.published_lower, e.published_upper, e.published_method) == (by_t.lower, by_t.upper, "transform_t")


# Of TP, FP, FN, TN: those that a proportion counts as successes, and as failures.
SHARES = {
    "sensitivity": ([0], [2]),
    "specificity": ([3], [1]),
    "ppv": ([0], [1]),
    "npv": ([3], [2]),
    "accuracy": ([0, 3], [1, 2]),
    "prevalence": ([0, 2], [1, 3]),
    "jaccard": ([0], [1, 2]),
}


def effective_df(rows: Rows, counted: list[int]) -> float:
    """Kish's effective number of units, by what each adds to these counts, less 1."""
    cell = np.where(rows.y == 1, np.where(rows.score >= 0.5, 0, 2), np.where(rows.score >= 0.5, 1, 3))
    return kish(sums_of_units(rows, weights_of(rows) * np.isin(cell, counted))) - 1


@every_dependence
@pytest.mark.parametrize("metric", SHARES)
@pytest.mark.parametrize("level", [0.9, 0.95])
def test_effective_t_of_proportions(rows: Rows, metric: str, level: float) -> None:
    hit, miss = SHARES[metric]
    e = estimate(metric, rows, level=level)
    if e.interval_status == "too_few":
        assert len(np.unique(units_of(rows))) < 10
        return
    se = jackknife_se(lambda r: float(counts_of(r)[hit].sum() / counts_of(r)[hit + miss].sum()), rows)
    want = t_on("logit", e.value, se, effective_df(rows, hit + miss), level)
    if rows.weight is not None:
        successes, trials = effective_share(rows, hit, miss)
        want = hull(want, wilson(successes, trials, level))
    assert (e.method, limits(e)) == ("effective_t", near(want))
    assert (e.se, e.df) == (pytest.approx(se, rel=1e-9), pytest.approx(effective_df(rows, hit + miss), rel=1e-12))
    assert e.published_method == "transform_t"


@every_dependence
@pytest.mark.parametrize("metric", ["lr_positive", "lr_negative", "diagnostic_odds_ratio"])
def test_effective_t_of_ratios(rows: Rows, metric: str) -> None:
    """The smaller of the effective numbers of units with and without the event; with weights, the logarithm at the effective counts."""
    first, second = ([0], [1]) if metric != "lr_negative" else ([2], [3])
    other = {0: [2], 2: [0], 1: [3], 3: [1]}

    def value(r: Rows) -> float:
        n = counts_of(r)
        p, q = (n[k].sum() / (n[k] + n[other[k[0]]]).sum() for k in (first, second))
        return float(p / q if metric.startswith("lr") else p / (1 - p) / (q / (1 - q)))

    e = estimate(metric, rows)
    if e.interval_status != "ok":
        assert e.interval_status == "too_few"
        return
    want = t_on("log", e.value, jackknife_se(value, rows), min(effective_df(rows, [0, 2]), effective_df(rows, [1, 3])), 0.95)
    if rows.weight is not None:
        (x, m), (y, n) = (effective_share(rows, k, other[k[0]]) for k in (first, second))
        variance = 1 / x - 1 / m + 1 / y - 1 / n if metric.startswith("lr") else 1 / x + 1 / (m - x) + 1 / y + 1 / (n - y)
        step = float(stats.norm.ppf(0.975)) * math.sqrt(variance)
        want = hull(want, (e.value * math.exp(-step), e.value * math.exp(step)))
    assert (e.method, limits(e)) == ("effective_t", near(want))


@pytest.mark.parametrize("rows", [DEPENDENT[k] for k in ("units", "units_alike", "one_large_unit")])
def test_degrees_of_freedom_of_other_metrics(rows: Rows) -> None:
    """Those of the effective number of units, by the weights of their rows."""
    df = kish(sums_of_units(rows, weights_of(rows))) - 1
    for metric in ("mcc", "kappa", "observed_expected_ratio", "calibration_intercept", "scaled_brier", "ks_statistic"):
        e = estimate(metric, rows)
        assert (e.method, e.df) == ("effective_t", pytest.approx(df, rel=1e-12)), metric
    assert df < len(np.unique(units_of(rows))) - 1


def test_units_of_equal_size_have_the_published_limits() -> None:
    rows = seeded(23, 120)
    rows = rows.given(unit=np.arange(120) % 30)
    for metric in ("accuracy", "prevalence", "mcc", "observed_expected_ratio"):
        e = estimate(metric, rows)
        assert (e.method, e.df) == ("effective_t", 29)
        assert (e.lower, e.upper) == (e.published_lower, e.published_upper)
