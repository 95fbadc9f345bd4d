# SPDX-License-Identifier: Apache-2.0
"""One entry per row: a column vector is one, a row vector and the two columns of predict_proba are not."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .kinds import Array


def one_dimension(a: Array, argument: str) -> Array:
    """The array as one dimension, or an error that names the column to use."""
    if a.ndim == 2 and a.shape[1] == 1:
        return a.reshape(-1)
    if a.ndim == 2 and a.shape[1] == 2:
        raise ValueError(
            f"`{argument}` has 2 dimensions: two columns, as predict_proba gives them; take the column of the positive class, [:, 1]"
        )
    if a.ndim == 2 and a.shape[0] == 1:
        raise ValueError(f"`{argument}` has 2 dimensions, a single row of {a.shape[1]} columns; give one entry per row, such as x.ravel()")
    if a.ndim != 1:
        raise ValueError(f"`{argument}` has {a.ndim} dimensions; give one entry per row")
    return a
