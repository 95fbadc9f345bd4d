# SPDX-License-Identifier: Apache-2.0
"""Verdicts for readers: a list that prints as a table and becomes a dataframe."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..._frames import Table
from ..._groups import escape_level
from ..._json_values import from_json_number
from ..._text import aligned, printable
from .asked import goals_of
from .sentence import goal_text
from .verdict import MET, MISSED

_HEAD = ("goal", "verdict", "why")
_KINDS = {
    "goal": "text", "goal_verdict": "text", "model": "text", "metric": "text", "attribute": "text", "group": "text", "threshold": "text",
    "verdict": "text", "reason": "text", "value": "real", "lower": "real", "upper": "real", "n": "hidden_count", "denominator": "real",
    "sufficient_n": "hidden_count", "text": "text",
}  # fmt: skip


class Goals(Table, list[dict[str, Any]]):
    """The verdicts of goals: a list of dicts as the JSON of a result has them, one for each goal.

    Each has `goal` (its keys), `verdict` ("met", "missed", "not_shown" or "not_judged"), `text` (why) and `judged`, a list of the numbers
    that were judged: each with `model`, `metric`, `attribute`, `group`, `threshold`, `verdict`, `value`, `lower`, `upper`, `level`,
    `method`, `n`, `denominator`, `n_units`, `n_positive`, `reason`, `sufficient_n` and `text`.

    Attributes
    ----------
    exit_code : int
        0 if every goal is met, 4 if one is missed, otherwise 5: the exit code of ``clinmetrics audit``.
    """

    @property
    def exit_code(self) -> int:
        """0 if every goal is met, 4 if one is missed, otherwise 5."""
        return exit_code(self)

    def to_dict(self) -> dict[str, list[Any]]:
        """A row for each number that was judged, as plain Python columns."""
        rows = [_row(whole, one) for whole in self for one in whole["judged"]]
        return {name: [row[name] for row in rows] for name in _KINDS}

    def _kinds(self) -> dict[str, str]:
        return _KINDS

    def _lines(self) -> list[tuple[str, str, str]]:
        rows = ((asked_text(one["goal"]), one["verdict"].replace("_", " "), one.get("text", "")) for one in self)
        return [_HEAD, *((printable(goal), verdict, printable(text)) for goal, verdict, text in rows)]

    def __repr__(self) -> str:
        return aligned(self._lines()) if self else "no goals"

    def _repr_html_(self) -> str:
        from ..._notebook import MOST_ROWS, shown_of, table_html

        verdicts = [one["verdict"].replace("_", " ") for one in self]
        counts = ", ".join(f"{verdicts.count(word)} {word}" for word in dict.fromkeys(verdicts))
        caption = [
            f"{len(self)} goal{'' if len(self) == 1 else 's'}{': ' if counts else ''}{counts}.",
            *shown_of(len(self), "to_frame() has all of them"),
        ]
        head, *rows = self._lines()
        return table_html(head, rows[:MOST_ROWS], caption)


def exit_code(goals: Sequence[Mapping[str, Any]], allow_undecided: bool = False) -> int:
    """4 if a goal is missed; 5 if one is not shown or not judged, unless that is allowed; otherwise 0."""
    verdicts = {goal["verdict"] for goal in goals}
    return 4 if MISSED in verdicts else 5 if verdicts - {MET} and not allow_undecided else 0


def asked_text(goal: Mapping[str, Any]) -> str:
    """As in "sensitivity at least 0.8 (lower limit) at 0.2, risk, every group"."""
    of = goals_of(goal)[0]
    at = "" if of.at is None else f" at {of.at}"
    names = (of.groups,) if isinstance(of.groups, str) else of.groups
    groups = "" if names == ("all",) else ", every group" if names == ("every",) else f", {', '.join(names)}"
    return f"{of.metric} {goal_text(of)}{at}{'' if of.model is None else ', ' + of.model}{groups}"


def _row(whole: Mapping[str, Any], one: Mapping[str, Any]) -> dict[str, Any]:
    group = "*".join(escape_level(g["value"]) for g in one["group"]) if one["group"] else None
    numbers = {name: from_json_number(one[name]) for name, kind in _KINDS.items() if kind == "real"}
    at = None if one["threshold"] is None else str(one["threshold"])
    return {
        "metric": whole["goal"]["metric"],
        **one,
        **numbers,
        "goal": asked_text(whole["goal"]),
        "goal_verdict": whole["verdict"],
        "group": group,
        "threshold": at,
    }
