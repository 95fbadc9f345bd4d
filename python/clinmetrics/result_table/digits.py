# SPDX-License-Identifier: Apache-2.0
"""Where two decimals would hide a number of a table for a paper, the digits that show it."""

from __future__ import annotations

import math

from ..report.text import numbers


def finer_texts(value: float, lower: float, upper: float) -> tuple[str, ...]:
    """Texts with as many digits as everywhere in the package, if two decimals would hide one of the numbers; otherwise none."""
    is_needed = _are_alike(lower, upper) or any(_is_hidden(value, lower, upper, edge) for edge in (0.0, 1.0))
    return numbers(value, lower, upper, digits=2) if is_needed else ()


def _is_hidden(value: float, lower: float, upper: float, edge: float) -> bool:
    """Whether a number looks like 0 or 1 and is not; a value may look so if its interval contains 0 or 1 anyway."""
    shown = (lower, upper) if lower < edge < upper else (value, lower, upper)
    return any(_are_alike(x, edge) for x in shown)


def _are_alike(x: float, other: float) -> bool:
    """Whether different numbers look the same with two decimals; a few roundings of a double are no difference."""
    return math.isfinite(x) and math.isfinite(other) and abs(x - other) > 1e-15 and round(x, 2) == round(other, 2)
