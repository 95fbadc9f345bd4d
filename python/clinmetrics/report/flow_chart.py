# SPDX-License-Identifier: Apache-2.0
"""The flow diagram: what was received at the top, what was analysed at the bottom, and what was left out at the side, with reasons."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from markupsafe import Markup

from .filters import filter_text
from .read_audit import Exclusion, Flow, Step
from .svg import described, element
from .text import count

_WIDTH = 440.0
_MAIN, _SIDE = (4.0, 168.0), (206.0, 230.0)  # left edge and width of the boxes
_LINE, _PAD, _GAP = 18.0, 10.0, 16.0
_CHARACTERS_MAIN, _CHARACTERS_SIDE = 20, 30  # of a line of text in a box
_MOST_RULES = 6
_LONGEST_RULE = 60


def flow_chart(units: str, whole: Step, flow: Flow) -> Markup:
    """The diagram with a title and a description that contain the same numbers."""
    left_out = [(label, n, rules) for label, n, rules in _left_out(whole, flow) if n]
    top = [f"{count(whole.received)} {units}", "received"]
    bottom = [f"{count(whole.analysed)} {units}", "analysed"]
    if whole.imputed:
        bottom.append(f"{count(whole.imputed)} of them without prediction")
    drawn: list[Markup] = []
    y = 4.0
    y, middle = _box(drawn, _MAIN, y, _wrapped(top, _CHARACTERS_MAIN), strong=True)
    start = y
    for label, n, rules in left_out:
        y += _GAP
        lines = _wrapped([f"{count(n)} {label}", *(_rule(rule) for rule in rules[:_MOST_RULES])], _CHARACTERS_SIDE)
        if len(rules) > _MOST_RULES:
            lines.append(f"and {len(rules) - _MOST_RULES} more rules")
        y, middle = _box(drawn, _SIDE, y, lines)
        drawn.append(_line(_axis(), middle, _SIDE[0] - 6, middle))
        drawn.append(_head(_SIDE[0], middle, sideways=True))
    y += _GAP * 1.5
    drawn.append(_line(_axis(), start, _axis(), y - 6))
    drawn.append(_head(_axis(), y, sideways=False))
    y, _ = _box(drawn, _MAIN, y, _wrapped(bottom, _CHARACTERS_MAIN), strong=True)
    said = [f"{count(whole.received)} {units} received.", *(f"{count(n)} left out: {label}." for label, n, _ in left_out)]
    said.append(f"{count(whole.analysed)} analysed.")
    return described("flow-chart", "Flow diagram", " ".join(said), _WIDTH, y + 4, *drawn, class_="chart flow-chart")


def _left_out(whole: Step, flow: Flow) -> Sequence[tuple[str, float, tuple[Exclusion, ...]]]:
    return (
        ("with a duplicate id", whole.duplicate, ()),
        ("excluded by a rule" if len(flow.exclusions) < 2 else "excluded by rules", whole.excluded, flow.exclusions),
        ("without an outcome", whole.missing_label, ()),
        ("without a prediction", whole.missing_prediction, ()),
    )


def _rule(rule: Exclusion) -> str:
    why = filter_text(rule.column, rule.op, rule.value)
    short = why if len(why) <= _LONGEST_RULE else f"{why[: _LONGEST_RULE - 1]}…"
    return f"{count(rule.n)} do not fulfill: {short}"


def _wrapped(lines: Sequence[str], width: int) -> list[str]:
    """Lines that fit into a box; a name without spaces is cut."""
    return [part for line in lines for part in textwrap.wrap(line, width, subsequent_indent="\u2003" if line[:1].isdigit() else "")]


def _axis() -> float:
    return _MAIN[0] + _MAIN[1] / 2


def _box(drawn: list[Markup], place: tuple[float, float], y: float, lines: Sequence[str], *, strong: bool = False) -> tuple[float, float]:
    """Draws a box and returns its lower edge and its middle."""
    left, width = place
    height = _LINE * len(lines) + 2 * _PAD - 4
    drawn.append(element("rect", x=left, y=y, width=width, height=height, rx=4, class_="box main" if strong else "box"))
    for i, line in enumerate(lines):
        drawn.append(element("text", line, x=left + _PAD, y=y + _PAD + 10 + _LINE * i, class_="strong" if i == 0 else "tick"))
    return y + height, y + height / 2


def _line(x1: float, y1: float, x2: float, y2: float) -> Markup:
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, class_="arrow")


def _head(x: float, y: float, *, sideways: bool) -> Markup:
    d = (
        f"M{x - 8:g} {y - 4:g} L{x:g} {y:g} L{x - 8:g} {y + 4:g} Z"
        if sideways
        else f"M{x - 4:g} {y - 8:g} L{x:g} {y:g} L{x + 4:g} {y - 8:g} Z"
    )
    return element("path", d=d, class_="arrow-head")
