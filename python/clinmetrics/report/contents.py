# SPDX-License-Identifier: Apache-2.0
"""What the result contains, as the checklists ask for it: each answer is a place on the page, or the reason why there is none."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from .by_threshold import is_long
from .index import Index
from .robustness import roles

SECTIONS = {
    "summary": "Summary",
    "flow": "Flow of the data",
    "goals": "Goals",
    "overall": "Overall",
    "thresholds": "By threshold",
    "curves": "Curves",
    "subgroups": "Subgroups",
    "gaps": "Gaps between groups",
    "comparisons": "Comparisons of models",
    "robustness": "Robustness",
    "reading": "How to read this report",
    "data-set": "Data set",
    "model-card": "Fields of the FG-AI4H report",
    "provenance": "Provenance",
}


@dataclass(frozen=True)
class Answer:
    """Where something is on the page; without a place, why it is not there."""

    places: tuple[str, ...]  # anchors, which `SECTIONS` names
    why_not: str = ""


class Contents:
    """The parts of a result that exist, asked by name."""

    def __init__(self, index: Index, sections: Collection[str]) -> None:
        self.index, self.sections = index, sections
        self.metrics = {name for name, _ in index.metrics}
        self.has_intervals = any(not math.isnan(row.lower + row.upper) for row in index.document.rows)
        self.has_groups = len(index.cells) > 1
        self.curves = tuple(index.document.curves.values())

    def when(self, exists: bool, *places: str, why_not: str) -> Answer:
        """The places, if there is something."""
        return Answer(places) if exists else Answer((), why_not)

    def any_of(self, *names: str) -> bool:
        """Whether the result has one of these metrics."""
        return any(name in self.metrics for name in names)

    @property
    def has_thresholds(self) -> bool:
        """Whether predictions were judged at a threshold, or are labels."""
        return bool(self.index.document.counts) or self.any_of("sensitivity", "specificity")

    @property
    def threshold_place(self) -> str:
        """Where the counts at the thresholds are."""
        several = max((len(self.index.thresholds(name)) for name in self.index.document.models), default=0) > 1
        return "thresholds" if several or is_long(self.index) else "overall"

    @property
    def has_robustness(self) -> bool:
        """Whether there are variants of models, or sites or scanners."""
        return bool(self.index.variants or roles(self.index))


def _from_audit(part: str) -> Callable[[Contents], bool]:
    def found(contents: Contents) -> bool:
        audit = contents.index.audit
        return audit is not None and bool(getattr(audit, part))

    return found


HAS_FLOW, HAS_GOALS, HAS_MANIFEST = map(_from_audit, ("flow", "goals", "manifest"))


def says(contents: Contents, key: str) -> bool:
    """Whether the specification describes something under `about`."""
    about = contents.index.analysis.get("about")
    return isinstance(about, Mapping) and bool(about.get(key))
