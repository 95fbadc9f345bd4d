# SPDX-License-Identifier: Apache-2.0
"""Rows of intervals with their names at the left and their numbers at the right, for forest plots."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ..points.axes import Axis
from ..points.ticks import tick_labels
from .base import set_text
from .curves import draw_reference
from .theme import Theme

ROW = 0.21  # height of a line in inches
_MARKS = ("o", "s", "^", "v", "P")  # the diamond is for all rows
MOST_SERIES = 30  # with six colors and five marks, so many series differ by color or mark


def row_mark(index: int) -> str:
    """The mark of a series in rows."""
    return _MARKS[index % len(_MARKS)]


@dataclass(frozen=True)
class Entry:
    """An interval of a series, with the text at its right; `outer` are limits that are drawn thin."""

    index: int
    value: float
    lower: float
    upper: float
    text: str
    outer: tuple[float, float] = (math.nan, math.nan)
    is_all: bool = False


@dataclass(frozen=True)
class Group:
    """A group with an interval for each series."""

    name: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Section:
    """Groups below a heading; an empty heading takes no line."""

    heading: str
    groups: tuple[Group, ...]


def n_lines(sections: Sequence[Section]) -> int:
    """How many lines the sections take."""
    return sum(bool(s.heading) + sum(max(len(g.entries), 1) for g in s.groups) for s in sections) + len(sections) - 1


@dataclass
class Drawn:
    """The artists of the rows."""

    lines: list[Any]
    marks: list[Any]
    bars: list[Any]


def draw_rows(ax: Any, sections: Sequence[Section], axis: Axis, theme: Theme, style: dict[str, Any], *, is_named: bool) -> Drawn:
    """Draws the sections from the top down; the names only if `is_named`."""
    drawn, y, names, headings = Drawn([], [], []), 0.0, [], []
    for s, section in enumerate(sections):
        y += 1.0 if s else 0.0
        if section.heading:
            headings.append((y, section.heading))
            y += 1.0
        for group in section.groups:
            n = max(len(group.entries), 1)
            names.append((y + (n - 1) / 2, group.name))
            for k, entry in enumerate(group.entries):
                _draw_entry(ax, y + k, entry, axis, theme, style, drawn)
            y += n
    ax.set_ylim(y - 0.3, -0.7)
    _set_scale(ax, axis)
    _write_names(ax, names if is_named else [], headings if is_named else [], theme)
    ax.grid(False, axis="y")
    ax.spines["left"].set_visible(False)
    return drawn


def draw_reference_line(ax: Any, x: float, theme: Theme) -> Any:
    """A dotted vertical line over the whole height."""
    line = draw_reference(ax, [(x, 0.0), (x, 1.0)], theme)
    line.set_transform(ax.get_xaxis_transform())
    return line


def _set_scale(ax: Any, axis: Axis) -> None:
    if axis.is_ratio:
        ax.set_xscale("log")
        ax.minorticks_off()
    ax.set_xlim(axis.low, axis.high)
    ax.set_xticks(list(axis.ticks), tick_labels(axis.ticks))


def _write_names(ax: Any, names: Sequence[tuple[float, str]], headings: Sequence[tuple[float, str]], theme: Theme) -> None:
    """Writes the names as texts, because the labels of ticks cannot be kept from beginning a formula with `$`."""
    ax.set_yticks([])
    for found, color, weight in ((names, theme.soft, "normal"), (headings, theme.ink, "bold")):
        for y, name in found:
            place = {"transform": ax.get_yaxis_transform(), "ha": "right", "va": "center"}
            set_text(ax.text(-0.02, y, "", fontsize="small", color=color, fontweight=weight, **place), name)


def _draw_entry(ax: Any, y: float, entry: Entry, axis: Axis, theme: Theme, style: dict[str, Any], drawn: Drawn) -> None:
    color = style.get("color", theme.color(entry.index))
    if not any(map(math.isnan, entry.outer)):
        drawn.lines += ax.plot(entry.outer, [y, y], color=color, linewidth=0.9, alpha=0.7, zorder=2)
    if not math.isnan(entry.lower + entry.upper):
        ends = [max(entry.lower, axis.low), min(entry.upper, axis.high)]
        drawn.bars += ax.plot(ends, [y, y], **{"color": color, "linewidth": 1.9, "solid_capstyle": "butt", "zorder": 2.5, **style})
        for is_beyond, x, arrow in ((entry.lower < axis.low, axis.low, "<"), (entry.upper > axis.high, axis.high, ">")):
            if is_beyond:
                ax.plot([x], [y], marker=arrow, color=color, markersize=6, clip_on=False, zorder=3)
    if axis.low <= entry.value <= axis.high:
        shape = "D" if entry.is_all else row_mark(entry.index)
        look = {"marker": shape, "color": color, "markeredgecolor": theme.paper, "markeredgewidth": 0.8, "markersize": 6.5}
        drawn.marks += ax.plot([entry.value], [y], linestyle="none", zorder=4, **look)
    note = ax.text(1.02, y, "", transform=ax.get_yaxis_transform(), ha="left", va="center", fontsize="small", color=theme.ink)
    set_text(note, entry.text)
