# SPDX-License-Identifier: Apache-2.0
"""The points of metrics by threshold."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from ..report.fields import Parameters
from ..report.read import Row

USUAL = ("sensitivity", "specificity", "ppv", "npv")


class ThresholdPoint(NamedTuple):
    """The value of a metric at a threshold, and its limits."""

    threshold: float
    value: float
    lower: float
    upper: float


def threshold_points(rows: Sequence[Row], metric: str, parameters: Parameters = ()) -> list[ThresholdPoint]:
    """A metric by threshold; `parameters` are its others."""
    found = []
    for row in rows:
        at = numeric_threshold(row.parameters)
        if row.metric == metric and at is not None and without_threshold(row.parameters) == parameters and math.isfinite(row.value):
            found.append(ThresholdPoint(at, row.value, row.lower, row.upper))
    return sorted(found)


def numeric_threshold(parameters: Parameters) -> float | None:
    """The threshold of a row, if it is a number."""
    at = dict(parameters).get("threshold")
    return float(at) if isinstance(at, (int, float)) and not isinstance(at, bool) else None


def without_threshold(parameters: Parameters) -> Parameters:
    """The other parameters."""
    return tuple(one for one in parameters if one[0] != "threshold")


def metrics_by_threshold(rows: Sequence[Row]) -> list[tuple[str, Parameters]]:
    """The metrics that a chart shows: the usual ones of those that depend on a threshold, otherwise the first four."""
    every = dict.fromkeys((row.metric, without_threshold(row.parameters)) for row in rows if numeric_threshold(row.parameters) is not None)
    usual = [one for name in USUAL for one in every if one[0] == name]
    return usual or list(every)[:4]
