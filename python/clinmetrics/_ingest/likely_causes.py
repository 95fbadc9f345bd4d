# SPDX-License-Identifier: Apache-2.0
"""Finds the probable cause of an error in well-formed columns: arguments in the wrong order, or scores in place of hard labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .kinds import is_missing

if TYPE_CHECKING:
    from .kinds import Array


def explain(y_true: Array, y_score: list[Array], y_pred: list[Array], hint: str) -> None:
    """After a ValueError of the engine: raises an error that names the probable mistake, if it can be recognised."""
    others = [*y_score, *y_pred]
    if others and _has_fractions(y_true) and not any(map(_has_others, others)):
        raise ValueError(
            "`y_true` holds fractions, and the model's column holds only 0 and 1: they look swapped; give the outcome first, "
            "or by name as y_true=, y_score= and y_pred="
        ) from None
    if any(map(_has_fractions, y_pred)) and not _has_others(y_true):
        raise ValueError(f"`y_pred` holds numbers other than 0 and 1; {hint} together with threshold=") from None


def _has_others(a: Array) -> bool:
    """Whether there are numbers other than 0 and 1."""
    return not bool(np.isin(a[~is_missing(a)], (0, 1)).all())


def _has_fractions(a: Array) -> bool:
    return a.dtype.kind == "f" and bool((np.isfinite(a) & (a != np.floor(a))).any())
