# SPDX-License-Identifier: Apache-2.0
"""Goals as they are asked for: those of a specification, or mappings with the same keys."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterable, Mapping
from typing import Any, Union

from ... import _core
from ..._names import guess_text
from ..._text import names_text
from ..specification.model import Goal, Size

GoalLike = Union[Goal, Mapping[str, Any]]
BOUNDS = ("lower", "upper", "value")
_GOAL, _SIZE = ({field.name for field in dataclasses.fields(of)} for of in (Goal, Size))


def goals_of(goals: GoalLike | Iterable[GoalLike]) -> list[Goal]:
    """The goals, checked; a single one is a list of one."""
    several = [goals] if isinstance(goals, (Goal, Mapping)) else list(goals)
    return [_checked(goal, f"goals[{i}]") for i, goal in enumerate(several)]


def plain_goal(goal: Goal) -> dict[str, Any]:
    """The goal as JSON has it, with every key."""
    found = dataclasses.asdict(goal)
    groups = found["groups"]
    return {**found, "groups": groups if isinstance(groups, str) else list(groups)}


def _checked(given: GoalLike, path: str) -> Goal:
    if not isinstance(given, (Goal, Mapping)):
        raise TypeError(f"`{path}` must be a mapping such as {{'metric': 'auroc', 'at_least': 0.75}}")
    asked = plain_goal(given) if isinstance(given, Goal) else dict(given)
    _known(asked, _GOAL, path)
    for name in ("metric", "model", "words"):
        if asked.get(name) is not None and not isinstance(asked[name], str):
            raise TypeError(f"`{path}.{name}` must be text")
    if not asked.get("metric"):
        raise ValueError(f"`{path}.metric` is missing; give the name of a metric")
    for name in ("at_least", "at_most"):
        asked[name] = _number(asked.get(name), f"{path}.{name}")
    least, most = asked["at_least"], asked["at_most"]
    if least is None and most is None:
        raise ValueError(f"`{path}` needs `at_least` or `at_most`")
    if least is not None and most is not None and least > most:
        raise ValueError(f"`{path}.at_least` is greater than `at_most`, so that no value meets the goal")
    if asked.get("bound") not in (None, *BOUNDS):
        raise ValueError(f"`{path}.bound` must be one of {names_text(BOUNDS)}")
    asked.update(at=_threshold(asked.get("at"), f"{path}.at"), groups=_groups(asked.get("groups", "all"), f"{path}.groups"))
    asked["at_least_n"] = _size(asked.get("at_least_n"), f"{path}.at_least_n")
    return Goal(**{**asked, "words": asked.get("words") or ""})


def _known(given: Mapping[str, Any], known: set[str], path: str) -> None:
    for name in given:
        if name not in known:
            guess = guess_text(name, known) if isinstance(name, str) else ""
            raise TypeError(f"`{path}` has a key that is not known{guess or '; known are: ' + names_text(sorted(known))}")


def _number(x: Any, path: str) -> float | None:
    if x is None:
        return None
    try:
        found = math.nan if isinstance(x, (bool, str, bytes)) else float(x)
    except (TypeError, ValueError, OverflowError):
        found = math.nan
    if not math.isfinite(found):
        raise ValueError(f"`{path}` must be a finite number")
    return found


def _threshold(x: Any, path: str) -> float | str | None:
    if not isinstance(x, str):
        return _number(x, path)
    try:
        return str(_core.rule_text(x))
    except ValueError:
        raise ValueError(f"`{path}` is neither a number nor a rule such as youden") from None


def _groups(x: Any, path: str) -> str | tuple[str, ...]:
    names = (x,) if isinstance(x, str) else tuple(x) if isinstance(x, (list, tuple)) else ()
    if not names or not all(isinstance(name, str) for name in names):
        raise TypeError(f"`{path}` must be 'all', 'every', an attribute, or a list of groups such as 'sex=F'")
    return x if isinstance(x, str) else names


def _size(x: Any, path: str) -> Size | None:
    if x is None:
        return None
    asked = dataclasses.asdict(x) if isinstance(x, Size) else x
    if not isinstance(asked, Mapping):
        raise TypeError(f"`{path}` must be a mapping such as {{'denominator': 50}}")
    _known(asked, _SIZE, path)
    for name, n in asked.items():
        if n is not None and (not isinstance(n, int) or isinstance(n, bool) or n < 0):
            raise ValueError(f"`{path}.{name}` must be a whole number from 0 on")
    return Size(**asked)
