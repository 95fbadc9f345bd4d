# SPDX-License-Identifier: Apache-2.0
"""The report's charts, each a pure function from numbers to one inline SVG string; colours come from the page's style sheet."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from .read import Band, Calibration, Curve, Histogram
from .svg import SHAPES, Point, Scale, described, element, marker, nice_step, nice_ticks, path, tick_label

WIDTH, HEIGHT = 440.0, 400.0
LEFT, RIGHT, TOP, BOTTOM = 62.0, 428.0, 14.0, 346.0
COLORS = 6  # series classes s0 … s5 of the style sheet


@dataclass(frozen=True)
class Mark:
    """A threshold's place on a curve."""

    label: str
    x: float
    y: float


@dataclass(frozen=True)
class Series:
    """One model's curve on a chart; a muted one stands in the background for comparison."""

    name: str
    index: int
    curve: Curve
    marks: tuple[Mark, ...] = ()
    muted: bool = False


def series_class(index: int) -> str:
    """Class of a series: its colour and its dash."""
    return f"s{index % COLORS} d{index % SHAPES}"


def roc_points(curve: Curve) -> list[Point]:
    """(false positive rate, sensitivity) from (0, 0) to (1, 1); empty where a class has no rows."""
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


def band_outline(band: Band) -> list[Point]:
    """The closed outline of a band: along the upper limits and back along the lower ones."""
    kept = [(x, low, high) for x, low, high in zip(band.fpr, band.lower, band.upper) if not math.isnan(x + low + high)]
    return [(x, high) for x, _, high in kept] + [(x, low) for x, low, _ in reversed(kept)]


def roc(key: str, series: Sequence[Series], level: str) -> Markup:
    """ROC curves with the chance line, pointwise bands of sensitivity and marks at the thresholds."""
    x, y = Scale(0, 1, LEFT, RIGHT), Scale(0, 1, BOTTOM, TOP)
    drawn = [*_axes(x, y, "False positive rate (1 − specificity)", "Sensitivity"), _line([(0, 0), (1, 1)], x, y, "reference")]
    drawn += [
        _outline(band_outline(one.curve.band), x, y, f"band {series_class(one.index)}")
        for one in series
        if one.curve.band and not one.muted
    ]
    drawn += _curves([(one, roc_points(one.curve)) for one in series], x, y)
    names = ", ".join(one.name for one in series if not one.muted)
    return _chart(
        key,
        f"ROC curve of {names}",
        f"Sensitivity against false positive rate as the threshold falls, with the pointwise {level} band of sensitivity.",
        drawn,
    )


def precision_recall(key: str, series: Sequence[Series], prevalence: float) -> Markup:
    """Precision–recall curves with the prevalence as the line of no knowledge."""
    x, y = Scale(0, 1, LEFT, RIGHT), Scale(0, 1, BOTTOM, TOP)
    drawn = _axes(x, y, "Recall (sensitivity)", "Precision (PPV)")
    if not math.isnan(prevalence):
        drawn.append(_line([(0, prevalence), (1, prevalence)], x, y, "reference"))
    drawn += _curves([(one, precision_recall_points(one.curve)) for one in series], x, y)
    names = ", ".join(one.name for one in series if not one.muted)
    return _chart(
        key,
        f"Precision–recall curve of {names}",
        "Precision against recall as the threshold falls; the dotted line is the prevalence.",
        drawn,
    )


def calibration(key: str, name: str, index: int, bins: Calibration, level: str) -> Markup:
    """Observed share against mean predicted probability by bin, with Wilson bars and the diagonal."""
    shown = [(m, p / n, low, high) for m, p, n, low, high in zip(bins.mean_score, bins.n_positive, bins.n, bins.lower, bins.upper) if n > 0]
    top = max([0.05, *(max(m, share, 0 if math.isnan(high) else high) for m, share, _, high in shown)])
    step = nice_step(top, 5)
    limit = min(1.0, step * math.ceil(top / step - 1e-9))
    x, y = Scale(0, limit, LEFT, RIGHT), Scale(0, limit, BOTTOM, TOP)
    drawn = [*_axes(x, y, "Mean predicted probability", "Observed share of events"), _line([(0, 0), (limit, limit)], x, y, "reference")]
    for m, share, low, high in shown:
        if not math.isnan(low + high):
            drawn.append(element("line", x1=x(m), x2=x(m), y1=y(low), y2=y(min(high, limit)), class_=f"bar {series_class(index)}"))
        drawn.append(marker(x(m), y(share), index, class_=f"dot {series_class(index)}"))
    return _chart(
        key,
        f"Calibration of {name}",
        f"Observed share of events against mean predicted probability in {len(shown)} bins, with {level} Wilson bars; on the diagonal the"
        " two agree.",
        drawn,
    )


