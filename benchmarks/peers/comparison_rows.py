# SPDX-License-Identifier: Apache-2.0
"""Comparisons of models, DeLong's paired tests of all pairs of AUROCs; and gaps between groups with bootstrap intervals."""

from __future__ import annotations

import time
from collections.abc import Iterator

import clinmetrics as cm
import numpy as np
from data import simulate
from machine import best_of
from table import Row, row, skipped


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


def delong_of_all_pairs(quick: bool) -> Iterator[Row]:
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


def gaps_between_groups(quick: bool) -> Iterator[Row]:
    """The values of all groups, the largest gap and the largest ratio of each attribute, with intervals from replicates where fairlearn has
    them. fairlearn runs so few replicates that its time is divided by their number."""
    n, replicates, of_theirs = (5_000 if quick else 100_000), 2000, 3
    question = f"sensitivity, PPV, accuracy and their gaps by 6 attributes (136 groups), N = {n:,}, a replicate"
    try:
        from fairlearn.metrics import MetricFrame
        from sklearn.metrics import accuracy_score, precision_score, recall_score
    except ModuleNotFoundError:
        yield skipped(question, "fairlearn MetricFrame", "not installed")
        return
    y, s = simulate(n, 0.1)
    rng = np.random.default_rng(4)
    groups = {f"a{i}": rng.integers(0, k, n).astype(str) for i, k in enumerate((2, 4, 10, 20, 40, 60))}
    metrics = {"sensitivity": recall_score, "ppv": lambda a, p: precision_score(a, p, zero_division=0), "accuracy": accuracy_score}

    def ours() -> cm.Result:
        return cm.evaluate(
            y_true=y, y_score=s, metrics=list(metrics), threshold=0.2, groups=groups, gaps="auto", ci="percentile", n_resamples=replicates,
            resampling="poisson", num_threads=2,
        )  # fmt: skip

    decision = (s >= 0.2).astype(np.uint8)
    start = time.perf_counter()
    frames = {
        name: MetricFrame(
            metrics=metrics,
            y_true=y,
            y_pred=decision,
            sensitive_features={name: g},
            n_boot=of_theirs,
            ci_quantiles=[0.025, 0.975],
            random_state=1,
        )
        for name, g in groups.items()
    }
    for frame in frames.values():
        frame.difference_ci(), frame.ratio_ci()
    theirs = (time.perf_counter() - start) / of_theirs
    found = ours().gaps.difference
    same = all(
        abs(found.where(attribute=name, metric=metric, kind="range")[0].value - frame.difference()[metric]) < 1e-12
        for name, frame in frames.items()
        for metric in metrics
    )
    yield row(question, "fairlearn MetricFrame", best_of(ours, 1.0, at_least=2, at_most=3) / replicates, theirs, same, 1000)


def rows(quick: bool) -> Iterator[Row]:
    yield from delong_of_all_pairs(quick)
    yield from gaps_between_groups(quick)
