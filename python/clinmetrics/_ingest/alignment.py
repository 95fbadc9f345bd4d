# SPDX-License-Identifier: Apache-2.0
"""Rows are paired by position, so pandas objects must agree on their index."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np

from .tables import as_native


class Alignment:
    """Compares the index of each pandas object of a call with that of the first."""

    def __init__(self) -> None:
        self._first: tuple[str, Any] | None = None

    def check(self, x: Any, argument: str) -> None:
        """Raises ValueError if `x` is a pandas Series or DataFrame with another index, including the same index in another order."""
        pandas = sys.modules.get("pandas")
        x = as_native(x)
        if pandas is None or not isinstance(x, (pandas.Series, pandas.DataFrame)):
            return
        if self._first is None:
            self._first = argument, x.index
            return
        name, index = self._first
        if x.index is index or len(x.index) != len(index) or x.index.equals(index):  # other lengths have a separate error
            return
        row = next((i for i, (a, b) in enumerate(zip(index, x.index)) if not _is_same(a, b)), 0)
        raise ValueError(
            f"`{argument}` and `{name}` have different pandas indexes (first at row {row}), and rows are paired by position; "
            f"bring them into the same order first, as with .loc or .reindex, or give .to_numpy() where the positions agree already"
        )


def _is_same(a: Any, b: Any) -> bool:
    try:
        return bool(a == b) or bool(a != a and b != b)
    except Exception:  # objects of a library whose comparison has no truth value
        return bool(np.all(a is b))
