# SPDX-License-Identifier: Apache-2.0
"""Comparisons of models and gaps between groups from the result's JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .fields import Group, Parameters, ReportError, entry_of


@dataclass(frozen=True)
class Contrast:
    """What a comparison and a gap have in common; the fields are those of the result."""

    kind: str
    metric: str
    parameters: Parameters
    scale: str
    value: float
    status: str
    lower: float
    upper: float
    level: float
    method: str
    interval_status: str
    published_lower: float
    published_upper: float
    published_method: str
    p: float
    test: str
    statistic: float
    df: float
    test_p: float
    p_exact: float
    p_bootstrap: float
    p_permutation: float
    margin: float
    alternative: str
    decision: str
    simultaneous_lower: float
    simultaneous_upper: float
    p_adjusted: float
    adjustment: str
    n_judged: float
    flags: tuple[str, ...]


@dataclass(frozen=True)
class Comparison(Contrast):
    """Model `a` with model `b` in a group; None if all models are compared at once."""

    a: str | None
    b: str | None
    attribute: str | None
    group: Group


@dataclass(frozen=True)
class Gap(Contrast):
    """Group `a` with group `b`, or with the rest, by one model."""

    model: str
    attribute: str
    a: Group | None
    b: Group | None


def comparison(entry: Any) -> Comparison:
    """An entry of `comparisons`."""
    return entry_of(Comparison, _checked(entry, "comparisons"))


def gap(entry: Any) -> Gap:
    """An entry of `gaps`."""
    return entry_of(Gap, _checked(entry, "gaps", "model", "attribute"))


def _checked(entry: Any, section: str, *also: str) -> Mapping[str, Any]:
    needed = ("kind", "metric", "scale", "value", "status", *also)
    if not isinstance(entry, Mapping) or any(key not in entry for key in needed):
        raise ReportError(f"an entry of `{section}` lacks one of {', '.join(f'`{key}`' for key in needed)}")
    return entry
