# SPDX-License-Identifier: Apache-2.0
"""The axes of forest plots."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from .ticks import nice_ticks

RATIO = "observed_expected_ratio"
SLOPE = "calibration_slope"
_WIDEST_SLOPE = 4.0  # limits beyond it are drawn as arrows
_WIDEST_RATIO = 8.0  # the axis of a ratio never exceeds 1/8 to 8; values beyond it are drawn as arrows
_RATIO_TICKS = (0.125, 0.25, 0.5, 0.8, 1.0, 1.25, 2.0, 4.0, 8.0)
_EDGE = 5.0  # per cent of the strip kept free at each side


@dataclass(frozen=True)
class Axis:
    """The axis of a column of strips; places are per cents of the strip's width."""

    low: float
    high: float
    ticks: tuple[float, ...]
    is_ratio: bool = False
    reference: float | None = None  # the value at which a model is right

    def place(self, x: float) -> float:
        """The place of a value in per cent of the strip; a value beyond the axis is placed at its end."""
        scale = math.log if self.is_ratio else float
        low, high = scale(self.low), scale(self.high)
        inside = min(max(x, self.low), self.high)
        return _EDGE + (scale(inside) - low) / (high - low) * (100 - 2 * _EDGE)


def proportion_axis(limits: Iterable[float], floor: float = 0.0) -> Axis:
    """From a round number below all limits (not below ``floor`` unless they are) to 1."""
    finite = [x for x in limits if math.isfinite(x)]
    low = math.floor(min([*finite, 0.9]) * 10 + 1e-9) / 10
    low = max(0.0, min(low, 0.8)) if floor else 0.0
    return Axis(low, 1.0, tuple(nice_ticks(low, 1.0, 4)))


def ratio_axis(limits: Iterable[float]) -> Axis:
    """A logarithmic axis around 1, as wide as the limits need and at most from 1/8 to 8."""
    finite = [x for x in limits if math.isfinite(x) and x > 0]
    reach = min(max([1.3, *(max(x, 1 / x) for x in finite)]) * 1.05, _WIDEST_RATIO)
    ticks = [t for t in _RATIO_TICKS if 1 / reach <= t <= reach]
    if reach > 2.6:  # ticks at 0.8 and 1.25 would overlap their neighbours
        ticks = [t for t in ticks if t not in (0.8, 1.25)]
    return Axis(1 / reach, reach, tuple(ticks), is_ratio=True)


def difference_axis(limits: Iterable[float]) -> Axis:
    """From below to above 0, as wide as the limits need."""
    finite = [x for x in limits if math.isfinite(x)]
    low, high = min([*finite, 0.0]), max([*finite, 0.0])
    room = 0.04 * (high - low) or 0.05
    low, high = low - room, high + room
    return Axis(low, high, tuple(nice_ticks(low, high, 4)))


def forest_axis(metric: str, limits: Iterable[float]) -> Axis:
    """The axis of a metric in a forest plot: logarithmic for a ratio, around 0 and 1 for a slope, otherwise for shares."""
    if metric == RATIO:
        return ratio_axis(limits)
    if metric == SLOPE:
        fitted = fitted_axis((*(x for x in limits if abs(x) <= _WIDEST_SLOPE), 0.0, 1.0))
        return Axis(fitted.low, fitted.high, fitted.ticks, reference=1.0)
    return proportion_axis(limits, floor=0.1 if metric == "auroc" else 0.0)


def fitted_axis(limits: Iterable[float]) -> Axis:
    """Around the numbers, with a little room."""
    finite = [x for x in limits if math.isfinite(x)] or [0.0, 1.0]
    low, high = min(finite), max(finite)
    room = 0.06 * (high - low) or 0.05 * abs(high) or 0.05
    return Axis(low - room, high + room, tuple(nice_ticks(low - room, high + room, 4)))
