# SPDX-License-Identifier: Apache-2.0
"""Python objects as an array of the narrowest kind that can represent all of them; nothing is parsed, and no number changes its value."""

from __future__ import annotations

from numbers import Integral
from typing import TYPE_CHECKING, Any

import numpy as np

from .kinds import BOOLEAN, INTEGER, REAL, kind_of_type, missing_among

if TYPE_CHECKING:
    from .kinds import Array, Mask


_ALIKE = {float, bool, np.float64, np.float32, np.int64}


def from_items(items: list[Any], is_nested: bool = True) -> tuple[Array, Mask | None]:
    """The array, and which entries are missing in addition to NaN and None.

    Whole numbers, real numbers and booleans become such arrays. Text, bytes, dates, decimals and mixtures stay objects: NumPy's own text
    types lose trailing NULs, and turn numbers into text. `is_nested`: lists in lists become more dimensions, for the caller to refuse.
    """
    types = set(map(type, items))
    if len(types) == 1 and types <= _ALIKE:
        return np.asarray(items), None
    if types <= {int, float}:
        return _plain(items), None
    mask = missing_among(items)
    known = items if mask is None else [i for i, missing in zip(items, mask) if not missing]
    kinds = {kind_of_type(t) for t in (types if mask is None else set(map(type, known)))}
    if kinds <= {INTEGER, REAL} or kinds == {BOOLEAN}:
        other: Any = np.nan if REAL in kinds or not kinds else 0 if INTEGER in kinds else False
        return _plain(_filled(items, mask, other)), mask
    if is_nested and any(kind.startswith("objects of type") for kind in kinds):
        return np.asarray(items), None
    return objects_of(_filled(items, mask, None)), None


def _filled(items: list[Any], mask: Mask | None, other: Any) -> list[Any]:
    return items if mask is None else [other if missing else i for i, missing in zip(items, mask)]


def objects_of(items: list[Any]) -> Array:
    """One dimension of objects, also if these have a length."""
    plain = np.empty(len(items), dtype=object)
    plain[:] = items
    return plain


def _plain(items: list[Any]) -> Array:
    """Numbers, or objects if no dtype represents them exactly: whole numbers beyond 64 bits, or beyond 53 together with fractions."""
    if not items:
        return np.empty(0)
    plain = np.asarray(items)
    if plain.dtype.kind in "iu":
        return plain
    if plain.dtype.kind == "O" and not all(isinstance(i, Integral) for i in items):  # such as fractions.Fraction
        plain = np.asarray([float(i) for i in items])
    if plain.dtype.kind == "f" and bool((np.abs(plain) > 2**53).any()):
        is_exact = all(i == f for i, f in zip(items, plain.tolist()) if isinstance(i, Integral))
        return plain if is_exact else objects_of(items)
    return plain
