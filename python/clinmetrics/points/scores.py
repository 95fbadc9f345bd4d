# SPDX-License-Identifier: Apache-2.0
"""The bars of the distribution of scores."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ..report.read import Histogram


class Bar(NamedTuple):
    """A bar of one class: its ends, and its height, the share of the class per width of the narrowest bar."""

    left: float
    right: float
    height: float


def bars(edges: Sequence[float], column: Sequence[float]) -> list[Bar]:
    """The bars of a class that are not empty."""
    return [Bar(*bar) for bar in zip(edges, edges[1:], densities(edges, column)) if bar[2] > 0]


def highest(counts: Histogram) -> float:
    """The height of the highest bar of both classes, and at least 1 %."""
    return max([0.01, *densities(counts.edges, counts.n_positive), *densities(counts.edges, counts.n_negative)])


def is_drawable(counts: Histogram | None) -> bool:
    """Whether there are bars with a width."""
    return counts is not None and len(counts.edges) > 1 and counts.edges[0] < counts.edges[-1]


def narrowest_bar(edges: Sequence[float]) -> float:
    """Width of the narrowest bar, the unit in which densities are drawn."""
    return 2 * min(_half_widths(edges))


def is_even(edges: Sequence[float]) -> bool:
    """Whether all bars have the same width."""
    widths = _half_widths(edges)
    return max(widths) <= min(widths) * 1.001


def _half_widths(edges: Sequence[float]) -> list[float]:
    """Half of each width, which is finite for any two doubles."""
    return [right / 2 - left / 2 for left, right in zip(edges, edges[1:])]


def densities(edges: Sequence[float], column: Sequence[float]) -> list[float]:
    """Shares of a class per width of the narrowest bar."""
    total, widths = sum(column), _half_widths(edges)
    if not (total > 0 and min(widths) > 0):
        return [0.0] * len(column)
    return [n / total * (min(widths) / width) for n, width in zip(column, widths)]
