# SPDX-License-Identifier: Apache-2.0
"""The report's charts, each a pure function from numbers to one inline SVG string; colours come from the page's style sheet."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from .read import Band, Calibration, Curve, Histogram
from .svg import SHAPES, Point, Scale, described, element, marker, nice_step, nice_ticks, path, tick_labels

WIDTH, HEIGHT = 440.0, 400.0
LEFT, RIGHT, TOP, BOTTOM = 62.0, 428.0, 14.0, 346.0
COLORS = 6  # series classes s0 … s5 of the style sheet


@dataclass(frozen=True)
class Mark:
    """The point of a threshold on a curve."""

    label: str
    threshold: float
    x: float
    y: float


@dataclass(frozen=True)
class Series:
    """One model's curve on a chart; a muted one is drawn in the background for comparison."""

    name: str
    index: int
    curve: Curve
    marks: tuple[Mark, ...] = ()
    muted: bool = False


def series_class(index: int) -> str:
    """Class of a series: its colour and its dash."""
    return f"s{index % COLORS} d{index % SHAPES}"


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


def drawn_area(curve: Curve) -> float:
    """Area under the ROC curve as it is drawn, by straight lines."""
    points = roc_points(curve)
    return sum((x1 - x0) * (y0 + y1) / 2 for (x0, y0), (x1, y1) in zip(points, points[1:]))


def drawn_precision(curve: Curve) -> float:
    """Area under the precision–recall curve as it is drawn, by steps."""
    points = precision_recall_points(curve)
    return sum((x1 - x0) * y1 for (x0, _), (x1, y1) in zip(points, points[1:]))


def _without_repeats(points: Sequence[Point]) -> list[Point]:
    return [point for i, point in enumerate(points) if i == 0 or point != points[i - 1]]


def band_outline(band: Band) -> list[Point]:
    """The closed outline of a band: along the upper limits and back along the lower ones."""
    kept = [(x, low, high) for x, low, high in zip(band.fpr, band.lower, band.upper) if not math.isnan(x + low + high)]
    return [(x, high) for x, _, high in kept] + [(x, low) for x, low, _ in reversed(kept)]


def roc(key: str, series: Sequence[Series], level: str) -> Markup:
    """ROC curves with the chance line, bands of sensitivity if there are any, and marks at the thresholds."""
    x, y = Scale(0, 1, LEFT, RIGHT), Scale(0, 1, BOTTOM, TOP)
    drawn = [*_axes(x, y, "False positive rate (1 − specificity)", "Sensitivity"), _line([(0, 0), (1, 1)], x, y, "reference")]
    drawn += [
        _outline(band_outline(one.curve.band), x, y, f"band {series_class(one.index)}")
        for one in series
        if one.curve.band and not one.muted
    ]
    drawn += _curves([(one, roc_points(one.curve)) for one in series], x, y)
    names = ", ".join(one.name for one in series if not one.muted)
    band = f", with the pointwise {level} band of sensitivity" if has_band(series) else ""
    return _chart(key, f"ROC curve of {names}", f"Sensitivity against false positive rate as the threshold falls{band}.", drawn)


def has_band(series: Sequence[Series]) -> bool:
    """Whether a chart of these series shows a band."""
    return any(one.curve.band is not None and not one.muted for one in series)


def precision_recall(key: str, series: Sequence[Series], prevalence: float) -> Markup:
    """Precision–recall curves with the prevalence, which is the precision of a model that is no better than chance."""
    lines = [(one, precision_recall_points(one.curve)) for one in series]
    top = max([prevalence, *(p for _, points in lines for _, p in points), *(m.y for one in series for m in one.marks)])
    x, y = Scale(0, 1, LEFT, RIGHT), Scale(0, _round_end(top), BOTTOM, TOP)
    drawn = _axes(x, y, "Recall (sensitivity)", "Precision (PPV)")
    if not math.isnan(prevalence):
        drawn.append(_line([(0, prevalence), (1, prevalence)], x, y, "reference"))
    drawn += _curves(lines, x, y, above=True)
    names = ", ".join(one.name for one in series if not one.muted)
    return _chart(
        key,
        f"Precision–recall curve of {names}",
        "Precision against recall as the threshold falls. The dotted line is the prevalence.",
        drawn,
    )


