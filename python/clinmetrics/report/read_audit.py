# SPDX-License-Identifier: Apache-2.0
"""The audit of a result from its JSON: specification, flow of the rows, goals and manifest, each with its types checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .fields import Count, Group, ReportError, entry_of, sequence, text

VERDICTS = ("missed", "not_shown", "not_judged", "met")


@dataclass(frozen=True)
class Step:
    """How many rows, overall or in a group, took which way."""

    attribute: str | None
    group: Group
    received: Count
    duplicate: Count
    excluded: Count
    missing_label: Count
    missing_prediction: Count
    imputed: Count
    analysed: Count


@dataclass(frozen=True)
class Exclusion:
    """A rule that excludes rows, and how many."""

    column: str
    op: str
    value: Any
    reason: str
    n: Count


@dataclass(frozen=True)
class PredictionFile:
    """How the rows of a file of predictions were matched."""

    file: str
    received: Count
    matched: Count
    duplicate: Count
    extra: Count


@dataclass(frozen=True)
class Flow:
    """The way of the rows from the files into the analysis."""

    steps: tuple[Step, ...]
    exclusions: tuple[Exclusion, ...]
    files: tuple[PredictionFile, ...]
    policies: Mapping[str, Any]


@dataclass(frozen=True)
class Judged:
    """A goal judged for a model in a group."""

    model: str
    attribute: str | None
    group: Group
    threshold: Any
    verdict: str
    value: float
    lower: float
    upper: float
    n: float
    denominator: float
    n_positive: float
    reason: str | None
    sufficient_n: float
    text: str


@dataclass(frozen=True)
class Goal:
    """A goal with its verdict."""

    goal: Mapping[str, Any]
    verdict: str
    judged: tuple[Judged, ...]


@dataclass(frozen=True)
class Audit:
    """What an audit adds to the numbers. Each part may be missing."""

    run_id: str
    digest: str
    prepared_by: str
    analysis: Mapping[str, Any]
    flow: Flow | None
    goals: tuple[Goal, ...]
    manifest: Mapping[str, Any]
    verified: Mapping[str, Any] | None


def read_audit(found: Any) -> Audit | None:
    """The member `audit` of a result, or none."""
    if found is None:
        return None
    whole = _mapping(found, "audit")
    specification = _mapping(whole.get("specification"), "audit.specification")
    verified = whole.get("verified")
    return Audit(
        run_id=text(whole, "run_id", ""),
        digest=text(specification, "digest", ""),
        prepared_by=text(specification, "prepared_by", ""),
        analysis=_mapping(specification.get("analysis"), "audit.specification.analysis"),
        flow=_flow(whole.get("flow"), _mapping(specification.get("analysis"), "audit.specification.analysis").get("filters")),
        goals=tuple(map(_goal, whole.get("goals") or ())),
        manifest=_mapping(whole.get("manifest"), "audit.manifest"),
        verified=None if verified is None else _mapping(verified, "audit.verified"),
    )


def _mapping(found: Any, field: str) -> Mapping[str, Any]:
    if found is None:
        return {}
    if not isinstance(found, Mapping):
        raise ReportError(f"`{field}` is not an object")
    return found


def _flow(found: Any, filters: Any) -> Flow | None:
    flow = _mapping(found, "audit.flow")
    if not flow.get("steps"):
        return None
    return Flow(
        steps=tuple(entry_of(Step, _mapping(one, "audit.flow.steps")) for one in sequence(flow, "steps")),
        exclusions=tuple(_exclusion(one, filters) for one in flow.get("excluded_by") or ()),
        files=tuple(entry_of(PredictionFile, _mapping(one, "audit.flow.predictions")) for one in flow.get("predictions") or ()),
        policies=_mapping(flow.get("policies"), "audit.flow.policies"),
    )


def _exclusion(found: Any, filters: Any) -> Exclusion:
    """A rule with its count; the value with which it compares stands in the specification."""
    entry = _mapping(found, "audit.flow.excluded_by")
    rules = [one for one in (filters if isinstance(filters, (list, tuple)) else ()) if isinstance(one, Mapping)]
    same = [one for one in rules if _rule(one) == _rule(entry)]
    return entry_of(Exclusion, entry, value=(same[0] if same else entry).get("value"))


def _rule(entry: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(text(entry, key, "") for key in ("column", "op", "reason"))


def _goal(found: Any) -> Goal:
    entry = _mapping(found, "audit.goals")
    goal = _mapping(entry.get("goal"), "audit.goals.goal")
    return Goal(goal, _verdict(entry), tuple(map(_judged, entry.get("judged") or ())))


def _verdict(entry: Mapping[str, Any]) -> str:
    verdict = text(entry, "verdict", "")
    if verdict not in VERDICTS:
        raise ReportError("a `verdict` of `audit.goals` is none of met, missed, not_shown and not_judged")
    return verdict


def _judged(found: Any) -> Judged:
    entry = _mapping(found, "audit.goals.judged")
    return entry_of(Judged, entry, verdict=_verdict(entry))
