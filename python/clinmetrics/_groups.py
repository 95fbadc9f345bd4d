# SPDX-License-Identifier: Apache-2.0
"""The groups of a result and their text forms: escaped in frames and JSON, printed for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Optional

from ._text import printable

Level = Optional[str]
Partition = tuple[list[str], list[list[Level]]]
"""The attributes of a cross (none for all rows), and the levels of each of its groups."""


def escape_level(level: Level) -> str:
    """A level in a frame: `*` joins the levels of a cross, `(missing)` is missing; these texts in the data are escaped by a backslash."""
    if level is None:
        return "(missing)"
    text = level.replace("\\", "\\\\").replace("*", "\\*")
    return "\\(missing)" if text == "(missing)" else text


def attribute_text(attributes: Sequence[str]) -> str | None:
    """As in sex*age_band; None for all rows."""
    return "*".join(map(escape_level, attributes)) if attributes else None


def cross_text(names: Sequence[str], limits: Mapping[str, Sequence[float] | None]) -> str:
    """The columns of a cross with the limits that divide their numbers, as in sex*age:18,40,65."""

    def part(name: str) -> str:
        given = limits.get(name)
        return name if given is None else f"{name}:{','.join(f'{x:.17g}' for x in given)}"

    return "*".join(map(part, names))


def group_text(levels: Sequence[Level]) -> str | None:
    """As in F*65+; None for all rows."""
    return "*".join(map(escape_level, levels)) if levels else None


def group_label(attributes: Sequence[str], levels: Sequence[Level]) -> str:
    """As in sex=F, age_band=65+ on a terminal; "all" for all rows."""
    return ", ".join(f"{printable(a)}={_level_label(v)}" for a, v in zip(attributes, levels)) or "all"


def levels_label(levels: Sequence[Level]) -> str:
    """The same without the names of the attributes, which the reader knows."""
    return ", ".join(map(_level_label, levels))


def _level_label(level: Level) -> str:
    if level is None:
        return "(missing)"
    return f"\\{level}" if level.lstrip("\\") == "(missing)" else printable(level)
