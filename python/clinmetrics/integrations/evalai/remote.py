# SPDX-License-Identifier: Apache-2.0
"""Evaluation on a machine of the host: the other signature, and the fields of the request that reports a score to EvalAI."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .errors import SubmissionError
from .scoring import Scorer


def remote_evaluator(folder: str | Path) -> Callable[..., dict[str, Any]]:
    """The function `evaluate` for a challenge with remote evaluation.

    Parameters
    ----------
    folder : str or Path
        The folder of the evaluation script, with ``specification.json`` and ``board.json``.

    Returns
    -------
    callable
        ``evaluate(user_submission_file, phase_codename, test_annotation_file=None, **kwargs)``. Without annotations it takes those of the
        bundle, whose folder contains that of the evaluation script. It returns the fields `submission_status`, `result`, `stdout`, `stderr`
        and `metadata` of ``PUT /api/jobs/challenge/<pk>/update_submission/``; add `challenge_phase` and `submission`. A submission that
        cannot be scored has the status FAILED and the reason in `stderr`.
    """
    folder = Path(folder)
    scorer = Scorer.read(folder)

    def evaluate(
        user_submission_file: Any,
        phase_codename: str,
        test_annotation_file: Any = None,
        **kwargs: Any,  # noqa: ARG001
    ) -> dict[str, Any]:
        annotations = test_annotation_file or folder.parent / scorer.board.phase(phase_codename).annotations
        try:
            found = scorer.scored(annotations, user_submission_file, phase_codename)
        except SubmissionError as e:
            return {"submission_status": "FAILED", "result": "[]", "stdout": "", "stderr": str(e), "metadata": ""}
        rows = [
            {"split": codename, "show_to_participant": True, "accuracies": numbers}
            for row in found["result"]
            for codename, numbers in row.items()
        ]
        return {
            "submission_status": "FINISHED",
            "result": json.dumps(rows, allow_nan=False),
            "stdout": "",
            "stderr": "",
            "metadata": found["submission_metadata"],
        }

    return evaluate