def score_distribution(key: str, name: str, index: int, counts: Histogram, thresholds: Sequence[tuple[str, float]]) -> Markup:
    """Scores back to back: rows with the outcome above the line, rows without it below, each as a share of its class."""
    first, last = _filled(counts, thresholds)
    x = Scale(counts.edges[first], counts.edges[last], LEFT, RIGHT)
    totals = sum(counts.n_positive), sum(counts.n_negative)
    shares = [[n / total if total else 0.0 for n in column] for column, total in zip((counts.n_positive, counts.n_negative), totals)]
    top = max([0.01, *shares[0], *shares[1]])
    y = Scale(-top * 1.25, top * 1.25, BOTTOM, TOP)
    ticks = [t for t in nice_ticks(0, top * 1.05, 3) if t > 0]
    levels = sorted({-t for t in ticks} | {0.0} | set(ticks))
    drawn = _axes(x, y, "Score", "", y_ticks=levels, y_labels=[f"{tick_label(100 * abs(t))}%" for t in levels])
    drawn += [_sideways("With the outcome", y(top * 0.625)), _sideways("Without it", y(-top * 0.625))]
    for kind, sign, column in (("with", 1, shares[0]), ("without", -1, shares[1])):
        for left, right, share in zip(counts.edges, counts.edges[1:], column):
            if share > 0:
                top_edge, bottom_edge = sorted((y(0), y(sign * share)))
                drawn.append(
                    element(
                        "rect",
                        x=x(left) + 0.5,
                        y=top_edge,
                        width=max(x(right) - x(left) - 1, 0.5),
                        height=bottom_edge - top_edge,
                        class_=f"bin {kind} s{index % COLORS}",
                    )
                )
    drawn.append(_line([(x.low, 0), (x.high, 0)], x, y, "zero"))
    drawn += _threshold_lines(thresholds, x)
    return _chart(
        key,
        f"Distribution of the scores of {name}",
        "Histogram of the scores: rows with the outcome above the line, rows without it below, each as a share of its own class.",
        drawn,
    )


def swatch(index: int) -> Markup:
    """A series’ line and mark, for legends and tables."""
    line = element("line", x1=1, x2=31, y1=8, y2=8, class_=f"curve {series_class(index)}")
    return element(
        "svg",
        line,
        marker(16, 8, index, 4, class_=f"dot {series_class(index)}"),
        class_="swatch",
        viewbox="0 0 32 16",
        aria_hidden="true",
        focusable="false",
    )


def _chart(key: str, title: str, description: str, drawn: Sequence[Markup]) -> Markup:
    return described(key, title, description, WIDTH, HEIGHT, *drawn, class_="chart")


def _axes(
    x: Scale, y: Scale, x_title: str, y_title: str, *, y_ticks: Sequence[float] | None = None, y_labels: Sequence[str] | None = None
) -> list[Markup]:
    drawn: list[Markup] = []
    for tick in nice_ticks(x.low, x.high):
        drawn.append(element("line", x1=x(tick), x2=x(tick), y1=TOP, y2=BOTTOM, class_="grid"))
        drawn.append(element("text", tick_label(tick), x=x(tick), y=BOTTOM + 19, class_="tick middle"))
    rows = list(y_ticks) if y_ticks is not None else nice_ticks(y.low, y.high)
    for tick, label in zip(rows, y_labels or [tick_label(t) for t in rows]):
        drawn.append(element("line", x1=LEFT, x2=RIGHT, y1=y(tick), y2=y(tick), class_="grid"))
        drawn.append(element("text", label, x=LEFT - 8, y=y(tick) + 4.5, class_="tick end"))
    drawn.append(element("text", x_title, x=(LEFT + RIGHT) / 2, y=HEIGHT - 10, class_="axis middle"))
    if y_title:
        drawn.append(_sideways(y_title, (TOP + BOTTOM) / 2))
    return drawn


