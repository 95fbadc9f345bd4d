# SPDX-License-Identifier: Apache-2.0
"""The subgroups: forest tables of the metrics that are read by group, and the table of all of them."""

from __future__ import annotations

import math
from collections.abc import Sequence

from markupsafe import Markup

from ..points.axes import RATIO, Axis, forest_axis
from . import forest, words
from .by_threshold import is_long
from .fields import Group, Parameters
from .index import ALL_ROWS, Index, cell_of, events_of, method_of, metric_label, size_of, threshold_of, title_of, values_of
from .page import Cell, DetailLine, Forest, GroupLine, ModelBlock, Panel, StripCell, Subgroups
from .read import Attribute
from .text import count, shorten

_SHARES = ("sensitivity", "specificity")


def subgroups(index: Index, attribute: Attribute) -> Subgroups:
    """All about the groups of one attribute."""
    groups = [group for (name, group) in index.cells if name == attribute.name]
    small = []
    for group in groups:
        first = next(iter(index.cells[attribute.name, group].values()))
        if all(row.status == "too_few" for row in index.cells[attribute.name, group].values()):
            small.append((values_of(attribute, group), count(first.n)))
    return Subgroups(
        title=title_of(attribute),
        parts=tuple(shorten(part) for part in attribute.parts),
        n_groups=len(groups),
        small=tuple(small),
        has_missing=any(value is None for group in groups for _, value in group),
        forests=tuple(_forests(index, attribute, groups)),
        details=tuple(_details(index, attribute, groups)),
    )


def _forests(index: Index, attribute: Attribute, groups: Sequence[Group]) -> list[Forest]:
    found = []
    for name, parameters in index.metrics:
        if name == "auroc":
            found.append(_forest(index, attribute, groups, metric_label(name, parameters), [(name, parameters)]))
    for name, parameters in index.metrics:
        if name == "sensitivity" and not (is_long(index) and threshold_of(parameters) is not None):
            threshold = threshold_of(parameters)
            pair = [(name, parameters), ("specificity", parameters)]
            where = "of the labels" if threshold is None else index.at(threshold)
            title = f"Sensitivity and specificity {where}"
            found.append(_forest(index, attribute, groups, title, [one for one in pair if one in index.metrics]))
    for name, parameters in index.metrics:
        if name == RATIO:
            found.append(_forest(index, attribute, groups, "Calibration: observed to expected events", [(name, parameters)]))
    return [one for one in found if one.blocks]


def _axis(index: Index, attribute: Attribute, groups: Sequence[Group], name: str, parameters: Parameters) -> Axis:
    places = [*((attribute.name, group) for group in groups), ALL_ROWS]
    rows = [row for place in places for (_, metric, p), row in index.cells.get(place, {}).items() if (metric, p) == (name, parameters)]
    return forest_axis(name, (x for row in rows for x in (row.lower, row.upper, row.value)))


def _forest(index: Index, attribute: Attribute, groups: Sequence[Group], title: str, panels: Sequence[tuple[str, Parameters]]) -> Forest:
    axes = [_axis(index, attribute, groups, *panel) for panel in panels]
    blocks = []
    for model, name in zip(index.models, index.document.models):
        lines = []
        for place in [ALL_ROWS, *((attribute.name, group) for group in groups)]:
            rows = [index.cells.get(place, {}).get((name, *panel)) for panel in panels]
            size = next((row for row in rows if row is not None), None)
            if size is None:
                continue
            is_all = place == ALL_ROWS
            cells = []
            for row, panel, axis in zip(rows, panels, axes):
                if row is None:
                    cells.append(StripCell(Cell("", "", ""), Markup(""), ""))
                    continue
                whole = index.overall.get((name, *panel))
                reference = 1.0 if axis.is_ratio else math.nan if whole is None else whole.value
                drawn = forest.strip(axis, row.value, row.lower, row.upper, reference, model.index, is_all=is_all)
                cells.append(StripCell(cell_of(row), drawn, size_of(row)))
            lines.append(GroupLine(values_of(attribute, place[1]), is_all, count(size.n), events_of(size), tuple(cells)))
        if len(lines) > 1 or (lines and not lines[0].is_all):
            blocks.append(ModelBlock(model, tuple(lines)))
    everyone = f"the model’s value in all {index.outcome.units}"
    dotted = "1, as many events as expected" if any(axis.is_ratio for axis in axes) else everyone
    drawn_panels = tuple(Panel(words.metric(name).label, forest.axis_strip(axis)) for (name, _), axis in zip(panels, axes))
    is_counted = all(name in _SHARES for name, _ in panels) and any(not math.isnan(row.denominator) for row in index.overall.values())
    return Forest(title, is_counted, dotted, drawn_panels, tuple(blocks))


def _details(index: Index, attribute: Attribute, groups: Sequence[Group]) -> list[DetailLine]:
    lines = []
    for group in groups:
        rows = index.cells[attribute.name, group]
        for name, parameters in index.metrics:
            for model, of in zip(index.models, index.document.models):
                row = rows.get((of, name, parameters))
                if row is None:
                    continue
                label = index.label_at(name, parameters)
                lines.append(
                    DetailLine(values_of(attribute, group), label, model, cell_of(row), method_of(row), size_of(row), events_of(row))
                )
    return lines
