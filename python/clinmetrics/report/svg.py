# SPDX-License-Identifier: Apache-2.0
"""SVG elements as strings: every attribute and every text passes one gate, and axes know their own scale."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Union

from markupsafe import Markup, escape

from .text import visible

Point = tuple[float, float]
Child = Union[str, Markup]


def coordinate(x: float) -> str:
    """A length with two decimals at most."""
    return f"{x:.2f}".rstrip("0").rstrip(".") if "." in f"{x:.2f}" else f"{x:.2f}"


def _gate(text: str) -> Markup:
    return text if isinstance(text, Markup) else escape(visible(text))


def element(tag: str, *children: Child, **attributes: str | float) -> Markup:
    """``<tag …>children</tag>``; `class_` is class, an underscore in a name is a hyphen."""
    parts = [f"<{tag}"]
    for name, value in attributes.items():
        shown = coordinate(value) if isinstance(value, (int, float)) else _gate(value)
        key = name.rstrip("_").replace("_", "-")
        parts.append(f' {"viewBox" if key == "viewbox" else key}="{shown}"')
    if not children:
        return Markup("".join(parts) + "/>")  # noqa: S704 - every part has passed the gate
    inner = "".join(_gate(child) for child in children)
    return Markup("".join(parts) + f">{inner}</{tag}>")  # noqa: S704 - so has this


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
    """A straight map from data to the page."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, x: float) -> float:
        """Where a value stands on the page."""
        return self.start + (x - self.low) / (self.high - self.low) * (self.end - self.start)


def nice_step(span: float, ticks: int) -> float:
    """The smallest of 1, 2, 2.5 and 5 times a power of ten that needs no more than ``ticks`` steps."""
    power = 10.0 ** math.floor(math.log10(span / ticks))
    return next(step * power for step in (1.0, 2.0, 2.5, 5.0, 10.0) if span / (step * power) <= ticks + 1e-9)


def nice_ticks(low: float, high: float, ticks: int = 5) -> list[float]:
    """Round numbers from ``low`` to ``high``."""
    step = nice_step(high - low, ticks)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [i * step for i in range(first, last + 1)]


def tick_label(x: float) -> str:
    """A tick at its shortest, with a true minus sign."""
    return f"{round(x, 10):g}".replace("-", "−")


SHAPES = 5  # circle, square, triangle, diamond, cross: told apart without colour


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
