# SPDX-License-Identifier: Apache-2.0
"""The rows of a result, found by group, model and metric, and the words for one of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Optional

from . import words
from .charts import swatch
from .page import Cell, Model
from .read import Document, Group, Parameters, Row
from .text import level, number, parameter, shorten, span

Place = tuple[Optional[str], Group]
ALL_ROWS: Place = (None, ())
_LONGEST_IN_TABLE = 32


def cell_of(row: Row) -> Cell:
    """A row's value and interval as text, each absence with its reason."""
    about = words.metric(row.metric)
    flags = tuple(words.flag_entry(flag)[0] for flag in row.flags)
    if math.isnan(row.value):
        if row.status == "too_few":
            return Cell("not estimated", "", "too few rows", flags)
        return Cell("not defined", "", words.status_reason(row.status), flags)
    reasons = [words.status_reason(row.status)] if row.status != "ok" else []
    interval = ""
    if math.isnan(row.lower) or math.isnan(row.upper):
        if row.interval_status not in ("ok", "not_requested"):
            reasons.append(f"no interval: {words.interval_reason(row.interval_status)}")
    else:
        interval = span(row.lower, row.upper, bounded=about.bounded)
    return Cell(number(row.value, bounded=about.bounded), interval, "; ".join(reasons), flags)


def method_of(row: Row) -> str:
    """The name of a row's interval method; empty where it has no interval."""
    return "" if row.method == "none" or math.isnan(row.lower) else shorten(words.method_label(row.method))


def threshold_of(parameters: Parameters) -> str | None:
    """The threshold among parameters, as text."""
    found = dict(parameters).get("threshold")
    return None if found is None else parameter(found)


def metric_label(name: str, parameters: Parameters) -> str:
    """A metric with the parameters that are not the threshold: ``Fβ (beta 2)``."""
    others = [f"{key.replace('_', ' ')} {parameter(value)}" for key, value in parameters if key != "threshold" and value is not None]
    label = shorten(words.metric(name).label)
    return f"{label} ({shorten(', '.join(others))})" if others else label


def one_line(cell: Cell) -> str:
    """A cell in prose: ``0.835 (0.810–0.857)`` or ``not defined (no positive rows)``."""
    if cell.interval:
        return f"{cell.value} ({cell.interval})" + (f" ({cell.reason})" if cell.reason else "")
    return f"{cell.value} ({cell.reason})" if cell.reason else cell.value


def listed(names: Sequence[str]) -> str:
    """Names in a sentence, a long list cut."""
    if len(names) > 8:
        return f"{', '.join(names[:7])} and {len(names) - 7} more"
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _brief(name: str) -> str:
    """A model's name for tables; the mark beside it tells apart two that are cut alike."""
    return name if len(name) <= _LONGEST_IN_TABLE else f"{name[: _LONGEST_IN_TABLE - 13]}…{name[-12:]}"


class Index:
    """The rows by place, with what every part of the page asks for."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.models = tuple(Model(shorten(name), _brief(name), i, swatch(i)) for i, name in enumerate(document.models))
        self.cells: dict[Place, dict[tuple[str, str, Parameters], Row]] = {}
        metrics: dict[tuple[str, Parameters], None] = {}
        for row in document.rows:
            self.cells.setdefault((row.attribute, row.group), {})[row.model, row.metric, row.parameters] = row
            metrics[row.metric, row.parameters] = None
        self.metrics: list[tuple[str, Parameters]] = list(metrics)
        self.overall = self.cells.get(ALL_ROWS, {})
        self.level = level(float(document.provenance.get("level") or 0.95))
        self.unit: str | None = document.provenance.get("unit")

    def find(self, name: str, metric: str) -> Row | None:
        """A model's overall row of a metric, with the metric's own parameters where there are several."""
        exact = self.overall.get((name, metric, ()))
        return exact or next((row for (model, found, _), row in self.overall.items() if model == name and found == metric), None)
