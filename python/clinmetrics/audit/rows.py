# SPDX-License-Identifier: Apache-2.0
"""The rows of an audit on their way from the tables to the evaluation, in the steps of the flow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ..notices import Notice
from .columns import Columns
from .errors import AuditError
from .filters import excluded_rows
from .flow import Attribute, flow_entries, step_of_rows
from .joining import Joined, join, rows_text
from .labels import Labels
from .outputs import Tables, impute
from .specification.model import Analysis, Filter

if TYPE_CHECKING:
    import numpy.typing as npt

    from .join import Mask, Rows


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
    notices: list[Notice]


class Preparation:
    """Goes through the steps of the flow in their order."""

    def __init__(self, analysis: Analysis, columns: Columns) -> None:
        self._a, self._columns, self._truth = analysis, columns, columns.truth
        self._labels = Labels(analysis.outcome)

    def prepared(self, thresholds: Any) -> Prepared:
        """Reads, joins, excludes and imputes."""
        a, n = self._a, self._truth.n_rows
        attributes = self._attributes()
        joined = join(a, self._columns)
        duplicate = joined.is_duplicate
        excluded, excluded_by = excluded_rows(a.filters, np.flatnonzero(~duplicate), n, self._texts, self._numbers)
        unlabeled = self._unlabeled(~duplicate & ~excluded)
        rows = np.flatnonzero(~duplicate & ~excluded & ~unlabeled)
        outcome = self._labels.read(self._truth, self._named(a.outcome.column), "analysis.outcome.column", rows)
        tables = Tables(self._truth, self._columns.predictions, joined.matched)
        values, missing = tables.read(self._columns.outputs, self._labels, rows)
        lacks = np.any([*missing.values()], axis=0)
        self._refuse_missing(rows[lacks])
        keeps_all = a.policies.predictions == "worst_case"
        notices = impute(self._columns.outputs, values, missing, outcome == 1, thresholds) if keeps_all else []
        kept = ~lacks | keeps_all
        steps = step_of_rows(n, [duplicate, excluded, unlabeled, _mask(n, rows[~kept])])
        return Prepared(
            rows[kept], outcome[kept], {name: x[kept] for name, x in values.items()}, {name: x[kept] for name, x in missing.items()},
            attributes, self._flow(joined, steps, _mask(n, rows[lacks & kept]), attributes, excluded_by), self._labels.positive, joined.ids, notices,
        )  # fmt: skip

    def _flow(
        self,
        joined: Joined,
        steps: npt.NDArray[np.int8],
        imputed: Mask,
        attributes: dict[str, Attribute],
        excluded_by: list[dict[str, Any]],
    ) -> dict[str, Any]:
        p = self._a.policies
        return {
            "steps": flow_entries(steps, imputed, [[attributes[name] for name in cross] for cross in self._columns.crosses]),
            "excluded_by": excluded_by,
            "predictions": joined.counts,
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

    def _unlabeled(self, among: Mask) -> Mask:
        codes, _ = self._truth.levels(self._named(self._a.outcome.column), "analysis.outcome.column")
        missing: Mask = among & (codes < 0)
        if missing.any() and self._a.policies.labels == "error":
            remedy = "complete them, or leave the rows out by analysis.policies.labels: drop"
            raise AuditError(f"{self._truth.name}: {rows_text(missing, self._truth)} without a label; {remedy}")
        return missing

    def _refuse_missing(self, rows: Rows) -> None:
        if len(rows) and self._a.policies.predictions == "error":
            found = rows_text(_mask(self._truth.n_rows, rows), self._truth)
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
