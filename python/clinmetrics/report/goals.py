# SPDX-License-Identifier: Apache-2.0
"""The goals of the specification: what was to be reached, the verdict, and each model and group that was judged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from . import words
from .chapter import Chapter
from .fields import ReportError, to_number
from .goal_metric import metric_of
from .index import Index, listed, values_of
from .page import Cell
from .read_audit import VERDICTS, Goal, Judged
from .tables import Entry, Groups, Line, Number, Part, Small, Table, Verdict
from .text import count, number, numbers, parameter, shorten, shorten_text, span

_MOST_LINES = 12  # the others are folded
WORDS = {"met": "Met", "missed": "Missed", "not_shown": "Not shown", "not_judged": "Not judged"}
MEANINGS = {
    "met": "The data show that the goal is reached.",
    "missed": "The data show that the goal is not reached.",
    "not_shown": "The interval contains values on both sides of the goal, so the data do not decide.",
    "not_judged": "There is no value to judge, or the group is too small; the reason is given.",
}


def goals(index: Index) -> Chapter | None:
    """The section, or none if the result has no goals."""
    found = index.audit.goals if index.audit is not None else ()
    if not found:
        return None
    tables = [table for i, goal in enumerate(found, start=1) for table in _tables(index, i, goal)]
    used = [verdict for verdict in VERDICTS if any(verdict in (g.verdict, *(one.verdict for one in g.judged)) for g in found)]
    meanings = " ".join(f"{WORDS[verdict]}: {MEANINGS[verdict][0].lower()}{MEANINGS[verdict][1:]}" for verdict in used)
    sentences = (
        f"{tally(found)} A goal that has to hold in several groups or for several models is met if it is met in each of them.",
        f"{meanings} Values are judged before they are rounded.",
    )
    return Chapter("goals", "Goals", sentences, (), tuple(tables))


def tally(found: Sequence[Goal]) -> str:
    """As in "2 of 3 goals are met; 1 is missed."."""
    number_of = Counter(goal.verdict for goal in found)
    n, met = len(found), number_of["met"]
    if n == 1:
        return f"The goal is {WORDS[found[0].verdict].lower()}."
    others = [f"{number_of[v]} {'is' if number_of[v] == 1 else 'are'} {WORDS[v].lower()}" for v in VERDICTS if v != "met" and number_of[v]]
    said = f"All {n} goals are met" if met == n else f"{met} of {n} goals {'is' if met == 1 else 'are'} met"
    return "; ".join([said, *others]) + "."


def goal_text(index: Index, goal: Mapping[str, Any]) -> str:
    """A goal in words: "AUROC of at least 0.8 in every group (the lower limit of the interval is judged)"."""
    name, parameters = metric_of(goal)
    at = goal.get("at")
    label = words.metric(name).label
    others = ", ".join(f"{key.replace('_', ' ')} {parameter(value)}" for key, value in parameters)
    what = shorten(f"{label} ({others})" if others else label)
    where = "" if at is None else f" {index.at(at) if isinstance(at, str) else f'at a threshold of {_figure(at)}'}"
    limits = [f"at {side.split('_')[1]} {_figure(goal[side])}" for side in ("at_least", "at_most") if goal.get(side) is not None]
    of = f" of {shorten(str(goal['model']))}" if goal.get("model") else ""
    return f"{what}{of}{where}: {' and '.join(limits) or 'any value'}, {_groups(index, goal.get('groups'))} ({_bound(goal)})"


def _figure(found: Any) -> str:
    try:
        return parameter(to_number(found, "goal"))
    except ReportError:
        return shorten(str(found))


def _groups(index: Index, groups: Any) -> str:
    if groups in (None, "all"):
        return f"in all {index.outcome.units}"
    if groups == "every":
        return "in every group"
    names = [str(groups)] if isinstance(groups, str) else list(map(str, groups))
    known = {attribute.name for attribute in index.document.attributes}
    return listed([f"in every group of {shorten(one)}" if one in known else f"in {shorten(one)}" for one in names])


def _bound(goal: Mapping[str, Any]) -> str:
    is_range = goal.get("at_least") is not None and goal.get("at_most") is not None
    bound = goal.get("bound") or ("whole" if is_range else "lower" if goal.get("at_least") is not None else "upper")
    size = goal.get("at_least_n")
    judged = {"value": "the value itself is judged", "whole": "the whole interval is judged"}.get(
        bound, f"the {bound} limit of the interval is judged"
    )
    named = {"denominator": "in the denominator", "rows": "rows", "units": "units", "events": "events"}
    sizes = (
        [f"{_figure(n)} {named.get(str(key), str(key))}" for key, n in size.items() if n is not None] if isinstance(size, Mapping) else []
    )
    return judged + (f"; from {listed(sizes)}" if sizes else "")


def _tables(index: Index, i: int, goal: Goal) -> Iterable[Table]:
    lines = [_line(index, one) for one in sorted(goal.judged, key=lambda one: VERDICTS.index(one.verdict))]
    several = len(index.models) > 1
    heads: tuple[Entry, ...] = (
        "Verdict", *((Small("Model"),) if several else ()), Small("Group"), f"Value ({index.level} interval)", Number("n"), Small("Why")
    )  # fmt: skip
    why = shorten_text(str(goal.goal.get("words") or "")).rstrip(".")
    caption = f"{goal_text(index, goal.goal)}.{f' Reason for the goal: {why}.' if why else ''}"
    title = f"Goal {i}: {WORDS[goal.verdict].lower()}"
    first, rest = lines[:_MOST_LINES], lines[_MOST_LINES:]
    yield Table(title, caption, heads, (Part("", tuple(first)),), class_="compact judged")
    if rest:
        yield Table(f"Goal {i}: {len(rest)} more groups and models", caption, heads, (Part("", tuple(rest)),), True, "compact judged")


def _line(index: Index, one: Judged) -> Line:
    several = len(index.models) > 1
    known = one.model in index.document.models
    model = () if not several else (index.model(one.model),) if known else (Small(shorten(one.model)),)
    group: Entry = Small(f"All {index.outcome.units}")
    if one.attribute is not None:
        group = Groups((values_of(index.attribute(one.attribute), one.group),))
    n = f"{count(one.n)}" if one.denominator != one.denominator else f"{count(one.denominator)} of {count(one.n)}"
    why = shorten_text(one.text)
    return Line((Verdict(WORDS[one.verdict], one.verdict), *model, group, _value(one), Number(n), Small(why.strip() or "–")))


def _value(one: Judged) -> Cell:
    if one.value != one.value:
        return Cell("not defined" if one.reason else "–", "", words.status_reason(one.reason) if one.reason else "", is_absent=True)
    if one.lower != one.lower or one.upper != one.upper:
        return Cell(number(one.value), "", "")
    value, lower, upper = numbers(one.value, one.lower, one.upper)
    return Cell(value, span(lower, upper), "")