def calibration(key: str, name: str, index: int, bins: Calibration, level: str, observed: str) -> Markup:
    """Observed share against mean predicted risk by bin, with the diagonal, and with Wilson bars if there are limits."""
    shown = [(m, p / n, low, high) for m, p, n, low, high in zip(bins.mean_score, bins.n_positive, bins.n, bins.lower, bins.upper) if n > 0]
    start, limit = _calibration_range([x for point in shown for x in point if not math.isnan(x)])
    x, y = Scale(start, limit, LEFT, RIGHT), Scale(start, limit, BOTTOM, TOP)
    drawn = [*_axes(x, y, "Mean predicted risk", observed), _line([(start, start), (limit, limit)], x, y, "reference")]
    for m, share, low, high in shown:
        if not math.isnan(low + high):
            drawn.append(element("line", x1=x(m), x2=x(m), y1=y(low), y2=y(high), class_=f"bar {series_class(index)}"))
        drawn.append(marker(x(m), y(share), index, class_=f"dot {series_class(index)}"))
    bars = f", with {level} Wilson intervals" if has_limits(bins) else ""
    return _chart(
        key,
        f"Calibration of {name}",
        f"{observed} against mean predicted risk in {len(shown)} {'bin' if len(shown) == 1 else 'bins'}{bars}. On the diagonal the two are"
        " equal.",
        drawn,
    )


def _round_end(top: float) -> float:
    """The end of an axis from 0 for shares: 1, unless all of them are so small that they would be on the axis."""
    if not 0 < top < 0.3:
        return 1.0
    step = nice_step(top, 5)
    return step * math.ceil(top / step - 1e-9)


def has_limits(bins: Calibration) -> bool:
    """Whether the bins have intervals."""
    return any(not math.isnan(low + high) for low, high in zip(bins.lower, bins.upper))


def _calibration_range(found: Sequence[float]) -> tuple[float, float]:
    """Rounded ends around the numbers, from 0 unless all of them are far from it."""
    low, high = min(found), max(found)
    if high <= 0:
        return 0.0, 1.0
    if high - low > 0.5 * high:
        low = 0.0
    step = nice_step(high - low if high - low > 1e-9 * high else high, 5)
    start, end = max(0.0, step * math.floor(low / step + 1e-9)), step * math.ceil(high / step - 1e-9)
    return (start, min(1.0, end)) if start < min(1.0, end) else (0.0, min(1.0, end))


def score_distribution(
    key: str, name: str, index: int, counts: Histogram, thresholds: Sequence[tuple[str, float]], titles: tuple[str, str]
) -> Markup:
    """Scores back to back: the class with the outcome above the line, the other below. A bar's area is its share of the class."""
    edges = counts.edges
    x = Scale(edges[0], edges[-1], LEFT, RIGHT)
    shares = [_densities(edges, column) for column in (counts.n_positive, counts.n_negative)]
    top = max([0.01, *shares[0], *shares[1]])
    y = Scale(-top * 1.25, top * 1.25, BOTTOM, TOP)
    ticks = [t for t in nice_ticks(0, top * 1.05, 3) if t > 0]
    levels = sorted({-t for t in ticks} | {0.0} | set(ticks))
    drawn = _axes(x, y, "Score", "", y_ticks=levels, y_labels=[f"{label}%" for label in tick_labels([100 * abs(t) for t in levels])])
    drawn += [_sideways(titles[0], y(top * 0.625)), _sideways(titles[1], y(-top * 0.625))]
    for kind, sign, column in (("with", 1, shares[0]), ("without", -1, shares[1])):
        for left, right, share in zip(edges, edges[1:], column):
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
        f"Histogram of the scores. Above the line: {titles[0].lower()}. Below it: {titles[1].lower()}. Each as a share of its own class.",
        drawn,
    )


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


