# SPDX-License-Identifier: Apache-2.0
"""The bootstrap weights: sums, laws against full enumeration, prefixes, strata."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from typing import Any

import clinmetrics as cm
import numpy as np
import pytest
from scipy import stats

ALARM = 1e-6  # the probability of a false alarm


@pytest.mark.parametrize("n", [1, 2, 3, 127, 128, 129, 255, 256, 257, 383, 1000, 5003])
def test_multinomial_weights_sum_to_n(n: int) -> None:
    w = cm.resample_weights(n, 70, seed=5)
    assert (w.shape, w.dtype) == ((70, n), np.uint32)
    assert np.all(w.sum(axis=1) == n)


def test_each_stratum_keeps_its_size() -> None:
    sizes = [1, 2, 10, 300, 77, 1, 129]
    strata = np.repeat(np.arange(len(sizes)), sizes)
    w = cm.resample_weights(len(strata), 130, seed=2, strata=strata)
    for s, size in enumerate(sizes):
        assert np.all(w[:, strata == s].sum(axis=1) == size)


def likelihood_ratio(seen: Counter[Any], expected: dict[Any, float]) -> tuple[float, int]:
    """G and its degrees of freedom; outcomes expected fewer than 5 times are one cell."""
    cells, rare_seen, rare = [], 0, 0.0
    for outcome, count in expected.items():
        if count < 5:
            rare_seen, rare = rare_seen + seen[outcome], rare + count
        else:
            cells.append((seen[outcome], count))
    if rare > 0:
        cells.append((rare_seen, rare))
    assert set(seen) <= set(expected)
    return 2 * sum(o * math.log(o / e) for o, e in cells if o), len(cells) - 1


@pytest.mark.parametrize("n", [2, 3, 4, 5])
def test_multinomial_weights_against_full_enumeration(n: int) -> None:
    """Every multiset of n draws, with its exact probability n!/(∏ kᵢ!)/nⁿ."""
    b = 60_000
    expected = {
        k: b * math.factorial(n) / math.prod(map(math.factorial, k)) / n**n
        for k in itertools.product(range(n + 1), repeat=n)
        if sum(k) == n
    }
    assert sum(expected.values()) == pytest.approx(b)
    seen = Counter(map(tuple, cm.resample_weights(n, b, seed=n).tolist()))
    g, df = likelihood_ratio(seen, expected)
    assert g < stats.chi2.isf(ALARM, df)


@pytest.mark.parametrize("n", [130, 300, 1000])
def test_multinomial_weights_of_many_units(n: int) -> None:
    """A unit's weight is Binomial(n, 1/n), whichever unit; two units are correlated by −1/(n − 1)."""
    b = 4000
    w = cm.resample_weights(n, b, seed=n)
    for unit in (0, 1, n // 2, n - 1):
        top = 6
        expected = {k: b * stats.binom.pmf(k, n, 1 / n) for k in range(top)} | {top: b * stats.binom.sf(top - 1, n, 1 / n)}
        g, df = likelihood_ratio(Counter(np.minimum(w[:, unit], top).tolist()), expected)
        assert g < stats.chi2.isf(ALARM, df)
    mean = w.mean(axis=0)
    assert np.abs(mean - 1).max() < 5.5 / math.sqrt(b)
    halves = w[:, : n // 2].sum(axis=1).astype(float)
    assert halves.var(ddof=1) == pytest.approx(n * 0.25, rel=5.5 * math.sqrt(2 / b))  # Binomial(n, ½)


def test_poisson_weights() -> None:
    """One byte makes a weight: of 256 bytes, whole numbers of them near Poisson's law give each weight, and mean and variance are exactly 1."""
    w = cm.resample_weights(500, 2000, seed=3, kind="poisson")
    seen = np.bincount(w.ravel())
    table = np.rint(seen / w.size * 256).astype(int)
    k = np.arange(len(table))
    assert (table.sum(), (k * table).sum(), (k * k * table).sum()) == (256, 256, 512)
    assert np.abs(table / 256 - stats.poisson.pmf(k, 1)).max() < 1.2 / 256
    g, df = likelihood_ratio(Counter(dict(enumerate(seen.tolist()))), dict(enumerate((table / 256 * w.size).tolist())))
    assert g < stats.chi2.isf(ALARM, df)
    assert len(set(w.sum(axis=1).tolist())) > 100  # rows need not sum to n
    assert abs(np.corrcoef(w[:, 0], w[:, 1])[0, 1]) < 5.5 / math.sqrt(2000)


@pytest.mark.parametrize("kind", ["multinomial", "poisson"])
@pytest.mark.parametrize("n", [1, 5, 200, 300])
def test_fewer_replicates_are_a_prefix(kind: str, n: int) -> None:
    many = cm.resample_weights(n, 300, seed=9, kind=kind)
    for b in (0, 1, 15, 16, 17, 64, 255):
        np.testing.assert_array_equal(cm.resample_weights(n, b, seed=9, kind=kind), many[:b])


@pytest.mark.parametrize("kind", ["multinomial", "poisson"])
def test_seeds(kind: str) -> None:
    a = cm.resample_weights(400, 50, seed=1, kind=kind)
    np.testing.assert_array_equal(a, cm.resample_weights(400, 50, seed=1, kind=kind))
    for seed in (0, 2, 2**32 + 1, 2**64 - 1):
        assert not np.array_equal(a, cm.resample_weights(400, 50, seed=seed, kind=kind))


def test_one_stratum_is_none() -> None:
    plain = cm.resample_weights(300, 40, seed=4)
    np.testing.assert_array_equal(plain, cm.resample_weights(300, 40, seed=4, strata=np.full(300, 7)))


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ({"n_units": -1}, "`n_units` must lie between"), ({"n_resamples": -1}, "`n_resamples` must lie between"),
        ({"seed": -1}, "`seed` must lie between"), ({"seed": 2**64}, "`seed` must lie between"), ({"n_units": 2.5}, "`n_units` must be a whole number"),
        ({"kind": "bayesian"}, "`kind` must be|`resampling` must be"), ({"strata": [0, 1, 0, 0]}, "`strata` must have one entry per unit, ascending"),
        ({"strata": [0, 1]}, "`strata` must have one entry per unit, ascending"),
    ],
)  # fmt: skip
def test_errors(given: dict[str, Any], text: str) -> None:
    with pytest.raises((ValueError, TypeError), match=text):
        cm.resample_weights(**{"n_units": 4, "n_resamples": 3, **given})
