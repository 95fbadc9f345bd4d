# SPDX-License-Identifier: Apache-2.0
"""Scores a submission: what EvalAI's worker calls.

The worker runs it in its own process, with a standard output that can only write and flush, and shows each error to the entrant. So nothing is
printed, one thread is used, and an error that is not about the submission is told without its details.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from ..._text import rows_at
from ...audit.errors import AuditError
from ...audit.text_table import TextForm, TextTable
from .board import BOARD, SPECIFICATION, Board
from .errors import SubmissionError
from .public_result import public_result
from .strict_ids import faults_of_ids
from .values import rows_of_board, rows_of_result

if TYPE_CHECKING:
    from ...audit.specification.model import Specification
    from ...result import Result

SUBMISSION, ANNOTATIONS = "the submission", "the annotations"
_IN_ANNOTATIONS = "in the annotations"
_RUNNING = {"num_threads": 1, "max_memory": 256 * 2**20}
_MOST_BYTES = 64 * 2**20
_HOST = "this phase could not be scored, for a reason that is not in the submission; please tell the host of the challenge"


@dataclass(frozen=True)
class Scorer:
    """The specification and the board of a challenge."""

    specification: Specification
    board: Board

    @classmethod
    def read(cls, folder: Path) -> Scorer:
        """Reads both from the folder of the evaluation script."""
        from ...audit.specification import read_specification

        return cls(read_specification(folder / SPECIFICATION), Board.read(folder / BOARD))

    def scored(self, annotations: Any, submission: Any, phase: str) -> dict[str, Any]:
        """The dict that the worker stores. Raises SubmissionError."""
        try:
            is_hidden = self.board.phase(phase).is_hidden
            result = self.result(Path(annotations), Path(submission))
            return {
                "result": rows_of_board(rows_of_result(result), self.board, is_hidden),
                "submission_result": public_result(result, is_hidden),
                "submission_metadata": result.to_json(),
            }
        except SubmissionError:
            raise
        except Exception:
            if os.environ.get("CLINMETRICS_DEBUG") == "1":
                raise  # on the host's own machine
            raise SubmissionError(_HOST) from None

    def result(self, annotations: Path, submission: Path) -> Result:
        """The full result, for the host."""
        from ...audit.run import run

        a = self.specification.analysis
        try:
            truth = TextTable(annotations, ANNOTATIONS, shown=lambda _: _IN_ANNOTATIONS)
            truth.load({a.id: "analysis.id"}, set())
        except (AuditError, OSError):
            raise SubmissionError(_HOST) from None
        try:
            given = TextTable(submission, SUBMISSION, form_of_submission(truth))
            check_submission(self.specification, truth, given)
            return run(self.specification, truth, [given], running=_RUNNING).result
        except AuditError as e:
            _raise_for_entrant(str(e))
        except OSError:
            raise SubmissionError("the submission cannot be read") from None


def form_of_submission(truth: TextTable) -> TextForm:
    """No more is read than a submission can have, since a worker has little memory."""
    return TextForm(most_rows=2 * truth.n_rows + 1000, most_bytes=_MOST_BYTES)


def check_submission(specification: Specification, truth: TextTable, given: TextTable) -> None:
    """Columns, ids and scores. Raises SubmissionError. The ids of the truth must have been loaded; those of the submission are loaded here."""
    a = specification.analysis
    output = a.models[0].score or a.models[0].decision
    assert output is not None
    lacking = [column for column in (a.id, output) if given.header.count(column) != 1]
    if lacking:
        raise SubmissionError(f"the submission must have the columns {a.id!r} and {output!r}, each once, separated by a comma")
    given.load({a.id: "analysis.id", output: "analysis.models[0]"}, set())
    faults = faults_of_ids(truth, given, a.id, may_lack=a.policies.predictions == "worst_case")
    if a.models[0].score is not None:
        faults += _faults_of_scores(given, output)
    if a.policies.predictions == "error":
        faults += _faults_of_missing(given, output)
    if faults:
        raise SubmissionError(" ".join(["the submission was not scored:", *faults]))


def _faults_of_scores(given: TextTable, column: str) -> list[str]:
    import numpy as np

    try:
        values = given.numbers(column, "score", np.arange(given.n_rows))
    except AuditError as e:
        return [f"{e}."]
    infinite = np.isinf(values)
    if not infinite.any():
        return []
    found = rows_at(int(np.count_nonzero(infinite)), given.place(int(np.argmax(infinite))))
    return [f"{found} with a number that is too large."]


def _faults_of_missing(given: TextTable, column: str) -> list[str]:
    import numpy as np

    missing = given.levels(column, column)[0] < 0
    if not missing.any():
        return []
    found = rows_at(int(np.count_nonzero(missing)), given.place(int(np.argmax(missing))))
    return [f"{found} without a prediction."]


def _raise_for_entrant(text: str) -> NoReturn:
    """An error of the audit as the entrant may read it: about the outputs of the model, and without a place in the annotations."""
    text = text.replace(f" (first {_IN_ANNOTATIONS})", "").replace("analysis.models[0].", "").replace("analysis.models[0]", "the model")
    if text.startswith(("score: ", "decision: ", SUBMISSION)) or ("analysis.models" in text and ANNOTATIONS not in text):
        raise SubmissionError(text.replace("analysis.models", "the model's output")) from None
    raise SubmissionError(_HOST) from None


def evaluator(folder: str | Path) -> Callable[..., dict[str, Any]]:
    """The function `evaluate` that EvalAI's worker calls.

    Parameters
    ----------
    folder : str or Path
        The folder of the evaluation script, with ``specification.json`` and ``board.json``.

    Returns
    -------
    callable
        ``evaluate(test_annotation_file, user_submission_file, phase_codename, **kwargs)``. It returns `result` (for each split the numbers of
        the leaderboard), `submission_result` (the public view, for the entrant) and `submission_metadata` (the whole result as text, for the
        host). It raises SubmissionError, whose message the entrant reads.
    """
    scorer = Scorer.read(Path(folder))

    def evaluate(test_annotation_file: Any, user_submission_file: Any, phase_codename: str, **kwargs: Any) -> dict[str, Any]:  # noqa: ARG001
        return scorer.scored(test_annotation_file, user_submission_file, phase_codename)

    return evaluate
