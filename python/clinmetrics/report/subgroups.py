# SPDX-License-Identifier: Apache-2.0
"""The subgroups: forest tables of the metrics that are read by group, worst group first, with the models beside each other."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from ..points.axes import RATIO, Axis, forest_axis
from ..points.subgroups import worst_first
from . import forest
from .attribute_part import Subgroups
from .by_threshold import is_long
from .details import details
from .fields import Group, Parameters
from .index import ALL_ROWS, Index, Place, cell_of, events_of, metric_label, size_of, threshold_of, title_of, values_of
from .page import Cell, Model
from .read import Attribute
from .tables import Entry, Groups, Line, Number, Part, Strip, Table
from .text import count, shorten

_MOST_LINES = 12  # of a forest; the others are folded
_MOST_BESIDE = 3  # models
_SHARES = ("sensitivity", "specificity")
_SLOPE = "calibration_slope"

Metric = tuple[str, Parameters]


def subgroups(index: Index, attribute: Attribute) -> Subgroups:
    """All about the groups of one attribute."""
    groups = [group for (name, group) in index.cells if name == attribute.name]
    small = []
    for group in groups:
        first = next(iter(index.cells[attribute.name, group].values()))
        if index.is_small(attribute.name, group):
            small.append((values_of(attribute, group), count(first.n)))
    return Subgroups(
        title=title_of(attribute),
        parts=tuple(shorten(part) for part in attribute.parts),
        n_groups=len(groups),
        small=tuple(small),
        has_missing=any(value is None for group in groups for _, value in group),
        tables=(*_forests(index, attribute, groups), *details(index, attribute, groups)),
    )


def _forests(index: Index, attribute: Attribute, groups: Sequence[Group]) -> Iterable[Table]:
    is_short = not index.is_long
    metrics = [(metric, _is_open(index, metric, is_short)) for metric in _metrics(index, is_short)]
    for metric, is_open in sorted(metrics, key=lambda one: not one[1]):
        for start in range(0, len(index.models), _MOST_BESIDE):
            yield from _forest(index, attribute, groups, metric, index.models[start : start + _MOST_BESIDE], is_open)


def _is_open(index: Index, metric: Metric, is_short: bool) -> bool:
    if metric[0] in _SHARES and not _is_main(index, metric):
        return False
    return is_short or metric[0] in ("auroc", "sensitivity")


def _metrics(index: Index, is_short: bool) -> list[Metric]:
    """The metrics that have forests, in their order; of the shares those at the first threshold, in a short report at each."""
    found = [one for one in index.metrics if one[0] == "auroc"]
    shares = [one for one in index.metrics if one[0] in _SHARES]
    keep = [one for one in shares if threshold_of(one[1]) is None or not is_long(index)]
    keep = [one for one in keep if _is_main(index, one) or is_short]
    found += sorted(keep, key=lambda one: not _is_main(index, one))
    if not is_short:  # the table of all metrics has the others
        found = [one for one in found if one[0] != "specificity"]
    return found + [one for name in ((RATIO, _SLOPE) if is_short else (_SLOPE,)) for one in index.metrics if one[0] == name]


def _is_main(index: Index, metric: Metric) -> bool:
    threshold = threshold_of(metric[1])
    return threshold is None or any(threshold == next(iter(index.thresholds(name)), None) for name in index.document.models)


def _axis(index: Index, places: Sequence[Place], metric: Metric) -> Axis:
    rows = [row for place in places for (_, *found), row in index.cells.get(place, {}).items() if tuple(found) == metric]
    return forest_axis(metric[0], (x for row in rows for x in (row.lower, row.upper, row.value)))


def _forest(
    index: Index, attribute: Attribute, groups: Sequence[Group], metric: Metric, models: Sequence[Model], is_open: bool
) -> Iterable[Table]:
    names = [index.document.models[model.index] for model in models]
    models = [model for model, name in zip(models, names) if any((name, *metric) in index.cells[attribute.name, g] for g in groups)]
    if not models:
        return
    places: list[Place] = [(attribute.name, group) for group in groups]
    axis = _axis(index, [*places, ALL_ROWS], metric)
    names = [index.document.models[model.index] for model in models]
    places.sort(key=lambda place: worst_first(metric[0], [row for n in names if (row := index.cells[place].get((n, *metric)))]))
    lines = [_line(index, attribute, place, metric, models, axis) for place in (ALL_ROWS, *places)]
    label = _label(index, metric)
    title = f"{label} by {title_of(attribute)}"
    caption = f"Worst group first. {_reference(index, axis)} {index.level} intervals.{_sizes(index, metric)}"
    heads = _heads(index, metric, attribute, models, axis)
    most = _MOST_LINES // 3 if index.is_long else _MOST_LINES
    first, rest = lines[: most + 1], lines[most + 1 :]
    class_ = f"forest lanes-{len(models)}"
    yield Table(title, caption, heads, (Part("", tuple(first)),), not is_open, class_)
    if rest:
        yield Table(f"{label} by {title_of(attribute)}: {len(rest)} more groups", caption, heads, (Part("", tuple(rest)),), True, class_)


def _label(index: Index, metric: Metric) -> str:
    if metric[0] == RATIO:
        return "Calibration: observed to expected events"
    by_labels = " of the labels" if metric[0] in _SHARES and threshold_of(metric[1]) is None else ""
    return f"{index.label_at(*metric, is_long=True)}{by_labels}"


def _is_counted(index: Index, metric: Metric) -> bool:
    found = [row for (_, *one), row in index.overall.items() if tuple(one) == metric]
    return metric[0] in _SHARES and any(not math.isnan(row.denominator) for row in found)


def _sizes(index: Index, metric: Metric) -> str:
    sums = ", as sums of weights" if index.is_weighted else ""
    return f" 3/8 stands for 3 of 8 {index.outcome.units}{sums}." if _is_counted(index, metric) else ""


def _reference(index: Index, axis: Axis) -> str:
    if axis.is_ratio:
        return "Dotted line: 1, as many events as expected."
    if axis.reference is not None:
        return "Dotted line: 1, the slope of a well calibrated model."
    return f"Dotted line: the model’s value in all {index.outcome.units}."


def _heads(index: Index, metric: Metric, attribute: Attribute, models: Sequence[Model], axis: Axis) -> tuple[Entry, ...]:
    sizes = () if _is_counted(index, metric) else (Number("n"), Number("Events"))
    values = tuple(models) if len(index.models) > 1 else (metric_label(*metric),)
    return (title_of(attribute), Strip(forest.axis_strip(axis)), *sizes, *values)


def _line(index: Index, attribute: Attribute, place: Place, metric: Metric, models: Sequence[Model], axis: Axis) -> Line:
    is_all, shown, cells, size = place == ALL_ROWS, [], [], None
    for model in models:
        name = index.document.models[model.index]
        row, whole = (index.cells.get(at, {}).get((name, *metric)) for at in (place, ALL_ROWS))
        if row is None:
            cells.append(Cell("–", "", "", is_absent=True))
            shown.append(forest.Lane(*(math.nan,) * 4, model.index))
            continue
        size = size or row
        reference = 1.0 if axis.is_ratio or axis.reference is not None else math.nan if whole is None else whole.value
        shown.append(forest.Lane(row.value, row.lower, row.upper, reference, model.index))
        found = cell_of(row)
        cells.append(
            Cell(found.value, found.interval, found.reason, found.flags, found.is_absent, size_of(row) if "/" in size_of(row) else "")
        )
    sizes = () if _is_counted(index, metric) else (Number("–"),) * 2 if size is None else (Number(count(size.n)), Number(events_of(size)))
    first: Entry = f"All {index.outcome.units}" if is_all else Groups((values_of(attribute, place[1]),))
    return Line((first, Strip(forest.lanes(axis, shown)), *sizes, *cells), is_strong=is_all)
