# SPDX-License-Identifier: Apache-2.0
"""Distributions of scores."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..points.scores import bars, highest, is_drawable
from ..points.ticks import nice_ticks
from ..report.read import Histogram
from .base import Display, name_panel, set_text
from .source import Source
from .theme import Theme

if TYPE_CHECKING:
    from ..result import Result


class ScoresDisplay(Display):
    """Histograms back to back, a panel for each model: scores of the rows with the outcome above the line, of the others below it."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.series = [one for one in source.series() if is_drawable(one.curve.histogram)]
        if not self.series:
            raise ValueError("there is no histogram: all scores are equal, or there are fewer than 5 rows")
        self._sizes = source.sizes(self.series)

    @classmethod
    def from_result(cls, result: Result) -> ScoresDisplay:
        """The display of a result. Raises ValueError if the result was made without curves."""
        return cls(Source(result))

    _main_artist = "Patch"

    def _n_panels(self) -> int:
        return len(self.series)

    def _size(self) -> tuple[float, float]:
        return 4.8, 4.0

    def _draw(self, number: int, ax: Any, theme: Theme, style: dict[str, Any]) -> None:
        one = self.series[number]
        counts: Histogram = one.curve.histogram  # type: ignore[assignment]
        color = style.get("color", theme.color(one.index))
        own = {"linewidth": 0.6, **{name: x for name, x in style.items() if name != "color"}}
        above, below = ({"facecolor": color, "edgecolor": color}, {"facecolor": "none", "edgecolor": color, "hatch": "////"})
        for sign, column, look in ((1, counts.n_positive, above), (-1, counts.n_negative, below)):
            found = bars(counts.edges, column)
            left, widths = [b.left for b in found], [b.right - b.left for b in found]
            self.bars_ += ax.bar(left, [sign * b.height for b in found], widths, align="edge", zorder=2, **{**look, **own})
        ax.axhline(0, color=theme.reference, linewidth=0.9, zorder=3)
        top = highest(counts)
        ticks = [t for t in nice_ticks(0, top * 1.05, 3) if t > 0]
        levels = sorted([*(-t for t in ticks), 0.0, *ticks])
        ax.set_yticks(levels, [f"{100 * abs(t):g}%" for t in levels])
        ax.set(xlim=(counts.edges[0], counts.edges[-1]), ylim=(-1.25 * top, 1.25 * top), xlabel="Score")
        self._write(ax, one.name, self._sizes[number], theme)
        self._draw_thresholds(ax, number, theme)

    def _write(self, ax: Any, name: str, size: str, theme: Theme) -> None:
        say = self._source.outcome.say
        name_panel(ax, f"{name}, {size}" if size else name, theme)
        for y, va, title in ((0.985, "top", say.title), (0.015, "bottom", say.title_lacking)):
            ax.text(0.99, y, title, transform=ax.transAxes, ha="right", va=va, fontsize="small", color=theme.ink)
        ax.set_ylabel("Share of the class")

    def _draw_thresholds(self, ax: Any, number: int, theme: Theme) -> None:
        low, high = ax.get_xlim()
        inside = sorted({mark.threshold for mark in self.series[number].curve.marks if low <= mark.threshold <= high})
        is_close = any(b - a < 0.09 * (high - low) for a, b in zip(inside, inside[1:]))
        for i, at in enumerate(inside):
            self.lines_.append(ax.axvline(at, color=theme.ink, linewidth=0.9, linestyle=(0, (1, 2)), zorder=4))
            down = -3 - (11 * (i % 3) if is_close else 0)
            place = {"xycoords": ax.get_xaxis_transform(), "textcoords": "offset points", "xytext": (3, down), "va": "top"}
            note = ax.annotate("", (at, 1.0), fontsize="small", color=theme.ink, **place)
            set_text(note, self._source.mark_text(at))
