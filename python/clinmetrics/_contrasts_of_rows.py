# SPDX-License-Identifier: Apache-2.0
"""Selects the comparisons and gaps that go with the rows of a result."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .comparisons import Comparisons, Gaps

if TYPE_CHECKING:
    from ._tables import Columns
    from .result import Result


def comparisons_of_rows(result: Result) -> Comparisons:
    """The comparisons whose metric, threshold and group a row has, of a model that a row of them has, or of all models."""
    rows, columns = _rows(result), result._comparisons
    kept = {row[1:] for row in rows}
    models = ("a", "b")
    at = [
        i
        for i, (a, b, *place) in enumerate(_cells(columns, *models, "line", "partition", "group"))
        if tuple(place) in kept and (a < 0 or (a, *place) in rows or (b, *place) in rows)
    ]
    return Comparisons(result._models, result._partitions, _taken(columns, at), result._lines)


def gaps_of_rows(result: Result) -> Gaps:
    """The gaps whose model, metric, threshold and attribute a row has, of a group that a row of them has, or of all groups."""
    rows, columns = _rows(result), result._gaps
    kept = {row[:3] for row in rows}
    at = [
        i
        for i, (a, b, *place) in enumerate(_cells(columns, "a", "b", "model", "line", "partition"))
        if tuple(place) in kept and (a < 0 or (*place, a) in rows or (*place, b) in rows)
    ]
    return Gaps(result._models, result._partitions, _taken(columns, at), result._lines)


def _rows(result: Result) -> set[tuple[int, ...]]:
    """The codes of model, line, partition and group of the rows."""
    return set(_cells(result._columns, "model", "line", "partition", "group"))


def _cells(columns: Columns, *names: str) -> list[tuple[int, ...]]:
    return list(zip(*(columns[name].tolist() for name in names)))


def _taken(columns: Columns, at: list[int]) -> Columns:
    return {name: column[at] for name, column in columns.items()}
