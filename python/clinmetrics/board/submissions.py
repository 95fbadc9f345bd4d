# SPDX-License-Identifier: Apache-2.0
"""Scores each submission of a folder alone, so that a faulty one does not stop the others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from .._text import file_fault
from ..audit.errors import AuditError
from ..audit.text_table import TextTable
from ..integrations.evalai import SubmissionError
from ..integrations.evalai.scoring import check_submission, form_of_submission
from ..integrations.evalai.values import rows_of_result

if TYPE_CHECKING:
    from ..audit.specification.model import Specification
    from ..integrations.evalai.values import Rows
    from ..result import Result

_SUBMISSION = "the submission"


@dataclass(frozen=True)
class Scored:
    """A submission with its result, the rows of this, and its outputs by row of the truth."""

    name: str
    result: Result
    rows: Rows
    outputs: Any


@dataclass(frozen=True)
class Failed:
    """A submission that could not be scored."""

    name: str
    reason: str


def scored_submissions(specification: Specification, truth: TextTable, folder: Path, running: dict[str, Any]) -> Iterator[Scored | Failed]:
    """The files of the folder in the order of their names. Hidden files and folders are left out."""
    files = sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
    stems = [path.stem for path in files]
    for path in files:
        name = path.stem if stems.count(path.stem) == 1 else path.name
        if path.suffix.lower() != ".csv":
            yield Failed(name, "the file does not end with .csv")
            continue
        try:
            yield _scored(specification, truth, path, name, running)
        except (AuditError, SubmissionError) as e:
            yield Failed(name, re.sub(r"\banalysis\.models(?= )", f"the column {_output(specification)!r} of {_SUBMISSION}", str(e)))
        except OSError as e:
            yield Failed(name, file_fault("read", "the file", e))


def _output(specification: Specification) -> str:
    """The column of a submission that holds the output of the model."""
    model = specification.analysis.models[0]
    return model.score or model.decision or ""


def _scored(specification: Specification, truth: TextTable, path: Path, name: str, running: dict[str, Any]) -> Scored:
    from ..audit.run import run

    a = specification.analysis
    truth.load({a.id: "analysis.id"}, set())
    ids = truth.ids(a.id, "analysis.id")[0]
    given = TextTable(path, _SUBMISSION, form_of_submission(truth))
    check_submission(specification, truth, given)
    output = _output(specification)
    own, cells = given.ids(a.id, "analysis.id")[0], given.texts(output, output, np.arange(given.n_rows)).tolist()
    of_id: dict[str, Any] = dict(zip(own, cells))
    result = run(specification, truth, [given], running=running).result
    found: Any = [of_id.get(i) for i in ids]
    if a.models[0].score is not None:
        found = np.asarray([np.nan if cell is None else float(cell) for cell in found])
    return Scored(name, result, rows_of_result(result), found)
