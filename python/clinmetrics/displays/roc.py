# SPDX-License-Identifier: Apache-2.0
"""ROC curves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..points import Point
from ..points.ranking import COARSE_AREA, band_outline, drawn_area, roc_mark, roc_points
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


class RocDisplay(Display):
    """ROC curves of the models, or of the groups if the result has only rows of groups.

    The points are those of the report, with the pointwise band of sensitivity, and marks at the thresholds.
    """

    def __init__(self, source: Source, band: str | None = "auto") -> None:
        self._source = source
        self.series = [one for one in source.series() if roc_points(one.curve)]
        if not self.series:
            raise ValueError("there is no ROC curve: one of the classes has no rows")
        self._band = checked_band(band, BANDS, self.series)

    @classmethod
    def from_result(cls, result: Result, *, band: str | None = "auto") -> RocDisplay:
        """The display of a result. Raises ValueError if the result was made without curves."""
        return cls(Source(result), band)

    def _size(self) -> tuple[float, float]:
        return curve_size(self.series, 5.2, 5.0)

    def _draw(self, _number: int, ax: Any, theme: Theme, style: dict[str, Any]) -> None:
        draw_reference(ax, [(0.0, 0.0), (1.0, 1.0)], theme)
        best = max(self.series, key=lambda one: drawn_area(one.curve))
        for one in self.series:
            drawn = line_style(one.index, theme, style)
            self.bands_ += draw_band(ax, self._outline(one), drawn["color"])
            self.lines_.append(draw_line(ax, roc_points(one.curve), drawn))
            at = [(self._source.mark_text(m.threshold), p) for m in one.curve.marks for p in [roc_mark(one.curve, m)] if p is not None]
            self.marks_ += draw_marks(ax, [point for _, point in at], one.index, theme, drawn["color"])
            if is_few(self.series):
                name_marks(ax, at, theme, (-1, 1) if one is best else (1, -1))  # on the free side of the highest curve, and of the others
        ax.set(xlim=(-0.01, 1.01), ylim=(-0.01, 1.01), xlabel="False positive rate (1 − specificity)", ylabel="Sensitivity", aspect="equal")
        values = [value_text("AUROC", self._source.row(one.curve, "auroc")) for one in self.series]
        labels, title = self._source.labels(self.series, values)
        steps = self._source.about_steps([self._source.gap(one.curve, "auroc", drawn_area(one.curve)) for one in self.series], COARSE_AREA)
        title = "\n".join(text for text in (title, steps) if text)
        legend(ax, theme, self.lines_, labels, title, **legend_place(self.series, "lower right"))

    def _outline(self, one: Series) -> list[Point]:
        bands = {"pointwise": one.curve.band, "simultaneous": one.curve.simultaneous_band}
        band = None if self._band is None else bands[self._band]
        return [] if band is None else band_outline(band)
