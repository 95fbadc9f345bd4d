# SPDX-License-Identifier: Apache-2.0
"""The table of metrics by threshold: a line for each threshold, a column for each metric, and the counts behind them."""

from __future__ import annotations

import math
from collections.abc import Sequence

from ..points.thresholds import USUAL, without_threshold
from .fields import Parameters
from .index import Index, Threshold, cell_of, metric_label, threshold_of
from .page import Cell
from .read import Counts
from .tables import Block, Entry, Line, Number, Part, Table
from .text import count

MOST_LINES = 12  # a longer table is folded, and with more thresholds only this table and the folded ones of the subgroups show them
_MOST_METRICS = 6  # in one table, and one less beside the counts, so that it is printed; others have tables of their own
_COUNTS = ("TP", "FP", "FN", "TN")

Metric = tuple[str, Parameters]


def by_threshold(index: Index) -> Block | None:
    """The tables, or none if no model has several thresholds."""
    if max((len(index.thresholds(name)) for name in index.document.models), default=0) < 2:
        return None
    metrics = _metrics(index)
    first = _MOST_METRICS - 1 if index.document.counts else _MOST_METRICS
    tables = [_table(index, metrics[:first], has_counts=True)] if metrics else []
    tables += [_table(index, metrics[i : i + _MOST_METRICS], has_counts=False) for i in range(first, len(metrics), _MOST_METRICS)]
    return Block("", "", (), tuple(tables))


def is_long(index: Index) -> bool:
    """Whether a model has so many thresholds that sections, forests and marks of all of them would fill the page."""
    return max((len(index.thresholds(name)) for name in index.document.models), default=0) > MOST_LINES


def _metrics(index: Index) -> list[Metric]:
    """The metrics at thresholds, the usual ones first."""
    found = dict.fromkeys((name, without_threshold(p)) for name, p in index.metrics if threshold_of(p) is not None)
    order = ("chosen_threshold", *USUAL, "net_benefit")
    return sorted(found, key=lambda one: order.index(one[0]) if one[0] in order else len(order))


def _table(index: Index, metrics: Sequence[Metric], *, has_counts: bool) -> Table:
    counts = {(one.model, one.rule or one.threshold): one for one in index.document.counts} if has_counts else {}
    parts = []
    for model, name in zip(index.models, index.document.models):
        lines = tuple(_line(index, name, t, metrics, counts) for t in index.thresholds(name))
        if lines:
            parts.append(Part(model.name if len(index.models) > 1 else "", lines))
    heads: tuple[Entry, ...] = ("Threshold", *map(Number, _COUNTS if counts else ()), *(metric_label(*metric) for metric in metrics))
    n_lines = sum(len(part.lines) for part in parts)
    is_folded = n_lines > MOST_LINES
    title = f"{'Counts and metrics' if counts else 'Other metrics'} by threshold" + (f" ({n_lines} lines)" if is_folded else "")
    return Table(title, _caption(index, bool(counts)), heads, tuple(parts), is_folded, "compact by-threshold")


def _caption(index: Index, has_counts: bool) -> str:
    weights = ", as sums of weights" if index.is_weighted else ""
    counts = f" TP and FP: true and false positives; FN and TN: false and true negatives{weights}." if has_counts else ""
    return f"All {index.outcome.units}, with {index.level} intervals for each threshold by itself.{counts}"


def _line(index: Index, name: str, threshold: Threshold, metrics: Sequence[Metric], counts: dict[tuple[str, Threshold], Counts]) -> Line:
    found = counts.get((name, threshold))
    four = () if found is None else (found.tp, found.fp, found.fn, found.tn)
    numbers: tuple[Entry, ...] = tuple(map(Number, map(count, four or (math.nan,) * len(_COUNTS)))) if counts else ()
    chosen = index.chosen(name, threshold)
    text = f"{chosen}, chosen by {index.threshold_text(threshold)}" if chosen else index.threshold_text(threshold)
    return Line((text, *numbers, *(_cell(index, name, metric, threshold) for metric in metrics)))


def _cell(index: Index, name: str, metric: Metric, threshold: Threshold) -> Entry:
    at = tuple(sorted((*metric[1], ("threshold", threshold))))
    row = index.overall.get((name, metric[0], at))
    return Cell("–", "", "", is_absent=True) if row is None else cell_of(row)
