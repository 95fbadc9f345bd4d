# SPDX-License-Identifier: Apache-2.0
"""What the displays read of a result: the document that the report reads, the series of its curves, and the texts of legends."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .._curves_of_rows import why_no_curves
from ..report import words
from ..report.fields import Group, Parameters, to_number
from ..report.outcome import Outcome, outcome_of
from ..report.read import Curve, Document, Row, read, read_curve
from ..report.read_contrasts import Contrast
from ..report.rules import rule_text
from ..report.text import count, level, number, numbers, parameter, shorten, span, threshold_texts, visible

if TYPE_CHECKING:
    from ..result import Result


@dataclass(frozen=True)
class Series:
    """A curve with its number, which fixes color, dash and mark, and its name for the legend."""

    index: int
    name: str
    curve: Curve


class Source:
    """A result as the displays read it."""

    def __init__(self, result: Result) -> None:
        document = without_replicates(result).to_json_dict()
        self.document: Document = read(document)
        self._group_curves = [read_curve(entry) for entry in document["curves"] if entry["group"]]
        self.outcome: Outcome = outcome_of(self.document)
        self.level = level(float(self.document.provenance.get("level") or 0.95))
        found = [to_number(t, "threshold") for row in self.document.rows for t in [dict(row.parameters).get("threshold")] if _is_number(t)]
        curves = (*self.document.curves.values(), *self._group_curves)
        found += [mark.threshold for curve in curves for mark in curve.marks]
        self._threshold_texts = threshold_texts(t for t in found if math.isfinite(t))

    def series(self) -> list[Series]:
        """The curves over all rows, by model; if the result has only rows of groups, their curves."""
        document = self.document
        if not document.curves and not self._group_curves:
            why = "there are no curves for these rows: the models give labels, or the groups are below the minimum size"
            raise ValueError(why_no_curves(document.provenance) or why)
        overall = [curve for model in document.models for curve in [document.curves.get(model)] if curve is not None]
        has_overall = {row.model for row in document.rows if row.attribute is None}
        shown = [curve for curve in overall if curve.model in has_overall]
        if shown:
            return [Series(document.models.index(curve.model), printed(curve.model), curve) for curve in shown]
        has_models = len({curve.model for curve in self._group_curves}) > 1
        return [Series(i, self._name(curve, has_models), curve) for i, curve in enumerate(self._group_curves)]

    def _name(self, curve: Curve, has_models: bool) -> str:
        group = group_name(curve.group)
        return f"{printed(curve.model)}, {group}" if has_models else group

    def row(self, curve: Curve, metric: str) -> Row | None:
        """The row of a metric for the model and the group of a curve, with the metric's own parameters if there are several."""
        found = [r for r in self._rows(curve) if r.metric == metric]
        return next((r for r in found if not r.parameters), found[0] if found else None)

    def _rows(self, curve: Curve) -> list[Row]:
        return [r for r in self.document.rows if (r.model, r.attribute, r.group) == (curve.model, curve.attribute, curve.group)]

    def sizes(self, series: Sequence[Series]) -> list[str]:
        """The rows and events of each series: "n = 1,629, 318 events"."""
        return [size_text(rows[0]) if rows else "" for rows in (self._rows(one.curve) for one in series)]

    def labels(self, series: Sequence[Series], values: Sequence[str]) -> tuple[list[str], str]:
        """The label of each series, and the title of the legend: the sizes, if they are the same for all series."""
        sizes = self.sizes(series)
        is_common = len(set(sizes)) == 1
        parts = [[one.name, value, "" if is_common else size] for one, value, size in zip(series, values, sizes)]
        return ["\n".join(p for p in part if p) for part in parts], sizes[0] if is_common and sizes else ""

    def about_steps(self, gaps: Sequence[float], most: float) -> str:
        """A remark if a curve is drawn in steps so coarse that its area differs from the metric."""
        is_coarse = self.document.provenance.get("curves") == "steps" and any(gap > most for gap in gaps)
        return f"drawn in coarse steps of at least 5 {self.outcome.units}" if is_coarse else ""

    def gap(self, curve: Curve, metric: str, area: float) -> float:
        """The distance of a drawn area from the metric that is this area; 0 if the result does not have the metric."""
        row = self.row(curve, metric)
        return 0.0 if row is None or math.isnan(row.value) else abs(area - row.value)

    def threshold_text(self, threshold: float) -> str:
        """A threshold as it is written in the report."""
        return self._threshold_texts.get(threshold, "–")

    def mark_text(self, threshold: float) -> str:
        """A threshold beside its mark: as in the report if that is short, otherwise with three digits."""
        text = self.threshold_text(threshold)
        return text if len(text) <= 6 else number(threshold)

    def metric_name(self, metric: str, parameters: Parameters) -> str:
        """A metric with all its parameters: "Sensitivity at 0.2"."""
        at = dict(parameters).get("threshold")
        others = [f"{key.replace('_', ' ')} {parameter(x)}" for key, x in parameters if key != "threshold" and x is not None]
        name = printed(words.metric(metric).label) + (f" ({printed(', '.join(others))})" if others else "")
        return name if at is None else f"{name} at {self.threshold_text(float(at)) if _is_number(at) else printed(rule_text(str(at)))}"

    def level_text(self) -> str:
        """As in "95% interval"."""
        return f"{self.level} interval"


def _is_number(x: Any) -> bool:
    return isinstance(x, (int, float)) and not isinstance(x, bool)


def without_replicates(result: Result) -> Result:
    """The same rows without their replicates, which no picture shows."""
    from ..result import Result

    if result._replicates is None:
        return result
    return Result(
        models=result._models, partitions=result._partitions, lines=result._lines, columns=result._columns, curves=result._curves,
        provenance=result.provenance, counts=result._counts, comparisons=result._comparisons, gaps=result._gaps, notices=result.notices,
    )  # fmt: skip


def printed(name: str) -> str:
    """A name from the data as a picture shows it."""
    return visible(shorten(name))


def group_name(group: Group) -> str:
    """The levels of a group: "female × 65+"; empty for all rows."""
    return " × ".join("(missing)" if value is None else rf"\{value}" if value == "(missing)" else printed(value) for _, value in group)


def attribute_name(attribute: str, rows: Sequence[Any]) -> str:
    """An attribute as a heading: "sex × age_band"."""
    parts = next((parts for row in rows for parts in [_parts(row)] if parts), ())
    return " × ".join(map(printed, parts)) or printed(attribute)


def _parts(row: Any) -> tuple[str, ...]:
    """The attributes of a row's group, or of the first group of a gap."""
    return tuple(part for part, _ in (row.a if hasattr(row, "a") else row.group) or ())


def size_text(row: Row) -> str:
    """As in "n = 1,629, 318 events"; for a group that is too small only its size."""
    events = "" if math.isnan(row.n_positive) else f", {count(row.n_positive)} event{'' if row.n_positive == 1 else 's'}"
    return f"n = {count(row.n)}{events}"


def value_text(name: str, row: Row | None) -> str:
    """As in "AUROC 0.871 (0.850–0.892)"; empty if there is no row."""
    return "" if row is None else f"{name} {interval_of(row)}"


def interval_of(row: Row | Contrast) -> str:
    """As in "0.871 (0.850–0.892)"; the reason if the value is not defined."""
    if math.isnan(row.value):
        return words.status_reason(row.status)
    value, lower, upper = numbers(row.value, row.lower, row.upper)
    return value + ("" if math.isnan(row.lower + row.upper) else f" ({span(lower, upper)})")
