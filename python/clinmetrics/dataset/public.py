# SPDX-License-Identifier: Apache-2.0
"""The public view of a manifest: no digests, no names of files, no small counts, and none that can be computed from what is shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from ..suppression import is_small
from ..suppression.rows import hidden_groups, pooled_groups
from .attributes import Attribute
from .links import MOST_CELLS, Sum, gives_away
from .outcome import outcome_of
from .sizes import Sizes
from .table import Counted

if TYPE_CHECKING:
    import numpy.typing as npt

    Ints = npt.NDArray[np.int64]
    Mask = npt.NDArray[np.bool_]

EVENTS = "\0events"  # the outcome's events among the other counts; no column has this name


@dataclass
class _Shown:
    """An attribute as it is published: the rows' groups after pooling, and the groups whose counts are hidden, by count."""

    attribute: Attribute
    index: int
    kept: list[int]
    pooled: list[int]
    codes: Ints
    sizes: Sizes
    hidden: dict[str, list[int]] = field(default_factory=dict)
    must: dict[str, list[int]] = field(default_factory=dict)

    @property
    def n_groups(self) -> int:
        return len(self.kept) + bool(self.pooled)


def public_of(full: dict[str, Any], counted: Counted, k: int) -> dict[str, Any]:
    """The public view."""
    view = _View(full, counted, k)
    shown, left_out = view.attributes()
    is_shown = not view.is_small_whole
    outcome = full["outcome"]
    return {
        "schema": full["schema"],
        "view": "public",
        "version": full["version"],
        "k": k,
        "n_rows": full["n_rows"] if is_shown else None,
        "unit": full["unit"],
        "n_units": full["n_units"] if is_shown else None,
        "columns": [view.column(c) for c in full["columns"]],
        "outcome": None if outcome is None else {"column": outcome["column"], "positive": outcome["positive"], **view.outcome(outcome)},
        "attributes": [view.attribute(one) for one in shown],
        "left_out": left_out,
    }


def _missing_level(a: Attribute) -> int | None:
    """The group of the missing values of an attribute of one column, which is the last one."""
    return len(a.groups) - 1 if a.groups and a.groups[-1] == (None,) else None


