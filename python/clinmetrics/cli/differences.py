# SPDX-License-Identifier: Apache-2.0
"""Finds the subgroups that differ most from all rows, relative to their own uncertainty."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, NamedTuple


class Difference(NamedTuple):
    """A row of a subgroup, the overall row of the same metric, and how far they are apart: 1 is the distance to the nearer limit."""

    row: Any
    overall: Any
    size: float


def largest_differences(rows: Iterable[Any], n_most: int) -> tuple[list[Difference], int]:
    """The subgroups of one model with the largest differences, each with its most different metric, and how many could be compared.

    Metrics that describe the patients rather than the model, such as the prevalence, are left out: they are expected to differ.
    """
    from ..metrics import catalogue

    descriptive = {m["name"] for m in catalogue() if m["better"] == "neither"}
    overall: dict[Any, Any] = {}
    found: dict[Any, Difference] = {}
    rows = list(rows)
    for e in rows:
        if not e.attribute:
            overall[_line(e)] = e
    for e in rows:
        whole = overall.get(_line(e))
        if not e.attribute or whole is None or e.metric in descriptive:
            continue
        size = _size(e, whole)
        group = (e.attribute, e.group)
        if math.isfinite(size) and (group not in found or size > found[group].size):
            found[group] = Difference(e, whole, size)
    ordered = sorted(found.values(), key=lambda d: -d.size)
    return ordered[:n_most], len(found)


def _line(e: Any) -> tuple[Any, ...]:
    return e.metric, tuple(sorted((k, str(v)) for k, v in e.parameters.items()))


def _size(e: Any, overall: Any) -> float:
    """Distance in widths of the interval's side that faces the overall value; without an interval, relative to the overall value."""
    value, whole = float(e.value), float(overall.value)
    distance = abs(value - whole)
    if math.isnan(e.lower):
        return math.nan if e.interval_status != "not_requested" else distance / abs(whole) if whole else math.nan
    side = e.upper - value if whole > value else value - e.lower
    return distance / side if side > 0 else math.nan
