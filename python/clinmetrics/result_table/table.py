# SPDX-License-Identifier: Apache-2.0
"""A table of texts with its headings and footnotes, which writes itself in several formats."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from .cell import Cell

if TYPE_CHECKING:
    import os

Heading = tuple[str, ...]


@dataclass(frozen=True)
class ResultTable:
    """A table for a paper, as ``result.table(...)`` makes it.

    Attributes
    ----------
    row_names, column_names : tuple of str
        What the rows and the columns stand for, such as "Group" and "Metric".
    rows, columns : tuple of tuples of str
        The headings of each row and of each column, one for each name.
    cells : tuple of tuples of Cell
        The cells by row; each has its text and the reasons for which a number is missing.
    caption : str
        The title; empty if there is none.
    notes : tuple of str
        What the numbers are; the footnotes of the cells come after them.
    """

    row_names: Heading
    column_names: Heading
    rows: tuple[Heading, ...]
    columns: tuple[Heading, ...]
    cells: tuple[tuple[Cell, ...], ...]
    caption: str = ""
    notes: tuple[str, ...] = ()

    @cached_property
    def footnotes(self) -> dict[str, str]:
        """The mark of each reason, "a", "b", …, in the order of the cells."""
        reasons = dict.fromkeys(reason for row in self.cells for cell in row for reason in cell.reasons)
        return {reason: _mark(i) for i, reason in enumerate(reasons)}

    def marks(self, cell: Cell) -> str:
        """The marks of a cell: "a" or "a,b"."""
        known = self.footnotes
        return ",".join(known[reason] for reason in cell.reasons)

    def to_markdown(self) -> str:
        """The table in Markdown, with the columns' headings in one line."""
        from .markdown import markdown

        return markdown(self)

    def to_csv(self) -> str:
        """The table as CSV, with the columns' headings in one line. A text that a spreadsheet would run as a formula gets an apostrophe."""
        from .separated import csv_text

        return csv_text(self)

    def to_html(self) -> str:
        """The table as an HTML element; every text is escaped."""
        from .html import html_text

        return html_text(self)

    def to_latex(self) -> str:
        """The table as a LaTeX environment that needs no package; every text is escaped."""
        from .latex import latex

        return latex(self)

    def to_styler(self) -> Any:
        """The table as a pandas Styler for notebooks, with texts escaped for HTML. Needs pandas and Jinja2."""
        from .styler import styler

        return styler(self)

    def to_word(self, path: str | os.PathLike[str]) -> None:
        """Writes a Word document with the table. Needs python-docx, the extra `tables`."""
        from .word import write_word

        write_word(self, path)

    def to_excel(self, path: str | os.PathLike[str]) -> None:
        """Writes an Excel workbook with the table; each cell is text. Needs openpyxl, the extra `tables`."""
        from .excel import write_excel

        write_excel(self, path)

    def __repr__(self) -> str:
        return self.to_markdown().rstrip("\n")

    def _repr_html_(self) -> str:
        return self.to_html()


def _mark(i: int) -> str:
    """The letters a to z, and then aa, ab and so on."""
    letter = chr(ord("a") + i % 26)
    return letter if i < 26 else _mark(i // 26 - 1) + letter


def blanked(headings: tuple[Heading, ...]) -> list[Heading]:
    """Headings in which what repeats the line above is empty."""
    shown: list[Heading] = []
    for i, one in enumerate(headings):
        before = headings[i - 1] if i else ()
        same = next((k for k, name in enumerate(one) if before[k : k + 1] != (name,)), len(one) - 1)
        shown.append(tuple("" if k < same else name for k, name in enumerate(one)))
    return shown


def spans(headings: tuple[Heading, ...], level: int) -> list[tuple[str, int]]:
    """The headings of a level, each with the number of columns next to each other that share it and all levels above."""
    found: list[tuple[Heading, int]] = []
    for one in headings:
        key = one[: level + 1]
        if found and found[-1][0] == key and level < len(one) - 1:
            found[-1] = (key, found[-1][1] + 1)
        else:
            found.append((key, 1))
    return [(key[-1] if key else "", n) for key, n in found]
