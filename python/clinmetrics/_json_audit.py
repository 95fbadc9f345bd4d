# SPDX-License-Identifier: Apache-2.0
"""What an audit has added to a stored result, checked and otherwise left as it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from . import _json_fields as fields
from .audit.flow import COUNTS, STEPS
from .audit.goals.asked import goals_of
from .audit.goals.verdict import NUMBERS, REASONS, VERDICTS

PREDICTIONS = ("received", "matched", "duplicate", "extra")
_COUNTS = ("n", "n_units", "n_positive", "sufficient_n")
_MEMBERS = ("run_id", "specification", "flow", "manifest", "verified", "goals")
_PARTS = (
    "audit", "digest", "analysis", "prepared_by", "steps", "excluded_by", "column", "op", "reason", "predictions", "file", "policies",
    "matches", "differences", "goal", "verdict", "judged",
)  # fmt: skip
KEYS = frozenset((*_MEMBERS, *_PARTS, *COUNTS, *PREDICTIONS, *NUMBERS, *_COUNTS))


def read_audit(document: Mapping[str, Any]) -> dict[str, Any] | None:
    """The member `audit` of a document; None if it has none. Each of its members may be absent, and other programs may add further ones."""
    if document.get("audit") is None:
        return None
    audit = fields.free_form(fields.mapping(document, "audit"), "audit")
    checks: dict[str, Callable[[Mapping[str, Any]], None]] = {
        "run_id": _run_id, "specification": _specification, "flow": _flow, "verified": _verified, "goals": _goals,
    }  # fmt: skip
    for name, check in checks.items():
        if audit.get(name) is not None:
            check(audit)
    if audit.get("manifest") is not None:
        fields.mapping(audit, "manifest", "audit")
    return dict(audit)


def _run_id(audit: Mapping[str, Any]) -> None:
    if not re.fullmatch("[0-9a-f]{32}", fields.text(audit, "run_id", "audit")):
        fields.refuse("audit.run_id", "is not 32 hexadecimal digits")


def _specification(audit: Mapping[str, Any]) -> None:
    found, path = fields.mapping(audit, "specification", "audit"), "audit.specification"
    if not re.fullmatch("[0-9a-f]{64}", fields.text(found, "digest", path)):
        fields.refuse(f"{path}.digest", "is not 64 hexadecimal digits")
    fields.text(found, "schema", path)
    fields.mapping(found, "analysis", path)
    fields.text(found, "prepared_by", path)


def _flow(audit: Mapping[str, Any]) -> None:
    flow, path = fields.mapping(audit, "flow", "audit"), "audit.flow"
    for i, step in enumerate(fields.objects(flow, "steps", path)):
        _step(step, f"{path}.steps[{i}]")
    for i, rule in enumerate(fields.objects(flow, "excluded_by", path)):
        for name in ("column", "op", "reason"):
            fields.text(rule, name, f"{path}.excluded_by[{i}]")
        fields.optional_whole(rule, "n", f"{path}.excluded_by[{i}]")
    for i, entry in enumerate(fields.objects(flow, "predictions", path)):
        fields.optional_text(entry, "file", f"{path}.predictions[{i}]")
        for name in PREDICTIONS:
            fields.optional_whole(entry, name, f"{path}.predictions[{i}]")
    fields.mapping(flow, "policies", path)


def _step(step: Mapping[str, Any], path: str) -> None:
    fields.optional_text(step, "attribute", path)
    _group(step, path)
    counts = [fields.optional_whole(step, name, path) for name in STEPS]
    received, imputed = (fields.optional_whole(step, name, path) for name in ("received", "imputed"))
    known = [n for n in counts if n is not None]
    if received is not None and len(known) == len(counts) and sum(known) != received:
        fields.refuse(f"{path}.received", "is not the sum of the steps")
    if imputed is not None and counts[-1] is not None and imputed > counts[-1]:
        fields.refuse(f"{path}.imputed", "is greater than `analysed`")


def _group(of: Mapping[str, Any], path: str) -> None:
    if fields.field(of, "group", path) is not None:
        for i, part in enumerate(fields.objects(of, "group", path)):
            fields.text(part, "attribute", f"{path}.group[{i}]")
            fields.optional_text(part, "value", f"{path}.group[{i}]")


def _verified(audit: Mapping[str, Any]) -> None:
    found, path = fields.mapping(audit, "verified", "audit"), "audit.verified"
    if not isinstance(fields.field(found, "matches", path), bool):
        fields.refuse(f"{path}.matches", "is neither true nor false")
    fields.texts(found, "differences", path)


def _goals(audit: Mapping[str, Any]) -> None:
    for i, entry in enumerate(fields.objects(audit, "goals", "audit")):
        path = f"audit.goals[{i}]"
        goal = fields.mapping(entry, "goal", path)
        try:
            goals_of(goal)
        except (TypeError, ValueError):
            fields.refuse(f"{path}.goal", "is not a goal")
        fields.code(entry, "verdict", path, VERDICTS)
        for j, one in enumerate(fields.objects(entry, "judged", path)):
            _judged(one, f"{path}.judged[{j}]")


def _judged(one: Mapping[str, Any], path: str) -> None:
    for name in ("model", "attribute", "method"):
        fields.optional_text(one, name, path)
    _group(one, path)
    threshold = fields.field(one, "threshold", path)
    if not isinstance(threshold, str):
        fields.a_number(threshold, lambda: f"{path}.threshold")
    fields.code(one, "verdict", path, VERDICTS)
    for name in NUMBERS:
        fields.number(one, name, path)
    for name in _COUNTS:
        fields.optional_whole(one, name, path)
    if fields.optional_text(one, "reason", path) is not None:
        fields.code(one, "reason", path, tuple(REASONS))
    fields.text(one, "text", path)
