# SPDX-License-Identifier: Apache-2.0
"""The rows of a result, found by group, model and metric, and the words for one of them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Optional, Union

from markupsafe import Markup

from .._metric_names import own_parameters
from ..views.tables import SCORE_OF_A_ROW
from . import words
from .charts import swatch
from .fields import Group, Parameters, to_number
from .outcome import outcome_of
from .page import Cell, Model, Value
from .read import Attribute, Document, Row
from .read_contrasts import Contrast
from .rules import rule_text
from .text import count, level, number, numbers, parameter, shorten, shorten_text, span, threshold_texts

Place = tuple[Optional[str], Group]
Threshold = Union[float, str]
"""A number, or the text of a rule that chooses one on the data."""
ALL_ROWS: Place = (None, ())
_LONGEST_IN_TABLE = 32
MOST_OPEN_GROUPS = 30
"""With more groups of all attributes, a page shows the worst groups and folds the others."""


def cell_of(row: Row | Contrast) -> Cell:
    """A row's value and interval as text; a missing value or interval with its reason."""
    flags = tuple(words.flag_entry(flag)[0] for flag in row.flags)
    if math.isnan(row.value):
        if row.status == "too_few":
            is_score = isinstance(row, Row) and row.metric == SCORE_OF_A_ROW and not math.isnan(row.n_positive)
            return Cell("not published", "", "", flags, True) if is_score else Cell("not estimated", "", "too few rows", flags, True)
        return Cell("not defined", "", words.status_reason(row.status), flags, True)
    reasons = [words.status_reason(row.status)] if row.status != "ok" else []
    if not has_interval(row):
        if row.interval_status not in ("ok", "not_requested"):
            reasons.append(f"no interval: {words.interval_reason(row.interval_status)}")
        return Cell(number(row.value), "", "; ".join(reasons), flags)
    value, lower, upper = numbers(row.value, row.lower, row.upper)
    return Cell(value, span(lower, upper), "; ".join(reasons), flags)


def has_interval(row: Row | Contrast) -> bool:
    """Whether both limits exist."""
    return not (math.isnan(row.lower) or math.isnan(row.upper))


def method_of(row: Row | Contrast) -> str:
    """The name of a row's interval method; empty if it has no interval."""
    return shorten(words.method_label(row.method)) if row.method != "none" and has_interval(row) else ""


def size_of(row: Row) -> str:
    """The number of rows of a value: "235/318" if it is a share; for a group that is too small only their number."""
    if math.isnan(row.numerator) or math.isnan(row.denominator):
        return count(row.n)
    return f"{count(row.numerator)}/{count(row.denominator)}"


def events_of(row: Row) -> str:
    """The rows with the outcome; not shown for a group that is too small."""
    return "–" if row.status == "too_few" else count(row.n_positive)


def threshold_of(parameters: Parameters) -> Threshold | None:
    """The threshold in a list of parameters: a number, or the text of a rule."""
    found = dict(parameters).get("threshold")
    is_rule = isinstance(found, str) and found not in ("inf", "-inf")
    return None if found is None else str(found) if is_rule else to_number(found, "threshold")


def of_side(parameters: Parameters, side: str) -> Parameters:
    """The parameters of the first ("a") or the second model ("b") of a comparison at two thresholds; others as they are."""
    return tuple(own_parameters(dict(parameters), side).items())


def values_of(attribute: Attribute, group: Group) -> tuple[Value, ...]:
    """A group's values in the order of the attribute's parts; a "(missing)" in the data is marked by a backslash."""
    found = dict(group)
    parts = attribute.parts or tuple(found)
    return tuple(Value(None if found.get(part) is None else _shown(str(found[part]))) for part in parts) if group else ()


def _shown(value: str) -> str:
    return Markup(r"\(missing)") if value == "(missing)" else shorten(value)


def title_of(attribute: Attribute) -> str:
    """An attribute as a heading: "sex × age_band"."""
    return " × ".join(shorten(part) for part in attribute.parts) or shorten(attribute.name)


def metric_label(name: str, parameters: Parameters) -> str:
    """A metric with the parameters that are not the threshold: ``Fβ (beta 2)``."""
    others = [f"{key.replace('_', ' ')} {parameter(value)}" for key, value in parameters if key != "threshold" and value is not None]
    label = shorten(words.metric(name).label)
    return f"{label} ({shorten(', '.join(others))})" if others else label


def one_line(cell: Cell) -> str:
    """A cell in prose: its value, its interval and its reason."""
    shown = f"{cell.value} ({cell.interval})" if cell.interval else cell.value
    return f"{shown} ({cell.reason})" if cell.reason else shown


def listed(names: Sequence[str]) -> str:
    """Names in a sentence, a long list cut."""
    if len(names) > 8:
        return f"{', '.join(names[:7])} and {len(names) - 7} more"
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _brief(name: str) -> str:
    """A model's name for tables; the mark next to it distinguishes two that look the same after cutting."""
    return name if len(name) <= _LONGEST_IN_TABLE else f"{name[: _LONGEST_IN_TABLE - 13]}…{name[-12:]}"


