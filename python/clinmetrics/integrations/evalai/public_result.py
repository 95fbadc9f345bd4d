# SPDX-License-Identifier: Apache-2.0
"""What an entrant receives besides the leaderboard: the public view, in a small hidden phase with 2 decimals and without counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...views.rounding import rounded
from .values import FEW_DECIMALS, FEW_ROWS

if TYPE_CHECKING:
    from ...result import Result

_ROUNDED = (
    "value", "lower", "upper", "published_lower", "published_upper", "simultaneous_lower", "simultaneous_upper", "p", "p_adjusted",
)  # fmt: skip
_HIDDEN = ("numerator", "denominator")


def public_result(result: Result, is_hidden: bool) -> dict[str, Any]:
    """The document. Counts of a 2 x 2 table would give the exact metrics that the rounding keeps back."""
    found = result.public().to_json_dict()
    few = any(row["n"] is None or row["n"] < FEW_ROWS for row in found["rows"])
    if not (is_hidden and few):
        return found
    for table in ("rows", "comparisons", "gaps"):
        found[table] = [_coarse(row) for row in found[table]]
    found["counts"] = []
    audit = found.get("audit") or {}
    for goal in audit.get("goals") or []:
        goal["judged"] = [_coarse(one) for one in goal["judged"]]
    return found


def _coarse(row: dict[str, Any]) -> dict[str, Any]:
    coarse = {name: rounded(name, row[name], FEW_DECIMALS) for name in _ROUNDED if isinstance(row.get(name), float)}
    return {**row, **coarse, **{name: None for name in _HIDDEN if name in row}}
