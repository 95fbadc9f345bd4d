# SPDX-License-Identifier: Apache-2.0
"""Where the default method has no limits, another takes its place."""

from __future__ import annotations

import math

import clinmetrics as cm
import numpy as np
import pytest
from cohorts import Rows, estimate
from interval_formulas import close, kish, limits, wilson
from scipy import stats


def test_proportion_of_units_that_all_agree() -> None:
    """SE_J = 0: Wilson at the Kish size (Σm)²/Σm² of the denominator's weights per unit."""
    rng = np.random.default_rng(4)
    unit = np.repeat(np.arange(25), rng.integers(1, 9, 25))
    weight = rng.integers(1, 4, len(unit))
    y = (unit % 2 == 0).astype(int)
    rows = Rows(y, y * 0.8, weight=weight, unit=unit)
    m = np.array([weight[(unit == u) & (y == 1)].sum() for u in range(25)])
    kish = m.sum() ** 2 / (m**2).sum()
    e = estimate("sensitivity", rows)
    assert (e.value, e.method) == (1, "wilson")
    close(e, wilson(kish, kish))
    close(estimate("fnr", rows), wilson(0, kish))
    named = estimate("sensitivity", rows, ci="transform_t")
    assert (named.method, named.interval_status) == ("transform_t", "zero_variance")


def newcombe5(a: float, n_positive: float, n_negative: float, level: float = 0.95) -> tuple[float, float]:
    """Both roots of |a − t| = z·√V(t) by bisection."""
    z, m = stats.norm.ppf((1 + level) / 2), (n_positive + n_negative) / 2 - 1

    def gap(t: float) -> float:
        v = t * (1 - t) * (1 + m * (1 - t) / (2 - t) + m * t / (1 + t)) / (n_positive * n_negative)
        return abs(a - t) - z * math.sqrt(v)

    def root(outer: float, inner: float) -> float:
        for _ in range(200):
            middle = (outer + inner) / 2
            outer, inner = (middle, inner) if gap(middle) > 0 else (outer, middle)
        return inner

    return (0.0 if a == 0 else root(0.0, a - 1e-12), 1.0 if a == 1 else root(1.0, a + 1e-12))


def test_perfect_separation() -> None:
    """DeLong's variance is 0: Newcombe's method 5 has an interval, and so has the default."""
    y = np.repeat([1, 0], [5, 45])
    e = cm.auroc(y, y)
    assert (e.value, e.method, e.upper, e.published_method) == (1, "beta_bound", 1, "delong")
    assert 0.5 < e.lower < 1
    assert math.isnan(e.published_lower)
    assert cm.auroc(y, y, ci="published").interval_status == "zero_variance"
    by_newcombe = cm.auroc(y, y, ci="newcombe5")
    assert by_newcombe.lower == pytest.approx(0.7878, abs=5e-5)
    close(by_newcombe, newcombe5(1, 5, 45), rel=1e-9)
    unit = np.repeat(np.arange(10), 5)  # patients 0 and 1 … hold the positives
    y = np.tile([1, 0, 1, 0, 0], 10)
    clustered, worst = cm.auroc(y, y, unit=unit), cm.auroc(y, 1 - y, unit=unit)
    assert (clustered.value, clustered.method, clustered.upper) == (1, "beta_bound", 1)
    assert limits(worst) == (0, pytest.approx(1 - clustered.lower, rel=1e-9))
    flat = cm.auroc(np.repeat([1, 0], [40, 60]), np.zeros(100), ci="newcombe5")
    assert flat.value == 0.5
    close(flat, newcombe5(0.5, 40, 60), rel=1e-9)