def _densities(edges: Sequence[float], column: Sequence[float]) -> list[float]:
    """Shares of a class per width of the narrowest bar."""
    total, widths = sum(column), _half_widths(edges)
    if not (total > 0 and min(widths) > 0):
        return [0.0] * len(column)
    return [n / total * (min(widths) / width) for n, width in zip(column, widths)]


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
    drawn += _x_ticks(x)
    rows = list(y_ticks) if y_ticks is not None else nice_ticks(y.low, y.high)
    for tick, label in zip(rows, y_labels or tick_labels(rows)):
        drawn.append(element("line", x1=LEFT, x2=RIGHT, y1=y(tick), y2=y(tick), class_="grid"))
        drawn.append(element("text", label, x=LEFT - 8, y=y(tick) + 4.5, class_="tick end"))
    drawn.append(element("text", x_title, x=(LEFT + RIGHT) / 2, y=HEIGHT - 10, class_="axis middle"))
    if y_title:
        drawn.append(_sideways(y_title, (TOP + BOTTOM) / 2))
    return drawn


def _x_ticks(x: Scale) -> list[Markup]:
    """Ticks below the chart: as many as their labels have room for, and none beyond its edges."""
    most = 5
    while most > 1 and sum(7.5 * len(label) + 12 for label in tick_labels(nice_ticks(x.low, x.high, most))) > RIGHT - LEFT:
        most -= 1
    ticks = nice_ticks(x.low, x.high, most)
    drawn: list[Markup] = []
    for tick, label in zip(ticks, tick_labels(ticks)):
        half = 3.5 * len(label)
        drawn.append(element("line", x1=x(tick), x2=x(tick), y1=TOP, y2=BOTTOM, class_="grid"))
        drawn.append(element("text", label, x=min(max(x(tick), half), WIDTH - half), y=BOTTOM + 19, class_="tick middle"))
    return drawn


def _sideways(title: str, at: float) -> Markup:
    return element("text", title, transform=f"translate(12 {at:g}) rotate(-90)", class_="axis middle")


def _line(points: Sequence[Point], x: Scale, y: Scale, class_: str) -> Markup:
    return element("path", d=path((x(a), y(b)) for a, b in points), class_=class_)


def _outline(points: Sequence[Point], x: Scale, y: Scale, class_: str) -> Markup:
    return element("path", d=path((x(a), y(b)) for a, b in points) + " Z", class_=class_) if points else Markup("")


def _curves(lines: Sequence[tuple[Series, list[Point]]], x: Scale, y: Scale, *, above: bool = False) -> list[Markup]:
    """Muted lines first, then the others, then their marks and labels on top: above a falling curve, below a rising one."""
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
            drawn.append(_placed(mark.label, x(mark.x), y(mark.y), taken, above=above))
    return drawn


def _placed(label: str, px: float, py: float, taken: list[tuple[float, float, float, float]], *, above: bool) -> Markup:
    """A label near its point, at the first place around it that is free and on the chart."""
    width, height = 7.5 * len(label) + 4, 14.0
    best = (px + 9, py + 4)
    for reach in (9.0, 20.0, 32.0, 46.0):
        places = [
            *([(px + reach, py - height)] if above else []),
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
    ends = [-math.inf] * 4  # the end of the last label of each level
    for label, at in sorted((t for t in thresholds if x.low <= t[1] <= x.high), key=lambda t: t[1]):
        width = 7.5 * len(label)
        middle = min(max(x(at), LEFT + width / 2), RIGHT - width / 2)
        level = next((i for i, end in enumerate(ends) if middle - width / 2 > end + 4), len(ends) - 1)
        ends[level] = middle + width / 2
        drawn.append(element("line", x1=x(at), x2=x(at), y1=TOP + 15 * (level + 1), y2=BOTTOM, class_="threshold"))
        drawn.append(element("text", label, x=middle, y=TOP + 11 + 15 * level, class_="note middle"))
    return drawn
