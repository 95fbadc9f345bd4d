# SPDX-License-Identifier: Apache-2.0
"""Precision–recall curves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..points import Point
from ..points.calibration import share_end
from ..points.ranking import (
    COARSE_PRECISION,
    drawn_precision,
    precision_band_outline,
    precision_recall_mark,
    precision_recall_points,
    simultaneous_precision_outline,
)
from .base import Display, legend, line_style
from .curves import (
    BANDS,
    checked_band,
    curve_size,
    draw_band,
    draw_line,
    draw_marks,
    draw_reference,
    is_few,
    legend_place,
    name_marks,
)
from .source import Series, Source, value_text
from .theme import Theme

if TYPE_CHECKING:
    from ..result import Result


class PrecisionRecallDisplay(Display):
    """Precision–recall curves with the prevalence, which is the precision of a model that is no better than chance."""

    def __init__(self, source: Source, band: str | None = "auto") -> None:
        self._source = source
        self.series = [one for one in source.series() if precision_recall_points(one.curve)]
        if not self.series:
            raise ValueError("there is no precision–recall curve: no row is positive")
        self._band = checked_band(band, BANDS, self.series)

    @classmethod
    def from_result(cls, result: Result, *, band: str | None = "auto") -> PrecisionRecallDisplay:
        """The display of a result. Raises ValueError if the result was made without curves."""
        return cls(Source(result), band)

    def _size(self) -> tuple[float, float]:
        return curve_size(self.series, 5.2, 5.0)

    def _draw(self, _number: int, ax: Any, theme: Theme, style: dict[str, Any]) -> None:
        top = []
        best = max(self.series, key=lambda one: drawn_precision(one.curve))
        for prevalence in dict.fromkeys(one.curve.n_positive / (one.curve.n_positive + one.curve.n_negative) for one in self.series):
            draw_reference(ax, [(0.0, prevalence), (1.0, prevalence)], theme)
            top.append(prevalence)
        for one in self.series:
            drawn, points = line_style(one.index, theme, style), precision_recall_points(one.curve)
            self.bands_ += draw_band(ax, self._outline(one), drawn["color"])
            self.lines_.append(draw_line(ax, points, drawn))
            marks = [(m, precision_recall_mark(one.curve, m)) for m in one.curve.marks]
            at = [(self._source.mark_text(m.threshold), point) for m, point in marks if point is not None]
            self.marks_ += draw_marks(ax, [point for _, point in at], one.index, theme, drawn["color"])
            if is_few(self.series):
                name_marks(ax, at, theme, (1, 1) if one is best else (-1, -1))  # on the free side of the highest curve, and of the others
            top += [y for _, y in (*points, *(point for _, point in at))]
        end = share_end(max(top))
        ax.set(xlim=(-0.01, 1.01), ylim=(-0.01 * end, 1.01 * end), xlabel="Recall (sensitivity)", ylabel="Precision (PPV)")
        values = [value_text("average precision", self._source.row(one.curve, "average_precision")) for one in self.series]
        labels, title = self._source.labels(self.series, values)
        steps = self._source.about_steps(
            [self._source.gap(one.curve, "average_precision", drawn_precision(one.curve)) for one in self.series], COARSE_PRECISION
        )
        title = "\n".join(text for text in (title, steps) if text)
        legend(ax, theme, self.lines_, labels, title, **legend_place(self.series, "best"))

    def _outline(self, one: Series) -> list[Point]:
        outlines = {None: None, "pointwise": precision_band_outline, "simultaneous": simultaneous_precision_outline}
        make = outlines[self._band]
        return [] if make is None else make(one.curve)
