# SPDX-License-Identifier: Apache-2.0
"""The JSON Schema of what an audit adds to a stored result."""

from __future__ import annotations

from typing import Any

from ._json_audit import PREDICTIONS
from .audit.flow import COUNTS
from .audit.goals.verdict import REASONS, VERDICTS

_TEXT: dict[str, Any] = {"type": "string"}
_OPTIONAL_TEXT: dict[str, Any] = {"type": ["string", "null"]}
_COUNT: dict[str, Any] = {"type": ["integer", "null"], "minimum": 0}
_NUMBER: dict[str, Any] = {"$ref": "#/$defs/number"}
_GROUP: dict[str, Any] = {"anyOf": [{"$ref": "#/$defs/group"}, {"type": "null"}]}
_THRESHOLD: dict[str, Any] = {"type": ["number", "string", "null"], "description": "a number or a rule"}


def audit_schema() -> dict[str, Any]:
    """The schema of the member `audit`, whose members may all be absent."""
    specification = _record(
        {"digest": {"type": "string", "pattern": "^[0-9a-f]{64}$"}, "schema": _TEXT, "analysis": {"type": "object"}, "prepared_by": _TEXT}
    )
    verified = _record({"matches": {"type": "boolean"}, "differences": {"type": "array", "items": _TEXT}})
    return {
        "type": "object",
        "description": "of a result that an audit made",
        "properties": {
            "run_id": {"type": "string", "pattern": "^[0-9a-f]{32}$", "description": "shared by all files of one audit"},
            "specification": {**specification, "description": "the canonical analysis, its SHA-256, and who has prepared the audit"},
            "flow": {**_flow(), "description": "where each row went; null is a count that the public view hides"},
            "manifest": {"type": ["object", "null"], "description": "of the data set"},
            "verified": {**verified, "type": ["object", "null"], "description": "whether the data are the registered version"},
            "goals": {"type": "array", "items": _goal()},
        },
    }


def _flow() -> dict[str, Any]:
    step = {"attribute": _OPTIONAL_TEXT, "group": _GROUP, **dict.fromkeys(COUNTS, _COUNT)}
    rule = {"column": _TEXT, "op": _TEXT, "reason": _TEXT, "n": _COUNT}
    predictions = {"file": _OPTIONAL_TEXT, **dict.fromkeys(PREDICTIONS, _COUNT)}
    return _record({
        "steps": {"type": "array", "items": _record(step), "description": "over all rows, and then by group"},
        "excluded_by": {"type": "array", "items": _record(rule)},
        "predictions": {"type": "array", "items": _record(predictions)},
        "policies": {"type": "object"},
    })  # fmt: skip


def _goal() -> dict[str, Any]:
    sizes = dict.fromkeys(("denominator", "rows", "units", "events"), _COUNT)
    limits = {name: {"type": ["number", "null"]} for name in ("at_least", "at_most")}
    goal = {
        "metric": _TEXT, **limits, "bound": {"enum": ["lower", "upper", "value", None]}, "at": _THRESHOLD, "model": _OPTIONAL_TEXT,
        "groups": {"type": ["string", "array"], "items": _TEXT}, "at_least_n": {"type": ["object", "null"], "properties": sizes}, "words": _TEXT,
    }  # fmt: skip
    judged = {
        "model": _OPTIONAL_TEXT, "attribute": _OPTIONAL_TEXT, "group": _GROUP, "threshold": _THRESHOLD, "verdict": {"enum": list(VERDICTS)},
        **dict.fromkeys(("value", "lower", "upper", "level"), _NUMBER), "method": _OPTIONAL_TEXT, "n": _COUNT, "denominator": _NUMBER,
        "n_units": _COUNT, "n_positive": _COUNT, "reason": {"enum": [*REASONS, None]}, "sufficient_n": _COUNT, "text": _TEXT,
    }  # fmt: skip
    record = _record({
        "goal": {"type": "object", "required": ["metric"], "properties": goal},
        "verdict": {"enum": list(VERDICTS)},
        "judged": {"type": "array", "items": _record(judged)},
    })  # fmt: skip
    record["properties"]["text"] = _TEXT
    return record


def _record(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "required": list(properties), "properties": dict(properties)}
