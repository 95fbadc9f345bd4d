# SPDX-License-Identifier: Apache-2.0
"""A table in Markdown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .table import ResultTable

_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+!|<>~$&^=-])")


def markdown(table: ResultTable) -> str:
    """A pipe table, its caption above, and its footnotes below."""
    from .table import blanked

    head = [*map(escaped, table.row_names), *(escaped(": ".join(column)) for column in table.columns)]
    rule = [*(":--" for _ in table.row_names), *("--:" for _ in table.columns)]
    lines = [_line(head), _line(rule)]
    for heading, cells in zip(blanked(table.rows), table.cells):
        texts = [_plain(cell.text) + (f"<sup>{table.marks(cell)}</sup>" if cell.reasons else "") for cell in cells]
        lines.append(_line([*map(escaped, heading), *texts]))
    notes = [*map(escaped, table.notes), *(f"<sup>{mark}</sup> {escaped(reason)}" for reason, mark in table.footnotes.items())]
    caption = [f"**{escaped(table.caption)}**", ""] if table.caption else []
    return "\n".join([*caption, *lines, *(line for note in notes for line in ("", note))]) + "\n"


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def escaped(text: str) -> str:
    """A name or a sentence, of which Markdown reads nothing as its own."""
    return _SPECIAL.sub(_escape, text)


def _escape(found: re.Match[str]) -> str:
    """The character behind a backslash, unless Markdown reads it as itself at this place."""
    character, before, after = found[0], found.string[: found.start()][-1:], found.string[found.end() :][:1]
    is_inside_word = before.isalnum() and after.isalnum()
    is_plain = (character == "_" and is_inside_word) or (
        character in "()=+-^" and not (before == "" and character in "+-=") and before != "]"
    )
    return character if is_plain else f"\\{character}"


def _plain(text: str) -> str:
    """A cell: its template may contain Markdown, so that only what would break the table is escaped."""
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("<", "\\<").replace("\n", " ")
