# SPDX-License-Identifier: Apache-2.0
"""Values in the types of JSON: no NaN, no infinity, no other types."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np


def json_number(x: float) -> float | str | None:
    """JSON has no NaN and no infinity: null, "inf" and "-inf"."""
    if math.isnan(x):
        return None
    return x if math.isfinite(x) else "inf" if x > 0 else "-inf"


def from_json_number(x: float | str | None) -> float:
    """The number that `json_number` wrote."""
    return math.nan if x is None else float(x)


def plain(x: Any) -> Any:
    """Any value as JSON can represent it: numbers of NumPy as Python's, arrays and tuples as lists, unknown objects as their text."""
    if x is None or isinstance(x, (bool, str)):
        return x if type(x) in (type(None), bool, str) else str(x)
    if isinstance(x, float):  # np.float64 and Estimate are also floats
        return json_number(float(x))
    if isinstance(x, int):
        return int(x)
    if isinstance(x, np.ndarray):
        return plain(x.tolist())
    if isinstance(x, np.generic):
        return plain(x.item()) if x.dtype.kind in "biuf" and x.dtype.itemsize <= 8 else str(x)
    if isinstance(x, Mapping):
        return {str(key): plain(value) for key, value in x.items()}
    if isinstance(x, (list, tuple, set, frozenset)):
        return [plain(item) for item in x]
    return str(x)
