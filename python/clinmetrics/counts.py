# SPDX-License-Identifier: Apache-2.0
"""The confusion counts of each model, threshold and group."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

from ._fields import Count
from ._frames import Table
from ._groups import Partition, group_label
from ._tables import COUNTS, Columns, Names
from ._text import aligned, printable

_SHOWN = 60

__all__ = ["Count", "Counts"]


class Counts(Table):
    """The confusion counts behind a result: true and false positives, false and true negatives, an entry per model, threshold and group.

    Iterating gives a `Count` per entry. Groups below the minimum size have no entry.
    """

    _table = COUNTS

    def __init__(self, models: Sequence[str], partitions: Sequence[Partition], columns: Columns) -> None:
        self._columns = columns
        self._own_names = Names(models, partitions)

    def _names(self) -> Names:
        return self._own_names

    @cached_property
    def _entries(self) -> list[Count]:
        return [Count(*cells) for cells in zip(*(self._names().cells(column, self._columns) for column in COUNTS))]

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[Count]:
        return iter(self._entries)

    def __getitem__(self, i: int) -> Count:
        return self._entries[i]

    def __eq__(self, other: object) -> bool:
        return self._entries == other._entries if isinstance(other, Counts) else NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        rows: list[tuple[str, ...]] = [("model", "threshold", "group", "tp", "fp", "fn", "tn")]
        for c in self._entries[:_SHOWN]:
            at = "" if c.threshold is None else repr(c.threshold)
            rows.append((printable(c.model), at, group_label(c.attribute, c.group), *(f"{x:.10g}" for x in (c.tp, c.fp, c.fn, c.tn))))
        more = len(self) - _SHOWN
        return aligned(rows) + (f"\n… and {more} more entries" if more > 0 else "")