def _sideways(title: str, at: float) -> Markup:
    return element("text", title, transform=f"translate(12 {at:g}) rotate(-90)", class_="axis middle")


def _filled(counts: Histogram, thresholds: Sequence[tuple[str, float]]) -> tuple[int, int]:
    """The edges between which there are rows or thresholds, so that rare outcomes do not hug the left side."""
    edges = counts.edges
    used = [
        i
        for i, (left, right) in enumerate(zip(edges, edges[1:]))
        if counts.n_positive[i] or counts.n_negative[i] or any(left <= at <= right for _, at in thresholds)
    ]
    return (used[0], used[-1] + 1) if used else (0, len(edges) - 1)


def _line(points: Sequence[Point], x: Scale, y: Scale, class_: str) -> Markup:
    return element("path", d=path((x(a), y(b)) for a, b in points), class_=class_)


def _outline(points: Sequence[Point], x: Scale, y: Scale, class_: str) -> Markup:
    return element("path", d=path((x(a), y(b)) for a, b in points) + " Z", class_=class_) if points else Markup("")


def _curves(lines: Sequence[tuple[Series, list[Point]]], x: Scale, y: Scale) -> list[Markup]:
    """Muted lines first, then the others, then their marks and labels on top."""
    drawn = [_line(points, x, y, "curve muted") for one, points in lines if points and one.muted]
    drawn += [_line(points, x, y, f"curve {series_class(one.index)}") for one, points in lines if points and not one.muted]
    taken: list[tuple[float, float, float, float]] = []
    named = any(len(one.marks) > 1 for one, _ in lines)
    for one, _ in lines:
        for mark in () if one.muted else one.marks:
            px, py = x(mark.x), y(mark.y)
            drawn.append(marker(px, py, one.index, class_=f"dot {series_class(one.index)}"))
            taken.append((px - 6, py - 6, px + 6, py + 6))
    for one, _ in lines:
        for mark in one.marks if named and not one.muted else ():
            drawn.append(_placed(mark.label, x(mark.x), y(mark.y), taken))
    return drawn


def _placed(label: str, px: float, py: float, taken: list[tuple[float, float, float, float]]) -> Markup:
    """A label near its point, at the first place around it that is free and on the chart."""
    width, height = 7.5 * len(label) + 4, 14.0
    best = (px + 9, py + 4)
    for reach in (9.0, 20.0, 32.0, 46.0):
        places = [
            (px + reach, py + height),
            (px + reach, py),
            (px - width / 2, py + reach + 8),
            (px - reach - width, py),
            (px - reach - width, py - 6),
        ]
        free = [(a, b) for a, b in places if _fits((a, b, a + width, b + height), taken)]
        if free:
            best = free[0]
            break
    taken.append((best[0], best[1], best[0] + width, best[1] + height))
    return element("text", label, x=best[0] + 2, y=best[1] + 11, class_="note")


def _fits(box: tuple[float, float, float, float], taken: Sequence[tuple[float, float, float, float]]) -> bool:
    inside = box[0] >= LEFT and box[2] <= RIGHT and box[1] >= TOP and box[3] <= BOTTOM
    return inside and not any(box[0] < right and left < box[2] and box[1] < bottom and top < box[3] for left, top, right, bottom in taken)


def _threshold_lines(thresholds: Sequence[tuple[str, float]], x: Scale) -> list[Markup]:
    drawn: list[Markup] = []
    ends = [-math.inf] * 4  # where the last label of each level ended
    for label, at in sorted((t for t in thresholds if x.low <= t[1] <= x.high), key=lambda t: t[1]):
        width = 7.5 * len(label)
        middle = min(max(x(at), LEFT + width / 2), RIGHT - width / 2)
        level = next((i for i, end in enumerate(ends) if middle - width / 2 > end + 4), len(ends) - 1)
        ends[level] = middle + width / 2
        drawn.append(element("line", x1=x(at), x2=x(at), y1=TOP + 15 * (level + 1), y2=BOTTOM, class_="threshold"))
        drawn.append(element("text", label, x=middle, y=TOP + 11 + 15 * level, class_="note middle"))
    return drawn
