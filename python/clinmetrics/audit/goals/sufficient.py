# SPDX-License-Identifier: Apache-2.0
"""How many rows would have sufficed to show a goal, if the value had been the same."""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import TYPE_CHECKING

from .verdict import Side, sides_of

if TYPE_CHECKING:
    from ...estimate import Estimate
    from ..specification.model import Goal

BINOMIAL = frozenset(("wilson", "clopper_pearson", "jeffreys", "agresti_coull", "mid_p"))
_LOGARITHMIC = frozenset(("log", "log_haldane"))
_MOST = 10**12


def is_share(e: Estimate) -> bool:
    """Whether the value is a share of independent rows, so that the number concerns its denominator."""
    return e.method in BINOMIAL and e.denominator > 0


def sufficient_n(e: Estimate, goal: Goal) -> int | None:
    """The least denominator of a share, or about how many rows; None if no number suffices with this value.

    For a share, Wilson's limit meets the goal exactly where the score test does, which gives the number in closed form. Otherwise the
    distance of the limit from the value shrinks as the square root of the number of rows grows.
    """
    found = [_of_side(e, side) for side in sides_of(goal)]
    return None if None in found else max(n for n in found if n is not None)


def _of_side(e: Estimate, side: Side) -> int | None:
    limit = e.lower if side.sign > 0 else e.upper
    if side.bound != ("lower" if side.sign > 0 else "upper") or not math.isfinite(e.value):
        return None
    n = e.denominator if is_share(e) else float(e.n)
    if side.distance(limit) >= 0:
        return math.ceil(n)
    if side.distance(e.value) <= 0:
        return None
    wilson = _of_share(e, side) if is_share(e) else 0.0
    needed = wilson if wilson > n else _by_width(e, side, limit, n)
    return math.ceil(needed * (1 - 1e-12)) if needed <= _MOST else None  # 400.0000001 rows that are rounding are 400


def _of_share(e: Estimate, side: Side) -> float:
    z = NormalDist().inv_cdf((1 + e.level) / 2)
    return z * z * side.limit * (1 - side.limit) / (e.value - side.limit) ** 2


def _by_width(e: Estimate, side: Side, limit: float, n: float) -> float:
    """The number on the scale on which the interval was made: the logarithm for ratios."""
    value, reached, wanted = e.value, limit, side.limit
    if e.method in _LOGARITHMIC and min(value, reached, wanted) > 0:
        value, reached, wanted = math.log(value), math.log(reached), math.log(wanted)
    try:
        return n * ((value - reached) / (value - wanted)) ** 2
    except (OverflowError, ZeroDivisionError):
        return math.inf
