# SPDX-License-Identifier: Apache-2.0
"""Round numbers for axes, and their texts."""

from __future__ import annotations

import math
from collections.abc import Sequence

from ..report.text import superscript


def nice_step(span: float, ticks: int) -> float:
    """The smallest of 1, 2, 2.5 and 5 times a power of ten that needs no more than ``ticks`` steps."""
    power = 10.0 ** math.floor(math.log10(span / ticks))
    return next(step * power for step in (1.0, 2.0, 2.5, 5.0, 10.0) if span / (step * power) <= ticks + 1e-9)


def nice_ticks(low: float, high: float, ticks: int = 5) -> list[float]:
    """Round numbers from ``low`` to ``high``; only the ends if doubles are too coarse for more."""
    half = high / 2 - low / 2
    if half <= 1e-12 * max(abs(low), abs(high)) or half < 1e-290:
        return [low] if low == high else [low, high]
    step = 2 * nice_step(half / 2, ticks) * 2 if half > 1e300 else nice_step(2 * half, ticks)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [tick for tick in (i * step for i in range(first, last + 1)) if math.isfinite(tick)]


def tick_label(x: float) -> str:
    """A tick at its shortest, with a true minus sign."""
    return tick_labels([x])[0]


def tick_labels(ticks: Sequence[float]) -> list[str]:
    """Ticks with as few digits as distinguish them, and as a power of ten if they are very large or small."""
    size = max((abs(x) for x in ticks), default=0.0)
    steps = [b - a for a, b in zip(ticks, ticks[1:])]
    zero = 1e-9 * min(steps, default=0.0)  # the rounding error of a difference that should be 0
    exact = [0.0 if abs(x) <= zero else x for x in ticks]
    is_plain = 1e-4 <= size < 1e6 or size == 0
    for digits in range(18):
        texts = [f"{x:.{digits}f}" if is_plain else f"{x:.{digits}e}" for x in exact]
        if all(math.isclose(float(text), x, rel_tol=1e-9) for text, x in zip(texts, exact)) and len(set(texts)) == len(set(exact)):
            break
    return [_set_tick(text) for text in texts] if ticks else []


def _set_tick(text: str) -> str:
    mantissa, e, exponent = text.partition("e")
    if float(text) == 0:
        return "0"
    shown = (mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa).replace("-", "−")
    return f"{shown}×10{superscript(int(exponent))}" if e else shown
