# SPDX-License-Identifier: Apache-2.0
"""A table of the page as plain values: heads, parts and lines, which one macro of the template draws."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Union

from markupsafe import Markup

from .page import Cell, Model, Value


@dataclass(frozen=True)
class Number:
    """A number, at the right of its column."""

    text: str


@dataclass(frozen=True)
class Small:
    """The method of an interval, a test, a decision."""

    text: str


@dataclass(frozen=True)
class Groups:
    """Groups, one below the other, with what stands behind each; None is the rest."""

    groups: tuple[tuple[Value, ...] | None, ...]
    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True)
class Strip:
    """A drawn interval, or the axis in the head of the column."""

    drawn: Markup


@dataclass(frozen=True)
class Links:
    """Places on the page, each by its heading and its anchor; without places, the reason why there is none."""

    places: tuple[tuple[str, str], ...]
    why_not: str = ""


@dataclass(frozen=True)
class Verdict:
    """The verdict of a goal: a word, and the kind by which it is marked."""

    text: str
    kind: str


MOST_PRINTED_LINES, MOST_PRINTED_COLUMNS = 40, 10
"""A table that is folded on the screen is printed if it has this many lines and columns at most."""

Entry = Union[str, Number, Small, Cell, Model, Groups, Strip, Links, Verdict]


_KINDS = {
    str: "text",
    Number: "number",
    Small: "small",
    Cell: "estimate",
    Model: "model",
    Groups: "groups",
    Strip: "strip-cell",
    Links: "links",
    Verdict: "verdict",
}


def entry_kind(entry: Entry) -> str:
    """How the template draws an entry."""
    return _KINDS[type(entry)]


@dataclass(frozen=True)
class Line:
    """A line of a table, with a remark below it that takes the whole width."""

    entries: tuple[Entry, ...]
    remark: str = ""
    is_strong: bool = False


@dataclass(frozen=True)
class Part:
    """Lines with a heading of their own, or without."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Table:
    """A table with its caption; a folded one is opened by its summary."""

    title: str
    caption: str
    heads: tuple[Entry, ...]
    parts: tuple[Part, ...]
    is_folded: bool = False
    class_: str = "compact"

    @property
    def n_lines(self) -> int:
        """The number of lines, without remarks."""
        return sum(len(part.lines) for part in self.parts)

    @property
    def is_printed(self) -> bool:
        """Whether it is on paper, and not only announced there."""
        return not self.is_folded or (self.n_lines <= MOST_PRINTED_LINES and len(self.heads) <= MOST_PRINTED_COLUMNS)


@dataclass(frozen=True)
class Block:
    """Sentences, and the tables below them."""

    title: str
    aside: str
    sentences: tuple[str, ...]
    tables: tuple[Table, ...]


def folded(title: str, caption: str, heads: tuple[Entry, ...], lines: tuple[Line, ...]) -> tuple[Table, ...]:
    """A folded table, or none if it has no lines."""
    return (Table(title, caption, heads, (Part("", lines),), is_folded=True),) if lines else ()
