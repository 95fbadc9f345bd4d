# SPDX-License-Identifier: Apache-2.0
"""Tables in notebooks. They have no colors of their own, so that they are readable in light and in dark themes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from ._text import shortened

MOST_ROWS = 20
# A notebook reads the text between two dollar signs as a formula, such as in "$10,000 to $20,000", unless it has one of these classes.
_NO_FORMULAS = 'class="tex2jax_ignore mathjax_ignore"'
_LEFT = 'style="text-align:left"'


def table_html(
    head: Sequence[str], rows: Iterable[Sequence[str]], caption: Sequence[str] = (), notes: Iterable[str] = (), numbers: Sequence[str] = ()
) -> str:
    """A table of texts, all escaped, with sentences above and notes below it; the columns `numbers` are aligned to the right."""
    sides = ['style="text-align:right"' if name in numbers else _LEFT for name in head]
    top = "".join(f'<th scope="col" {side}>{escape(name)}</th>' for name, side in zip(head, sides))
    body = "".join("<tr>" + "".join(_cell(cell, side) for cell, side in zip(row, sides)) + "</tr>" for row in rows)
    title = escape(" ".join(caption))
    above = f'<caption style="caption-side:top;text-align:left;color:inherit">{title}</caption>' if title else ""
    below = "".join(f"<p>{escape(note)}</p>" for note in notes)
    return f"<div {_NO_FORMULAS}><table>{above}<thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>{below}</div>"


def line_html(bold: str, rest: str, small: str) -> str:
    """A number with what belongs to it, all escaped."""
    return f"<span {_NO_FORMULAS}><b>{escape(bold)}</b>{escape(rest)}<br><small>{escape(small)}</small></span>"


def shown_of(n: int, remedy: str) -> list[str]:
    """As in "20 of 512 rows are shown; result.to_frame() has all of them."; nothing if all are shown."""
    return [f"{MOST_ROWS} of {n:,} rows are shown, {n - MOST_ROWS:,} are not; {remedy}."] if n > MOST_ROWS else []


def _cell(text: str, side: str) -> str:
    return f"<td {side}>{escape(shortened(text, 200))}</td>"
