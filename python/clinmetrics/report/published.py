# SPDX-License-Identifier: Apache-2.0
"""The intervals of published methods beside those of newer ones: of single values, of differences of models, and of differences of groups."""

from __future__ import annotations

import math
from collections.abc import Iterator

from ..points.gaps import rank
from . import words
from .index import Index, cell_of, has_interval, title_of, values_of
from .read import Row
from .read_contrasts import Comparison, Contrast, Gap
from .tables import Block, Entry, Groups, Line, Number, Part, Small, Table, folded
from .text import count, numbers, shorten, span

_MOST_OPEN = 20  # lines; a longer table is folded
_MOST_FOLDED = 100  # lines of a table of groups


def published(index: Index) -> Block | None:
    """The tables, or none if no row has limits of a published method."""
    tables = [*_values(index), *_models(index), *_groups(index)]
    return Block("", "", (), tuple(tables)) if tables else None


def has_published(c: Row | Contrast) -> bool:
    """Whether limits of a published method stand beside those of a newer one."""
    return has_interval(c) and not math.isnan(c.published_lower) and not math.isnan(c.published_upper)


def compared_models(index: Index) -> Iterator[Comparison]:
    """The differences of models over all rows that have published limits."""
    return (c for c in index.document.comparisons if c.attribute is None and c.scale == "difference" and has_published(c))


def compared_groups(index: Index) -> Iterator[Gap]:
    """The differences of groups that have published limits."""
    return (g for g in index.document.gaps if g.scale == "difference" and has_published(g))


def _limits(c: Row | Contrast) -> tuple[Entry, ...]:
    _, lower, upper = numbers(c.value, c.published_lower, c.published_upper)
    return Number(cell_of(c).interval), Number(span(lower, upper)), Small(shorten(words.method_label(c.published_method)))


def _heads(*first: Entry) -> tuple[Entry, ...]:
    return (*first, Number("Interval above"), Number("Published interval"), Small("Published method"))


def _values(index: Index) -> tuple[Table, ...]:
    several = len(index.models) > 1
    lines = []
    for name, parameters in index.metrics:
        for model, of in zip(index.models, index.document.models):
            row = index.overall.get((of, name, parameters))
            if row is not None and has_published(row):
                label = index.label_at(name, parameters, is_long=True)
                lines.append(Line((label, *((model,) if several else ()), *_limits(row))))
    if not lines:
        return ()
    heads = _heads("Metric", *((Small("Model"),) if several else ()))
    caption = f"{index.level} intervals of the same values by two methods."
    title = f"All {index.outcome.units}" + (f" ({len(lines)} values)" if len(lines) > _MOST_OPEN else "")
    return (Table(title, caption, heads, (Part("", tuple(lines)),), len(lines) > _MOST_OPEN),)


def _models(index: Index) -> tuple[Table, ...]:
    lines = [
        Line(
            (
                index.label_at(c.metric, c.parameters, is_long=True),
                Small(f"{index.model(c.a or '').brief} − {index.model(c.b or '').brief}"),
                *_limits(c),
            )
        )
        for c in compared_models(index)
    ]
    if not lines:
        return ()
    caption = f"{index.level} intervals of the same differences by two methods."
    title = "Differences of models" + (f" ({len(lines)} values)" if len(lines) > _MOST_OPEN else "")
    return (Table(title, caption, _heads("Metric", Small("Models")), (Part("", tuple(lines)),), len(lines) > _MOST_OPEN),)


def _groups(index: Index) -> tuple[Table, ...]:
    lines, found = [], list(compared_groups(index))
    for g in sorted(found, key=rank)[:_MOST_FOLDED]:
        attribute = index.attribute(g.attribute)
        sides = tuple(None if side is None else values_of(attribute, side) for side in (g.a, g.b))
        model = (index.model(g.model),) if len(index.models) > 1 else ()
        label = index.label_at(g.metric, g.parameters)
        lines.append(Line((Groups(sides), Small(title_of(attribute)), Small(label), *model, *_limits(g))))
    heads = _heads("Groups", Small("Attribute"), Small("Metric"), *((Small("Model"),) if len(index.models) > 1 else ()))
    caption = f"{index.level} intervals of the same differences between groups by two methods."
    n = f"{len(lines)}"
    if len(found) > len(lines):
        n = f"{len(lines)} of {count(len(found))}"
        caption += f" The first {n}, in the order of “Gaps between groups”; the result in JSON has all of them."
    return folded(f"Differences between groups ({n} values)", caption, heads, tuple(lines))
