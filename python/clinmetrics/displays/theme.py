# SPDX-License-Identifier: Apache-2.0
"""Colors, dashes and marks: those of the report, in which each series differs by color, dash and mark."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Theme:
    """The colors on a light or a dark background. The series have the colors of Okabe and Ito, adapted to the background."""

    paper: str
    ink: str
    soft: str
    grid: str
    reference: str
    series: tuple[str, ...]

    def color(self, index: int) -> str:
        """The color of a series."""
        return self.series[index % len(self.series)]


THEMES = {
    "light": Theme("#ffffff", "#1b1f24", "#545d68", "#e6e9ed", "#6b7480", ("#0072b2", "#d55e00", "#008a66", "#b8558f", "#8a6d00", "#5b626b")),
    "dark": Theme("#14171b", "#e7eaee", "#a6b0bb", "#2a3038", "#8c97a4", ("#56b4e9", "#f08a3c", "#2bc295", "#e396c0", "#f0e442", "#b4bcc6")),
}  # fmt: skip
DASHES: tuple[Any, ...] = ("-", (0, (4, 1.8)), (0, (1.35, 1.35)), (0, (4.4, 1.3, 0.9, 1.3)), (0, (0.7, 1.35)))
MARKS = ("o", "s", "^", "D", "P")


def dash(index: int) -> Any:
    """The dash of a series."""
    return DASHES[index % len(DASHES)]


def mark(index: int) -> str:
    """The mark of a series."""
    return MARKS[index % len(MARKS)]


def theme_named(name: str | None, background: tuple[float, float, float, float]) -> Theme:
    """The theme of a name; without a name the one that fits the background of the axes."""
    if name is None:
        red, green, blue, alpha = background
        name = "light" if alpha < 0.5 or 0.299 * red + 0.587 * green + 0.114 * blue > 0.5 else "dark"
    if name not in THEMES:
        raise ValueError("`theme` must be 'light', 'dark' or None")
    return THEMES[name]