class _View:
    def __init__(self, full: dict[str, Any], counted: Counted, k: int) -> None:
        self._full, self._c, self._k = full, counted, k
        one = Sizes(np.zeros(counted.n_rows, np.int64), 1, counted.unit)
        self.is_small_whole = is_small(int(one.units()[0]), k)
        self._masks: dict[str, tuple[Mask, Mask]] = {}  # what is counted, and of which rows
        every = np.ones(counted.n_rows, dtype=bool)
        for name, mask in counted.missing.items():
            self._masks[name] = mask, every
        if counted.y is not None:
            self._masks[EVENTS] = counted.y == 1, counted.y >= 0
        self._hidden_overall = {name for name in self._masks if self.is_small_whole or bool(self._splits(one, name)[0])}
        if counted.y is not None and self._c.outcome in self._hidden_overall:
            self._hidden_overall.add(EVENTS)

    def _splits(self, sizes: Sizes, name: str) -> list[bool]:
        """For each group, whether the count or its rest is small. Units are counted: they are never more than rows."""
        part, whole = self._masks[name]
        both = zip(sizes.units(part).tolist(), sizes.units(whole & ~part).tolist())
        return [is_small(p, self._k) or is_small(rest, self._k) for p, rest in both]

    def column(self, c: dict[str, Any]) -> dict[str, Any]:
        """A column without its digest."""
        is_hidden = self.is_small_whole or c["name"] in self._hidden_overall
        return {
            "name": c["name"],
            "type": c["type"],
            "missing": None if is_hidden else c["missing"],
            "missing_share": None if is_hidden else c["missing_share"],
        }

    def outcome(self, full: dict[str, Any]) -> dict[str, Any]:
        """The counts of the outcome over all rows."""
        if self.is_small_whole or self._c.outcome in self._hidden_overall:
            return dict.fromkeys(("labeled", "events", "prevalence"))
        is_hidden = EVENTS in self._hidden_overall
        return {name: None if is_hidden and name != "labeled" else full[name] for name in ("labeled", "events", "prevalence")}

    def attributes(self) -> tuple[list[_Shown], list[dict[str, Any]]]:
        """The attributes that can be published together, in their order, and the others with the reason."""
        shown: list[_Shown] = []
        left_out = []
        for i, a in enumerate(self._c.attributes):
            one = self._pooled(i, a)
            reason = None
            if len(a.names) > 1:
                reason = "crosses are not published"
            elif a.names[0] == self._c.outcome:
                reason = "it is the outcome"
            elif one is None:
                reason = "its groups are too small"
            elif not self._can_join(shown, one):
                reason = "it would reveal a small group of another attribute"
            if one is None or reason is not None:
                left_out.append({"names": list(a.names), "reason": reason})
            else:
                shown.append(one)
        for name in self._masks:
            self._hide(shown, name)
        return shown, left_out

    def _pooled(self, index: int, a: Attribute) -> _Shown | None:
        if self.is_small_whole or len(a.names) > 1:
            return None
        sizes = Sizes(a.codes, len(a.groups), self._c.unit)

        def units_of(groups: list[int]) -> int:
            mask = np.isin(a.codes, groups)
            return int(np.count_nonzero(mask)) if self._c.unit is None else len(np.unique(self._c.unit[mask]))

        pooled = pooled_groups(sizes.units().tolist(), units_of, self._k, _missing_level(a))
        if pooled is None:
            return None
        kept = [i for i in range(len(a.groups)) if i not in pooled]
        place = np.full(len(a.groups), len(kept), np.int64)
        place[kept] = np.arange(len(kept))
        codes = place[a.codes]
        return _Shown(a, index, kept, pooled, codes, Sizes(codes, len(kept) + bool(pooled), self._c.unit) if pooled else sizes)

    @staticmethod
    def _cells(shown: list[_Shown]) -> Ints:
        """The combinations of groups that occur, one a row."""
        codes = shown[0].attribute.codes
        for one in shown[1:]:
            codes = np.unique(codes * len(one.attribute.groups) + one.attribute.codes, return_inverse=True)[1].reshape(-1)
        rows = np.unique(codes, return_index=True)[1]
        return np.column_stack([one.attribute.codes[rows] for one in shown])

    def _can_join(self, shown: list[_Shown], one: _Shown) -> bool:
        """Whether no size of a pooled group follows from the sizes that are shown."""
        every = [*shown, one]
        if not any(s.pooled for s in every):
            return True
        cells = self._cells(every)
        if len(cells) > MOST_CELLS:
            return False
        published = [Sum(i, groups) for i, s in enumerate(every) for groups in self._groups(s)]
        hidden = [Sum(i, (group,)) for i, s in enumerate(every) for group in s.pooled]
        missing = [(i, _missing_level(s.attribute)) for i, s in enumerate(every)]
        known = [Sum(i, (level,)) for i, level in missing if level is not None and level not in every[i].pooled]
        return not gives_away(cells, published, hidden, known)  # missing cells are counted by the groups of every attribute

    @staticmethod
    def _groups(s: _Shown) -> list[tuple[int, ...]]:
        return [(group,) for group in s.kept] + ([tuple(s.pooled)] if s.pooled else [])

    def _hide(self, shown: list[_Shown], name: str) -> None:
        """Chooses the groups whose count is hidden, attribute by attribute, so that none follows from the others."""
        for at, one in enumerate(shown):
            part, whole = self._masks[name]
            must = self._splits(one.sizes, name)
            if name == EVENTS:
                of_labels = one.hidden.get(self._c.outcome or "", [])
                must = [is_hidden or i in of_labels for i, is_hidden in enumerate(must)]
            one.must[name] = [i for i, is_hidden in enumerate(must) if is_hidden]
            if name in self._hidden_overall:
                one.hidden[name] = list(range(one.n_groups))
                continue
            one.hidden[name] = hidden_groups(one.sizes.rows(part).tolist(), one.sizes.rows(whole).tolist(), must, self._k)
            if self._follows(shown[: at + 1], name, one.hidden[name]):
                one.hidden[name] = list(range(one.n_groups))
                if self._follows(shown[: at + 1], name, one.must[name]):
                    for s in shown:
                        s.hidden[name] = list(range(s.n_groups))
                    return

    def _follows(self, shown: list[_Shown], name: str, hidden: list[int]) -> bool:
        """Whether a hidden count of the last attribute, or one that must be hidden of those before, follows from the shown ones."""
        secret = [(len(shown) - 1, i) for i in hidden]
        secret += [
            (at, i) for at, s in enumerate(shown[:-1]) for i in (s.hidden[name] if len(s.hidden[name]) < s.n_groups else s.must[name])
        ]
        if not secret or len(shown) == 1:
            return False
        part, whole = self._masks[name]
        published, known = [Sum(0, tuple(range(len(shown[0].attribute.groups))))], []
        for at, s in enumerate(shown):
            groups = self._groups(s)
            parts, wholes = s.sizes.rows(part).tolist(), s.sizes.rows(whole).tolist()
            for i in range(s.n_groups):
                if i not in s.hidden[name]:
                    published.append(Sum(at, groups[i]))
                    if parts[i] in (0, wholes[i]):
                        known.append(Sum(at, groups[i]))
        return gives_away(self._cells(shown), published, [Sum(at, self._groups(shown[at])[i]) for at, i in secret], known)

    def attribute(self, one: _Shown) -> dict[str, Any]:
        """The groups of an attribute; those that are pooled are the last one."""
        sizes, full = one.sizes, self._full["attributes"][one.index]["groups"]
        rows, units = sizes.rows().tolist(), sizes.units().tolist()
        missing = {name: sizes.rows(mask).tolist() for name, (mask, _) in self._masks.items() if name != EVENTS}
        groups = []
        for i in range(one.n_groups):
            is_pool = i == len(one.kept)
            level = None if is_pool else one.attribute.groups[one.kept[i]][0]
            groups.append(
                {
                    "group": None if is_pool else [{"attribute": one.attribute.names[0], "value": level}],
                    "pooled": len(one.pooled) if is_pool else 0,
                    "n_rows": rows[i],
                    "n_units": None if self._c.unit is None else units[i],
                    **self._group_outcome(one, i, None if is_pool else full[one.kept[i]]),
                    "missing": {
                        name: None if i in one.hidden[name] else n[i] for name, n in missing.items() if n[i] or i in one.hidden[name]
                    },
                }
            )
        return {"names": list(one.attribute.names), "role": one.attribute.role, "groups": groups}

    def _group_outcome(self, one: _Shown, i: int, full: dict[str, Any] | None) -> dict[str, Any]:
        """The outcome of a group as in the full view, or of the groups that are pooled, without what is hidden."""
        if self._c.y is None or i in one.hidden[self._c.outcome or ""]:
            return dict.fromkeys(("labeled", "events", "prevalence"))
        found = outcome_of(self._c, np.flatnonzero(one.codes == i)) if full is None else full
        is_hidden = i in one.hidden[EVENTS]
        return {name: None if is_hidden and name != "labeled" else found[name] for name in ("labeled", "events", "prevalence")}
