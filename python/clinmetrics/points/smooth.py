# SPDX-License-Identifier: Apache-2.0
"""The points of smooth calibration curves and of decision curves."""

from __future__ import annotations

import math
from collections.abc import Sequence

from ..report.read import Calibration, Curve, DecisionCurve, Smooth
from . import Point
from .calibration import calibration_points, calibration_range

METHODS = ("rcs", "loess")
"""The methods of smooth curves: restricted cubic splines, which are drawn if no other is asked for, and loess."""


def smooth_line(curve: Curve, method: str | None = None) -> Smooth | None:
    """The smooth calibration curve of a method; without a method the first that the curve has, in the order of `METHODS`."""
    wanted = METHODS if method is None else (method,)
    return next((line for name in wanted for line in curve.smooth if line.method == name), None)


def smooth_points(line: Smooth) -> list[Point]:
    """(predicted risk, observed share) along the curve."""
    return _defined(line.score, line.observed)


def calibration_ends(bins: Calibration, line: Smooth | None) -> tuple[float, float]:
    """The ends of both axes of a calibration plot: they hold the bins with their limits and the curve, but not its band."""
    found = [x for point in calibration_points(bins) for x in point]
    found += [] if line is None else [*line.score, *line.observed]
    return calibration_range([x for x in found if math.isfinite(x)])


def net_benefit_points(curve: DecisionCurve) -> list[Point]:
    """(threshold, net benefit) of the model."""
    return _defined(curve.threshold, curve.net_benefit)


def treat_all_points(curve: DecisionCurve) -> list[Point]:
    """(threshold, net benefit) if everyone is treated."""
    return _defined(curve.threshold, curve.treat_all)


def _defined(x: Sequence[float], y: Sequence[float]) -> list[Point]:
    return [(a, b) for a, b in zip(x, y) if math.isfinite(a) and math.isfinite(b)]


def net_benefit_range(found: Sequence[float]) -> tuple[float, float]:
    """The ends of the axis: as high as the largest net benefit, and below 0 only as far as shows where a curve goes under it."""
    top = max([0.0, *(x for x in found if math.isfinite(x))]) or 0.05
    return -0.12 * top, 1.08 * top
