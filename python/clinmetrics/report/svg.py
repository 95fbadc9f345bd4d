# SPDX-License-Identifier: Apache-2.0
"""SVG elements as strings: every attribute and every text is escaped in one function; axes contain their scale."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Union

from markupsafe import Markup, escape

from .text import superscript, visible

Point = tuple[float, float]
Child = Union[str, Markup]


def coordinate(x: float) -> str:
    """A length with two decimals at most."""
    return f"{x:.2f}".rstrip("0").rstrip(".") if "." in f"{x:.2f}" else f"{x:.2f}"


def _escaped(text: str) -> Markup:
    return text if isinstance(text, Markup) else escape(visible(text))


def element(tag: str, *children: Child, **attributes: str | float) -> Markup:
    """``<tag …>children</tag>``; `class_` is class, an underscore in a name is a hyphen."""
    parts = [f"<{tag}"]
    for name, value in attributes.items():
        shown = coordinate(value) if isinstance(value, (int, float)) else _escaped(value)
        key = name.rstrip("_").replace("_", "-")
        parts.append(f' {"viewBox" if key == "viewbox" else key}="{shown}"')
    if not children:
        return Markup("".join(parts) + "/>")  # noqa: S704 - every part has been escaped
    inner = "".join(_escaped(child) for child in children)
    return Markup("".join(parts) + f">{inner}</{tag}>")  # noqa: S704 - as above


def path(points: Iterable[Point]) -> str:
    """The `d` of an open line."""
    return " ".join(f"{'L' if i else 'M'}{coordinate(x)} {coordinate(y)}" for i, (x, y) in enumerate(points))


def described(key: str, title: str, description: str, width: float, height: float, *children: Child, class_: str) -> Markup:
    """An ``<svg role="img">`` that names and describes itself."""
    return element(
        "svg",
        element("title", title, id=f"{key}-title"),
        element("desc", description, id=f"{key}-desc"),
        *children,
        class_=class_,
        viewbox=f"0 0 {coordinate(width)} {coordinate(height)}",
        role="img",
        aria_labelledby=f"{key}-title {key}-desc",
        focusable="false",
    )


@dataclass(frozen=True)
class Scale:
    """A straight map from data to the page. It goes by halves, which do not overflow, and puts a single value in the middle."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, x: float) -> float:
        """The place of a value on the page."""
        half = self.high / 2 - self.low / 2
        share = (x / 2 - self.low / 2) / half if half > 0 else 0.5
        return self.start + share * (self.end - self.start)


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


SHAPES = 5  # circle, square, triangle, diamond, cross: distinguishable without colour


def marker(x: float, y: float, shape: int, size: float = 5.0, *, class_: str = "dot") -> Markup:
    """The mark of a series, by its number."""
    s = size
    outlines: Sequence[Sequence[Point]] = (
        (),
        ((-s, -s), (s, -s), (s, s), (-s, s)),
        ((0, -1.3 * s), (1.2 * s, s), (-1.2 * s, s)),
        ((0, -1.4 * s), (1.4 * s, 0), (0, 1.4 * s), (-1.4 * s, 0)),
        (
            (-s, -s * 0.4),
            (-s * 0.4, -s * 0.4),
            (-s * 0.4, -s),
            (s * 0.4, -s),
            (s * 0.4, -s * 0.4),
            (s, -s * 0.4),
            (s, s * 0.4),
            (s * 0.4, s * 0.4),
            (s * 0.4, s),
            (-s * 0.4, s),
            (-s * 0.4, s * 0.4),
            (-s, s * 0.4),
        ),
    )
    outline = outlines[shape % SHAPES]
    if not outline:
        return element("circle", cx=x, cy=y, r=s, class_=class_)
    return element("path", d=path((x + dx, y + dy) for dx, dy in outline) + " Z", class_=class_)
