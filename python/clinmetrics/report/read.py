# SPDX-License-Identifier: Apache-2.0
"""Typed rows and curves from the result's JSON. Every field is checked, because the JSON may come from another program."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from .fields import Group, Parameters, ReportError, entry_of, group, mapping, number, numbers, optional_text, sequence
from .read_audit import Audit, read_audit
from .read_contrasts import Comparison, Gap, comparison, gap

SCHEMA, EARLIER_SCHEMA = "clinmetrics.result/2", "clinmetrics.result/1"


@dataclass(frozen=True)
class Row:
    """One line of the result: a metric of a model in a group."""

    model: str
    metric: str
    parameters: Parameters
    attribute: str | None
    group: Group
    value: float
    status: str
    lower: float
    upper: float
    method: str
    interval_status: str
    flags: tuple[str, ...]
    n: float
    n_positive: float
    n_negative: float
    n_units: float
    n_eff: float
    n_undefined: float
    published_lower: float
    published_upper: float
    published_method: str
    numerator: float  # counts behind a share; NaN if the metric has none
    denominator: float


@dataclass(frozen=True)
class Calibration:
    """Bins of the predicted probability: mean prediction and observed outcome."""

    edges: tuple[float, ...]
    n: tuple[float, ...]
    n_positive: tuple[float, ...]
    mean_score: tuple[float, ...]
    lower: tuple[float, ...]
    upper: tuple[float, ...]


@dataclass(frozen=True)
class Histogram:
    """Counts of scores by outcome."""

    edges: tuple[float, ...]
    n_positive: tuple[float, ...]
    n_negative: tuple[float, ...]


@dataclass(frozen=True)
class Band:
    """Limits of sensitivity, or of precision, at each point of the curve."""

    fpr: tuple[float, ...]
    lower: tuple[float, ...]
    upper: tuple[float, ...]


@dataclass(frozen=True)
class Smooth:
    """A smooth calibration curve with its pointwise limits."""

    method: str
    score: tuple[float, ...]
    observed: tuple[float, ...]
    lower: tuple[float, ...]
    upper: tuple[float, ...]


@dataclass(frozen=True)
class DecisionCurve:
    """Net benefit by threshold, and that of treating everyone."""

    threshold: tuple[float, ...]
    net_benefit: tuple[float, ...]
    lower: tuple[float, ...]
    upper: tuple[float, ...]
    simultaneous_lower: tuple[float, ...]
    simultaneous_upper: tuple[float, ...]
    treat_all: tuple[float, ...]


@dataclass(frozen=True)
class CurveMark:
    """Counts at a threshold that was asked for."""

    threshold: float
    tp: float
    fp: float


@dataclass(frozen=True)
class Curve:
    """The data of a model's charts over all rows or in a group: cumulative counts from the highest score down, never raw scores."""

    model: str
    tp: tuple[float, ...]
    fp: tuple[float, ...]
    n_positive: float
    n_negative: float
    band: Band | None
    calibration: Calibration | None
    histogram: Histogram | None
    marks: tuple[CurveMark, ...] = ()
    attribute: str | None = None
    group: Group = ()
    simultaneous_band: Band | None = None  # of sensitivity, for the whole ROC curve
    precision_band: Band | None = None
    simultaneous_precision_band: Band | None = None  # at each recall, for the whole precision–recall curve
    smooth: tuple[Smooth, ...] = ()
    decision: DecisionCurve | None = None


@dataclass(frozen=True)
class Counts:
    """The two-by-two table of a model over all rows at a threshold; the threshold of labels is NaN, and a rule may have chosen it."""

    model: str
    threshold: float
    rule: str | None
    tp: float
    fp: float
    fn: float
    tn: float


@dataclass(frozen=True)
class Attribute:
    """An attribute or a cross of attributes by which the rows were split."""

    name: str
    parts: tuple[str, ...]


