# SPDX-License-Identifier: Apache-2.0
"""The distinct values of a column in order, and their names as text."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np

from .kinds import count_and_row

if TYPE_CHECKING:
    import numpy.typing as npt

    from .kinds import Array


def factorize(a: Array, argument: str) -> tuple[list[Any], npt.NDArray[np.int64]]:
    """The distinct values (numbers by size, text by code points and so by UTF-8 bytes), and which of them each row has."""
    if a.dtype.kind not in "OTU":
        values, inverse = np.unique(a, return_inverse=True)
        return date_texts(values) if a.dtype.kind in "mM" else values.tolist(), inverse.reshape(-1).astype(np.int64)
    items = a.tolist()
    try:
        order = sorted(dict.fromkeys(items))  # of equal values of different types the first
    except TypeError:
        raise TypeError(f"`{argument}` has values that cannot be put in order; give text, numbers, dates or a categorical") from None
    place = {value: number for number, value in enumerate(order)}
    return order, np.fromiter(map(place.__getitem__, items), dtype=np.int64, count=len(items))


def date_texts(values: Array) -> list[str]:
    """Dates as days, or as times with seconds if this is exact for all of them."""
    if values.dtype.kind == "m":
        return [str(v) for v in values]
    for unit in ("D", "s"):
        coarse = values.astype(f"M8[{unit}]")
        if bool((coarse == values).all()):
            return [str(v) for v in coarse]
    return [str(v) for v in values]


def level_texts(values: list[Any], codes: Array, argument: str) -> list[str]:
    """The levels' names. Two levels with one name, and text that UTF-8 cannot represent, are errors that name the row."""
    texts: list[str] = []
    broken: list[int] = []
    for number, value in enumerate(values):
        try:
            text = value.decode("utf-8") if isinstance(value, (bytes, bytearray)) else _text(value)
            text.encode("utf-8")
        except UnicodeError:
            text = ""
            broken.append(number)
        texts.append(text)
    if broken:
        where = count_and_row(np.isin(codes, broken))
        raise ValueError(f"`{argument}` has text that is not valid Unicode in {where}; repair the text or its encoding")
    if all(text.endswith("T00:00:00") for text in texts) and all(isinstance(v, datetime.datetime) for v in values):
        texts = [text[: -len("T00:00:00")] for text in texts]
    if len(set(texts)) != len(texts):
        first: dict[str, int] = {}
        twins = [i for number, text in enumerate(texts) for i in (number, first.setdefault(text, number)) if first[text] != number]
        where = count_and_row(np.isin(codes, twins))
        raise ValueError(f"`{argument}` has different values that read the same, such as 1 and '1', in {where}; give them one type")
    return texts


def _text(v: Any) -> str:
    if isinstance(v, Decimal):
        return format(v.normalize(), "f")
    if isinstance(v, float) and v == 0:
        return "0.0"  # also for -0.0
    return str(v.isoformat()) if hasattr(v, "isoformat") else str(v)
