# SPDX-License-Identifier: Apache-2.0
"""The blocks of comparisons and of gaps that `clinmetrics audit` prints."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterable
from typing import Any

from .._metric_names import line_text
from .._text import aligned, interval_text, number_text, printable, shortened
from ..comparisons import gap_sides, p_text
from ..decision_text import decision_sentence

_WIDTH = 120
_MOST_COMPARISONS = 6
_MOST_GAPS = 5
_MOST_SENTENCES = 2
_LONGEST_NAME = 30
_ADJUSTMENTS = {"holm": "Holm", "benjamini_hochberg": "Benjamini–Hochberg"}


def comparison_lines(result: Any, is_all: bool) -> list[str]:
    """The differences of models over all rows, or in every group."""
    every = list(result.comparisons.difference)
    if not every:
        return []
    rows = every if is_all else [c for c in every if not c.attribute]
    if not rows:
        return []
    shown = rows if is_all else rows[:_MOST_COMPARISONS]
    head = f"Comparisons of models on the same rows, a − b ({_how_many(shown, rows)}; {_judged(rows)}):"
    table = [("a", "b", *(["group"] if is_all else []), "metric", *_number_heads(every[0]))]
    for c in shown:
        group = [_name(group_text_of(c))] if is_all else []
        table.append((_name(c.a), _name(c.b), *group, *_cells(c)))
    return [*_block(head, table), *_sentences(shown), ""]


def gap_lines(result: Any, is_all: bool) -> list[str]:
    """The gaps that are to the disadvantage of a group, the worst first."""
    every = list(result.gaps.difference)
    if not every:
        return []
    rows = worst_first(every)
    shown = rows if is_all else rows[:_MOST_GAPS]
    of_all = ";" if len(rows) == len(every) else f" to the disadvantage of a group; of all {len(every)} gaps,"
    head = f"Gaps between groups, a − b, the worst first ({_how_many(shown, rows)}{of_all} {_judged(every)}):"
    several = len(result.models) > 1
    table = [(*(["model"] if several else []), "a", "b", "metric", *_number_heads(every[0]))]
    for g in shown:
        table.append((*([_name(g.model)] if several else []), *map(_name, _sides(g)), *_cells(g)))
    return [*_block(head, table), *_sentences([g for g in shown if g.decision != "not_shown"]), ""]


def worst_first(gaps: Iterable[Any]) -> list[Any]:
    """The gaps in which group a is worse than b, in the order of the report: by the least gap that fits the data.

    Metrics without a better direction, such as the prevalence, are left out: groups are expected to differ in them.
    """
    from .._names import METRICS
    from ..points.gaps import rank

    found = []
    for g in gaps:
        better = METRICS.about.get(g.metric, {"better": "neither"})["better"]
        if better == "neither" or math.isnan(g.value) or g.value == 0:
            continue
        signed = g.value if better == "lower" else -g.value
        if g.kind == "range" or better in ("one", "zero") or signed > 0:
            found.append(g)
    return sorted(found, key=rank)


def _sides(g: Any) -> tuple[str, str]:
    """The names of the attributes stand in the first only."""
    from .._groups import levels_label

    a, b = gap_sides(g)
    return a, b if g.a is None or g.b is None else levels_label(g.b)


def group_text_of(c: Any) -> str:
    """The group of a comparison as it is printed."""
    from .._groups import group_label

    return group_label(c.attribute, c.group)


def _number_heads(c: Any) -> tuple[str, ...]:
    return ("difference", f"{100 * c.level:g} % interval", "p", f"p ({_ADJUSTMENTS.get(c.adjustment, c.adjustment)})")


def _cells(c: Any) -> tuple[str, ...]:
    value = "undefined" if math.isnan(c.value) else number_text(c.value)
    metric = line_text(c.metric, c.parameters) + (", cross-group" if c.kind == "xauc" else "")
    return (_name(metric), value, interval_text(c.lower, c.upper), p_text(c.p), p_text(c.p_adjusted))


def _how_many(shown: list[Any], rows: list[Any]) -> str:
    return f"{len(shown)} of {len(rows)}" if len(shown) < len(rows) else f"all {len(rows)}" if len(rows) > 1 else f"{len(rows)}"


def _judged(rows: list[Any]) -> str:
    judged = [c for c in rows if c.decision != "not_judged"]
    shown = sum(c.decision != "not_shown" for c in judged)
    were = "was" if len(judged) == 1 else "were"
    return f"{len(judged)} {were} judged, and the claim is shown for {shown}"


def _sentences(rows: list[Any]) -> list[str]:
    texts = [text for text in map(decision_sentence, rows) if text]
    return [
        line for text in texts[:_MOST_SENTENCES] for line in textwrap.wrap(text, _WIDTH - 2, initial_indent="  ", subsequent_indent="    ")
    ]


def _block(head: str, table: list[tuple[str, ...]]) -> list[str]:
    """Where it is too wide: without the p that is not adjusted, then with shorter names, so that the numbers stay."""
    columns = [column for column in zip(*table) if any(column[1:])]
    lines = _lines(columns)
    if _is_too_wide(lines):
        columns = [column for column in columns if column[0] != "p"]
        lines = _lines(columns)
    n_names = [column[0] for column in columns].index("difference") if columns else 0
    for longest in (24, 18, 12):
        if _is_too_wide(lines):
            names = [tuple(shortened(cell, longest) for cell in column) for column in columns[:n_names]]
            lines = _lines([*names, *columns[n_names:]])
    return [*textwrap.wrap(head, _WIDTH), *lines]


def _is_too_wide(lines: list[str]) -> bool:
    return max(map(len, lines), default=0) > _WIDTH


def _lines(columns: list[tuple[str, ...]]) -> list[str]:
    return aligned([(f"  {first}", *others) for first, *others in zip(*columns)]).splitlines() if columns else []


def _name(text: str | None) -> str:
    return shortened(printable(text or ""), _LONGEST_NAME)
