# SPDX-License-Identifier: Apache-2.0
"""Bootstrap limits of other implementations, and the largest difference of two bootstraps of the same distribution.

    pip install scipy==1.17.1 numpy==2.4.6
    python tests/golden/make_bootstrap.py

Independent rows: scipy.stats.bootstrap (percentile, basic, BCa). Patients, strata and weights: numpy.random's multinomial counts and the definitions.
Replicates are drawn anew here, so a limit cannot agree to the digit. A row has `lower_between` and `upper_between`: the reference's quantiles at the
limit's level -+ 5 standard errors of an empirical level, those of both bootstraps together (for BCa with the error of z0 carried along). Rows go to
metrics/intervals.json.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from scipy import stats

sys.path.insert(0, str(Path(__file__).parent / "metrics"))

import table
from datasets import Data, load

SCRIPT = Path(__file__).name
HERE, THERE = 40_000, 20_000  # replicates of the reference and of this library
K = 5.0
Array = Any


def binary(form: Callable[[Array, Array, Array, Array], Array]) -> Callable[..., Array]:
    def f(y: Array, d: Array, axis: int = -1) -> Array:
        n = y.shape[axis]
        tp, flagged, positive = (y * d).sum(axis), d.sum(axis), y.sum(axis)
        fp, fn = flagged - tp, positive - tp
        with np.errstate(divide="ignore", invalid="ignore"):
            return form(tp, fp, fn, n - tp - fp - fn)

    return f


def auroc(y: Array, s: Array, axis: int = -1) -> Array:
    positive = y.sum(axis)
    ranks = (stats.rankdata(s, axis=axis) * y).sum(axis)
    return (ranks - positive * (positive + 1) / 2) / (positive * (y.shape[axis] - positive))


def mcc(tp: Array, fp: Array, fn: Array, tn: Array) -> Array:
    return (tp * tn - fp * fn) / np.sqrt(1.0 * (tp + fp) * (tp + fn) * (tn + fp) * (tn + fn))


DECIDED: dict[str, Callable[..., Array]] = {
    "sensitivity": binary(lambda tp, fp, fn, tn: tp / (tp + fn)),
    "f1": binary(lambda tp, fp, fn, tn: 2 * tp / (2 * tp + fp + fn)),
    "lr_positive": binary(lambda tp, fp, fn, tn: tp / (tp + fn) * (fp + tn) / fp),
    "mcc": binary(mcc),
    "kappa": binary(lambda tp, fp, fn, tn: 2 * (tp * tn - fp * fn) / ((tp + fp) * (fp + tn) + (tp + fn) * (fn + tn))),
    "fowlkes_mallows": binary(lambda tp, fp, fn, tn: tp / np.sqrt((tp + fp) * (tp + fn))),
}
SCORED: dict[str, Callable[..., Array]] = {
    "auroc": auroc,
    "brier": lambda y, s, axis=-1: ((y - s) ** 2).mean(axis),
    "scaled_brier": lambda y, s, axis=-1: 1 - ((y - s) ** 2).mean(axis) / (y.mean(axis) * (1 - y.mean(axis))),
    "observed_expected_ratio": lambda y, s, axis=-1: y.sum(axis) / s.sum(axis),
    "mean_calibration_difference": lambda y, s, axis=-1: (y - s).mean(axis),
}
BOTH = 1 / HERE + 1 / THERE


def between(x: Array, level: float, variance: float) -> list[float]:
    """Quantiles of the replicates at the level -+ K standard errors."""
    reach = K * np.sqrt(variance)
    return [float(v) for v in np.quantile(x, np.clip([level - reach, level + reach], 0, 1))]


def of_level(p: float) -> float:
    return p * (1 - p) * BOTH


def head(metric: str, data: str, ci: str, parameters: dict[str, Any], method: str = "") -> dict[str, Any]:
    fixed = {"level": 0.95, "method": method or ci, "n_resamples": THERE, "seed": 1}
    return {"metric": metric, "data": data, "parameters": parameters, "ci": ci, **fixed}


def by_scipy(
    metric: str, data: str, parameters: dict[str, Any], second: Array, f: Callable[..., Array], methods: tuple[str, ...]
) -> Iterator[dict[str, Any]]:
    y = load(data).y
    value = float(f(y, second))
    for method in methods:
        made = stats.bootstrap(
            (y, second), f, paired=True, vectorized=True, n_resamples=HERE, batch=500, method=method, rng=np.random.default_rng(20240101)
        )
        x = made.bootstrap_distribution
        ends = float(made.confidence_interval.low), float(made.confidence_interval.high)
        if method == "BCa":
            spans = []
            for end in ends:
                p = float(np.mean(x < end) + np.mean(x == end) / 2)  # the adjusted level
                z = stats.norm.ppf(p)
                spans.append(between(x, p, of_level(p) + (2 * stats.norm.pdf(z)) ** 2 * BOTH / 4 / stats.norm.pdf(0) ** 2))
        else:
            spans = [between(x, p, of_level(p)) for p in (0.025, 0.975)]
            if method == "basic":
                spans = [[2 * value - b, 2 * value - a] for a, b in reversed(spans)]
        yield {
            **head(metric, data, method.lower(), parameters), "lower": ends[0], "upper": ends[1], "lower_between": spans[0], "upper_between": spans[1],
            "tool": "scipy", "version": version("scipy"), "call": f"stats.bootstrap(method='{method}', n_resamples={HERE})",
        }  # fmt: skip


def independent() -> Iterator[dict[str, Any]]:
    every = ("percentile", "basic", "BCa")
    for data, threshold in (("spread", 0.4), ("nhefs_women:boosting", 0.1)):
        rows = load(data)
        d = rows.decide(threshold)
        for metric, f in DECIDED.items():
            yield from by_scipy(metric, data, {"threshold": threshold}, d, f, every if metric in ("f1", "mcc") else ("percentile", "BCa"))
        for metric, f in SCORED.items():
            yield from by_scipy(metric, data, {}, rows.score, f, every)


# --- designs: counts of units ------------------------------------------------------------------------------------------------------------


def counts(rows: Data, seed: int) -> Array:
    """The weight of each row in each replicate: its own times how often its unit was drawn, in its stratum."""
    rng = np.random.default_rng(seed)
    n = len(rows.y)
    here = np.ones(n, dtype=bool) if rows.weight is None else rows.weight > 0
    unit = np.arange(n) if rows.unit is None else rows.unit
    strata = np.zeros(n, dtype=int) if rows.strata is None else rows.strata
    out = np.zeros((HERE, n))
    for stratum in np.unique(strata[here]):
        in_it = here & (strata == stratum)
        names, index = np.unique(unit[in_it], return_inverse=True)
        drawn = rng.multinomial(len(names), np.full(len(names), 1 / len(names)), size=HERE)
        out[:, in_it] = drawn[:, index]
    return out if rows.weight is None else out * rows.weight


def grouped(rows: Data, w: Array) -> tuple[Array, Array]:
    """Weight of positives and of negatives at each score, the highest first."""
    assert rows.score is not None
    scores, index = np.unique(-rows.score, return_inverse=True)
    at = np.eye(len(scores))[index]
    return (w * rows.y) @ at, (w * (1 - rows.y)) @ at


def weighted_auroc(rows: Data, w: Array) -> Array:
    pos, neg = grouped(rows, w)
    above = np.cumsum(pos, axis=1) - pos / 2
    return (neg * above).sum(1) / (pos.sum(1) * neg.sum(1))


def weighted_average_precision(rows: Data, w: Array) -> Array:
    pos, neg = grouped(rows, w)
    tp, everything = np.cumsum(pos, axis=1), np.cumsum(pos + neg, axis=1)
    precision = np.divide(tp, everything, out=np.zeros_like(tp), where=everything > 0)
    return (pos * precision).sum(1) / pos.sum(1)


def by_design() -> Iterator[dict[str, Any]]:
    from_numpy = {"tool": "numpy", "version": version("numpy"), "call": f"multinomial counts of units, {HERE} replicates"}
    forms = {"auroc": weighted_auroc, "average_precision": weighted_average_precision}
    for data in ("ties", "clusters", "weighted", "weighted_clusters", "by_outcome", "three_sites"):
        rows = load(data)
        w = counts(rows, 7)
        for metric, f in forms.items():
            x = f(rows, w)
            x = x[np.isfinite(x)]
            lower, upper = np.quantile(x, [0.025, 0.975])
            spans = [between(x, p, of_level(p)) for p in (0.025, 0.975)]
            ends = {"lower": float(lower), "upper": float(upper), "lower_between": spans[0], "upper_between": spans[1]}
            yield {**head(metric, data, "percentile", {}), **ends, **from_numpy}
    for data in ("spread", "ties", "clusters", "weighted_clusters", "nhefs_women:boosting"):
        yield {**average_precision_interval(data), **from_numpy}
    for data, bins in (("spread", 5), ("nhefs_women:boosting", 10), ("clusters", 4)):
        yield {**ece_interval(data, bins), **from_numpy}


def average_precision_interval(data: str) -> dict[str, Any]:
    """logit AP -+ t * sqrt(m/(m - 1)) * SD(logit AP*), m units with a positive row; SD may be off by K standard errors."""
    rows = load(data)
    x = weighted_average_precision(rows, counts(rows, 11))
    plain = np.ones((1, len(rows.y))) if rows.weight is None else rows.weight[None, :]
    value = float(weighted_average_precision(rows, plain.astype(float))[0])
    logits = np.log(x / (1 - x))
    kept = rows.y == 1 if rows.weight is None else (rows.y == 1) & (rows.weight > 0)
    m = len(np.unique((np.arange(len(rows.y)) if rows.unit is None else rows.unit)[kept]))
    sd = float(logits.std(ddof=1))
    off = K * np.sqrt((stats.kurtosis(logits, fisher=False) - 1) / 4 * BOTH)
    at, factor = np.log(value / (1 - value)), stats.t.ppf(0.975, m - 1) * np.sqrt(m / (m - 1))
    ends = {(sign, far): 1 / (1 + np.exp(-(at + sign * factor * sd * far))) for sign in (-1, 1) for far in (1 - off, 1.0, 1 + off)}
    return {
        **head("average_precision", data, "logit_bootstrap_sd", {}, "logit_bootstrap_sd"), "lower": float(ends[-1, 1.0]), "upper": float(ends[1, 1.0]),
        "lower_between": [float(ends[-1, 1 + off]), float(ends[-1, 1 - off])], "upper_between": [float(ends[1, 1 - off]), float(ends[1, 1 + off])],
    }  # fmt: skip


def ece_interval(data: str, bins: int) -> dict[str, Any]:
    """ECE -+ the 95 % quantile of sum |d*_b - d_b| with frozen edges, clipped to [0, 1]."""
    rows = load(data)
    assert rows.score is not None
    bin_of = np.searchsorted(np.arange(1, bins) / bins, rows.score)
    at = np.eye(bins)[bin_of]
    w = counts(rows, 13)
    gap = ((rows.y - rows.score) * w) @ at / w.sum(1, keepdims=True)
    point = ((rows.y - rows.score) @ at) / len(rows.y)
    value, reach = float(np.abs(point).sum()), np.abs(gap - point).sum(1)
    q, (low, high) = float(np.quantile(reach, 0.95)), between(reach, 0.95, of_level(0.95))
    return {
        **head("ece", data, "l1_projection", {"bins": bins}, "l1_projection"), "lower": max(value - q, 0.0), "upper": min(value + q, 1.0),
        "lower_between": [max(value - high, 0.0), max(value - low, 0.0)], "upper_between": [min(value + low, 1.0), min(value + high, 1.0)],
    }  # fmt: skip


if __name__ == "__main__":
    table.replace("intervals", SCRIPT, [*independent(), *by_design()])
