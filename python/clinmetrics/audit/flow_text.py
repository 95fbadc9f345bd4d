# SPDX-License-Identifier: Apache-2.0
"""The flow and the verdicts as lines for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

from .._text import printable

_WIDTH = 120
_STEPS = (
    ("duplicate", "duplicate"),
    ("excluded", "excluded by a rule"),
    ("missing_label", "without a label"),
    ("missing_prediction", "without a prediction"),
)


def flow_lines(flow: Mapping[str, Any]) -> list[str]:
    """Where the rows of the truth and of the predictions went; steps without rows, or with too few to be shown, are left out."""
    step = flow["steps"][0]
    parts = [f"{step['received']} received", *(f"{step[name]} {text}" for name, text in _STEPS if step[name])]
    imputed = f", {step['imputed']} of them with an imputed prediction" if step["imputed"] else ""
    lines = [f"Rows: {', '.join(parts)}, {step['analysed']} analysed{imputed}."]
    for rule in flow["excluded_by"]:
        reason = f" ({printable(rule['reason'])})" if rule["reason"] else ""
        lines.append(f"  excluded by {printable(rule['column'])} {rule['op']}: {'not shown' if rule['n'] is None else rule['n']}{reason}")
    for table in flow["predictions"]:
        counts = ", ".join(f"{table[name]} {name}" for name in ("matched", "duplicate", "extra") if table[name] or name == "matched")
        lines.append(f"Predictions of {printable(table['file'])}: {table['received']} received, {counts}.")
    return lines


def goal_lines(goals: Sequence[Mapping[str, Any]]) -> list[str]:
    """Each goal with its verdict, and below it the sentences that show why."""
    from .goals.view import asked_text

    lines = []
    for i, entry in enumerate(goals, 1):
        lines.append(f"Goal {i}, {printable(asked_text(entry['goal']))}: {entry['verdict'].replace('_', ' ')}.")
        lines += textwrap.wrap(printable(entry["text"]), _WIDTH, initial_indent="  ", subsequent_indent="  ")
    return lines
