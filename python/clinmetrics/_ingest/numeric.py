# SPDX-License-Identifier: Apache-2.0
"""Scores and weights: real numbers of at most 64 bits."""

from __future__ import annotations

from numbers import Integral
from typing import TYPE_CHECKING, Any

import numpy as np

from .containers import as_array
from .kinds import DECIMAL, INTEGER, NUMERIC, is_missing, kinds_of, native, words_of

if TYPE_CHECKING:
    from .kinds import Array


READY = frozenset(map(np.dtype, "fd?bBhHiIlLqQ"))


def is_ready(x: Any) -> bool:
    """Whether the engine reads the array as it is; fast, for small calls."""
    return type(x) is np.ndarray and x.ndim == 1 and x.dtype in READY


def is_plain_label(x: Any) -> bool:
    """Whether the array can be used as it is and contains neither -1 nor NaN."""
    return type(x) is np.ndarray and x.ndim == 1 and x.dtype in READY and (not len(x) or x.item(x.argmin()) >= 0)


def numbers(x: Any, argument: str) -> Array:
    """A column of real numbers. Decimals and fractions become the nearest double; text is never read as a number."""
    if is_ready(x):
        ready: Array = x
        return ready
    a = as_array(x, argument)
    if a.dtype.kind == "O":
        return objects_as_numbers(a, argument, "give numbers")
    if a.dtype.kind not in "biuf" or a.dtype.itemsize > 8:
        raise TypeError(f"`{argument}` has dtype {a.dtype.name}; give booleans, integers or floats of at most 64 bits")
    return native(a)


def objects_as_numbers(a: Array, argument: str, remedy: str) -> Array:
    """Decimals, and numbers mixed with booleans, as doubles; TypeError for all other objects."""
    kinds = kinds_of(a)
    if not kinds <= NUMERIC:
        raise TypeError(f"`{argument}` has dtype object and holds {words_of(kinds)}; {remedy}")
    if kinds <= {INTEGER} or any(isinstance(i, Integral) and abs(int(i)) > 2**53 for i in a):
        raise TypeError(f"`{argument}` has dtype object and holds whole numbers that no type of 64 bits holds exactly; rescale them")
    missing = is_missing(a)
    values = np.asarray([np.nan if gone else float(i) for i, gone in zip(a, missing)])
    return values if DECIMAL in kinds or missing.any() or np.any(values != np.floor(values)) else values.astype(np.int64)
