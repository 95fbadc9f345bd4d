# SPDX-License-Identifier: Apache-2.0
"""The outputs of the models for given rows of the truth, from the tables that have them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from .._text import printable
from ..notices import Notice
from .columns import Output
from .errors import AuditError
from .join import Matched
from .labels import Labels
from .worst_case import worst_decisions, worst_scores

if TYPE_CHECKING:
    import numpy.typing as npt

    from .join import Mask, Rows
    from .tables import Table

    Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Tables:
    """The truth, the tables of predictions, and how the rows of each of these match it."""

    truth: Table
    predictions: Sequence[Table]
    matched: Sequence[Matched]

    def read(self, outputs: Sequence[Output], labels: Labels, rows: Rows) -> tuple[dict[str, Array], dict[str, Mask]]:
        """The values of each output for these rows of the truth, and which of them are missing."""
        values, missing = {}, {}
        for output in outputs:
            parts = [self._part(output, i, labels, rows) for i in output.tables] or [_read(output, self.truth, labels, rows)]
            values[output.name], missing[output.name] = _joined(parts)
        return values, missing

    def _part(self, output: Output, i: int, labels: Labels, rows: Rows) -> tuple[Array, Mask]:
        at = self.matched[i].row_for(self.truth.n_rows)[rows]
        there = np.flatnonzero(at >= 0)
        values, missing = _read(output, self.predictions[i], labels, at[there])
        whole, lacks = np.zeros(len(rows), values.dtype), np.ones(len(rows), dtype=bool)
        whole[there], lacks[there] = values, missing
        return whole, lacks


def _read(output: Output, table: Table, labels: Labels, rows: Rows) -> tuple[Array, Mask]:
    if output.is_score:
        values = table.numbers(output.column, output.key, rows)
        return values, np.isnan(values) if values.dtype.kind == "f" else np.zeros(len(values), dtype=bool)
    codes, _ = table.levels(output.column, output.key)
    missing = codes[rows] < 0
    decisions = np.zeros(len(rows), np.int8)
    decisions[~missing] = labels.read(table, output.column, output.key, rows[~missing])
    return decisions, missing


def _joined(parts: Sequence[tuple[Array, Mask]]) -> tuple[Array, Mask]:
    """Parts of one column: each row has its value in at most one of them."""
    values, missing = parts[0]
    for other, lacks in parts[1:]:
        values, missing = np.where(missing, other, values), missing & lacks
    return values, missing


def impute(
    outputs: Sequence[Output], values: dict[str, Array], missing: Mapping[str, Mask], is_positive: Mask, thresholds: Any
) -> list[Notice]:
    """Puts the least favorable prediction in place of each missing one, and returns a notice for each model that has such rows."""
    notices = []
    for output in outputs:
        lacks, name = missing[output.name], output.name
        if not lacks.any():
            continue
        if lacks.all():
            raise AuditError(f"{output.key}: the model has no prediction for any row; worst_case needs some")
        own = thresholds.get(name, []) if isinstance(thresholds, Mapping) else thresholds or []
        if output.is_score:
            values[name] = worst_scores(values[name], lacks, is_positive, own)
        else:
            values[name] = worst_decisions(values[name], lacks, is_positive)
        notices.append(_notice(name, int(np.count_nonzero(lacks))))
    return notices


def _notice(model: str, n: int) -> Notice:
    has, counts = ("1 row has", "counts") if n == 1 else (f"{n:,} rows have", "count")
    text = f"{has} no prediction of {printable(model)} and {counts} with the least favorable one."
    return Notice("imputed_predictions", text, model, count=n)
