# SPDX-License-Identifier: Apache-2.0
"""The points of a calibration plot, and the range of its axes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from ..report.read import Calibration
from .ticks import nice_step


class CalibrationPoint(NamedTuple):
    """A bin: its mean predicted risk, the observed share, and the limits of the share, NaN if there are none."""

    mean_score: float
    observed: float
    lower: float
    upper: float


def calibration_points(bins: Calibration) -> list[CalibrationPoint]:
    """The bins that have rows."""
    columns = zip(bins.mean_score, bins.n_positive, bins.n, bins.lower, bins.upper)
    return [CalibrationPoint(mean, positive / n, low, high) for mean, positive, n, low, high in columns if n > 0]


def has_limits(bins: Calibration) -> bool:
    """Whether the bins have intervals."""
    return any(not math.isnan(low + high) for low, high in zip(bins.lower, bins.upper))


def calibration_range(found: Sequence[float]) -> tuple[float, float]:
    """Rounded ends around the numbers, from 0 unless all of them are far from it."""
    low, high = min(found), max(found)
    if high <= 0:
        return 0.0, 1.0
    if high - low > 0.5 * high:
        low = 0.0
    step = nice_step(high - low if high - low > 1e-9 * high else high, 5)
    start, end = max(0.0, step * math.floor(low / step + 1e-9)), step * math.ceil(high / step - 1e-9)
    return (start, min(1.0, end)) if start < min(1.0, end) else (0.0, min(1.0, end))


def share_end(top: float) -> float:
    """The end of an axis from 0 for shares: 1, unless all of them are so small that they would be on the axis."""
    if not 0 < top < 0.3:
        return 1.0
    step = nice_step(top, 5)
    return step * math.ceil(top / step - 1e-9)
