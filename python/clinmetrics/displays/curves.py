# SPDX-License-Identifier: Apache-2.0
"""What displays of curves draw: lines, bands, marks at thresholds, and lines of reference."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..points import Point
from .base import set_text
from .theme import Theme, mark

FEW = 3  # with more series, bands and the names of marks cannot be told apart, and the legend stands beside the axes
BANDS = ("auto", "pointwise", "simultaneous", None)


def is_few(series: Sequence[Any]) -> bool:
    """Whether a picture has room for bands, names of marks and a legend."""
    return len(series) <= FEW


def checked_band(band: str | None, known: Sequence[str | None], series: Sequence[Any]) -> str | None:
    """The kind of band; "auto" is "pointwise" for a few series, otherwise none."""
    if band not in known:
        raise ValueError(f"`band` must be {', '.join(repr(one) for one in known[:-1])} or None")
    return ("pointwise" if is_few(series) else None) if band == "auto" else band


def curve_size(series: Sequence[Any], width: float, height: float) -> tuple[float, float]:
    """The size of a panel, with room for a legend beside the axes if there are many series."""
    return (width if is_few(series) else width + 2.6), height


def legend_place(series: Sequence[Any], inside: str) -> dict[str, Any]:
    """Where the legend stands: inside the axes, or beside them if there are many series."""
    return {"loc": inside} if is_few(series) else {"loc": "upper left", "bbox_to_anchor": (1.01, 1.0), "borderaxespad": 0.0}


def draw_line(ax: Any, points: Sequence[Point], style: dict[str, Any]) -> Any:
    """A line through points."""
    (line,) = ax.plot([x for x, _ in points], [y for _, y in points], zorder=3, **style)
    return line


def draw_band(ax: Any, outline: Sequence[Point], color: Any, alpha: float = 0.14) -> list[Any]:
    """A shaded band; none if its outline is empty."""
    if not outline:
        return []
    return list(ax.fill([x for x, _ in outline], [y for _, y in outline], facecolor=color, edgecolor="none", alpha=alpha, zorder=2))


def draw_marks(ax: Any, points: Sequence[Point], index: int, theme: Theme, color: Any) -> list[Any]:
    """The marks of thresholds."""
    shape = {"marker": mark(index), "markersize": 7, "color": color, "markeredgecolor": theme.paper, "markeredgewidth": 1.0}
    return [ax.plot([x], [y], linestyle="none", zorder=4, **shape)[0] for x, y in points]


def draw_reference(ax: Any, points: Sequence[Point], theme: Theme) -> Any:
    """A dotted line of reference."""
    style = {"color": theme.reference, "linewidth": 1.1, "linestyle": (0, (1.5, 3)), "zorder": 1.5}
    (line,) = ax.plot([x for x, _ in points], [y for _, y in points], **style)
    return line


def name_marks(ax: Any, named: Sequence[tuple[str, Point]], theme: Theme, place: tuple[int, int]) -> None:
    """Writes thresholds beside their marks; `place` is the direction: (-1, 1) is at the upper left."""
    from matplotlib.patheffects import withStroke

    right, up = place
    look = {
        "ha": "left" if right > 0 else "right",
        "va": "bottom" if up > 0 else "top",
        "fontsize": "small",
        "color": theme.ink,
        "zorder": 5,
    }
    for text, point in named:
        note = ax.annotate("", point, xytext=(6 * right, 4 * up), textcoords="offset points", **look)
        note.set_path_effects([withStroke(linewidth=2, foreground=theme.paper)])
        set_text(note, text)
