# SPDX-License-Identifier: Apache-2.0
"""What EvalAI's leaderboards would show of the submissions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..integrations.evalai.board import Board, Phase
from ..integrations.evalai.bundle import splits_of
from ..integrations.evalai.errors import BundleError, SubmissionError
from ..integrations.evalai.values import rows_of_board

if TYPE_CHECKING:
    from ..integrations.evalai.board import Label
    from .submissions import Scored


def evalai_rows(scored: Sequence[Scored], labels: Sequence[Label], chosen: Label) -> dict[str, list[dict[str, dict[str, float]]]]:
    """The member `result` of each submission, as of a hidden phase. None if the public view shows nothing."""
    if not scored:
        return {}
    try:
        splits = splits_of([scored[0].result])
    except BundleError:
        return {}
    board = Board((Phase("test", "Test", ""),), tuple(splits), tuple(labels), chosen.label)
    found = {}
    for one in scored:
        try:
            found[one.name] = rows_of_board(one.rows, board, is_hidden=True)
        except SubmissionError:  # the number that orders is not defined in some group
            continue
    return found
