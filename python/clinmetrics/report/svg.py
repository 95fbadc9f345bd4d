# SPDX-License-Identifier: Apache-2.0
"""SVG elements as strings: every attribute and every text is escaped in one function; axes contain their scale."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Union

from markupsafe import Markup, escape

from ..points import Point
from .text import visible

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
