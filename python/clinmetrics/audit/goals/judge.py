# SPDX-License-Identifier: Apache-2.0
"""Judges the numbers of a result by goals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from ..._groups import attribute_text, group_label
from ..._json_values import json_number
from ..._text import printable
from . import sentence
from .asked import GoalLike, goals_of, plain_goal
from .places import Place, places_of
from .sufficient import sufficient_n
from .verdict import EXCUSED, FOUND, MET, MISSED, NOT_JUDGED, NOT_SHOWN, NUMBERS, reason_of, verdict_of
from .view import Goals

if TYPE_CHECKING:
    from ...estimate import Estimate
    from ...result import Result
    from ..specification.model import Goal

Judged = dict[str, Any]


def judge(result: Result, goals: GoalLike | Iterable[GoalLike]) -> Goals:
    """Judge the numbers of a result by goals.

    A goal is **met** if the limit of the interval that is less favorable reaches it, **missed** if the whole interval is on the wrong side,
    **not_shown** if the interval contains it, and **not_judged** if there is no number or no interval, or if the group is too small.

    Parameters
    ----------
    result : Result
        The result of `evaluate`.
    goals : mapping, Goal, or sequence of these
        Each with `metric` and `at_least`, `at_most` or both, and any of: `bound` ("lower", "upper" or "value": what must reach the goal),
        `at` (a threshold or a rule; by default each threshold), `model` (by default each model), `groups` ("all" rows, "every" group, an
        attribute, or a list of groups such as "sex=F"), `at_least_n` (the smallest size, such as ``{"denominator": 50}``) and `words`.

    Returns
    -------
    Goals
        A list of the verdicts with their reasons, which prints as a table.

    Raises
    ------
    TypeError, ValueError
        A goal has an unknown key or a value that is not valid, or it names no metric of clinmetrics.

    Examples
    --------
    >>> import clinmetrics as cm
    >>> y, risk = [0] * 20 + [1] * 20, [i % 20 / 40 + i // 20 / 4 for i in range(40)]
    >>> result = cm.evaluate(y_true=y, y_score=risk, metrics=["auroc", "brier"])
    >>> verdicts = cm.judge(result, [{"metric": "auroc", "at_least": 0.75}, {"metric": "brier", "at_most": 0.3}])
    >>> [v["verdict"] for v in verdicts]
    ['not_shown', 'met']
    >>> verdicts[0]["judged"][0]["sufficient_n"]
    86
    """
    return Goals(_of_goal(result, goal) for goal in goals_of(goals))


def _of_goal(result: Result, goal: Goal) -> Judged:
    judged = [_at(result, goal, place) for place in places_of(result, goal)]
    verdict = _whole(judged)
    return {"goal": plain_goal(goal), "verdict": verdict, "text": _summary(judged), "judged": judged}


def _at(result: Result, goal: Goal, place: Place) -> Judged:
    parts, levels = ((), ()) if place.at is None else (result._partitions[place.at[0]][0], result._partitions[place.at[0]][1][place.at[1]])
    where = {
        "model": place.model,
        "metric": goal.metric if place.metric is None else place.metric,
        "attribute": attribute_text(parts),
        "group": None if place.at is None else [{"attribute": a, "value": v} for a, v in zip(parts, levels)],
        "threshold": goal.at,
    }
    if place.row is None:
        return {**where, "verdict": NOT_JUDGED, **dict.fromkeys(FOUND), "reason": place.absent, "sufficient_n": None, "text": place.text}
    e = result.row(place.row)
    return {**where, "threshold": e.parameters.get("threshold"), **_judged(e, goal)}


def _judged(e: Estimate, goal: Goal) -> Judged:
    found = {name: json_number(getattr(e, name)) if name in NUMBERS else getattr(e, name) for name in FOUND}
    reason = reason_of(e, goal)
    verdict = NOT_JUDGED if reason else verdict_of(e, goal)
    needed = sufficient_n(e, goal) if verdict == NOT_SHOWN else None
    text = sentence.unjudged_text(e, goal, reason) if reason else sentence.judged_text(e, goal, verdict, needed)
    return {"verdict": verdict, **found, "reason": reason, "sufficient_n": needed, "text": text}


def _whole(judged: Sequence[Judged]) -> str:
    """The verdict over all numbers of a goal. Small groups may be left unjudged, but not all those of a model at a threshold."""
    verdicts = [one["verdict"] for one in judged]
    if MISSED in verdicts or NOT_SHOWN in verdicts:
        return MISSED if MISSED in verdicts else NOT_SHOWN
    some = {_series(one) for one in judged if one["verdict"] == MET}
    open_ones = [one for one in judged if one["verdict"] == NOT_JUDGED]
    is_open = any(_series(one) not in some or not one["attribute"] or one["reason"] not in EXCUSED for one in open_ones)
    return MET if some and not is_open else NOT_JUDGED


def _series(one: Judged) -> tuple[Any, ...]:
    return one["model"], one["metric"], one["threshold"]


def _summary(judged: Sequence[Judged]) -> str:
    """As in "Met in 5 of 6; not judged: sex=(missing) (suppressed)."."""
    if len(judged) == 1:
        return str(judged[0]["text"])
    counts = {word: sum(one["verdict"] == word for one in judged) for word in (MET, MISSED, NOT_SHOWN, NOT_JUDGED)}
    parts = [f"{word.replace('_', ' ')} in {n}" for word, n in counts.items() if n]
    text = f"Of {len(judged)}: {', '.join(parts)}."
    left = [one for one in judged if one["verdict"] == NOT_JUDGED]
    absent = dict.fromkeys(str(one["text"]) for one in left if one["group"] is None)
    several = len({one["model"] for one in judged}) > 1
    named = dict.fromkeys(_name(one, several) for one in left if one["group"] is not None)
    return " ".join([text, *([f"Not judged: {', '.join(named)}."] if named else []), *absent])


def _name(one: Judged, with_model: bool) -> str:
    """As in "sex=(missing) of risk (suppressed)"."""
    label = group_label([g["attribute"] for g in one["group"]], [g["value"] for g in one["group"]])
    return f"{label}{' of ' + printable(one['model']) if with_model else ''} ({one['reason']})"
