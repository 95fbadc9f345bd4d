# SPDX-License-Identifier: Apache-2.0
"""Reads the columns that an audit names and prepares them for `evaluate`."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from typing import Any

from .._text import printable, quoted
from ..table_files import Table
from ..table_files.cells import MOST_LEVELS, Asked, decimal_mark, groups, identifiers, is_text, marked, numbers, too_many_levels
from ..table_files.labels import labels, typed_label
from .audit_groups import Groups, read_groups
from .exits import CommandError


@dataclass(frozen=True)
class Inputs:
    """The arguments for `evaluate`. Models are given as arrays, because a score may also be a binned group."""

    data: dict[str, Any]
    scores: dict[str, Any]
    decisions: dict[str, Any]
    groups: Groups
    pos_label: Any
    neg_label: Any


def read_inputs(a: argparse.Namespace, table: Table) -> Inputs:
    """Reads only the columns that the options name."""
    return _Reader(a, table).inputs()


class _Reader:
    def __init__(self, a: argparse.Namespace, table: Table) -> None:
        self._a, self._table = a, table
        self._file = printable(a.table.name)
        self._data: dict[str, Any] = {}
        one = [("--y-true", a.y_true), ("--unit", a.unit), ("--strata", a.strata), ("--sample-weight", a.sample_weight)]
        named = [(option, name) for option, name in one if name is not None]
        named += [("--y-score", name) for name in a.y_score] + [("--y-pred", name) for name in a.y_pred]
        at = {name: table.columns.position(name, option) for option, name in named}
        self._groups = read_groups(a.group, table.columns)
        at.update({name: table.columns.position(name, "--group") for name in self._groups.limits})
        raw = table.read(at.values())
        self._raw = {name: marked(raw[i], a.missing) for name, i in at.items()}
        self._decimal = self._decimal_mark() if table.is_text else "."

    def inputs(self) -> Inputs:
        a = self._a
        truth, pos_label, neg_label = self._labels("--y-true", a.y_true)
        self._put(a.y_true, truth)
        for name in (a.unit, a.strata):
            if name is not None:
                self._put(name, identifiers(self._raw[name]) if self._table.is_text else self._raw[name])
        if a.sample_weight is not None:
            self._put(a.sample_weight, self._numbers("--sample-weight", a.sample_weight))
        for name, limits in self._groups.limits.items():
            self._put(name, self._group(name, limits))
        scores = {name: _in_one_piece(self._numbers("--y-score", name)) for name in a.y_score}
        # if the outcome contains truth values, hard labels may be 0/1
        named = not isinstance(pos_label, bool)
        decisions = {name: _in_one_piece(self._labels("--y-pred", name, named)[0]) for name in a.y_pred}
        return Inputs(self._data, scores, decisions, self._groups, pos_label, neg_label)

    def _put(self, name: str, column: Any) -> None:
        column = _in_one_piece(column)
        if name in self._data and not self._data[name].equals(column):
            raise CommandError(f"the column {quoted(name)} is named for two purposes that read it differently; copy it to a second column")
        self._data[name] = column

    def _asked(self, option: str, name: str) -> Asked:
        limits = f"give limits such as {option} {printable(name)}:LIMIT,LIMIT (ages: {option} age:18,40,65)"
        return Asked(option, name, self._file, self._table.place, limits)

    def _decimal_mark(self) -> str:
        a = self._a
        named = [*a.y_score, a.sample_weight, *(name for name, limits in self._groups.limits.items() if limits)]
        return decimal_mark([self._raw[name] for name in named if name is not None], self._table.delimiter, a.decimal)

    def _labels(self, option: str, name: str, named: bool = True) -> tuple[Any, Any, Any]:
        """A column of labels with the positive and the negative one in its type. Text of 0/1 needs none `named`."""
        column, asked = self._raw[name], self._asked(option, name)
        positive, negative = (self._a.pos_label, self._a.neg_label) if named else (None, None)
        if is_text(column):
            return labels(column, asked, positive, negative)
        return column, typed_label(positive, column, asked, "`pos_label`"), typed_label(negative, column, asked, "`neg_label`")

    def _numbers(self, option: str, name: str) -> Any:
        import pyarrow as pa

        column, asked, t = self._raw[name], self._asked(option, name), pa.types
        if self._table.is_text:
            return numbers(column, asked, self._decimal)
        kind = column.type.value_type if t.is_dictionary(column.type) else column.type
        if not (t.is_boolean(kind) or t.is_integer(kind) or t.is_floating(kind) or t.is_decimal(kind) or t.is_null(kind)):
            raise asked.error(f"holds values of the type {kind}; give numbers")
        return column

    def _group(self, name: str, limits: tuple[float, ...] | None) -> Any:
        import pyarrow as pa
        import pyarrow.compute as pc

        if limits is not None:
            return self._numbers("--group", name)
        column, asked = self._raw[name], self._asked("--group", name)
        if self._table.is_text:
            return groups(column, asked)
        if pa.types.is_integer(column.type) or pa.types.is_floating(column.type) or pa.types.is_decimal(column.type):
            n = pc.count_distinct(column).as_py()
            if n > MOST_LEVELS:
                raise too_many_levels(n, asked)
        return column


def _in_one_piece(column: Any) -> Any:
    """An array that NumPy can view without a copy."""
    import pyarrow as pa

    if not isinstance(column, pa.ChunkedArray):
        return column
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
