# SPDX-License-Identifier: Apache-2.0
"""Selects the curves that go with the rows of a result."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .result import Result

NO_CURVES = 'the result was made without curves; evaluate(..., curves="steps") makes them'


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
