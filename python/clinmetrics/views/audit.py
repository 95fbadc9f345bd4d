# SPDX-License-Identifier: Apache-2.0
"""Specification, flow and goals of the public view."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..audit.flow import COUNTS, STEPS
from ..audit.goals.verdict import FOUND, REASONS
from .rounding import Digits
from .tables import SCORE_OF_A_ROW, Group, Tables, group_of

_PARTS = STEPS[:-1]
_TEXT = "The verdict was made from the numbers before they were rounded."
_SCORE = "The threshold is the score of a row, which is not published."


def public_audit(audit: Mapping[str, Any], tables: Tables, digits: Digits, k: int) -> dict[str, Any]:
    """The audit without the manifest, the names of files and persons, and small counts."""
    found: dict[str, Any] = {name: audit[name] for name in ("run_id",) if name in audit}
    if audit.get("specification") is not None:
        found["specification"] = {**audit["specification"], "prepared_by": ""}
    if audit.get("flow") is not None:
        found["flow"] = _flow(audit["flow"], k)
    if audit.get("verified") is not None:
        found["verified"] = {"matches": audit["verified"]["matches"], "differences": []}
    if audit.get("goals") is not None:
        found["goals"] = [_goal(goal, tables, digits) for goal in audit["goals"]]
    return found


def _flow(flow: Mapping[str, Any], k: int) -> dict[str, Any]:
    """The flow over all rows. Reasons are counted only if each count is 0 or k and more."""
    steps = [_step(step, k) for step in flow["steps"] if step["attribute"] is None]
    reasons = list(flow.get("excluded_by") or ())
    is_shown = steps and steps[0]["excluded"] is not None and not any(0 < one["n"] < k for one in reasons)
    return {
        **{name: flow[name] for name in ("policies",) if name in flow},
        "steps": steps,
        "excluded_by": [{**one, "n": one["n"] if is_shown else None} for one in reasons],
        "predictions": [],
    }


def _step(step: Mapping[str, Any], k: int) -> dict[str, Any]:
    """If a part is below k, all parts are hidden, and their sum with the rows received, unless the sum is 2k or more."""
    if step["analysed"] < k:
        return {**step, **dict.fromkeys(COUNTS)}
    found = dict(step)
    if 0 < step["imputed"] < k or 0 < step["analysed"] - step["imputed"] < k:
        found["imputed"] = None
    if any(0 < step[part] < k for part in _PARTS):
        found.update(dict.fromkeys(_PARTS))
        if sum(step[part] for part in _PARTS) < 2 * k:
            found["received"] = None
    return found


def _goal(goal: Mapping[str, Any], tables: Tables, digits: Digits) -> dict[str, Any]:
    judged = [_judged({"metric": goal["goal"]["metric"], **one}, tables, digits) for one in goal["judged"]]
    kept = [one for one in judged if one is not None]
    hidden = len(judged) - sum(one is not None and one["reason"] != "suppressed" for one in judged)
    text = f"{_TEXT} Not published: {hidden} of {len(judged)}." if hidden else _TEXT
    return {**goal, "text": text, "judged": kept}


def _judged(one: Mapping[str, Any], tables: Tables, digits: Digits) -> dict[str, Any] | None:
    """One number that was judged; none for a group that is hidden."""
    if one["group"] is None:
        return {**one}
    group: Group = group_of(one)
    if not tables.shows_group(group):
        return None
    if one["n"] is None or one["verdict"] == "not_judged":
        return {**one, **dict.fromkeys(FOUND), "text": REASONS.get(one["reason"], "")}
    row = {**one, "parameters": {"threshold": one["threshold"]}, "metric": one["metric"].partition("(")[0]}
    row["n_negative"] = one["n"] - one["n_positive"]
    if not tables.shows(row):
        text = _SCORE if row["metric"] == SCORE_OF_A_ROW else REASONS["suppressed"]
        hidden = {"verdict": "not_judged", "reason": "suppressed", "sufficient_n": None, "text": text}
        return {**one, **dict.fromkeys(FOUND), **hidden}
    found = {name: digits.rounded(name, one[name], group) for name in ("value", "lower", "upper")}
    if isinstance(one["denominator"], float) and not one["denominator"].is_integer():
        found["denominator"] = None
    return {**one, **found, "sufficient_n": None, "text": _TEXT}
