# SPDX-License-Identifier: Apache-2.0
"""Which table has which column, under which name, and which key of the specification asks for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .errors import AuditError
from .filters import NUMERIC
from .specification.model import Analysis, Group, Model, as_group, names_cross

if TYPE_CHECKING:
    from .tables import Table


@dataclass(frozen=True)
class Output:
    """The scores or the decisions of a model: their name in the result, their column, and the tables that have it (none: the truth)."""

    model: Model
    name: str
    column: str
    key: str
    is_score: bool
    tables: tuple[int, ...]


class Columns:
    """The columns of an analysis in its tables. `names` gives other names in the tables."""

    def __init__(self, analysis: Analysis, names: dict[str, str], truth: Table, predictions: Sequence[Table]) -> None:
        self._analysis, self._names = analysis, names
        self.truth, self.predictions = truth, predictions
        self.crosses, self.groups = _crosses(analysis, self)
        self.has_id = bool(predictions) or self.named(analysis.id) in truth
        self.outputs = [self._output(*asked) for asked in _asked_outputs(analysis)]
        self._check_same_outputs()

    def named(self, name: str) -> str:
        """The name in the tables."""
        return self._names.get(name, name)

    def load(self) -> None:
        """Reads the columns that are needed, and no others."""
        wanted, numeric = dict(self._of_truth()), set(self._numbers_of_truth())
        in_truth = [o for o in self.outputs if not o.tables]
        wanted = {**{o.column: o.key for o in in_truth}, **wanted}
        self.truth.load(wanted, numeric | {o.column for o in in_truth if o.is_score})
        for i, table in enumerate(self.predictions):
            own = [o for o in self.outputs if i in o.tables]
            table.load(
                {self.named(self._analysis.id): "analysis.id", **{o.column: o.key for o in own}}, {o.column for o in own if o.is_score}
            )

    def _of_truth(self) -> Iterator[tuple[str, str]]:
        """Columns that the truth must have, with their keys."""
        a = self._analysis
        if self.has_id:
            yield self.named(a.id), "analysis.id"
        for name, key in ((a.unit, "analysis.unit"), (a.strata, "analysis.strata"), (a.outcome.column, "analysis.outcome.column")):
            if name is not None:
                yield self.named(name), key
        if a.weights is not None:
            yield self.named(a.weights.column), "analysis.weights.column"
        for i, rule in enumerate(a.filters):
            yield self.named(rule.column), f"analysis.filters[{i}].column"
        for name in self.groups:
            yield self.named(name), "analysis.groups"

    def _numbers_of_truth(self) -> Iterator[str]:
        a = self._analysis
        if a.weights is not None:
            yield self.named(a.weights.column)
        yield from (self.named(name) for name, group in self.groups.items() if group.bins)
        yield from (self.named(rule.column) for rule in a.filters if rule.op in NUMERIC)

    def _output(self, model: Model, column: str, key: str, is_score: bool) -> Output:
        column = self.named(column)
        tables = tuple(i for i, table in enumerate(self.predictions) if column in table)
        if tables and column in self.truth:
            other = self.predictions[tables[0]].name
            raise AuditError(f"{key}: both {self.truth.name} and {other} have the column {column!r}; leave it in one of them")
        if not tables and self.predictions and column not in self.truth:
            self.predictions[0].load({column: key}, set())  # raises the error that names similar columns
        return Output(model, model.name, column, key, is_score, tables)

    def _check_same_outputs(self) -> None:
        """Tables that share an output are parts of one table; otherwise a duplicate in one of them could not be left out."""
        for output in self.outputs:
            for other in self.outputs:
                if output.tables != other.tables and set(output.tables) & set(other.tables):
                    raise AuditError(
                        f"site.predictions: the columns {output.column!r} and {other.column!r} are together in one file but not in all that "
                        f"have one of them; give files with different models, or with the same ones"
                    )


def _asked_outputs(a: Analysis) -> Iterator[tuple[Model, str, str, bool]]:
    for i, model in enumerate(a.models):
        key = f"analysis.models[{i}]"
        if model.score is not None:
            yield model, model.score, f"{key}.score", True
        elif model.decision is not None:
            yield model, model.decision, f"{key}.decision", False


def _crosses(a: Analysis, columns: Columns) -> tuple[list[tuple[str, ...]], dict[str, Group]]:
    """The attributes and crosses in the order of the specification, and the attributes with their bins and order."""
    found: dict[str, Group] = {g.column: g for g in a.groups if not isinstance(g, str)}
    crosses: list[tuple[str, ...]] = []
    for entry in a.groups:
        name = as_group(entry).column
        is_cross = names_cross(entry) and columns.named(name) not in columns.truth
        parts = tuple(name.split("*")) if is_cross else (name,)
        for part in parts:
            found.setdefault(part, Group(column=part))
        if parts not in crosses:
            crosses.append(parts)
    return crosses, found
