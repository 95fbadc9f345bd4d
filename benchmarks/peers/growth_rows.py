# SPDX-License-Identifier: Apache-2.0
"""The growth of the cost with rows, replicates, groups and models: the slope on logarithmic scales, at the upper end."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import clinmetrics as cm
import numpy as np
from data import categories, simulate
from machine import best_of
from table import Row, figure_of

measured: dict[str, tuple[list[int], list[float]]] = {}


def rows(quick: bool) -> Iterator[Row]:
    big = 1 if not quick else 10
    y, s = simulate(10_000)
    rng = np.random.default_rng(6)

    def of_rows(n: int) -> Callable[[], object]:
        a, b = simulate(n)
        return lambda: cm.auroc(a, b, ci="percentile", n_resamples=400, resampling="poisson")

    def of_replicates(b: int) -> Callable[[], object]:
        return lambda: cm.auroc(y, s, ci="percentile", n_resamples=b, resampling="poisson")

    def of_groups(g: int) -> Callable[[], object]:
        n = 200_000 // big
        a, b = simulate(n)
        codes = categories(rng.integers(0, g, n))
        return lambda: cm.evaluate(
            y_true=a, y_score=b, metrics=["auroc"], groups={"g": codes}, ci="percentile", n_resamples=400, resampling="poisson"
        )

    def of_models(m: int) -> Callable[[], object]:
        scores = {f"m{i}": np.roll(s, i) for i in range(m)}
        return lambda: cm.evaluate(y_true=y, y_score=scores, metrics=["auroc"], ci="percentile", n_resamples=400, resampling="poisson")

    questions = {
        "rows": (of_rows, [1000, 10_000, 100_000, 1_000_000, 10_000_000 // big]),
        "replicates": (of_replicates, [400, 2000, 10_000, 100_000 // big]),
        "groups": (of_groups, [1, 10, 100, 1000, 10_000]),
        "models": (of_models, [1, 5, 10, 50]),
    }
    for name, (make, sizes) in questions.items():
        seconds = [best_of(make(size), 0.5, at_least=2, at_most=20) for size in sizes]
        measured[name] = (sizes, seconds)
        slope = np.log(seconds[-1] / seconds[-2]) / np.log(sizes[-1] / sizes[-2])
        yield figure_of(f"slope of time over {name}, {sizes[-2]:,} to {sizes[-1]:,}", float(slope), at_most=1.1)
