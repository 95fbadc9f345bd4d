# SPDX-License-Identifier: Apache-2.0
"""Joins the tables of an audit by their ids, and refuses what the policies do not allow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from .._text import rows_at
from .columns import Columns
from .errors import AuditError
from .join import Matched, ids_of, match
from .specification.model import Analysis

if TYPE_CHECKING:
    from .join import Mask
    from .tables import Table


@dataclass(frozen=True)
class Joined:
    """The ids of the truth, the rows whose id an earlier row has, and for each table of predictions how its rows match and their counts."""

    ids: list[str] | None
    is_duplicate: Mask
    matched: list[Matched]
    counts: list[dict[str, Any]]


def join(a: Analysis, columns: Columns) -> Joined:
    """Joins the tables. Without an id there are no tables of predictions, and no row is a duplicate."""
    if not columns.has_id:
        return Joined(None, np.zeros(columns.truth.n_rows, dtype=bool), [], [])
    ids = _ids_of(a, columns, columns.truth)
    truth = ids_of(ids)
    _refuse_twice(a, columns.truth, truth.is_duplicate)
    matched: list[Matched] = []
    earlier: dict[tuple[int, ...], set[str]] = {}
    of_table = {i: output.tables for output in columns.outputs for i in output.tables}
    for i, table in enumerate(columns.predictions):
        if i not in of_table:
            raise AuditError(f"site.predictions: {table.name} has no column of a model of the specification; leave it out")
        found = match(truth, _ids_of(a, columns, table), earlier.setdefault(of_table[i], set()))
        _refuse_twice(a, table, found.is_duplicate)
        matched.append(found)
    return Joined(ids, truth.is_duplicate, matched, [_counts(table, one) for table, one in zip(columns.predictions, matched)])


def _ids_of(a: Analysis, columns: Columns, table: Table) -> list[str]:
    texts, missing = table.ids(columns.named(a.id), "analysis.id")
    if missing.any():
        raise AuditError(f"{table.name}: {rows_text(missing, table)} without an id in the column {a.id!r}; give each row one")
    return texts


def _refuse_twice(a: Analysis, table: Table, repeated: Mask) -> None:
    if repeated.any() and a.policies.duplicates == "error":
        remedy = "remove them, or keep the first row of each id by analysis.policies.duplicates: drop"
        raise AuditError(f"{table.name}: {rows_text(repeated, table)} with an id that an earlier row has; {remedy}")


def _counts(table: Table, matched: Matched) -> dict[str, Any]:
    masks = {"matched": matched.is_matched, "duplicate": matched.is_duplicate, "extra": matched.is_extra}
    found = {name: int(np.count_nonzero(mask)) for name, mask in masks.items()}
    if sum(found.values()) != table.n_rows:
        raise RuntimeError("the rows of the predictions do not add up")
    return {"file": table.name, "received": table.n_rows, **found}


def rows_text(mask: Mask, table: Table) -> str:
    """As in "3 rows (first on line 17)"."""
    return rows_at(int(np.count_nonzero(mask)), table.place(int(np.argmax(mask))))
