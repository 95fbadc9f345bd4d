# SPDX-License-Identifier: Apache-2.0
"""Runs an audit: the specification, the tables, the flow, the evaluation, the goals."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .. import _core, _ingest
from .._words import is_meant_for_people
from . import words
from .arguments import arguments_of, thresholds_of
from .columns import Columns
from .errors import AuditError
from .inputs import open_tables
from .parts import NOT_DESCRIBED, described, goals_of, provenance_of_files, specification_of
from .rows import Preparation, Prepared
from .specification.model import Specification

if TYPE_CHECKING:
    from ..result import Result
    from .tables import Table


@dataclass(frozen=True)
class Audited:
    """A result with the rows from which it was made, for the file of cases."""

    result: Result
    specification: Specification
    columns: Columns
    prepared: Prepared


def run(
    specification: Specification,
    truth: Any = None,
    predictions: Any = None,
    *,
    folder: Path | None = None,
    running: Mapping[str, Any] | None = None,
    describe: bool = False,
) -> Audited:
    """Runs an audit. Raises AuditError in the words of the specification.

    The paths of the specification are relative to `folder`; `running` are arguments of `evaluate` that change no number. `describe` adds the
    manifest of the truth, which a host that keeps the truth secret does not make.
    """
    from ..table_files.errors import TableFileError

    try:
        return _run(specification, truth, predictions, folder or Path(), running or {}, describe)
    except TableFileError as e:
        raise AuditError(e.said(words.key)) from None


def _run(specification: Specification, truth: Any, predictions: Any, folder: Path, running: Mapping[str, Any], describe: bool) -> Audited:
    a, site = specification.analysis, specification.site
    tables = open_tables(site, folder, truth, predictions, describe)
    columns = Columns(a, site.columns, *tables)
    with _InWords(columns.truth, None):
        columns.load()
    description = described(specification, folder, columns, truth) if describe else NOT_DESCRIBED  # before other work takes memory
    with _InWords(columns.truth, None):
        prepared = Preparation(a, columns).prepared(thresholds_of(a, columns.outputs))
    with _InWords(columns.truth, prepared.rows):
        result = _evaluated(specification, columns, prepared, running)
    provenance_of_files(result, columns, prepared)
    manifest, notices = description.checked(site)
    result.notices = (*result.notices, *prepared.notices, *notices)
    result.audit = {
        "run_id": secrets.token_hex(16),
        "specification": specification_of(specification),
        "flow": prepared.flow,
        **manifest,
        "goals": goals_of(result, a.goals),
    }
    return Audited(result, specification, columns, prepared)


def _evaluated(specification: Specification, columns: Columns, prepared: Prepared, running: Mapping[str, Any]) -> Result:
    from .. import evaluate

    a, truth, rows = specification.analysis, columns.truth, prepared.rows

    def column(name: str | None, key: str, read: Any) -> Any:
        return None if name is None else Column(name, read(columns.named(name), key, rows))

    coded = {name: _ingest.Coded(x.codes[rows], x.levels) for name, x in prepared.attributes.items()}
    scores = {o.name: prepared.outputs[o.name] for o in columns.outputs if o.is_score}
    decisions = {o.name: prepared.outputs[o.name] for o in columns.outputs if not o.is_score}
    return evaluate(
        coded or None,
        y_true=Column(a.outcome.column, prepared.outcome),
        y_score=scores or None,
        y_pred=decisions or None,
        groups=[cross if len(cross) > 1 else cross[0] for cross in columns.crosses] or None,
        unit=column(a.unit, "analysis.unit", truth.identifiers),
        strata=column(a.strata, "analysis.strata", truth.identifiers),
        sample_weight=column(None if a.weights is None else a.weights.column, "analysis.weights.column", truth.numbers),
        curves="steps",
        **arguments_of(a, columns.outputs),
        **running,
    )


class Column:
    """A column of the evaluation with the name that it has in the specification."""

    def __init__(self, name: str, values: Any) -> None:
        self.name, self._values = name, values

    def __len__(self) -> int:
        return len(self._values)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
        return self._values


class _InWords:
    """Turns errors of the library into AuditError: with keys of the specification, and rows of the truth in place of the analysed ones."""

    def __init__(self, truth: Table, rows: Any) -> None:
        self._truth, self._rows = truth, rows

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        if isinstance(error, AuditError) or not isinstance(error, (ValueError, TypeError, KeyError, ImportError, _core.DeviceError)):
            return
        text = str(error.args[0]) if error.args else ""
        if is_meant_for_people(text):
            raise AuditError(re.sub(r"\(first at row (\d+)\)", self._place, words.of_library(text))) from None

    def _place(self, found: re.Match[str]) -> str:
        row = int(found[1]) if self._rows is None else int(self._rows[int(found[1])])
        return f"(first {self._truth.place(row)})"
