# SPDX-License-Identifier: Apache-2.0
"""The least favorable prediction for a row that has none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from .join import Mask

    Numbers = npt.NDArray[Any]


def are_probabilities(observed: Numbers) -> bool:
    """Whether all of the scores lie in [0, 1]."""
    return bool(len(observed)) and bool(((observed >= 0) & (observed <= 1)).all())


def worst_scores(scores: Numbers, missing: Mask, is_positive: Mask, thresholds: Sequence[float | str]) -> Numbers:
    """The scores, in which positive rows without one are below all others, and negative ones above all others.

    If all observed scores lie in [0, 1], these are the probabilities 0 and 1; else they are also beyond the thresholds that are numbers.
    """
    kind: Any = scores.dtype.type if scores.dtype.kind == "f" else np.float64
    observed = scores[~missing].astype(kind)
    low, high = kind(0), kind(1)
    if not are_probabilities(observed):
        known = [observed.min(), observed.max(), *(kind(t) for t in thresholds if not isinstance(t, str))]
        low, high = _beyond(min(known), kind(-np.inf)), _beyond(max(known), kind(np.inf))
    filled = np.where(missing, kind(0), scores.astype(kind))
    filled[missing] = np.where(is_positive[missing], low, high)
    return filled


def _beyond(limit: Any, towards: Any) -> Any:
    """A number on the other side of the limit: one away, or the next one where the type is coarser than this."""
    step = type(limit)(limit + np.sign(towards))
    return step if step != limit and np.isfinite(step) else np.nextafter(limit, towards)


def worst_decisions(decisions: Numbers, missing: Mask, is_positive: Mask) -> Numbers:
    """The decisions, in which rows without one have the wrong class."""
    filled: Numbers = np.where(missing, ~is_positive, np.where(missing, 0, decisions) == 1)
    return filled.astype(np.int8)
