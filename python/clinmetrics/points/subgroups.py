# SPDX-License-Identifier: Apache-2.0
"""The groups of an attribute in the order in which they are drawn: the worst first."""

from __future__ import annotations

import math
from collections.abc import Iterable

from ..report import words
from ..report.read import Row


def worst_first(metric: str, rows: Iterable[Row]) -> tuple[bool, float]:
    """Sorts groups by the worst value of any model; a group without a value is last."""
    better = words.metric(metric).better
    found = [_badness(better, row.value) for row in rows if not math.isnan(row.value)]
    return (not found, -max(found, default=0.0))


def _badness(better: str, value: float) -> float:
    if better == "one":
        return abs(math.log(value)) if value > 0 else math.inf
    return value if better == "lower" else abs(value) if better == "zero" else -value
