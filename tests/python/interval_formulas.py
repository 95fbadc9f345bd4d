# SPDX-License-Identifier: Apache-2.0
"""The formulas of the default intervals, written again in NumPy and SciPy."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import clinmetrics as cm
import numpy as np
import pytest
from cohorts import Rows
from scipy import stats

Limits = tuple[float, float]
Metric = Callable[[Rows], float]
MEANS = ("brier", "log_loss", "mean_calibration_difference")


def limits(e: cm.Estimate) -> Limits:
    assert e.interval_status == "ok", e.interval_status
    return e.lower, e.upper


def close(e: cm.Estimate, want: Limits, rel: float = 1e-11) -> None:
    assert limits(e) == (pytest.approx(want[0], rel=rel, abs=1e-13), pytest.approx(want[1], rel=rel, abs=1e-13))


def near(want: Limits, rel: float = 1e-9) -> tuple[Any, Any]:
    return pytest.approx(want[0], rel=rel, abs=1e-10), pytest.approx(want[1], rel=rel, abs=1e-10)


def of_moments(below: Limits, above: Limits, level: float) -> Limits:
    """From mean and variance with the pseudo-rows at the lower end, and the same of 1 − the values; all of [0, 1] without a distribution."""

    def quantile(mean: float, variance: float) -> float:
        if not mean > 0:
            return 0.0
        size = mean * (1 - mean) / variance - 1 if variance > 0 else -1
        return float(stats.beta.ppf((1 - level) / 2, mean * size, (1 - mean) * size)) if size > 0 else math.nan

    low, high = quantile(*below), 1 - quantile(*above)
    return (0.0, 1.0) if math.isnan(low + high) else (low, high)


def beta_of_summary(value: float, n: float, second: Callable[[float], float], c: float, level: float) -> Limits:
    """`second(m)`: n times the mean square, if the mean is m."""

    def moments(m: float) -> Limits:
        mean = m * n / (n + c)
        return mean, (second(m) / (n + c) - mean**2) / (n + c + 1)

    return of_moments(moments(value), moments(1 - value), level)


def beta_of_rows(x: np.ndarray, least: float, greatest: float, c: float, level: float) -> Limits:
    w = (x - least) / (greatest - least)
    spread = ((w - w.mean()) ** 2).sum()
    low, high = beta_of_summary(w.mean(), len(w), lambda m: spread + len(w) * m * m, c, level)
    return least + (greatest - least) * low, least + (greatest - least) * high


def beta_of_jackknife(value: float, se: float, n: float, c: float, level: float) -> Limits:
    return beta_of_summary(value, n, lambda m: n * (se**2 * n + m * m), c, level)


def placements(rows: Rows) -> tuple[np.ndarray, np.ndarray]:
    positive, negative = rows.score[rows.y == 1], rows.score[rows.y == 0]
    right = (positive[:, None] > negative) + 0.5 * (positive[:, None] == negative)
    return right.mean(axis=1), right.mean(axis=0)


def beta_of_auroc(rows: Rows, level: float) -> Limits:
    p, q = placements(rows)
    c = 0.5 + 0.5 / min(len(p), len(q))
    a, b = len(p) / (len(p) + c), len(q) / (len(q) + c)

    def moments(p: np.ndarray, q: np.ndarray) -> Limits:
        mean = p.mean() * a * b
        of_positives = (((p * b) ** 2).sum() / (len(p) + c) - mean**2) / (len(p) + c + 1)
        return mean, of_positives + (((q * a) ** 2).sum() / (len(q) + c) - mean**2) / (len(q) + c + 1)

    return of_moments(moments(p, q), moments(1 - p, 1 - q), level)


def precision(y: np.ndarray, score: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Average precision by its definition, for each row of weights."""
    above = (score[:, None] >= score).astype(float)
    hits, everyone = (weight * y) @ above, weight @ above
    return (weight * y * hits / everyone).sum(axis=-1) / (weight * y).sum(axis=-1)


def beta_of_precision(rows: Rows, level: float) -> Limits:
    """The derivatives by the weights are taken by differences of the definition."""

    def moments(best: int) -> Limits:
        y = np.append(rows.y, [best, 1 - best])
        score = np.append(rows.score, [rows.score.max() + 1, rows.score.min() - 1])
        weight = np.append(np.ones(len(rows.y)), [0.5, 0.5])
        step = 1e-5 * np.eye(len(weight))
        slope = (precision(y, score, weight + step) - precision(y, score, weight - step)) / 2e-5
        total = weight.sum()
        mean = float(precision(y, score, weight))
        return 1 - mean if best else mean, float((weight * slope**2).sum() * total / (total + 1))

    return of_moments(moments(0), moments(1), level)


def values_of(metric: str, rows: Rows) -> np.ndarray:
    if metric == "brier":
        return (rows.score - rows.y) ** 2
    return -np.log(np.where(rows.y == 1, rows.score, 1 - rows.score)) if metric == "log_loss" else rows.y - rows.score


def range_of(metric: str, rows: Rows) -> tuple[float, float, float]:
    """Least and greatest value and the number of pseudo-rows."""
    most = -math.log(min(rows.score.min(), 1 - rows.score.max()))
    return {"brier": (0.0, 1.0, 0.5), "log_loss": (0.0, most, 0.5), "mean_calibration_difference": (-1.0, 1.0, 1.0)}[metric]


def units_of(rows: Rows) -> np.ndarray:
    return np.arange(len(rows.y)) if rows.unit is None else rows.unit


def without_each_unit(of: Metric, rows: Rows) -> np.ndarray:
    units = units_of(rows)
    return np.array([of(rows.take(units != u)) for u in np.unique(units)])


