# SPDX-License-Identifier: Apache-2.0
"""The text that `clinmetrics audit` prints for readers."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from .._text import interval_text, number_text, printable, shortened
from .contrast_text import comparison_lines, gap_lines
from .differences import largest_differences

WIDTH = 120
_MOST_SUBGROUPS = 4
_MOST_NOTICES = 8
_LONGEST_NAME = 50


def audit_text(result: Any, written: Sequence[Path], is_all: bool, translate: Callable[[str], str]) -> str:
    """For each model the overall results and some subgroups, or every row; comparisons and gaps; notices; how to read it; the last of the files written.

    If files are written, which contain every row, the overall results are those at the first threshold.
    """
    rows = list(result)
    lines: list[str] = []
    for model, of_model in groupby(rows, key=lambda e: e.model):
        own = list(of_model)
        if is_all:
            for _, of_group in groupby(own, key=lambda e: (e.attribute, e.group)):
                lines += _block(model, list(of_group))
        else:
            lines += _block(model, [e for e in own if not e.attribute], is_short=bool(written))
            lines[-1:] = _subgroups(model, own) or [""]
    lines += [*comparison_lines(result, is_all), *gap_lines(result, is_all)]
    lines += _notices(result, translate)
    lines += _reading(result, has_subgroups=any(e.attribute for e in rows))
    return "\n".join(lines + _ending(written, is_all, any(e.attribute for e in rows))) + "\n"


def _block(model: str, rows: list[Any], *, is_short: bool = False) -> list[str]:
    """A heading with the sizes, and a line for each metric; a short one leaves out all thresholds but the first."""
    if not rows:
        return []
    first, heading_end = rows[0], ""
    thresholds = list(dict.fromkeys(e.parameters["threshold"] for e in rows if "threshold" in e.parameters))
    if is_short and len(thresholds) > 1:
        shown = next((t for t in thresholds if not isinstance(t, str)), thresholds[0])  # a number, if there is one, and no rule
        rows = [e for e in rows if e.parameters.get("threshold", shown) == shown]
        heading_end = f" · at the first of {len(thresholds)} thresholds"
    table = [("metric", "value", _interval_head(rows), "count", "method")]
    table += [(_metric(e), _value(e), interval_text(e.lower, e.upper), _count(e), _method(e)) for e in rows]
    return [shortened(f"{_name(model)} · {_group(first)}: {_sizes(first)}{heading_end}", WIDTH), *_aligned(table), ""]


def _subgroups(model: str, rows: list[Any]) -> list[str]:
    chosen, n = largest_differences(rows, _MOST_SUBGROUPS)
    if not chosen:
        return []
    how_many = f"{len(chosen)} of {n}" if len(chosen) < n else f"all {n}" if n > 1 else "1"
    head = f"{_name(model)} · subgroups that differ most from the overall value, relative to their uncertainty ({how_many}):"
    table = [("subgroup", "n", "events", "metric", "value", _interval_head([d.row for d in chosen]), "overall")]
    for d in chosen:
        e = d.row
        sizes = (str(e.n), _whole(e.n_positive))
        table.append((_group(e), *sizes, _metric(e), _value(e), interval_text(e.lower, e.upper), _value(d.overall)))
    return [shortened(head, WIDTH), *_aligned(table), ""]


def _aligned(table: Sequence[tuple[str, ...]]) -> list[str]:
    widths = [max(len(row[k]) for row in table) for k in range(len(table[0]))]
    # a column without content, such as the counts of ranking metrics, is left out
    shown = [k for k in range(len(widths)) if any(row[k] for row in table[1:])]
    return [shortened("  " + "  ".join(row[k].ljust(widths[k]) for k in shown).rstrip(), WIDTH) for row in table]


def _name(text: str) -> str:
    return shortened(printable(text), _LONGEST_NAME)


def _group(e: Any) -> str:
    if not e.attribute:
        return "all rows"
    parts = zip(e.attribute, e.group)
    return shortened(", ".join(f"{printable(a)}={'(missing)' if v is None else printable(v)}" for a, v in parts), _LONGEST_NAME)


def _metric(e: Any) -> str:
    from .._metric_names import line_text

    return shortened(line_text(e.metric, e.parameters), _LONGEST_NAME)


def _value(e: Any) -> str:
    return "undefined" if math.isnan(e.value) else number_text(e.value)


def _interval_head(rows: list[Any]) -> str:
    return f"{100 * rows[0].level:g} % interval"


def _method(e: Any) -> str:
    """The method of the interval, or the reason why there is none."""
    reason: str = e.status if math.isnan(e.value) else e.interval_status if math.isnan(e.lower) else e.method
    return {"not_requested": ""}.get(reason, reason)


def _count(e: Any) -> str:
    """As in 235/318, if the value is such a fraction."""
    if math.isnan(e.numerator) or math.isnan(e.denominator):
        return ""
    return "/".join(f"{x:.0f}" if x == round(x) else f"{x:.1f}" for x in (e.numerator, e.denominator))


def _whole(n: int | None) -> str:
    return "" if n is None else str(n)


def _sizes(e: Any) -> str:
    events = _whole(e.n_positive)
    units = f", {e.n_units} units" if e.n_units is not None and 0 < e.n_units < e.n else ""
    return f"n = {e.n}{units}" + (f", {events} events" if events else "")


def _notices(result: Any, translate: Callable[[str], str]) -> list[str]:
    notices = result.notices
    lines: list[str] = []
    for notice in notices[:_MOST_NOTICES]:
        lines += textwrap.wrap(f"Note: {translate(printable(notice.text))}", WIDTH, subsequent_indent="      ")
    if len(notices) > _MOST_NOTICES:
        lines.append(f"Note: {len(notices) - _MOST_NOTICES} more notices are in the JSON (--format json, or audit.json).")
    return lines


def _reading(result: Any, has_subgroups: bool) -> list[str]:
    how = result.provenance
    rows: Iterable[Any] = result
    text = "No intervals were asked for."
    if any(e.interval_status != "not_requested" for e in rows):
        text = f"Intervals have level {100 * how['level']:g} %, each for its own row"
        text += ": with many subgroups, some miss the true value by chance alone." if has_subgroups else "."
    text += f" Replicates: {how['n_resamples']}, {how['resampling']}, seed {how['seed']}."
    text += f" Backend: {how['backend']}." if "backend" in how else ""  # the public view has none
    if how.get("n_dropped"):
        text += f" Rows left out because of missing values: {how['n_dropped']} of {how['n_rows_received']}."
    return textwrap.wrap(text, WIDTH)


def _ending(written: Sequence[Path], is_all: bool, has_subgroups: bool) -> list[str]:
    lines = []
    if has_subgroups and not is_all:
        lines.append("Every subgroup and metric: --all, --format csv, or --format json.")
    if not written:
        return [*lines, "No files were written; --out FOLDER writes the report (audit.html) and every number (audit.json)."]
    what = "Report" if written[-1].suffix == ".html" else "Result"
    return [*lines, f"{what}: {printable(str(written[-1]))}"]
