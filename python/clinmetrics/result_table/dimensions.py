# SPDX-License-Identifier: Apache-2.0
"""What rows and columns of a table stand for: the text of an estimate for each of their names."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any, Callable

from .._groups import group_label
from ..estimate import Estimate
from ..report import words
from ..report.text import count, parameter, shorten, threshold_texts, visible

TITLES = {
    "model": "Model", "metric": "Metric", "attribute": "Attribute", "group": "Group", "threshold": "Threshold", "n": "n", "events": "Events",
}  # fmt: skip


class Dimensions:
    """The names that a table uses. A metric's name contains its threshold, and a group's name its attribute, unless they are used apart."""

    def __init__(self, found: Sequence[Estimate], used: Iterable[str] = ()) -> None:
        self._found, self._used = found, set(used)
        numbers = {e.parameters["threshold"] for e in found if isinstance(e.parameters.get("threshold"), float)}
        self._thresholds = threshold_texts(numbers)
        self._keys: dict[str, Callable[[Estimate], Any]] = {
            "model": lambda e: e.model,
            "metric": lambda e: (e.metric, repr(sorted(self._parameters(e).items()))),
            "attribute": lambda e: e.attribute,
            "group": lambda e: (e.attribute, e.group),
            "threshold": lambda e: repr(e.parameters.get("threshold")),
            "n": lambda e: e.n,
            "events": lambda e: e.n_positive,
        }
        self._texts: dict[str, Callable[[Estimate], str]] = {
            "model": lambda e: visible(shorten(e.model)),
            "metric": self._metric,
            "attribute": lambda e: " × ".join(visible(shorten(part)) for part in e.attribute) or "All",
            "group": self._group,
            "threshold": lambda e: self._threshold(e.parameters.get("threshold")),
            "n": lambda e: count(e.n),
            "events": lambda e: "–" if e.n_positive is None else count(e.n_positive),
        }

    def n(self, name: str) -> int:
        """How many different ones there are."""
        return len({self._keys[name](e) for e in self._found})

    def key(self, e: Estimate, names: Sequence[str]) -> tuple[Any, ...]:
        """What distinguishes the row or the column of an estimate."""
        return tuple(self._keys[name](e) for name in names)

    def headings(self, names: Sequence[str]) -> dict[tuple[Any, ...], tuple[str, ...]]:
        """The texts of each row or column by its key, sorted by the first appearance of each name's texts, the first name first."""
        found = {self.key(e, names): tuple(self._texts[name](e) for name in names) for e in self._found}
        ranks = [{one: i for i, one in enumerate(dict.fromkeys(key[k] for key in found))} for k in range(len(names))]
        ordered = sorted(found, key=lambda key: [rank[one] for rank, one in zip(ranks, key)])
        return {key: found[key] for key in ordered}

    def _parameters(self, e: Estimate) -> dict[str, Any]:
        return {name: x for name, x in e.parameters.items() if x is not None and not (name == "threshold" and "threshold" in self._used)}

    def _metric(self, e: Estimate) -> str:
        given = self._parameters(e)
        others = [f"{name.replace('_', ' ')} {parameter(x)}" for name, x in sorted(given.items()) if name != "threshold"]
        text = words.metric(e.metric).label + (f" ({', '.join(others)})" if others else "")
        return visible(shorten(text)) + (f" at {self._threshold(given['threshold'])}" if "threshold" in given else "")

    def _group(self, e: Estimate) -> str:
        if "attribute" not in self._used:
            return "All" if not e.attribute else visible(shorten(group_label(e.attribute, e.group)))
        return " × ".join("(missing)" if level is None else visible(shorten(level)) for level in e.group) or "All"

    def _threshold(self, at: Any) -> str:
        if at is None or (isinstance(at, float) and math.isnan(at)):
            return "–"
        return self._thresholds.get(at) or visible(shorten(parameter(at)))
