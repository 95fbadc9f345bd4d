# SPDX-License-Identifier: Apache-2.0
"""Ranks and their uncertainty, from bootstrap replicates that all entrants share. Pure functions on arrays (entrants × replicates)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Ranks:
    """For each entrant the interval of its rank, and how often it is first; ties for the first place share it."""

    lower: Array
    upper: Array
    p_first: Array


def ranks_of(values: Array, *, lower_is_better: bool) -> Array:
    """For each replicate the rank of each entrant: 1 and the number of those that are better. NaN is worse than all numbers.

    Examples
    --------
    >>> import numpy as np
    >>> from clinmetrics.board.ranks import ranks_of
    >>> ranks_of(np.array([[0.9], [0.7], [0.9], [np.nan]]), lower_is_better=False)[:, 0].tolist()
    [1, 3, 1, 4]
    """
    worth = np.where(np.isnan(values), -np.inf, -values if lower_is_better else values)
    ordered = np.sort(worth, axis=0)
    found = np.empty(worth.shape, np.int64)
    for replicate in range(worth.shape[1]):
        found[:, replicate] = len(worth) + 1 - np.searchsorted(ordered[:, replicate], worth[:, replicate], side="right")
    return found


def rank_uncertainty(ranks: Array, level: float) -> Ranks:
    """Percentile intervals that are whole ranks, and the probability of being first."""
    share = (1 - level) / 2
    first = ranks == 1
    lower = np.quantile(ranks, share, axis=1, method="lower")
    upper = np.quantile(ranks, 1 - share, axis=1, method="higher")
    return Ranks(lower.astype(int), upper.astype(int), (first / first.sum(axis=0)).mean(axis=1))


def kendall_tau(published: Array, ranks: Array) -> Array:
    """Kendall's τ-b of one order with the ranks of each replicate; NaN where all entrants of a replicate are equal.

    Examples
    --------
    >>> import numpy as np
    >>> from clinmetrics.board.ranks import kendall_tau
    >>> kendall_tau(np.array([1, 2, 3]), np.array([[1, 1], [2, 3], [3, 2]])).round(3).tolist()
    [1.0, 0.333]
    """
    m = len(published)
    agree, ties = np.zeros(ranks.shape[1]), np.zeros(ranks.shape[1])
    own_ties = 0.0
    for i in range(m - 1):
        mine, theirs = np.sign(published[i + 1 :] - published[i]), np.sign(ranks[i + 1 :] - ranks[i])
        agree += mine @ theirs
        ties += (theirs == 0).sum(axis=0)
        own_ties += float((mine == 0).sum())
    pairs = m * (m - 1) / 2
    with np.errstate(invalid="ignore", divide="ignore"):
        found: Array = agree / np.sqrt((pairs - ties) * (pairs - own_ties))
    return np.where((pairs == ties) | (pairs == own_ties), np.nan, found)
