# SPDX-License-Identifier: Apache-2.0
"""Goals can be judged: the metric has a value at one threshold, and the number is one that the metric can miss."""

from __future__ import annotations

import dataclasses

from ..._names import METRICS
from .check_context import ANALYSIS, Context
from .faults import Path
from .model import Goal, Model


def check_goals(context: Context) -> None:
    """Each goal has a limit or two that metrics can miss, and names models, thresholds and groups of the analysis."""
    goals = context.analysis.goals
    context.repeated((*ANALYSIS, "goals"), (dataclasses.replace(goal, words="") for goal in goals), "a goal")
    for i, goal in enumerate(goals):
        path = (*ANALYSIS, "goals", i)
        metric = context.metric((*path, "metric"), goal.metric)
        if metric is not None and metric not in context.metrics:
            context.fault((*path, "metric"), f"is {metric}, which is not among metrics; add it to them")
        if goal.model is not None and goal.model not in context.models:
            context.unknown((*path, "model"), goal.model, "no model", context.models)
        elif metric is not None:
            _check_threshold(context, goal, metric, path)
        _check_limit(context, goal, metric, path)
        _check_bound(context, goal, path)
        _check_groups(context, goal, path)
        _check_size(context, goal, path)


def _check_limit(context: Context, goal: Goal, metric: str | None, path: Path) -> None:
    limits = {key: limit for key, limit in (("at_least", goal.at_least), ("at_most", goal.at_most)) if limit is not None}
    if not limits:
        context.fault(path, "needs at_least, at_most or both")
    if len(limits) == 2 and limits["at_least"] > limits["at_most"]:
        context.fault((*path, "at_least"), "is greater than at_most, so that no value meets the goal")
    if metric is None:
        return
    about = METRICS.about[metric.partition("(")[0]]
    least, greatest = about["least"], about["greatest"]
    for key, limit in limits.items():
        if not least <= limit <= greatest:
            context.fault((*path, key), f"is outside the range of {metric}, which is {least:g} to {greatest:g}")
        elif limit == (least if key == "at_least" else greatest):
            context.fault((*path, key), f"is reached by every value of {metric}, which is {least:g} to {greatest:g}")


def _check_threshold(context: Context, goal: Goal, metric: str, path: Path) -> None:
    models = [context.models[goal.model]] if goal.model is not None else list(context.models.values())
    has_one = METRICS.about[metric.partition("(")[0]]["takes_threshold"] or metric == "chosen_threshold"
    scored = [model for model in models if model.score is not None]
    if goal.at is not None and not (has_one and scored):
        context.fault((*path, "at"), f"is not used: {f'{metric} has no threshold' if not has_one else 'decisions have no threshold'}")
    elif has_one and scored:
        _check_at(context, goal, scored, path)


def _check_at(context: Context, goal: Goal, scored: list[Model], path: Path) -> None:
    known = list(dict.fromkeys(t for model in scored for t in context.thresholds_of(model)))
    texts = [f"{t:g}" if isinstance(t, float) else t for t in known]
    if not known:
        context.fault(path, "is about a metric with a threshold, and there are no thresholds; give thresholds in analysis")
    elif goal.at is None and any(len(context.thresholds_of(model)) != 1 for model in scored):
        context.fault(path, f"needs at, one of the thresholds {', '.join(texts)}")
    elif goal.at is not None and goal.at not in known:
        context.fault((*path, "at"), f"is none of the thresholds, which are {', '.join(texts)}; add it to them")


def _check_bound(context: Context, goal: Goal, path: Path) -> None:
    intervals = context.analysis.intervals
    by_name = {METRICS.names.get(text.strip().lower(), text): method for text, method in intervals.methods.items()}
    method = by_name.get(METRICS.names.get(goal.metric.strip().lower(), goal.metric), intervals.method)
    if method == "none" and goal.bound != "value":
        context.fault(path, "is judged by a limit of the interval, and intervals has none; give bound: value, or a method")


def _check_groups(context: Context, goal: Goal, path: Path) -> None:
    entries = (goal.groups,) if isinstance(goal.groups, str) else goal.groups
    if not entries:
        context.fault((*path, "groups"), "is empty; give all, every, or attributes")
    for i, text in enumerate(entries):
        at = (*path, "groups") if isinstance(goal.groups, str) else (*path, "groups", i)
        if text == "every" and not context.analysis.groups:
            context.fault(at, "is every group, and analysis has no groups")
        elif text not in ("all", "every") and not _is_known(context, text):
            context.unknown(at, text.partition("=")[0], "no attribute of groups", [*context.attributes, "all", "every"])


def _is_known(context: Context, text: str) -> bool:
    return any(text == name or text.startswith(f"{name}=") for name in context.attributes)


def _check_size(context: Context, goal: Goal, path: Path) -> None:
    if goal.at_least_n is None:
        return
    given = {f.name: getattr(goal.at_least_n, f.name) for f in dataclasses.fields(goal.at_least_n)}
    if all(n is None for n in given.values()):
        context.fault((*path, "at_least_n"), "is empty; give denominator, rows, units or events")
    for name, n in given.items():
        if n is not None and n < 1:
            context.fault((*path, "at_least_n", name), "must be 1 or more")
        if name == "units" and n is not None and context.analysis.unit is None:
            context.fault((*path, "at_least_n", name), "needs unit, the column of the units; without it, rows is the same")
