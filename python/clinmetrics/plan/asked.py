# SPDX-License-Identifier: Apache-2.0
"""Which of the three numbers of a plan is given, and words for all of them."""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from typing import ParamSpec

    P = ParamSpec("P")
R = TypeVar("R")

MOST_PATIENTS = 10_000_000


def one_of(**given: Any) -> str:
    """The name of the only argument that is given."""
    names = [name for name, value in given.items() if value is not None]
    if len(names) != 1:
        listed = ", ".join(f"`{name}`" for name in given)
        raise TypeError(f"give exactly one of {listed}; {len(names)} were given")
    return names[0]


def patients(given: dict[str, Any], **rows_for: Callable[[Any], int]) -> int:
    """The number of patients that is given, or that is needed for the power or the width that is given."""
    name = one_of(**given)
    return rows_for[name](given[name]) if name in rows_for else checked_patients(given[name], name)


def checked_patients(n: Any, name: str) -> int:
    """A number of patients that a plan can have."""
    try:
        whole = operator.index(n)
    except TypeError:
        whole = 0
    if isinstance(n, bool) or not 1 <= whole <= MOST_PATIENTS:
        raise ValueError(f"`{name}` must be a whole number from 1 to {MOST_PATIENTS:,}")
    return whole


def of_one_class(name: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Wraps the plan of one class, so that the error for `n` names the argument for the patients of this class."""

    def wrap(function: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(function)
        def call(*args: P.args, **given: P.kwargs) -> R:
            if "n" in given:
                raise TypeError(
                    f"`n` is not an argument of this plan: give `{name}`, the patients of the class, and `prevalence` for the total"
                )
            return function(*args, **given)

        return call

    return wrap


def needs_goal(power: float | None, goal: float | None) -> None:
    """A power is one for a goal."""
    if power is not None and goal is None:
        raise TypeError("`power` needs `goal`, the value that is to be shown")


def only_given(**known: Any) -> dict[str, Any]:
    """The arguments that are not None."""
    return {name: value for name, value in known.items() if value is not None}


def number(x: float) -> str:
    """A number in a sentence: 0.9, 0.0123, 12,345; with more digits where four of them would show a whole 1."""
    return f"{x:,}" if isinstance(x, int) else _short_of(x, 1)


def percent(x: float) -> str:
    """As in "95 %", "83.18 %" or "99.9999 %"."""
    return f"{_short_of(100 * x, 100)} %"


def _short_of(x: float, whole: int) -> str:
    """Four digits, or as many as distinguish the number from the whole."""
    texts = (f"{x:.{digits}g}" for digits in range(4, 18))
    return next((text for text in texts if float(text) != whole or x == whole), repr(x))


def found(power: float | None, goal_words: str, width: float | None, interval: str) -> str:
    """As in "give a power of 80.5 % to show … and an expected width of 0.08 (Wilson interval)"."""
    parts = [f"a power of {percent(power)} to show {goal_words}"] if power is not None else []
    parts += [f"an expected width of {number(width)} ({interval})"] if width is not None else []
    return "give " + " and ".join(parts)