def test_average_precision_of_1() -> None:
    y = np.repeat([1, 0], [12, 48])
    e = cm.average_precision(y, y)
    assert (e.value, e.method, e.upper) == (1, "beta_bound", 1)
    clustered = cm.average_precision(y, y, unit=np.arange(60) // 2)
    assert clustered.method == "wilson"
    close(clustered, wilson(6, 6))  # patients with a positive row


def test_no_event_at_all() -> None:
    """O:E from 0 to Wilson's upper limit of 0 in n, times n over what was expected."""
    score = np.linspace(0.05, 0.3, 80)
    e = cm.observed_expected_ratio(np.zeros(80), score)
    assert (e.value, e.status) == (0, "ok")
    close(e, (0.0, wilson(0, 80)[1] * 80 / score.sum()), rel=1e-7)
    assert cm.observed_expected_ratio(np.zeros(80), score, ci="transform_t").interval_status != "ok"


def test_no_event_among_patients_or_weighted_rows() -> None:
    """As many rows as the patients, or the weighted rows, are worth: the scale of the weights has no effect."""
    rng = np.random.default_rng(5)
    score, none = np.linspace(0.05, 0.3, 80), np.zeros(80)
    unit = np.repeat(np.arange(20), [1, 7] * 10)
    weights = {"whole": rng.integers(1, 21, 80).astype(float), "real": rng.uniform(0.1, 30, 80)}

    def upper(n: float, weight: np.ndarray) -> float:
        return float(wilson(0, n)[1] / np.average(score, weights=weight))

    e = cm.observed_expected_ratio(none, score, unit=unit)
    close(e, (0.0, upper(kish(np.array([1, 7] * 10)), np.ones(80))), rel=1e-7)
    for w in weights.values():
        close(cm.observed_expected_ratio(none, score, sample_weight=w), (0.0, upper(kish(w), w)), rel=1e-7)
        close(cm.observed_expected_ratio(none, score, sample_weight=w, ci="published"), (0.0, upper(kish(w), w)), rel=1e-7)
        of_both = min(kish(w), kish(np.bincount(unit, w)))
        close(cm.observed_expected_ratio(none, score, sample_weight=w, unit=unit), (0.0, upper(of_both, w)), rel=1e-7)


def test_infinite_log_loss() -> None:
    y, score = np.tile([0, 1], 50), np.tile([0.3, 0.8], 50)
    score[1] = 0.0
    e = cm.log_loss(y, score)
    assert (e.value, e.interval_status) == (math.inf, "infinite_value")
    assert np.isnan([e.lower, e.upper]).all()
    assert cm.log_loss(y, np.tile([0.3, 0.8], 50)).interval_status == "ok"


@pytest.mark.parametrize("metric", ["mcc", "kappa", "fowlkes_mallows"])
def test_where_bca_has_no_answer(metric: str) -> None:
    """All decisions right: every replicate is 1, and the limits come from the cells, each half a row larger."""
    y = np.repeat([1, 0], [30, 70])
    e = getattr(cm, metric)(y, y)
    assert (e.value, e.method, e.interval_status, e.upper) == (1, "hull_bca_delta", "ok", 1)
    assert 0.8 < e.lower < 1
    assert limits(e) == limits(getattr(cm, metric)(y, y, ci="delta_fisher_z"))
    named = getattr(cm, metric)(y, y, ci="bca")
    assert (named.method, named.interval_status) == ("bca", "zero_variance")


def test_likelihood_ratios_with_an_empty_cell() -> None:
    tp, fp, fn, tn = 20, 0, 10, 40
    y, d = np.repeat([1, 0, 1, 0], [tp, fp, fn, tn]), np.repeat([1, 1, 0, 0], [tp, fp, fn, tn])
    e = cm.lr_positive(y, d)
    assert (e.value, e.status, e.method, e.upper) == (math.inf, "zero_denominator", "log_haldane", math.inf)
    tp, fp, n_positive, n_negative = tp + 0.5, fp + 0.5, 31, 41
    ratio, se = (tp / n_positive) / (fp / n_negative), math.sqrt(1 / tp - 1 / n_positive + 1 / fp - 1 / n_negative)
    assert e.lower == pytest.approx(ratio * math.exp(-1.959963984540054 * se), rel=1e-12)
