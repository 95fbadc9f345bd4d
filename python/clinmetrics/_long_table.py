# SPDX-License-Identifier: Apache-2.0
"""Makes the long table from the codes of a result's columns, and selects the confusion counts of its rows."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from . import _core
from ._columns import COLUMNS, HIDDEN_COUNTS
from ._groups import attribute_text, group_text
from ._json_values import plain
from .counts import Counts
from .estimate import flag_names

if TYPE_CHECKING:
    from .result import Result


def long_table(result: Result) -> dict[str, list[Any]]:
    """The long table as plain Python columns. Each text is made once, and not for every row."""
    c = {name: column.tolist() for name, column in result._columns.items()}
    attributes = [attribute_text(parts) for parts, _ in result._partitions]
    groups = [[group_text(key) for key in keys] for _, keys in result._partitions]
    texts = [json.dumps(plain(parameters), sort_keys=True) for _, parameters in result._lines]
    flags = {bits: ",".join(flag_names(bits)) for bits in set(c["flags"])}
    made: dict[str, list[Any]] = {
        "model": [result._models[i] for i in c["model"]],
        "metric": [result._lines[i][0] for i in c["line"]],
        "parameters": [texts[i] for i in c["line"]],
        "attribute": [attributes[p] for p in c["partition"]],
        "group": [groups[p][g] for p, g in zip(c["partition"], c["group"])],
        "status": [_core.statuses[i] for i in c["status"]],
        "method": [_core.methods[i] for i in c["method"]],
        "interval_status": [_core.interval_statuses[i] for i in c["interval_status"]],
        "flags": [flags[bits] for bits in c["flags"]],
        **{name: [None if n < 0 else n for n in c[name]] for name in HIDDEN_COUNTS},
    }
    return {name: made[name] if name in made else c[name] for name in COLUMNS}


def counts_of_rows(result: Result) -> Counts:
    """The confusion counts whose model, group and threshold a row has; a row without a threshold keeps those of every threshold."""
    names = ("model", "partition", "group", "line")
    rows = dict.fromkeys(zip(*(result._columns[name].tolist() for name in names)))
    kept = {(m, p, g, result._lines[line][1].get("threshold")) for m, p, g, line in rows}
    entries = zip(*(result._counts[name].tolist() for name in ("model", "partition", "group", "threshold")))
    at = [i for i, (*group, threshold) in enumerate(entries) if (*group, threshold) in kept or (*group, None) in kept]
    return Counts(result._models, result._partitions, {name: column[at] for name, column in result._counts.items()})