@dataclass(frozen=True)
class Document:
    """A whole result."""

    provenance: Mapping[str, Any]
    models: tuple[str, ...]
    attributes: tuple[Attribute, ...]
    rows: tuple[Row, ...]
    curves: Mapping[str, Curve]  # over all rows, by model
    notices: tuple[str, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    gaps: tuple[Gap, ...] = ()
    counts: tuple[Counts, ...] = ()  # over all rows
    audit: Audit | None = None


def read(result: Mapping[str, Any]) -> Document:
    """Read a result; raise `ReportError` if it is not valid."""
    if not isinstance(result, Mapping):
        raise ReportError("a result is a JSON object")
    if result.get("schema") not in (SCHEMA, EARLIER_SCHEMA):
        raise ReportError(f"`schema` is none that this version reads ({EARLIER_SCHEMA} and {SCHEMA})")
    rows = tuple(_row(entry) for entry in sequence(result, "rows"))
    models = [str(name) for name in sequence(result, "models")]
    compared = tuple(comparison(entry) for entry in result.get("comparisons") or ())
    gaps = tuple(gap(entry) for entry in result.get("gaps") or ())
    used = {row.model for row in rows} | {one.model for one in gaps} | {m for one in compared for m in (one.a, one.b) if m is not None}
    models += sorted(used - set(models))
    attributes = [_attribute(entry) for entry in result.get("attributes") or ()]
    known = {attribute.name for attribute in attributes}
    for row in rows:
        if row.attribute is not None and row.attribute not in known:
            known.add(row.attribute)
            attributes.append(Attribute(row.attribute, tuple(part for part, _ in row.group)))
    parts_of = {attribute.name: set(attribute.parts) for attribute in attributes}
    for row in rows:
        if {part for part, _ in row.group} != (parts_of[row.attribute] if row.attribute is not None else set()):
            raise ReportError("the `group` of a row does not match its `attribute`")
    curves = [read_curve(entry) for entry in result.get("curves") or () if not entry.get("group")]
    return Document(
        provenance=mapping(result, "provenance"),
        models=tuple(models),
        attributes=tuple(attributes),
        rows=rows,
        curves={curve.model: curve for curve in curves},
        notices=tuple(dict.fromkeys(str(notice["text"]) for notice in result.get("notices") or ())),
        comparisons=compared,
        gaps=gaps,
        counts=tuple(_counts(entry) for entry in result.get("counts") or () if entry.get("attribute") is None),
        audit=read_audit(result.get("audit")),
    )


def _attribute(entry: Mapping[str, Any]) -> Attribute:
    return Attribute(str(entry["name"]), tuple(str(part) for part in sequence(entry, "parts")))


def _counts(entry: Mapping[str, Any]) -> Counts:
    return entry_of(Counts, entry, model=str(entry["model"]))


def _row(entry: Mapping[str, Any]) -> Row:
    if not isinstance(entry, Mapping) or not all(key in entry for key in ("model", "metric", "value", "status")):
        raise ReportError("an entry of `rows` lacks one of `model`, `metric`, `value`, `status`")
    return entry_of(Row, entry)


def _same_length(field: str, *columns: tuple[float, ...]) -> None:
    if len({len(column) for column in columns}) > 1:
        raise ReportError(f"the columns of `{field}` differ in length")


def read_curve(entry: Mapping[str, Any]) -> Curve:
    """An entry of `curves`, over all rows or in a group."""
    tp, fp = numbers(entry, "tp"), numbers(entry, "fp")
    _same_length("curves", tp, fp)
    n_negative = number(entry, "n_negative")
    fpr = tuple(x / n_negative for x in fp) if n_negative > 0 else ()
    calibration = entry.get("calibration")
    histogram = entry.get("histogram")
    return Curve(
        model=str(entry["model"]),
        tp=tp,
        fp=fp,
        n_positive=number(entry, "n_positive"),
        n_negative=n_negative,
        band=_band(entry, "roc_band", fpr),
        calibration=None if calibration is None else _calibration(calibration),
        histogram=None if histogram is None or not histogram.get("edges") else _histogram(histogram),
        marks=tuple(entry_of(CurveMark, mark) for mark in entry.get("marks") or ()),
        attribute=optional_text(entry, "attribute"),
        group=group(entry.get("group")),
        simultaneous_band=_band(entry, "simultaneous_roc_band", fpr),
        precision_band=_band(entry, "pr_band", fpr),
        simultaneous_precision_band=_band(entry, "simultaneous_pr_band", fpr),
        smooth=tuple(Smooth(str(line["method"]), *_columns(line, "smooth", Smooth, 1)) for line in entry.get("smooth") or ()),
        decision=None if entry.get("decision") is None else DecisionCurve(*_columns(entry["decision"], "decision", DecisionCurve)),
    )


def _band(entry: Mapping[str, Any], key: str, fpr: tuple[float, ...]) -> Band | None:
    if entry.get(key) is None or not fpr:
        return None
    band = Band(fpr, numbers(entry[key], "lower"), numbers(entry[key], "upper"))
    _same_length(key, band.fpr, band.lower, band.upper)
    return band


def _columns(entry: Mapping[str, Any], field: str, of: type, first: int = 0) -> list[tuple[float, ...]]:
    """The lists of numbers of an entry that a class names, from its field `first` on. Limits that are not valid may be empty lists."""
    columns = [numbers(entry, one.name) for one in fields(of)[first:]]
    columns = [column or (math.nan,) * len(columns[0]) for column in columns]
    _same_length(field, *columns)
    return columns


def _calibration(entry: Mapping[str, Any]) -> Calibration:
    found = entry_of(Calibration, entry)
    _same_length("calibration", found.edges[1:], found.n, found.n_positive, found.mean_score, found.lower, found.upper)
    return found


def _histogram(entry: Mapping[str, Any]) -> Histogram:
    found = entry_of(Histogram, entry)
    _same_length("histogram", found.edges[1:], found.n_positive, found.n_negative)
    return found
