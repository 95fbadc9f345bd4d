# SPDX-License-Identifier: Apache-2.0
"""Limits by the jackknife and by the bootstrap, worked out again in NumPy."""

from __future__ import annotations

import math
from collections.abc import Callable

import clinmetrics as cm
import numpy as np
import pytest
from cohorts import Rows, estimate, evaluate, seeded
from interval_formulas import close
from scipy import stats


def sens(y: np.ndarray, s: np.ndarray, w: np.ndarray) -> float:
    return float(w[(y == 1) & (s >= 0.5)].sum() / w[y == 1].sum())


def auc(y: np.ndarray, s: np.ndarray, w: np.ndarray) -> float:
    p, q = s[y == 1][:, None], s[y == 0][None, :]
    pairs = w[y == 1][:, None] * w[y == 0][None, :]
    return float((pairs * ((p > q) + 0.5 * (p == q))).sum() / pairs.sum())


def youden(y: np.ndarray, s: np.ndarray, w: np.ndarray) -> float:
    return sens(y, s, w) + float(w[(y == 0) & (s < 0.5)].sum() / w[y == 0].sum()) - 1


BY_HAND: dict[str, tuple[Callable[[np.ndarray, np.ndarray, np.ndarray], float], str]] = {
    "sensitivity": (sens, "logit"),
    "accuracy": (lambda y, s, w: float((w * (y == (s >= 0.5))).sum() / w.sum()), "logit"),
    "ppv": (lambda y, s, w: float(w[(y == 1) & (s >= 0.5)].sum() / w[s >= 0.5].sum()), "logit"),
    "informedness": (youden, "?"),
    "lr_positive": (lambda y, s, w: sens(y, s, w) / float(w[(y == 0) & (s >= 0.5)].sum() / w[y == 0].sum()), "log"),
    "f1": (lambda y, s, w: float(2 * w[(y == 1) & (s >= 0.5)].sum() / (w[y == 1].sum() + w[s >= 0.5].sum())), "logit"),
    "auroc": (auc, "logit"),
    "brier": (lambda y, s, w: float((w * (y - s) ** 2).sum() / w.sum()), "log"),
    "mean_calibration_difference": (lambda y, s, w: float((w * (y - s)).sum() / w.sum()), "identity"),
    "observed_expected_ratio": (lambda y, s, w: float((w * y).sum() / (w * s).sum()), "log"),
    "scaled_brier": (
        lambda y, s, w: 1 - float((w * (y - s) ** 2).sum() / w.sum()) / float(np.average(y, weights=w) * (1 - np.average(y, weights=w))), "identity"
    ),
}  # fmt: skip
H: dict[str, tuple[Callable[[float], float], Callable[[float], float], Callable[[float], float]]] = {
    "identity": (lambda x: x, lambda x: 1.0, lambda x: x),
    "log": (math.log, lambda x: 1 / x, math.exp),
    "logit": (lambda x: math.log(x / (1 - x)), lambda x: 1 / x / (1 - x), lambda x: 1 / (1 + math.exp(-x))),
}


def clustered(seed: int, weighted: bool, stratified: bool) -> Rows:
    draw = np.random.default_rng(seed)
    unit = np.repeat(np.arange(24), draw.integers(1, 6, 24))
    n = len(unit)
    y = (draw.random(n) < 0.3 + 0.3 * (unit % 2)).astype(int)
    score = np.round(np.clip(draw.normal(0.4 + 0.2 * y, 0.2), 0.02, 0.98), 2)
    return Rows(y, score, draw.integers(1, 4, n) if weighted else None, unit, unit % 2 if stratified else None)


@pytest.mark.parametrize("stratified", [False, True])
@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("metric", list(BY_HAND))
def test_jackknife_by_hand(metric: str, weighted: bool, stratified: bool) -> None:
    """SE_J² = Σ over strata of (m − 1)/m · Σ (θ₋ᵢ − mean)², each patient taken out in turn."""
    rows = clustered(7, weighted, stratified)
    of, scale = BY_HAND[metric]
    w = np.ones(len(rows.y)) if rows.weight is None else rows.weight.astype(float)
    units = np.unique(rows.unit)
    without = np.array([of(rows.y[k], rows.score[k], w[k]) for k in (rows.unit != u for u in units)])
    stratum = units % 2 if stratified else units * 0
    variance = 0.0
    for s in np.unique(stratum):
        of_stratum = without[stratum == s]
        m = len(of_stratum)
        variance += (m - 1) / m * float(((of_stratum - of_stratum.mean()) ** 2).sum())
    e = estimate(metric, rows, ci="transform_t")
    value = of(rows.y, rows.score, w)
    assert e.value == pytest.approx(value, rel=1e-12, abs=1e-14)
    assert e.se == pytest.approx(math.sqrt(variance), rel=1e-9)
    positive = len(np.unique(rows.unit[rows.y == 1]))
    negative = len(np.unique(rows.unit[rows.y == 0]))
    flagged = len(np.unique(rows.unit[rows.score >= 0.5]))
    df = {"sensitivity": positive, "ppv": flagged, "auroc": min(positive, negative)}.get(metric, len(units)) - 1
    assert e.df == df
    if scale != "?":
        h, slope, back = H[scale]
        step = stats.t.ppf(0.975, df) * math.sqrt(variance) * slope(value)
        close(e, (back(h(value) - step), back(h(value) + step)), rel=1e-9)


