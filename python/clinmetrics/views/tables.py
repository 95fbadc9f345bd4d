# SPDX-License-Identifier: Apache-2.0
"""What the rows of a document reveal: sizes of groups, and counts of a model at a threshold."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Optional

from .._groups import attribute_text
from .._names import METRICS
from ..suppression.margins import hidden_groups, hides_all

Group = tuple[tuple[str, Optional[str]], ...]
Cells = tuple[float, ...]
At = tuple[str, Any]
"""A model and a threshold, a rule, or None for decisions."""
SCORE_OF_A_ROW = "chosen_threshold"
"""The metric whose value and limits are scores of single rows. Youden's index always chooses that of a positive row."""

_ONE_SIDE = {"sensitivity": ("positive",), "fnr": ("positive",), "specificity": ("negative",), "fpr": ("negative",)}
_SIZES = ("n_positive", "n_negative", "n", "n_units")
_SIDES = {"positive": ("tp", "fn"), "negative": ("fp", "tn")}


class Tables:
    """Which groups are hidden, and which sides of the 2 x 2 tables: (tp, fn) of the positive rows and (fp, tn) of the negative ones."""

    def __init__(self, document: Mapping[str, Any], k: int) -> None:
        self._k = k
        sizes: dict[Group, Cells] = {}
        scale: dict[Group, float] = {}
        for row in document["rows"]:
            group = group_of(row)
            found = sizes.get(group, (math.inf,) * 4)
            sizes[group] = tuple(_least(_count(row[name]), x) for name, x in zip(_SIZES, found))
            scale[group] = _rows_per_weight(row)
        self.has_weights = any(abs(x - 1) > 1e-9 for x in scale.values())
        by_table = _by_table(document["counts"], scale)
        self.hidden = self._hidden(sizes)
        for groups in _partitions(
            sizes
        ).values():  # the margins of a cross are shown, and could give its cells: it is shown without gaps only
            if len(groups[0]) > 1 and not all(x >= k for table in by_table.values() for group in groups for x in _cells(table, group)):
                self.hidden |= set(groups)
        self._hidden_sides = {
            (at, side): self._hidden_side({group: _cells(table, group, names) for group in sizes})
            for at, table in by_table.items()
            for side, names in _SIDES.items()
        }

    def shows_group(self, group: Group) -> bool:
        """Whether anything of the group is shown."""
        return group not in self.hidden

    def hidden_of(self, attribute: str) -> list[Group]:
        """The hidden groups of an attribute or a cross."""
        return [group for group in self.hidden if attribute_text([name for name, _ in group]) == attribute]

    def shows(self, row: Mapping[str, Any]) -> bool:
        """Whether the value of a row of a group that is shown may be shown."""
        about = METRICS.about.get(row["metric"])
        if about is None:
            return False  # a metric that another program had registered
        if row["metric"] == SCORE_OF_A_ROW:
            return False
        if about["tally"] == "confusion" and about["takes_threshold"]:
            sides = _ONE_SIDE.get(row["metric"], ("positive", "negative"))
            at = (row["model"], row["parameters"].get("threshold"))
            return all(self.shows_side(at, group_of(row), side) for side in sides)
        if about["tally"].startswith("point_at"):  # a share at a threshold that the data chose
            value, least = row["value"], min(_count(row["n_positive"]), _count(row["n_negative"]))
            return isinstance(value, float) and min(value, 1 - value) * least >= self._k
        return True

    def shows_side(self, at: At, group: Group, side: str) -> bool:
        """Whether one side of a 2 x 2 table is shown."""
        hidden = self._hidden_sides.get((at, side))
        return hidden is not None and group not in hidden

    def _hidden(self, sizes: Mapping[Group, Cells]) -> set[Group]:
        """The groups that are hidden, partition by partition; all of them if there are too few rows altogether."""
        if () in sizes and hidden_groups([sizes[()]], self._k):
            return set(sizes)
        hidden: set[Group] = set()
        for parts, groups in _partitions(sizes).items():
            at = hidden_groups([sizes[group] for group in groups], self._k, len(parts) > 1)
            hidden |= {groups[i] for i in at}
        return hidden

    def _hidden_side(self, cells: Mapping[Group, Cells]) -> set[Group]:
        """The groups in which one side of a 2 x 2 table is hidden."""
        if () in cells and not all(x >= self._k for x in cells[()]):
            return set(cells)
        hidden = set(self.hidden)
        for groups in _partitions(cells).values():
            already = {i for i, group in enumerate(groups) if group in self.hidden}
            if hides_all([cells[group] for group in groups], already, self._k):
                hidden |= set(groups)
        return hidden


def _partitions(groups: Iterable[Group]) -> dict[tuple[str, ...], list[Group]]:
    """The groups of each attribute or cross."""
    found: dict[tuple[str, ...], list[Group]] = {}
    for group in groups:
        if group:
            found.setdefault(tuple(name for name, _ in group), []).append(group)
    return found


def _by_table(counts: list[Mapping[str, Any]], scale: Mapping[Group, float]) -> dict[At, dict[Group, dict[str, float]]]:
    """The counts of each model and threshold by group, in rows."""
    found: dict[At, dict[Group, dict[str, float]]] = {}
    for entry in counts:
        at = (entry["model"], entry["threshold"] if entry["rule"] is None else entry["rule"])
        group = group_of(entry)
        found.setdefault(at, {})[group] = {name: entry[name] * scale.get(group, 1.0) for name in ("tp", "fn", "fp", "tn")}
    return found


def _cells(table: Mapping[Group, Mapping[str, float]], group: Group, names: Sequence[str] = ("tp", "fn", "fp", "tn")) -> Cells:
    """Counts of a group; NaN if they are not known."""
    return tuple(table.get(group, {}).get(name, math.nan) for name in names)


def group_of(entry: Mapping[str, Any], key: str = "group") -> Group:
    """The levels of a group in a form that can be looked up."""
    return tuple((part["attribute"], part["value"]) for part in entry[key])


def _count(x: Any) -> float:
    return math.nan if x is None else float(x)


def _least(a: float, b: float) -> float:
    """The smaller count; one that is not known stays unknown."""
    return math.nan if math.isnan(a) or math.isnan(b) else min(a, b)


def _rows_per_weight(row: Mapping[str, Any]) -> float:
    """About how many rows a count in the unit of the weights stands for."""
    weight = row["weight_sum"]
    return row["n"] / weight if isinstance(weight, float) and weight > 0 else 1.0
