# SPDX-License-Identifier: Apache-2.0
"""The parts of the page: cards, tables, forests, figures and notes, all plain values that the template arranges."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup


@dataclass(frozen=True)
class Cell:
    """A value as shown: number, interval, and the reason if one of them is missing."""

    value: str
    interval: str
    reason: str
    flags: tuple[str, ...] = ()
    is_absent: bool = False  # there is no value
    size: str = ""  # the counts behind a share, as in "235/318"


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
    auroc: Cell | None
    facts: tuple[tuple[str, str], ...]
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class Line:
    """A metric of a model in the overall table."""

    model: Model
    cell: Cell
    method: str
    n: str


@dataclass(frozen=True)
class MetricBlock:
    """A metric with one line per model."""

    label: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Section:
    """A part of the overall table."""

    title: str
    blocks: tuple[MetricBlock, ...]
    is_folded: bool = False


@dataclass(frozen=True)
class Figure:
    """A chart with its caption, its legend and, for calibration, its numbers."""

    title: str
    chart: Markup
    caption: str
    legend: tuple[Model, ...] = ()
    bins: tuple[tuple[str, str, str, str, str], ...] = ()
    bins_caption: str = ""


@dataclass(frozen=True)
class FigureGroup:
    """Figures that belong together."""

    title: str | None
    model: Model | None
    figures: tuple[Figure, ...]
    absent: str = ""


@dataclass(frozen=True)
class Value:
    """A group's value of one part; ``None`` is missing."""

    text: str | None


@dataclass(frozen=True)
class Example:
    """A value of the report with its interval, by which the notation is explained."""

    shown: str
    what: str


@dataclass(frozen=True)
class Note:
    """A term and its sentence."""

    term: str
    text: str