def jackknife_se(of: Metric, rows: Rows) -> float:
    left_out = without_each_unit(of, rows)
    return math.sqrt((len(left_out) - 1) / len(left_out) * ((left_out - left_out.mean()) ** 2).sum())


def weights_of(rows: Rows) -> np.ndarray:
    return np.ones(len(rows.y)) if rows.weight is None else rows.weight


def kish(weights: np.ndarray) -> float:
    return float(weights.sum() ** 2 / (weights**2).sum())


def widened(se: float, df: float, level: float) -> float:
    """From this standard error a normal quantile makes the step that t makes from `se`."""
    return float(se * stats.t.ppf((1 + level) / 2, df) / stats.norm.ppf((1 + level) / 2))


def sums_of_units(rows: Rows, amount: np.ndarray) -> np.ndarray:
    return np.bincount(np.unique(units_of(rows), return_inverse=True)[1], amount)


def rows_by_outcome(rows: Rows) -> float:
    """As many independent rows have a share of events that varies as that of the units does."""
    w = weights_of(rows)
    s, x = sums_of_units(rows, w), sums_of_units(rows, w * rows.y)
    p = x.sum() / s.sum()
    se_squared = len(s) / (len(s) - 1) * ((x - p * s) ** 2).sum() / s.sum() ** 2
    return min(max(p * (1 - p) / max(se_squared, 1e-300), kish(s)), kish(w)) if 0 < p < 1 else kish(s)


def beta_of_units(metric: str, rows: Rows, level: float) -> Limits:
    least, greatest, c = range_of(metric, rows)

    def mean(r: Rows) -> float:
        return float(np.average((values_of(metric, r) - least) / (greatest - least), weights=weights_of(r)))

    x, w = (values_of(metric, rows) - least) / (greatest - least), weights_of(rows)
    n_units = kish(sums_of_units(rows, w))
    value, se = mean(rows), widened(jackknife_se(mean, rows), n_units - 1, level)
    variance = float(np.average((x - value) ** 2, weights=w))
    n = min(max(variance / se**2, n_units), rows_by_outcome(rows))
    low, high = beta_of_jackknife(value, se, n, c, level)
    return least + (greatest - least) * low, least + (greatest - least) * high


def auroc(rows: Rows) -> float:
    w, positive, negative = weights_of(rows), rows.y == 1, rows.y == 0
    s = rows.score
    right = (s[positive][:, None] > s[negative]) + 0.5 * (s[positive][:, None] == s[negative])
    return float(w[positive] @ right @ w[negative] / (w[positive].sum() * w[negative].sum()))


def beta_of_unit_auroc(rows: Rows, level: float) -> Limits:
    units = units_of(rows)
    k = min(len(np.unique(units[rows.y == 1])), len(np.unique(units[rows.y == 0])))
    wide = widened(jackknife_se(auroc, rows), k - 1, level)
    a = auroc(rows)
    return beta_of_jackknife(a, wide, min(max(a * (1 - a) / wide**2, 2), k), 0.5 + 0.5 / k, level)


def mover(a: float, of_a: Limits, b: float, of_b: Limits, r: float) -> Limits:
    """Of a − b."""
    down, up = a - of_a[0], of_a[1] - a
    below, above = b - of_b[0], of_b[1] - b
    d = a - b
    return d - math.sqrt(down**2 - 2 * r * down * above + above**2), d + math.sqrt(up**2 - 2 * r * up * below + below**2)


def wilson(x: float, n: float, level: float = 0.95) -> Limits:
    z = stats.norm.ppf((1 + level) / 2)
    middle, half = x / n + z * z / (2 * n), z * math.sqrt(x / n * (1 - x / n) / n + z * z / (4 * n * n))
    return (middle - half) / (1 + z * z / n), (middle + half) / (1 + z * z / n)


# The four counts of a decision at .5, as sums of weights: TP, FP, FN, TN.
def counts_of(rows: Rows) -> np.ndarray:
    cell = np.where(rows.y == 1, np.where(rows.score >= 0.5, 0, 2), np.where(rows.score >= 0.5, 1, 3))
    return np.bincount(cell, weights_of(rows), 4)


def mean_weights(rows: Rows) -> np.ndarray:
    """Of each of the four counts: Σw²/Σw over the rows of its class."""
    w = weights_of(rows)
    of_class = {c: (w[rows.y == c] ** 2).sum() / w[rows.y == c].sum() for c in (0, 1)}
    return np.array([of_class[1], of_class[0], of_class[1], of_class[0]])


def effective_share(rows: Rows, hit: list[int], miss: list[int]) -> tuple[float, float]:
    """Successes and trials of the proportion of these counts, at the effective size."""
    n, w = counts_of(rows), mean_weights(rows)
    x, y = n[hit].sum(), n[miss].sum()
    of_x = (n[hit] * w[hit]).sum() / x if x else w[hit].max()
    of_y = (n[miss] * w[miss]).sum() / y if y else w[miss].max()
    trials = (x + y) ** 2 / (y * of_x + x * of_y)
    return x / (x + y) * trials, trials


def hull(a: Limits, b: Limits) -> Limits:
    return min(a[0], b[0]), max(a[1], b[1])


def t_on(scale: str, value: float, se: float, df: float, level: float) -> Limits:
    step = float(stats.t.ppf((1 + level) / 2, df)) * se
    if scale == "log":
        return value * math.exp(-step / value), value * math.exp(step / value)
    if scale == "fisher_z":
        z, s = math.atanh(value), step / (1 - value**2)
        return math.tanh(z - s), math.tanh(z + s)
    logit, s = math.log(value / (1 - value)), step / (value * (1 - value))
    return 1 / (1 + math.exp(s - logit)), 1 / (1 + math.exp(-s - logit))
