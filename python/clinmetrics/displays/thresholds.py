# SPDX-License-Identifier: Apache-2.0
"""Metrics by threshold."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from ..points.ranking import outline
from ..points.thresholds import ThresholdPoint, metrics_by_threshold, threshold_points
from ..points.ticks import nice_ticks, tick_labels
from ..report.fields import Parameters
from ..report.read import Row
from .base import Display, legend, line_style, name_panel
from .curves import draw_band, draw_line
from .source import Source, group_name, printed, size_text
from .theme import Theme, mark

if TYPE_CHECKING:
    from ..result import Result

_DENSE = 12  # with more thresholds than this, intervals are a band and points have no marks


class ThresholdsDisplay(Display):
    """Metrics by threshold with their intervals, a panel for each model, or for each group if the result has only rows of groups."""

    def __init__(self, source: Source) -> None:
        self._source = source
        rows = source.document.rows
        overall = [row for row in rows if row.attribute is None]
        self.metrics = metrics_by_threshold(overall or rows)
        if not self.metrics:
            raise ValueError("there are no metrics at thresholds; evaluate(..., threshold=[0.1, 0.2, 0.3]) computes them")
        places = dict.fromkeys((row.model, row.attribute, row.group) for row in overall or rows)
        self.panels = [place for place in places if any(self._points(place, *metric) for metric in self.metrics)]
        if not self.panels:
            raise ValueError("no metric is defined at a threshold")

    @classmethod
    def from_result(cls, result: Result) -> ThresholdsDisplay:
        """The display of a result. Raises ValueError if no metric is at a threshold."""
        return cls(Source(result))

    def _rows(self, place: Any) -> list[Row]:
        return [row for row in self._source.document.rows if (row.model, row.attribute, row.group) == place]

    def _points(self, place: Any, metric: str, parameters: Parameters) -> list[ThresholdPoint]:
        return threshold_points(self._rows(place), metric, parameters)

    def _n_panels(self) -> int:
        return len(self.panels)

    def _size(self) -> tuple[float, float]:
        return 5.0, 4.2

    def _draw(self, number: int, ax: Any, theme: Theme, style: dict[str, Any]) -> None:
        place, handles, shares = self.panels[number], [], []
        for i, (metric, parameters) in enumerate(self.metrics):
            points = self._points(place, metric, parameters)
            is_dense = len(points) > _DENSE
            drawn = line_style(
                i, theme, style, **({} if is_dense else {"marker": mark(i), "markersize": 6, "markeredgecolor": theme.paper})
            )
            limits = [p for p in points if not math.isnan(p.lower + p.upper)]
            if is_dense:
                self.bands_ += draw_band(
                    ax, outline(*zip(*((p.threshold, p.lower, p.upper) for p in limits))) if limits else [], drawn["color"]
                )
            else:
                for p in limits:
                    self.bars_ += ax.plot([p.threshold] * 2, [p.lower, p.upper], color=drawn["color"], linewidth=1.4, zorder=2.5)
            handles.append(draw_line(ax, [(p.threshold, p.value) for p in points], drawn))
            shares += [x for p in points for x in (p.value, p.lower, p.upper) if not math.isnan(x)]
        self.lines_ += handles
        if all(0 <= x <= 1 for x in shares):
            ax.set_ylim(-0.01, 1.01)
        low, high = ax.get_xlim()
        ticks = nice_ticks(low, high, 5)
        ax.set_xticks(ticks, tick_labels(ticks))
        ax.set(xlim=(low, high), xlabel="Threshold", ylabel=f"Value ({self._source.level_text()})")
        rows = self._rows(place)
        name = ", ".join(part for part in (printed(place[0]), group_name(place[2])) if part)
        name_panel(ax, f"{name}, {size_text(rows[0])}", theme)
        legend(ax, theme, handles, [self._source.metric_name(*metric) for metric in self.metrics], loc="best")
