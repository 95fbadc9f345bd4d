# SPDX-License-Identifier: Apache-2.0
"""Submissions to try a challenge with: a good one, and the faults that entrants make."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ...audit.errors import AuditError
from ...audit.labels import Labels
from ...audit.text_table import TextTable
from .errors import BundleError

if TYPE_CHECKING:
    from ...audit.specification.model import Specification

KINDS = ("good", "shuffled", "missing id", "duplicate", "NaN", "constant", "hostile")
_HOSTILE = '"><script>alert(1)</script>'


@dataclass(frozen=True)
class Examples:
    """Submissions for one file of annotations, made from its outcome and from nothing random that is not repeatable."""

    columns: tuple[str, str]
    rows: tuple[tuple[str, Any], ...]
    constant: str

    @classmethod
    def of(cls, specification: Specification, annotations: Path) -> Examples:
        """Reads the outcome, from which the good submission is made."""
        a, key = specification.analysis, "analysis.outcome.column"
        table = TextTable(annotations, annotations.name)
        try:
            table.load({a.id: "analysis.id", a.outcome.column: key}, set())
            codes, levels = table.levels(a.outcome.column, key)
            known = np.flatnonzero(codes >= 0)
            outcome = np.zeros(table.n_rows, int)
            outcome[known] = Labels(a.outcome).read(table, a.outcome.column, key, known)
        except AuditError as e:
            raise BundleError(str(e)) from None
        numbers = random.Random(1)  # noqa: S311 - no secret
        positive, output = a.outcome.positive, a.models[0].score or a.models[0].decision or ""
        names = dict(zip(outcome[known].tolist(), (levels[i] for i in codes[known])))
        cells: Iterable[Any] = (f"{0.1 + 0.3 * y + 0.55 * numbers.random():.6f}" for y in outcome)
        constant = "0.5"
        if a.models[0].decision is not None:
            constant = names.get(0, positive)
            cells = (names.get(int(y) if numbers.random() < 0.85 else 1 - int(y), positive) for y in outcome)
        return cls((a.id, output), tuple(zip(table.ids(a.id, "analysis.id")[0], cells)), constant)

    def text(self, kind: str) -> str:
        """The file of this kind of submission."""
        rows: list[tuple[Any, ...]] = list(self.rows)
        header: tuple[str, ...] = self.columns
        if kind == "shuffled":
            random.Random(2).shuffle(rows)  # noqa: S311
        elif kind == "missing id":
            del rows[len(rows) // 2]
        elif kind == "duplicate":
            rows.append(rows[0])
        elif kind == "NaN":
            rows[-1] = (rows[-1][0], "NaN")
        elif kind == "constant":
            rows = [(i, self.constant) for i, _ in rows]
        elif kind == "hostile":
            header = (*header, _HOSTILE)
            rows = [(f"=cmd|'/c calc'!A0{i}", _HOSTILE, "\x1b[2J" * 3) for i, _ in rows]
        return _csv([header, *rows])


def _csv(rows: list[tuple[Any, ...]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()
