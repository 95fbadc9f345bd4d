# SPDX-License-Identifier: Apache-2.0
"""Comparisons of models and gaps between groups from the result's JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .fields import Group, Parameters, ReportError, group, number, optional_text, parameters, text


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


_WORDS = {
    "kind": "",
    "metric": "",
    "scale": "",
    "status": "",
    "method": "none",
    "interval_status": "not_requested",
    "published_method": "none",
    "test": "none",
    "alternative": "two_sided",
    "decision": "not_judged",
    "adjustment": "holm",
}
_NUMBERS = (
    "value", "lower", "upper", "level", "published_lower", "published_upper", "p", "statistic", "df", "test_p", "p_exact", "p_bootstrap",
    "p_permutation", "margin", "simultaneous_lower", "simultaneous_upper", "p_adjusted", "n_judged",
)  # fmt: skip


def comparison(entry: Any) -> Comparison:
    """An entry of `comparisons`."""
    return Comparison(
        **_common(entry, "comparisons"),
        a=optional_text(entry, "a"),
        b=optional_text(entry, "b"),
        attribute=optional_text(entry, "attribute"),
        group=group(entry.get("group")),
    )


def gap(entry: Any) -> Gap:
    """An entry of `gaps`."""
    found = _common(entry, "gaps", "model", "attribute")
    a, b = (None if entry.get(side) is None else group(entry[side]) for side in ("a", "b"))
    return Gap(**found, model=str(entry["model"]), attribute=str(entry["attribute"]), a=a, b=b)


def _common(entry: Any, section: str, *also: str) -> dict[str, Any]:
    needed = ("kind", "metric", "scale", "value", "status", *also)
    if not isinstance(entry, Mapping) or any(key not in entry for key in needed):
        raise ReportError(f"an entry of `{section}` lacks one of {', '.join(f'`{key}`' for key in needed)}")
    return {
        **{key: text(entry, key, default) for key, default in _WORDS.items()},
        **{key: number(entry, key) for key in _NUMBERS},
        "parameters": parameters(entry),
        "flags": tuple(str(flag) for flag in entry.get("flags") or ()),
    }
