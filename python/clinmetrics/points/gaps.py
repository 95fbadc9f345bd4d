# SPDX-License-Identifier: Apache-2.0
"""The gaps of groups in the order in which they are drawn."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from ..report import words
from ..report.fields import Parameters
from ..report.read_contrasts import Gap

OF_OUTCOME = ("prevalence",)
KINDS_DRAWN = ("rest", "reference")
"""The kinds of gaps that are drawn as forests."""


def is_of_outcome(g: Gap) -> bool:
    """Whether the metric describes the patients and no model, as prevalence does."""
    return g.metric in OF_OUTCOME


def main_metric(found: Sequence[Gap]) -> tuple[str, Parameters] | None:
    """The metric of the forest: the AUROC, or the first that describes the model."""
    metrics = dict.fromkeys((g.metric, g.parameters) for g in found if not is_of_outcome(g) and g.scale == "difference")
    return next((one for one in metrics if one[0] == "auroc"), next(iter(metrics), None))


def gaps_of_metric(found: Sequence[Gap], metric: tuple[str, Parameters]) -> list[Gap]:
    """The differences of a metric."""
    return [g for g in found if (g.metric, g.parameters) == metric and g.scale == "difference"]


def badness(g: Gap) -> float:
    """Sorts the groups of a metric, the worst first."""
    better = words.metric(g.metric).better
    if math.isnan(g.value):
        return math.inf
    return g.value if better == "higher" else -g.value if better == "lower" else -abs(g.value)


def worst_group_first(found: Sequence[Gap], model: str) -> list[Gap]:
    """The gaps of a model, the worst group first."""
    return sorted((g for g in found if g.model == model), key=badness)


def rank(g: Any) -> tuple[bool, float, float]:
    """Sorts gaps, those of the report and of a result: bounded metrics first, then by the least gap that fits the data, then by the gap seen.

    Only a gap to the disadvantage of group a counts as one; the largest gap of an attribute always does.
    """
    better = "range" if g.kind == "range" else words.metric(g.metric).better
    value, lower, upper = g.value, g.lower, g.upper
    if better == "higher":
        value, lower, upper = -value, -upper, -lower
    elif better not in ("lower", "range"):
        value, lower = abs(value), max(lower, -upper)
    least = -math.inf if math.isnan(lower) else lower
    return not words.metric(g.metric).is_bounded, -least, math.inf if math.isnan(value) else -value
