# SPDX-License-Identifier: Apache-2.0
"""The overall table: every metric of every model on all rows, in sections."""

from __future__ import annotations

from . import words
from .by_threshold import is_long
from .fields import Parameters
from .index import Index, cell_of, method_of, metric_label, size_of, threshold_of
from .page import Line, MetricBlock, Section

_MOST_LINES = 60  # of a table whose sections are all open


def sections(index: Index) -> tuple[Section, ...]:
    """The sections of the overall table, those at a threshold by threshold, unless these are so many that they have a table of their own.

    In a long table the sections of all thresholds but the first are folded.
    """
    grouped: dict[str, list[tuple[str, Parameters]]] = {title: [] for title in (words.OUTCOME, words.DISCRIMINATION, words.CALIBRATION)}
    for name, parameters in index.metrics:
        threshold = threshold_of(parameters)
        title = words.metric(name).section
        if threshold is not None and is_long(index):
            continue
        if threshold is not None:
            title = f"A{index.at(threshold)[1:]}"
        elif title == words.DECISION:
            title = "By the labels that the model gives"
        grouped.setdefault(title, []).append((name, parameters))
    first = {f"A{index.at(t[0])[1:]}" for t in map(index.thresholds, index.document.models) if t}
    at = {f"A{index.at(t)[1:]}" for name in index.document.models for t in index.thresholds(name)}
    is_long_table = len(at) > len(first) and len(index.metrics) * len(index.models) > _MOST_LINES
    others = grouped.pop(words.OTHER, None)
    if others:
        grouped[words.OTHER] = others
    sections = []
    for title, metrics in grouped.items():
        blocks = []
        for name, parameters in metrics:
            rows = [index.overall.get((model, name, parameters)) for model in index.document.models]
            lines = tuple(
                Line(model, cell_of(row), method_of(row), size_of(row)) for model, row in zip(index.models, rows) if row is not None
            )
            if lines:
                blocks.append(MetricBlock(metric_label(name, parameters), lines))
        if blocks:
            sections.append(Section(title, tuple(blocks), is_long_table and title in at - first))
    return tuple(sections)