@pytest.mark.parametrize("metric", ["auroc", "mcc", "brier", "sensitivity"])
def test_percentile_and_basic_by_hand(metric: str) -> None:
    rows = seeded(9, 200)
    for level in (0.9, 0.95):
        p, b = (evaluate(rows, metrics=metric, ci=ci, level=level, keep_replicates=True).one() for ci in ("percentile", "basic"))
        low, high = np.quantile(p.replicates, [(1 - level) / 2, (1 + level) / 2])
        shift = 0.0
        if metric == "brier":  # replicates add up squares of 28 binary digits; the limits move by what rounding does to the value
            shift = p.value - float(np.mean(np.round((rows.score - rows.y) ** 2 * 2**28)) / 2**28)
        close(p, (low + shift, high + shift))
        close(b, (2 * (b.value - shift) - high + shift, 2 * (b.value - shift) - low + shift))
        assert p.se == pytest.approx(np.std(p.replicates, ddof=1), rel=1e-9)
        assert (p.n_resamples, p.n_undefined) == (2000, 0)


@pytest.mark.parametrize("metric", ["auroc", "brier", "sensitivity"])
def test_bca_by_hand(metric: str) -> None:
    rows = seeded(9, 120)
    e = evaluate(rows, metrics=metric, ci="bca", keep_replicates=True).one()
    of = BY_HAND[metric][0]
    n = len(rows.y)
    one = np.ones(n)
    without = np.array([of(np.delete(rows.y, i), np.delete(rows.score, i), one[1:]) for i in range(n)])
    influence = (n - 1) * (without.mean() - without)
    a = (influence**3).sum() / 6 / (influence**2).sum() ** 1.5
    z0 = stats.norm.ppf(np.mean(e.replicates < e.value) + np.mean(e.replicates == e.value) / 2)
    z = stats.norm.ppf([0.025, 0.975])
    adjusted = stats.norm.cdf(z0 + (z0 + z) / (1 - a * (z0 + z)))
    shift = 0.0
    if metric == "brier":  # as in test_percentile_and_basic_by_hand
        shift = e.value - float(np.mean(np.round((rows.score - rows.y) ** 2 * 2**28)) / 2**28)
    low, high = np.quantile(e.replicates, adjusted)
    close(e, (low + shift, high + shift), rel=1e-9)


def test_average_precision_by_hand() -> None:
    rows = seeded(9, 200)
    e = evaluate(rows, metrics="average_precision", ci="logit_bootstrap_sd", keep_replicates=True).one()
    n = int(rows.y.sum())
    logit = np.log(e.replicates / (1 - e.replicates))
    step = stats.t.ppf(0.975, n - 1) * math.sqrt(n / (n - 1)) * np.std(logit, ddof=1)
    centre = math.log(e.value / (1 - e.value))
    close(e, (1 / (1 + math.exp(step - centre)), 1 / (1 + math.exp(-step - centre))), rel=1e-9)
    assert e.df == n - 1


def test_ece_by_hand() -> None:
    rows = seeded(9, 300)
    e = evaluate(rows, metrics="ece", ci="l1_projection", keep_replicates=True).one()
    reach = np.quantile(e.replicates, 0.95)
    close(e, (max(0, e.value - reach), min(1, e.value + reach)))
    place = np.minimum((rows.score * 10).astype(int), 9)
    gaps = [(rows.y - rows.score)[place == b].sum() / 300 for b in range(10)]
    assert e.value == pytest.approx(np.abs(gaps).sum(), rel=1e-9)


def test_replicates_come_from_the_weights_that_are_shown() -> None:
    rows = seeded(10, 80)
    e = evaluate(rows, metrics="auroc", ci="percentile", n_resamples=400, seed=77, keep_replicates=True).one()
    weights = cm.resample_weights(80, 400, 77)
    np.testing.assert_allclose(e.replicates, [auc(rows.y, rows.score, w.astype(float)) for w in weights], rtol=1e-13)
    units = np.arange(80) // 3
    e = evaluate(rows.given(unit=units), metrics="brier", ci="percentile", n_resamples=400, seed=77, keep_replicates=True).one()
    weights = cm.resample_weights(27, 400, 77)[:, units]
    np.testing.assert_allclose(e.replicates, [BY_HAND["brier"][0](rows.y, rows.score, w.astype(float)) for w in weights], rtol=1e-7)
