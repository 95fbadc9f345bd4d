# SPDX-License-Identifier: Apache-2.0
"""The verdict of a goal about one number, by its interval or by its value, unrounded."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from ...estimate import Estimate
    from ..specification.model import Goal, Size

FOUND = ("value", "lower", "upper", "level", "method", "n", "denominator", "n_units", "n_positive")
"""What an entry of `judged` takes from the row that is judged."""
NUMBERS = ("value", "lower", "upper", "level", "denominator")
"""Those of them that are real numbers."""
MET, MISSED, NOT_SHOWN, NOT_JUDGED = VERDICTS = ("met", "missed", "not_shown", "not_judged")
REASONS = {
    "absent_model": "The result does not have the model.",
    "absent_metric": "The metric was not computed for this model or group.",
    "absent_threshold": "The metric was not computed at this threshold.",
    "absent_group": "The result does not have the attribute or the group.",
    "suppressed": "The group, or a count behind the value, is smaller than the smallest size that is shown.",
    "below_size": "The group is smaller than the size that the goal demands.",
    "unknown_size": "The goal demands a size that the metric does not have, such as the denominator of an AUROC.",
    "too_few": "There are too few rows for a value or for an interval.",
    "undefined": "The value is undefined, such as a sensitivity without positive rows.",
    "no_interval": "There is a value, but no interval.",
}
"""Why a number was not judged."""
EXCUSED = frozenset(("suppressed", "below_size", "too_few", "undefined"))
"""The reasons for which a group may be left unjudged in a goal that the other groups meet."""


class Side(NamedTuple):
    """One side of a goal: `sign` is 1 for "at least" and -1 for "at most"; `bound` is what must reach it."""

    sign: int
    limit: float
    bound: str

    def distance(self, x: float) -> float:
        """How far x is on the right side; negative on the wrong side, and exactly 0 at the limit."""
        return 0.0 if x == self.limit else self.sign * (x - self.limit)


def sides_of(goal: Goal) -> Iterator[Side]:
    """The sides of a goal; two for a range such as that of a calibration slope."""
    if goal.at_least is not None:
        yield Side(1, goal.at_least, goal.bound or "lower")
    if goal.at_most is not None:
        yield Side(-1, goal.at_most, goal.bound or "upper")


def reason_of(e: Estimate, goal: Goal) -> str | None:
    """Why the number cannot be judged; None if it can."""
    if e.n_positive is None:
        return "suppressed"
    if goal.at_least_n is not None:
        sizes = list(sizes_of(e, goal.at_least_n))
        if any(math.isnan(size) for _, size, _ in sizes):
            return "unknown_size"
        if any(size < wanted for _, size, wanted in sizes):
            return "below_size"
    if math.isnan(e.value):
        return "too_few" if e.status == "too_few" else "undefined"
    if goal.bound != "value" and math.isnan(e.lower) and math.isnan(e.upper):
        return "too_few" if e.interval_status in ("too_few", "too_few_replicates") else "no_interval"
    return None


def sizes_of(e: Estimate, wanted: Size) -> Iterator[tuple[str, float, int]]:
    """The sizes that a goal demands: name, size and least size.

    With unequal weights, a denominator counts as rows of equal weight that would be as informative: it is multiplied by Kish's effective
    size over the sum of the weights.
    """
    share = e.n_eff / e.weight_sum if e.weight_sum > 0 else 1.0
    sizes = (
        ("denominator", e.denominator * min(share, 1.0), wanted.denominator),
        ("rows", float(e.n), wanted.rows),
        ("units", math.nan if e.n_units is None else float(e.n_units), wanted.units),
        ("events", math.nan if e.n_positive is None else float(e.n_positive), wanted.events),
    )
    return ((name, size, least) for name, size, least in sizes if least is not None)


def verdict_of(e: Estimate, goal: Goal) -> str:
    """The verdict of a number that can be judged: the worst of the sides."""
    found = {_of_side(e, side) for side in sides_of(goal)}
    return next(verdict for verdict in (MISSED, NOT_SHOWN, MET) if verdict in found)


def _of_side(e: Estimate, side: Side) -> str:
    if side.bound == "value":
        return MET if side.distance(e.value) >= 0 else MISSED
    named = e.lower if side.bound == "lower" else e.upper
    favorable = e.upper if side.sign > 0 else e.lower
    if side.distance(named) >= 0:  # a limit that is missing decides nothing
        return MET
    return MISSED if side.distance(favorable) < 0 else NOT_SHOWN
