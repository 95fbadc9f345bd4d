# SPDX-License-Identifier: Apache-2.0
"""A table as CSV."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._csv import written

if TYPE_CHECKING:
    from .table import ResultTable


def plain_rows(table: ResultTable) -> list[list[str]]:
    """The head and the rows as texts: every heading repeated, marks in brackets behind a cell."""
    head = [*table.row_names, *(": ".join(column) for column in table.columns)]
    rows = [[*heading, *(marked(table, cell) for cell in cells)] for heading, cells in zip(table.rows, table.cells)]
    return [head, *rows]


def marked(table: ResultTable, cell: object) -> str:
    """The text of a cell with its marks: "too few rows [a]"."""
    from .cell import Cell

    assert isinstance(cell, Cell)
    return f"{cell.text} [{table.marks(cell)}]" if cell.reasons else cell.text


def footnote_lines(table: ResultTable) -> list[str]:
    """The notes, and the footnotes with their marks in brackets."""
    return [*table.notes, *(f"[{mark}] {reason}" for reason, mark in table.footnotes.items())]


def csv_text(table: ResultTable) -> str:
    """The head and the rows. CSV has no place for notes."""
    return "".join(",".join(written(text, is_from_data=True) for text in row) + "\r\n" for row in plain_rows(table))
