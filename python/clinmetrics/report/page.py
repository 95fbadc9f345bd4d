# SPDX-License-Identifier: Apache-2.0
"""What the page holds, in order: cards, tables, forests, figures and notes, all plain values that the template lays out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional, Tuple

from markupsafe import Markup


@dataclass(frozen=True)
class Cell:
    """A value as shown: number, interval, and the reason where one of them is missing."""

    value: str
    interval: str
    reason: str
    flags: Tuple[str, ...] = ()


@dataclass(frozen=True)
class Model:
    """A model with its number, which fixes its colour and mark everywhere."""

    name: str
    brief: str
    index: int
    swatch: Markup


@dataclass(frozen=True)
class Card:
    """One model in a few plain sentences."""

    model: Model
    auroc: Optional[Cell]
    facts: Tuple[Tuple[str, str], ...]
    sentences: Tuple[str, ...]


@dataclass(frozen=True)
class Line:
    """A metric of a model in the overall table."""

    model: Model
    cell: Cell
    method: str
    n: str


@dataclass(frozen=True)
class MetricBlock:
    """A metric with one line a model."""

    label: str
    lines: Tuple[Line, ...]


@dataclass(frozen=True)
class Section:
    """A part of the overall table."""

    title: str
    blocks: Tuple[MetricBlock, ...]


@dataclass(frozen=True)
class Figure:
    """A chart with its caption, its legend and, for calibration, its numbers."""

    title: str
    chart: Markup
    caption: str
    legend: Tuple[Model, ...] = ()
    bins: Tuple[Tuple[str, str, str, str, str], ...] = ()


@dataclass(frozen=True)
class FigureGroup:
    """Figures that belong together."""

    title: Optional[str]
    model: Optional[Model]
    figures: Tuple[Figure, ...]
    absent: str = ""


@dataclass(frozen=True)
class Value:
    """A group's value of one part; ``None`` is missing."""

    text: Optional[str]


@dataclass(frozen=True)
class StripCell:
    """A cell with its strip."""

    cell: Cell
    strip: Markup


@dataclass(frozen=True)
class GroupLine:
    """A group in a forest table."""

    values: Tuple[Value, ...]
    is_all: bool
    n: str
    events: str
    cells: Tuple[StripCell, ...]


@dataclass(frozen=True)
class ModelBlock:
    """A model's groups in a forest table."""

    model: Model
    lines: Tuple[GroupLine, ...]


@dataclass(frozen=True)
class Panel:
    """A column of a forest table."""

    label: str
    axis: Markup


@dataclass(frozen=True)
class Forest:
    """A forest table: panels side by side, a block a model."""

    title: str
    reference: str
    panels: Tuple[Panel, ...]
    blocks: Tuple[ModelBlock, ...]


@dataclass(frozen=True)
class DetailLine:
    """A line of the table of all metrics by group."""

    values: Tuple[Value, ...]
    metric: str
    model: Model
    cell: Cell
    method: str
    n: str
    events: str


@dataclass(frozen=True)
class Subgroups:
    """All about one attribute."""

    title: str
    parts: Tuple[str, ...]
    n_groups: int
    small: Tuple[Tuple[Tuple[Value, ...], str], ...]
    has_missing: bool
    forests: Tuple[Forest, ...]
    details: Tuple[DetailLine, ...]


@dataclass(frozen=True)
class Note:
    """A term and its sentence."""

    term: str
    text: str


@dataclass(frozen=True)
class Page:
    """The whole report."""

    title: str
    models: Tuple[Model, ...]
    level: str
    created: str
    version: str
    lead: str
    intro: Tuple[str, ...]
    cards: Tuple[Card, ...]
    care: Tuple[str, ...]
    sections: Tuple[Section, ...]
    figure_groups: Tuple[FigureGroup, ...]
    subgroups: Tuple[Subgroups, ...]
    metric_notes: Tuple[Note, ...]
    method_notes: Tuple[Note, ...]
    status_notes: Tuple[Note, ...]
    flag_notes: Tuple[Note, ...]
    provenance: Tuple[Tuple[str, str], ...]
    hashes: Tuple[Tuple[str, str], ...]