class Index:
    """The rows by place, with the look-ups that every part of the page needs."""

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
        self.is_weighted = document.provenance.get("sample_weight") is not None
        self.outcome = outcome_of(document)
        self.audit = document.audit
        self.analysis: Mapping[str, Any] = {} if document.audit is None else document.audit.analysis
        self._thresholds: dict[str, list[Threshold]] = {}
        for model, _, parameters in self.overall:
            if (threshold := threshold_of(parameters)) is not None:
                self._thresholds.setdefault(model, []).append(threshold)
        asked = {t for _, parameters in self.metrics for t in [threshold_of(parameters)] if isinstance(t, float)}
        chosen = {one.threshold for one in document.counts if one.rule is not None} - asked
        asked |= {mark.threshold for curve in document.curves.values() for mark in curve.marks} - chosen
        self._threshold_texts = {t: number(t) for t in chosen} | threshold_texts(t for t in asked if not math.isnan(t))

    def model(self, name: str) -> Model:
        """A model by its name in the document."""
        return self.models[self.document.models.index(name)]

    def attribute(self, name: str) -> Attribute:
        """An attribute by its name in the document."""
        return next((one for one in self.document.attributes if one.name == name), Attribute(name, (name,)))

    def about(self, key: str) -> str:
        """An entry of the specification's `about`; empty without one."""
        return self.said("about", key)

    def said(self, part: str, key: str) -> str:
        """An entry of a part of the specification, as text; empty without one."""
        found = self.analysis.get(part)
        return shorten_text(str(found.get(key) or "")) if isinstance(found, Mapping) else ""

    @property
    def described(self) -> dict[str, Mapping[str, Any]]:
        """What the specification says of each model, by its name."""
        found = self.analysis.get("models")
        entries = found if isinstance(found, (list, tuple)) else ()
        return {str(one.get("name")): one for one in entries if isinstance(one, Mapping)}

    @property
    def variants(self) -> dict[str, str]:
        """The models that are the output of another one on changed inputs, with the name of that one."""
        return {name: str(one["variant_of"]) for name, one in self.described.items() if one.get("variant_of") is not None}

    def title_of(self, name: str) -> str:
        """An attribute as a heading, by its name in the document."""
        return title_of(self.attribute(name))

    @property
    def is_long(self) -> bool:
        """Whether the page has so many groups that more of it is folded."""
        return sum(name is not None for name, _ in self.cells) > MOST_OPEN_GROUPS

    def is_small(self, attribute: str | None, group: Group) -> bool:
        """Whether a group has no estimates because it is below the minimum size; it is then compared nowhere on the page."""
        rows = self.cells.get((attribute, group), {}).values()
        return bool(rows) and all(row.status == "too_few" for row in rows)

    def threshold_text(self, threshold: Threshold) -> str:
        """A threshold as it is written everywhere on the page: "0.2", and for a rule "sensitivity ≥ 0.9"."""
        return rule_text(threshold) if isinstance(threshold, str) else self._threshold_texts.get(threshold, "–")

    def at(self, threshold: Threshold) -> str:
        """As in "at a threshold of 0.2" or "at the threshold chosen by sensitivity ≥ 0.9"."""
        return f"at {'the threshold chosen by' if isinstance(threshold, str) else 'a threshold of'} {self.threshold_text(threshold)}"

    def label_at(self, name: str, parameters: Parameters, *, is_long: bool = False) -> str:
        """A metric with all its parameters: "Sensitivity at 0.2", or at length "Sensitivity at a threshold of 0.2"; of two models "0.2 and 0.3"."""
        own, other = of_side(parameters, "a"), of_side(parameters, "b")
        second = threshold_of(other)
        if own != other and second is not None:
            return f"{self.label_at(name, own, is_long=is_long)} and {self.threshold_text(second)}"
        threshold = threshold_of(parameters)
        label = metric_label(name, parameters)
        if threshold is None:
            return label
        return f"{label} {self.at(threshold)}" if is_long else f"{label} at {self.threshold_text(threshold)}"

    def thresholds(self, name: str) -> list[Threshold]:
        """The thresholds of a model: numbers in order, then rules in the order of the result."""
        found = self._thresholds.get(name, [])
        return [*sorted({t for t in found if isinstance(t, float)}), *dict.fromkeys(t for t in found if isinstance(t, str))]

    def chosen(self, name: str, threshold: Threshold) -> str:
        """The threshold that a rule chose, as text; empty for a number, and if the result does not contain it."""
        found = [one.threshold for one in self.document.counts if one.model == name and one.rule == threshold]
        row = self.overall.get((name, "chosen_threshold", (("threshold", threshold),)))
        found += [row.value] if row is not None else []
        return number(found[0]) if isinstance(threshold, str) and found and not math.isnan(found[0]) else ""

    def find(self, name: str, metric: str) -> Row | None:
        """A model's overall row of a metric, with the metric's own parameters if there are several."""
        exact = self.overall.get((name, metric, ()))
        return exact or next((row for (model, found, _), row in self.overall.items() if model == name and found == metric), None)
