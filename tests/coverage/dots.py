# SPDX-License-Identifier: Apache-2.0
"""A picture of coverages as dots, one line for each name, as SVG. Series differ in color and in shape."""

from __future__ import annotations

from html import escape

LEFT, RIGHT, TOP = 230, 30, 60
WIDTH = 820
LEAST = 40.0  # lower coverages are drawn at this place
COLORS = ["#0072B2", "#D55E00", "#009E73", "#666666"]  # Okabe and Ito's, which people who are colour-blind can tell apart


def place(coverage: float) -> float:
    return LEFT + (max(coverage, LEAST) - LEAST) / (100 - LEAST) * (WIDTH - LEFT - RIGHT)


def mark(series: int, x: float, y: float) -> str:
    """A dot, a cross, a triangle or a square."""
    color = COLORS[series]
    style = f'fill="none" stroke="{color}" stroke-width="1.2" stroke-opacity="0.55"'
    if series == 0:
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" {style}/>'
    if series == 1:
        return f'<path d="M{x - 3:.1f} {y - 3:.1f}l6 6m0 -6l-6 6" {style}/>'
    if series == 2:
        return f'<path d="M{x:.1f} {y - 3.5:.1f}l3.5 6h-7z" {style}/>'
    return f'<rect x="{x - 2.5:.1f}" y="{y - 2.5:.1f}" width="5" height="5" {style}/>'


def text(x: float, y: float, words: str, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>'


def axis(height: float) -> list[str]:
    parts = []
    for tick in range(int(LEAST), 101, 10):
        parts.append(f'<line x1="{place(tick):.1f}" x2="{place(tick):.1f}" y1="{TOP - 8}" y2="{height - 40}" stroke="#ddd"/>')
        parts.append(text(place(tick), height - 24, f"{tick} %" if tick > LEAST else f"≤ {tick} %", "middle"))
    parts.append(
        f'<line x1="{place(95):.1f}" x2="{place(95):.1f}" y1="{TOP - 8}" y2="{height - 40}" stroke="black" stroke-dasharray="4 3"/>'
    )
    parts.append(text(place(95), height - 24, "95 %", "middle"))
    return parts


def picture(lines: dict[str, dict[str, list[float]]]) -> str:
    """`lines`: for each line of the picture its series, with one coverage (%) for each cell."""
    names = list(dict.fromkeys(name for series in lines.values() for name in series))
    line_height = 10 + 8 * len(names)
    height = TOP + line_height * len(lines) + 50
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="sans-serif" font-size="12">',
        f'<rect width="{WIDTH}" height="{height}" fill="white"/>',
        *axis(height),
    ]
    for k, name in enumerate(names):
        parts += [mark(k, LEFT + 130 * k, 20), text(LEFT + 130 * k + 9, 24, name)]
    for row, (line, series) in enumerate(lines.items()):
        y = TOP + line_height * (row + 0.5)
        parts.append(text(LEFT - 12, y + 4, line.replace("_", " "), "end"))
        drawn = [k for k, name in enumerate(names) if series.get(name)]
        for at, k in enumerate(drawn):
            offset = (at - (len(drawn) - 1) / 2) * 9
            places = sorted({round(place(x)) for x in series[names[k]]})  # equal marks are drawn once
            parts += [mark(k, x, y + offset) for x in places]
    parts.append(
        text((LEFT + WIDTH - RIGHT) / 2, height - 6, "coverage of nominal 95 % intervals; each mark is a cell of the simulation", "middle")
    )
    return "\n".join([*parts, "</svg>", ""])
