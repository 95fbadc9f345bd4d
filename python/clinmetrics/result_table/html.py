# SPDX-License-Identifier: Apache-2.0
"""A table in HTML."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .table import ResultTable


def html_text(table: ResultTable) -> str:
    """A table element with scopes of its headings; its notes are in the foot."""
    head, body = ["<thead>", *_head(table), "</thead>"], ["<tbody>", *_body(table), "</tbody>"]
    return "\n".join(["<table>", *_caption(table), *head, *body, *_foot(table), "</table>"]) + "\n"


def _caption(table: ResultTable) -> list[str]:
    return [f"<caption>{escape(table.caption)}</caption>"] if table.caption else []


def _head(table: ResultTable) -> list[str]:
    from .table import spans

    n = len(table.column_names)
    lines = []
    for level in range(n):
        tall = f' rowspan="{n}"' if n > 1 else ""
        corner = [f'<th scope="col"{tall}>{escape(name)}</th>' for name in table.row_names] if level == 0 else []
        across = [_across(name, width) for name, width in spans(table.columns, level)]
        lines.append(f"<tr>{''.join([*corner, *across])}</tr>")
    return lines


def _across(name: str, width: int) -> str:
    scope = f'scope="colgroup" colspan="{width}"' if width > 1 else 'scope="col"'
    return f"<th {scope}>{escape(name)}</th>"


def _body(table: ResultTable) -> list[str]:
    from .table import blanked

    lines = []
    for heading, cells in zip(blanked(table.rows), table.cells):
        first = "".join(f'<th scope="row">{escape(name)}</th>' for name in heading)
        rest = "".join(f"<td>{escape(c.text)}{f'<sup>{table.marks(c)}</sup>' if c.reasons else ''}</td>" for c in cells)
        lines.append(f"<tr>{first}{rest}</tr>")
    return lines


def _foot(table: ResultTable) -> list[str]:
    notes = [*map(escape, table.notes), *(f"<sup>{mark}</sup> {escape(reason)}" for reason, mark in table.footnotes.items())]
    width = len(table.row_names) + len(table.columns)
    return [f'<tfoot><tr><td colspan="{width}">{"<br>".join(notes)}</td></tr></tfoot>'] if notes else []
