# SPDX-License-Identifier: Apache-2.0
"""The whole page, in order."""

from __future__ import annotations

from dataclasses import dataclass

from .attribute_part import Subgroups
from .chapter import Chapter
from .headline import Headline
from .page import Card, Example, FigureGroup, Model, Note, Section
from .tables import Block


@dataclass(frozen=True)
class Page:
    """The whole report."""

    title: str
    is_long: bool  # more is folded
    patients: str  # what the rows are called
    events: str  # the heading of the rows with the outcome
    models: tuple[Model, ...]
    level: str
    created: str
    version: str
    lead: str
    headline: Headline
    intro: tuple[str, ...]
    cards: tuple[Card, ...]
    notices: tuple[str, ...]
    care: tuple[str, ...]
    flow: Chapter | None
    goals: Chapter | None
    sections: tuple[Section, ...]
    thresholds: Block | None
    figure_groups: tuple[FigureGroup, ...]
    comparisons: Block | None
    subgroups: tuple[Subgroups, ...]
    about_subgroups: tuple[str, ...]
    about_sizes: str
    about_gaps: tuple[str, ...]
    gaps: tuple[Block, ...]
    robustness: Chapter | None
    reading: tuple[Example | None, tuple[str, ...]]
    metric_notes: tuple[Note, ...]
    published: Block | None
    method_notes: tuple[Note, ...]
    test_notes: tuple[Note, ...]
    status_notes: tuple[Note, ...]
    flag_notes: tuple[Note, ...]
    data_set: Chapter | None
    checklists: tuple[Chapter, ...]
    provenance: tuple[tuple[str, str], ...]
    hashes: tuple[tuple[str, str, str], ...]
