# SPDX-License-Identifier: Apache-2.0
"""Gaps between groups."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..points.axes import difference_axis
from ..points.gaps import KINDS_DRAWN, gaps_of_metric, main_metric, worst_group_first
from ..report import words
from ..report.fields import Parameters
from ..report.read_contrasts import Gap
from .base import Display, legend, set_text
from .metrics import named_metric
from .rows import ROW, Entry, Group, Section, draw_reference_line, draw_rows, n_lines
from .source import Source, attribute_name, group_name, interval_of, printed
from .theme import Theme

if TYPE_CHECKING:
    from ..result import Result

NO_GAPS = 'the result has no gaps between groups; evaluate(..., groups=..., gaps="auto") computes them'


class GapsDisplay(Display):
    """Each group's difference from the rest or from a reference group, by attribute and model, the worst group first.

    Thick lines are the intervals of single groups; thin lines hold for all groups of an attribute at once.
    """

    def __init__(self, source: Source, kind: str, metric: tuple[str, Parameters]) -> None:
        self._source, self.kind, self.metric = source, kind, metric
        document = source.document
        found = gaps_of_metric([g for g in document.gaps if g.kind == kind], metric)
        self.gaps: list[Gap] = []
        self._sections: list[Section] = []
        for attribute in document.attributes:
            for index, model in enumerate(document.models):
                ordered = worst_group_first([g for g in found if g.attribute == attribute.name], model)
                if ordered:
                    self.gaps += ordered
                    self._sections.append(self._section(index, model, ordered))

    @classmethod
    def from_result(cls, result: Result, *, metric: str | None = None, kind: str | None = None) -> GapsDisplay:
        """The display of a result.

        `metric` is by default the AUROC or the first one that describes a model; `kind` is "rest" or "reference", by default the one that
        the result has.
        """
        source = Source(result)
        kinds = [one for one in KINDS_DRAWN if any(g.kind == one for g in source.document.gaps)]
        if kind is not None and kind not in KINDS_DRAWN:
            raise ValueError(f"`kind` must be {' or '.join(map(repr, KINDS_DRAWN))}")
        if not kinds or (kind is not None and kind not in kinds):
            raise ValueError(
                NO_GAPS if not kinds else f"the result has no gaps of the kind {kind!r}, only of {', '.join(map(repr, kinds))}"
            )
        of_kind = [g for g in source.document.gaps if g.kind == (kind or kinds[0])]
        wanted = main_metric(of_kind) if metric is None else named_metric(result, of_kind, metric)
        if wanted is None:
            raise ValueError("the result has no differences of a metric that describes a model")
        return cls(source, kind or kinds[0], wanted)

    def _section(self, index: int, model: str, found: Sequence[Gap]) -> Section:
        models = self._source.document.models
        heading = attribute_name(found[0].attribute, found) + (f", {printed(model)}" if len(models) > 1 else "")
        groups = []
        for g in found:
            outer = (g.simultaneous_lower, g.simultaneous_upper)
            entry = Entry(index, g.value, g.lower, g.upper, interval_of(g), outer)
            groups.append(Group(group_name(g.a or ()), (entry,)))
        return Section(heading, tuple(groups))

    def _size(self) -> tuple[float, float]:
        return 6.4, 1.2 + ROW * n_lines(self._sections)

    def _draw(self, _number: int, ax: Any, theme: Theme, style: dict[str, Any]) -> None:
        axis = difference_axis(x for g in self.gaps for x in (g.lower, g.upper, g.value, g.simultaneous_lower, g.simultaneous_upper))
        drawn = draw_rows(ax, self._sections, axis, theme, style, is_named=True)
        self.lines_ += drawn.lines
        self.bars_ += drawn.bars
        self.marks_ += drawn.marks
        draw_reference_line(ax, 0.0, theme)
        other = "the rest" if self.kind == "rest" else "the reference group"
        name = words.in_sentence(self._source.metric_name(*self.metric))
        set_text(ax.set_xlabel(""), f"Difference of {name} from {other}")
        self._explain(ax, theme)

    def _explain(self, ax: Any, theme: Theme) -> None:
        from matplotlib.lines import Line2D

        handles = [Line2D([], [], color=theme.soft, linewidth=1.9), Line2D([], [], color=theme.soft, linewidth=0.9, alpha=0.7)]
        labels = [f"{self._source.level} interval of the group", "limits for all groups at once"]
        n = 2 if self.lines_ else 1
        legend(ax, theme, handles[:n], labels[:n], loc="lower left", bbox_to_anchor=(0, 1), ncols=n, borderaxespad=0.2)
