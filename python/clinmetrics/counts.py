# SPDX-License-Identifier: Apache-2.0
"""The confusion counts of each model, threshold and group."""

from __future__ import annotations

from ._fields import Count
from ._groups import group_label
from ._tables import COUNTS
from ._text import printable
from .entries import Entries

__all__ = ["Count", "Counts"]


class Counts(Entries[Count]):
    """The confusion counts behind a result: true and false positives, false and true negatives, an entry per model, threshold and group.

    Iterating gives a `Count` per entry. Groups below the minimum size have no entry.
    """

    _table = COUNTS
    _entry = Count
    _head = ("model", "threshold", "group", "tp", "fp", "fn", "tn")

    def _line(self, c: Count) -> tuple[str, ...]:
        number = "" if c.threshold is None else repr(c.threshold)
        at = number if c.rule is None else f"{number or 'hidden'} ({c.rule})"
        return printable(c.model), at, group_label(c.attribute, c.group), *(f"{x:.10g}" for x in (c.tp, c.fp, c.fn, c.tn))
