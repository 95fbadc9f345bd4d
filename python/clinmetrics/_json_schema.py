# SPDX-License-Identifier: Apache-2.0
"""The JSON Schema of stored results, made from the engine's tables. The package contains it as result.schema.json."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ._json_audit_schema import audit_schema
from ._json_curves import BANDS
from ._tables import COMPARISONS, COUNTS, GAPS, ROWS, Column
from .result_json import SCHEMA

_TEXT: dict[str, Any] = {"type": "string"}
_OPTIONAL_TEXT: dict[str, Any] = {"type": ["string", "null"]}
_NUMBER: dict[str, Any] = {"$ref": "#/$defs/number"}
_WHOLE: dict[str, Any] = {"type": "integer", "minimum": 0}
_NUMBERS = {"type": "array", "items": _NUMBER}
_CELLS: dict[str, dict[str, Any]] = {
    "model": _TEXT,
    "metric": _TEXT,
    "parameters": {"type": "object", "additionalProperties": {"type": ["number", "string"]}},
    "attribute": _OPTIONAL_TEXT,
    "group": {"$ref": "#/$defs/group"},
    "real": _NUMBER,
    "optional_real": _NUMBER,
    "optional_text": _OPTIONAL_TEXT,
    "count": _WHOLE,
    "optional_model": _OPTIONAL_TEXT,
    "optional_group": {"anyOf": [{"$ref": "#/$defs/group"}, {"type": "null"}]},
}


def result_schema() -> dict[str, Any]:
    """The schema of a document that `Result.to_json` writes."""
    marks = _record({"threshold": _NUMBER, "tp": _NUMBER, "fp": _NUMBER})
    line = {"method": {"enum": ["rcs", "loess"]}, **dict.fromkeys(("score", "observed", "lower", "upper"), _NUMBERS)}
    curve = {
        "model": _TEXT,
        "attribute": _OPTIONAL_TEXT,
        "group": {"$ref": "#/$defs/group"},
        "tp": _NUMBERS,
        "fp": _NUMBERS,
        "n_positive": _NUMBER,
        "n_negative": _NUMBER,
        "marks": {"type": "array", "items": marks},
        **{name: _optional(dict.fromkeys(("lower", "upper"), _NUMBERS)) for name in BANDS},
        "calibration": _optional(dict.fromkeys(("edges", "n", "n_positive", "mean_score", "lower", "upper"), _NUMBERS)),
        "smooth": {"type": "array", "items": _record(line)},
        "decision": _optional(
            dict.fromkeys(("threshold", "net_benefit", "lower", "upper", "simultaneous_lower", "simultaneous_upper", "treat_all"), _NUMBERS)
        ),
        "histogram": _optional(dict.fromkeys(("edges", "n_positive", "n_negative"), _NUMBERS)),
    }
    curve_record = _record(curve)
    curve_record["required"].remove("simultaneous_pr_band")  # the first documents of this schema do not have it
    notice = {
        "code": _TEXT,
        "text": _TEXT,
        "model": _OPTIONAL_TEXT,
        "metrics": {"type": "array", "items": _TEXT},
        "count": _WHOLE,
        "first_row": {"type": ["integer", "null"], "minimum": 0},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA,
        "title": "A result of clinmetrics",
        "type": "object",
        "required": ["schema", "provenance", "models", "attributes", "rows", "counts", "comparisons", "gaps", "notices", "curves"],
        "properties": {
            "schema": {"const": SCHEMA},
            "provenance": {"type": "object", "description": "how the result was made"},
            "models": {"type": "array", "items": _TEXT, "uniqueItems": True},
            "attributes": {"type": "array", "items": _record({"name": _TEXT, "parts": {"type": "array", "items": _TEXT}})},
            "rows": {"type": "array", "items": _table(ROWS, {"replicates": _NUMBERS})},
            "counts": {"type": "array", "items": _table(COUNTS)},
            "comparisons": {"type": "array", "items": _table(COMPARISONS)},
            "gaps": {"type": "array", "items": _table(GAPS)},
            "notices": {"type": "array", "items": _record(notice)},
            "curves": {"type": "array", "items": curve_record},
            "audit": audit_schema(),
        },
        "$defs": _definitions(),
    }


def _definitions() -> dict[str, Any]:
    return {
        "number": {
            "description": "a double; null is NaN",
            "anyOf": [{"type": ["number", "null"]}, {"enum": ["inf", "-inf"]}],
        },
        "group": {
            "description": "the levels of a group, [] for all rows; a value of null is missing",
            "type": "array",
            "items": _record({"attribute": _TEXT, "value": _OPTIONAL_TEXT}),
        },
    }


def _record(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "required": list(properties), "properties": properties}


def _optional(properties: dict[str, Any]) -> dict[str, Any]:
    return {**_record(properties), "type": ["object", "null"]}


def _table(columns: Sequence[Column], others: dict[str, Any] | None = None) -> dict[str, Any]:
    record = _record({column.name: {"description": column.meaning, **_cell(column)} for column in columns})
    record["properties"].update(others or {})
    return record


def _cell(column: Column) -> dict[str, Any]:
    if column.kind == "word":
        return {"enum": list(column.words)}
    if column.kind == "flags":
        return {"type": "array", "items": {"enum": list(column.words)}, "uniqueItems": True}
    if column.kind == "count" and column.is_hidden:
        return {"type": ["integer", "null"], "minimum": 0}
    return _CELLS[column.kind]
