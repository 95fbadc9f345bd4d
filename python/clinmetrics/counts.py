# SPDX-License-Identifier: Apache-2.0
"""The confusion counts of each model, threshold and group."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from ._frames import Kind, Table
from ._groups import Partition, attribute_text, group_label, group_text
from ._json_values import json_number
from ._text import aligned, printable

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

COUNT_COLUMNS = ("model", "threshold", "attribute", "group", "tp", "fp", "fn", "tn")
_SHOWN = 60


class Count(NamedTuple):
    """The confusion counts of one model at one threshold in one group, in the unit of the weights.

    `threshold` is None for hard labels; `attribute` and `group` are tuples, () for all rows.
    """

    model: str
    threshold: float | None
    attribute: tuple[str, ...]
    group: tuple[str | None, ...]
    tp: float
    fp: float
    fn: float
    tn: float


class Counts(Table):
    """The confusion counts behind a result: true and false positives, false and true negatives, an entry per model, threshold and group.

    Iterating gives a `Count` per entry. Groups below the minimum size have no entry.
    """

    _kinds: dict[str, Kind] = {  # noqa: RUF012
        "model": "text", "threshold": "real", "attribute": "text", "group": "text", "tp": "real", "fp": "real", "fn": "real", "tn": "real",
    }  # fmt: skip

    def __init__(self, models: Sequence[str], partitions: Sequence[Partition], columns: Mapping[str, npt.NDArray[np.generic]]) -> None:
        self._entries = [
            Count(models[m], None if math.isnan(t) else t, tuple(partitions[p][0]), tuple(partitions[p][1][g]), *cells)
            for m, t, p, g, *cells in zip(*(columns[name].tolist() for name in COLUMNS_OF_ENGINE))
        ]

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[Count]:
        return iter(self._entries)

    def __getitem__(self, i: int) -> Count:
        return self._entries[i]

    def __eq__(self, other: object) -> bool:
        return self._entries == other._entries if isinstance(other, Counts) else NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def to_dict(self) -> dict[str, list[Any]]:
        """The table as plain Python columns; `attribute` and `group` are text as in the frames of a Result."""
        columns = [list(column) for column in zip(*self._entries)] or [[] for _ in COUNT_COLUMNS]
        table = dict(zip(COUNT_COLUMNS, columns))
        table["attribute"] = [attribute_text(c.attribute) for c in self._entries]
        table["group"] = [group_text(c.group) for c in self._entries]
        return table

    def to_json_list(self) -> list[dict[str, Any]]:
        """The entries as the JSON of a result has them."""
        return [
            {
                **c._asdict(),
                "threshold": None if c.threshold is None else json_number(c.threshold),
                "attribute": attribute_text(c.attribute),
                "group": [{"attribute": a, "value": v} for a, v in zip(c.attribute, c.group)],
            }
            for c in self._entries
        ]

    def __repr__(self) -> str:
        rows: list[tuple[str, ...]] = [("model", "threshold", "group", "tp", "fp", "fn", "tn")]
        for c in self._entries[:_SHOWN]:
            at = "" if c.threshold is None else repr(c.threshold)
            rows.append((printable(c.model), at, group_label(c.attribute, c.group), *(f"{x:.10g}" for x in c[4:])))
        more = len(self) - _SHOWN
        return aligned(rows) + (f"\n… and {more} more entries" if more > 0 else "")


COLUMNS_OF_ENGINE = ("model", "threshold", "partition", "group", "tp", "fp", "fn", "tn")
