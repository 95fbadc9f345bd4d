# SPDX-License-Identifier: Apache-2.0
"""The numbers of the leaderboards, from a result."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from ..._groups import group_label
from ..._metric_names import metric_text
from ...suppression import SMALLEST_SHOWN
from ...views.rounding import Digits, rounded
from ...views.tables import SCORE_OF_A_ROW
from .errors import SubmissionError

if TYPE_CHECKING:
    from ...result import Result
    from .board import Board, Label, Split

FEW_ROWS, FEW_DECIMALS = 1000, 2
_FIELDS = ("n", "n_positive", "n_negative", "value", "lower", "upper", "method", "status", "interval_status")
Rows = dict[tuple[Any, str, Any], dict[str, Any]]


class Rounding:
    """Decimals of the public view; in a hidden phase at most 2 in groups of fewer than 1,000 rows, so that entrants learn little by trying."""

    def __init__(self, rows: Rows, is_hidden: bool) -> None:
        self._digits, self._is_hidden = Digits(rows.values(), SMALLEST_SHOWN), is_hidden
        self._n = {group: row["n"] for (group, _, _), row in rows.items()}

    def rounded(self, bound: str, x: float, group: Any) -> float:
        """The value or the limit as it is published; limits are rounded outward."""
        found = self._digits.rounded(bound, float(x), group)
        few = self._is_hidden and self._n.get(group, 0) < FEW_ROWS
        return float(rounded(bound, found, FEW_DECIMALS) if few else found)


def rows_of_result(result: Result) -> Rows:
    """The rows by group, metric with its parameters, and threshold."""
    found: Rows = {}
    for e in result:
        group = tuple(zip(e.attribute, e.group))
        found[group, metric_text(e.metric, e.parameters), e.parameters.get("threshold")] = {
            "group": [{"attribute": name, "value": level} for name, level in group],
            **{name: getattr(e, name) for name in _FIELDS},
        }
    return found


def rows_of_board(rows: Rows, board: Board, is_hidden: bool) -> list[dict[str, dict[str, float]]]:
    """For each split the numbers that are defined, by label. Raises SubmissionError if the number that orders a leaderboard is not.

    A chosen threshold is never shown: with it, an entrant would read the outcome of a row from each submission.
    """
    rounding = Rounding(rows, is_hidden)
    labels = [label for label in board.labels if not is_score_of_a_row(label)]
    found = []
    for split in board.splits:
        numbers = {}
        for label in labels:
            row = rows.get((split.group, label.metric, label.threshold))
            value = math.nan if row is None else row[label.bound]
            if math.isfinite(value):
                numbers[label.label] = rounding.rounded(label.bound, value, split.group)
        if board.order_by not in numbers:
            raise SubmissionError(_undefined(split, board.ordering, rows))
        found.append({split.codename: numbers})
    return found


def is_score_of_a_row(label: Label) -> bool:
    """Whether the numbers of the label are scores of single rows."""
    return label.metric == SCORE_OF_A_ROW


def _undefined(split: Split, label: Label, at: Rows) -> str:
    row = at.get((split.group, label.metric, label.threshold), {})
    status = row.get("status", "not_computed")
    reason = status if status != "ok" else row.get("interval_status", "not_computed")
    where = group_label([name for name, _ in split.group], [level for _, level in split.group])
    what = "value" if label.bound == "value" else f"{label.bound} limit"
    return f"the {what} of {label.metric}, which orders the leaderboard, is not defined for {where}: {reason.replace('_', ' ')}"
