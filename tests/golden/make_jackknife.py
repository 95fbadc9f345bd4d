# SPDX-License-Identifier: Apache-2.0
"""Jackknife intervals (`transform_t`) by brute force: scikit-learn's metric of the rows without one unit, once for each unit.

    pip install scikit-learn==1.9.1 scipy==1.17.1
    python tests/golden/make_jackknife.py

SE^2 = (m - 1)/m * sum (theta_i - mean)^2 over the m units (in each stratum for itself, summed); limits h(theta) -+ t * SE * h'(theta), carried back.
Rows go to metrics/intervals.json. Nothing is taken out of a sum here: each leave-one-out value is computed from its rows.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from scipy import stats
from sklearn import metrics as sk

sys.path.insert(0, str(Path(__file__).parent / "metrics"))

import table
from datasets import Data, load

warnings.simplefilter("ignore")
SCRIPT = Path(__file__).name
Metric = Callable[[Any, Any, Any], float]

LOGIT = (lambda v: np.log(v / (1 - v)), lambda v: 1 / (v * (1 - v)), lambda x: 1 / (1 + np.exp(-x)))
LOG = (np.log, lambda v: 1 / v, np.exp)
FISHER_Z = (np.arctanh, lambda v: 1 / (1 - v * v), np.tanh)
IDENTITY = (lambda v: v, lambda v: 1.0, lambda x: x)


def recall(y: Any, d: Any, w: Any) -> float:
    return float(sk.recall_score(y, d, sample_weight=w))


def geometric(a: float, b: float) -> float:
    return float(np.sqrt(a * b))


# By decision: the metric, its scale, and which rows are in its denominator (None: all).
DECIDED: dict[str, tuple[Metric, Any, Callable[[Any, Any], Any] | None]] = {
    "sensitivity": (lambda y, d, w: sk.recall_score(y, d, sample_weight=w), LOGIT, lambda y, d: y == 1),
    "specificity": (lambda y, d, w: sk.recall_score(y, d, pos_label=0, sample_weight=w), LOGIT, lambda y, d: y == 0),
    "ppv": (lambda y, d, w: sk.precision_score(y, d, sample_weight=w), LOGIT, lambda y, d: d == 1),
    "npv": (lambda y, d, w: sk.precision_score(y, d, pos_label=0, sample_weight=w), LOGIT, lambda y, d: d == 0),
    "accuracy": (lambda y, d, w: sk.accuracy_score(y, d, sample_weight=w), LOGIT, None),
    "prevalence": (lambda y, d, w: np.average(y, weights=w), LOGIT, None),
    "f1": (lambda y, d, w: sk.f1_score(y, d, sample_weight=w), LOGIT, None),
    "jaccard": (lambda y, d, w: sk.jaccard_score(y, d, sample_weight=w), LOGIT, None),
    "mcc": (lambda y, d, w: sk.matthews_corrcoef(y, d, sample_weight=w), FISHER_Z, None),
    "kappa": (lambda y, d, w: sk.cohen_kappa_score(y, d, sample_weight=w), FISHER_Z, None),
    "lr_positive": (lambda y, d, w: sk.class_likelihood_ratios(y, d, sample_weight=w)[0], LOG, None),
    "lr_negative": (lambda y, d, w: sk.class_likelihood_ratios(y, d, sample_weight=w)[1], LOG, None),
    "g_mean": (lambda y, d, w: geometric(recall(y, d, w), recall(1 - y, 1 - d, w)), LOGIT, None),
    "fowlkes_mallows": (lambda y, d, w: geometric(recall(y, d, w), recall(d, y, w)), LOGIT, None),
    "informedness": (lambda y, d, w: recall(y, d, w) + recall(1 - y, 1 - d, w) - 1, FISHER_Z, None),
    "markedness": (lambda y, d, w: recall(d, y, w) + recall(1 - d, 1 - y, w) - 1, FISHER_Z, None),
    "f_beta": (lambda y, d, w: sk.fbeta_score(y, d, beta=2, sample_weight=w), LOGIT, None),
    "diagnostic_odds_ratio": (lambda y, d, w: np.divide(*sk.class_likelihood_ratios(y, d, sample_weight=w)), LOG, None),
}
SCORED: dict[str, tuple[Metric, Any]] = {
    "auroc": (lambda y, s, w: sk.roc_auc_score(y, s, sample_weight=w), LOGIT),
    "brier": (lambda y, s, w: sk.brier_score_loss(y, s, sample_weight=w), LOG),
    "scaled_brier": (lambda y, s, w: sk.d2_brier_score(y, s, sample_weight=w), IDENTITY),
    "log_loss": (lambda y, s, w: sk.log_loss(y, s, sample_weight=w), LOG),
    "observed_expected_ratio": (lambda y, s, w: np.average(y, weights=w) / np.average(s, weights=w), LOG),
    "mean_calibration_difference": (lambda y, s, w: np.average(y - s, weights=w), IDENTITY),
}


def jackknife(rows: Data, second: Any, f: Metric) -> tuple[float, float]:
    """The value with all units, and SE."""
    n = len(rows.y)
    unit = np.arange(n) if rows.unit is None else rows.unit
    strata = np.zeros(n) if rows.strata is None else rows.strata
    weight = rows.weight
    here = np.ones(n, dtype=bool) if weight is None else weight > 0
    value = f(rows.y, second, weight)
    variance = 0.0
    for stratum in np.unique(strata[here]):
        without = []
        for u in np.unique(unit[here & (strata == stratum)]):
            kept = unit != u
            without.append(f(rows.y[kept], second[kept], None if weight is None else weight[kept]))
        m = len(without)
        variance += (m - 1) / m * float(((np.array(without) - np.mean(without)) ** 2).sum())
    return float(value), float(np.sqrt(variance))


def n_units(rows: Data, chosen: Any) -> int:
    kept = chosen if rows.weight is None else chosen & (rows.weight > 0)
    unit = np.arange(len(rows.y)) if rows.unit is None else rows.unit
    return len(np.unique(unit[kept]))


def row(
    metric: str, data: str, rows: Data, second: Any, f: Metric, h: Any, contributing: int, level: float, parameters: dict[str, float]
) -> dict[str, Any]:
    value, se = jackknife(rows, second, f)
    there, slope, back = h
    df = contributing - 1
    step = stats.t.ppf((1 + level) / 2, df) * se * slope(value)
    tool = "scikit-learn" if metric not in ("prevalence", "observed_expected_ratio", "mean_calibration_difference") else "numpy"
    return {
        "metric": metric, "data": data, "parameters": parameters, "ci": "transform_t", "level": level, "lower": float(back(there(value) - step)),
        "upper": float(back(there(value) + step)), "se": se, "df": float(df), "method": "transform_t", "tolerance": 1e-9, "tool": tool,
        "version": version(tool), "call": "leave one unit out, by brute force",
    }  # fmt: skip


SETS: tuple[tuple[str, float, float], ...] = (
    ("spread", 0.4, 0.95),
    ("ties", 0.5, 0.9),
    ("weighted", 0.4, 0.95),
    ("real_weights", 0.5, 0.95),
    ("clusters", 0.45, 0.95),
    ("weighted_clusters", 0.45, 0.95),
    ("three_sites", 0.4, 0.95),
)


def rows_made() -> Iterator[dict[str, Any]]:
    for data, threshold, level in SETS:
        rows = load(data)
        everyone = np.ones(len(rows.y), dtype=bool)
        d = rows.decide(threshold)
        for metric, (f, h, denominator) in DECIDED.items():
            who = everyone if denominator is None else denominator(rows.y, d)
            yield row(metric, data, rows, d, f, h, n_units(rows, who), level, {"threshold": threshold})
        for metric, (f, h) in SCORED.items():
            if metric == "log_loss" and np.isin(rows.score, (0, 1)).any():
                continue  # clipped there, infinite here
            smaller = min(n_units(rows, rows.y == 1), n_units(rows, rows.y == 0))
            yield row(metric, data, rows, rows.score, f, h, smaller if metric == "auroc" else n_units(rows, everyone), level, {})
    rows = load("nhefs_women:boosting")
    smaller = min(n_units(rows, rows.y == 1), n_units(rows, rows.y == 0))
    for metric, (f, h) in SCORED.items():
        contributing = smaller if metric == "auroc" else len(rows.y)
        yield row(metric, "nhefs_women:boosting", rows, rows.score, f, h, contributing, 0.95, {})


if __name__ == "__main__":
    table.replace("intervals", SCRIPT, list(rows_made()))
