# SPDX-License-Identifier: Apache-2.0
"""Rules that exclude rows.

Text is compared as written, numbers by their value. A missing cell is neither: it is not kept by `equals`, `one_of` and the comparisons of
numbers, and it is kept by `differs` and `none_of`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from .specification.model import Filter

if TYPE_CHECKING:
    import numpy.typing as npt

    from .join import Mask, Rows

NUMERIC: dict[str, Callable[[Any, float], Any]] = {
    "at_least": np.greater_equal,
    "above": np.greater,
    "at_most": np.less_equal,
    "below": np.less,
}


def excluded_rows(
    filters: Sequence[Filter],
    rows: Rows,
    n: int,
    texts: Callable[[Filter, str, Rows], npt.NDArray[Any]],
    numbers: Callable[[Filter, str, Rows], npt.NDArray[Any]],
) -> tuple[Mask, list[dict[str, Any]]]:
    """Which of n rows are excluded, and how many by each rule; a row counts for the first rule that excludes it.

    Only `rows` are looked at, and each rule reads only those that the earlier ones have kept. `texts` reads cells as text, None where
    missing, and `numbers` as numbers, NaN where missing.
    """
    excluded = np.zeros(n, dtype=bool)
    counts: list[dict[str, Any]] = []
    for i, rule in enumerate(filters):
        key = f"analysis.filters[{i}]"
        if rule.op in NUMERIC:
            with np.errstate(invalid="ignore"):
                kept = NUMERIC[rule.op](numbers(rule, key, rows), float(str(rule.value)))  # NaN compares false
        else:
            kept = _keeps_text(rule, texts(rule, key, rows))
        excluded[rows[~kept]] = True
        counts.append({"column": rule.column, "op": rule.op, "reason": rule.reason, "n": int(np.count_nonzero(~kept))})
        rows = rows[kept]
    return excluded, counts


def _keeps_text(rule: Filter, cells: npt.NDArray[Any]) -> Mask:
    missing = np.fromiter((cell is None for cell in cells), bool, len(cells))
    if rule.op in ("present", "missing"):
        return ~missing if rule.op == "present" else missing
    known = {rule.value} if isinstance(rule.value, str) else set(rule.value or ())
    is_named = np.fromiter((cell in known for cell in cells), bool, len(cells))
    return is_named if rule.op in ("equals", "one_of") else ~is_named
