# SPDX-License-Identifier: Apache-2.0
"""Decision curves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..points.ranking import outline
from ..points.smooth import net_benefit_points, net_benefit_range, treat_all_points
from ..points.ticks import nice_ticks, tick_labels
from ..report.read import DecisionCurve
from .base import Display, legend, line_style
from .curves import BANDS, checked_band, curve_size, draw_band, draw_line, draw_reference, legend_place
from .source import Series, Source
from .theme import Theme

if TYPE_CHECKING:
    from ..result import Result


class DecisionDisplay(Display):
    """Net benefit by threshold, with its band, beside treating everyone and treating no one."""

    def __init__(self, source: Source, band: str | None = "auto") -> None:
        self._source = source
        self.series = [one for one in source.series() if one.curve.decision is not None and net_benefit_points(one.curve.decision)]
        if not self.series:
            raise ValueError("the curves have no decision curve: the scores are not probabilities, or the result is of an earlier version")
        self._band = checked_band(band, BANDS, self.series)

    @classmethod
    def from_result(cls, result: Result, *, band: str | None = "auto") -> DecisionDisplay:
        """The display of a result. Raises ValueError if the result was made without curves."""
        return cls(Source(result), band)

    def _size(self) -> tuple[float, float]:
        return curve_size(self.series, 5.8, 4.4)

    def _draw(self, _number: int, ax: Any, theme: Theme, style: dict[str, Any]) -> None:
        found, upper = [], []
        for one in self.series:
            curve, drawn = _decision(one), line_style(one.index, theme, style)
            self.bands_ += draw_band(ax, self._outline(curve), drawn["color"])
            points = net_benefit_points(curve)
            self.lines_.append(draw_line(ax, points, drawn))
            found += [*points, *treat_all_points(curve)]
            upper += [y for _, y in self._outline(curve)]
        references, labels = [], []
        for i, everyone in enumerate(dict.fromkeys(tuple(treat_all_points(_decision(one))) for one in self.series)):
            references.append(draw_line(ax, everyone, {"color": theme.reference, "linewidth": 1.2, "linestyle": (0, (5, 2, 1, 2))}))
            labels.append("Treat all" if i == 0 else "")
        references.append(draw_reference(ax, [(min(x for x, _ in found), 0.0), (max(x for x, _ in found), 0.0)], theme))
        own, title = self._source.labels(self.series, [""] * len(self.series))
        low, high = net_benefit_range([*(y for _, y in found), *upper])
        ticks = nice_ticks(low, high, 5)
        ax.set_yticks(ticks, tick_labels(ticks))
        ax.set(xlabel="Threshold of the predicted risk", ylabel="Net benefit", ylim=(low, high))
        ax.set_xlim(min(x for x, _ in found), max(x for x, _ in found))
        shown = [(handle, label) for handle, label in zip(references, [*labels, "Treat none"]) if label]
        handles, texts = [*self.lines_, *(handle for handle, _ in shown)], [*own, *(label for _, label in shown)]
        legend(ax, theme, handles, texts, title, **legend_place(self.series, "upper right"))

    def _outline(self, curve: DecisionCurve) -> Any:
        if self._band is None:
            return []
        if self._band == "pointwise":
            return outline(curve.threshold, curve.lower, curve.upper)
        return outline(curve.threshold, curve.simultaneous_lower, curve.simultaneous_upper)


def _decision(one: Series) -> DecisionCurve:
    assert one.curve.decision is not None
    return one.curve.decision
