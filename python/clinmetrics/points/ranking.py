# SPDX-License-Identifier: Apache-2.0
"""The points of ROC and precision–recall curves, of their bands, and of thresholds on them."""

from __future__ import annotations

import math
from collections.abc import Sequence

from ..report.read import Band, Curve, CurveMark
from . import Point

COARSE_AREA, COARSE_PRECISION = 0.005, 0.05
"""A curve that is drawn in steps, and whose area is farther from its metric than this, gets a remark: few patients make coarse steps."""


def roc_points(curve: Curve) -> list[Point]:
    """(false positive rate, sensitivity) from (0, 0) to (1, 1); empty if a class has no rows."""
    if not (curve.n_positive > 0 and curve.n_negative > 0):
        return []
    points = [(fp / curve.n_negative, tp / curve.n_positive) for tp, fp in zip(curve.tp, curve.fp)]
    return _without_repeats([(0.0, 0.0), *points, (1.0, 1.0)])


def precision_recall_points(curve: Curve) -> list[Point]:
    """(recall, precision) as the steps that average precision sums up; empty without positive rows."""
    if not curve.n_positive > 0:
        return []
    points: list[Point] = []
    recall = 0.0
    for tp, fp in zip(curve.tp, curve.fp):
        if tp > 0:  # before the first true positive recall is 0 and the step has no width
            precision = tp / (tp + fp)
            points += [(recall, precision), (tp / curve.n_positive, precision)]
            recall = tp / curve.n_positive
    return _without_repeats(points)


def _without_repeats(points: Sequence[Point]) -> list[Point]:
    return [point for i, point in enumerate(points) if i == 0 or point != points[i - 1]]


def roc_mark(curve: Curve, mark: CurveMark) -> Point | None:
    """The point of a threshold on the ROC curve; None if a class has no rows."""
    if not (curve.n_positive > 0 and curve.n_negative > 0):
        return None
    return mark.fp / curve.n_negative, mark.tp / curve.n_positive


def precision_recall_mark(curve: Curve, mark: CurveMark) -> Point | None:
    """The point of a threshold on the precision–recall curve; None without predicted positives."""
    if not (curve.n_positive > 0 and mark.tp + mark.fp > 0):
        return None
    return mark.tp / curve.n_positive, mark.tp / (mark.tp + mark.fp)


def drawn_area(curve: Curve) -> float:
    """Area under the ROC curve as it is drawn, by straight lines."""
    points = roc_points(curve)
    return sum((x1 - x0) * (y0 + y1) / 2 for (x0, y0), (x1, y1) in zip(points, points[1:]))


def drawn_precision(curve: Curve) -> float:
    """Area under the precision–recall curve as it is drawn, by steps."""
    points = precision_recall_points(curve)
    return sum((x1 - x0) * y1 for (x0, _), (x1, y1) in zip(points, points[1:]))


def outline(x: Sequence[float], lower: Sequence[float], upper: Sequence[float]) -> list[Point]:
    """The closed outline of a band: along the upper limits and back along the lower ones."""
    kept = [(at, low, high) for at, low, high in zip(x, lower, upper) if not math.isnan(at + low + high)]
    return [(at, high) for at, _, high in kept] + [(at, low) for at, low, _ in reversed(kept)]


def band_outline(band: Band) -> list[Point]:
    """The outline of a band of sensitivity."""
    return outline(band.fpr, band.lower, band.upper)


def simultaneous_precision_outline(curve: Curve) -> list[Point]:
    """The outline of the band of precision for the whole curve, at the recall of each point; empty if there is no band."""
    band = curve.simultaneous_precision_band
    return [] if band is None or not curve.n_positive > 0 else outline([tp / curve.n_positive for tp in curve.tp], band.lower, band.upper)


def precision_band_outline(curve: Curve) -> list[Point]:
    """The outline of the band of precision, in the steps of the curve; empty if there is no band."""
    band, x, lower, upper = curve.precision_band, [], [], []
    if band is None or not curve.n_positive > 0:
        return []
    recall = 0.0
    for tp, low, high in zip(curve.tp, band.lower, band.upper):
        if tp > 0:
            x += [recall, tp / curve.n_positive]
            lower += [low, low]
            upper += [high, high]
            recall = tp / curve.n_positive
    return outline(x, lower, upper)
