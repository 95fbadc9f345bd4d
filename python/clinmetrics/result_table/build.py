# SPDX-License-Identifier: Apache-2.0
"""Arranges the rows of a result in a table."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from .._names import about_rows
from ..estimate import Estimate
from ..report.text import count, level, visible
from .cell import Cell, Template
from .dimensions import TITLES, Dimensions
from .table import ResultTable

if TYPE_CHECKING:
    from ..result import Result


def table_of(result: Result, rows: Any = None, columns: Any = None, cell: str | None = None, caption: str = "") -> ResultTable:
    """The table of a result; `Result.table` describes the arguments."""
    template = Template(cell)
    found = list(result)
    if not found:
        raise ValueError("the result has no rows, so that there is no table")
    down, across = _names(rows, "rows"), _names(columns, "columns")
    _complete(Dimensions(found, [*down, *across]), down, across)
    shown = Dimensions(found, [*down, *across])
    _refuse_left_out(shown, [*down, *across])
    lines, heads = shown.headings(down), shown.headings(across)
    cells = {(shown.key(e, down), shown.key(e, across)): _about_rows(template.fill(e)) for e in found}
    return ResultTable(
        row_names=tuple(TITLES[name] for name in down),
        column_names=tuple(TITLES[name] for name in across),
        rows=tuple(lines.values()),
        columns=tuple(heads.values()),
        cells=tuple(tuple(cells.get((line, head), Cell("–")) for head in heads) for line in lines),
        caption=visible(caption),
        notes=_notes(shown, found, template),
    )


def _names(given: Any, argument: str) -> list[str]:
    """The names of an argument, checked; none if it was not given."""
    if given is None:
        return []
    names = [given] if isinstance(given, str) else list(given)
    if not names or len(set(names)) < len(names) or any(name not in TITLES for name in names):
        raise ValueError(f"`{argument}` must name at least one of {', '.join(TITLES)}, each once")
    return names


def _complete(shown: Dimensions, down: list[str], across: list[str]) -> None:
    """Adds what was not given: groups by metrics if there are several groups, otherwise metrics by models."""
    twice = next((name for name in down if name in across), None)
    if twice is not None:
        raise ValueError(f"{twice!r} is in `rows` and in `columns`; a name has one place")
    if not down and not across:
        has_groups = shown.n("group") > 1
        down += ["group", "n", "events", *(["model"] if shown.n("model") > 1 else [])] if has_groups else ["metric"]
        across += ["metric"] if has_groups else ["model"]
    elif not (down and across):
        given = {*down, *across}
        rest = [name for name in ("metric", "group", "model") if name not in given and shown.n(name) > 1]
        (across if down else down).extend(rest or [next(name for name in ("metric", "model", "group") if name not in given)])


def _refuse_left_out(shown: Dimensions, used: Sequence[str]) -> None:
    left_out = [name for name in ("model", "metric", "group") if name not in used and shown.n(name) > 1]
    if left_out:
        what = " and ".join(f"{shown.n(name)} {name}s" for name in left_out)
        raise ValueError(
            f"the result has {what}, which neither `rows` nor `columns` names; name them, or select with where({left_out[0]}=...)"
        )


def _about_rows(cell: Cell) -> Cell:
    """A cell whose reasons have a word for the rows, which the engine leaves open."""
    return Cell(cell.text, tuple(about_rows(reason, "row", "rows") for reason in cell.reasons)) if cell.reasons else cell


def _notes(shown: Dimensions, found: Sequence[Estimate], template: Template) -> tuple[str, ...]:
    """The level of the intervals that the cells show, and the size if there is one group."""
    texts = " or ".join(dict.fromkeys(level(e.level) for e in found if template.has_limits and not math.isnan(e.lower + e.upper)))
    parts = [f"Values with {texts} intervals." if template.is_usual else f"Intervals of the level {texts}."] if texts else []
    if shown.n("group") == 1:
        n, events = found[0].n, found[0].n_positive
        parts.append(f"n = {count(n)}" + ("." if events is None else f", {count(events)} event{'' if events == 1 else 's'}."))
    return (" ".join(parts),) if parts else ()
