# SPDX-License-Identifier: Apache-2.0
"""The long table for readers: on a terminal and in a notebook."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from ._groups import group_label
from ._metric_names import line_text
from ._text import aligned, names_text, number_texts, printable
from .estimate import Estimate

if TYPE_CHECKING:
    from .result import Result

Line = tuple[str, str, str, str, str, str]
HEAD: Line = ("model", "group", "metric", "value", "interval", "method")
SHOWN = 60


def line_of(e: Estimate) -> Line:
    """A row as text, with as many digits as are needed to distinguish the value from its limits."""
    value, lower, upper = number_texts(e.value, e.lower, e.upper)
    reason = e.status if math.isnan(e.value) else e.interval_status if math.isnan(e.lower) else e.method
    shown = "undefined" if math.isnan(e.value) else value
    interval = "" if math.isnan(e.lower) else f"[{lower}, {upper}]"
    metric = printable(line_text(e.metric, e.parameters))
    return printable(e.model), group_label(e.attribute, e.group), metric, shown, interval, reason


def text_of(result: Result) -> str:
    """The first rows, and the notices."""
    return "\n".join([aligned([HEAD, *result.lines_of_text(SHOWN)]), *_notes(result, SHOWN)])


def html_of(result: Result) -> str:
    """The first rows as a table of a notebook, with sizes, and the notices."""
    from ._notebook import MOST_ROWS, table_html

    head = (*HEAD[:2], "n", "events", *HEAD[2:])
    rows = [_with_sizes(result.row(i)) for i in range(min(len(result), MOST_ROWS))]
    notes = [*_tables_beside(result), *(f"Note: {printable(notice.text)}" for notice in result.notices)]
    return table_html(head, rows, _caption(result), notes, numbers=("n", "events", "value"))


def _with_sizes(e: Estimate) -> tuple[str, ...]:
    model, group, *rest = line_of(e)
    return model, group, f"{e.n:,}", "–" if e.n_positive is None else f"{e.n_positive:,}", *rest


def _caption(result: Result) -> list[str]:
    """The level of the intervals, the models, and how many rows are not shown."""
    from ._notebook import shown_of

    columns = result._columns
    levels = sorted({x for x, lower in zip(columns["level"].tolist(), columns["lower"].tolist()) if not math.isnan(lower)})
    texts = [f"{100 * x:.10g} %" for x in levels]
    models = result.models
    return [
        *([f"Intervals of {' and '.join(texts)}." if texts else "No intervals."] if len(result) else []),
        *([f"Model{'s' if len(models) > 1 else ''}: {names_text(models, 5)}."] if models else []),
        *shown_of(len(result), "result.to_frame() has all of them, and result.where(…) selects some"),
    ]


def _notes(result: Result, shown: int) -> list[str]:
    more = len(result) - shown
    return [
        *([f"… and {more} more rows"] if more > 0 else []),
        *_tables_beside(result),
        *(f"Note: {printable(notice.text)}" for notice in result.notices),
    ]


def _tables_beside(result: Result) -> list[str]:
    """As in "There are 3 comparisons and 12 gaps: result.comparisons, result.gaps"; nothing if there are none."""
    tables = {name: len(getattr(result, name)) for name in ("comparisons", "gaps")}
    counts = [f"{n} {name[: -1 if n == 1 else None]}" for name, n in tables.items() if n]
    verb = "is" if counts and len(counts) == 1 and sum(tables.values()) == 1 else "are"
    return [f"There {verb} {' and '.join(counts)}: {', '.join(f'result.{name}' for name, n in tables.items() if n)}"] if counts else []
