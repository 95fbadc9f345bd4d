# SPDX-License-Identifier: Apache-2.0
"""The sentences of a verdict, with the digits that show why. They contain no name of the data."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from ..._text import number_text
from .sufficient import BINOMIAL, is_share
from .verdict import MET, REASONS, Side, sides_of, sizes_of

if TYPE_CHECKING:
    from ...estimate import Estimate
    from ..specification.model import Goal

_MOST_DIGITS = 17
_NAMES = {"denominator": "the denominator", "rows": "rows", "units": "units", "events": "events"}


def plain_number(x: float) -> str:
    """A number of a goal as it was given: 0.8, 2, 1e-09."""
    return f"{x:.15g}" if float(f"{x:.15g}") == x else repr(x)


def beside(x: float, *others: float) -> str:
    """A number with as many decimals as distinguish it from the others, all of them if need be."""
    for digits in range(3, _MOST_DIGITS):
        text = number_text(x, digits)
        if all(x == y or math.isnan(y) or math.isinf(y) or text != number_text(y, digits) for y in others):
            return text
    return repr(x)


def goal_text(goal: Goal) -> str:
    """As in "at least 0.8 (lower limit)"."""
    return " and ".join(f"{_demand(side)} ({_bound(side)})" for side in sides_of(goal))


def judged_text(e: Estimate, goal: Goal, verdict: str, needed: int | None) -> str:
    """Value, interval, and what they show."""
    return " ".join([_found(e, goal), *(_of_side(e, side) for side in sides_of(goal)), *_more(e, goal, verdict, needed)])


def unjudged_text(e: Estimate, goal: Goal, reason: str) -> str:
    """Why a number was not judged."""
    if reason == "below_size" and goal.at_least_n is not None:
        short = [f"{_NAMES[name]} {beside(size, wanted) if size % 1 else int(size)} of at least {wanted}"
                 for name, size, wanted in sizes_of(e, goal.at_least_n) if size < wanted]  # fmt: skip
        return f"The group is smaller than the goal demands: {', '.join(short)}."
    if reason == "no_interval" and e.interval_status == "not_requested":
        return "Intervals were not asked for."
    word = {"undefined": e.status, "too_few": "", "no_interval": e.interval_status}.get(reason, "")
    return REASONS[reason] if not word else f"{REASONS[reason][:-1]} ({word})."


def _found(e: Estimate, goal: Goal) -> str:
    limits = [side.limit for side in sides_of(goal)]
    value = beside(e.value, e.lower, e.upper, *limits)
    share = f" ({_count(e.numerator)} of {_count(e.denominator)})" if e.denominator > 0 and e.method in BINOMIAL else ""
    if math.isnan(e.lower) and math.isnan(e.upper):
        return f"{value}{share}."
    lower, upper = beside(e.lower, e.value, e.upper, *limits), beside(e.upper, e.value, e.lower, *limits)
    return f"{value}{share}, {100 * e.level:.10g} % interval {lower} to {upper}."


def _of_side(e: Estimate, side: Side) -> str:
    demand = f"the goal of {_demand(side)}"
    if side.bound == "value":
        x = beside(e.value, side.limit)
        return f"The value {x} {'meets' if side.distance(e.value) >= 0 else 'misses'} {demand}."
    named = e.lower if side.bound == "lower" else e.upper
    other = e.upper if side.sign > 0 else e.lower
    x, y = beside(named, side.limit), beside(other, side.limit)
    if side.distance(named) >= 0:
        return f"The {side.bound} limit {x} meets {demand}."
    wrong = "below" if side.sign > 0 else "above"
    if side.distance(other) < 0:
        return f"The whole interval is {wrong} {demand}: its {'upper' if side.sign > 0 else 'lower'} limit is {y}."
    return f"The {side.bound} limit {x} is {wrong} {demand}, and the interval does not exclude the goal."


def _more(e: Estimate, goal: Goal, verdict: str, needed: int | None) -> list[str]:
    """How many would have sufficed."""
    if verdict == MET or goal.bound == "value" or math.isinf(e.value):
        return []
    if needed is None:
        return ["With this value, no number of rows would have sufficed."]
    if is_share(e):
        return [f"With this share, a denominator of {needed:,} would have sufficed."]
    return [f"With this value, about {needed:,} rows would have sufficed."]


def _demand(side: Side) -> str:
    return f"{'at least' if side.sign > 0 else 'at most'} {plain_number(side.limit)}"


def _bound(side: Side) -> str:
    return "value" if side.bound == "value" else f"{side.bound} limit"


def _count(x: float) -> str:
    return f"{x:.0f}" if x == math.floor(x) else f"{x:.6g}"
