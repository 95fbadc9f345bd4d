# SPDX-License-Identifier: Apache-2.0
"""The report's charts, each a pure function from numbers to one inline SVG string; colours come from the page's style sheet."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from ..points import Point
from ..points.calibration import calibration_points, has_limits, share_end
from ..points.ranking import band_outline, outline, precision_recall_points, roc_points
from ..points.scores import bars, highest
from ..points.smooth import calibration_ends, net_benefit_points, net_benefit_range, smooth_points, treat_all_points
from ..points.ticks import nice_ticks, tick_labels
from .read import Calibration, Curve, DecisionCurve, Histogram, Smooth
from .svg import SHAPES, Scale, coordinate, described, element, marker, path

WIDTH, HEIGHT = 440.0, 400.0
LEFT, RIGHT, TOP, BOTTOM = 62.0, 428.0, 14.0, 346.0
SQUARE_BOTTOM = TOP + RIGHT - LEFT  # of a chart whose axes have the same unit
MAX_BANDS = 2  # more bands than this on one chart cannot be distinguished
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
    x, y = Scale(0, 1, LEFT, RIGHT), Scale(0, share_end(top), BOTTOM, TOP)
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


def calibration_range(bins: Calibration, line: Smooth | None) -> tuple[float, float]:
    """The ends of both axes of a calibration chart."""
    return calibration_ends(bins, line)


def calibration(
    key: str,
    name: str,
    index: int,
    bins: Calibration,
    level: str,
    observed: str,
    line: Smooth | None = None,
    notes: Sequence[str] = (),
    ends: tuple[float, float] | None = None,
) -> Markup:
    """Observed share against predicted risk on equal axes: the diagonal, the bins with their limits, and a smooth curve with its band.

    The notes stand in the corner that has more room. `ends` are those of the axes, if other charts have the same ones.
    """
    shown, own = calibration_points(bins), series_class(index)
    start, limit = ends or calibration_range(bins, line)
    x, y = Scale(start, limit, LEFT, RIGHT), Scale(start, limit, SQUARE_BOTTOM, TOP)
    drawn = [*_axes(x, y, "Predicted risk", observed), _line([(start, start), (limit, limit)], x, y, "reference")]
    if line is not None:
        band = _outline(outline(line.score, line.lower, line.upper), x, y, f"band {own}")
        drawn.append(_inside(x, y, band, _line(smooth_points(line), x, y, f"curve {own}")))
    taken = [(x(a), y(b)) for a, b in (smooth_points(line) if line else [])]
    for m, share, low, high in shown:
        if not math.isnan(low + high):
            drawn.append(element("line", x1=x(m), x2=x(m), y1=y(low), y2=y(high), class_=f"bar {own}"))
        drawn.append(marker(x(m), y(share), index, class_=f"dot {own}"))
        taken += [(x(m), y(b)) for b in (share, low, high) if not math.isnan(b)]
    drawn += _notes(notes, x, y, taken)
    bars = f", with {level} Wilson intervals" if has_limits(bins) else ""
    curve = "" if line is None else f", and a smooth curve with its {level} band" if _has_band(line) else ", and a smooth curve"
    return _chart(
        key,
        f"Calibration of {name}",
        f"{observed} against mean predicted risk in {len(shown)} {'bin' if len(shown) == 1 else 'bins'}{bars}{curve}. On the diagonal the two"
        f" are equal.{''.join(f' {note}.' for note in notes)}",
        drawn,
        height=SQUARE_BOTTOM + HEIGHT - BOTTOM,
    )


def _has_band(line: Smooth) -> bool:
    return any(not math.isnan(low + high) for low, high in zip(line.lower, line.upper))


def _notes(notes: Sequence[str], x: Scale, y: Scale, taken: Sequence[Point]) -> list[Markup]:
    """Lines of text at the upper left or at the lower right, where fewer of the points are."""
    width, height = max((7.0 * len(note) + 16 for note in notes), default=0.0), 18.0 * len(notes) + 10
    at_top = sum(px < x.start + width and py < y.end + height for px, py in taken)
    at_bottom = sum(px > x.end - width and py > y.start - height for px, py in taken)
    if at_top <= at_bottom:
        return [element("text", note, x=x.start + 10, y=y.end + 20 + 18 * i, class_="note") for i, note in enumerate(notes)]
    first = y.start - 12 - 18 * (len(notes) - 1)
    return [element("text", note, x=x.end - 10, y=first + 18 * i, class_="note end") for i, note in enumerate(notes)]


def decision(key: str, series: Sequence[tuple[str, int, DecisionCurve]], level: str) -> Markup:
    """Net benefit by threshold of the models, of treating everyone, and of treating no one, with bands for at most two models."""
    everyone = max((treat_all_points(curve) for _, _, curve in series), key=len)
    lines = [(index, curve, net_benefit_points(curve)) for _, index, curve in series]
    whole = [(index, curve) for index, curve, _ in lines] if len(lines) <= MAX_BANDS else []
    bands = [(index, outline(curve.threshold, curve.lower, curve.upper)) for index, curve in whole]
    at = [t for points in (everyone, *(points for _, _, points in lines)) for t, _ in points]
    found = [b for points in (everyone, *(p for _, _, p in lines), *(p for _, p in bands)) for _, b in points]
    found += [b for _, curve in whole for b in curve.simultaneous_upper if math.isfinite(b)]
    low, high = net_benefit_range(found)
    x = Scale(math.floor(10 * min(at) + 1e-9) / 10, math.ceil(10 * max(at) - 1e-9) / 10, LEFT, RIGHT)
    y = Scale(low, high, BOTTOM, TOP)
    drawn = [_outline(points, x, y, f"band {series_class(index)}") for index, points in bands]
    for index, curve in whole:
        for limits in (curve.simultaneous_lower, curve.simultaneous_upper):
            points = [(t, b) for t, b in zip(curve.threshold, limits) if math.isfinite(b)]
            drawn += [_line(points, x, y, f"limit s{index % COLORS}")] if points else []
    drawn += [_line([(x.low, 0), (x.high, 0)], x, y, "zero"), _line(everyone, x, y, "treat-all")]
    drawn += [_line(points, x, y, f"curve {series_class(index)}") for index, _, points in lines]
    names = ", ".join(name for name, _, _ in series)
    bands_said = f", with pointwise {level} bands" if any(points for _, points in bands) else ""
    return _chart(
        key,
        f"Decision curve of {names}",
        f"Net benefit against the threshold of the predicted risk{bands_said}, beside treating all and treating none.",
        [
            *_axes(x, y, "Threshold of the predicted risk", "Net benefit"),
            _inside(x, y, *drawn),
            *_strategies([p for *_, p in lines], everyone, x, y),
        ],
    )


def _strategies(lines: Sequence[Sequence[Point]], everyone: Sequence[Point], x: Scale, y: Scale) -> list[Markup]:
    """The names of the two strategies without a model: one at the line of 0, where fewer lines are, and one where the other line ends."""
    places = [(x.end - 74, y(0) - 6), (x.end - 74, y(0) + 15), (x.start + 6, y(0) - 6), (x.start + 6, y(0) + 15)]
    drawn = [(x(t), y(b)) for points in (everyone, *lines) for t, b in points]

    def crowd(place: Point) -> int:
        left, base = place
        return sum(left - 3 <= px <= left + 71 and base - 13 <= py <= base + 4 for px, py in drawn)

    left, base = min(places, key=crowd)
    leaves = next((x(t) for t, b in everyone if b <= y.low), x.end)
    is_left = leaves < (x.start + x.end) / 2
    return [
        element("text", "treat none", x=left, y=base, class_="note"),
        element("text", "treat all", x=leaves + (8 if is_left else -8), y=y.start - 8, class_="note" if is_left else "note end"),
    ]


def _inside(x: Scale, y: Scale, *drawn: Markup) -> Markup:
    """What is drawn, cut at the edges of the chart."""
    width, height = x.end - x.start, y.start - y.end
    box = " ".join(map(coordinate, (x.start, y.end, width, height)))
    return element("svg", *drawn, x=x.start, y=y.end, width=width, height=height, viewbox=box)


def score_distribution(
    key: str, name: str, index: int, counts: Histogram, thresholds: Sequence[tuple[str, float]], titles: tuple[str, str]
) -> Markup:
    """Scores back to back: the class with the outcome above the line, the other below. A bar's area is its share of the class."""
    edges = counts.edges
    x = Scale(edges[0], edges[-1], LEFT, RIGHT)
    top = highest(counts)
    y = Scale(-top * 1.25, top * 1.25, BOTTOM, TOP)
    ticks = [t for t in nice_ticks(0, top * 1.05, 3) if t > 0]
    levels = sorted({-t for t in ticks} | {0.0} | set(ticks))
    drawn = _axes(x, y, "Score", "", y_ticks=levels, y_labels=[f"{label}%" for label in tick_labels([100 * abs(t) for t in levels])])
    drawn += [_sideways(titles[0], y(top * 0.625)), _sideways(titles[1], y(-top * 0.625))]
    for kind, sign, column in (("with", 1, counts.n_positive), ("without", -1, counts.n_negative)):
        for left, right, share in bars(edges, column):
            top_edge, bottom_edge = sorted((y(0), y(sign * share)))
            width = max(x(right) - x(left) - 1, 0.5)
            style = f"bin {kind} s{index % COLORS}"
            drawn.append(element("rect", x=x(left) + 0.5, y=top_edge, width=width, height=bottom_edge - top_edge, class_=style))
    drawn.append(_line([(x.low, 0), (x.high, 0)], x, y, "zero"))
    drawn += _threshold_lines(thresholds, x)
    return _chart(
        key,
        f"Distribution of the scores of {name}",
        f"Histogram of the scores. Above the line: {titles[0].lower()}. Below it: {titles[1].lower()}. Each as a share of its own class.",
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


def _chart(key: str, title: str, description: str, drawn: Sequence[Markup], *, height: float = HEIGHT) -> Markup:
    return described(key, title, description, WIDTH, height, *drawn, class_="chart")


def _axes(
    x: Scale, y: Scale, x_title: str, y_title: str, *, y_ticks: Sequence[float] | None = None, y_labels: Sequence[str] | None = None
) -> list[Markup]:
    drawn = _x_ticks(x, y)
    rows = list(y_ticks) if y_ticks is not None else nice_ticks(y.low, y.high)
    for tick, label in zip(rows, y_labels or tick_labels(rows)):
        drawn.append(element("line", x1=LEFT, x2=RIGHT, y1=y(tick), y2=y(tick), class_="grid"))
        drawn.append(element("text", label, x=LEFT - 8, y=y(tick) + 4.5, class_="tick end"))
    drawn.append(element("text", x_title, x=(LEFT + RIGHT) / 2, y=y.start + HEIGHT - BOTTOM - 10, class_="axis middle"))
    if y_title:
        drawn.append(_sideways(y_title, (TOP + y.start) / 2))
    return drawn


def _x_ticks(x: Scale, y: Scale) -> list[Markup]:
    """Ticks below the chart: as many as their labels have room for, and none beyond its edges."""
    most = 5
    while most > 1 and sum(7.5 * len(label) + 12 for label in tick_labels(nice_ticks(x.low, x.high, most))) > RIGHT - LEFT:
        most -= 1
    ticks = nice_ticks(x.low, x.high, most)
    drawn: list[Markup] = []
    for tick, label in zip(ticks, tick_labels(ticks)):
        half = 3.5 * len(label)
        drawn.append(element("line", x1=x(tick), x2=x(tick), y1=TOP, y2=y.start, class_="grid"))
        drawn.append(element("text", label, x=min(max(x(tick), half), WIDTH - half), y=y.start + 19, class_="tick middle"))
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
