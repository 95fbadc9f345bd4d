# SPDX-License-Identifier: Apache-2.0
"""The rows of a result that a goal is about, and what it asks for that the result does not have."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from ... import _select
from ..._metric_names import metric_text
from ..._names import metric_name
from ..._text import quoted

if TYPE_CHECKING:
    from ...result import Result
    from ..specification.model import Goal

At = tuple[int, int]
"""The numbers of a partition and of a group."""


class Place(NamedTuple):
    """One row that a goal is about; where there is none, the word that says what is absent, and a sentence about it."""

    row: int | None = None
    model: str | None = None
    metric: str | None = None
    at: At | None = None
    absent: str = ""
    text: str = ""


def places_of(result: Result, goal: Goal) -> list[Place]:
    """The places in the order of the result: by model, then by parameters and threshold, then by group."""
    try:
        models = result._used("model") if goal.model is None else _select.models_named(goal.model, result._models, result._used("model"))
    except KeyError:
        return [Place(absent="absent_model", text=f"The result has no model {quoted(goal.model or '')}.")]
    groups = _groups(result, goal.groups)
    rows: dict[int, dict[int, dict[At, int]]] = {}
    columns = (result._columns[name].tolist() for name in ("model", "line", "partition", "group"))
    for row, (model, line, partition, group) in enumerate(zip(*columns)):
        rows.setdefault(model, {}).setdefault(line, {})[partition, group] = row
    return [place for model in models for place in _of_model(result, goal, result._models[model], rows[model], groups)]


def _of_model(result: Result, goal: Goal, model: str, rows: dict[int, dict[At, int]], groups: list[At | Place]) -> Iterator[Place]:
    try:
        lines = _select.lines_named(goal.metric, result._lines, rows)
    except KeyError:
        metric_name(goal.metric, "metric")  # a ValueError if it is no metric at all
        yield Place(model=model, absent="absent_metric", text="The model does not have this metric.")
        return
    if goal.at is not None:
        try:
            lines = _select.lines_at(goal.at, result._lines, lines)
        except KeyError:
            yield Place(model=model, absent="absent_threshold", text="The metric was not computed at this threshold.")
            return
    for line in (line for line in rows if line in lines):
        of = metric_text(*result._lines[line])
        for at in groups:
            if isinstance(at, Place):
                yield at._replace(model=model, metric=of)
            elif at in rows[line]:
                yield Place(rows[line][at], model, of, at)
            else:
                yield Place(None, model, of, at, "absent_metric", "The metric was not computed in this group.")


def _groups(result: Result, asked: str | tuple[str, ...]) -> list[At | Place]:
    """The groups that are asked for, each once; a name that the result does not have is a place without a row."""
    used = result._used_groups()
    found: dict[At | Place, None] = {}
    for name in (asked,) if isinstance(asked, str) else asked:
        named = _named(result, name, used)
        found.update(dict.fromkeys(named))
        if not named:
            found[_no_group(name)] = None
    return list(found)


def _named(result: Result, name: str, used: list[At]) -> list[At]:
    if name == "all":
        return [at for at in used if not result._partitions[at[0]][0]]
    if name == "every":
        return [at for at in used if result._partitions[at[0]][0]]
    partitions = dict.fromkeys(p for p, _ in used)
    try:
        of = _select.partitions_named(name, result._partitions, partitions)
        return [at for at in used if at[0] in of]
    except KeyError:
        pass
    try:
        named = _select.groups_named(name, result._partitions, used)
        return [at for at in used if at in named]
    except KeyError:
        return []


def _no_group(name: str) -> Place:
    text = {"all": "The result has no rows over everyone.", "every": "The result has no groups."}
    return Place(absent="absent_group", text=text.get(name, f"The result has no attribute and no group {quoted(name)}."))
