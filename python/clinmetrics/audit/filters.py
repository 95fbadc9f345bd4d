# SPDX-License-Identifier: Apache-2.0
"""Rules that exclude rows.

Text is compared as written, numbers by their value. A missing cell is neither: it is not kept by `equals`, `one_of` and the comparisons of
numbers, and it is kept by `differs` and `none_of`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from .errors import AuditError
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
            limit = _limit(rule, key)
            with np.errstate(invalid="ignore"):
                kept = NUMERIC[rule.op](numbers(rule, key, rows), limit)  # NaN compares false
        else:
            kept = _keeps_text(rule, texts(rule, key, rows), key)
        excluded[rows[~kept]] = True
        counts.append({"column": rule.column, "op": rule.op, "reason": rule.reason, "n": int(np.count_nonzero(~kept))})
        rows = rows[kept]
    return excluded, counts


def _limit(rule: Filter, key: str) -> float:
    try:
        limit = float(rule.value) if isinstance(rule.value, (str, int, float)) else math.nan
    except ValueError:
        limit = math.nan
    if not math.isfinite(limit):
        raise AuditError(f"{key}: `{rule.op}` needs a number as its value, such as 18 or 0.5")
    return limit


def _keeps_text(rule: Filter, cells: npt.NDArray[Any], key: str) -> Mask:
    missing = np.fromiter((cell is None for cell in cells), bool, len(cells))
    if rule.op in ("present", "missing"):
        return ~missing if rule.op == "present" else missing
    values = rule.value
    if values is None or isinstance(values, str) != (rule.op in ("equals", "differs")):
        needed = "a text" if rule.op in ("equals", "differs") else "a list of texts"
        raise AuditError(f"{key}: `{rule.op}` needs {needed} as its value")
    known = {values} if isinstance(values, str) else set(values)
    is_named = np.fromiter((cell in known for cell in cells), bool, len(cells))
    return is_named if rule.op in ("equals", "one_of") else ~is_named
