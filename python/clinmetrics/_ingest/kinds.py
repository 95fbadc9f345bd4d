# SPDX-License-Identifier: Apache-2.0
"""The kinds of values in a column, with their names in messages, and the values that count as missing."""

from __future__ import annotations

import datetime
import numbers
from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:  # a plain import does not need it
    import numpy.typing as npt

    Array = npt.NDArray[Any]
    Mask = npt.NDArray[np.bool_]

BOOLEAN, INTEGER, REAL, DECIMAL, TEXT, BYTES, DATE, TIMESTAMP = (
    "booleans", "whole numbers", "real numbers", "decimals", "text", "bytes", "dates", "timestamps",
)  # fmt: skip
NUMERIC = frozenset({BOOLEAN, INTEGER, REAL, DECIMAL})
OF_DTYPE = {
    "b": BOOLEAN, "i": INTEGER, "u": INTEGER, "f": REAL, "U": TEXT, "T": TEXT, "S": BYTES, "M": TIMESTAMP, "m": "durations",
}  # fmt: skip
_OF_TYPE = (
    ((bool, np.bool_), BOOLEAN), (np.timedelta64, "durations"), (numbers.Integral, INTEGER), (numbers.Real, REAL), (Decimal, DECIMAL),
    (str, TEXT), ((bytes, bytearray), BYTES), ((datetime.datetime, np.datetime64), TIMESTAMP), (datetime.date, DATE),
)  # fmt: skip


def kind_of_type(one: type) -> str:
    """The kind of a Python type; for an unknown type its own name."""
    return next((kind for known, kind in _OF_TYPE if issubclass(one, known)), f"objects of type {one.__name__}")


def kinds_of(items: Iterable[Any]) -> set[str]:
    """The kinds of the values, without missing ones."""
    items = list(items)
    missing = missing_among(items)
    return {kind_of_type(t) for t in set(map(type, items if missing is None else (i for i, gone in zip(items, missing) if not gone)))}


def kinds_of_array(a: Array) -> set[str]:
    """The same for an array of any dtype."""
    return kinds_of(a.tolist()) if a.dtype.kind == "O" else {OF_DTYPE.get(a.dtype.kind, f"values of dtype {a.dtype.name}")}


def words_of(kinds: Iterable[str]) -> str:
    """As in "text and whole numbers"."""
    return " and ".join(sorted(kinds)) or "no values"


_NO_VALUE = ("NoneType", "NAType", "NaTType")
_MAY_BE_MISSING = (float, np.floating, Decimal, np.datetime64, np.timedelta64)
_PLAIN = {str, bytes, bool, int, float}  # of their values only NaN is missing


def is_na(i: Any) -> bool:
    """None, NaN, NaT and NA; empty text is a value."""
    if i is None or type(i).__name__ in _NO_VALUE:  # compared by name, because pandas may not be installed
        return True
    if isinstance(i, (np.datetime64, np.timedelta64)):
        return bool(np.isnat(i))
    if isinstance(i, Decimal):
        return i.is_nan()
    return isinstance(i, (float, np.floating)) and bool(i != i)


def missing_among(items: list[Any]) -> Mask | None:
    """Which of these are missing; None if none of their types has such a value, which is a fast check."""
    types = set(map(type, items))
    no_value = {t for t in types if t.__name__ in _NO_VALUE}
    others = types - no_value
    may_be_missing = any(issubclass(t, _MAY_BE_MISSING) for t in others)
    if not no_value and not may_be_missing:
        return None
    if may_be_missing and not others <= _PLAIN:
        mask = np.fromiter(map(is_na, items), dtype=bool, count=len(items))
    else:
        mask = np.fromiter(map(no_value.__contains__, map(type, items)), dtype=bool, count=len(items))
        if may_be_missing:
            mask |= np.fromiter((type(i) is float and i != i for i in items), dtype=bool, count=len(items))
    return mask if mask.any() else None


def is_missing(a: Array) -> Mask:
    """Which entries are missing."""
    if a.dtype.kind == "f":
        return np.isnan(a)
    if a.dtype.kind in "mM":
        return np.isnat(a)
    among = missing_among(list(a)) if a.dtype.kind in "OT" else None
    return np.zeros(len(a), dtype=bool) if among is None else among


def joined(plain: Array, mask: Mask | None) -> Array:
    """One array: the entries that `mask` marks become NaN, NaT or None."""
    if mask is None or not mask.any():
        return plain
    if plain.dtype.kind in "biu":
        plain = plain.astype(np.float64)
    elif plain.dtype.kind in "fmM":
        plain = plain.copy()
    else:
        plain = plain.astype(object)
    plain[mask] = None if plain.dtype.kind == "O" else "NaT" if plain.dtype.kind in "mM" else np.nan
    return plain


def native(a: Array) -> Array:
    """The dtypes that the engine reads: booleans, integers, float32, float64, of this machine's byte order."""
    if not a.dtype.isnative:
        a = a.astype(a.dtype.newbyteorder("="))
    return a.astype(np.float32) if a.dtype == np.float16 else a


def count_and_row(found: Mask, what: str = "row") -> str:
    """As in "3 rows (first at row 17)"."""
    n = int(np.count_nonzero(found))
    return f"{n} {what}{'' if n == 1 else 's'} (first at row {int(np.argmax(found))})"
