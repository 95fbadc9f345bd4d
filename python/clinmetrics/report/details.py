# SPDX-License-Identifier: Apache-2.0
"""All metrics of the groups of an attribute: a line for each group, model and threshold, and a column for each metric."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..points.thresholds import without_threshold
from .fields import Group, Parameters
from .index import Index, Threshold, cell_of, events_of, method_of, metric_label, one_line, size_of, threshold_of, title_of, values_of
from .read import Attribute, Row
from .tables import Entry, Groups, Line, Part, Table
from .text import count

Metric = tuple[str, Parameters]


def details(index: Index, attribute: Attribute, groups: Sequence[Group]) -> Iterable[Table]:
    """A folded table of the metrics without a threshold, and one of those at thresholds."""
    plain = [one for one in index.metrics if threshold_of(one[1]) is None]
    at = list(dict.fromkeys((name, without_threshold(p)) for name, p in index.metrics if threshold_of(p) is not None))
    yield from _table(index, attribute, groups, plain, "All metrics", is_at=False)
    yield from _table(index, attribute, groups, at, "All metrics at thresholds", is_at=True)


def _table(
    index: Index, attribute: Attribute, groups: Sequence[Group], metrics: Sequence[Metric], title: str, *, is_at: bool
) -> Iterable[Table]:
    used: dict[Metric, dict[str, None]] = {metric: {} for metric in metrics}
    lines = [
        line
        for group in groups
        for model, name in zip(index.models, index.document.models)
        for threshold in (index.thresholds(name) if is_at else [None])
        for line in _line(index, attribute, group, name, threshold, used)
    ]
    if not lines:
        return
    several = len(index.models) > 1
    heads: tuple[Entry, ...] = (
        title_of(attribute), *(("Model",) if several else ()), *(("Threshold",) if is_at else ()), "n", "Events",
        *(metric_label(*metric) for metric in metrics),
    )  # fmt: skip
    methods = "; ".join(f"{metric_label(*metric)}: {', '.join(found)}" for metric, found in used.items() if found)
    caption = f"Each value with its {index.level} interval and, for a share, its counts." + (
        f" Methods of the intervals: {methods}." if methods else ""
    )
    n_values = sum(entry != "–" for line in lines for entry in line.entries[-len(metrics) :])
    yield Table(f"{title} by {title_of(attribute)} ({n_values} values)", caption, heads, (Part("", tuple(lines)),), True, "compact every")


def _line(
    index: Index, attribute: Attribute, group: Group, name: str, threshold: Threshold | None, used: dict[Metric, dict[str, None]]
) -> list[Line]:
    at = () if threshold is None else (("threshold", threshold),)
    cells = index.cells[attribute.name, group]
    rows = {metric: cells.get((name, metric[0], tuple(sorted((*metric[1], *at))))) for metric in used}
    first = next((row for row in rows.values() if row is not None), None)
    if first is None:
        return []
    for metric, row in rows.items():
        if row is not None and method_of(row):
            used[metric][method_of(row)] = None
    model = (index.model(name).brief,) if len(index.models) > 1 else ()
    where = () if threshold is None else (index.threshold_text(threshold),)
    sizes = (count(first.n), events_of(first))
    return [Line((Groups((values_of(attribute, group),)), *model, *where, *sizes, *map(_shown, rows.values())))]


def _shown(row: Row | None) -> str:
    """As in "0.739 (0.688–0.784) 235/318", with the warnings in brackets."""
    if row is None:
        return "–"
    cell, size = cell_of(row), size_of(row)
    return one_line(cell) + (f" {size}" if "/" in size else "") + "".join(f" [{flag}]" for flag in cell.flags)
