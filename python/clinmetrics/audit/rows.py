# SPDX-License-Identifier: Apache-2.0
"""The rows of an audit on their way from the tables to the evaluation, in the steps of the flow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from .columns import Columns
from .errors import AuditError
from .filters import excluded_rows
from .flow import Attribute, flow_entries, step_of_rows
from .join import Ids, Matched, ids_of, match
from .labels import Labels
from .outputs import Tables, impute
from .specification.model import Analysis, Filter

if TYPE_CHECKING:
    import numpy.typing as npt

    from .join import Mask, Rows
    from .tables import Table


@dataclass(frozen=True)
class Prepared:
    """The analysed rows by their numbers in the truth, with the outcome as 0 and 1 and the outputs of the models; and the flow of all rows."""

    rows: Rows
    outcome: npt.NDArray[np.int8]
    outputs: dict[str, npt.NDArray[Any]]
    imputed: dict[str, Mask]
    attributes: dict[str, Attribute]
    flow: dict[str, Any]
    positive: str | None
    ids: list[str] | None
    notices: list[dict[str, Any]]


class Preparation:
    """Goes through the steps of the flow in their order."""

    def __init__(self, analysis: Analysis, columns: Columns) -> None:
        self._a, self._columns, self._truth = analysis, columns, columns.truth
        self._labels = Labels(analysis.outcome)
        self._ids: list[str] | None = None
        self._matched: list[Matched] = []

    def prepared(self, thresholds: Any) -> Prepared:
        """Reads, joins, excludes and imputes."""
        a, n = self._a, self._truth.n_rows
        attributes = self._attributes()
        duplicate = self._duplicates()
        excluded, excluded_by = excluded_rows(a.filters, np.flatnonzero(~duplicate), n, self._texts, self._numbers)
        unlabeled = self._unlabeled(~duplicate & ~excluded)
        rows = np.flatnonzero(~duplicate & ~excluded & ~unlabeled)
        outcome = self._labels.read(self._truth, self._named(a.outcome.column), "analysis.outcome.column", rows)
        tables = Tables(self._truth, self._columns.predictions, self._matched)
        values, missing = tables.read(self._columns.outputs, self._labels, rows)
        lacks = np.any([*missing.values()], axis=0)
        self._refuse_missing(rows[lacks])
        keeps_all = a.policies.predictions == "worst_case"
        notices = impute(self._columns.outputs, values, missing, outcome == 1, thresholds) if keeps_all else []
        kept = ~lacks | keeps_all
        steps = step_of_rows(n, [duplicate, excluded, unlabeled, _mask(n, rows[~kept])])
        return Prepared(
            rows[kept], outcome[kept], {name: x[kept] for name, x in values.items()}, {name: x[kept] for name, x in missing.items()},
            attributes, self._flow(steps, _mask(n, rows[lacks & kept]), attributes, excluded_by), self._labels.positive, self._ids, notices,
        )  # fmt: skip

    def _flow(
        self, steps: npt.NDArray[np.int8], imputed: Mask, attributes: dict[str, Attribute], excluded_by: list[dict[str, Any]]
    ) -> dict[str, Any]:
        p = self._a.policies
        return {
            "steps": flow_entries(steps, imputed, [[attributes[name] for name in cross] for cross in self._columns.crosses]),
            "excluded_by": excluded_by,
            "predictions": [_of_table(table, matched) for table, matched in zip(self._columns.predictions, self._matched)],
            "policies": {"duplicates": p.duplicates, "labels": p.labels, "predictions": p.predictions},
        }

    def _named(self, name: str) -> str:
        return self._columns.named(name)

    def _texts(self, rule: Filter, key: str, rows: Rows) -> npt.NDArray[Any]:
        return self._truth.texts(self._named(rule.column), f"{key}.column", rows)

    def _numbers(self, rule: Filter, key: str, rows: Rows) -> npt.NDArray[Any]:
        return self._truth.numbers(self._named(rule.column), f"{key}.column", rows)

    def _attributes(self) -> dict[str, Attribute]:
        from .. import bins

        found = {}
        for name, group in self._columns.groups.items():
            codes, levels = self._truth.attribute(self._named(name), "analysis.groups", bins(*group.bins) if group.bins else None)
            found[name] = _in_order(name, codes, levels, group.order)
        return found

    def _duplicates(self) -> Mask:
        """Joins by the ids. Rows whose id an earlier row has are found here, in the truth and in the predictions."""
        if not self._columns.has_id:
            return np.zeros(self._truth.n_rows, dtype=bool)
        self._ids = self._ids_of(self._truth)
        truth = ids_of(self._ids)
        self._refuse_twice(self._truth, truth.is_duplicate)
        self._match(truth)
        return truth.is_duplicate

    def _match(self, truth: Ids) -> None:
        earlier: dict[tuple[int, ...], set[str]] = {}
        of_table = {i: o.tables for o in self._columns.outputs for i in o.tables}
        for i, table in enumerate(self._columns.predictions):
            if i not in of_table:
                raise AuditError(f"site.predictions: {table.name} has no column of a model of the specification; leave it out")
            found = match(truth, self._ids_of(table), earlier.setdefault(of_table[i], set()))
            self._refuse_twice(table, found.is_duplicate)
            self._matched.append(found)

    def _ids_of(self, table: Table) -> list[str]:
        texts, missing = table.ids(self._named(self._a.id), "analysis.id")
        if missing.any():
            raise AuditError(f"{table.name}: {_rows(missing, table)} without an id in the column {self._a.id!r}; give each row one")
        return texts

    def _refuse_twice(self, table: Table, repeated: Mask) -> None:
        if repeated.any() and self._a.policies.duplicates == "error":
            remedy = "remove them, or keep the first row of each id by analysis.policies.duplicates: drop"
            raise AuditError(f"{table.name}: {_rows(repeated, table)} with an id that an earlier row has; {remedy}")

    def _unlabeled(self, among: Mask) -> Mask:
        codes, _ = self._truth.levels(self._named(self._a.outcome.column), "analysis.outcome.column")
        missing: Mask = among & (codes < 0)
        if missing.any() and self._a.policies.labels == "error":
            remedy = "complete them, or leave the rows out by analysis.policies.labels: drop"
            raise AuditError(f"{self._truth.name}: {_rows(missing, self._truth)} without a label; {remedy}")
        return missing

    def _refuse_missing(self, rows: Rows) -> None:
        if len(rows) and self._a.policies.predictions == "error":
            found = _rows(_mask(self._truth.n_rows, rows), self._truth)
            remedy = "complete the predictions, or choose analysis.policies.predictions: drop or worst_case"
            raise AuditError(f"{self._truth.name}: {found} without a prediction of some model; {remedy}")


def _in_order(name: str, codes: npt.NDArray[Any], levels: Sequence[str], order: Sequence[str]) -> Attribute:
    """The attribute with the levels that are named in their order, and then the others."""
    wanted = [*(level for level in order if level in levels), *(level for level in levels if level not in order)]
    number = np.asarray([*(wanted.index(level) for level in levels), -1], np.int32)
    return Attribute(name, number[codes], tuple(wanted))


def _mask(n: int, rows: Rows) -> Mask:
    mask = np.zeros(n, dtype=bool)
    mask[rows] = True
    return mask


def _rows(mask: Mask, table: Table) -> str:
    """As in "3 rows (first on line 17)"."""
    n = int(np.count_nonzero(mask))
    return f"{n:,} row{'s'[: n > 1]} (first {table.place(int(np.argmax(mask)))})"


def _of_table(table: Table, matched: Matched) -> dict[str, Any]:
    counts = {"matched": matched.is_matched, "duplicate": matched.is_duplicate, "extra": matched.is_extra}
    found = {name: int(np.count_nonzero(mask)) for name, mask in counts.items()}
    if sum(found.values()) != table.n_rows:
        raise RuntimeError("the rows of the predictions do not add up")
    return {"file": table.name, "received": table.n_rows, **found}
