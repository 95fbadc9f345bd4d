# SPDX-License-Identifier: Apache-2.0
"""Calibration plots."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from ..points.calibration import calibration_points, calibration_range
from ..points.ranking import outline
from ..points.smooth import METHODS, smooth_line, smooth_points
from .base import Display, legend, line_style
from .curves import curve_size, draw_band, draw_line, draw_marks, draw_reference, is_few, legend_place
from .source import Series, Source, value_text
from .theme import Theme

if TYPE_CHECKING:
    from ..result import Result

_VALUES = (("calibration_slope", "slope"), ("observed_expected_ratio", "O:E"))


class CalibrationDisplay(Display):
    """Observed share against predicted risk on equal axes: bins with their intervals, and smooth curves with their bands if there are any."""

    def __init__(self, source: Source, smooth: str | None = None) -> None:
        if smooth not in (*METHODS, None):
            raise ValueError(f"`smooth` must be {', '.join(map(repr, METHODS))} or None")
        self._source, self._smooth = source, smooth
        self.series = [one for one in source.series() if _points(one)]
        if not self.series:
            raise ValueError("there is no calibration plot: the scores are not probabilities, or there are fewer than 5 rows")
        if smooth is not None and all(smooth_line(one.curve, smooth) is None for one in self.series):
            raise ValueError(f"the curves have no smooth calibration curve of the method {smooth!r}")

    @classmethod
    def from_result(cls, result: Result, *, smooth: str | None = None) -> CalibrationDisplay:
        """The display of a result. Raises ValueError if the result was made without curves."""
        return cls(Source(result), smooth)

    def _size(self) -> tuple[float, float]:
        return curve_size(self.series, 5.2, 5.0)

    def _draw(self, _number: int, ax: Any, theme: Theme, style: dict[str, Any]) -> None:
        every = [x for one in self.series for point in _points(one) for x in point]
        handles = []
        for one in self.series:
            drawn = line_style(one.index, theme, style)
            line = smooth_line(one.curve, self._smooth)
            if line is not None:
                every += [*line.score, *line.observed]
                if is_few(self.series):
                    self.bands_ += draw_band(ax, outline(line.score, line.lower, line.upper), drawn["color"])
                self.lines_.append(draw_line(ax, smooth_points(line), drawn))
            self._draw_bins(ax, one, theme, drawn["color"])
            handles.append(self.marks_[-1] if line is None else self.lines_[-1])
        start, end = calibration_range([x for x in every if math.isfinite(x)])
        draw_reference(ax, [(start, start), (end, end)], theme)
        room = 0.015 * (end - start)
        limits = (start - room, end + room)
        ax.set(xlim=limits, ylim=limits, xlabel="Mean predicted risk", ylabel=self._source.outcome.axis, aspect="equal")
        values = [self._values(one) for one in self.series]
        labels, title = self._source.labels(self.series, values)
        legend(ax, theme, handles, labels, title, **legend_place(self.series, "upper left"))

    def _draw_bins(self, ax: Any, one: Series, theme: Theme, color: Any) -> None:
        for point in _points(one):
            if not math.isnan(point.lower + point.upper):
                ends = [point.lower, point.upper]
                self.bars_ += ax.plot([point.mean_score] * 2, ends, color=color, linewidth=1.6, solid_capstyle="butt", zorder=2.5)
        self.marks_ += draw_marks(ax, [(p.mean_score, p.observed) for p in _points(one)], one.index, theme, color)

    def _values(self, one: Series) -> str:
        return "\n".join(text for metric, name in _VALUES for text in [value_text(name, self._source.row(one.curve, metric))] if text)


def _points(one: Series) -> list[Any]:
    return [] if one.curve.calibration is None else calibration_points(one.curve.calibration)
