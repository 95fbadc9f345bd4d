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
    jackknife_se,
    limits,
    mover,
    near,
    values_of,
    weights_of,
    without_each_unit,
)


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
    order = np.argsort(values_of("brier", opposed))
    opposed = opposed.take(np.concatenate([order[:40], order[40:][::-1]])).given(unit=np.tile(np.arange(40), 2))
    for rows, n in ((agree, 40), (opposed, 80)):
        x = values_of("brier", rows)
        se = jackknife_se(lambda r: float(values_of("brier", r).mean()), rows)
        assert (x.var() / se**2 > n) == (n == 80)
        assert limits(estimate("brier", rows)) == near(beta_of_jackknife(x.mean(), se, n, 0.5, 0.95))


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
