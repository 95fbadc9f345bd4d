# SPDX-License-Identifier: Apache-2.0
"""Forest plots of metrics by group."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..points.axes import RATIO, Axis, fitted_axis, forest_axis
from ..points.forest import ForestRow, forest_rows, limits_of
from ..report.fields import Parameters
from ..report.read import Row
from .base import Display, legend, name_panel, set_text
from .metrics import chosen_metrics
from .rows import MOST_SERIES, ROW, Entry, Group, Section, draw_reference_line, draw_rows, n_lines, row_mark
from .source import Source, attribute_name, group_name, interval_of, printed, size_text
from .theme import THEMES, Theme

if TYPE_CHECKING:
    from ..result import Result

_LEGEND, _HANDLE, _LETTER = 3.9, 0.55, 0.07  # widths in inches: of the legend, of a line with its mark, of a letter


class ForestDisplay(Display):
    """Values with their intervals by group, the models below each other; a panel for each metric.

    The dotted line is the value of a single model over all rows, or 1 for a ratio. With up to six models, a diamond is the value over all
    rows; with more, marks tell models of the same color apart. There may be 30 models.
    """

    def __init__(self, source: Source, metrics: Sequence[tuple[str, Parameters]]) -> None:
        n = len({row.model for row in source.document.rows})  # a comparison may name more models
        if n > MOST_SERIES:
            raise ValueError(
                f"the result has {n} models, and a forest plot can show {MOST_SERIES}; select one with where(model=...), or evaluate fewer"
            )
        self._source, self.metrics, self._n_models = source, list(metrics), n
        self.rows: list[list[ForestRow]] = [forest_rows(source.document, *metric) for metric in self.metrics]
        self._sections = [self._sections_of(rows) for rows in self.rows]

    @classmethod
    def from_result(cls, result: Result, *, metric: str | Sequence[str] | None = None) -> ForestDisplay:
        """The display of a result; `metric` names one metric or several, by default the AUROC or the first one that describes a model."""
        source = Source(result)
        return cls(source, chosen_metrics(result, source.document, metric))

    def _n_panels(self) -> int:
        return len(self.metrics)

    def _size(self) -> tuple[float, float]:
        of_legend = math.ceil(len(self._used()) / self._legend_columns())
        return 6.4 if len(self.metrics) == 1 else 5.0, 1.0 + ROW * (max(map(n_lines, self._sections)) + of_legend)

    def _sections_of(self, rows: Sequence[ForestRow]) -> list[Section]:
        attributes = dict.fromkeys(row.attribute for row in rows)
        return [
            Section("" if at is None else attribute_name(at, of), tuple(self._group(row) for row in of))
            for at in attributes
            for of in [[row for row in rows if row.attribute == at]]
        ]

    def _group(self, at: ForestRow) -> Group:
        found = [(i, row) for i, row in enumerate(at.of_models) if row is not None]
        name = group_name(at.group) or f"All {self._source.outcome.units}"
        is_all = at.attribute is None and self._n_models <= len(THEMES["light"].series)
        entries = [Entry(i, row.value, row.lower, row.upper, interval_of(row), is_all=is_all) for i, row in found]
        return Group(f"{name}  ({size_text(found[0][1])})", tuple(entries))

    def _draw(self, number: int, ax: Any, theme: Theme, style: dict[str, Any]) -> None:
        metric, parameters = self.metrics[number]
        axis = self._axis(number)
        drawn = draw_rows(ax, self._sections[number], axis, theme, style, is_named=number == 0)
        self.bars_ += drawn.bars
        self.marks_ += drawn.marks
        self._draw_reference(ax, number, axis, theme)
        set_text(ax.set_xlabel(""), f"{self._source.metric_name(metric, parameters)} ({self._source.level_text()})")
        if number == 0:
            self._name_models(ax, theme, style)

    def _axis(self, number: int) -> Axis:
        metric, limits = self.metrics[number][0], limits_of(self.rows[number])
        is_share = all(0 <= x <= 1 for x in limits if math.isfinite(x))
        is_of_report = metric == RATIO or (is_share and metric in ("auroc", "sensitivity", "specificity"))
        return forest_axis(metric, limits) if is_of_report else fitted_axis(limits)

    def _draw_reference(self, ax: Any, number: int, axis: Axis, theme: Theme) -> None:
        overall: list[Row] = [row for at in self.rows[number] if at.attribute is None for row in at.of_models if row is not None]
        x = 1.0 if axis.is_ratio else overall[0].value if len(overall) == 1 else math.nan
        if axis.low <= x <= axis.high:
            self.lines_.append(draw_reference_line(ax, x, theme))

    def _used(self) -> list[int]:
        """The models of the first panel."""
        return sorted({entry.index for section in self._sections[0] for group in section.groups for entry in group.entries})

    def _legend_columns(self) -> int:
        """So many as fit above the axes and the numbers; at least one."""
        widest = max(len(printed(self._source.document.models[i])) for i in self._used())
        return max(1, min(len(self._used()), int(_LEGEND / (_HANDLE + _LETTER * widest))))

    def _name_models(self, ax: Any, theme: Theme, style: dict[str, Any]) -> None:
        models, used = self._source.document.models, self._used()
        if len(models) < 2:
            name_panel(ax, printed(models[0]), theme)
            return
        from matplotlib.lines import Line2D

        color = style.get("color")
        handles = [Line2D([], [], color=color or theme.color(i), marker=row_mark(i), linewidth=1.9) for i in used]
        place: dict[str, Any] = {"loc": "lower left", "bbox_to_anchor": (0, 1), "ncols": self._legend_columns(), "borderaxespad": 0.2}
        legend(ax, theme, handles, [printed(models[i]) for i in used], **place)
