# SPDX-License-Identifier: Apache-2.0
"""Comparisons of models: DeLong's paired tests of all pairs of AUROCs."""

from __future__ import annotations

from collections.abc import Iterator

import clinmetrics as cm
import numpy as np
from data import simulate
from machine import best_of
from table import Row, row


def delong_in_numpy(y: np.ndarray, scores: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The AUROCs and their covariances by midranks (Sun and Xu 2014), in NumPy and SciPy."""
    from scipy.stats import rankdata

    positive, negative = scores[:, y == 1], scores[:, y == 0]
    m, n = positive.shape[1], negative.shape[1]
    of_positive, of_negative = np.empty_like(positive), np.empty_like(negative)
    for k in range(len(scores)):
        ranks = rankdata(np.concatenate([positive[k], negative[k]]))
        of_positive[k] = (ranks[:m] - rankdata(positive[k])) / n
        of_negative[k] = 1 - (ranks[m:] - rankdata(negative[k])) / m
    return of_positive.mean(axis=1), np.cov(of_positive) / m + np.cov(of_negative) / n


def rows(quick: bool) -> Iterator[Row]:
    n, n_models = (20_000 if quick else 1_000_000), 10
    y, s = simulate(n)
    rng = np.random.default_rng(8)
    models = {f"m{k}": np.clip(s + rng.normal(0, 0.05 * (k + 1), n), 0, 1) for k in range(n_models)}
    scores = np.array(list(models.values()))

    def ours() -> cm.Result:
        return cm.evaluate(y_true=y, y_score=models, metrics=["auroc"], compare="all", num_threads=2)

    aucs, _ = delong_in_numpy(y, scores)
    first = ours().comparisons.difference.where(a="m0", b="m1")[0]
    yield row(
        f"paired DeLong tests of {n_models} models, N = {n:,}",
        "NumPy and SciPy, by midranks",
        best_of(ours, 1.0, at_least=3, at_most=5),
        best_of(lambda: delong_in_numpy(y, scores), 1.0, at_least=2, at_most=3),
        abs(first.value - (aucs[0] - aucs[1])) < 1e-12,
        at_least=10,
    )
