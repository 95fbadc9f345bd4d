# SPDX-License-Identifier: Apache-2.0
"""The goals of the audit and their verdicts as sentences of the card."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..report import words
from ..report.text import parameter, visible

if TYPE_CHECKING:
    from ..result import Result
    from .given import Given

CALIBRATION = (
    "calibration_slope", "calibration_intercept", "observed_expected_ratio", "mean_calibration_difference", "brier", "scaled_brier", "ece",
)  # fmt: skip
VERDICTS = {"met": "met", "missed": "missed", "not_shown": "not shown", "not_judged": "not judged"}


def goal_texts(given: Given, model: str, place: str) -> list[str]:
    """The goals of a place, "all" rows, their "calibration", or "groups", that concern the model, a sentence each."""
    return [_sentence(goal) for goal in given.goals() if goal.get("model") in (None, model) and _place(goal) == place]


def verdict_texts(result: Result, model: str, place: str) -> list[str]:
    """How the model was judged by these goals: the number of verdicts of each kind, by goal."""
    judged = (result.audit or {}).get("goals")
    texts = []
    for entry in judged if isinstance(judged, list) else ():
        goal = entry.get("goal", {})
        own = [one.get("verdict") for one in entry.get("judged", ()) if one.get("model") == model]
        if own and _place(goal) == place:
            told = [f"{label} {own.count(verdict)}" for verdict, label in VERDICTS.items() if verdict in own]
            texts.append(f"{_sentence(goal)[:-1]}: {', '.join(told)}.")
    return texts


def _place(goal: Mapping[str, Any]) -> str:
    if goal.get("groups", "all") != "all":
        return "groups"
    return "calibration" if goal.get("metric") in CALIBRATION else "all"


def _sentence(goal: Mapping[str, Any]) -> str:
    """As in "Sensitivity at a threshold of 0.2: at least 0.8 (lower limit)."."""
    metric, at = str(goal.get("metric", "")), goal.get("at")
    limits = [
        f"{way} {parameter(goal[key])}" for key, way in (("at_least", "at least"), ("at_most", "at most")) if goal.get(key) is not None
    ]
    bound = goal.get("bound") or ("whole" if len(limits) == 2 else "lower" if goal.get("at_least") is not None else "upper")
    judged = {"value": "the value", "whole": "the whole interval"}.get(bound, f"the {bound} limit")
    what = words.metric(metric).label + (f" at a threshold of {parameter(at)}" if at is not None else "")
    where = " in each group that the goal names" if _place(goal) == "groups" else ""
    return visible(f"{what}{where}: {' and '.join(limits)} ({judged}).")
