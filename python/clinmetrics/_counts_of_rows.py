# SPDX-License-Identifier: Apache-2.0
"""Selects the confusion counts that go with the rows of a result."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .counts import Counts

if TYPE_CHECKING:
    from .result import Result


def counts_of_rows(result: Result) -> Counts:
    """The confusion counts whose model, group and threshold a row has; a row without a threshold keeps those of every threshold."""
    names = ("model", "partition", "group", "line")
    rows = dict.fromkeys(zip(*(result._columns[name].tolist() for name in names)))
    kept: set[tuple[Any, ...]] = {(m, p, g, result._lines[line][1].get("threshold")) for m, p, g, line in rows}
    entries = zip(*(result._counts[name].tolist() for name in ("model", "partition", "group", "threshold", "rule")))
    at = [i for i, (*group, number, rule) in enumerate(entries) if {(*group, rule or number), (*group, None)} & kept]
    return Counts(result._models, result._partitions, {name: column[at] for name, column in result._counts.items()})
