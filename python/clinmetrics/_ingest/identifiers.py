# SPDX-License-Identifier: Apache-2.0
"""Units and strata as integers whose order is the identifiers' own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .containers import as_array
from .kinds import DECIMAL, INTEGER, count_and_row, is_missing, kinds_of_array, native, words_of
from .levels import factorize

if TYPE_CHECKING:
    from .kinds import Array


def identifiers(x: Any, argument: str) -> Array:
    """Numbers in numerical order, text and bytes by UTF-8 bytes, dates by time; no fractions, and every row needs an identifier."""
    a = as_array(x, argument)
    missing = is_missing(a)
    if missing.any():
        where = count_and_row(missing, "missing identifier")
        raise ValueError(f"`{argument}` has {where}; every row needs one, so leave those rows out")
    if a.dtype.kind in "iub":
        return native(a)
    if a.dtype.kind == "f":
        return _whole(a, argument)
    if a.dtype.kind in "mM":
        return a.astype(np.int64)
    if a.dtype.kind not in "OUST":
        raise TypeError(f"`{argument}` has dtype {a.dtype.name}; give integers, text or dates as identifiers")
    kinds = kinds_of_array(a)
    if kinds in ({DECIMAL}, {DECIMAL, INTEGER}):
        if not all(i == int(i) for i in a.tolist()):
            raise TypeError(f"`{argument}` holds fractions; give integers, text or dates as identifiers")
    elif len(kinds) > 1:
        raise TypeError(f"`{argument}` mixes {words_of(kinds)}; give all identifiers one type")
    return factorize(a, argument)[1]


def _whole(a: Array, argument: str) -> Array:
    wide = a.astype(np.float64)
    if np.all(wide == np.floor(wide)) and np.all(np.abs(wide) < 2**53):
        return wide.astype(np.int64)
    raise TypeError(f"`{argument}` holds fractions; give integers, text or dates as identifiers")
