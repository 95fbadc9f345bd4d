# SPDX-License-Identifier: Apache-2.0
"""Selects the curves that go with the rows of a result."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .result import Result

_NOT_ASKED = 'the result was made without curves; evaluate(..., curves="steps") makes them'
_PUBLIC = "the public view has no curves; take them from the full result, if it was made with curves"


def why_no_curves(provenance: Mapping[str, Any]) -> str | None:
    """Why a result has no curves at all, as its provenance says; None if it was made with curves."""
    if provenance.get("view") == "public":
        return _PUBLIC
    return _NOT_ASKED if provenance.get("curves", "none") in (None, "none") else None


def curves_of_rows(result: Result) -> list[dict[str, Any]]:
    """The curves whose model and group a row has."""
    rows = dict.fromkeys(zip(*(result._columns[name].tolist() for name in ("model", "partition", "group"))))
    kept = set()
    for m, p, g in rows:
        parts, groups = result._partitions[p]
        kept.add((result._models[m], tuple(zip(parts, groups[g]))))
    return [curve for curve in result._curves if _place(curve) in kept]


def _place(curve: dict[str, Any]) -> tuple[str, tuple[tuple[str, Any], ...]]:
    return curve["model"], tuple((part["attribute"], part["value"]) for part in curve["group"])
