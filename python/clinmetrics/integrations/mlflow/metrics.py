# SPDX-License-Identifier: Apache-2.0
"""The metrics of a run: the values and limits of a result, and how many goals were met."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from ..._groups import group_label
from ..._metric_names import line_text
from .names import BOUNDS, Names, group_name, legal, line_name

if TYPE_CHECKING:
    from ...estimate import Estimate
    from ...result import Result

VERDICTS = ("met", "missed", "not_shown", "not_judged")


def metrics_of(result: Result, prefix: str, log_groups: bool) -> dict[str, float]:
    """Values and limits by name. What is not a finite number is left out, so that a threshold on it fails."""
    names, found = Names(), dict[str, float]()
    has_several = len(result.models) > 1
    for e in result:
        if e.attribute and not log_groups:
            continue
        name = names.distinct(prefix + _name(e, has_several), _text(e))
        for bound, x in zip(BOUNDS, (float(e), e.lower, e.upper)):
            if math.isfinite(x):
                found[name + bound] = float(x)
    return {**found, **_goals(result, prefix)}


def _name(e: Estimate, has_several: bool) -> str:
    parts = [legal(e.model)] if has_several else []
    parts.append(line_name(e.metric, e.parameters))
    return "/".join(parts + ([group_name(e.attribute, e.group)] if e.attribute else []))


def _text(e: Estimate) -> str:
    return f"{e.model}\n{line_text(e.metric, e.parameters)}\n{group_label(e.attribute, e.group)}"


def _goals(result: Result, prefix: str) -> dict[str, float]:
    """As in goals/missed: how many goals of an audit have each verdict."""
    goals = (result.audit or {}).get("goals") or []
    verdicts = [goal["verdict"] for goal in goals]
    return {f"{prefix}goals/{verdict}": float(verdicts.count(verdict)) for verdict in VERDICTS} if goals else {}
