# SPDX-License-Identifier: Apache-2.0
"""The cases that were predicted worst, as CSV for local use: the only output with ids, labels and scores of single rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from .._csv import written
from .worst_case import are_probabilities

if TYPE_CHECKING:
    import numpy.typing as npt

    from .columns import Output
    from .join import Mask, Rows
    from .run import Audited

MOST = 100
COLUMNS = ("id", "unit", "model", "label", "score", "threshold", "decision", "rank")


def cases_csv(audited: Audited) -> str:
    """The worst errors of each model, the worst first. Labels and decisions are 1 and 0; rows without a prediction have no error."""
    lines = [",".join(COLUMNS)]
    from_data = [True, True, *[False] * (len(COLUMNS) - 2)]
    for output in audited.columns.outputs:
        lines += [",".join(map(written, case, from_data)) for case in _cases(audited, output)]
    return "".join(f"{line}\r\n" for line in lines)


def _cases(audited: Audited, output: Output) -> Iterator[tuple[Any, ...]]:
    p, a, truth = audited.prepared, audited.specification.analysis, audited.columns.truth
    values, label = p.outputs[output.name], p.outcome
    error = errors(values, label == 1, output.is_score)
    worst = worst_rows(error, p.imputed[output.name])
    rows: Rows = p.rows[worst]
    units = [None] * len(rows) if a.unit is None else truth.texts(audited.columns.named(a.unit), "analysis.unit", rows).tolist()
    ids = [str(row) for row in rows] if p.ids is None else [p.ids[row] for row in rows]
    threshold = _threshold(audited, output)
    for rank, (i, case, unit) in enumerate(zip(worst.tolist(), ids, units), 1):
        score = float(values[i]) if output.is_score else None
        decision = int(values[i]) if score is None else None if threshold is None else int(score >= threshold)
        yield case, unit, output.name, int(label[i]), score, threshold, decision, rank


def errors(values: npt.NDArray[Any], is_positive: Mask, is_score: bool) -> npt.NDArray[np.float64]:
    """How wrong each prediction is: by the distance of a probability, by the rank of any other score, or 1 for a wrong decision."""
    if not is_score:
        return np.asarray((values == 1) != is_positive, np.float64)
    p = values.astype(np.float64)
    if not are_probabilities(p):
        ordered = np.sort(p)
        p = (np.searchsorted(ordered, p, "left") + np.searchsorted(ordered, p, "right")) / (2 * max(len(p), 1))
    found: npt.NDArray[np.float64] = np.where(is_positive, 1 - p, p)
    return found


def worst_rows(error: npt.NDArray[np.float64], is_imputed: Mask) -> Rows:
    """The rows with the largest errors above 0, of equal ones the first in the table first."""
    candidates = np.flatnonzero(~is_imputed & (error > 0))
    return candidates[np.argsort(-error[candidates], kind="stable")[:MOST]]


def _threshold(audited: Audited, output: Output) -> float | None:
    """The first threshold of the model that is a number."""
    if not output.is_score:
        return None
    given = output.model.thresholds or audited.specification.analysis.thresholds
    return next((float(t) for t in given if not isinstance(t, str)), None)
