# SPDX-License-Identifier: Apache-2.0
"""A forest plot that is a table: one strip per row on a common axis, so that names and numbers stay text and the page can be narrow."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from ..points.axes import Axis
from ..points.ticks import tick_label
from .charts import series_class
from .svg import coordinate, element, marker, path


def axis_strip(axis: Axis) -> Markup:
    """The axis itself, for the head of the table."""
    drawn: list[Markup] = []
    for tick in axis.ticks:
        at = _per_cent(axis.place(tick))
        drawn.append(element("line", x1=at, x2=at, y1="15", y2="20", class_="grid"))
        if not (axis.low == 0 and tick in (0.25, 0.75)):  # narrow strips are next to each other
            drawn.append(element("text", tick_label(tick), x=at, y="11", class_="tick middle"))
    return element("svg", *drawn, class_="strip-axis", aria_hidden="true", focusable="false")


def strip(
    axis: Axis,
    value: float,
    lower: float,
    upper: float,
    reference: float,
    index: int,
    *,
    is_all: bool = False,
    outer: tuple[float, float] = (math.nan, math.nan),
) -> Markup:
    """One row's interval and value; the dotted line is the reference, and `outer` are limits that are drawn thin.

    The numbers are next to it, so it is hidden from screen readers.
    """
    drawn: list[Markup] = []
    for tick in axis.ticks:
        at = _per_cent(axis.place(tick))
        drawn.append(element("line", x1=at, x2=at, y1="0", y2="100%", class_="grid"))
    if math.isfinite(reference):
        at = _per_cent(axis.place(reference))
        drawn.append(element("line", x1=at, x2=at, y1="0", y2="100%", class_="reference"))
    style = series_class(index).split()[0]
    if not any(map(math.isnan, outer)):
        start, end = (_per_cent(axis.place(x)) for x in outer)
        drawn.append(element("line", x1=start, x2=end, y1="50%", y2="50%", class_=f"whisker thin {style}"))
    if not math.isnan(lower + upper):
        start, end = _per_cent(axis.place(lower)), _per_cent(axis.place(upper))
        drawn.append(element("line", x1=start, x2=end, y1="50%", y2="50%", class_=f"whisker {style}"))
        drawn += [_arrow(at, way, style) for at, way in _beyond(axis, lower, upper)]
    if not math.isnan(value) and axis.low <= value <= axis.high:
        mark = marker(0, 0, 3 if is_all else index if index % 5 != 3 else 1, 4.5, class_=f"dot {style}")
        drawn.append(_at(axis.place(value), mark))
    return element("svg", *drawn, class_="strip", aria_hidden="true", focusable="false")


_APART = 25  # per cent of the height between two lanes


@dataclass(frozen=True)
class Lane:
    """What a strip shows of one model: its value with its limits, the reference of its own, and its number."""

    value: float
    lower: float
    upper: float
    reference: float
    index: int


def lanes(axis: Axis, shown: Sequence[Lane]) -> Markup:
    """A row with one lane for each model, one above the other on the common axis, hidden from screen readers as `strip` is."""
    drawn = [element("path", d=" ".join(f"M{coordinate(axis.place(t))} 0V1" for t in axis.ticks), class_="grid")]
    drawn = [element("svg", *drawn, viewbox="0 0 100 1", preserveAspectRatio="none")]
    size = 4.5 if len(shown) == 1 else 3.5
    for i, lane in enumerate(shown):
        style, at = series_class(lane.index).split()[0], f"{coordinate(50 + (i - (len(shown) - 1) / 2) * _APART)}%"
        if math.isfinite(lane.reference):
            place = _per_cent(axis.place(lane.reference))
            ends = (f"{coordinate(100 * (i + k) / len(shown))}%" for k in (0, 1))
            drawn.append(element("line", x1=place, x2=place, **dict(zip(("y1", "y2"), ends)), class_="reference"))
        if not math.isnan(lane.lower + lane.upper):
            start, end = (_per_cent(axis.place(x)) for x in (lane.lower, lane.upper))
            drawn.append(element("line", x1=start, x2=end, y1=at, y2=at, class_=f"whisker {style}"))
            drawn += [_arrow(place, way, style, at) for place, way in _beyond(axis, lane.lower, lane.upper)]
        if not math.isnan(lane.value) and axis.low <= lane.value <= axis.high:
            drawn.append(_at(axis.place(lane.value), marker(0, 0, lane.index, size, class_=f"dot {style}"), at))
    return element("svg", *drawn, class_="strip", aria_hidden="true")


def _beyond(axis: Axis, lower: float, upper: float) -> Sequence[tuple[float, int]]:
    ends = []
    if lower < axis.low:
        ends.append((axis.place(axis.low), -1))
    if upper > axis.high:
        ends.append((axis.place(axis.high), 1))
    return ends


def _arrow(at: float, way: int, style: str, y: str = "50%") -> Markup:
    outline = path([(0.0, -4.5), (way * 7.0, 0.0), (0.0, 4.5)]) + " Z"
    return _at(at, element("path", d=outline, class_=f"dot {style}"), y)


def _at(place: float, drawn: Markup, y: str = "50%") -> Markup:
    """A drawing around its own origin, placed at per cents of the width and of the height."""
    return element("svg", drawn, x=_per_cent(place), y=y, overflow="visible", width="1", height="1")


def _per_cent(x: float) -> str:
    return f"{coordinate(x)}%"
