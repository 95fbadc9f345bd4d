# SPDX-License-Identifier: Apache-2.0
"""Typed rows and curves from the result's JSON. Every field is checked, because the JSON may come from another program."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Optional

SCHEMA, EARLIER_SCHEMA = "clinmetrics.result/2", "clinmetrics.result/1"
Parameters = tuple[tuple[str, Any], ...]
Group = tuple[tuple[str, Optional[str]], ...]


class ReportError(ValueError):
    """The result cannot be read. The message names the field, never a label, an id or a score."""


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
    published_lower: float = math.nan
    published_upper: float = math.nan
    published_method: str = "none"
    numerator: float = math.nan  # counts behind a share; NaN if the metric has none
    denominator: float = math.nan


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
    """Limits of sensitivity at each point of the ROC curve."""

    fpr: tuple[float, ...]
    lower: tuple[float, ...]
    upper: tuple[float, ...]


@dataclass(frozen=True)
class CurveMark:
    """Counts at a threshold that was asked for."""

    threshold: float
    tp: float
    fp: float


@dataclass(frozen=True)
class Curve:
    """The data of a model's charts over all rows: cumulative counts from the highest score down, never raw scores."""

    model: str
    tp: tuple[float, ...]
    fp: tuple[float, ...]
    n_positive: float
    n_negative: float
    band: Band | None
    calibration: Calibration | None
    histogram: Histogram | None
    marks: tuple[CurveMark, ...] = ()


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
    curves: Mapping[str, Curve]
    notices: tuple[str, ...] = ()


def read(result: Mapping[str, Any]) -> Document:
    """Read a result; raise `ReportError` if it is not valid."""
    if not isinstance(result, Mapping):
        raise ReportError("a result is a JSON object")
    if result.get("schema") not in (SCHEMA, EARLIER_SCHEMA):
        raise ReportError(f"`schema` is none that this version reads ({EARLIER_SCHEMA} and {SCHEMA})")
    rows = tuple(_row(entry) for entry in _sequence(result, "rows"))
    models = [str(name) for name in _sequence(result, "models")]
    models += sorted({row.model for row in rows} - set(models))
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
    curves = [_curve(entry) for entry in result.get("curves") or () if not entry.get("group")]
    return Document(
        provenance=_mapping(result, "provenance"),
        models=tuple(models),
        attributes=tuple(attributes),
        rows=rows,
        curves={curve.model: curve for curve in curves},
        notices=tuple(dict.fromkeys(str(notice["text"]) for notice in result.get("notices") or ())),
    )


def _sequence(of: Mapping[str, Any], key: str) -> Sequence[Any]:
    found = of.get(key)
    if not isinstance(found, (list, tuple)):
        raise ReportError(f"`{key}` is missing or not a list")
    return found


def _mapping(of: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = of.get(key)
    if not isinstance(found, Mapping):
        raise ReportError(f"`{key}` is missing or not an object")
    return found


def to_number(found: Any, field: str) -> float:
    """A JSON number of the schema: null is NaN, "inf" and "-inf" are the infinities."""
    if found is None:
        return math.nan
    if found in ("inf", "-inf"):
        return float(found)
    if isinstance(found, bool) or not isinstance(found, (int, float)):
        raise ReportError(f'`{field}` is not a number, null, "inf" or "-inf"')
    return float(found)


def _number(of: Mapping[str, Any], key: str) -> float:
    return to_number(of.get(key), key)


def _numbers(of: Mapping[str, Any], key: str) -> tuple[float, ...]:
    return tuple(to_number(item, key) for item in _sequence(of, key))


def _attribute(entry: Mapping[str, Any]) -> Attribute:
    return Attribute(str(entry["name"]), tuple(str(part) for part in _sequence(entry, "parts")))


def _row(entry: Mapping[str, Any]) -> Row:
    if not isinstance(entry, Mapping) or not all(key in entry for key in ("model", "metric", "value", "status")):
        raise ReportError("an entry of `rows` lacks one of `model`, `metric`, `value`, `status`")
    attribute = entry.get("attribute")
    group: list[tuple[str, str | None]] = []
    for part in entry.get("group") or ():
        value = part["value"]
        group.append((str(part["attribute"]), None if value is None else str(value)))
    return Row(
        model=str(entry["model"]),
        metric=str(entry["metric"]),
        parameters=tuple(sorted((str(key), _scalar(found)) for key, found in (entry.get("parameters") or {}).items())),
        attribute=None if attribute is None else str(attribute),
        group=tuple(group),
        value=_number(entry, "value"),
        status=str(entry["status"]),
        lower=_number(entry, "lower"),
        upper=_number(entry, "upper"),
        method=str(entry.get("method") or "none"),
        interval_status=str(entry.get("interval_status") or "not_requested"),
        flags=tuple(str(flag) for flag in entry.get("flags") or ()),
        n=_number(entry, "n"),
        n_positive=_number(entry, "n_positive"),
        n_negative=_number(entry, "n_negative"),
        n_units=_number(entry, "n_units"),
        n_eff=_number(entry, "n_eff"),
        n_undefined=_number(entry, "n_undefined"),
        published_lower=_number(entry, "published_lower"),
        published_upper=_number(entry, "published_upper"),
        published_method=str(entry.get("published_method") or "none"),
        numerator=_number(entry, "numerator"),
        denominator=_number(entry, "denominator"),
    )


def _scalar(found: Any) -> Any:
    return found if found is None or isinstance(found, (str, int, float)) else json.dumps(found, sort_keys=True)


def _same_length(field: str, *columns: tuple[float, ...]) -> None:
    if len({len(column) for column in columns}) > 1:
        raise ReportError(f"the columns of `{field}` differ in length")


def _curve(entry: Mapping[str, Any]) -> Curve:
    tp, fp = _numbers(entry, "tp"), _numbers(entry, "fp")
    _same_length("curves", tp, fp)
    n_negative, band = _number(entry, "n_negative"), entry.get("roc_band")
    calibration = entry.get("calibration")
    histogram = entry.get("histogram")
    return Curve(
        model=str(entry["model"]),
        tp=tp,
        fp=fp,
        n_positive=_number(entry, "n_positive"),
        n_negative=n_negative,
        band=None if band is None or not n_negative > 0 else _band(band, tuple(x / n_negative for x in fp)),
        calibration=None if calibration is None else _calibration(calibration),
        histogram=None if histogram is None or not histogram.get("edges") else _histogram(histogram),
        marks=tuple(CurveMark(*(_number(mark, key) for key in ("threshold", "tp", "fp"))) for mark in entry.get("marks") or ()),
    )


def _band(entry: Mapping[str, Any], fpr: tuple[float, ...]) -> Band:
    band = Band(fpr, _numbers(entry, "lower"), _numbers(entry, "upper"))
    _same_length("roc_band", band.fpr, band.lower, band.upper)
    return band


def _calibration(entry: Mapping[str, Any]) -> Calibration:
    names = ("n", "n_positive", "mean_score", "lower", "upper")
    columns = [_numbers(entry, name) for name in names]
    edges = _numbers(entry, "edges")
    _same_length("calibration", edges[1:], *columns)
    return Calibration(edges, *columns)


def _histogram(entry: Mapping[str, Any]) -> Histogram:
    histogram = Histogram(_numbers(entry, "edges"), _numbers(entry, "n_positive"), _numbers(entry, "n_negative"))
    _same_length("histogram", histogram.edges[1:], histogram.n_positive, histogram.n_negative)
    return histogram
