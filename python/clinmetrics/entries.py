# SPDX-License-Identifier: Apache-2.0
"""A table whose entries are tuples with names: the common base of counts, comparisons and gaps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, Generic, TypeVar

from ._frames import Table
from ._groups import Partition
from ._tables import Columns, Line, Names
from ._text import aligned

_SHOWN = 60
Entry = TypeVar("Entry", bound=tuple[Any, ...])


class Entries(Table, Generic[Entry]):
    """Iterating gives an entry per row of the table, and so does its position; two tables are equal if all their cells are."""

    _entry: type[Entry]
    _head: tuple[str, ...]

    def __init__(self, models: Sequence[str], partitions: Sequence[Partition], columns: Columns, lines: Sequence[Line] = ()) -> None:
        self._columns = columns
        self._own_names = Names(models, partitions, lines)

    def _names(self) -> Names:
        return self._own_names

    @cached_property
    def _entries(self) -> list[Entry]:
        cells = (self._names().cells(column, self._columns) for column in self._table)
        return [self._entry(*row) for row in zip(*cells)]

    def __len__(self) -> int:
        return len(self._columns[self._table[0].stored])

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries)

    def __getitem__(self, i: int) -> Entry:
        return self._entries[i]

    def __eq__(self, other: object) -> bool:
        return self._comparable() == other._comparable() if isinstance(other, type(self)) else NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def _comparable(self) -> dict[str, list[Any]]:
        """The cells, in which NaN equals NaN."""
        return {name: ["NaN" if isinstance(x, float) and x != x else x for x in column] for name, column in self.to_dict().items()}

    def _line(self, entry: Entry) -> tuple[str, ...]:
        """An entry for readers, with a text for each part of the head."""
        raise NotImplementedError

    def __repr__(self) -> str:
        more = len(self) - _SHOWN
        rows = [self._head, *map(self._line, self._entries[:_SHOWN])]
        return aligned(rows) + (f"\n… and {more} more entries" if more > 0 else "")

    def _repr_html_(self) -> str:
        from ._notebook import MOST_ROWS, shown_of, table_html

        name = type(self).__name__.lower()
        caption = [
            f"{len(self):,} {name if len(self) != 1 else name[:-1]}.",
            *shown_of(len(self), "to_frame() has all of them, and where(…) selects some"),
        ]
        return table_html(self._head, map(self._line, self._entries[:MOST_ROWS]), caption)
